//! How did a case stand at the end of a day? As its last act up to then left it, with all that this act rested on.

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, get};
use domain::application::{Position, Stage};
use domain::as_of::AsOf;
use domain::money::Money;
use domain::time::Day;
use serde::Serialize;
use utoipa::ToSchema;

use super::ApplicationPath;
use super::decisions::{CaseDecision, with_grounds};
use crate::State;
use crate::as_of::AsOfQuery;
use crate::edge::language;
use crate::gate::SignedIn;
use crate::list::{Path, Query};
use crate::problem::{Code, Problem};

/// A case as it stood.
#[derive(Serialize, ToSchema)]
pub(super) struct CaseState {
    /// At the end of which day; of today as it stands.
    as_of: Day,
    /// The stage.
    stage: Stage,
    /// On whose desk it lay, in review or on appeal.
    position: Option<Position>,
    /// The amount to which its last act came, in fen.
    amount_fen: Option<Money>,
    /// The last act, with what was found and what it rested on; null of a draft on which nobody had acted.
    last_act: Option<CaseDecision>,
}

/// Read how a case stood.
///
/// At the end of a day, today unless said: the stage, the amount, and the last act with its findings and papers. A day before the
/// case was entered has none.
#[utoipa::path(params(ApplicationPath, AsOfQuery), responses((status = 200, description = "How it stood", body = CaseState)))]
#[get("/applications/{id}/state")]
pub(super) async fn find_state(
    request: HttpRequest,
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<ApplicationPath>,
    query: Query<AsOfQuery>,
) -> Result<Json<CaseState>, Problem> {
    let (union, id, language) = (signed_in.actor.union, path.0.id, language(&request));
    let asked = query.0.asked(&state)?;
    let as_of = asked.unwrap_or_else(|| AsOf::today(state.clock.business()));
    let read = async |work: &persistence::Work| -> Result<_, Problem> {
        let found = work.applications().find(union, id).await?;
        let found = found.filter(|case| as_of.knows(case.created_at));
        let case = found.ok_or_else(|| Problem::new(Code::NotFound))?.application;
        let Some(last) = work.applications().last_act(id, as_of).await? else {
            let day = as_of.day();
            return Ok(CaseState {
                as_of: day,
                stage: Stage::Draft,
                position: None,
                amount_fen: None,
                last_act: None,
            });
        };
        let (place, amount_fen) = (last.act.to, last.amount);
        let last_act = with_grounds(work, &case, vec![last], language).await?.pop();
        Ok(CaseState {
            as_of: as_of.day(),
            stage: place.stage,
            position: place.position,
            amount_fen,
            last_act,
        })
    };
    Ok(Json(state.store.read(read).await?))
}
