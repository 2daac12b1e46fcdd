//! What is written into a case without moving it? Visits, opinions, signatures, consents, rulings and more.

use actix_web::post;
use domain::application::Deed;
use domain::application::attachment::AttachmentKind;
use domain::application::evidence::{
    ConsentGiver, ConsentPurpose, Exceptable, Manner, OpinionBy, Piece, RuleName, Ruled,
};
use domain::dossier::DossierDeed;
use domain::id::{
    AttachmentId, ConsentId, ExceptionId, KinshipId, ObjectionId, OfficerId, OpinionId, PostingId, RulingId,
    SignatureId, VisitId,
};
use domain::name::Remark;
use domain::time::Day;
use persistence::applications::CaseRecord;
use persistence::{Act, Work};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::ApplicationPath;
use super::desk::{Desk, officer, refused};
use super::enter::answer;
use super::view::ApplicationView;
use crate::body::{Body, Field};
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// Records a deed in a case: locked, judged, saved and answered.
async fn record(
    write: &Write,
    id: domain::id::ApplicationId,
    octets: &[u8],
    versioned: bool,
    deed: impl AsyncFn(&Work, &Desk, Uuid) -> Result<Deed, Problem>,
) -> Result<Answer, Problem> {
    let by = officer(&write.actor)?;
    write
        .once(octets, async |work| {
            let desk = Desk::lock(work, write.actor.union, id, write.at()).await?;
            if versioned {
                write.expect(desk.version())?;
            }
            let deed = deed(work, &desk, work.new_id()?).await?;
            let application = desk.record.application.clone();
            let recorded = application.record(deed.clone(), &by, &desk.circumstances(), write.at());
            let application = recorded.map_err(|refusal| refused(&refusal))?.application;
            renew(work, &desk, &deed).await?;
            let before = desk.record.clone();
            let record = CaseRecord { application, frozen: Some(desk.frozen), ..desk.record };
            work.applications().save(&before, &record).await?;
            answer(work, write, record, Act::RecordEvidence).await
        })
        .await
}

/// A visit that agrees renews the dossier for its year.
async fn renew(work: &Work, desk: &Desk, deed: &Deed) -> Result<(), Problem> {
    let Deed::Visit { day, agrees: true, .. } = deed else { return Ok(()) };
    let Ok(standing) = desk.dossier.standing.after(DossierDeed::Renew, *day) else { return Ok(()) };
    if standing != desk.dossier.standing {
        let name = &desk.dossier.worker_name;
        work.dossiers().change(&desk.dossier, standing, name, &desk.household).await?;
    }
    Ok(())
}

/// A visit to the family.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewVisit {
    /// The day of it.
    #[validate(nested)]
    day: Field<Day>,
    /// The officers who came.
    #[validate(length(min = 1, max = 10, message = "1 to 10 visitors"))]
    visitors: Vec<OfficerId>,
    /// How they came.
    #[validate(nested)]
    manner: Field<Manner>,
    /// Whether what they saw agrees with what was declared. Corrections on the spot are made to dossier and enrolment
    /// first; then they agree.
    agrees: bool,
}

/// Record a visit.
///
/// It holds while the matter stays the same. One that agrees renews the dossier for its year.
#[utoipa::path(params(ApplicationPath), request_body = NewVisit, responses((status = 200, description = "Recorded", body = ApplicationView)))]
#[post("/applications/{id}/visits")]
pub(super) async fn create_visit(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewVisit>,
) -> Result<Answer, Problem> {
    let NewVisit { day, visitors, manner, agrees } = &body.value;
    let (day, manner) = (day.legal()?, manner.legal()?);
    record(&write, path.0.id, &body.octets, true, async |work, _, id| {
        for (at, visitor) in visitors.iter().enumerate() {
            let known = work.officers().find(*visitor).await?;
            known.ok_or_else(|| Problem::invalid_field(&format!("/visitors/{at}"), "no such officer"))?;
        }
        let (id, visitors, agrees) = (VisitId::new(id), visitors.clone(), *agrees);
        Ok(Deed::Visit { id, day, visitors, manner, agrees, corrected: false })
    })
    .await
}

/// The opinion of the workplace or street.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOpinion {
    /// Whose.
    #[validate(nested)]
    from: Field<OpinionBy>,
    /// The day on the paper.
    #[validate(nested)]
    day: Field<Day>,
    /// Whether it speaks for the family.
    in_favour: bool,
}

