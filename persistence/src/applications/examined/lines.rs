//! Do the lines of a case's history go on where the one before ended, and has each act of the log its line?
//!
//! A line is sealed and nobody makes one up: it is missed by the log, which has each act with its instant, and by the lines around
//! it, each of which goes on where the one before it ended.

use std::collections::BTreeMap;

use domain::application::transition::Place;
use domain::application::{Action, HistoryRow, Stage};
use domain::log::Act;
use domain::money::Money;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::Amiss;
use crate::applications::history::{place, row as line};
use crate::applications::{Applications, Frozen};
use crate::log::When;
use crate::{SealingKey, StoreError};

/// The acts that write a line of a case's history, or may. A posting does too, and its entry is about the posting.
const WRITE_IT: [Act; 3] = [Act::ActOnApplication, Act::LapseDraft, Act::RecordEvidence];

/// The lines of a case in the order of their versions, and when the log has acts that write one.
#[derive(Default)]
pub(super) struct Traces {
    pub(super) lines: Vec<line::Model>,
    acts: Vec<When>,
}

impl Traces {
    /// Whether the log has such an act at that instant.
    fn has(&self, act: Act, at: i64) -> bool {
        self.acts.iter().any(|when| when.act == act && when.at == at)
    }

    /// Whether each act that writes a line has one.
    pub(super) fn are_whole(&self) -> bool {
        let mut wanted: BTreeMap<i64, usize> = BTreeMap::new();
        for when in self.acts.iter().filter(|when| when.act != Act::RecordEvidence) {
            *wanted.entry(when.at).or_default() += 1;
        }
        wanted.iter().all(|(at, acts)| self.lines.iter().filter(|line| line.at == *at).count() >= *acts)
    }
}

impl Applications<'_> {
    /// The lines and acts of these cases.
    pub(super) async fn traces(&self, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Traces>, StoreError> {
        let mut traces: BTreeMap<Uuid, Traces> = BTreeMap::new();
        let lines = line::Entity::find()
            .filter(line::Column::Application.is_in(ids.iter().copied()))
            .order_by_asc(line::Column::Version)
            .all(self.work.db())
            .await?;
        for line in lines {
            traces.entry(line.application).or_default().lines.push(line);
        }
        self.add_acts(ids, &mut traces).await?;
        Ok(traces)
    }

    async fn add_acts(&self, ids: &[Uuid], traces: &mut BTreeMap<Uuid, Traces>) -> Result<(), StoreError> {
        for when in self.work.acts_when(ids, &WRITE_IT).await? {
            traces.entry(when.subject).or_default().acts.push(when);
        }
        Ok(())
    }

    /// Whether every line of a case that was erased, which opens no more, is one of it.
    pub(super) async fn are_own(&self, traces: &Traces) -> Result<bool, StoreError> {
        for line in &traces.lines {
            if !self.is_of(line, traces).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a line that does not open is one of its case: an act on it at that instant is in the log, or a posting was made.
    async fn is_of(&self, line: &line::Model, traces: &Traces) -> Result<bool, StoreError> {
        if WRITE_IT.into_iter().any(|act| traces.has(act, line.at)) {
            return Ok(true);
        }
        self.work.postings().were_made_at(line.at).await
    }

    /// The lines among these that are of the case that they name, which is erased.
    pub(in crate::applications) async fn own_lines(
        &self,
        lines: &[&line::Model],
    ) -> Result<Vec<Uuid>, StoreError> {
        let ids: Vec<Uuid> = lines.iter().map(|line| line.application).collect();
        let mut traces = BTreeMap::new();
        self.add_acts(&ids, &mut traces).await?;
        let (mut own, nothing) = (Vec::new(), Traces::default());
        for line in lines {
            if self.is_of(line, traces.get(&line.application).unwrap_or(&nothing)).await? {
                own.push(line.id);
            }
        }
        Ok(own)
    }
}

/// Goes along the lines of a case: where the last one ends, unless it does not open, and what it was decided on.
pub(super) fn walk(
    traces: &Traces,
    key: &SealingKey,
    amiss: &mut Vec<Amiss>,
) -> (Option<Place>, Option<Frozen>) {
    let mut stands = Some(Place { stage: Stage::Draft, position: None });
    let mut made = None;
    for line in &traces.lines {
        let Some(act) = opened(line, key) else {
            amiss.push(Amiss::Line(line.version));
            (stands, made) = (None, None);
            continue;
        };
        if stands.is_some_and(|stands| stands != act.from) {
            amiss.push(Amiss::Gap(line.version));
        }
        stands = Some(act.to);
        made = line.decided.as_ref().and_then(|sealed| {
            let plain = key.open(place("decided", line.id), sealed).ok()?;
            serde_json::from_slice::<Frozen>(&plain).ok()
        });
        match &made {
            Some(made) if !act.to.stage.open() && line.amount_fen != amount(made) => {
                amiss.push(Amiss::Line(line.version));
            }
            None if line.decided.is_none() && !goes_without(act.action, line.at, traces) => {
                amiss.push(Amiss::Undecided(line.version));
            }
            _ => {}
        }
    }
    (stands, made)
}

fn amount(made: &Frozen) -> Option<i64> {
    made.assessment.amount.map(Money::as_fen)
}

/// What a line says, where it is sealed in its place and its columns say the same.
fn opened(line: &line::Model, key: &SealingKey) -> Option<HistoryRow> {
    let plain = key.open(place("entry", line.id), &line.entry).ok()?;
    let act: HistoryRow = serde_json::from_slice(&plain).ok()?;
    let same = i64::try_from(act.version) == Ok(line.version)
        && act.at.as_micros() == line.at
        && line.stage.as_deref().is_none_or(|stage| stage == act.to.stage.word())
        && line.action.as_deref().is_none_or(|action| {
            action == act.action.word() && line.officer == act.by.as_ref().map(|by| by.officer.raw())
        });
    same.then_some(act)
}

/// Whether nothing is assessed by the act: time ends a draft, and an objection that is upheld undoes an approval, which stays
/// with what it was decided on.
fn goes_without(action: Action, at: i64, traces: &Traces) -> bool {
    match action {
        Action::Expire => true,
        Action::Revoke | Action::Reclaim => traces.has(Act::RecordEvidence, at),
        _ => false,
    }
}
