//! What does a case hold about a person? All that stands in it, each act with what it rested on, its papers, and what was said.

use domain::application::enrolment::Enrolment;
use domain::application::evidence::{ConsentMark, Opinion, PostingMark, Ruling, Signature, Visit};
use domain::application::{CaseFile, State};
use domain::award::Award;
use domain::declaration::Declaration;
use domain::disclosure::SubjectKind;
use domain::filing::Filing;
use domain::id::{ApplicationId, CampaignId, DisclosedId, DossierId, PersonId, UnionId};
use domain::name::PersonName;
use domain::receipt::Receipt;
use domain::text::Language;
use domain::time::Instant;
use persistence::applications::CaseRecord;
use persistence::disclosures::Disclosed;
use persistence::{Paging, Work, awards, concerns, registers};
use serde::Serialize;
use utoipa::ToSchema;

use super::heard::{ConcernHeard, ObjectionHeard};
use crate::applications::attachments::AttachmentView;
use crate::applications::decisions::{CaseDecision, decided};
use crate::exceptions::RegisteredException;
use crate::payments::PaymentView;
use crate::problem::Problem;

/// More than any case has.
const ALL: Paging = Paging::first(10_000);

/// A case of the person, or of their household.
#[derive(Serialize, ToSchema)]
pub(super) struct CaseCopy {
    /// The case.
    pub(super) id: ApplicationId,
    /// Its number.
    #[schema(example = "JQ2018-640104-000123")]
    number: String,
    /// The campaign.
    campaign: CampaignId,
    /// The household's dossier.
    dossier: DossierId,
    /// As whom the person stands in it; null for another member of the household.
    known_as: Option<SubjectKind>,
    /// The student's name.
    student_name: PersonName,
    /// The worker's name.
    worker_name: PersonName,
    /// The unions on its road.
    road: Vec<UnionId>,
    /// What it says of the student's enrolment.
    enrolment: Enrolment,
    /// Where it is on its way, or how it ended.
    state: State,
    /// When it was first submitted.
    submitted_at: Option<Instant>,
    /// The amount that it came to.
    amount_fen: Option<i64>,
    /// What was awarded, and whether there is money for it; null where the case was never approved.
    award: Option<Award>,
    /// Payments of it, with whom they go to as an officer sees it.
    payments: Vec<PaymentView>,
    /// What the family said of its money.
    receipts: Vec<Receipt>,
    /// Declarations that named it.
    declarations: Vec<Declaration>,
    /// Where its paper lies.
    filings: Vec<Filing>,
    /// Each act with the facts, findings and papers that it rested on.
    acts: Vec<CaseDecision>,
    /// Visits.
    visits: Vec<Visit>,
    /// Opinions of workplace or street.
    opinions: Vec<Opinion>,
    /// Signatures with seal.
    signatures: Vec<Signature>,
    /// Consents, those taken back among them.
    consents: Vec<ConsentMark>,
    /// Postings that named the family.
    postings: Vec<PostingMark>,
    /// Objections, without their words, by which it might be known who made them.
    objections: Vec<ObjectionHeard>,
    /// What the public said, without the words.
    concerns: Vec<ConcernHeard>,
    /// Rulings.
    rulings: Vec<Ruling>,
    /// What was out of the ordinary, by whom it was allowed and why.
    exceptions: Vec<RegisteredException>,
    /// Its papers, those taken out among them; the union shows them.
    attachments: Vec<AttachmentView>,
}

impl CaseCopy {
    /// As whom whole values of the person are shown by this case.
    pub(super) fn disclosed(&self) -> Option<Disclosed> {
        let union = *self.road.first()?;
        self.known_as.map(|kind| Disclosed { kind, id: DisclosedId::new(self.id.raw()), member: None, union })
    }

    /// What a case that is read on the union's road holds.
    pub(super) async fn of(
        work: &Work,
        union: UnionId,
        record: CaseRecord,
        person: PersonId,
        language: Language,
    ) -> Result<Self, Problem> {
        let id = record.application.id;
        let acts = decided(work, &record.application, None, ALL.limit, language).await?.items;
        let said = concerns::Filter { application: Some(id), ..concerns::Filter::default() };
        let said = work.concerns().list(union, &said, ALL).await?.items;
        let excepted = registers::exceptions::Filter { application: Some(id), ..Default::default() };
        let excepted = work.exceptions().list(union, &excepted, ALL).await?.items;
        let files = work.attachments().of_case(id).await?;
        let awarded = awards::Filter { application: Some(id), ..awards::Filter::default() };
        let award = work.awards().list(union, &awarded, ALL).await?.items.pop();
        let state = record.application.state().clone();
        let amount_fen = record.reckoned.amount_fen;
        let (file, _, _) = record.application.into_parts();
        let known_as = known_as(work, &file, person).await?;
        Ok(Self {
            id,
            number: record.number,
            campaign: file.campaign,
            dossier: file.dossier,
            known_as,
            student_name: record.student_name,
            worker_name: record.worker_name,
            road: file.road.stops.iter().map(|stop| stop.union).collect(),
            enrolment: record.enrolment,
            state,
            submitted_at: file.submitted,
            amount_fen,
            award,
            payments: work.payments().of_case(id).await?.into_iter().map(PaymentView::from).collect(),
            receipts: work.receipts().of_case(id).await?,
            declarations: work.declarations().of_case(id).await?,
            filings: work.filings().of_case(id).await?,
            acts,
            visits: file.visits,
            opinions: file.opinions,
            signatures: file.signatures,
            consents: file.consents,
            postings: file.postings,
            objections: file.objections.into_iter().map(ObjectionHeard::from).collect(),
            concerns: said.into_iter().map(ConcernHeard::from).collect(),
            rulings: file.rulings,
            exceptions: excepted.into_iter().map(RegisteredException::from).collect(),
            attachments: files.into_iter().map(AttachmentView::from).collect(),
        })
    }
}

/// As whom a person stands in a case: its student, or the worker of its household as it is today.
async fn known_as(work: &Work, file: &CaseFile, person: PersonId) -> Result<Option<SubjectKind>, Problem> {
    if file.student == person {
        return Ok(Some(SubjectKind::Student));
    }
    let dossier = work.dossiers().of_case(file.dossier).await?;
    let household = work.dossiers().household(&dossier).await?;
    let worker = household.member(household.worker).is_some_and(|worker| worker.person == person);
    Ok(worker.then_some(SubjectKind::Worker))
}
