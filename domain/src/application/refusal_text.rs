//! What is a person told who is refused, and what should they do next?

use super::circumstances::{Missing, Standing};
use super::refusal::Refusal as R;
use crate::text::Language;

macro_rules! say {
    ($language:expr, $chinese:literal, $english:literal) => {
        $language.choose(format!($chinese), format!($english))
    };
}

impl R {
    /// What it says to a person, and what to do next.
    pub fn text(&self, language: Language) -> String {
        self.about_seats(language)
            .or_else(|| self.about_evidence(language))
            .or_else(|| self.about_time(language))
            .unwrap_or_else(|| self.about_the_rest(language))
    }

    fn about_seats(&self, l: Language) -> Option<String> {
        Some(match self {
            Self::NotNow { stage, action } => {
                let (stage, action) = (stage.word(), action.word());
                say!(
                    l,
                    "当前阶段({stage})不能执行此操作({action}),请查看可执行操作。",
                    "{action} is not possible at {stage}; see the allowed actions."
                )
            }
            Self::NotRecordedNow { stage, deed } => {
                let (stage, deed) = (stage.word(), deed.word());
                say!(
                    l,
                    "当前阶段({stage})不能登记此项({deed}),如确需登记请先退回。",
                    "{deed} cannot be recorded at {stage}; have the case returned first if it must be."
                )
            }
            Self::WrongRole { needed } => {
                let needed: &str = needed.into();
                say!(l, "此操作须由{needed}角色办理,请转交。", "this takes the role {needed}; hand it over.")
            }
            Self::NotOnRoad => say!(
                l,
                "本单位不在该申请的审批路径上,请由路径上的工会办理。",
                "your union is not on this case's road; a union on it must act."
            ),
            Self::WrongUnion { needed } => {
                let needed = needed.raw() + 1;
                say!(
                    l,
                    "应由审批路径上第{needed}级工会办理。",
                    "this is for union number {needed} of the road to do."
                )
            }
            Self::SeatKept => say!(
                l,
                "该席位已由另一名上级人员代录,请由其继续办理。",
                "another officer fills this seat from above; they go on with it."
            ),
            Self::ActedElsewhere { position } => {
                let at = position.raw() + 1;
                say!(
                    l,
                    "您已在第{at}级工会办理过本申请,不得在另一级再办,请换人。",
                    "you have acted on this case at union number {at} of its road; somebody else must act here."
                )
            }
            Self::PreparedIt => say!(
                l,
                "您经办过本申请,不得作出决定,请换负责人。",
                "you prepared this case and decide nothing on it; another head must."
            ),
            Self::OnlyVisitor => say!(
                l,
                "您是唯一的入户走访人,不得作出决定,请换负责人或再次走访。",
                "you were its only visitor and decide nothing on it; another head must, or visit again with two."
            ),
            Self::Kin => say!(
                l,
                "已申报您与该家庭有亲属关系,须回避,请换负责人。",
                "you are declared kin of the family; another head must decide."
            ),
            Self::OwnDecision => say!(
                l,
                "不得处理针对本人决定的申诉或异议,请换负责人或委托代理。",
                "nobody hears a complaint against their own decision; another head or a delegate must."
            ),
            Self::NobodyLeft { position } => {
                let at = position.raw() + 1;
                say!(
                    l,
                    "您办理后,第{at}级工会将无人可再办理,请换人或先委派代理。",
                    "after this nobody could act at union number {at} of the road; let another do it, or appoint a delegate first."
                )
            }
            Self::NobodyHears { position } => {
                let at = position.raw() + 1;
                say!(
                    l,
                    "第{at}级工会暂无人可审理申诉,请先增设负责人或委派代理。",
                    "nobody at union number {at} of the road may hear the appeal; appoint a head or a delegate first."
                )
            }
            _ => return None,
        })
    }

