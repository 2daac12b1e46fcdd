//! What is a family told whose case was rejected, or whose approval was revoked? Who decided so, why, by which clauses, and
//! how it may be heard again.

mod page;
mod words;

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, get};
use domain::access::Jurisdiction;
use domain::application::appeal::{AppealRight, AppealStanding};
use domain::application::state::{Decision, Dismissal};
use domain::application::{Position, State as CaseState};
use domain::eligibility::finding::Verdict;
use domain::eligibility::view::FindingView;
use domain::id::{ApplicationId, FundId, UnionId};
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
use crate::funds;
use crate::gate::SignedIn;
use crate::list::Path;
use crate::problem::{Code, Problem};

pub(super) use self::page::{paper, print_letter};

/// What a letter tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LetterTells)]
enum Tells {
    /// That the case was rejected.
    Rejection,
    /// That its approval was revoked.
    Revocation,
}

/// A decision, as a family is told it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LetterDecision)]
struct Told {
    /// The union that decided.
    by: Title,
    /// When.
    on: Instant,
    /// Why, in the words of its head.
    reasons: Remark,
}

/// The letter to a family whose case was rejected, or whose approval was revoked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Letter {
    /// What it tells.
    tells: Tells,
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
    /// The rejection or revocation.
    decision: Told,
    /// The findings that were not met, each with its clause.
    findings: Vec<FindingView>,
    /// The dismissal of the appeal; the rejection is then for good.
    dismissal: Option<Told>,
    /// How much the family has to pay back still; null where nothing was paid.
    #[schema(minimum = 0, example = 400_000)]
    pay_back_fen: Option<i64>,
    /// To whom: the union whose fund paid; null where nothing was paid.
    pay_back_to: Option<Title>,
    /// How a rejection may be heard again; null for a revocation, after which the family may apply anew.
    appeal: Option<LetterAppeal>,
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

/// Read the letter to the family of a case that was rejected or revoked.
///
/// Only of a case that is rejected, whose rejection is appealed against, or whose approval was revoked. To be printed as it
/// is in `text`.
#[utoipa::path(params(ApplicationPath), responses((status = 200, description = "The letter", body = Letter)))]
#[get("/applications/{id}/letter")]
pub(super) async fn find_letter(
    request: HttpRequest,
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<ApplicationPath>,
) -> Result<Json<Letter>, Problem> {
    let language = language(&request);
    Ok(Json(read(&state, signed_in.actor.union, path.0.id, language).await?))
}

/// The letter of a case on a union's road.
async fn read(
    state: &State,
    union: UnionId,
    id: ApplicationId,
    language: Language,
) -> Result<Letter, Problem> {
    let at = state.clock.business();
    state
        .store
        .read(async |work| -> Result<_, Problem> {
            let desk = Desk::read(work, union, id, at).await?;
            match desk.record.application.state() {
                CaseState::Revoked { decision } => revocation(work, &desk, decision, language).await,
                _ => rejection(work, &desk, at, language).await,
            }
        })
        .await
}

async fn rejection(work: &Work, desk: &Desk, at: Instant, language: Language) -> Result<Letter, Problem> {
    let application = &desk.record.application;
    let right = application.appeal_right(&desk.circumstances(), at);
    let (right, of) = right.zip(application.state().rejection()).ok_or_else(no_letter)?;
    let appeal = appeal(work, desk, &right, language).await?;
    let decision = told(work, desk, of.desk.position(), &of.decision).await?;
    let dismissal = match application.state().dismissal() {
        Some(Dismissal { decision, at }) => Some(told(work, desk, *at, decision).await?),
        None => None,
    };
    Ok(Letter { dismissal, appeal: Some(appeal), ..letter(desk, Tells::Rejection, decision, language) }
        .in_words(language))
}

async fn revocation(
    work: &Work,
    desk: &Desk,
    decision: &Decision,
    language: Language,
) -> Result<Letter, Problem> {
    let by = desk.record.application.road.deciding;
    let decision = told(work, desk, by, decision).await?;
    let payments = work.payments().of_case(desk.record.application.id).await?;
    let reclaimed = payments.iter().find(|record| record.payment.state.reclaimed());
    let pay_back_fen = reclaimed.map(|of| of.payment.amount_fen.as_fen() - of.recovered_fen);
    let pay_back_to = match reclaimed {
        Some(of) => Some(payer(work, desk, of.payment.fund).await?),
        None => None,
    };
    let letter = letter(desk, Tells::Revocation, decision, language);
    Ok(Letter { pay_back_fen, pay_back_to, ..letter }.in_words(language))
}

/// The name of the union whose fund paid, which lies on the road.
async fn payer(work: &Work, desk: &Desk, fund: FundId) -> Result<Title, Problem> {
    let internal = || Problem::new(Code::Internal);
    let city = desk.record.application.road.stops.last().ok_or_else(internal)?.union;
    let fund = funds::expect(work, Jurisdiction { root: city }, fund).await?;
    Ok(work.unions().find(fund.union).await?.ok_or_else(internal)?.name)
}

fn no_letter() -> Problem {
    let chinese = "该申请未被驳回或撤销,没有告知书";
    Problem::new(Code::NotFound)
        .detail(chinese, "this case was neither rejected nor revoked, so there is no letter")
}

/// What every letter says; without words, and without an appeal.
fn letter(desk: &Desk, tells: Tells, decision: Told, language: Language) -> Letter {
    let record = &desk.record;
    let made = record.frozen.as_ref().map_or(desk.assessment(), |frozen| &frozen.assessment);
    let not_met = made.findings.iter().filter(|finding| finding.verdict == Verdict::NotMet);
    Letter {
        tells,
        application: record.application.id,
        number: record.number.clone(),
        campaign: desk.campaign.name.clone(),
        worker_name: record.worker_name.clone(),
        student_name: record.student_name.clone(),
        decision,
        findings: not_met.map(|finding| finding.view(language)).collect(),
        dismissal: None,
        pay_back_fen: None,
        pay_back_to: None,
        appeal: None,
        text: String::new(),
    }
}

async fn appeal(
    work: &Work,
    desk: &Desk,
    right: &AppealRight,
    language: Language,
) -> Result<LetterAppeal, Problem> {
    let heard_by = match right.heard_at {
        Some(at) => Some(name(work, desk, at).await?),
        None => None,
    };
    Ok(LetterAppeal {
        standing: right.standing,
        made_at: name(work, desk, Position::ENTRY).await?,
        heard_by,
        last_day: right.last,
        disputed: desk.assessment().disputed,
        hindrances: right.refusals.iter().map(|refusal| Hindrance::new(refusal, language)).collect(),
    })
}

async fn told(work: &Work, desk: &Desk, at: Position, decision: &Decision) -> Result<Told, Problem> {
    let Decision { on, reasons, .. } = decision;
    Ok(Told { by: name(work, desk, at).await?, on: *on, reasons: reasons.clone() })
}

/// The name of a union on the road.
async fn name(work: &Work, desk: &Desk, at: Position) -> Result<Title, Problem> {
    let internal = || Problem::new(Code::Internal);
    let stop = desk.record.application.road.stop(at).ok_or_else(internal)?;
    Ok(work.unions().find(stop.union).await?.ok_or_else(internal)?.name)
}
