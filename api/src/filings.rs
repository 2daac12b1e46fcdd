//! Filings over HTTP: where the paper of a case lies, under which number, and in whose archive (N17).

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::Deed;
use domain::application::Stage;
use domain::filing::{Filing, NotFiled, can_be_filed};
use domain::id::{ApplicationId, UnionId};
use domain::log::Act;
use domain::name::ArchiveNumber;
use persistence::filings::Filter;
use persistence::{Entry, Logged, Subject};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("applications")
        .allow(Allow::Can(Deed::ReadCases), || list_filings)
        .allow(Allow::Can(Deed::FilePapers), || file_paper)
}

/// Of which case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct FilingPath {
    /// The case.
    id: ApplicationId,
}

/// Which filings.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FilingQuery {
    /// Of this case.
    application: Option<ApplicationId>,
    /// In the archive of this union.
    union: Option<UnionId>,
    /// Under this number.
    #[param(value_type = Option<String>, min_length = 1, max_length = 40, example = "2018-助学-017")]
    number: Option<ArchiveNumber>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List filings.
///
/// Of cases whose road passes the reader's union: each union on it may have a file of its own; of one union the latest counts. Whose
/// paper nobody has filed yet is at `/awards?filed=false`.
#[utoipa::path(params(FilingQuery), responses((status = 200, description = "A page of filings", body = List<Filing>)))]
#[get("/filings")]
async fn list_filings(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<FilingQuery>,
) -> Result<List<Filing>, Problem> {
    let FilingQuery { application, union, number, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?;
    let (reader, filter) = (signed_in.actor.union, Filter { application, union, number });
    let page = state.store.read(async |work| work.filings().list(reader, &filter, paging).await).await?;
    Ok(page.into())
}

/// Under which number it lies.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewFiling {
    /// The number; one of a union's archive is of one case for good.
    number: ArchiveNumber,
}

/// File the paper of a case.
///
/// By an officer of a union on its road, in that union's archive, when nothing is added to the paper any more: the case is over, or its
/// money was paid. A number that was wrong is followed by the right one, and stays used.
#[utoipa::path(params(FilingPath), request_body = NewFiling, responses((status = 201, description = "Filed", body = Filing)))]
#[post("/applications/{id}/filings")]
async fn file_paper(write: Write, path: Path<FilingPath>, body: Body<NewFiling>) -> Result<Answer, Problem> {
    let number = &body.value.number;
    write
        .once(&body.octets, async |work| {
            let union = write.actor.union;
            let found = work.applications().find(union, path.0.id).await?;
            let case = found.ok_or_else(|| Problem::new(Code::NotFound))?.application;
            let paid = case.stage() == Stage::Approved && work.payments().is_paid(case.id).await?;
            can_be_filed(case.stage(), paid).map_err(refused)?;
            let filing = work.filings().add(union, case.id, number).await?;
            let entry = Entry::new(Act::FilePaper, Subject::new("application", case.id.raw()));
            let entry = entry.change(&(), &filing)?;
            let path = format!("/filings?application={}", case.id);
            Ok(Logged::new(Answer::created(&path, 1, &filing)?, entry))
        })
        .await
}

fn refused(why: NotFiled) -> Problem {
    Problem::new(Code::Refused).by("not_filed", None).telling(why)
}
