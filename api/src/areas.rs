//! Areas over HTTP: provinces, cities and counties by their codes, on any day.

use actix_web::get;
use actix_web::web::Data;
use domain::access::Deed;
use domain::area::{Area, AreaCode, AreaLevel, Areas};
use domain::time::Day;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::State;
use crate::catalogue::Catalogue;
use crate::list::{List, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("reference").allow(Allow::Can(Deed::ReadReference), || list_areas)
}

/// Which areas.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AreaQuery {
    /// Directly in this area.
    #[param(value_type = Option<String>, example = "640100")]
    parent: Option<AreaCode>,
    /// At this level.
    #[param(inline)]
    level: Option<AreaLevel>,
    /// Whose codes are in use on this day (Beijing); today unless said.
    on: Option<Day>,
}

/// List areas.
///
/// Ningxia in full, of the other provinces the first level; by code, all on one page. The answer carries its
/// digest as `ETag` and how long it is good for.
#[utoipa::path(params(AreaQuery), responses(
    (status = 200, description = "The areas that match", body = List<Area>),
    (status = 304, description = "Not changed since `If-None-Match`"),
))]
#[get("/areas")]
async fn list_areas(state: Data<State>, query: Query<AreaQuery>) -> Result<Catalogue<List<Area>>, Problem> {
    let AreaQuery { parent, level, on } = query.0;
    let on = on.unwrap_or_else(|| state.clock.business().day());
    let areas = Areas::shipped().map_err(|error| {
        tracing::error!(%error, "the shipped areas are damaged");
        Problem::new(Code::Internal)
    })?;
    let matching = areas.iter().filter(|area| {
        area.in_force(on)
            && parent.is_none_or(|parent| area.code.parent() == Some(parent))
            && level.is_none_or(|level| area.code.level() == level)
    });
    Ok(Catalogue(List::whole(matching.cloned().collect())))
}
