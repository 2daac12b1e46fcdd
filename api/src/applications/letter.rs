//! What is a family told whose case was rejected? Why, by which clauses, and how it may be heard again.

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, get};
use domain::application::Position;
use domain::application::appeal::{AppealRight, AppealStanding};
use domain::application::state::{Decision, Rejection};
use domain::eligibility::finding::Verdict;
use domain::eligibility::view::FindingView;
use domain::id::ApplicationId;
use domain::name::{PersonName, Remark, Title};
use domain::text::Language;
use domain::time::{Day, Instant};
use persistence::Work;
use serde::Serialize;
use utoipa::ToSchema;

use super::ApplicationPath;
use super::allowed::Hindrance;
use super::desk::Desk;
use crate::State;
use crate::edge::language;
use crate::gate::SignedIn;
use crate::list::Path;
use crate::problem::{Code, Problem};

/// The letter to a family whose case was rejected.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RejectionLetter)]
pub(super) struct Letter {
    /// The case.
    application: ApplicationId,
    /// Its number.
    #[schema(example = "JQ2018-640104-000123")]
    number: String,
    /// The campaign.
    campaign: Title,
    /// To whom: the worker.
    worker_name: PersonName,
    /// For whom aid was asked.
    student_name: PersonName,
    /// The union that rejected.
    rejected_by: Title,
    /// When.
    rejected_at: Instant,
    /// Why, in the words of its head.
    reasons: Remark,
    /// The findings that were not met, each with its clause.
    findings: Vec<FindingView>,
    /// The reasons for which an appeal was dismissed; the rejection is then for good.
    dismissal: Option<Remark>,
    /// How it may be heard again.
    appeal: LetterAppeal,
    /// All of it in words, to be printed.
    text: String,
}

/// How a rejection may be heard again.
#[derive(Debug, Serialize, ToSchema)]
struct LetterAppeal {
    /// How it stands with the appeal.
    standing: AppealStanding,
    /// The union that takes it: the one that took the case.
    made_at: Title,
    /// The union that hears it.
    heard_by: Option<Title>,
    /// The last day on which it may be made; null where no deadline binds it.
    last_day: Option<Day>,
    /// Whether a disputed finding may be cited; without one an appeal brings new grounds.
    disputed: bool,
    /// What still hinders it.
    hindrances: Vec<Hindrance>,
}

/// Read the letter to the family of a rejected case.
///
/// Only of a case that is rejected, or whose rejection is appealed against. To be printed as it is in `text`.
#[utoipa::path(params(ApplicationPath), responses((status = 200, description = "The letter", body = Letter)))]
#[get("/applications/{id}/letter")]
pub(super) async fn find_letter(
    request: HttpRequest,
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<ApplicationPath>,
) -> Result<Json<Letter>, Problem> {
    let (union, at, language) = (signed_in.actor.union, state.clock.business(), language(&request));
    let letter = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let desk = Desk::read(work, union, path.0.id, at).await?;
            let application = &desk.record.application;
            let right = application.appeal_right(&desk.circumstances(), at);
            let rejection = application.state().rejection().cloned();
            let (right, rejection) = right.zip(rejection).ok_or_else(not_rejected)?;
            write(work, &desk, &rejection, &right, language).await
        })
        .await?;
    Ok(Json(letter))
}

fn not_rejected() -> Problem {
    let chinese = "该申请未被驳回,没有告知书";
    Problem::new(Code::NotFound).detail(chinese, "this case is not rejected, so there is no letter")
}

