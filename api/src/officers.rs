//! Officers over HTTP: the persons behind the accounts.

use actix_web::web::Data;
use actix_web::{get, post, put};
use domain::access::Deed;
use domain::citizen_id::CitizenId;
use domain::duties::OwnPost;
use domain::id::{OfficerId, UnionId};
use domain::log::Act;
use domain::name::{Line, PersonName};
use domain::officer::{Officer, OfficerIdentifiers};
use domain::phone::Phone;
use domain::text::{Tell, Told};
use domain::time::Instant;
use persistence::officers::Filter;
use persistence::{Entry, Logged, Subject};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::accounts::{expect_other, refused_own};
use crate::body::Body;
use crate::gate::SignedIn;
use crate::given::{Given, NotKept, meant};
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem, Wrong};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("officers")
        .allow(Allow::Can(Deed::ReadAccounts), || list_officers)
        .allow(Allow::Can(Deed::ReadAccounts), || find_officer)
        .allow(Allow::Can(Deed::ManageAccounts), || create_officer)
        .allow_versioned(Allow::Can(Deed::ManageAccounts), || change_officer)
        .allow_versioned(Allow::Can(Deed::ConfirmCorrections), || confirm_correction)
}

/// Which officer.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfficerPath {
    /// The officer.
    id: OfficerId,
}

/// Which officers.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OfficerQuery {
    /// With this in their name.
    #[param(value_type = Option<String>, example = "马")]
    name: Option<PersonName>,
    /// With a post at this union, whether or not it is open.
    union: Option<UnionId>,
    /// Whether their citizen id was corrected, and nobody has confirmed it yet.
    corrected: Option<bool>,
    /// Changed at or after this instant.
    updated_since: Option<Instant>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List officers.
///
/// Those with a post in one's part of the tree, and those without any post yet.
#[utoipa::path(params(OfficerQuery), responses((status = 200, description = "A page of officers", body = List<Officer>)))]
#[get("/officers")]
async fn list_officers(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<OfficerQuery>,
) -> Result<List<Officer>, Problem> {
    let OfficerQuery { name, union, corrected, updated_since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let (within, filter) = (signed_in.actor.jurisdiction(), Filter { name, union, corrected });
    let page = state.store.read(async |work| work.officers().list(within, &filter, paging).await).await?;
    Ok(page.into())
}

/// Read an officer.
#[utoipa::path(params(OfficerPath), responses((status = 200, description = "The officer", body = Officer)))]
#[get("/officers/{id}")]
async fn find_officer(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<OfficerPath>,
) -> Result<Found<Officer>, Problem> {
    let within = signed_in.actor.jurisdiction();
    let found = state.store.read(async |work| work.officers().find_within(within, path.0.id).await).await?;
    let officer = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Found { version: officer.version, view: officer })
}

/// An officer as they are entered or changed. Answers show identifiers with stars; stars sent back unchanged
/// mean unchanged.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OfficerParticulars)]
struct OfficerForm {
    /// The name.
    name: PersonName,
    /// 身份证号; null while it is not known. Known once, it is corrected and not removed.
    #[schema(value_type = Option<String>, example = "640104197405121014")]
    citizen_id: Option<Given<CitizenId>>,
    /// The phone; null when it is not known.
    #[schema(value_type = Option<String>, example = "13995000001")]
    phone: Option<Given<Phone>>,
}

impl OfficerForm {
    /// The identifiers that are meant, where those are kept.
    fn identifiers(&self, kept: &OfficerIdentifiers) -> Result<OfficerIdentifiers, Problem> {
        let mut flaws = Vec::new();
        let mut flaw = |name: &str, said: Told| flaws.push(Wrong::new(format!("/{name}"), said));
        let (id, phone) = (self.citizen_id.as_ref(), self.phone.as_ref());
        let known = OfficerIdentifiers {
            citizen_id: meant(id, kept.citizen_id.as_ref(), || flaw("citizen_id", NotKept.tell())),
            phone: meant(phone, kept.phone.as_ref(), || flaw("phone", NotKept.tell())),
        };
        if id.is_none() && kept.citizen_id.is_some() {
            let said = [
                "已登记的身份证号可以更正,不能删除,请填写",
                "a known citizen id is corrected, not removed; send it",
            ];
            flaw("citizen_id", said.tell());
        }
        if flaws.is_empty() { Ok(known) } else { Err(Problem::invalid(flaws)) }
    }
}