/// Record an opinion.
#[utoipa::path(params(ApplicationPath), request_body = NewOpinion, responses((status = 200, description = "Recorded", body = ApplicationView)))]
#[post("/applications/{id}/opinions")]
pub(super) async fn create_opinion(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewOpinion>,
) -> Result<Answer, Problem> {
    let (from, day, in_favour) = (body.value.from.legal()?, body.value.day.legal()?, body.value.in_favour);
    let deed =
        async |_: &Work, _: &Desk, id| Ok(Deed::Opinion { id: OpinionId::new(id), from, day, in_favour });
    record(&write, path.0.id, &body.octets, true, deed).await
}

/// A record that the form was signed and sealed on paper.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSignature {
    /// The day on the paper.
    #[validate(nested)]
    day: Field<Day>,
    /// Whether the head's signature is on it.
    signed: bool,
    /// Whether the union's seal is on it.
    sealed: bool,
    /// The scan, attached before.
    #[validate(nested)]
    scan: Field<AttachmentId>,
}

/// Record a signature with seal.
#[utoipa::path(params(ApplicationPath), request_body = NewSignature, responses((status = 200, description = "Recorded", body = ApplicationView)))]
#[post("/applications/{id}/signatures")]
pub(super) async fn create_signature(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewSignature>,
) -> Result<Answer, Problem> {
    let (day, scan) = (body.value.day.legal()?, body.value.scan.legal()?);
    let (signed, sealed) = (body.value.signed, body.value.sealed);
    record(&write, path.0.id, &body.octets, true, async |work, desk, id| {
        if piece(work, desk, scan, "/scan").await? != AttachmentKind::SignatureScan {
            return Err(Problem::invalid_field("/scan", "attach the scan as a signature_scan"));
        }
        Ok(Deed::Signature { id: SignatureId::new(id), day, signed, sealed, scan })
    })
    .await
}

/// The kind of a file of this case.
async fn piece(work: &Work, desk: &Desk, id: AttachmentId, pointer: &str) -> Result<AttachmentKind, Problem> {
    let files = work.attachments().of_case(desk.record.application.id).await?;
    let file = files.into_iter().find(|file| file.id == id);
    file.map(|file| file.kind)
        .ok_or_else(|| Problem::invalid_field(pointer, "no such file is attached to this case"))
}

/// A consent.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewConsent {
    /// Who agreed.
    #[validate(nested)]
    giver: Field<ConsentGiver>,
    /// To what.
    #[validate(nested)]
    covers: Field<ConsentPurpose>,
}

/// Record a consent.
#[utoipa::path(params(ApplicationPath), request_body = NewConsent, responses((status = 200, description = "Recorded", body = ApplicationView)))]
#[post("/applications/{id}/consents")]
pub(super) async fn create_consent(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewConsent>,
) -> Result<Answer, Problem> {
    let (giver, covers) = (body.value.giver.legal()?, body.value.covers.legal()?);
    let deed = async |_: &Work, _: &Desk, id| Ok(Deed::Consent { id: ConsentId::new(id), giver, covers });
    record(&write, path.0.id, &body.octets, true, deed).await
}

/// A decision on a finding that asks for a person.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRuling {
    /// The rule of the finding.
    #[validate(nested)]
    rule: Field<RuleName>,
    /// What it says.
    #[validate(nested)]
    ruled: Field<Ruled>,
    /// Why.
    #[validate(nested)]
    reason: Field<Remark>,
}

/// Rule on a finding.
///
/// By a head of the next union on the road, or of the deciding one where the edition says so. It holds while the matter
/// stays the same, and is part of what the decision was made on.
#[utoipa::path(params(ApplicationPath), request_body = NewRuling, responses((status = 200, description = "Ruled", body = ApplicationView)))]
#[post("/applications/{id}/rulings")]
pub(super) async fn create_ruling(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewRuling>,
) -> Result<Answer, Problem> {
    let (rule, ruled, reason) =
        (body.value.rule.legal()?, body.value.ruled.legal()?, body.value.reason.legal()?);
    let deed = async |_: &Work, _: &Desk, id| {
        Ok(Deed::Ruling { id: RulingId::new(id), rule: rule.clone(), ruled, reason: reason.clone() })
    };
    record(&write, path.0.id, &body.octets, true, deed).await
}

/// A kinship with the family.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewKinship {
    /// The officer who is kin.
    #[validate(nested)]
    officer: Field<OfficerId>,
    /// How.
    #[validate(nested)]
    word: Field<Remark>,
}

