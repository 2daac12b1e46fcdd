//! What is a case over HTTP? Its state, its evidence, and what the reader may do next.

use domain::application::circumstances::Missing;
use domain::application::enrolment::Enrolment;
use domain::application::evidence::{
    ConsentMark, ExceptionMark, Kinship, Objection, Opinion, PostingMark, Ruling, Signature, Visit,
};
use domain::application::seats::StandIn;
use domain::application::separation::Hand;
use domain::application::state::Returned;
use domain::application::{self as case, Matter, Position, Road, Stage, State};
use domain::eligibility::outcome::Outcome;
use domain::eligibility::view::FindingView;
use domain::id::{ApplicationId, CampaignId, DossierId, EditionId, UnionId};
use domain::money::Money;
use domain::name::PersonName;
use domain::text::Language;
use domain::time::Instant;
use persistence::applications::CaseSummary;
use serde::Serialize;
use utoipa::ToSchema;

use super::allowed::AllowedAction;
use super::desk::Desk;

/// A line of a list of cases.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApplicationSummary {
    /// The case.
    id: ApplicationId,
    /// Its number.
    #[schema(example = "JQ2018-640104-000123")]
    number: String,
    /// The campaign.
    campaign: CampaignId,
    /// The household's dossier.
    dossier: DossierId,
    /// The student's name.
    student_name: PersonName,
    /// The worker's name.
    worker_name: PersonName,
    /// The union that took it.
    entry_union: UnionId,
    /// The union on whose desk it lies.
    desk_union: UnionId,
    /// The stage.
    stage: Stage,
    /// What its assessment comes to; once decided or over, what it came to then.
    outcome: Outcome,
    /// Whether readings of the income line disagree.
    disputed: bool,
    /// The amount.
    amount_fen: Option<i64>,
    /// When outcome and amount were last found to be other than before: made anew with every change of the case, of its
    /// household, and of its siblings' cases.
    assessed_at: Instant,
    /// When it was first submitted.
    submitted_at: Option<Instant>,
    /// The version.
    version: i64,
    /// When it, or what it comes to, was last changed.
    updated_at: Instant,
}

impl From<CaseSummary> for ApplicationSummary {
    fn from(of: CaseSummary) -> Self {
        Self {
            id: of.id,
            number: of.number,
            campaign: of.campaign,
            dossier: of.dossier,
            student_name: of.student_name,
            worker_name: of.worker_name,
            entry_union: of.entry_union,
            desk_union: of.desk_union,
            stage: of.stage,
            outcome: of.reckoned.outcome,
            disputed: of.reckoned.disputed,
            amount_fen: of.reckoned.amount_fen,
            assessed_at: of.reckoned.at,
            submitted_at: of.submitted_at,
            version: of.version,
            updated_at: of.updated_at,
        }
    }
}

