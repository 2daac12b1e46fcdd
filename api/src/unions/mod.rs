//! The tree of unions over HTTP.

mod change;
mod staff;

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::Deed;
use domain::id::UnionId;
use domain::log::Act;
use domain::name::Title;
use domain::time::Instant;
use domain::union::{Level, Union, UnionCode, UnionKind};
use persistence::unions::{Filter, Particulars};
use persistence::{Entry, Logged, Subject};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::body::Body;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};
pub(crate) use change::expect_open;

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("unions")
        .allow(Allow::Can(Deed::ReadReference), || list_unions)
        .allow(Allow::Can(Deed::ReadReference), || find_union)
        .allow(Allow::Can(Deed::ReadStaff), || staff::list_staff)
        .allow(Allow::Can(Deed::ManageUnions), || create_union)
        .allow_versioned(Allow::Can(Deed::ManageUnions), || change::change_union)
}

/// Which union.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct UnionPath {
    /// The union.
    id: UnionId,
}

/// Which unions.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UnionQuery {
    /// Of this kind.
    kind: Option<UnionKind>,
    /// Of this level.
    level: Option<Level>,
    /// Directly under this union.
    parent: Option<UnionId>,
    /// With this code.
    #[param(value_type = Option<String>)]
    code: Option<UnionCode>,
    /// With this in its name.
    #[param(value_type = Option<String>, example = "纺织")]
    name: Option<Title>,
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

/// List unions.
///
/// The whole tree: it is no secret, and a family that moved is sent to the right one.
#[utoipa::path(params(UnionQuery), responses((status = 200, description = "A page of unions", body = List<Union>)))]
#[get("/unions")]
async fn list_unions(state: Data<State>, query: Query<UnionQuery>) -> Result<List<Union>, Problem> {
    let UnionQuery { kind, level, parent, code, name, updated_since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let filter = Filter { kind, level, parent, code, name };
    let page = state.store.read(async |work| work.unions().list(&filter, paging).await).await?;
    Ok(page.into())
}

/// Read a union.
#[utoipa::path(params(UnionPath), responses((status = 200, description = "The union", body = Union)))]
#[get("/unions/{id}")]
async fn find_union(state: Data<State>, path: Path<UnionPath>) -> Result<Found<Union>, Problem> {
    let found = state.store.read(async |work| work.unions().find(path.0.id).await).await?;
    let union = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Found { version: union.version, view: union })
}

/// A union to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewUnion {
    /// Its code, given by the city.
    code: UnionCode,
    /// Its name.
    name: Title,
    /// Its kind; the level follows from it.
    kind: UnionKind,
    /// The union above it.
    parent: UnionId,
}

/// Create a union.
///
/// Below a union of one's own part of the tree; which kind may stand under which is fixed.
#[utoipa::path(request_body = NewUnion, responses((status = 201, description = "Created", body = Union)))]
#[post("/unions")]
async fn create_union(write: Write, body: Body<NewUnion>) -> Result<Answer, Problem> {
    let NewUnion { code, name, kind, parent } = &body.value;
    let (code, name, kind, parent) = (code.clone(), name.clone(), *kind, *parent);
    write
        .once_felt(&body.octets, async |work| {
            work.unions().hold_tree().await?;
            let above = work.unions().find_within(write.actor.jurisdiction(), parent).await?;
            let above = above
                .ok_or_else(|| Problem::field("/parent", ["管辖范围内没有这个工会,请核对", "no such union in your jurisdiction; look it up at GET /api/v1/unions"]))?;
            expect_open(work, above.id, "/parent").await?;
            if !kind.stands_under(above.kind) {
                return Err(Problem::field(
                    "/kind",
                    [
                        "此类工会不能设在该上级之下,请另选类别或上级",
                        "a union of this kind does not stand under that parent; choose another kind or parent",
                    ],
                ));
            }
            let said = Particulars { code: code.clone(), name: name.clone(), kind, parent: Some(parent) };
            let union = work.unions().add(&said).await?;
            let subject = Subject::new("union", union.id.raw());
            let answer = Answer::created(&format!("/unions/{}", union.id), union.version, &union)?;
            Ok(Logged::new(answer, Entry::new(Act::CreateUnion, subject).change(&(), &union)?))
        })
        .await
}
