//! Samples over HTTP: cases drawn by a seed, what they were drawn from, and whether they are drawn again.

use actix_web::web::{Data, Json};
use actix_web::{get, post};
use domain::access::Deed;
use domain::application::Stage;
use domain::id::{AccountId, ApplicationId, CampaignId, SampleId, UnionId};
use domain::log::Act;
use domain::money::Money;
use domain::name::Line;
use domain::sample::{Population, Sample, SampleSize, Spread, digest, draw};
use persistence::applications::Stood;
use persistence::samples::{Filter, Particulars};
use persistence::{Entry, Logged, Subject};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem, Wrong};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The most cases that a sample is drawn from: they are read at once.
const MOST_CASES: u64 = 200_000;

/// What is drawn stays as it is.
const VERSION: i64 = 1;

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("samples")
        .allow(Allow::Can(Deed::DrawSamples), || list_samples)
        .allow(Allow::Can(Deed::DrawSamples), || draw_sample)
        .allow(Allow::Can(Deed::DrawSamples), || find_sample)
        .allow(Allow::Can(Deed::DrawSamples), || list_sample_cases)
        .allow(Allow::Can(Deed::DrawSamples), || list_sample_population)
        .allow(Allow::Can(Deed::DrawSamples), || redraw_sample)
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

/// A sample to be drawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSample {
    /// What it is drawn from.
    population: Population,
    /// The seed: best a number that nobody could choose, such as that of a public lottery of a day agreed before.
    #[schema(example = "双色球2018088期:02 08 10 14 19 27+11")]
    seed: Line,
    /// How many cases.
    size: SampleSize,
    /// How it is shared out; from all together unless said.
    spread: Option<Spread>,
}

/// Draw a sample.
///
/// From the cases whose road passes the union of the mandate, as they stood at the end of a day that is over, so that the same
/// seed draws the same cases whenever it is tried. The lot of a case is SHA-256 over the seed in UTF-8, a line feed and the
/// number of the case; the smallest lots are drawn, octet by octet. `by_union` gives each union that took cases its share of
/// the sample, rounded down, and the rest one each to the largest remainders, of equal ones to the smaller id. With the numbers
/// of `…/population` anybody can draw it again: `printf '%s\n%s' SEED NUMBER | sha256sum`.
#[utoipa::path(request_body = NewSample, responses((status = 201, description = "Drawn", body = Sample)))]
#[post("/samples")]
async fn draw_sample(write: Write, body: Body<NewSample>) -> Result<Answer, Problem> {
    let NewSample { population, seed, size, spread } = &body.value;
    let flaws = population.flaws(write.at().day()).into_iter();
    let flaws: Vec<_> =
        flaws.map(|flaw| Wrong::new(format!("/population{}", flaw.pointer()), flaw)).collect();
    if !flaws.is_empty() {
        return Err(Problem::invalid(flaws));
    }
    let (union, spread) = (write.actor.union, spread.unwrap_or(Spread::Together));
    // A day that is over does not change: the cases are read before anything is written, and hold nobody up.
    let cases = population_of(write.state(), union, population).await?;
    let drawn = draw(&cases, seed, *size, spread);
    let said = Particulars {
        account: write.actor.account,
        officer: write.actor.officer.ok_or_else(|| Problem::new(Code::Internal))?,
        union,
        population: *population,
        population_size: size_of(&cases),
        population_sha256: digest(&cases),
        seed: seed.clone(),
        size: *size,
        spread,
    };
    write
        .once(&body.octets, async |work| {
            let sample = work.samples().add(&said, &drawn).await?;
            let entry = Entry::new(Act::DrawSample, Subject::new("sample", sample.id.raw()));
            let path = format!("/samples/{}", sample.id);
            Ok(Logged::new(Answer::created(&path, VERSION, &sample)?, entry.change(&(), &sample)?))
        })
        .await
}

fn size_of(cases: &[Stood]) -> u64 {
    u64::try_from(cases.len()).unwrap_or(u64::MAX)
}

/// All cases of a population; there must be some, and not too many.
async fn population_of(state: &State, union: UnionId, of: &Population) -> Result<Vec<Stood>, Problem> {
    let page =
        state.store.read(async |work| work.applications().as_of(union, of, None, MOST_CASES).await).await?;
    if page.items.is_empty() {
        return Err(Problem::new(Code::Refused).by("sample_of_nothing", None).detail(
            "没有符合条件的申请,无从抽样;请放宽population的条件或换一个截止日期",
            "no case stood like this; widen the population, or choose another day",
        ));
    }
    if page.next.is_some() {
        return Err(Problem::new(Code::Refused).by("sample_of_too_many", None).detail(
            format!("符合条件的申请超过{MOST_CASES}件;请按活动、工会或阶段缩小population"),
            format!("more than {MOST_CASES} cases stood like this; narrow the population by campaign, union or stage"),
        ));
    }
    Ok(page.items)
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

/// What drawing a sample again comes to.
#[derive(Serialize, ToSchema)]
struct Redrawn {
    /// How many cases the rule of the sample finds.
    population_size: u64,
    /// The digest of their numbers.
    population_sha256: String,
    /// Whether it is drawn from the same cases.
    same_population: bool,
    /// Whether the same cases are drawn, in the same order.
    same_cases: bool,
}

/// Draw a sample again.
///
/// By its own rule and seed; nothing is kept. Where the outcome is another, something was altered that is never changed, or a
/// case was erased: the log says which.
#[utoipa::path(params(SamplePath), responses((status = 200, description = "What it comes to", body = Redrawn)))]
#[get("/samples/{id}/redrawn")]
async fn redraw_sample(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<SamplePath>,
) -> Result<Json<Redrawn>, Problem> {
    let sample = of(&state, &signed_in, path.0.id).await?;
    let whole = (None, u64::from(SampleSize::MOST), false);
    let (cases, kept) = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let cases = work.applications().as_of(sample.union, &sample.population, None, MOST_CASES).await?;
            Ok((cases.items, work.samples().cases(sample.union, sample.id, whole).await?.items))
        })
        .await?;
    let drawn = draw(&cases, &sample.seed, sample.size, sample.spread);
    let (population_size, population_sha256) = (size_of(&cases), digest(&cases));
    Ok(Json(Redrawn {
        population_size,
        same_population: population_sha256 == sample.population_sha256,
        population_sha256,
        same_cases: drawn.into_iter().eq(kept.iter().map(|(_, case)| case)),
    }))
}
