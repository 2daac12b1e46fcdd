//! What did each act on a case rest on? The dossier, the papers, the facts and the policy of its day, made again to compare.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use domain::application::HistoryRow;
use domain::edition::Aid;
use domain::eligibility::facts::Facts;
use domain::eligibility::recompute::{Recomputed, recompute};
use domain::eligibility::ruling::Ruling;
use domain::eligibility::view::AssessmentView;
use domain::id::{DossierId, EditionId};
use domain::text::Language;
use domain::time::Instant;
use persistence::Work;
use persistence::applications::{Frozen, KeptAct};
use persistence::attachments::Attachment;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ApplicationPath;
use super::attachments::AttachmentView;
use crate::State;
use crate::edge::language;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};

/// Which page of the acts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DecisionQuery {
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// An act on a case, with all that it rested on.
#[derive(Serialize, ToSchema)]
pub(super) struct CaseDecision {
    /// The act: who did what, when, in which seat, for which reasons.
    act: HistoryRow,
    /// The version of the dossier that stood then.
    dossier_version: Option<i64>,
    /// The papers that were in the case then, with their digests.
    papers: Vec<AttachmentView>,
    /// What it was decided on; null where nothing was assessed, and where it cannot be read any more.
    grounds: Option<Grounds>,
    /// What making it again comes to; null where nothing was assessed.
    made_again: Option<MadeAgain>,
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

/// List what each act on a case rested on.
///
/// In the order of the acts: the version of the dossier, the papers with their digests, the facts, rulings, edition and rules, and
/// whether they come to the same findings when they are taken again. Visits, opinions, signatures, consents, exceptions,
/// objections and kinships stand in the case itself (`GET /applications/{id}`).
#[utoipa::path(params(ApplicationPath, DecisionQuery), responses((status = 200, description = "A page of its acts", body = List<CaseDecision>)))]
#[get("/applications/{id}/decisions")]
pub(super) async fn list_decisions(
    request: HttpRequest,
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<ApplicationPath>,
    query: Query<DecisionQuery>,
) -> Result<List<CaseDecision>, Problem> {
    let (union, id, language) = (signed_in.actor.union, path.0.id, language(&request));
    let asked = ListQuery { limit: query.0.limit, cursor: query.0.cursor, total: None };
    let after = asked.after::<u64>()?;
    let page = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let found = work.applications().find(union, id).await?;
            let dossier = found.ok_or_else(|| Problem::new(Code::NotFound))?.application.dossier;
            let files = work.attachments().of_case(id).await?;
            let page = work.applications().acts(id, after, asked.limit()).await?;
            let policies = policies(work, &page.items).await?;
            let mut decisions = Vec::with_capacity(page.items.len());
            for kept in page.items {
                let version = dossier_version(work, dossier, kept.act.at).await?;
                decisions.push(CaseDecision::new(kept, version, &files, &policies, language));
            }
            Ok(persistence::Page { items: decisions, next: page.next, total: None })
        })
        .await?;
    Ok(List::sought(page))
}

/// The policy of each edition that something was decided by.
async fn policies(work: &Work, acts: &[KeptAct]) -> Result<BTreeMap<EditionId, Aid>, Problem> {
    let mut policies = BTreeMap::new();
    for made in acts.iter().filter_map(|kept| kept.made.as_ref()?.as_ref().ok()) {
        if !policies.contains_key(&made.edition)
            && let Some(edition) = work.campaigns().edition(made.edition).await?
        {
            policies.insert(made.edition, edition.content.aid);
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
    fn new(
        kept: KeptAct,
        dossier_version: Option<i64>,
        files: &[Attachment],
        policies: &BTreeMap<EditionId, Aid>,
        language: Language,
    ) -> Self {
        let KeptAct { act, made } = kept;
        let there = |file: &&Attachment| {
            file.case_version <= act.version && file.removed.is_none_or(|removed| removed.at > act.at)
        };
        let papers = files.iter().filter(there).cloned().map(AttachmentView::from).collect();
        let made_again = made.as_ref().map(|made| match made {
            Ok(made) => again(made, policies.get(&made.edition)),
            Err(_) => MadeAgain::Altered,
        });
        let grounds = made.and_then(Result::ok).map(|made| Grounds::new(*made, language));
        Self { act, dossier_version, papers, grounds, made_again }
    }
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
