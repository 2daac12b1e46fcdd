//! The register of objections: who said what against which posting, and how it stands.

mod as_of;

use domain::application::evidence::{Objection, ObjectionState};
use domain::as_of::AsOf;
use domain::id::{PostingId, UnionId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Common, InCase, common, open_page, seal, taker};
use crate::applications::CaseRecord;
use crate::page::page;
use crate::{Page, Paging, StoreError, Work};

const TABLE: &str = "objections";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "objections")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) posting: Uuid,
        pub(super) state: String,
        pub(super) application: Uuid,
        pub(super) number: String,
        pub(super) campaign: Uuid,
        pub(super) union_id: Uuid,
        pub(super) entry: Vec<u8>,
        pub(super) since: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the register is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// That stand so.
    pub state: Option<ObjectionState>,
    /// As they stood at the end of this day.
    pub as_of: Option<AsOf>,
}

/// The register, within one transaction.
pub struct Objections<'w> {
    work: &'w Work,
}

impl Work {
    /// The register of objections.
    pub const fn objections(&self) -> Objections<'_> {
        Objections { work: self }
    }
}

impl Objections<'_> {
    /// The objections to a posting, of cases whose road passes this union, oldest first.
    pub async fn list(
        &self,
        union: UnionId,
        posting: PostingId,
        filter: Filter,
        paging: Paging,
    ) -> Result<Page<InCase<Objection>>, StoreError> {
        let wanted = row::Entity::find().filter(as_of::wanted(union, posting, filter));
        let found = page!(wanted, row::Column::Id, paging, self.work.db());
        let Some(as_of) = filter.as_of else { return open_page(self.work, TABLE, found).await };
        let Page { items, next, total } = found;
        Ok(Page { items: self.as_they_stood(items, as_of).await?, next, total })
    }

    /// Enters it, or what has become of it: also that it now holds another application of its student.
    pub(super) async fn keep(&self, case: &CaseRecord, objection: &Objection) -> Result<(), StoreError> {
        self.keep_version(objection.id.raw()).await?;
        let sealed = seal(self.work, TABLE, case, objection.id.raw(), taker(case)?, objection).await?;
        let row = row::ActiveModel {
            id: Set(sealed.id),
            application: Set(sealed.application),
            number: Set(sealed.number),
            campaign: Set(sealed.campaign),
            union_id: Set(sealed.union),
            posting: Set(objection.posting.raw()),
            state: Set(objection.state.word().to_owned()),
            entry: Set(sealed.entry),
            since: Set(self.work.now()?),
        };
        let again = OnConflict::column(row::Column::Id)
            .update_columns([
                row::Column::Application,
                row::Column::Number,
                row::Column::UnionId,
                row::Column::State,
                row::Column::Entry,
                row::Column::Since,
            ])
            .to_owned();
        row::Entity::insert(row).on_conflict(again).exec_without_returning(self.work.db()).await?;
        Ok(())
    }
}

common!(row::Model);

/// Takes what stands of an erased case out of the register.
pub(super) async fn erase(work: &Work, case: Uuid) -> Result<(), StoreError> {
    as_of::erase(work, case).await?;
    row::Entity::delete_many().filter(row::Column::Application.eq(case)).exec(work.db()).await?;
    Ok(())
}
