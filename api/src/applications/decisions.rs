//! What did each act on a case rest on? The dossier, the papers, the facts and the policy of its day, made again to compare.

mod grounds;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use domain::application::Application;
use domain::text::Language;
use persistence::{Page, Work};
use serde::Deserialize;
use utoipa::IntoParams;

pub(crate) use self::grounds::CaseDecision;
pub(super) use self::grounds::with_grounds;
use super::ApplicationPath;
use crate::State;
use crate::edge::language;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};

/// Which page of the acts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DecisionQuery {
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// List what each act on a case rested on.
///
/// In the order of the acts: the version of the dossier, the papers with their digests, the postings, the facts, rulings, edition
/// and rules, whether they come to the same findings when they are taken again, and the place of the act in the log. Visits, opinions, signatures, consents, exceptions,
/// objections and kinships stand in the case itself (`GET /applications/{id}`).
#[utoipa::path(params(ApplicationPath, DecisionQuery), responses((status = 200, description = "A page of its acts", body = List<CaseDecision>)))]
#[get("/applications/{id}/decisions")]
pub(super) async fn list_decisions(
    request: HttpRequest,
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<ApplicationPath>,
    query: Query<DecisionQuery>,
) -> Result<List<CaseDecision>, Problem> {
    let (union, id, language) = (signed_in.actor.union, path.0.id, language(&request));
    let asked = ListQuery { limit: query.0.limit, cursor: query.0.cursor, total: None };
    let after = asked.after::<u64>()?;
    let page = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let found = work.applications().find(union, id).await?;
            let case = found.ok_or_else(|| Problem::new(Code::NotFound))?.application;
            decided(work, &case, after, asked.limit(), language).await
        })
        .await?;
    Ok(List::sought(page))
}

/// A page of the acts on a case that is read, after the version of the last one seen.
pub(crate) async fn decided(
    work: &Work,
    case: &Application,
    after: Option<u64>,
    limit: u64,
    language: Language,
) -> Result<Page<CaseDecision, u64>, Problem> {
    let page = work.applications().acts(case.id, after, limit).await?;
    let decisions = with_grounds(work, case, page.items, language).await?;
    Ok(Page { items: decisions, next: page.next, total: None })
}
