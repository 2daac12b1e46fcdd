//! Does each case stand where its acts left it? Its row, what lies beside it and the log, held against one another.

mod gone;
mod lines;
mod papers;
mod road;
mod shown;

use std::collections::BTreeMap;

use domain::id::{ApplicationId, AttachmentId};
use domain::log::Act;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use self::lines::{Traces, walk};
use super::roads::{self, row as stop};
use super::{Applications, row};
use crate::attachments::File;
use crate::erasures::Left;
use crate::log::Said;
use crate::{SealingKey, StoreError};

/// The acts whose entries say what lies beside a case.
const SAY_IT: [Act; 3] = [Act::EnterApplication, Act::AttachFile, Act::RemoveAttachment];

/// What is amiss with a case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Amiss {
    /// Outcome, amount or order, or of an erased case what the log says is left.
    #[error("what lists show of it is not what was decided")]
    Listed,
    /// A column, or what is sealed in the row.
    #[error("its row is not what was written: {0}")]
    Row(String),
    /// A column of its row, or of what lies beside it, of which nothing can be made.
    #[error("a column of it, or of what lies beside it, was changed to what cannot be read: {0}")]
    Unreadable(String),
    /// The names that lists show.
    #[error("the names that lists show are in no version of its dossier")]
    Names,
    /// A line that does not open in its place, or has other columns than what is sealed.
    #[error("its line of history of version {0} is not what was written")]
    Line(i64),
    /// A line that does not go on where the one before it ended.
    #[error("a line of its history before version {0} is not there")]
    Gap(i64),
    /// An act of the log without a line.
    #[error("the log has an act on it whose line of history is not there")]
    NoLine,
    /// A line of an erased case that no act on it made.
    #[error("a line of history was put to it that no act on it made")]
    Foreign,
    /// An act without what it was decided on.
    #[error("what its act of version {0} was decided on is not kept")]
    Undecided(i64),
    /// The number by which people and lists know it.
    #[error("its number is not the one that it was entered with")]
    Number,
    /// The unions that find it in their lists, or where in them.
    #[error("it is not listed at the unions of its road as it is")]
    Road,
    /// A file whose row says something else than the log, or that only one of them knows.
    #[error("its file {0} is not what the log says was attached or taken out")]
    File(AttachmentId),
    /// Where the case lies is not where its last act left it.
    #[error("it does not stand where its last act left it")]
    Elsewhere,
    /// The whole case.
    #[error("the log says that it was entered, and it is not there")]
    Gone,
}

/// A case that was looked at.
#[derive(Clone, Debug)]
pub struct Examined {
    /// The case.
    pub case: ApplicationId,
    /// Its version.
    pub version: i64,
    /// All that is amiss with it.
    pub amiss: Vec<Amiss>,
}

/// What lies beside the row of a case, and what the log says of it.
#[derive(Default)]
struct Beside {
    traces: Traces,
    stops: Vec<stop::Model>,
    files: Vec<File>,
    said: Vec<Said>,
}

