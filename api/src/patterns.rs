//! Patterns over HTTP: what of the recorded is worth a look, and in which cases.

use actix_web::get;
use actix_web::web::Data;
use domain::access;
use domain::id::CampaignId;
use domain::pattern::{self, Pattern, PatternKind};
use domain::text::Tell;
use domain::time::Day;
use persistence::patterns::{MOST_FACTS, Sought};
use persistence::{Page, Work};
use serde::{Deserialize, Serialize};
use strum::VariantArray;
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::edge::Reader;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Query};
use crate::parameters::Within;
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};

/// The most cases that are named beside a pattern; all are counted.
const NAMED: usize = 200;

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("patterns").allow(Allow::Can(access::Deed::ReadPatterns), || list_patterns)
}

/// Which patterns.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PatternQuery {
    /// Of this kind; of all unless said.
    kind: Option<PatternKind>,
    /// In cases of this campaign.
    campaign: Option<CampaignId>,
    /// In what was done from this day on; a shared contact is that of today.
    from: Option<Day>,
    /// In what was done up to this day, included.
    to: Option<Day>,
    /// From how many on it is told: 6 households on one day, 20 per cent of a union's cases, 10 cases of each, 5 acts, or 2
    /// households, unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 10_000, example = 5)]
    least: Option<Within<1, 10_000>>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// Something that is worth a look. It accuses nobody.
#[derive(Serialize, ToSchema)]
struct PatternView {
    /// What was found, with the first two hundred of its cases.
    #[serde(flatten)]
    pattern: Pattern,
    /// How many cases it is about.
    case_count: usize,
    /// What was measured, against what, in words.
    #[schema(example = "相同的走访人员一日走访7户(6户起提示)。仅供查看,不表示有问题。")]
    text: String,
}

/// List patterns.
///
/// What in the records of cases within the mandate is out of the ordinary: the same visitors at many households on one day,
/// exceptions for a large share of a union's cases by one officer, one officer who both takes and decides many, acts on days off or
/// at night, and telephones, cards or accounts that several households have, which are compared by keyed hashes and never shown.
/// Each says what was counted, and from how many on it is told, and names the cases. Whoever stands here may have good reasons:
/// a small office, one bus a week, a village of one telephone. The largest come first.
#[utoipa::path(params(PatternQuery), responses((status = 200, description = "A page of patterns", body = List<PatternView>)))]
#[get("/patterns")]
async fn list_patterns(
    state: Data<State>,
    signed_in: SignedIn,
    reader: Reader,
    query: Query<PatternQuery>,
) -> Result<List<PatternView>, Problem> {
    let PatternQuery { kind, campaign, from, to, least, limit, cursor, total } = query.0;
    let asked = ListQuery { limit, cursor, total };
    let after = asked.after::<(u64, String)>()?;
    let sought = Sought { union: signed_in.actor.union, campaign, from, to };
    let kinds = kind.map_or_else(|| PatternKind::VARIANTS.to_vec(), |kind| vec![kind]);
    let least = |kind: PatternKind| least.map_or_else(|| kind.usual(), |least| u64::from(least.get()));
    let read = async |work: &Work| -> Result<_, Problem> {
        let mut all = Vec::new();
        for kind in &kinds {
            all.extend(found(work, *kind, &sought, least(*kind)).await?);
        }
        Ok(all)
    };
    let mut found = state.store.read(read).await?;
    found.sort_by_cached_key(Pattern::place);
    found.dedup();
    let total = asked.total.unwrap_or(false).then(|| u64::try_from(found.len()).unwrap_or(u64::MAX));
    let rest =
        found.into_iter().filter(|pattern| after.as_ref().is_none_or(|after| *after < pattern.place()));
    let limit = usize::try_from(asked.limit()).unwrap_or(usize::MAX);
    let mut items: Vec<Pattern> = rest.take(limit.saturating_add(1)).collect();
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(Pattern::place);
    Ok(List::sought(Page { items, next, total }.map(|pattern| PatternView::new(pattern, &reader))))
}

impl PatternView {
    fn new(mut pattern: Pattern, reader: &Reader) -> Self {
        let (case_count, text) = (pattern.cases.len(), pattern.text(reader.0));
        pattern.cases.truncate(NAMED);
        Self { pattern, case_count, text }
    }
}

/// All patterns of a kind.
async fn found(work: &Work, kind: PatternKind, sought: &Sought, least: u64) -> Result<Vec<Pattern>, Problem> {
    let facts = work.patterns();
    Ok(match kind {
        PatternKind::SameVisitors => pattern::same_visitors(&few(facts.visits(sought).await?)?, least),
        PatternKind::ManyExceptions => {
            let had = facts.cases_by_union(sought).await?;
            pattern::many_exceptions(&few(facts.exceptions(sought).await?)?, &had, least)
        }
        PatternKind::TakesAndDecides => pattern::takes_and_decides(&few(facts.deeds(sought).await?)?, least),
        PatternKind::OutOfHours => {
            pattern::out_of_hours(&few(facts.deeds(sought).await?)?, &work.calendar().await?, least)
        }
        PatternKind::SharedContact => pattern::shared_contacts(&few(facts.contacts(sought).await?)?, least),
    })
}

/// Facts that can be looked through at once.
fn few<T>(facts: Vec<T>) -> Result<Vec<T>, Problem> {
    if facts.len() <= MOST_FACTS {
        return Ok(facts);
    }
    Err(Problem::new(Code::BadQuery).detail(
        format!("所查记录超过{MOST_FACTS}条,请按活动或日期缩小范围"),
        format!("more than {MOST_FACTS} records would be looked through; narrow it by campaign or by days"),
    ))
}