/// Create an officer.
///
/// One person is one officer, whatever posts they hold: separation of duties compares officers. A citizen id
/// that another officer has is refused, also when that officer is outside one's jurisdiction.
#[utoipa::path(request_body = OfficerForm, responses((status = 201, description = "Created", body = Officer)))]
#[post("/officers")]
async fn create_officer(write: Write, body: Body<OfficerForm>) -> Result<Answer, Problem> {
    let name = body.value.name.clone();
    let known = body.value.identifiers(&OfficerIdentifiers::default())?;
    let made = write.once(&body.octets, async |work| {
        let officer = work.officers().add(&name, &known).await?;
        let entry = Entry::new(Act::CreateOfficer, Subject::new("officer", officer.id.raw()));
        let answer = Answer::created(&format!("/officers/{}", officer.id), officer.version, &officer)?;
        Ok(Logged::new(answer, entry.change(&(), &officer)?))
    });
    made.await
}

/// Change an officer.
///
/// Name, citizen id and phone; the posts stay. Another citizen id than the one on record is a correction: `corrected_at` says
/// so until an administrator of security has confirmed it, and until then the number before it counts as the officer's too,
/// so that nobody leaves their family by it. Nobody corrects their own.
#[utoipa::path(params(OfficerPath), request_body = OfficerForm, responses((status = 200, description = "Changed", body = Officer)))]
#[put("/officers/{id}")]
async fn change_officer(
    write: Write,
    path: Path<OfficerPath>,
    body: Body<OfficerForm>,
) -> Result<Answer, Problem> {
    let name = body.value.name.clone();
    let changed = write.once(&body.octets, async |work| {
        let found = work.officers().find_within(write.actor.jurisdiction(), path.0.id).await?;
        let officer = found.ok_or_else(|| Problem::new(Code::NotFound))?;
        write.expect(officer.version)?;
        let before = work.officers().identifiers(officer.id).await?;
        let known = body.value.identifiers(&before)?;
        if before.citizen_id != known.citizen_id {
            expect_other(&write.actor, Some(officer.id), OwnPost::CitizenId)?;
        }
        let changed = work.officers().change(&officer, &name, &known).await?;
        let entry = Entry::new(Act::ChangeOfficer, Subject::new("officer", officer.id.raw()));
        Ok(Logged::new(Answer::ok(changed.version, &changed)?, entry.change(&officer, &changed)?))
    });
    changed.await
}

/// On what ground a correction is confirmed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CorrectionGround {
    /// What was looked at.
    #[schema(example = "已核对身份证原件")]
    reasons: Line,
}

/// Confirm a corrected citizen id.
///
/// By an administrator of security, after looking at the document itself. From then on the number before it counts no more.
/// Neither who corrected it nor whose it is confirms it.
#[utoipa::path(params(OfficerPath), request_body = CorrectionGround, responses((status = 200, description = "Confirmed", body = Officer)))]
#[post("/officers/{id}/correction")]
async fn confirm_correction(
    write: Write,
    path: Path<OfficerPath>,
    body: Body<CorrectionGround>,
) -> Result<Answer, Problem> {
    let by = write.actor.officer.ok_or_else(|| Problem::new(Code::Forbidden))?;
    let reasons = &body.value.reasons;
    // Whether a former number counts is asked where families are kept apart, not of sessions.
    let confirmed = write.once(&body.octets, async |work| {
        let found = work.officers().find_within(write.actor.jurisdiction(), path.0.id).await?;
        let officer = found.ok_or_else(|| Problem::new(Code::NotFound))?;
        write.expect(officer.version)?;
        if officer.corrected_at.is_none() {
            return Err(Problem::new(Code::Refused).by("not_corrected", None).detail(
                "该人员的身份证号没有待确认的更正,无须办理",
                "no correction of this officer's citizen id waits to be confirmed; nothing is left to do",
            ));
        }
        if by == officer.id || work.officers().correctors(officer.id).await?.contains(&Some(by)) {
            return Err(refused_own(OwnPost::Correction));
        }
        let confirmed = work.officers().confirm(&officer, by).await?;
        let entry = Entry::new(Act::ConfirmCorrection, Subject::new("officer", officer.id.raw()));
        let after = serde_json::json!({ "officer": confirmed, "reasons": reasons });
        Ok(Logged::new(Answer::ok(confirmed.version, &confirmed)?, entry.change(&officer, &after)?))
    });
    confirmed.await
}