    fn about_evidence(&self, l: Language) -> Option<String> {
        Some(match self {
            Self::VisitMissing => say!(
                l,
                "尚无入户走访记录,请先走访并登记。",
                "no visit is recorded; visit the family and record it."
            ),
            Self::VisitOutdated { day } => say!(
                l,
                "{day}走访后申请内容有变,请重新走访。",
                "the matter changed after the visit of {day}; visit again."
            ),
            Self::VisitDisagrees { day } => say!(
                l,
                "{day}走访结论不符,请更正内容后重新走访,或退回。",
                "the visit of {day} disagrees; correct the facts and visit again, or return the case."
            ),
            Self::VisitorsTooFew { needed, were } => say!(
                l,
                "走访须{needed}人,实到{were}人,请补走访或申请例外。",
                "a visit takes {needed} officers, {were} came; visit again or ask for an exception."
            ),
            Self::VisitNotInPerson { manner } => {
                let manner = manner.word();
                say!(
                    l,
                    "非本人入户走访({manner}),请入户走访或申请例外。",
                    "the visit was {manner}; visit at home or ask for an exception."
                )
            }
            Self::SignatureMissing => say!(
                l,
                "审批表尚未签字盖章,请登记签章及扫描件。",
                "no signature is recorded; record the signed and sealed form with its scan."
            ),
            Self::SignatureOutdated { day } => say!(
                l,
                "{day}签章后申请内容有变,请重新签章。",
                "the matter changed after the signature of {day}; sign again."
            ),
            Self::SignatureNotSealed => say!(
                l,
                "审批表须既签字又盖章,请补齐。",
                "the form must be both signed and sealed; complete it."
            ),
            Self::OpinionMissing { from } => {
                let from = from.word();
                say!(
                    l,
                    "尚无单位(街道)意见({from}),请登记。",
                    "the opinion of the {from} is missing; record it."
                )
            }
            Self::OpinionOutdated { from } => {
                let from = from.word();
                say!(
                    l,
                    "出具意见({from})后申请内容有变,请重新出具。",
                    "the matter changed after the opinion of the {from}; ask for a new one."
                )
            }
            Self::OpinionAgainst { from } => {
                let from = from.word();
                say!(
                    l,
                    "单位(街道)意见({from})为不同意,请退回或不予通过。",
                    "the opinion of the {from} is against; return or reject the case."
                )
            }
            Self::ConsentMissing { missing } => {
                let missing: Vec<String> =
                    missing.iter().map(|c| format!("{}/{}", c.giver.word(), c.covers.word())).collect();
                let missing = missing.join(", ");
                say!(
                    l,
                    "缺少授权同意({missing}),请取得并登记。",
                    "consents are missing ({missing}); obtain and record them."
                )
            }
            Self::PostingMissing => say!(l, "尚未公示,请先公示。", "the case was not posted; post it first."),
            Self::PostingLifted => say!(
                l,
                "公示因异议成立已撤销,请退回处理后重新公示。",
                "the posting was lifted by an objection; return the case and post it again."
            ),
            Self::PostingOutdated => say!(
                l,
                "公示后申请内容有变,请退回并重新公示。",
                "the matter changed after the posting; return the case and post it again."
            ),
            Self::PostingRunning { last_day } => say!(
                l,
                "公示至{last_day}止,请于次日起办理。",
                "the posting runs to the end of {last_day}; act from the day after."
            ),
            Self::PostingBackdated { today } => {
                say!(l, "公示起始日不得早于今日({today})。", "a posting starts today ({today}) or later.")
            }
            Self::PostingTooShort { days } => say!(
                l,
                "公示须满{days}个工作日,请延后截止日。",
                "a posting runs {days} working days; end it later."
            ),
            Self::ObjectionOpen { objection } => say!(
                l,
                "有未处理的异议({objection}),请先由上一级处理。",
                "objection {objection} is open; the union above must decide it first."
            ),
            Self::NotEligible { standing, findings } => {
                let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
                let rules = rules.join(", ");
                match standing {
                    Standing::Incomplete => say!(
                        l,
                        "资格审核资料不全({rules}),请补充后再办。",
                        "facts are missing for {rules}; add them first."
                    ),
                    Standing::ForReview => say!(
                        l,
                        "资格审核有待上级认定({rules}),请先取得认定。",
                        "{rules} asks for a ruling; obtain it first."
                    ),
                    Standing::NotEligible | Standing::Eligible => say!(
                        l,
                        "不符合救助条件({rules}),请退回更正或不予通过。",
                        "not eligible by {rules}; return the case for correction or reject it."
                    ),
                }
            }
            Self::Incomplete { missing } => {
                let names: Vec<&str> = missing
                    .iter()
                    .map(|missing| match missing {
                        Missing::Field(pointer) => pointer.as_str(),
                        Missing::Attachment(kind) => kind.word(),
                    })
                    .collect();
                let names = names.join(", ");
                say!(
                    l,
                    "材料不全({names}),请补齐,或申请容缺受理。",
                    "still missing: {names}; add them, or ask for an exception with a due date."
                )
            }
            _ => return None,
        })
    }

