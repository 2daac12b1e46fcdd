//! In which words is each refusal told? `{0}` and `{1}` stand for its operands.

use crate::application::circumstances::Standing;
use crate::application::refusal::Refusal as R;

impl R {
    /// Whose turn it is, and who keeps off.
    #[rustfmt::skip]
    pub(super) const fn seat_said(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::NotNow { .. } => ("当前阶段({0})不能执行此操作({1}),请查看可执行操作。", "{1} is not possible at {0}; see the allowed actions."),
            Self::NotRecordedNow { .. } => ("当前阶段({0})不能登记此项({1}),如确需登记请先退回。", "{1} cannot be recorded at {0}; have the case returned first if it must be."),
            Self::WrongRole { .. } => ("此操作须由{0}角色办理,请转交。", "this takes the role {0}; hand it over."),
            Self::NotOnRoad => ("本单位不在该申请的审批路径上,请由路径上的工会办理。", "your union is not on this case's road; a union on it must act."),
            Self::OnlyReads { .. } => ("本申请由{0}终审,其上级只可查阅和登记异议,请由该工会或其下级办理。", "the case is decided by {0}, and unions above that only read and enter objections; that one or one below it must act."),
            Self::WrongUnion { .. } => ("应由{0}办理,请转交。", "this is for {0} to do; leave it to them."),
            Self::SeatKept => ("该席位已由另一名上级人员代录,请由其继续办理。", "another officer fills this seat from above; they go on with it."),
            Self::ActedElsewhere { .. } => ("您已在{0}办理过本申请,不得在另一级再办,请换人。", "you have acted on this case at {0}; somebody else must act here."),
            Self::PreparedIt => ("您经办过本申请,不得作出决定,请换负责人。", "you prepared this case and decide nothing on it; another head must."),
            Self::OnlyVisitor => ("您是唯一的入户走访人,不得作出决定,请换负责人或再次走访。", "you were its only visitor and decide nothing on it; another head must, or two visit again."),
            Self::Kin => ("已申报您与该家庭有亲属关系,须回避,请换负责人。", "you are declared kin of the family; another head must decide."),
            Self::OfTheFamily => ("您是该家庭成员,须回避,请由他人办理。", "you belong to this family and decide nothing about it; somebody else must."),
            Self::OwnDecision => ("不得处理针对本人决定的申诉或异议,请换负责人或委托代理。", "nobody hears a complaint against their own decision; another head or a delegate must."),
            Self::OwnObjection => ("本异议由您登记,不得由您处理,请换负责人或委托代理。", "you entered this objection and do not decide it; another head or a delegate must."),
            Self::NobodyLeft { .. } => ("您办理后,{0}将无人可再办理,请换人或先委派代理。", "after this nobody could act at {0}; let another do it, or appoint a delegate first."),
            Self::BeingPaid => ("该申请的助学金已列入发放批次;请先由财务人员撤销该批次,再行撤销。", "a payment of this case is under way; have finance dissolve its batch, then revoke it."),
            Self::AlreadyPaid => ("该申请的助学金已发放,不能直接撤销;请办理追回(reclaim)。", "its money was paid, so it is not revoked as it is; reclaim it."),
            Self::NotPaid => ("该申请的助学金尚未发放,无款可追回;如须撤销,请办理撤销(revoke)。", "nothing was paid that could be reclaimed; revoke it instead."),
            Self::NobodyHears { .. } => ("{0}暂无人可审理申诉,请先增设负责人或委派代理。", "nobody at {0} may hear the appeal; appoint a head or a delegate first."),
            _ => return None,
        })
    }

    /// What the case lacks to go on.
    #[rustfmt::skip]
    pub(super) const fn evidence_said(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::NotEligible { standing: Standing::Incomplete, .. } => ("资格审核资料不全({0}),请补充后再办。", "not all is known that is asked for: {0}; add what is missing, then go on."),
            Self::NotEligible { standing: Standing::ForReview, .. } => ("资格审核有待上级认定({0}),请先取得认定。", "the union above has to rule on this first: {0}; obtain its ruling."),
            Self::NotEligible { .. } => ("不符合救助条件({0}),请退回更正或不予通过。", "the conditions of aid are not met: {0}; return the case for correction, or reject it."),
            Self::VisitMissing => ("尚无入户走访记录,请先走访并登记。", "no visit is recorded; visit the family and record it."),
            Self::VisitOutdated { .. } => ("{0}走访后申请内容有变,请重新走访。", "the matter changed after the visit of {0}; visit again."),
            Self::VisitDisagrees { .. } => ("{0}走访结论不符,请更正内容后重新走访,或退回。", "the visit of {0} found things otherwise than declared; correct them and visit again, or return the case."),
            Self::VisitorsTooFew { .. } => ("走访须{0}人,实到{1}人,请补走访或申请例外。", "a visit takes {0} officers, and there were {1}; visit again, or ask for an exception."),
            Self::VisitNotInPerson { .. } => ("走访方式({0})不是入户走访,请入户走访或申请例外。", "the family was not visited at home ({0}); visit it there, or ask for an exception."),
            Self::VisitorNotOnRoad { .. } => ("走访人{0}不是审批路径上工会的经办人或负责人,请更正;委托走访请按委托方式登记。", "{0} is neither caseworker nor head of a union on the road of this case; name another visitor, or record an entrusted visit."),
            Self::VisitorOfTheFamily { .. } => ("走访人{0}是该家庭成员,须回避,请换人走访。", "{0} belongs to the family; let somebody else visit it."),
            Self::SignatureMissing => ("审批表尚未签字盖章,请登记签章及扫描件。", "no signature is recorded; record the signed and sealed form with its scan."),
            Self::SignatureOutdated { .. } => ("{0}签章后申请内容有变,请重新签章。", "the matter changed after the signature of {0}; sign again."),
            Self::SignatureNotSealed => ("审批表须既签字又盖章,请补齐。", "the form must be both signed and sealed; complete it."),
            Self::ScanNamed => ("该扫描件已用于另一次签章,请上传本次签章的扫描件。", "this scan belongs to another signature already; attach the scan of this one."),
            Self::ScanOutdated => ("该扫描件上传后申请内容有变,请就现在的内容签字盖章并重新上传。", "the matter changed after this scan was attached; have the form signed as it stands and attach that scan."),
            Self::OpinionMissing { .. } => ("尚无单位(街道)意见({0}),请登记。", "the opinion is missing that the {0} gives; obtain and record it."),
            Self::OpinionOutdated { .. } => ("出具意见({0})后申请内容有变,请重新出具。", "the matter changed after the opinion of the {0}; ask for a new one."),
            Self::OpinionAgainst { .. } => ("单位(街道)意见({0})为不同意,请退回或不予通过。", "the {0} is against it by its opinion; return the case, or reject it."),
            Self::ConsentMissing { .. } => ("缺少授权同意({0}),请取得并登记。", "a consent is missing ({0}); obtain and record it."),
            Self::PostingMissing => ("尚未公示,请先公示。", "the case has not been posted; post it first."),
            Self::PostingLifted => ("公示因异议成立已撤销,请退回处理后重新公示。", "the posting was lifted by an objection; return the case and post it again."),
            Self::PostingOutdated => ("公示后申请内容有变,请退回并重新公示。", "the matter changed after the posting; return the case and post it again."),
            Self::PostingNamesOther { .. } => ("公示栏所示职工({0})或与学生关系已更正,请退回单位审核并重新公示。", "the board names {0}, or another relation than is known today; return the case to unit review and post it again."),
            Self::PostingRunning { .. } => ("公示至{0}止,请于次日起办理。", "the posting runs to the end of {0}; act from the day after."),
            Self::PostingBackdated { .. } => ("公示起始日不得早于今日({0})。", "a posting starts today ({0}) or later."),
            Self::PostingTooShort { .. } => ("公示须满{0}个工作日,请延后截止日。", "a posting runs {0} working days; end it later."),
            Self::ObjectionOpen { .. } => ("有未处理的异议,请先由上一级工会处理。", "an objection is open; the next union of the road must decide it first."),
            Self::Incomplete { .. } => ("材料不全({0}),请补齐,或申请容缺受理。", "still missing: {0}; add them, or ask for an exception with a due date."),
            _ => return None,
        })
    }

    /// Days, operands, and what is referred to.
    #[rustfmt::skip]
    pub(super) const fn rest_said(&self) -> (&'static str, &'static str) {
        match self {
            Self::NotOpenYet { .. } => ("本年度活动{0}开始受理,请届时提交。", "the campaign opens on {0}; submit then."),
            Self::SubmissionOver { .. } => ("首次提交已于{0}截止,确需提交请由市总工会延期。", "first submissions ended on {0}; ask the city for an extension."),
            Self::ArrivalOver { .. } => ("报送已于{0}截止,确需报送请由市总工会延期。", "reporting to the deciding union ended on {0}; ask the city for an extension."),
            Self::Expired { .. } => ("草稿已于{0}到期,不能再提交。请直接重新录入申请:原草稿届时自动终止,不妨碍新申请。", "this draft could be submitted until the end of {0}. Enter the application anew: that ends this draft by itself."),
            Self::NotExpired { .. } => ("草稿保留至{0},到期前不会终止,请届时再试。", "the draft is kept to the end of {0} and does not end before; wait until then."),
            Self::DayToCome { .. } => ("日期{0}尚未到来,请更正。", "the day {0} has not come; correct it."),
            Self::DayBeforeOpening { .. } => ("日期{0}早于本年度活动开始日({1}),请更正或重新办理。", "the day {0} lies before the campaign opens ({1}); correct it, or do it again."),
            Self::OtherLive { .. } => ("该学生本年度已有在办申请({0}),请继续办理该申请或先了结。", "the student has another live application this year ({0}); go on with that one, or end it first."),
            Self::StudentDecided { .. } => ("该学生的申请({0})已经核准,不能改为另一人;证件号码有误的,先由核准工会撤销核准,更正后重新申请。", "the case ({0}) of this student was approved and does not become another person's; where the id is wrong, the deciding union revokes it first, and the family applies anew."),
            Self::SameMatterDismissed => ("同一内容已终局不予通过,内容有变方可重新申请。", "the same matter was rejected for good; a new application needs a changed one."),
            Self::NotEarlier { .. } => ("只能退回到更早的阶段,{0}不在其中,请另选。", "a case is returned to an earlier stage, and {0} is not earlier; choose another one."),
            Self::UpheldBefore => ("申诉已成立,同一内容只有不符合条件时方可再次不予通过。", "an appeal was upheld on this matter; it is rejected again only when it is not eligible."),
            Self::AppealedBefore => ("每件申请只能申诉一次;内容有变可重新申请。", "a case is appealed once; make a new application if the matter changes."),
            Self::RejectedForGood => ("申诉已被驳回,决定为终局;内容有变可重新申请。", "the appeal was dismissed and the rejection is for good; a changed matter may be applied for anew."),
            Self::NoGrounds => ("申诉须有新的理由,或有争议的审核结果,请写明理由。", "an appeal needs new grounds or a disputed finding; state the grounds."),
            Self::NotForReview { .. } => ("该项({0})无须认定,请查看审核结果中待认定的项目。", "nothing is to be ruled on here: {0}; see which findings are for review."),
            Self::NoSuchPosting => ("本申请不在该公示中,请核对公示。", "the case is not in that posting; look up which posting listed it."),
            Self::NoSuchConsent => ("本申请无此授权同意,请核对。", "the case has no such consent; look up its consents."),
            Self::ConsentWithdrawn => ("该授权同意已撤回;再次同意请另行登记。", "this consent was taken back already; record a new one when it is given again."),
            Self::ConsentUnderAge { .. } => ("学生{0}未满十八周岁,应由监护人与其共同同意(民法典第十九条、个人信息保护法第三十一条),请登记监护人的同意。", "the student was under eighteen on {0}: a guardian agrees together with them (Civil Code 19, PIPL 31); record the guardian's consent."),
            Self::ConsentOfAge { .. } => ("学生{0}已满十八周岁,应由本人同意(民法典第十八条、个人信息保护法第二十九条),请登记学生本人的同意。", "the student was eighteen or older on {0} and agrees themself (Civil Code 18, PIPL 29); record the student's own consent."),
            Self::ConsentBeforeWithdrawal { .. } => ("该同意已于{1}撤回,{0}作出的同意不再有效;请登记撤回后再次取得的同意。", "what was agreed to on {0} was taken back on {1}; record a consent that was given again after that."),
            Self::WithdrawnBeforeGiven { .. } => ("该同意于{0}作出,不能在此之前撤回,请更正日期。", "this was agreed to on {0} and cannot be taken back before that; correct the day."),
            Self::CallerNotOnRoad { .. } => ("通话人{0}不是审批路径上的工会人员,请更正。", "{0}, who is said to have called, has no post on the road of this case; name the officer who did."),
            Self::NoSuchObjection => ("本申请无此异议,请核对。", "the case has no such objection; look up its objections."),
            Self::ObjectionIs { .. } => ("该异议当前状态为{0},不能如此处理,请重新读取。", "this cannot be done with an objection that is {0}; read it again."),
            Self::SameObjection { .. } => ("同样内容的异议已登记、尚未处理,不必重复登记。", "the same objection is there and not decided yet; it need not be entered again."),
            Self::ConcernIs { .. } => ("该群众反映已有处理结果({0}),不能再次处理;有新情况请登记异议。", "this concern was answered already ({0}); enter an objection where something new is known."),
            Self::NotExceptable { .. } => ("本年度政策不允许此项例外({0}),请按规定办理。", "this year's policy allows no such exception ({0}); meet the condition itself."),
            Self::ExceptionLevel { .. } => ("此项例外须由受理单位以上、{0}级以上负责人批准,请转交。", "this exception is allowed by a head of a union above the one that took the case, of level {0} or higher; ask one."),
            Self::ExceptionEvidence { .. } => ("缺少例外依据({0}),请附上。", "the exception needs a paper as evidence ({0}); attach it and name it."),
            Self::ExceptionPapers => ("容缺受理须写明所缺材料,其他例外不得填写。", "name the papers that come later; other exceptions name none."),
            Self::NoSuchException => ("本申请无此例外,或该例外为自动记录、不能终止,请核对。", "no officer allowed such an exception for this case; look up its exceptions."),
            Self::ExceptionEnded => ("该例外已终止;确需再次例外请重新批准。", "this exception was ended already; allow a new one if it is needed again."),
            Self::ExceptionPast { .. } => ("例外期限不得早于今日({0}),请更正。", "an exception lasts until today ({0}) or later; correct its last day."),
            Self::NoSuchKinship => ("本申请无此亲属关系申报,请核对。", "the case has no such kinship; look up its kinships."),
            Self::KinshipWithdrawn => ("该亲属关系申报已撤回;如确有关系请重新申报。", "this kinship was taken back already; declare it anew if it is so."),
            Self::KinshipDeclared => ("您已申报过该人员的亲属关系;说明有误的请先撤回再申报。", "you declared this officer's kinship already; take that back first if it is described wrongly."),
            Self::ExceptionTooLong { .. } => ("例外须写明期限,最迟为{0}。", "the exception needs a last day, {0} at the latest."),
            Self::AttachmentNamed => ("签章、授权同意或例外记录引用了该文件,不能移除;请另附正确的文件。", "a signature, a consent or an exception names this file, so it stays; attach the right one beside it."),
            Self::AttachmentJudged => ("该文件附上后已有人据此办理或认定,不能移除;请另附正确的文件并说明。", "the case was moved or ruled on with this file, so it stays; attach the right one beside it, with an explanation."),
            _ => ("不能办理。", "this is refused."),
        }
    }
}
