//! How is a whole value shown? By purpose, all of a list or none, on record in the same transaction, and kept nowhere.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Responder, post};
use domain::access::Role;
use domain::disclosure::{NotShown, Reach, SubjectKind};
use domain::dossier::MemberNumber;
use domain::id::{DisclosedId, DisclosureId};
use domain::log::Act;
use domain::person::Identifiers;
use domain::text::{Tell, Told};
use domain::time::Instant;
use persistence::disclosures::{Disclosed, Particulars};
use persistence::{Entry, Logged, Subject, Work};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{NewDisclosure, Warrant, not_shown};
use super::found::{Found, find};
use crate::body::Body;
use crate::problem::{Code, Problem, ProblemView};
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
}

impl Responder for Shown {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store"))).json(self)
    }
}

/// That so many values would be too many for one day.
struct Spent {
    most: u32,
    asked: u32,
}

impl Tell for Spent {
    fn tell(&self) -> Told {
        let Self { most, asked } = self;
        Told::new(
            format!(
                "本次{asked}项将超过今日查阅上限{most}项;请减少对象或项目,明日再查,确需更多时由安全管理员核准调整"
            ),
            format!(
                "these {asked} values would be more than the {most} of a day; ask for fewer, or tomorrow, or let an administrator of security raise what may be shown"
            ),
        )
    }
}

/// Seconds until the day is over.
fn until_tomorrow(at: Instant) -> u32 {
    let micros = at.day().ends().as_micros() - at.as_micros();
    u32::try_from(micros / 1_000_000 + 1).unwrap_or(u32::MAX)
}

/// See whole values.
///
/// Of one or of two hundred, by purpose: all of them or none. Who may see what for which purpose, one table says; whoever is
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
            record(&write, work, asked, &warrant, found).await
        })
        .await
}

/// Counts and writes down what is shown.
async fn record(
    write: &Write,
    work: &Work,
    asked: &NewDisclosure,
    warrant: &Warrant,
    found: Vec<Found>,
) -> Result<Logged<Shown>, Problem> {
    let shown: u32 = found.iter().map(|one| one.values.count()).sum();
    let (today, most) = (write.at().day(), warrant.most_a_day);
    if !work.disclosures().count(warrant.holder, today, shown, most).await? {
        let spent = Spent { most, asked: shown };
        let problem = Problem::new(Code::TooManyRequests).telling(spent);
        return Err(problem.retry_after(until_tomorrow(write.at())));
    }
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
    Ok(Logged::new(Shown { id, items: items.collect() }, entry))
}
