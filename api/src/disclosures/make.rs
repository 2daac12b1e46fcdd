//! How is a whole value shown? By purpose, all of a list or none, on record in the same transaction, and kept nowhere.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Responder, post};
use domain::access::Role;
use domain::disclosure::{NotShown, Reach, SubjectKind};
use domain::dossier::MemberNumber;
use domain::id::{DisclosedId, DisclosureId};
use domain::log::Act;
use domain::person::Identifiers;
use persistence::disclosures::{Disclosed, Particulars};
use persistence::{Entry, Logged, Subject, Work};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{NewDisclosure, Warrant, not_shown};
use super::found::{Found, find};
use super::spent::spend;
use super::withheld::{WithheldValues, part};
use crate::body::Body;
use crate::problem::{Problem, ProblemView};
use crate::write::Write;

/// Somebody's whole values.
#[derive(Serialize, ToSchema)]
struct ShownValues {
    /// As it was asked.
    kind: SubjectKind,
    /// As it was asked.
    id: DisclosedId,
    /// As it was asked.
    #[schema(value_type = Option<u8>)]
    member: Option<MemberNumber>,
    /// The name.
    name: String,
    /// The values that were asked for; null where one was not, or is not known.
    values: Identifiers,
}

/// Whole values, with the disclosure that is on record.
#[derive(Serialize, ToSchema)]
#[schema(as = ShownDisclosure)]
pub(super) struct Shown {
    /// The disclosure.
    id: DisclosureId,
    /// In the order in which they were asked for.
    items: Vec<ShownValues>,
    /// Of whom a program is shown nothing, in that order; empty for officers.
    withheld: Vec<WithheldValues>,
}

impl Responder for Shown {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store"))).json(self)
    }
}

/// See whole values.
///
/// Of one or of two hundred, by purpose: all of them or none, but that a program is shown nothing of a family that has taken back
/// that the bank, or the national system, is told: they are named in `withheld`, and where nobody else is asked for it is refused. Who may see what for which purpose, one table says; whoever is
/// not in the jurisdiction is not there (404). Each disclosure is on record with purpose, fields and subjects, and is read by
/// auditors, administrators of security and the family's heads; the values are kept in no answer, log or cache, and an
/// `Idempotency-Key` is not taken. A day has a limit for each officer. A program asks under a standing purpose.
#[utoipa::path(request_body = NewDisclosure, responses((status = 200, description = "The values, and that they were shown is on record", body = Shown),
    (status = 404, description = "One of them is not there, or outside your jurisdiction", body = ProblemView, content_type = "application/problem+json"),
    (status = 429, description = "More than may be shown on a day; `Retry-After` says when the next one begins", body = ProblemView, content_type = "application/problem+json")))]
#[post("/disclosures")]
pub(super) async fn disclose(write: Write, body: Body<NewDisclosure>) -> Result<Shown, Problem> {
    let asked = &body.value;
    let flaws = asked.flaws();
    if !flaws.is_empty() {
        return Err(Problem::invalid(flaws));
    }
    let (actor, today) = (&write.actor, write.at().day());
    asked.warrant(actor, write.state().disclosures_a_day)?;
    write
        .aside(async |work| {
            let warrant = asked.warrant(actor, write.state().disclosures_a_day)?;
            let warrant = match actor.role {
                Role::Service => asked.granted(work, warrant, actor.account, today).await?,
                _ => warrant,
            };
            let found = find(work, actor, warrant.within, &asked.subjects, (&asked.fields, today)).await?;
            if warrant.reach == Reach::Own && found.iter().any(|one| !one.own) {
                return Err(not_shown(NotShown::NotOwn));
            }
            if warrant.reach == Reach::Approved && found.iter().any(|one| !one.approved) {
                return Err(not_shown(NotShown::NotApproved));
            }
            let provision = asked.purpose.provision().filter(|_| actor.role == Role::Service);
            let (found, withheld) = match provision {
                Some(covers) => part(work, covers, found).await?,
                None => (found, Vec::new()),
            };
            record(&write, work, asked, &warrant, (found, withheld)).await
        })
        .await
}

/// Counts and writes down what is shown.
async fn record(
    write: &Write,
    work: &Work,
    asked: &NewDisclosure,
    warrant: &Warrant,
    (found, withheld): (Vec<Found>, Vec<WithheldValues>),
) -> Result<Logged<Shown>, Problem> {
    let shown: u32 = found.iter().map(|one| one.values.count()).sum();
    spend(work, (warrant.holder, write.at()), shown, warrant.most_a_day).await?;
    let subjects: Vec<Disclosed> = found.iter().map(|one| one.of).collect();
    let said = Particulars {
        role: write.actor.role,
        purpose: asked.purpose,
        standing: warrant.standing,
        fields: asked.fields.to_vec(),
        reasons: asked.reasons.clone(),
        shown,
        subjects,
    };
    let id = work.disclosures().add(&said).await?;
    let of: Vec<_> = said.subjects.iter().map(|of| (of.kind, of.id, of.member)).collect();
    let detail = serde_json::json!({ "purpose": said.purpose, "fields": said.fields, "subjects": of });
    let entry = Entry::new(Act::Disclose, Subject::new("disclosure", id.raw())).change(&(), &detail)?;
    let items = found.into_iter().map(|Found { of, name, values, .. }| ShownValues {
        kind: of.kind,
        id: of.id,
        member: of.member,
        name,
        values,
    });
    Ok(Logged::new(Shown { id, items: items.collect(), withheld }, entry))
}
