//! Concerns: what the public says of the lines of postings, beside the cases; what each says is sealed under the key of
//! its case.

mod lines;

use domain::application::concern::ConcernState;
use domain::application::{Application, Concern};
use domain::id::{ApplicationId, ConcernId, PostingId, UnionId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::page::page;
use crate::{Page, Paging, Place, StoreError, Work, scope};

pub use lines::Said;

const TABLE: &str = "concerns";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "concerns")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) posting: Uuid,
        pub(super) line: i64,
        pub(super) application: Uuid,
        pub(super) number: String,
        pub(super) state: String,
        pub(super) said: Vec<u8>,
        pub(super) entry: Vec<u8>,
        pub(super) version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A concern as it is kept.
#[derive(Clone, Debug)]
pub struct ConcernRecord {
    /// The number of its case.
    pub number: String,
    /// The concern itself.
    pub concern: Concern,
    /// The version.
    pub version: i64,
}

/// What a list of concerns is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this posting.
    pub posting: Option<PostingId>,
    /// Of this case, in whichever posting.
    pub application: Option<ApplicationId>,
    /// Of which became this.
    pub state: Option<ConcernState>,
}

/// The concerns, within one transaction.
pub struct Concerns<'w> {
    work: &'w Work,
}

impl Work {
    /// The concerns.
    pub const fn concerns(&self) -> Concerns<'_> {
        Concerns { work: self }
    }
}

impl Concerns<'_> {
    /// A concern of a case whose road passes this union.
    pub async fn find(&self, union: UnionId, id: ConcernId) -> Result<Option<ConcernRecord>, StoreError> {
        let query = row::Entity::find_by_id(id.raw())
            .filter(row::Column::Application.in_subquery(scope::cases(union)));
        match query.one(self.work.db()).await? {
            Some(found) => self.open(found).await.map(Some),
            None => Ok(None),
        }
    }

    /// The concerns that match, of cases whose road passes this union, oldest first.
    pub async fn list(
        &self,
        union: UnionId,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<ConcernRecord>, StoreError> {
        use row::Column as C;
        let wanted = Condition::all()
            .add(C::Application.in_subquery(scope::cases(union)))
            .add_option(filter.posting.map(|posting| C::Posting.eq(posting.raw())))
            .add_option(filter.application.map(|case| C::Application.eq(case.raw())))
            .add_option(filter.state.map(|state| C::State.eq(state.word())));
        let found = page!(row::Entity::find().filter(wanted), C::Id, paging, self.work.db());
        let mut items = Vec::with_capacity(found.items.len());
        for row in found.items {
            items.push(self.open(row).await?);
        }
        Ok(Page { items, next: found.next, total: found.total })
    }

    /// How many of a case that is read already wait unread, in whichever posting; of one that never hung on a board, none.
    pub async fn unread_of(&self, case: &Application) -> Result<u64, StoreError> {
        if case.postings.is_empty() {
            return Ok(0);
        }
        let of_case = row::Entity::find()
            .filter(row::Column::Application.eq(case.id.raw()))
            .filter(row::Column::State.eq(ConcernState::Unread.word()));
        Ok(of_case.count(self.work.db()).await?)
    }

    /// Whether the same words were said of the same line before, whatever became of them.
    pub async fn heard(&self, concern: &Concern) -> Result<bool, StoreError> {
        let same = row::Entity::find().filter(row::Column::Said.eq(self.fingerprint(concern)));
        Ok(same.count(self.work.db()).await? > 0)
    }

    /// Keeps a concern, and tells whether it did: not when the same was said of the line before.
    pub async fn add(&self, concern: &Concern, case: &str) -> Result<bool, StoreError> {
        let row = row::ActiveModel {
            id: Set(concern.id.raw()),
            posting: Set(concern.posting.raw()),
            line: Set(number(concern.line)),
            application: Set(concern.application.raw()),
            number: Set(case.to_owned()),
            state: Set(concern.state().word().to_owned()),
            said: Set(self.fingerprint(concern)),
            entry: Set(self.seal(concern).await?),
            version: Set(1),
        };
        let once = OnConflict::column(row::Column::Said).do_nothing().to_owned();
        let kept = row::Entity::insert(row).on_conflict(once).exec_without_returning(self.work.db()).await?;
        Ok(kept > 0)
    }

    /// Keeps the answer to a concern over the version that was read.
    pub async fn answer(&self, read: &ConcernRecord, answered: &Concern) -> Result<(), StoreError> {
        let kept = row::Entity::update_many()
            .col_expr(row::Column::State, answered.state().word().into())
            .col_expr(row::Column::Entry, self.seal(answered).await?.into())
            .col_expr(row::Column::Version, (read.version + 1).into())
            .filter(row::Column::Id.eq(answered.id.raw()))
            .filter(row::Column::Version.eq(read.version))
            .exec(self.work.db())
            .await?;
        if kept.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale { table: TABLE }) }
    }

    /// Takes away what was said of an erased case.
    pub(crate) async fn erase(&self, case: ApplicationId) -> Result<(), StoreError> {
        row::Entity::delete_many()
            .filter(row::Column::Application.eq(case.raw()))
            .exec(self.work.db())
            .await?;
        Ok(())
    }

    /// By what the same words on the same line are known.
    fn fingerprint(&self, concern: &Concern) -> Vec<u8> {
        let (posting, line) = (concern.posting.raw(), number(concern.line).to_be_bytes());
        let said = [posting.as_bytes(), line.as_slice(), concern.word.as_str().as_bytes()].concat();
        self.work.keys().index_octets("concern", &said)
    }

    async fn seal(&self, concern: &Concern) -> Result<Vec<u8>, StoreError> {
        self.work.seal(concern.application.raw(), place(concern.id.raw()), concern).await
    }

    async fn open(&self, row: row::Model) -> Result<ConcernRecord, StoreError> {
        let concern = self.work.open(row.application, place(row.id), &row.entry).await?;
        Ok(ConcernRecord { number: row.number, concern, version: row.version })
    }
}

fn number(line: usize) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}

const fn place(row: Uuid) -> Place {
    Place { table: TABLE, column: "entry", row }
}