    fn about_time(&self, l: Language) -> Option<String> {
        Some(match self {
            Self::NotOpenYet { opens } => say!(
                l,
                "本年度活动{opens}开始受理,请届时提交。",
                "the campaign opens on {opens}; submit then."
            ),
            Self::SubmissionOver { last } => say!(
                l,
                "首次提交已于{last}截止,确需提交请由市总工会延期。",
                "first submissions ended on {last}; ask the city for an extension."
            ),
            Self::ArrivalOver { last } => say!(
                l,
                "报送已于{last}截止,确需报送请由市总工会延期。",
                "reporting to the deciding union ended on {last}; ask the city for an extension."
            ),
            Self::NotExpired { last } => {
                say!(l, "草稿保留至{last}。", "the draft is kept to the end of {last}.")
            }
            Self::DayToCome { day } => {
                say!(l, "日期{day}尚未到来,请更正。", "the day {day} has not come; correct it.")
            }
            Self::ExceptionTooLong { latest } => say!(
                l,
                "例外期限最迟为{latest},请填写期限。",
                "the exception needs a last day, {latest} at the latest."
            ),
            _ => return None,
        })
    }

    fn about_the_rest(&self, l: Language) -> String {
        match self {
            Self::OtherLive { application } => say!(
                l,
                "该学生本年度已有在办申请({application}),请先了结。",
                "the student has another live application ({application}); end that one first."
            ),
            Self::SameMatterDismissed => say!(
                l,
                "同一内容已终局不予通过,内容有变方可重新申请。",
                "the same matter was rejected for good; a new application needs a changed one."
            ),
            Self::NotEarlier { to } => {
                let to = to.word();
                say!(
                    l,
                    "只能退回到更早的阶段,不能退回到{to}。",
                    "a case is returned to an earlier stage; {to} is none."
                )
            }
            Self::UpheldBefore => say!(
                l,
                "申诉已成立,同一内容只有不符合条件时方可再次不予通过。",
                "an appeal was upheld on this matter; it is rejected again only when it is not eligible."
            ),
            Self::AppealedBefore => say!(
                l,
                "每件申请只能申诉一次。",
                "a case is appealed once; make a new application if the matter changes."
            ),
            Self::RejectedForGood => say!(
                l,
                "申诉已被驳回,决定为终局;内容有变可重新申请。",
                "the appeal was dismissed and the rejection is for good; a changed matter may be applied for anew."
            ),
            Self::NoGrounds => say!(
                l,
                "申诉须有新的理由,或有争议的审核结果,请写明理由。",
                "an appeal needs new grounds or a disputed finding; state the grounds."
            ),
            Self::NotForReview { rule } => {
                say!(l, "该项({rule})无须认定。", "{rule} does not ask for a ruling.")
            }
            Self::NoSuchPosting => say!(l, "本申请不在该公示中。", "the case is not in that posting."),
            Self::NoSuchConsent => say!(l, "本申请无此授权同意。", "the case has no such consent."),
            Self::NoSuchObjection => say!(l, "本申请无此异议。", "the case has no such objection."),
            Self::ObjectionIs { state } => {
                let state = state.word();
                say!(
                    l,
                    "该异议当前状态为{state},不能如此处理。",
                    "the objection is {state}; this cannot be done with it."
                )
            }
            Self::NotPublic => say!(
                l,
                "本年度不受理网上公开异议,请向公示单位提出。",
                "objections are not taken by the public route this year; tell the union that posted the list."
            ),
            Self::NotExceptable { excepted } => {
                let excepted = excepted.word();
                say!(
                    l,
                    "本年度政策不允许此项例外({excepted})。",
                    "the edition allows no exception {excepted}."
                )
            }
            Self::ExceptionLevel { needed } => {
                let needed: &str = needed.into();
                say!(
                    l,
                    "此项例外须由受理单位以上、{needed}级以上负责人批准。",
                    "this exception is for a head above the taker, at level {needed} or higher."
                )
            }
            Self::ExceptionEvidence { needed } => {
                let needed = needed.word();
                say!(
                    l,
                    "缺少例外依据({needed}),请附上。",
                    "the exception needs evidence ({needed}); attach it."
                )
            }
            Self::ExceptionPapers => say!(
                l,
                "容缺受理须写明所缺材料,其他例外不得填写。",
                "name the papers that come later; other exceptions name none."
            ),
            other => other.code().to_owned(),
        }
    }
}