/// Declare a kinship.
///
/// The officer decides nothing on this case from now on.
#[utoipa::path(params(ApplicationPath), request_body = NewKinship, responses((status = 200, description = "Declared", body = ApplicationView)))]
#[post("/applications/{id}/kinships")]
pub(super) async fn create_kinship(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewKinship>,
) -> Result<Answer, Problem> {
    let (officer, word) = (body.value.officer.legal()?, body.value.word.legal()?);
    record(&write, path.0.id, &body.octets, true, async |work, _, id| {
        let known = work.officers().find(officer).await?;
        known.ok_or_else(|| Problem::invalid_field("/officer", "no such officer"))?;
        Ok(Deed::Kinship { id: KinshipId::new(id), officer, word: word.clone() })
    })
    .await
}

/// A condition to be set aside.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewException {
    /// What is set aside.
    #[validate(nested)]
    excepted: Field<Exceptable>,
    /// For late papers: which.
    #[serde(default)]
    papers: Vec<AttachmentKind>,
    /// Why.
    #[validate(nested)]
    reason: Field<Remark>,
    /// The files that prove it, attached before.
    #[serde(default)]
    evidence: Vec<AttachmentId>,
    /// Its last day; without one it lasts as long as the case.
    until: Option<Day>,
}

/// Set a condition aside for this case.
///
/// Only what the edition allows, by the level it names, on the evidence it asks for. It stands in the register.
#[utoipa::path(params(ApplicationPath), request_body = NewException, responses((status = 200, description = "Excepted", body = ApplicationView)))]
#[post("/applications/{id}/exceptions")]
pub(super) async fn create_exception(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewException>,
) -> Result<Answer, Problem> {
    let (excepted, reason) = (body.value.excepted.legal()?, body.value.reason.legal()?);
    record(&write, path.0.id, &body.octets, true, async |work, desk, id| {
        let mut evidence = Vec::new();
        for (at, attachment) in body.value.evidence.iter().enumerate() {
            let kind = piece(work, desk, *attachment, &format!("/evidence/{at}")).await?;
            evidence.push(Piece { attachment: *attachment, kind });
        }
        let (id, papers, until) = (ExceptionId::new(id), body.value.papers.clone(), body.value.until);
        Ok(Deed::Exception { id, excepted, papers, reason: reason.clone(), evidence, until })
    })
    .await
}

/// An objection to a posting.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewObjection {
    /// The posting.
    #[validate(nested)]
    posting: Field<PostingId>,
    /// What was said.
    #[validate(nested)]
    word: Field<Remark>,
}

/// Enter an objection.
///
/// On somebody's word, named or not. It holds the case until it is decided; the version of the case is not asked for.
#[utoipa::path(params(ApplicationPath), request_body = NewObjection, responses((status = 200, description = "Entered", body = ApplicationView)))]
#[post("/applications/{id}/objections")]
pub(super) async fn create_objection(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewObjection>,
) -> Result<Answer, Problem> {
    let (posting, word) = (body.value.posting.legal()?, body.value.word.legal()?);
    let deed = async |_: &Work, _: &Desk, id| {
        Ok(Deed::Objection { id: ObjectionId::new(id), posting, word: word.clone() })
    };
    record(&write, path.0.id, &body.octets, false, deed).await
}

/// Which objection of which case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct ObjectionPath {
    /// The case.
    id: domain::id::ApplicationId,
    /// The objection.
    objection: ObjectionId,
}

/// A decision on an objection.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewObjectionDecision {
    /// Whether it is upheld; otherwise it is dismissed and the case goes on.
    upheld: bool,
    /// Why.
    #[validate(nested)]
    reasons: Field<Remark>,
}

/// Decide an objection.
#[utoipa::path(params(ObjectionPath), request_body = NewObjectionDecision, responses((status = 200, description = "Decided", body = ApplicationView)))]
#[post("/applications/{id}/objections/{objection}/decision")]
pub(super) async fn decide_objection(
    write: Write,
    path: Path<ObjectionPath>,
    body: Body<NewObjectionDecision>,
) -> Result<Answer, Problem> {
    let ObjectionPath { id, objection } = path.0;
    let (upheld, reasons) = (body.value.upheld, body.value.reasons.legal()?);
    let deed = async |_: &Work, desk: &Desk, _| {
        let known = desk.record.application.objections.iter().any(|one| one.id == objection);
        if !known {
            return Err(Problem::new(Code::NotFound));
        }
        Ok(Deed::ObjectionRuling { objection, upheld, reasons: reasons.clone() })
    };
    record(&write, id, &body.octets, true, deed).await
}
