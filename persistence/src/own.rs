//! How is a row changed that nobody but the service may write? Over the version that was read, never over one that somebody else has
//! altered.

use sea_orm::sea_query::{DynIden, Expr, ExprTrait, IntoIden, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, Iterable, ModelTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::codes::Columns;
use crate::{StoreError, Work};

/// So many rows are written by a statement: with their columns they are fewer values than either database takes.
const AT_ONCE: usize = 1_000;

type Of<M> = <M as ModelTrait>::Entity;

/// A row with a code over its columns.
pub(crate) trait CodedRow:
    ModelTrait<Entity: EntityTrait<Model = Self>> + IntoActiveModel<<Of<Self> as EntityTrait>::ActiveModel>
{
    /// Its table.
    const TABLE: &'static str;
    /// The column of its id.
    const ID: <Of<Self> as EntityTrait>::Column;

    /// Which row it is.
    fn id(&self) -> Uuid;

    /// What nobody but the service may write.
    fn columns(&self) -> Columns;

    /// Its code.
    fn code(&self) -> &[u8];

    /// Writes its code.
    fn set_code(&mut self, code: Vec<u8>);
}

/// One that also has a version, and is changed.
pub(crate) trait OwnRow: CodedRow {
    /// The column of its version.
    const VERSION: <Of<Self> as EntityTrait>::Column;

    /// Its version.
    fn version(&self) -> i64;

    /// Makes it the next version, changed at that instant.
    fn raise(&mut self, now: i64);
}

/// These rows have a code over those columns.
macro_rules! coded {
    ($table:literal, $row:ident, $columns:path) => {
        impl $crate::own::CodedRow for $row::Model {
            const TABLE: &'static str = $table;
            const ID: $row::Column = $row::Column::Id;

            fn id(&self) -> uuid::Uuid {
                self.id
            }

            fn columns(&self) -> $crate::codes::Columns {
                $columns(self)
            }

            fn code(&self) -> &[u8] {
                &self.code
            }

            fn set_code(&mut self, code: Vec<u8>) {
                self.code = code;
            }
        }
    };
}
pub(crate) use coded;

/// The rows of this file are the service's own, by those columns; `undated` ones do not say when they were changed.
macro_rules! own {
    ($table:literal, $columns:path $(, $undated:ident)?) => {
        $crate::own::coded!($table, row, $columns);

        impl $crate::own::OwnRow for row::Model {
            const VERSION: row::Column = row::Column::Version;

            fn version(&self) -> i64 {
                self.version
            }

            fn raise(&mut self, now: i64) {
                self.version += 1;
                $crate::own::own!(@dated self, now $(, $undated)?);
            }
        }
    };
    (@dated $row:ident, $now:ident) => {
        $row.updated_at = $now
    };
    (@dated $row:ident, $now:ident, undated) => {{
        let _: i64 = $now;
    }};
}
pub(crate) use own;

impl Work {
    /// Whether the service wrote the row as it stands.
    pub(crate) fn wrote(&self, row: &impl CodedRow) -> bool {
        self.is_own(&row.columns(), row.code())
    }

    /// The row, unless it was altered at the database.
    pub(crate) fn own_row<M: CodedRow>(&self, row: M) -> Result<M, StoreError> {
        self.expect_own(&row.columns(), row.code())?;
        Ok(row)
    }

    /// Writes a new row, as it then stands.
    pub(crate) async fn add_own<M: CodedRow>(&self, mut row: M) -> Result<M, StoreError> {
        row.set_code(self.code(&row.columns()));
        let added = <Of<M> as EntityTrait>::insert(row.clone().into_active_model().reset_all());
        added.exec_without_returning(self.db()).await?;
        Ok(row)
    }

    /// The same of many rows: fewer statements than rows.
    pub(crate) async fn add_own_all<M: CodedRow>(&self, mut rows: Vec<M>) -> Result<(), StoreError> {
        for row in &mut rows {
            row.set_code(self.code(&row.columns()));
        }
        for some in rows.chunks(AT_ONCE) {
            let models = some.iter().map(|row| row.clone().into_active_model().reset_all());
            <Of<M> as EntityTrait>::insert_many(models).exec_without_returning(self.db()).await?;
        }
        Ok(())
    }

    /// The row of that version, to be changed.
    pub(crate) async fn read_own<M: OwnRow>(&self, id: Uuid, version: i64) -> Result<M, StoreError> {
        let read = <Of<M> as EntityTrait>::find().filter(M::ID.eq(id)).filter(M::VERSION.eq(version));
        let row = read.one(self.db()).await?.ok_or(StoreError::Stale { table: M::TABLE })?;
        self.own_row(row)
    }

    /// Writes a row that was changed over the version that was read: as it then stands.
    pub(crate) async fn write_own<M: OwnRow>(&self, mut row: M) -> Result<M, StoreError> {
        let (id, version) = (row.id(), row.version());
        row.raise(self.now()?);
        row.set_code(self.code(&row.columns()));
        let written = <Of<M> as EntityTrait>::update_many()
            .set(row.clone().into_active_model().reset_all())
            .filter(M::ID.eq(id))
            .filter(M::VERSION.eq(version))
            .exec(self.db())
            .await?;
        if written.rows_affected == 0 { Err(StoreError::Stale { table: M::TABLE }) } else { Ok(row) }
    }

    /// The same of many rows that were read as own and are held: fewer statements than rows.
    pub(crate) async fn write_own_all<M: OwnRow>(&self, mut rows: Vec<M>) -> Result<Vec<M>, StoreError> {
        let now = self.now()?;
        for row in &mut rows {
            row.raise(now);
            row.set_code(self.code(&row.columns()));
        }
        // Each is there, so each is updated; one that is not as it was read is not.
        let column = |table: DynIden| Expr::col((table, M::VERSION));
        let (stands, comes) = (column(Of::<M>::default().into_iden()), column("excluded".into_iden()));
        let over = OnConflict::column(M::ID)
            .update_columns(<Of<M> as EntityTrait>::Column::iter())
            .action_and_where(stands.add(1).eq(comes))
            .to_owned();
        for some in rows.chunks(AT_ONCE) {
            let models = some.iter().map(|row| row.clone().into_active_model().reset_all());
            let written = <Of<M> as EntityTrait>::insert_many(models).on_conflict(over.clone());
            let count = written.exec_without_returning(self.db()).await?;
            if usize::try_from(count) != Ok(some.len()) {
                return Err(StoreError::Stale { table: M::TABLE });
            }
        }
        Ok(rows)
    }

    /// Gives a code to each of the rows after that one, so many at most, that have none; and where to go on.
    pub(crate) async fn take_up<M: CodedRow>(
        &self,
        after: Uuid,
        most: u64,
    ) -> Result<Option<Uuid>, StoreError> {
        let query = <Of<M> as EntityTrait>::find().filter(M::ID.gt(after)).order_by_asc(M::ID).limit(most);
        let rows = query.all(self.db()).await?;
        let last = rows.last().map(CodedRow::id);
        for mut row in rows.into_iter().filter(|row| row.code().is_empty()) {
            row.set_code(self.code(&row.columns()));
            let id = row.id();
            let written = <Of<M> as EntityTrait>::update_many().set(row.into_active_model().reset_all());
            written.filter(M::ID.eq(id)).exec(self.db()).await?;
        }
        Ok(last)
    }

    /// The rows after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine_own<M: CodedRow>(
        &self,
        after: Uuid,
        most: u64,
    ) -> Result<Vec<(Uuid, bool)>, StoreError> {
        let query = <Of<M> as EntityTrait>::find().filter(M::ID.gt(after)).order_by_asc(M::ID).limit(most);
        let rows = query.all(self.db()).await?;
        Ok(rows.iter().map(|row| (row.id(), self.wrote(row))).collect())
    }
}
