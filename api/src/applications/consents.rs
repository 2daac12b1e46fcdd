//! Who agreed to what, and who took it back?

use actix_web::post;
use domain::application::Deed;
use domain::application::attachment::AttachmentKind;
use domain::application::evidence::{ConsentEvidence, ConsentGiver, ConsentMeans, ConsentPurpose};
use domain::id::{ApplicationId, AttachmentId, ConsentId, OfficerId};
use domain::name::{Line, Remark};
use domain::phone::Phone;
use domain::time::Day;
use persistence::Work;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::ApplicationPath;
use super::desk::Desk;
use super::record::{piece, record};
use super::view::ApplicationView;
use crate::body::Body;
use crate::list::Path;
use crate::problem::{Code, Problem, Wrong};
use crate::write::{Answer, Write};

/// A consent, and how it is known.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"giver": "worker", "covers": "publication",
    "evidence": {"means": "code", "on": "2018-07-30", "reference": "短信平台20180730-0042"}}))]
pub(super) struct NewConsent {
    /// Who agreed: for a student under age on the day of the evidence a guardian with them.
    giver: ConsentGiver,
    /// To what.
    covers: ConsentPurpose,
    /// How that is known.
    evidence: EvidenceForm,
}

/// How it is known that somebody agreed, or took it back.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewConsentEvidence)]
struct EvidenceForm {
    /// By what.
    means: ConsentMeans,
    /// On which day: that on the paper, of the call, or of the code.
    on: Day,
    /// For `code` and `telephone`: by what the sent code, or the recording, is found.
    reference: Option<Line>,
    /// For `paper`: the scan, attached before as `consent_form`.
    scan: Option<AttachmentId>,
    /// For `telephone`: the number that was called; kept with stars.
    #[schema(value_type = Option<String>, example = "13995000001")]
    number: Option<Phone>,
    /// For `telephone`: the officer who called.
    officer: Option<OfficerId>,
}

impl EvidenceForm {
    /// What it says; each operand that is lacking, or belongs to other means, is named.
    fn evidence(&self) -> Result<ConsentEvidence, Problem> {
        use ConsentMeans::{Code, Paper, Telephone};
        let (on, means) = (self.on, self.means);
        let given = [
            ("reference", self.reference.is_some(), matches!(means, Code | Telephone)),
            ("scan", self.scan.is_some(), means == Paper),
            ("number", self.number.is_some(), means == Telephone),
            ("officer", self.officer.is_some(), means == Telephone),
        ];
        let wrong = given.into_iter().filter(|(_, is, ought)| is != ought);
        let wrong: Vec<Wrong> = wrong
            .map(|(field, _, ought)| {
                Wrong::new(format!("/evidence/{field}"), if ought { ASKED } else { NOT_ASKED })
            })
            .collect();
        let said = match (&self.reference, self.scan, &self.number, self.officer) {
            (Some(reference), None, None, None) if means == Code => {
                Some(ConsentEvidence::Code { on, reference: reference.clone() })
            }
            (None, Some(scan), None, None) if means == Paper => Some(ConsentEvidence::Paper { on, scan }),
            (Some(reference), None, Some(number), Some(officer)) if means == Telephone => {
                let (number, reference) = (number.masked(), reference.clone());
                Some(ConsentEvidence::Telephone { on, number, officer, reference })
            }
            _ => None,
        };
        said.ok_or_else(|| Problem::invalid(wrong))
    }

    /// The same, where its scan is a form of consent of this case.
    async fn shown(&self, work: &Work, desk: &Desk) -> Result<ConsentEvidence, Problem> {
        let evidence = self.evidence()?;
        if let Some(scan) = evidence.scan() {
            let file = piece(work, desk, scan, "/evidence/scan").await?;
            if file.kind != AttachmentKind::ConsentForm {
                return Err(Problem::field("/evidence/scan", NO_FORM));
            }
        }
        Ok(evidence)
    }
}

const ASKED: [&str; 2] = ["这种取得方式须填此项", "these means ask for it; give it"];
const NOT_ASKED: [&str; 2] = ["这种取得方式不填此项,请删去", "these means do not have it; leave it out"];
const NO_FORM: [&str; 2] =
    ["该附件不是授权同意书,请以consent_form类别上传", "attach the paper as a consent_form"];

/// Record a consent.
///
/// Each purpose is agreed to by itself, and known by a code, a paper or a call. The student agrees themself from their
/// eighteenth birthday on, before it a guardian with them.
#[utoipa::path(params(ApplicationPath), request_body = NewConsent, responses((status = 200, description = "Recorded", body = ApplicationView)))]
#[post("/applications/{id}/consents")]
pub(super) async fn create_consent(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewConsent>,
) -> Result<Answer, Problem> {
    let NewConsent { giver, covers, evidence } = &body.value;
    let deed = async |work: &Work, desk: &Desk, id| {
        let evidence = evidence.shown(work, desk).await?;
        Ok(Deed::Consent { id: ConsentId::new(id), giver: *giver, covers: *covers, evidence })
    };
    record(&write, path.0.id, &body.octets, true, deed).await
}

/// Which consent of which case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct ConsentPath {
    /// The case.
    id: ApplicationId,
    /// The consent.
    consent: ConsentId,
}

/// How a consent was taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewConsentWithdrawal {
    /// What was said.
    word: Remark,
    /// On which day; today unless said.
    on: Option<Day>,
    /// How that is known, where more than the words are there.
    evidence: Option<EvidenceForm>,
}

/// Withdraw a consent.
///
/// It counts no more from now on, nor does an earlier one of the same giver to the same purpose, at whatever stage of a
/// live case. `effect` says what follows: a case that asks for it and is not approved does not go on until it is given again;
/// what was lawfully done stays. Given again, it is recorded as a new one.
#[utoipa::path(params(ConsentPath), request_body = NewConsentWithdrawal, responses((status = 200, description = "Withdrawn", body = ApplicationView)))]
#[post("/applications/{id}/consents/{consent}/withdrawal")]
pub(super) async fn withdraw_consent(
    write: Write,
    path: Path<ConsentPath>,
    body: Body<NewConsentWithdrawal>,
) -> Result<Answer, Problem> {
    let ConsentPath { id, consent } = path.0;
    let NewConsentWithdrawal { word, on, evidence } = &body.value;
    let on = on.unwrap_or_else(|| write.at().day());
    let deed = async |work: &Work, desk: &Desk, _| {
        if !desk.record.application.consents.iter().any(|mark| mark.id == consent) {
            return Err(Problem::new(Code::NotFound));
        }
        let evidence = match evidence {
            Some(form) => Some(form.shown(work, desk).await?),
            None => None,
        };
        Ok(Deed::ConsentWithdrawal { consent, word: word.clone(), on, evidence })
    };
    record(&write, id, &body.octets, true, deed).await
}
