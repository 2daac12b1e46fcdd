//! Editions over HTTP: drafted, published by a head of the city, and never changed after.

use actix_web::web::Data;
use actix_web::{delete, get, post, put};
use domain::access::{Actor, Deed, Role};
use domain::campaign::CampaignEdition;
use domain::edition::{Edition, EditionStatus};
use domain::id::{CampaignId, EditionId};
use domain::time::Instant;
use domain::year::Year;
use persistence::campaigns::EditionFilter;
use persistence::{Act, Entry, Logged, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{CampaignPath, find, find_own};
use crate::State;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, Path, Query, Rows};
use crate::problem::{Code, Problem, ProblemView, Wrong};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The routes of this file.
pub(super) fn routes() -> Routes {
    Routes::tagged("campaigns")
        .allow(Allow::Can(Deed::ReadReference), || list_editions)
        .allow(Allow::Can(Deed::DraftPolicy), || draft_edition)
        .allow(Allow::Can(Deed::ReadReference), || find_edition)
        .allow_versioned(Allow::Can(Deed::DraftPolicy), || change_edition)
        .allow_versioned(Allow::Can(Deed::DraftPolicy), || discard_edition)
        .allow_versioned(Allow::Can(Deed::PublishPolicy), || publish_edition)
}

/// Which edition.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct EditionPath {
    /// The campaign.
    id: CampaignId,
    /// The edition.
    edition: EditionId,
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
    limit: Option<Rows>,
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

/// An edition to be drafted.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"content": null}))]
struct NewEdition {
    /// What it says; null or absent: what the edition in force says.
    content: Option<Edition>,
}

/// Draft an edition.
///
/// It begins as a copy of the edition in force unless the body says otherwise.
#[utoipa::path(params(CampaignPath), request_body = NewEdition, responses((status = 201, description = "Drafted", body = CampaignEdition)))]
#[post("/campaigns/{id}/editions")]
async fn draft_edition(
    write: Write,
    path: Path<CampaignPath>,
    body: Body<NewEdition>,
) -> Result<Answer, Problem> {
    write
        .once(&body.octets, async |work| {
            let campaign = find_own(work, &write.actor, path.0.id).await?;
            let content = match &body.value.content {
                Some(content) => content.clone(),
                None => copied(work, campaign.id).await?,
            };
            sound(&content, campaign.year)?;
            let edition = work.campaigns().draft(campaign.id, &content).await?;
            let place = format!("/campaigns/{}/editions/{}", campaign.id, edition.id);
            let entry = entry(Act::DraftEdition, &edition).change(&(), &edition)?;
            Ok(Logged::new(Answer::created(&place, edition.version, &edition)?, entry))
        })
        .await
}

/// What a draft shall say.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = shipped_example)]
struct EditionChange {
    /// What it says, whole.
    content: Edition,
}

/// The shipped edition as an example of a body.
fn shipped_example() -> serde_json::Value {
    let shipped = Edition::shipped_2018().and_then(serde_json::to_value);
    serde_json::json!({ "content": shipped.unwrap_or_default() })
}

/// Change a draft.
///
/// A published edition never changes: draft the next one.
#[utoipa::path(params(EditionPath), request_body = EditionChange, responses((status = 200, description = "Changed", body = CampaignEdition)))]
#[put("/campaigns/{id}/editions/{edition}")]
async fn change_edition(
    write: Write,
    path: Path<EditionPath>,
    body: Body<EditionChange>,
) -> Result<Answer, Problem> {
    write
        .once(&body.octets, async |work| {
            let campaign = find_own(work, &write.actor, path.0.id).await?;
            let edition = draft_of(work, &path.0).await?;
            write.expect(edition.version)?;
            sound(&body.value.content, campaign.year)?;
            let changed = work.campaigns().redraft(&edition, &body.value.content).await?;
            let entry = entry(Act::ChangeEdition, &edition).change(&edition, &changed)?;
            Ok(Logged::new(Answer::ok(changed.version, &changed)?, entry))
        })
        .await
}

/// Discard a draft.
///
/// One that is not wanted. What was once in force stays.
#[utoipa::path(params(EditionPath), responses((status = 204, description = "Discarded")))]
#[delete("/campaigns/{id}/editions/{edition}")]
async fn discard_edition(write: Write, path: Path<EditionPath>) -> Result<Answer, Problem> {
    write
        .once(b"", async |work| {
            find_own(work, &write.actor, path.0.id).await?;
            let edition = draft_of(work, &path.0).await?;
            write.expect(edition.version)?;
            work.campaigns().discard(&edition).await?;
            let entry = entry(Act::DiscardEdition, &edition).change(&edition, &())?;
            Ok(Logged::new(Answer::empty(), entry))
        })
        .await
}

/// Publish an edition.
///
/// It is in force from this moment for what is submitted from now on; the one before it is superseded, and
/// cases keep the edition of their submission. The version that was read is given in `If-Match`.
#[utoipa::path(params(EditionPath), responses(
    (status = 200, description = "Published", body = CampaignEdition),
    (status = 422, description = "Not valid: each wrong field is named", body = ProblemView, content_type = "application/problem+json"),
))]
#[post("/campaigns/{id}/editions/{edition}/publish")]
async fn publish_edition(write: Write, path: Path<EditionPath>) -> Result<Answer, Problem> {
    write
        .once(b"", async |work| {
            let campaign = find_own(work, &write.actor, path.0.id).await?;
            let edition = draft_of(work, &path.0).await?;
            write.expect(edition.version)?;
            sound(&edition.content, campaign.year)?;
            let former = work.campaigns().edition_in_force(campaign.id).await?;
            let published = work.campaigns().publish(&edition).await?;
            let entry =
                entry(Act::PublishEdition, &edition).change(&former.map(|former| former.id), &published)?;
            Ok(Logged::new(Answer::ok(published.version, &published)?, entry))
        })
        .await
}

fn entry(act: Act, edition: &CampaignEdition) -> Entry {
    Entry::new(act, Subject::new("edition", edition.id.raw()))
}

async fn find_of(work: &Work, path: &EditionPath) -> Result<CampaignEdition, Problem> {
    let found = work.campaigns().edition(path.edition).await?;
    found.filter(|edition| edition.campaign == path.id).ok_or_else(|| Problem::new(Code::NotFound))
}

/// An edition that may still be changed.
async fn draft_of(work: &Work, path: &EditionPath) -> Result<CampaignEdition, Problem> {
    let edition = find_of(work, path).await?;
    if edition.status == EditionStatus::Draft {
        return Ok(edition);
    }
    let refused = Problem::new(Code::Refused).by("published_edition", None);
    Err(refused.detail(
        "已发布的政策版本不能修改或删除,请另拟新版本",
        "a published edition never changes and is never discarded: draft the next one",
    ))
}

async fn copied(work: &Work, campaign: CampaignId) -> Result<Edition, Problem> {
    let in_force = work.campaigns().edition_in_force(campaign).await?;
    let wanted = || {
        Problem::field(
            "/content",
            [
                "尚无现行政策可供复制,请填写内容",
                "no edition is in force from which to copy; say what it shall say",
            ],
        )
    };
    Ok(in_force.ok_or_else(wanted)?.content)
}

fn sound(content: &Edition, year: Year) -> Result<(), Problem> {
    let flaws = content.flaws(year);
    if flaws.is_empty() {
        return Ok(());
    }
    let told = |flaw: &domain::edition::Flaw| Wrong::new(format!("/content{}", flaw.pointer), flaw.what);
    Err(Problem::invalid(flaws.iter().map(told).collect()))
}
