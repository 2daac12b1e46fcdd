//! Editions over HTTP: which there are, and what they say.

use actix_web::get;
use actix_web::web::Data;
use domain::access::{Actor, Deed, Role};
use domain::campaign::CampaignEdition;
use domain::edition::EditionStatus;
use domain::id::{CampaignId, EditionId};
use domain::time::Instant;
use persistence::Work;
use persistence::campaigns::EditionFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{CampaignPath, drafts, find};
use crate::State;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};

/// The routes of this file.
pub(super) fn routes() -> Routes {
    Routes::tagged("campaigns")
        .allow(Allow::Can(Deed::ReadReference), || list_editions)
        .allow(Allow::Can(Deed::DraftPolicy), || drafts::draft_edition)
        .allow(Allow::Can(Deed::ReadReference), || find_edition)
        .allow_versioned(Allow::Can(Deed::DraftPolicy), || drafts::change_edition)
        .allow_versioned(Allow::Can(Deed::DraftPolicy), || drafts::discard_edition)
        .allow_versioned(Allow::Can(Deed::PublishPolicy), || drafts::publish_edition)
}

/// Which edition.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct EditionPath {
    /// The campaign.
    pub(super) id: CampaignId,
    /// The edition.
    pub(super) edition: EditionId,
}

/// Which editions.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct EditionQuery {
    /// Standing so.
    status: Option<EditionStatus>,
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

/// An edition without what it says.
#[derive(Serialize, ToSchema)]
struct EditionTitle {
    /// Which.
    id: EditionId,
    /// Of which campaign.
    campaign: CampaignId,
    /// Its number in the campaign, from 1.
    #[schema(example = 1)]
    number: i32,
    /// Where it stands.
    status: EditionStatus,
    /// When it was published.
    published_at: Option<Instant>,
    /// Raised by every change.
    version: i64,
    /// When it was last changed.
    updated_at: Instant,
}

impl From<CampaignEdition> for EditionTitle {
    fn from(edition: CampaignEdition) -> Self {
        let CampaignEdition { id, campaign, number, status, published_at, version, updated_at, .. } = edition;
        Self { id, campaign, number, status, published_at, version, updated_at }
    }
}

/// Drafts are seen by those who write them and by the auditor.
fn sees_drafts(actor: &Actor) -> bool {
    actor.may(Deed::DraftPolicy) || actor.role == Role::Auditor
}

/// List the editions of a campaign.
///
/// Drafts are seen by those who may write them, and by the auditor.
#[utoipa::path(params(CampaignPath, EditionQuery), responses((status = 200, description = "A page of editions", body = List<EditionTitle>)))]
#[get("/campaigns/{id}/editions")]
async fn list_editions(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<CampaignPath>,
    query: Query<EditionQuery>,
) -> Result<List<EditionTitle>, Problem> {
    let EditionQuery { status, updated_since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let filter = EditionFilter { status, drafts: sees_drafts(&signed_in.actor) };
    let page = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let campaign = find(work, path.0.id).await?;
            Ok(work.campaigns().editions(campaign.id, filter, paging).await?)
        })
        .await?;
    Ok(page.map(EditionTitle::from).into())
}

/// Read an edition.
///
/// Every parameter with the clause it rests on, or the word `practice` where the notice is silent.
#[utoipa::path(params(EditionPath), responses((status = 200, description = "The edition", body = CampaignEdition)))]
#[get("/campaigns/{id}/editions/{edition}")]
async fn find_edition(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<EditionPath>,
) -> Result<Found<CampaignEdition>, Problem> {
    let edition = state.store.read(async |work| find_of(work, &path.0).await).await?;
    if edition.status == EditionStatus::Draft && !sees_drafts(&signed_in.actor) {
        return Err(Problem::new(Code::NotFound));
    }
    Ok(Found { version: edition.version, view: edition })
}

pub(super) async fn find_of(work: &Work, path: &EditionPath) -> Result<CampaignEdition, Problem> {
    let found = work.campaigns().edition(path.edition).await?;
    found.filter(|edition| edition.campaign == path.id).ok_or_else(|| Problem::new(Code::NotFound))
}
