//! What was drawn for an auditor to look at, and what was it drawn from?

mod draw;

use actix_web::get;
use actix_web::web::Data;
use domain::access::Deed;
use domain::application::Stage;
use domain::id::{AccountId, ApplicationId, CampaignId, SampleId, UnionId};
use domain::money::Money;
use domain::sample::Sample;
use persistence::applications::Stood;
use persistence::samples::Filter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};

/// What is drawn stays as it is.
const VERSION: i64 = 1;

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("samples")
        .allow(Allow::Can(Deed::DrawSamples), || list_samples)
        .allow(Allow::Can(Deed::DrawSamples), || draw::draw_sample)
        .allow(Allow::Can(Deed::DrawSamples), || find_sample)
        .allow(Allow::Can(Deed::DrawSamples), || list_sample_cases)
        .allow(Allow::Can(Deed::DrawSamples), || list_sample_population)
        .allow(Allow::Can(Deed::DrawSamples), || draw::redraw_sample)
}

/// Which sample.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct SamplePath {
    /// The sample.
    id: SampleId,
}

/// Which samples.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SampleQuery {
    /// Drawn by this auditor's account.
    account: Option<AccountId>,
    /// Drawn from this campaign alone.
    campaign: Option<CampaignId>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// A case as it stood at the end of the day of a sample.
#[derive(Serialize, ToSchema)]
struct SampleCase {
    /// The case.
    application: ApplicationId,
    /// Its number.
    #[schema(example = "JQ2018-640104-000123")]
    number: String,
    /// The union that took it.
    entry_union: UnionId,
    /// The stage; null where the case was last acted on before stages were kept by the day.
    stage: Option<Stage>,
    /// The amount to which its last act came.
    amount_fen: Option<Money>,
}

impl From<Stood> for SampleCase {
    fn from(stood: Stood) -> Self {
        let Stood { id, number, entry, stage, amount } = stood;
        Self { application: id, number, entry_union: entry, stage, amount_fen: amount }
    }
}

/// A case that was drawn.
#[derive(Serialize, ToSchema)]
struct DrawnCase {
    /// Its place in the order of drawing, from 1.
    position: u64,
    /// The case as it stood.
    #[serde(flatten)]
    case: SampleCase,
}

/// List samples.
///
/// Those drawn for unions of one's own part of the tree. None is ever changed or deleted: whoever drew again and again until
/// the cases suited them is seen here.
#[utoipa::path(params(SampleQuery), responses((status = 200, description = "A page of samples", body = List<Sample>)))]
#[get("/samples")]
async fn list_samples(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<SampleQuery>,
) -> Result<List<Sample>, Problem> {
    let SampleQuery { account, campaign, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?;
    let (within, filter) = (signed_in.actor.jurisdiction(), Filter { account, campaign });
    let page = state.store.read(async |work| work.samples().list(within, &filter, paging).await).await?;
    Ok(page.into())
}

/// Read a sample.
#[utoipa::path(params(SamplePath), responses((status = 200, description = "The sample", body = Sample)))]
#[get("/samples/{id}")]
async fn find_sample(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<SamplePath>,
) -> Result<Found<Sample>, Problem> {
    Ok(Found { version: VERSION, view: of(&state, &signed_in, path.0.id).await? })
}

async fn of(state: &State, signed_in: &SignedIn, id: SampleId) -> Result<Sample, Problem> {
    let within = signed_in.actor.jurisdiction();
    let found = state.store.read(async |work| work.samples().find_within(within, id).await).await?;
    found.ok_or_else(|| Problem::new(Code::NotFound))
}

/// List the cases of a sample.
///
/// In the order in which they were drawn, each as it stood on the day of the sample.
#[utoipa::path(params(SamplePath, ListQuery), responses((status = 200, description = "A page of its cases", body = List<DrawnCase>)))]
#[get("/samples/{id}/cases")]
async fn list_sample_cases(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<SamplePath>,
    query: Query<ListQuery>,
) -> Result<List<DrawnCase>, Problem> {
    let sample = of(&state, &signed_in, path.0.id).await?;
    let asked = query.0;
    let slice = (asked.after::<u64>()?, asked.limit(), asked.total.unwrap_or(false));
    let reader = signed_in.actor.union;
    let page = state.store.read(async |work| work.samples().cases(reader, sample.id, slice).await).await?;
    Ok(List::sought(page.map(|(position, case)| DrawnCase { position, case: case.into() })))
}

/// Which page of a population.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PopulationQuery {
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// List what a sample was drawn from.
///
/// In the order of their numbers, found again by the rule of the sample. How many there were, and the digest of their numbers, the
/// sample says.
#[utoipa::path(params(SamplePath, PopulationQuery), responses((status = 200, description = "A page of its population", body = List<SampleCase>)))]
#[get("/samples/{id}/population")]
async fn list_sample_population(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<SamplePath>,
    query: Query<PopulationQuery>,
) -> Result<List<SampleCase>, Problem> {
    let sample = of(&state, &signed_in, path.0.id).await?;
    let asked = ListQuery { limit: query.0.limit, cursor: query.0.cursor, total: None };
    let (after, limit) = (asked.after::<String>()?, asked.limit());
    let page = state
        .store
        .read(async |work| {
            work.applications().as_of(sample.union, &sample.population, after.as_deref(), limit).await
        })
        .await?;
    Ok(List::sought(page.map(SampleCase::from)))
}
