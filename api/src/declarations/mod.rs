//! Declarations over HTTP: what a union asks aid for, and whether the city's centre has it (N16).

mod declare;
mod page;

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::Deed;
use domain::declaration::{Declaration, DeclarationState, DeclaredCase, NotDeclared};
use domain::id::{CampaignId, DeclarationId, UnionId};
use domain::log::Act;
use domain::name::Line;
use domain::time::Instant;
use persistence::declarations::Filter;
use persistence::{Entry, Logged, Subject};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The routes of this folder.
pub(crate) fn routes() -> Routes {
    Routes::tagged("declarations")
        .allow(Allow::Can(Deed::ReadCases), || list_declarations)
        .allow(Allow::Can(Deed::ReadCases), || find_declaration)
        .allow(Allow::Can(Deed::ReadCases), || page::print_declaration)
        .allow(Allow::Can(Deed::DeclareLists), || declare::declare)
        .allow_versioned(Allow::Can(Deed::ReceiveDeclarations), || receive_declaration)
        .allow_versioned(Allow::Can(Deed::ReceiveDeclarations), || return_declaration)
}

/// Which declaration.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct DeclarationPath {
    /// The declaration.
    id: DeclarationId,
}

/// Which declarations.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DeclarationQuery {
    /// Of this campaign.
    campaign: Option<CampaignId>,
    /// Of this union.
    union: Option<UnionId>,
    /// That stand so.
    #[param(inline)]
    state: Option<DeclarationState>,
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

/// List declarations.
///
/// Of the reader's union and those below it. A union directly under the city that is not here has declared nothing yet.
#[utoipa::path(params(DeclarationQuery), responses((status = 200, description = "A page of declarations", body = List<Declaration>)))]
#[get("/declarations")]
async fn list_declarations(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<DeclarationQuery>,
) -> Result<List<Declaration>, Problem> {
    let DeclarationQuery { campaign, union, state: stands, updated_since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let (within, filter) = (signed_in.actor.jurisdiction(), Filter { campaign, union, state: stands });
    let page = state.store.read(async |work| work.declarations().list(within, &filter, paging).await).await?;
    Ok(page.into())
}

/// A declaration with the cases that it names.
#[derive(Serialize, ToSchema)]
struct DeclarationView {
    /// The declaration.
    #[serde(flatten)]
    declaration: Declaration,
    /// Its cases, by their ids.
    lines: Vec<DeclaredCase>,
}

/// Read a declaration.
#[utoipa::path(params(DeclarationPath), responses((status = 200, description = "The declaration", body = DeclarationView)))]
#[get("/declarations/{id}")]
async fn find_declaration(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<DeclarationPath>,
) -> Result<Found<DeclarationView>, Problem> {
    let (within, id) = (signed_in.actor.jurisdiction(), path.0.id);
    let view = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let found = work.declarations().find(within, id).await?;
            let declaration = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            let lines = work.declarations().cases(&declaration).await?;
            Ok(DeclarationView { declaration, lines })
        })
        .await?;
    Ok(Found { version: view.declaration.version, view })
}

/// Receive a declaration.
///
/// By an officer of the city or its centre, who has it before them, signed and sealed.
#[utoipa::path(params(DeclarationPath), responses((status = 200, description = "Received", body = Declaration)))]
#[post("/declarations/{id}/receipt")]
async fn receive_declaration(write: Write, path: Path<DeclarationPath>) -> Result<Answer, Problem> {
    answer(&write, path.0.id, &[], None).await
}

/// Why it is given back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReturnedDeclaration {
    /// Why.
    #[schema(example = "未加盖公章,请补盖后重新申报")]
    reason: Line,
}

/// Give a declaration back.
///
/// Its cases may be declared anew, which is another declaration; the cases themselves stay where they are.
#[utoipa::path(params(DeclarationPath), request_body = ReturnedDeclaration, responses((status = 200, description = "Given back", body = Declaration)))]
#[post("/declarations/{id}/return")]
async fn return_declaration(
    write: Write,
    path: Path<DeclarationPath>,
    body: Body<ReturnedDeclaration>,
) -> Result<Answer, Problem> {
    answer(&write, path.0.id, &body.octets, Some(&body.value.reason)).await
}

async fn answer(
    write: &Write,
    id: DeclarationId,
    octets: &[u8],
    reason: Option<&Line>,
) -> Result<Answer, Problem> {
    write
        .once(octets, async |work| {
            let found = work.declarations().find(write.actor.jurisdiction(), id).await?;
            let before = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            write.expect(before.version)?;
            before.can_be_answered().map_err(refused)?;
            let after = work.declarations().answer(&before, reason).await?;
            let entry = Entry::new(Act::AnswerDeclaration, Subject::new("declaration", id.raw()));
            Ok(Logged::new(Answer::ok(after.version, &after)?, entry.change(&before, &after)?))
        })
        .await
}

fn refused(why: NotDeclared) -> Problem {
    Problem::new(Code::Refused).by("not_declared", None).telling(why)
}
