//! What is held about a person? All of it in one document, for whom it is about: who made the copy, and on whose request, is on
//! record. (个人信息保护法 45)

mod case;
mod dossier;
mod gather;
mod heard;

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Responder, post};
use domain::access::Deed;
use domain::citizen_id::CitizenId;
use domain::disclosure::{DisclosurePurpose, SensitiveField};
use domain::id::{DisclosureId, UnionId};
use domain::log::Act;
use domain::name::Remark;
use domain::person::Identifiers;
use domain::personal_copy::CopyAskedBy;
use domain::time::Instant;
use persistence::disclosures::Particulars;
use persistence::{Entry, Logged, Subject, Work};
use serde::{Deserialize, Serialize};
use strum::VariantArray;
use utoipa::ToSchema;

use self::case::CaseCopy;
use self::dossier::DossierCopy;
use self::gather::{DisclosureCopy, Held, LogCopy, gather};
use crate::body::Body;
use crate::disclosures::spend_own;
use crate::problem::{Code, Problem, ProblemView};
use crate::route::{Allow, Routes};
use crate::write::Write;

/// The routes of this folder.
pub(crate) fn routes() -> Routes {
    Routes::tagged("disclosures").allow(Allow::Can(Deed::CopyPerson), || copy_person)
}

/// Of whom a copy is wanted, and on whose request.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"citizen_id": "640104197102277492", "asked_by": "person", "reasons": "来访登记第12号,已当面核对身份证"}))]
struct NewPersonalCopy {
    /// The citizen id of whom it is about.
    citizen_id: CitizenId,
    /// Who asks for it.
    asked_by: CopyAskedBy,
    /// How it was asked for, and how it is known who asks.
    reasons: Remark,
}

/// What was known of a person, until it was corrected.
#[derive(Serialize, ToSchema)]
struct FormerIdentifiers {
    /// Until when.
    until: Instant,
    /// What was known.
    identifiers: Identifiers,
}

/// All that is held about a person in a part of the tree of unions. Others in it are named, without identifiers.
#[derive(Serialize, ToSchema)]
struct PersonalCopy {
    /// The disclosure under which this copy is on record.
    disclosure: DisclosureId,
    /// When it was made.
    at: Instant,
    /// The union for which it was made: what lies outside its part of the tree is not in it.
    within: UnionId,
    /// By what the person is known, whole.
    identifiers: Identifiers,
    /// By what they were known before it was corrected, oldest first.
    former_identifiers: Vec<FormerIdentifiers>,
    /// The dossiers of the households in which they are or were.
    dossiers: Vec<DossierCopy>,
    /// The cases of those households, and of themself.
    applications: Vec<CaseCopy>,
    /// To whom their whole values were shown, and what for.
    disclosures: Vec<DisclosureCopy>,
    /// What was done to those records, whoever did it.
    log: Vec<LogCopy>,
}

impl Responder for PersonalCopy {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store"))).json(self)
    }
}

/// Make a copy of all that is held about a person.
///
/// For whom it is about, or who may ask for them: identifiers whole, dossiers with every version that has them, cases with evidence
/// and decisions, consents, postings, objections, papers, disclosures, and what the log says was done. Of others in it no
/// identifier is told, nor are the words of who objected. It is cut to one's own part of the tree; the city has all of a city. A copy is a disclosure, on record with
/// who asked, and its values count for the day; a number that nobody here has is 404, which counts as one value and is logged. Nothing is
/// kept of the answer, and an `Idempotency-Key` is not taken. Nobody makes one of their own household: another head does.
#[utoipa::path(request_body = NewPersonalCopy, responses((status = 200, description = "The copy", body = PersonalCopy),
    (status = 404, description = "Your part of the tree holds nothing about anybody of that number", body = ProblemView, content_type = "application/problem+json"),
    (status = 429, description = "More than may be shown on a day; `Retry-After` says when the next one begins", body = ProblemView, content_type = "application/problem+json")))]
#[post("/personal-copies")]
async fn copy_person(write: Write, body: Body<NewPersonalCopy>) -> Result<PersonalCopy, Problem> {
    let asked = &body.value;
    let made = write.aside(async |work| {
        let held = gather(work, &write, &asked.citizen_id).await?;
        record(&write, work, asked, held).await
    });
    match made.await {
        Err(problem) if problem.code == Code::NotFound => {
            let searched = || Subject::new("account", write.actor.account.raw());
            let counted = write.aside(async |work| {
                spend_own(work, &write, 1).await?;
                Ok(Logged::new((), Entry::new(Act::SearchDossiers, searched())))
            });
            counted.await?;
            Err(problem)
        }
        outcome => outcome,
    }
}

/// Counts and writes down what is told.
async fn record(
    write: &Write,
    work: &Work,
    asked: &NewPersonalCopy,
    held: Held,
) -> Result<Logged<PersonalCopy>, Problem> {
    let former: u32 = held.former.iter().map(|(_, identifiers)| identifiers.count()).sum();
    let shown = held.identifiers.count() + former;
    spend_own(work, write, shown).await?;
    let said = Particulars {
        role: write.actor.role,
        purpose: DisclosurePurpose::PersonalCopy,
        standing: None,
        fields: SensitiveField::VARIANTS.to_vec(),
        reasons: Some(asked.reasons.clone()),
        shown,
        subjects: held.subjects.clone(),
    };
    let disclosure = work.disclosures().add(&said).await?;
    let detail = serde_json::json!({ "asked_by": asked.asked_by, "reasons": asked.reasons });
    let entry =
        Entry::new(Act::CopyPerson, Subject::new("person", held.person.raw())).change(&(), &detail)?;
    let former = held.former.into_iter();
    let copy = PersonalCopy {
        disclosure,
        at: write.at(),
        within: write.actor.union,
        identifiers: held.identifiers,
        former_identifiers: former
            .map(|(until, identifiers)| FormerIdentifiers { until, identifiers })
            .collect(),
        dossiers: held.dossiers,
        applications: held.cases,
        disclosures: held.disclosures,
        log: held.log,
    };
    Ok(Logged::new(copy, entry))
}