/// A case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApplicationView {
    /// The case.
    id: ApplicationId,
    /// Its number.
    #[schema(example = "JQ2018-640104-000123")]
    number: String,
    /// The campaign.
    campaign: CampaignId,
    /// The edition it is decided by: its own once submitted, else the one in force.
    edition: EditionId,
    /// The household's dossier.
    dossier: DossierId,
    /// The student's name.
    student_name: PersonName,
    /// The worker's name.
    worker_name: PersonName,
    /// What it says of the student's enrolment.
    enrolment: Enrolment,
    /// Where it is on its way, with the facts of that stage.
    state: State,
    /// The unions on its road.
    road: Road,
    /// When it was first submitted.
    submitted_at: Option<Instant>,
    /// When it first arrived at the deciding union.
    arrived_at: Option<Instant>,
    /// What the assessment of today's facts comes to.
    outcome: Outcome,
    /// The amount that today's facts give.
    amount_fen: Option<Money>,
    /// Whether readings of the income line disagree.
    disputed: bool,
    /// The findings on today's facts by which it is not eligible: not met, not known yet, or waiting for a person. All
    /// findings are in its assessment.
    hindering: Vec<FindingView>,
    /// What it is about today: a visit, signature, opinion, posting or ruling holds while it names the same.
    matter: Matter,
    /// What is not there yet of what a complete case has.
    missing: Vec<Missing>,
    /// Visits, oldest first; so in every list below.
    visits: Vec<Visit>,
    /// Opinions of workplace or street.
    opinions: Vec<Opinion>,
    /// Signatures with seal.
    signatures: Vec<Signature>,
    /// Consents.
    consents: Vec<ConsentMark>,
    /// Its lines in postings.
    postings: Vec<PostingMark>,
    /// Objections.
    objections: Vec<Objection>,
    /// How many concerns of the public about it wait to be read; they do not change its version.
    unread_concerns: u64,
    /// Rulings.
    rulings: Vec<Ruling>,
    /// Declared kinships.
    kinships: Vec<Kinship>,
    /// Exceptions.
    exceptions: Vec<ExceptionMark>,
    /// Unions of the road, by position, where somebody must still act and nobody may: all are kin, of the household, prepared
    /// the case, or acted elsewhere. The union appoints a head or a delegate, or a kinship is taken back.
    nobody_at: Vec<Position>,
    /// Who had a hand in it, each part once: whoever prepared it decides nothing, nobody acts at two unions.
    hands: Vec<Hand>,
    /// Who keeps a seat at entry from above.
    stand_ins: Vec<StandIn>,
    /// That it was returned, by whom and why, until it goes up again; unchanged, it goes straight back to the union above
    /// that returned it.
    returned: Option<Returned>,
    /// Whether it was appealed; that is done once.
    appealed: bool,
    /// The matter on which an appeal was upheld: the same is rejected again only when it is not eligible.
    upheld: Option<Matter>,
    /// What the reader may try, and what still hinders it.
    allowed_actions: Vec<AllowedAction>,
    /// The version of the whole case.
    version: u64,
    /// When it was last changed.
    updated_at: Instant,
}

impl Desk {
    /// The findings on today's facts by which the case is not eligible.
    fn hindering(&self, language: Language) -> Vec<FindingView> {
        let findings = self.assessment().findings.iter().filter(|finding| finding.verdict.hinders());
        findings.map(|finding| finding.view(language)).collect()
    }
}

impl ApplicationView {
    /// The case as this officer sees it; a program sees no actions.
    pub(super) fn new(
        desk: &Desk,
        unread_concerns: u64,
        by: Option<&case::Actor>,
        at: Instant,
        language: Language,
    ) -> Self {
        let circumstances = desk.circumstances();
        let record = &desk.record;
        let application = &record.application;
        let allowed = by.map(|by| application.allowed_actions(by, &circumstances, at)).unwrap_or_default();
        let file = application;
        Self {
            id: file.id,
            number: record.number.clone(),
            campaign: file.campaign,
            edition: desk.edition.id,
            dossier: file.dossier,
            student_name: record.student_name.clone(),
            worker_name: record.worker_name.clone(),
            enrolment: record.enrolment.clone(),
            state: application.state().clone(),
            road: file.road.clone(),
            submitted_at: file.submitted,
            arrived_at: file.arrived,
            outcome: desk.assessment().outcome,
            amount_fen: desk.assessment().amount,
            disputed: desk.assessment().disputed,
            hindering: desk.hindering(language),
            matter: circumstances.matter,
            missing: circumstances.missing.clone(),
            visits: file.visits.clone(),
            opinions: file.opinions.clone(),
            signatures: file.signatures.clone(),
            consents: file.consents.clone(),
            postings: file.postings.clone(),
            objections: file.objections.clone(),
            unread_concerns,
            rulings: file.rulings.clone(),
            kinships: file.kinships.clone(),
            exceptions: file.exceptions.clone(),
            nobody_at: application.nobody_at(&circumstances.staff),
            hands: file.hands.clone(),
            stand_ins: file.stand_ins.clone(),
            returned: file.returned.clone(),
            appealed: file.appealed,
            upheld: file.upheld,
            allowed_actions: allowed.iter().map(|allowed| AllowedAction::new(allowed, language)).collect(),
            version: application.version(),
            updated_at: record.updated_at,
        }
    }
}
