//! Which long work was asked for, and how far has it come? Jobs, each with its sealed file and what became of each family of it.

mod files;
mod lines;

use domain::access::Jurisdiction;
use domain::id::{AccountId, DelegationId, JobId, OfficerId, UnionId};
use domain::job::{ImportMode, Job, JobFailure, JobKind, JobLine, JobState, LineCounts};
use domain::time::Instant;
use domain::year::Year;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::codes::Columns;
use crate::decode::{Row, instant};
use crate::own::own;
use crate::page::page;
use crate::{LockKind, Page, Paging, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "jobs")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) kind: String,
        pub(super) mode: String,
        pub(super) union_id: Uuid,
        pub(super) campaign: i64,
        pub(super) account: Uuid,
        pub(super) delegation: Option<Uuid>,
        pub(super) officer: Uuid,
        pub(super) state: String,
        pub(super) failure: Option<String>,
        pub(super) row_count: i64,
        pub(super) done: i64,
        pub(super) entered: i64,
        pub(super) changed: i64,
        pub(super) unchanged: i64,
        pub(super) sound: i64,
        pub(super) refused: i64,
        pub(super) digest: Vec<u8>,
        pub(super) has_file: bool,
        pub(super) created_at: i64,
        pub(super) ended_at: Option<i64>,
        pub(super) version: i64,
        pub(super) updated_at: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a list of jobs is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of families of this union.
    pub union: Option<UnionId>,
    /// That stand so.
    pub state: Option<JobState>,
}

/// What is said of a job when it is given.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// What it does.
    pub kind: JobKind,
    /// How it takes the families.
    pub mode: ImportMode,
    /// Whose families.
    pub union: UnionId,
    /// In the campaign of that year.
    pub campaign: Year,
    /// The account that signed in.
    pub account: AccountId,
    /// The delegation by which it acts in another's post.
    pub delegation: Option<DelegationId>,
    /// The officer.
    pub officer: OfficerId,
    /// How many rows of families the file has.
    pub rows: u32,
    /// The SHA-256 of the file.
    pub digest: Vec<u8>,
}

/// By whom a job is done: the account that signed in, and the delegation by which it acts in another's post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenBy {
    /// The account.
    pub account: AccountId,
    /// The delegation.
    pub delegation: Option<DelegationId>,
}

/// How far a job has come by a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many rows it has gone through in all.
    pub done: u32,
    /// What became of the families in all.
    pub families: LineCounts,
    /// Where it stands now.
    pub state: JobState,
    /// Why it ended before its end.
    pub failure: Option<JobFailure>,
}

impl Progress {
    /// No further than a job has come, and where it stands then.
    pub const fn of(job: &Job, state: JobState) -> Self {
        Self { done: job.done, families: job.families, state, failure: None }
    }

    /// The same of a job that ended before its end.
    #[must_use]
    pub const fn because(self, failure: JobFailure) -> Self {
        Self { failure: Some(failure), ..self }
    }
}

/// The jobs, within one transaction.
pub struct Jobs<'w> {
    work: &'w Work,
}

impl Work {
    /// The jobs.
    pub const fn jobs(&self) -> Jobs<'_> {
        Jobs { work: self }
    }
}

