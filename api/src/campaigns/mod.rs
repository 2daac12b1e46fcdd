//! Campaigns over HTTP: one a year of each city, with the edition in force, its days, and what it lacks.

mod case_counts;
mod drafts;
mod editions;
mod extensions;
mod lacks;

use actix_web::web::Data;
use actix_web::{get, post, put};
use domain::access::{Actor, Deed};
use domain::campaign::{Campaign, CampaignEdition};
use domain::edition::procedure::Phase;
use domain::id::{CampaignId, EditionId, UnionId};
use domain::log::Act;
use domain::name::Title;
use domain::time::{Day, Instant};
use domain::year::Year;
use persistence::campaigns::{Filter, Particulars};
use persistence::{Entry, Logged, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::body::Body;
use crate::edge::Reads;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query, Within};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};
use lacks::LackView;

/// The routes of this folder.
pub(crate) fn routes() -> Routes {
    Routes::tagged("campaigns")
        .allow(Allow::Can(Deed::ReadReference), || list_campaigns)
        .allow(Allow::Can(Deed::DraftPolicy), || create_campaign)
        .allow(Allow::Can(Deed::ReadReference), || find_campaign)
        .allow_versioned(Allow::Can(Deed::DraftPolicy), || change_campaign)
        .and(case_counts::routes())
        .and(editions::routes())
        .and(extensions::routes())
}

/// Which campaign.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct CampaignPath {
    /// The campaign.
    id: CampaignId,
}

/// Which campaigns.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CampaignQuery {
    /// Of this year.
    #[param(value_type = Option<i32>, minimum = 1900, maximum = 2199, example = 2018)]
    year: Option<Within<1900, 2199>>,
    /// Of this city.
    city: Option<UnionId>,
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

/// List campaigns.
#[utoipa::path(params(CampaignQuery), responses((status = 200, description = "A page of campaigns", body = List<Campaign>)))]
#[get("/campaigns")]
async fn list_campaigns(state: Data<State>, query: Query<CampaignQuery>) -> Result<List<Campaign>, Problem> {
    let CampaignQuery { year, city, updated_since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let year = year.map(|year| Year::try_from(i32::from(year.get()))).transpose();
    let year = year.map_err(|_| Problem::new(Code::BadQuery))?;
    let filter = Filter { year, city };
    let page = state.store.read(async |work| work.campaigns().list(filter, paging).await).await?;
    Ok(page.into())
}

/// A campaign with what binds its cases today.
#[derive(Serialize, ToSchema)]
struct CampaignView {
    /// Which.
    id: CampaignId,
    /// Its year.
    year: Year,
    /// Its name.
    name: Title,
    /// The city federation that publishes its policy.
    city: UnionId,
    /// The edition in force; null before the first is published.
    edition: Option<EditionInForce>,
    /// What it lacks today: none of these stops anybody from working.
    warnings: Vec<LackView>,
    /// Raised by every change of it, by its extensions, and when an edition comes into force.
    version: i64,
    /// When it was last changed.
    updated_at: Instant,
}

/// The edition in force, with its days.
#[derive(Serialize, ToSchema)]
struct EditionInForce {
    /// Which.
    id: EditionId,
    /// Its number in the campaign.
    #[schema(example = 1)]
    number: i32,
    /// When it was published.
    published_at: Option<Instant>,
    /// First day (Beijing) on which a case may be submitted.
    opens: Day,
    /// Last day (Beijing) of a case's first submission.
    last_submission: Day,
    /// Last day of the campaign.
    ends: Day,
    /// Its phases; their edge days belong to both.
    phases: Vec<Phase>,
}

impl From<&CampaignEdition> for EditionInForce {
    fn from(edition: &CampaignEdition) -> Self {
        let procedure = &edition.content.procedure;
        Self {
            id: edition.id,
            number: edition.number,
            published_at: edition.published_at,
            opens: *procedure.opens,
            last_submission: *procedure.last_submission,
            ends: *procedure.ends,
            phases: procedure.phases.iter().map(|phase| phase.value.clone()).collect(),
        }
    }
}

/// Read a campaign.
///
/// With the edition in force, its days, and warnings of what it lacks today.
#[utoipa::path(params(CampaignPath), responses((status = 200, description = "The campaign", body = CampaignView)))]
#[get("/campaigns/{id}")]
async fn find_campaign(
    state: Data<State>,
    reads: Reads,
    path: Path<CampaignPath>,
) -> Result<Found<CampaignView>, Problem> {
    let today = state.clock.business().day();
    let view = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let campaign = find(work, path.0.id).await?;
            let edition = work.campaigns().edition_in_force(campaign.id).await?;
            let lacks = lacks::of(work, &campaign, edition.as_ref(), today).await?;
            let Campaign { id, year, name, city, version, updated_at } = campaign;
            let warnings = lacks.into_iter().map(|lack| lack.view(reads.0)).collect();
            let edition = edition.as_ref().map(EditionInForce::from);
            Ok(CampaignView { id, year, name, city, edition, warnings, version, updated_at })
        })
        .await?;
    Ok(Found { version: view.version, view })
}

