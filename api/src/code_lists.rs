//! Code lists over HTTP: what may be chosen in a drop-down, on which day.

use actix_web::get;
use actix_web::web::Data;
use domain::access::Deed;
use domain::application::attachment::AttachmentKind;
use domain::code_list::{CodeEntry, CodeList, ListKey, shipped};
use domain::name::Title;
use domain::text::{Language, Tell};
use domain::time::Day;
use serde::{Deserialize, Serialize};
use strum::VariantArray;
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::catalogue::Catalogue;
use crate::list::{List, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("reference")
        .allow(Allow::Can(Deed::ReadReference), || list_code_lists)
        .allow(Allow::Can(Deed::ReadReference), || find_code_list)
}

/// A list by its key and titles.
#[derive(Serialize, ToSchema)]
struct CodeListTitle {
    /// By which it is asked for.
    key: ListKey,
    /// Its title in Chinese.
    zh: Title,
    /// Its title in English.
    en: Title,
}

/// Which list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct CodeListPath {
    /// The list's key.
    #[param(value_type = String, example = "hardship_category")]
    key: ListKey,
}

/// On which day.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CodeListQuery {
    /// The entries that may be chosen on this day (Beijing); today unless said.
    on: Option<Day>,
}

/// List the code lists.
///
/// Their keys and titles; all on one page. The answer carries its digest as `ETag` and how long it is good for.
#[utoipa::path(responses(
    (status = 200, description = "All code lists", body = List<CodeListTitle>),
    (status = 304, description = "Not changed since `If-None-Match`"),
))]
#[get("/code-lists")]
async fn list_code_lists() -> Result<Catalogue<List<CodeListTitle>>, Problem> {
    let titles = lists()?.into_iter().map(|list| CodeListTitle { key: list.key, zh: list.zh, en: list.en });
    Ok(Catalogue(List::whole(titles.collect())))
}

/// Read a code list.
///
/// The entries that may be chosen on one day, in the order in which they are offered. An entry may be added
/// or end; a record keeps the code that it was given.
#[utoipa::path(params(CodeListPath, CodeListQuery), responses(
    (status = 200, description = "The list", body = CodeList),
    (status = 304, description = "Not changed since `If-None-Match`"),
))]
#[get("/code-lists/{key}")]
async fn find_code_list(
    state: Data<State>,
    path: Path<CodeListPath>,
    query: Query<CodeListQuery>,
) -> Result<Catalogue<CodeList>, Problem> {
    let on = query.0.on.unwrap_or_else(|| state.clock.business().day());
    let found = lists()?.into_iter().find(|list| list.key == path.0.key);
    let mut list = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    list.entries.retain(|entry| entry.in_force(on));
    Ok(Catalogue(list))
}

fn lists() -> Result<Vec<CodeList>, Problem> {
    let mut lists = shipped().map_err(damaged)?;
    lists.push(attachment_kinds()?);
    Ok(lists)
}

/// What an attached file may be, as the list of a drop-down: its codes are the words of `kind`.
fn attachment_kinds() -> Result<CodeList, Problem> {
    let entry = |kind: &AttachmentKind| {
        let [zh, en] = [Language::Chinese, Language::English].map(|language| kind.text(language).parse());
        let (code, zh, en) =
            (kind.word().parse().map_err(damaged)?, zh.map_err(damaged)?, en.map_err(damaged)?);
        Ok::<_, Problem>(CodeEntry { code, zh, en: Some(en), valid_from: None, valid_to: None })
    };
    Ok(CodeList {
        key: "attachment_kind".parse().map_err(damaged)?,
        zh: "材料类别".parse().map_err(damaged)?,
        en: "kind of attachment".parse().map_err(damaged)?,
        entries: AttachmentKind::VARIANTS.iter().map(entry).collect::<Result<_, _>>()?,
    })
}

fn damaged(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "the code lists are damaged");
    Problem::new(Code::Internal)
}