impl Jobs<'_> {
    /// One about families of a jurisdiction.
    pub async fn find(&self, within: Jurisdiction, id: JobId) -> Result<Option<Job>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        query.one(self.work.db()).await?.map(|row| decode(&self.work.own_row(row)?)).transpose()
    }

    /// Those about families of a jurisdiction that match, oldest first, without those that were altered at the database.
    pub async fn list(
        &self,
        within: Jurisdiction,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<Job>, StoreError> {
        let alike = [
            filter.union.map(|union| row::Column::UnionId.eq(union.raw())),
            filter.state.map(|state| row::Column::State.eq(state.word())),
        ];
        let query = row::Entity::find().filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        let query = alike.into_iter().flatten().fold(query, QueryFilter::filter);
        let found = page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        found.retain(|row| self.work.wrote(row)).try_map(|row| decode(&row))
    }

    /// How many jobs of an account are not at their end.
    pub async fn open_of(&self, account: AccountId) -> Result<u64, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Account.eq(account.raw()))
            .filter(row::Column::State.is_in(OPEN.map(JobState::word)));
        Ok(query.count(self.work.db()).await?)
    }

    /// The job that is to be gone on with: the one of which the fewest rows are left, so that a short one does not wait for a long one.
    /// With who gave it.
    pub async fn next(&self) -> Result<Option<(Job, GivenBy)>, StoreError> {
        let query = row::Entity::find().filter(row::Column::State.is_in(OPEN.map(JobState::word)));
        let rows = query.all(self.work.db()).await?;
        let own = rows.into_iter().filter(|row| self.work.wrote(row));
        let next = own.min_by_key(|row| (row.row_count.saturating_sub(row.done), row.id));
        next.map(|row| Ok((decode(&row)?, given_by(&row)))).transpose()
    }

    /// Who gave a job that has been found.
    pub async fn given_by(&self, job: JobId) -> Result<GivenBy, StoreError> {
        let found = row::Entity::find_by_id(job.raw()).one(self.work.db()).await?;
        let row = found.map(|row| self.work.own_row(row)).transpose()?;
        let row = row.ok_or_else(|| StoreError::corrupt("jobs", job, "it is gone"))?;
        Ok(given_by(&row))
    }

    /// Gives one, with the file that it is about.
    pub async fn give(&self, said: &Particulars, file: &[u8]) -> Result<Job, StoreError> {
        let (now, id) = (self.work.now()?, self.work.new_id()?);
        let row = row::Model {
            id,
            kind: said.kind.word().to_owned(),
            mode: said.mode.word().to_owned(),
            union_id: said.union.raw(),
            campaign: said.campaign.number().into(),
            account: said.account.raw(),
            delegation: said.delegation.map(DelegationId::raw),
            officer: said.officer.raw(),
            state: JobState::Waiting.word().to_owned(),
            failure: None,
            row_count: said.rows.into(),
            done: 0,
            entered: 0,
            changed: 0,
            unchanged: 0,
            sound: 0,
            refused: 0,
            digest: said.digest.clone(),
            has_file: true,
            created_at: now,
            ended_at: None,
            version: 1,
            updated_at: now,
            code: Vec::new(),
        };
        let row = self.work.add_own(row).await?;
        self.keep_file(id, file).await?;
        decode(&row)
    }

    /// Holds a job that is not at its end, for a step of it: as it stands now. None where it has ended.
    pub async fn hold(&self, job: JobId) -> Result<Option<Job>, StoreError> {
        self.work.lock(LockKind::Job, job.raw()).await?;
        let found = row::Entity::find_by_id(job.raw()).one(self.work.db()).await?;
        let Some(row) = found.map(|row| self.work.own_row(row)).transpose()? else { return Ok(None) };
        Ok(Some(decode(&row)?).filter(|job| job.state.is_open()))
    }

    /// Writes down how far a job that is held has come, and what became of families on the way.
    pub async fn step(&self, job: &Job, to: &Progress, lines: &[JobLine]) -> Result<Job, StoreError> {
        let mut row: row::Model = self.work.read_own(job.id.raw(), job.version).await?;
        row.done = to.done.into();
        let LineCounts { entered, changed, unchanged, sound, refused } = to.families;
        (row.entered, row.changed, row.unchanged) = (entered.into(), changed.into(), unchanged.into());
        (row.sound, row.refused) = (sound.into(), refused.into());
        to.state.word().clone_into(&mut row.state);
        row.failure = to.failure.map(|failure| failure.word().to_owned());
        if !to.state.is_open() {
            row.ended_at = Some(self.work.now()?);
            if refused == 0 {
                row.has_file = false;
                self.drop_file(row.id).await?;
            }
        }
        self.add_lines(job.id, lines).await?;
        decode(&self.work.write_own(row).await?)
    }

    /// Takes the lease of going on with jobs, or keeps it.
    pub async fn hold_lease(&self, holder: Uuid, now: Instant, until: Instant) -> Result<bool, StoreError> {
        self.work.hold_lease("jobs", holder, now, until).await
    }

    /// Those after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }
}

/// The states of which something is left to do.
const OPEN: [JobState; 2] = [JobState::Waiting, JobState::Running];

fn given_by(row: &row::Model) -> GivenBy {
    GivenBy { account: AccountId::new(row.account), delegation: row.delegation.map(DelegationId::new) }
}

own!("jobs", columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    Columns::of("jobs", &row.id)
        .text(&row.kind)
        .text(&row.mode)
        .id(row.union_id)
        .number(row.campaign)
        .id(row.account)
        .maybe(row.delegation, Columns::id)
        .id(row.officer)
        .text(&row.state)
        .maybe(row.failure.as_deref(), Columns::text)
        .number(row.row_count)
        .number(row.done)
        .number(row.entered)
        .number(row.changed)
        .number(row.unchanged)
        .number(row.sound)
        .number(row.refused)
        .octets(&row.digest)
        .number(row.has_file.into())
        .number(row.created_at)
        .maybe(row.ended_at, Columns::number)
        .number(row.version)
}

fn decode(row: &row::Model) -> Result<Job, StoreError> {
    let at = Row { table: "jobs", id: &row.id };
    let count = |column: &str, count: i64| u32::try_from(count).map_err(|error| at.wrong(column, error));
    let year = i32::try_from(row.campaign).map_err(|error| at.wrong("campaign", error))?;
    Ok(Job {
        id: JobId::new(row.id),
        kind: at.text("kind", &row.kind)?,
        mode: at.text("mode", &row.mode)?,
        union: UnionId::new(row.union_id),
        campaign: Year::try_from(year).map_err(|_| at.wrong("campaign", "no year"))?,
        state: at.text("state", &row.state)?,
        failure: row.failure.as_deref().map(|word| at.text("failure", word)).transpose()?,
        rows: count("row_count", row.row_count)?,
        done: count("done", row.done)?,
        families: LineCounts {
            entered: count("entered", row.entered)?,
            changed: count("changed", row.changed)?,
            unchanged: count("unchanged", row.unchanged)?,
            sound: count("sound", row.sound)?,
            refused: count("refused", row.refused)?,
        },
        sha256: hex::encode(&row.digest),
        has_file: row.has_file,
        given_by: OfficerId::new(row.officer),
        created_at: instant(row.created_at),
        ended_at: row.ended_at.map(instant),
        version: row.version,
        updated_at: instant(row.updated_at),
    })
}