async fn write(
    work: &Work,
    desk: &Desk,
    rejection: &Rejection,
    right: &AppealRight,
    language: Language,
) -> Result<Letter, Problem> {
    let record = &desk.record;
    let Decision { on, reasons, .. } = rejection.decision.clone();
    let made = record.frozen.as_ref().map_or(desk.assessment(), |frozen| &frozen.assessment);
    let not_met = made.findings.iter().filter(|finding| finding.verdict == Verdict::NotMet);
    let heard_by = match right.heard_at {
        Some(at) => Some(name(work, desk, at).await?),
        None => None,
    };
    let mut letter = Letter {
        application: record.application.id,
        number: record.number.clone(),
        campaign: desk.campaign.name.clone(),
        worker_name: record.worker_name.clone(),
        student_name: record.student_name.clone(),
        rejected_by: name(work, desk, rejection.desk.position()).await?,
        rejected_at: on,
        reasons,
        findings: not_met.map(|finding| finding.view(language)).collect(),
        dismissal: record.application.state().dismissal().map(|decision| decision.reasons.clone()),
        appeal: LetterAppeal {
            standing: right.standing,
            made_at: name(work, desk, Position::ENTRY).await?,
            heard_by,
            last_day: right.last,
            disputed: desk.assessment().disputed,
            hindrances: right.refusals.iter().map(|refusal| Hindrance::new(refusal, language)).collect(),
        },
        text: String::new(),
    };
    letter.text = language.choose(letter.chinese(), letter.english());
    Ok(letter)
}

/// The name of a union on the road.
async fn name(work: &Work, desk: &Desk, at: Position) -> Result<Title, Problem> {
    let internal = || Problem::new(Code::Internal);
    let stop = desk.record.application.road.stop(at).ok_or_else(internal)?;
    Ok(work.unions().find(stop.union).await?.ok_or_else(internal)?.name)
}

impl Letter {
    fn chinese(&self) -> String {
        let Self { worker_name, student_name, campaign, number, rejected_by, rejected_at, reasons, .. } =
            self;
        let mut lines = vec![
            format!("{worker_name}同志:"),
            format!(
                "您为{student_name}提出的{campaign}助学申请(编号{number}),经{rejected_by}审核,不予通过。"
            ),
            format!("理由:{reasons}"),
        ];
        lines.extend(self.findings.iter().map(|finding| finding.text.clone()));
        lines.extend(self.dismissal.iter().map(|reasons| format!("申诉经审理予以驳回,理由:{reasons}")));
        let LetterAppeal { standing, made_at, heard_by, last_day, disputed, .. } = &self.appeal;
        let heard_by = heard_by.as_ref().map(|union| format!(",由{union}审理")).unwrap_or_default();
        let by = last_day.map(|day| format!("于{day}前(含当日)")).unwrap_or_default();
        let disputed = if *disputed { ",或引用收入认定中的分歧" } else { "" };
        lines.push(match standing {
            AppealStanding::Open => {
                format!("如不同意,可提出新的理由{disputed},{by}向{made_at}申诉,以一次为限{heard_by}。")
            }
            AppealStanding::UnderWay => format!("您的申诉已受理{heard_by}。"),
            AppealStanding::Used => "本件已申诉过,不再受理申诉;情况有变化的,可重新申请。".to_owned(),
        });
        lines.push(format!("{rejected_by}  {}", rejected_at.day()));
        lines.join("\n")
    }

    fn english(&self) -> String {
        let Self { worker_name, student_name, campaign, number, rejected_by, rejected_at, reasons, .. } =
            self;
        let mut lines = vec![
            format!("To {worker_name}"),
            format!(
                "Your application for {student_name} in {campaign} ({number}) was rejected by {rejected_by}."
            ),
            format!("Reasons: {reasons}"),
        ];
        lines.extend(self.findings.iter().map(|finding| finding.text.clone()));
        lines.extend(self.dismissal.iter().map(|reasons| format!("The appeal was dismissed: {reasons}")));
        let LetterAppeal { standing, made_at, heard_by, last_day, disputed, .. } = &self.appeal;
        let heard_by = heard_by.as_ref().map(|union| format!("; {union} hears it")).unwrap_or_default();
        let by = last_day.map(|day| format!(", by the end of {day}")).unwrap_or_default();
        let disputed = if *disputed { ", or citing the disputed finding of income" } else { "" };
        lines.push(match standing {
            AppealStanding::Open => format!(
                "If you do not agree, you may appeal once at {made_at}, on new grounds{disputed}{by}{heard_by}."
            ),
            AppealStanding::UnderWay => format!("Your appeal is under way{heard_by}."),
            AppealStanding::Used => {
                "It was appealed against before, and is not again; if matters change, apply anew.".to_owned()
            }
        });
        lines.push(format!("{rejected_by}, {}", rejected_at.day()));
        lines.join("\n")
    }
}