/// What is said of a campaign.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"year": 2018, "name": "2018年金秋助学活动"}), as = CampaignParticulars)]
struct CampaignForm {
    /// Its year; a city has one campaign a year.
    year: Year,
    /// Its name.
    name: Title,
}

/// Create a campaign.
///
/// Of one's own city. Nothing can be submitted before an edition of its policy is published.
#[utoipa::path(request_body = CampaignForm, responses((status = 201, description = "Created", body = Campaign)))]
#[post("/campaigns")]
async fn create_campaign(write: Write, body: Body<CampaignForm>) -> Result<Answer, Problem> {
    let (year, name) = (body.value.year, body.value.name.clone());
    write
        .once_felt(&body.octets, async |work| {
            let said = Particulars { year, name: name.clone(), city: write.actor.union };
            let campaign = work.campaigns().add(&said).await?;
            let entry = Entry::new(Act::CreateCampaign, Subject::new("campaign", campaign.id.raw()));
            let answer =
                Answer::created(&format!("/campaigns/{}", campaign.id), campaign.version, &campaign)?;
            Ok(Logged::new(answer, entry.change(&(), &campaign)?))
        })
        .await
}

/// Change a campaign.
///
/// Its name, and before any edition of its policy was published also its year: cases and days go by it afterwards.
#[utoipa::path(params(CampaignPath), request_body = CampaignForm, responses((status = 200, description = "Changed", body = Campaign)))]
#[put("/campaigns/{id}")]
async fn change_campaign(
    write: Write,
    path: Path<CampaignPath>,
    body: Body<CampaignForm>,
) -> Result<Answer, Problem> {
    let (year, name) = (body.value.year, body.value.name.clone());
    write
        .once_felt(&body.octets, async |work| {
            let campaign = find_own(work, &write.actor, path.0.id).await?;
            write.expect(campaign.version)?;
            if year != campaign.year && work.campaigns().any_published(campaign.id).await? {
                return Err(Problem::new(Code::Refused).by("published_campaign", None).detail(
                    "该年度活动已发布政策,年度不能再改;请另建年度活动",
                    "its policy was published, so its year stays; create another campaign",
                ));
            }
            let changed = work.campaigns().correct(&campaign, year, &name).await?;
            let entry = Entry::new(Act::ChangeCampaign, Subject::new("campaign", campaign.id.raw()));
            Ok(Logged::new(Answer::ok(changed.version, &changed)?, entry.change(&campaign, &changed)?))
        })
        .await
}

/// A campaign, whoever asks: what binds a family is no secret.
async fn find(work: &Work, id: CampaignId) -> Result<Campaign, Problem> {
    work.campaigns().find(id).await?.ok_or_else(|| Problem::new(Code::NotFound))
}

/// A campaign of the actor's own city: another city's policy is not theirs to write.
async fn find_own(work: &Work, actor: &Actor, id: CampaignId) -> Result<Campaign, Problem> {
    let campaign = find(work, id).await?;
    if campaign.city == actor.union { Ok(campaign) } else { Err(Problem::new(Code::NotFound)) }
}
