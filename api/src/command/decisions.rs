//! Does every decision follow from what it was made on, and is every one there? Each is made again, and each case held against
//! its history and the log.

use std::collections::BTreeMap;

use domain::edition::Aid;
use domain::eligibility::recompute::{Recomputed, recompute};
use domain::id::{ApplicationId, EditionId};
use persistence::applications::{Examined, Frozen, KeptDecision, Unread};
use persistence::{Store, StoreError};

use super::{CommandError, run};
use crate::config::Config;

/// The most decisions that are read at once.
const AT_ONCE: u64 = 200;
/// The most cases that are read at once, each with its history.
const CASES_AT_ONCE: u64 = 20;

/// What was found of a decision.
enum Outcome {
    Same,
    OtherRules(String),
    Erased,
    Altered(String),
}

/// How many of each.
#[derive(Default)]
struct Counts {
    same: u64,
    other_rules: u64,
    erased: u64,
    altered: u64,
}

/// Makes all decisions again; fails when any was altered.
pub(super) async fn verify(config: &Config) -> Result<(), CommandError> {
    let store = run::open(config, None).await?;
    store.ready().await?;
    run::fits(&store).await?;
    let mut counts = Counts::default();
    decisions(&store, &mut counts).await?;
    cases(&store, &mut counts).await?;
    let Counts { same, other_rules, erased, altered } = counts;
    say!("{same} the same, {other_rules} decided by other rules, {erased} erased, {altered} altered");
    if altered == 0 { Ok(()) } else { Err(CommandError::Decisions(altered)) }
}

/// Every decision of every case.
async fn decisions(store: &Store, counts: &mut Counts) -> Result<(), StoreError> {
    let (mut after, mut policies) = (None, BTreeMap::new());
    loop {
        let page = store.read(async |work| work.applications().decisions(after, AT_ONCE).await).await?;
        let Some(last) = page.last().map(|kept| kept.line) else { return Ok(()) };
        for kept in &page {
            let policy = policy(store, &mut policies, kept).await?;
            counts.take(kept.case, kept.version, &judge(kept, policy.as_ref()));
        }
        after = Some(last);
    }
}

/// The policy of a decision; none where it is not there.
async fn policy(
    store: &Store,
    known: &mut BTreeMap<EditionId, Option<Aid>>,
    kept: &KeptDecision,
) -> Result<Option<Aid>, StoreError> {
    let Ok(made) = &kept.made else { return Ok(None) };
    if let Some(aid) = known.get(&made.edition) {
        return Ok(aid.clone());
    }
    let found = store.read(async |work| work.campaigns().edition(made.edition).await).await;
    let aid = match found {
        Ok(edition) => edition.map(|edition| edition.content.aid),
        // An edition that does not decode was altered, and with it all that was decided by it.
        Err(StoreError::Corrupt { .. }) => None,
        Err(error) => return Err(error),
    };
    known.insert(made.edition, aid.clone());
    Ok(aid)
}

fn judge(kept: &KeptDecision, policy: Option<&Aid>) -> Outcome {
    let altered = |what: &str| Outcome::Altered(what.to_owned());
    let made = match &kept.made {
        Ok(made) => made,
        Err(Unread::Erased) => return Outcome::Erased,
        Err(Unread::Foreign) => {
            return altered("it was put to a case that is erased, and no act on it made it");
        }
        Err(Unread::Keyless) => {
            return altered("the key of the case is not there, and no act of the log erased it");
        }
        Err(Unread::Broken) => return altered("what it was made on is not what was sealed"),
    };
    let Some(aid) = policy else {
        return altered("its edition of the policy is not there as the service wrote it");
    };
    let Frozen { facts, rulings, assessment, year, .. } = &**made;
    match recompute(assessment, facts, aid, *year, rulings) {
        Recomputed::Same => Outcome::Same,
        Recomputed::OtherRules { then } => Outcome::OtherRules(then),
        Recomputed::Altered => altered("facts, policy and rulings come to something else"),
    }
}

/// Every case: its row, its history and the log agree. One that the log says was entered is there.
async fn cases(store: &Store, counts: &mut Counts) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let page = store.read(async |work| work.applications().examine(after, CASES_AT_ONCE).await).await?;
        let Some(last) = page.last().map(|examined| examined.case) else { break };
        counts.take_amiss(page);
        after = Some(last);
    }
    let mut after = None;
    loop {
        let (gone, next) = store.read(async |work| work.applications().gone(after, AT_ONCE).await).await?;
        counts.take_amiss(gone);
        if next.is_none() {
            return Ok(());
        }
        after = next;
    }
}

impl Counts {
    fn take(&mut self, case: ApplicationId, version: i64, outcome: &Outcome) {
        let at = format!("case {case}, version {version}");
        match outcome {
            Outcome::Same => self.same += 1,
            Outcome::Erased => {
                self.erased += 1;
                say!("ERASED  {at}: the log says by whom and why");
            }
            Outcome::OtherRules(then) => {
                self.other_rules += 1;
                say!("OTHER RULES  {at}: decided by version {then} of the rules, which this program has not");
            }
            Outcome::Altered(what) => {
                self.altered += 1;
                say!("ALTERED  {at}: {what}");
            }
        }
    }

    fn take_amiss(&mut self, page: Vec<Examined>) {
        for Examined { case, version, amiss } in page {
            for what in amiss {
                self.take(case, version, &Outcome::Altered(what.to_string()));
            }
        }
    }
}
