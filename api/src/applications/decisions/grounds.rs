//! What lies behind an act on a case? What was found and why, the papers and postings of its time, and its place in the log.

use std::collections::BTreeMap;

use domain::application::evidence::{PostingKind, PostingMark};
use domain::application::{Application, HistoryRow};
use domain::edition::Aid;
use domain::eligibility::facts::Facts;
use domain::eligibility::recompute::{Recomputed, recompute};
use domain::eligibility::ruling::Ruling;
use domain::eligibility::view::AssessmentView;
use domain::id::{DossierId, EditionId, LogEntryId, PostingId};
use domain::log::Position;
use domain::text::Language;
use domain::time::{Day, Instant};
use persistence::applications::{Frozen, KeptAct};
use persistence::attachments::Attachment;
use persistence::{StoreError, Work};
use serde::Serialize;
use utoipa::ToSchema;

use crate::applications::attachments::AttachmentView;
use crate::problem::Problem;

/// An act on a case, with all that it rested on.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseDecision {
    /// The act: who did what, when, in which seat, for which reasons.
    act: HistoryRow,
    /// The version of the dossier that stood then.
    dossier_version: Option<i64>,
    /// The papers that were in the case then, with their digests.
    papers: Vec<AttachmentView>,
    /// The postings of that very matter that were made by then.
    postings: Vec<DecisionPosting>,
    /// Where the act stands in the log; null where that was not kept.
    log: Option<LogPlace>,
    /// What it was decided on; null where nothing was assessed, and where it cannot be read any more.
    grounds: Option<Grounds>,
    /// What making it again comes to; null where nothing was assessed.
    made_again: Option<MadeAgain>,
}

/// A posting that an act rested on.
#[derive(Serialize, ToSchema)]
struct DecisionPosting {
    /// Which.
    id: PostingId,
    /// Of which kind.
    kind: PostingKind,
    /// The first day.
    first_day: Day,
    /// The last day.
    last_day: Day,
}

/// Where an act stands in the log.
#[derive(Serialize, ToSchema)]
struct LogPlace {
    /// The entry, as an export of the log names it.
    entry: LogEntryId,
    /// Its place, by which `GET /log/{position}` tells it; null until it has one, a second after the act.
    position: Option<Position>,
}

/// What an act was decided on, kept with it.
#[derive(Serialize, ToSchema)]
struct Grounds {
    /// When the assessment was made.
    made_at: Instant,
    /// The year of the campaign.
    year: i32,
    /// The facts.
    facts: Facts,
    /// The rulings that held.
    rulings: Vec<Ruling>,
    /// What was found, by which edition and which version of the rules.
    assessment: AssessmentView,
}

impl Grounds {
    fn new(made: Frozen, language: Language) -> Self {
        let Frozen { edition, year, facts, rulings, assessment, at } = made;
        Self { made_at: at, year, facts, rulings, assessment: assessment.view(edition, language) }
    }
}

/// What making a decision again comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum MadeAgain {
    /// The same findings.
    Same,
    /// Other findings, by rules that the program then had and has not any more.
    OtherRules,
    /// Other findings by the same rules, or nothing that can be read: something was altered.
    Altered,
}

/// These acts on a case that is read already, each with what it rested on.
pub(in crate::applications) async fn with_grounds(
    work: &Work,
    case: &Application,
    acts: Vec<KeptAct>,
    language: Language,
) -> Result<Vec<CaseDecision>, Problem> {
    let entries: Vec<LogEntryId> = acts.iter().filter_map(|kept| kept.entry).collect();
    let around = Around {
        case,
        files: work.attachments().of_case(case.id).await?,
        policies: policies(work, &acts).await?,
        places: work.log_places(&entries).await?,
        language,
    };
    let mut decisions = Vec::with_capacity(acts.len());
    for kept in acts {
        let version = dossier_version(work, case.dossier, kept.act.at).await?;
        decisions.push(CaseDecision::new(kept, version, &around));
    }
    Ok(decisions)
}

/// What is read once for all acts on a case.
struct Around<'a> {
    case: &'a Application,
    files: Vec<Attachment>,
    policies: BTreeMap<EditionId, Aid>,
    places: BTreeMap<LogEntryId, Option<Position>>,
    language: Language,
}

/// The policy of each edition that something was decided by.
async fn policies(work: &Work, acts: &[KeptAct]) -> Result<BTreeMap<EditionId, Aid>, Problem> {
    let mut policies = BTreeMap::new();
    for made in acts.iter().filter_map(|kept| kept.made.as_ref()?.as_ref().ok()) {
        if policies.contains_key(&made.edition) {
            continue;
        }
        match work.campaigns().edition(made.edition).await {
            // By an edition that was altered nothing comes to the same: that is told of each act that rests on it.
            Ok(None) | Err(StoreError::Corrupt { .. }) => {}
            Ok(Some(edition)) => drop(policies.insert(made.edition, edition.content.aid)),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(policies)
}

/// The version of a dossier that stood at an instant, one that came at that instant included: a visit corrects by one act.
async fn dossier_version(work: &Work, id: DossierId, at: Instant) -> Result<Option<i64>, Problem> {
    let found = work.dossiers().as_of(id, at.plus_micros(1)).await?;
    Ok(found.map(|(version, _)| version.version))
}

impl CaseDecision {
    fn new(kept: KeptAct, dossier_version: Option<i64>, around: &Around<'_>) -> Self {
        let KeptAct { act, made, entry, .. } = kept;
        let there = |file: &&Attachment| {
            file.case_version <= act.version && file.removed.is_none_or(|removed| removed.at > act.at)
        };
        let papers = around.files.iter().filter(there).cloned().map(AttachmentView::from).collect();
        let made_again = made.as_ref().map(|made| match made {
            Ok(made) => again(made, around.policies.get(&made.edition)),
            Err(_) => MadeAgain::Altered,
        });
        let grounds = made.and_then(Result::ok).map(|made| Grounds::new(*made, around.language));
        let postings = postings(around.case, &act);
        let placed =
            |entry: LogEntryId| around.places.get(&entry).map(|at| LogPlace { entry, position: *at });
        let log = entry.and_then(placed);
        Self { act, dossier_version, papers, postings, log, grounds, made_again }
    }
}

/// The postings of the matter that an act was done on, made by then.
fn postings(case: &Application, act: &HistoryRow) -> Vec<DecisionPosting> {
    let of_it = |mark: &&PostingMark| mark.at <= act.at && act.matter.as_ref() == Some(&mark.matter);
    let shown = |mark: &PostingMark| DecisionPosting {
        id: mark.posting,
        kind: mark.kind,
        first_day: mark.first_day,
        last_day: mark.last_day,
    };
    case.postings.iter().filter(of_it).map(shown).collect()
}

/// Makes a decision again; one whose policy is not there cannot be.
fn again(made: &Frozen, policy: Option<&Aid>) -> MadeAgain {
    let Some(aid) = policy else { return MadeAgain::Altered };
    match recompute(&made.assessment, &made.facts, aid, made.year, &made.rulings) {
        Recomputed::Same => MadeAgain::Same,
        Recomputed::OtherRules { .. } => MadeAgain::OtherRules,
        Recomputed::Altered => MadeAgain::Altered,
    }
}
