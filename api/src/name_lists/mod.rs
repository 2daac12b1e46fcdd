//! Who was aided in a campaign? The name list of 附件4, of a union or rolled up: for the public with stars, for the files whole (N31).

mod aided;
mod columns;
mod drawn;

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use domain::access::Deed;
use domain::disclosure::{Reach, SensitiveField};
use domain::id::{CampaignId, UnionId};
use domain::log::Act;
use persistence::{Entry, Logged, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use self::aided::NameList;
use self::columns::{INTERNAL, PUBLIC};
use crate::State;
use crate::body::{Body, File};
use crate::cells::book::{SPREADSHEET, book};
use crate::disclosures::{disclose_on_paper, of_case, on_paper};
use crate::gate::SignedIn;
use crate::list::{Path, Query};
use crate::press::reader;
use crate::problem::{Problem, ProblemView};
use crate::route::{Allow, Routes};
use crate::upload::named;
use crate::write::Write;

/// The routes of this folder.
pub(crate) fn routes() -> Routes {
    Routes::tagged("campaigns")
        .allow(Allow::Can(Deed::ReadCases), || print_public_list)
        .allow(Allow::Can(Deed::ReadCases), || write_public_list)
        .allow(Allow::Can(Deed::PrintPapers), || create_name_list)
}

/// What a list shows whole: no address stands on it.
const SHOWN: [SensitiveField; 4] =
    [SensitiveField::CitizenId, SensitiveField::Phone, SensitiveField::Card, SensitiveField::Account];

/// Of which campaign.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct NameListPath {
    /// The campaign.
    id: CampaignId,
}

/// Which of those who were aided.
#[derive(Clone, Copy, Default, Deserialize, Serialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NameListQuery {
    /// Of cases whose road passes this union too, one below one's own for example; rolled up over all unless said.
    union: Option<UnionId>,
    /// Whose money was paid, or was not yet.
    paid: Option<bool>,
}

/// Print the public list of those who were aided.
///
/// 附件4 for everybody to see: names with stars, no identifiers, no school and no means; approved cases whose approval stands, with totals
/// of families, students and money. Of cases whose road passes the reader's union, and `union`, where it is said.
#[utoipa::path(params(NameListPath, NameListQuery), responses((status = 200, description = "The list", body = File, content_type = "application/pdf")))]
#[get("/campaigns/{id}/name-list.pdf")]
async fn print_public_list(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<NameListPath>,
    query: Query<NameListQuery>,
) -> Result<HttpResponse, Problem> {
    let press = state.press.ready().await?;
    let list = read(&state, signed_in.actor.union, path.0.id, query.0).await?;
    press.print("name-list.pdf", vec![list.paper(&PUBLIC, String::new())]).await
}

/// Download the public list of those who were aided.
///
/// The same as a spreadsheet; sums are numbers in yuan.
#[utoipa::path(params(NameListPath, NameListQuery), responses((status = 200, description = "The list", body = File, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
#[get("/campaigns/{id}/name-list.xlsx")]
async fn write_public_list(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<NameListPath>,
    query: Query<NameListQuery>,
) -> Result<HttpResponse, Problem> {
    let list = read(&state, signed_in.actor.union, path.0.id, query.0).await?;
    Ok(named(SPREADSHEET, "name-list.xlsx", book(&[list.sheet(&PUBLIC, String::new())])?))
}

async fn read(
    state: &State,
    reader: UnionId,
    campaign: CampaignId,
    which: NameListQuery,
) -> Result<NameList, Problem> {
    let today = state.clock.business().day();
    state.store.read(async |work| NameList::read(work, reader, campaign, which, today).await).await
}

/// As what a list is made.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NameListForm)]
enum Form {
    /// A spreadsheet with every column of 附件4.
    Xlsx,
    /// Sheets to be sealed and filed, with the columns that fit them.
    Pdf,
}

/// A list to be made for the files.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewNameList {
    /// As what.
    form: Form,
    /// Whether identifiers are whole; with stars unless said.
    whole: Option<bool>,
    /// Of cases whose road passes this union too; rolled up over all unless said.
    union: Option<UnionId>,
    /// Whose money was paid, or was not yet.
    paid: Option<bool>,
}

/// Make the list of those who were aided for the files.
///
/// 附件4 with every column, and who made it when, and the newest checkpoint of the log, on each page. With `whole` its identifiers are
/// whole: then they count on the reader's day and are on record as a disclosure. It is kept in no answer, so an `Idempotency-Key` is not
/// taken.
#[utoipa::path(params(NameListPath), request_body = NewNameList, responses((status = 200, description = "The list", content(
        (File = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (File = "application/pdf"))),
    (status = 429, description = "More than may be shown on a day; `Retry-After` says when the next one begins", body = ProblemView, content_type = "application/problem+json")))]
#[post("/campaigns/{id}/name-list")]
async fn create_name_list(
    write: Write,
    path: Path<NameListPath>,
    body: Body<NewNameList>,
) -> Result<HttpResponse, Problem> {
    let NewNameList { form, whole, union, paid } = body.value;
    let state = write.state();
    let press = match form {
        Form::Pdf => Some(state.press.ready().await?),
        Form::Xlsx => None,
    };
    let which = NameListQuery { union, paid };
    let mut list = read(state, write.actor.union, path.0.id, which).await?;
    let whole = if whole == Some(true) { Some(on_paper(&write, &SHOWN)?) } else { None };
    if let Some((fields, _)) = &whole {
        list.show(fields);
    }
    write
        .aside(async |work| {
            let entry = disclose(work, &write, &list, whole.as_ref()).await?;
            Ok(Logged::new((), entry))
        })
        .await?;
    let checkpoint = state.store.read(async |work| work.checkpoint_page(1, None).await).await?.items.pop();
    let witnessed =
        checkpoint.map(|of| format!(" 日志检查点:{} {}", of.position, of.link)).unwrap_or_default();
    let foot = format!("内部资料,含个人信息,请妥善保管。{}{witnessed}", reader(&write).await?);
    match press {
        Some(press) => press.print("name-list.pdf", vec![list.paper(&INTERNAL, foot)]).await,
        None => Ok(named(SPREADSHEET, "name-list.xlsx", book(&[list.sheet(&INTERNAL, foot)])?)),
    }
}

/// Counts and writes down what is shown; a list with stars is written down too.
async fn disclose(
    work: &Work,
    write: &Write,
    list: &NameList,
    whole: Option<&(Vec<SensitiveField>, Reach)>,
) -> Result<Entry, Problem> {
    let Some((fields, reach)) = whole else {
        let about = Subject::new("campaign", list.campaign.id.raw());
        return Ok(Entry::new(Act::PrintNameList, about).change(&(), &(list.which, list.rows.len()))?);
    };
    let all_own = list.rows.iter().all(|row| row.is_of(&write.actor));
    let shown = list.rows.iter().map(|row| row.values(fields)).sum();
    let subjects = list.rows.iter().flat_map(|row| of_case(row.case.application.id, row.taker.id)).collect();
    let disclosure = disclose_on_paper(work, write, (fields, *reach), all_own, (shown, subjects)).await?;
    let about = Subject::new("disclosure", disclosure.raw());
    Ok(Entry::new(Act::PrintNameList, about).change(&(), &(list.which, list.rows.len()))?)
}
