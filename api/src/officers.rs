//! Officers over HTTP: the persons behind the accounts.

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::Deed;
use domain::account::Officer;
use domain::id::OfficerId;
use domain::name::PersonName;
use persistence::{Act, Entry, Logged, Subject};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::State;
use crate::body::{Body, Field};
use crate::list::{ChangedQuery, Found, List, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("officers")
        .allow(Allow::Can(Deed::ReadAccounts), || list_officers)
        .allow(Allow::Can(Deed::ReadAccounts), || find_officer)
        .allow(Allow::Can(Deed::ManageAccounts), || create_officer)
}

/// Which officer.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfficerPath {
    /// The officer.
    id: OfficerId,
}

/// List officers.
#[utoipa::path(params(ChangedQuery), responses((status = 200, description = "A page of officers", body = List<Officer>)))]
#[get("/officers")]
async fn list_officers(state: Data<State>, query: Query<ChangedQuery>) -> Result<List<Officer>, Problem> {
    let paging = query.0.paging()?;
    let page = state.store.read(async |work| work.officers().list(paging).await).await?;
    Ok(page.into())
}

/// Read an officer.
#[utoipa::path(params(OfficerPath), responses((status = 200, description = "The officer", body = Officer)))]
#[get("/officers/{id}")]
async fn find_officer(state: Data<State>, path: Path<OfficerPath>) -> Result<Found<Officer>, Problem> {
    let found = state.store.read(async |work| work.officers().find(path.0.id).await).await?;
    let officer = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Found { version: officer.version, view: officer })
}

/// An officer to be made.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewOfficer {
    /// The name.
    #[validate(nested)]
    name: Field<PersonName>,
}

/// Create an officer.
///
/// One person is one officer, whatever posts they hold: separation of duties compares officers.
#[utoipa::path(request_body = NewOfficer, responses((status = 201, description = "Created", body = Officer)))]
#[post("/officers")]
async fn create_officer(write: Write, body: Body<NewOfficer>) -> Result<Answer, Problem> {
    let name = body.value.name.legal()?;
    write
        .once(&body.octets, async |work| {
            let officer = work.officers().add(&name, None).await?;
            let entry = Entry::new(Act::CreateOfficer, Subject::new("officer", officer.id.raw()));
            let answer = Answer::created(&format!("/officers/{}", officer.id), officer.version, &officer)?;
            Ok(Logged::new(answer, entry.change(&(), &officer)?))
        })
        .await
}