impl Applications<'_> {
    /// Looks at the cases after that one, so many at most. One whose columns hold what no column of their kind does is named, and
    /// keeps nobody from looking at the others.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn examine(
        &self,
        after: Option<ApplicationId>,
        most: u64,
    ) -> Result<Vec<Examined>, StoreError> {
        let ids: Vec<Uuid> = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .filter(row::Column::Id.gt(after.map_or(Uuid::nil(), ApplicationId::raw)))
            .order_by_asc(row::Column::Id)
            .limit(most)
            .into_tuple()
            .all(self.work.db())
            .await?;
        match self.examine_these(&ids).await {
            Err(StoreError::Database(_)) => self.examine_each(&ids).await,
            examined => examined,
        }
    }

    async fn examine_each(&self, ids: &[Uuid]) -> Result<Vec<Examined>, StoreError> {
        let mut all = Vec::with_capacity(ids.len());
        for id in ids {
            match self.examine_these(&[*id]).await {
                Err(StoreError::Database(cause)) => all.push(Examined {
                    case: ApplicationId::new(*id),
                    version: 0,
                    amiss: vec![Amiss::Unreadable(cause.to_string())],
                }),
                examined => all.extend(examined?),
            }
        }
        Ok(all)
    }

    async fn examine_these(&self, ids: &[Uuid]) -> Result<Vec<Examined>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Id.is_in(ids.iter().copied()))
            .order_by_asc(row::Column::Id)
            .all(self.work.db())
            .await?;
        self.work.take_keys(ids.iter().copied()).await?;
        let mut all = self.beside(ids).await?;
        let mut examined = Vec::with_capacity(rows.len());
        for row in rows {
            let (case, version) = (ApplicationId::new(row.id), row.version);
            let beside = all.remove(&row.id).unwrap_or_default();
            let amiss = match self.work.cached_key(row.id) {
                None => self.without_key(&row, &beside).await?,
                Some(key) => self.with_key(row, &beside, &key).await?,
            };
            examined.push(Examined { case, version, amiss });
        }
        Ok(examined)
    }

    /// What lies beside these cases, each table asked once.
    async fn beside(&self, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Beside>, StoreError> {
        let mut all: BTreeMap<Uuid, Beside> = BTreeMap::new();
        for (case, traces) in self.traces(ids).await? {
            all.entry(case).or_default().traces = traces;
        }
        for stop in roads::of_cases(self.work, ids).await? {
            all.entry(stop.application).or_default().stops.push(stop);
        }
        for (case, file) in self.work.attachments().as_they_lie(ids).await? {
            all.entry(case).or_default().files.push(file);
        }
        let open: Vec<Uuid> = ids.iter().copied().filter(|id| self.work.cached_key(*id).is_some()).collect();
        for said in self.work.acts_said(&open, &SAY_IT).await? {
            all.entry(said.subject).or_default().said.push(said);
        }
        Ok(all)
    }

    /// Of a case that was erased: what is left, and its lines, which open no more. Of one whose key was destroyed otherwise, that.
    async fn without_key(&self, row: &row::Model, beside: &Beside) -> Result<Vec<Amiss>, StoreError> {
        let left = self.work.left_of(ApplicationId::new(row.id)).await?;
        let as_left = |left: &Left| left.stage.word() == row.stage && left.amount_fen == row.amount_fen;
        let mut amiss = Vec::new();
        if !left.as_ref().is_some_and(as_left) {
            amiss.push(Amiss::Listed);
        }
        if !road::lists(row, &beside.stops) {
            amiss.push(Amiss::Road);
        }
        if !beside.traces.are_whole() {
            amiss.push(Amiss::NoLine);
        }
        if !self.are_own(&beside.traces).await? {
            amiss.push(Amiss::Foreign);
        }
        Ok(amiss)
    }

    async fn with_key(
        &self,
        row: row::Model,
        beside: &Beside,
        key: &SealingKey,
    ) -> Result<Vec<Amiss>, StoreError> {
        let (version, listed) = (row.version, road::lists(&row, &beside.stops));
        let case = match row::open(self.work, row).await {
            Ok(case) => case,
            Err(StoreError::Corrupt { what, .. }) => return Ok(vec![Amiss::Row(what)]),
            Err(StoreError::Erased(_)) => {
                return Ok(vec![Amiss::Row("it says that it was erased".to_owned())]);
            }
            Err(error) => return Err(error),
        };
        let mut amiss = Vec::new();
        let (ends, made) = walk(&beside.traces, key, &mut amiss);
        if !beside.traces.are_whole() {
            amiss.push(Amiss::NoLine);
        }
        let beyond = beside.traces.lines.last().is_some_and(|line| line.version > version);
        if beyond || ends.is_some_and(|ends| ends != case.application.place()) {
            amiss.push(Amiss::Elsewhere);
        }
        if !road::numbered(&case.number, &beside.said) {
            amiss.push(Amiss::Number);
        }
        if !listed || !road::passes(&case.application.road, &beside.stops) {
            amiss.push(Amiss::Road);
        }
        amiss.extend(papers::differing(&beside.files, &beside.said).into_iter().map(Amiss::File));
        let decided = !case.application.stage().open();
        if !case.frozen.as_ref().is_none_or(|frozen| shown::shows(&case, frozen, decided)) {
            amiss.push(Amiss::Listed);
        }
        if decided && made.is_some() && made != case.frozen {
            amiss.push(Amiss::Row("its assessment is not that of its last act".to_owned()));
        }
        if !self.names_its_people(&case).await? {
            amiss.push(Amiss::Names);
        }
        Ok(amiss)
    }
}
