//! How does an edition come to be? Drafted, published by a head of the city, and never changed after.

use actix_web::{delete, post, put};
use domain::campaign::CampaignEdition;
use domain::edition::{Edition, EditionStatus};
use domain::id::CampaignId;
use domain::log::Act;
use domain::year::Year;
use persistence::{Entry, Logged, Subject, Work};
use serde::Deserialize;
use utoipa::ToSchema;

use super::editions::{EditionPath, find_of};
use super::{CampaignPath, find_own};
use crate::body::Body;
use crate::list::Path;
use crate::problem::{Code, Problem, ProblemView, Wrong};
use crate::write::{Answer, Write};

/// An edition to be drafted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"content": null}))]
pub(super) struct NewEdition {
    /// What it says; null or absent: what the edition in force says.
    content: Option<Edition>,
}

/// Draft an edition.
///
/// It begins as a copy of the campaign's edition in force unless the body says otherwise. The first one of a campaign is sent
/// whole: last year's, with its days changed.
#[utoipa::path(params(CampaignPath), request_body = NewEdition, responses((status = 201, description = "Drafted", body = CampaignEdition)))]
#[post("/campaigns/{id}/editions")]
pub(super) async fn draft_edition(
    write: Write,
    path: Path<CampaignPath>,
    body: Body<NewEdition>,
) -> Result<Answer, Problem> {
    write
        .once_felt(&body.octets, async |work| {
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
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = shipped_example)]
pub(super) struct EditionChange {
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
pub(super) async fn change_edition(
    write: Write,
    path: Path<EditionPath>,
    body: Body<EditionChange>,
) -> Result<Answer, Problem> {
    write
        .once_felt(&body.octets, async |work| {
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
pub(super) async fn discard_edition(write: Write, path: Path<EditionPath>) -> Result<Answer, Problem> {
    write
        .once_felt(b"", async |work| {
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
pub(super) async fn publish_edition(write: Write, path: Path<EditionPath>) -> Result<Answer, Problem> {
    write
        .once_felt(b"", async |work| {
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
                "本年度尚无现行政策可供复制:请读取上一年度的政策(GET /api/v1/campaigns/{id}/editions),改好日期等内容后填入",
                "this year has no edition to copy yet: read last year's at GET /api/v1/campaigns/{id}/editions, change its days and what else is new, and send that",
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
