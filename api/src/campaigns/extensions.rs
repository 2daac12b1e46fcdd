//! Extensions over HTTP: more time for one union, given by a head of the city, also afterwards.

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::Deed;
use domain::application::deadlines::ExtensionOf;
use domain::campaign::{Campaign, GivenExtension, NoMoreTime};
use domain::id::UnionId;
use domain::log::Act;
use domain::name::Remark;
use domain::time::Day;
use domain::union::{Level, Union};
use persistence::campaigns::ExtensionParticulars;
use persistence::{Entry, Logged, Subject, Work};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{CampaignPath, find, find_own};
use crate::State;
use crate::body::Body;
use crate::list::{List, ListQuery, PageSize, Path, Query};
use crate::problem::Problem;
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The routes of this file.
pub(super) fn routes() -> Routes {
    Routes::tagged("campaigns")
        .allow(Allow::Can(Deed::ReadReference), || list_extensions)
        .allow_versioned(Allow::Can(Deed::Extend), || extend)
}

/// Which extensions.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ExtensionQuery {
    /// Given to this union.
    union: Option<UnionId>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List the extensions of a campaign.
///
/// Nobody is given time in secret: every union sees all of them.
#[utoipa::path(params(CampaignPath, ExtensionQuery), responses((status = 200, description = "A page of extensions", body = List<GivenExtension>)))]
#[get("/campaigns/{id}/extensions")]
async fn list_extensions(
    state: Data<State>,
    path: Path<CampaignPath>,
    query: Query<ExtensionQuery>,
) -> Result<List<GivenExtension>, Problem> {
    let ExtensionQuery { union, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?;
    let page = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let campaign = find(work, path.0.id).await?;
            Ok(work.campaigns().given(campaign.id, union, paging).await?)
        })
        .await?;
    Ok(page.into())
}

/// More time to be given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "union": "01890a5d-ac96-774b-bcce-b302099a8057", "of": "arrival", "until": "2018-08-20",
    "reasons": "暴雨影响入户走访,经市总工会研究同意延期。"
}))]
struct NewExtension {
    /// The union, below the city; its own cases and those of unions that stood under it when they were taken have more
    /// time.
    union: UnionId,
    /// For what.
    of: ExtensionOf,
    /// The new last day (Beijing), to its end.
    until: Day,
    /// Why.
    reasons: Remark,
}

/// Give a union more time.
///
/// Also afterwards: then what was late is in time from this moment on. Of several the longest holds. `If-Match` is the
/// version of the campaign, which this raises.
#[utoipa::path(params(CampaignPath), request_body = NewExtension, responses((status = 201, description = "Given", body = GivenExtension)))]
#[post("/campaigns/{id}/extensions")]
async fn extend(write: Write, path: Path<CampaignPath>, body: Body<NewExtension>) -> Result<Answer, Problem> {
    let NewExtension { union, of, until, reasons } = &body.value;
    let said = ExtensionParticulars { union: *union, of: *of, until: *until, reasons: reasons.clone() };
    write
        .once_felt(&body.octets, async |work| {
            let campaign = find_own(work, &write.actor, path.0.id).await?;
            write.expect(campaign.version)?;
            let found = work.unions().find_within(write.actor.jurisdiction(), said.union).await?;
            let below = found.filter(|union| union.level != Level::City);
            let union = below.ok_or_else(|| {
                Problem::field(
                    "/union",
                    [
                        "市总工会之下没有这个工会,请核对",
                        "no such union below the city; look it up at GET /api/v1/unions",
                    ],
                )
            })?;
            gives_time(work, &campaign, &union, &said).await?;
            let (next, given) = work.campaigns().extend(&campaign, &said).await?;
            let place = format!("/campaigns/{}/extensions", campaign.id);
            let entry = Entry::new(Act::Extend, Subject::new("campaign", campaign.id.raw()));
            Ok(Logged::new(Answer::created(&place, next.version, &given)?, entry.change(&(), &given)?))
        })
        .await
}

/// Refuses what gives no more time than there is.
async fn gives_time(
    work: &Work,
    campaign: &Campaign,
    union: &Union,
    said: &ExtensionParticulars,
) -> Result<(), Problem> {
    let Some(edition) = work.campaigns().edition_in_force(campaign.id).await? else { return Ok(()) };
    let procedure = &edition.content.procedure;
    let last = match said.of {
        ExtensionOf::Submission => Some(*procedure.last_submission),
        ExtensionOf::Arrival => {
            // The kind of the union directly under the city says which day binds.
            let chain = work.unions().chain(union.id).await?;
            let branch = chain.iter().find(|above| above.parent == Some(campaign.city));
            branch.and_then(|branch| procedure.deadline(branch.kind))
        }
    };
    match last {
        None => Err(Problem::field("/of", NoMoreTime::NoDeadline)),
        Some(last) if said.until <= last => Err(Problem::field("/until", NoMoreTime::NotLater { last })),
        Some(_) => Ok(()),
    }
}
