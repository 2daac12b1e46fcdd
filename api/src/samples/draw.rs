//! How is a sample drawn, and is the same one drawn again?

use actix_web::web::{Data, Json};
use actix_web::{get, post};
use domain::id::UnionId;
use domain::log::Act;
use domain::name::Line;
use domain::sample::{Population, Sample, SampleSize, Spread, digest, draw};
use persistence::applications::Stood;
use persistence::samples::Particulars;
use persistence::{Entry, Logged, Subject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{SamplePath, VERSION, of};
use crate::State;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::list::Path;
use crate::problem::{Code, Problem, Wrong};
use crate::write::{Answer, Write};

/// The most cases that a sample is drawn from: they are read at once.
const MOST_CASES: u64 = 200_000;

/// A sample to be drawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSample {
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
pub(super) async fn draw_sample(write: Write, body: Body<NewSample>) -> Result<Answer, Problem> {
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

/// What drawing a sample again comes to.
#[derive(Serialize, ToSchema)]
pub(super) struct Redrawn {
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
pub(super) async fn redraw_sample(
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
