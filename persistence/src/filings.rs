//! Where does the paper of cases lie? Only ever added to; it exists for the unions on the road of its case.

use domain::filing::Filing;
use domain::id::{ApplicationId, FilingId, OfficerId, UnionId};
use domain::name::ArchiveNumber;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::codes::Columns;
use crate::decode::{Row, instant};
use crate::own::coded;
use crate::page::page;
use crate::{Page, Paging, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "filings")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) application: Uuid,
        pub(super) union_id: Uuid,
        pub(super) number: String,
        pub(super) officer: Option<Uuid>,
        pub(super) at: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a list of filings is cut down to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this case.
    pub application: Option<ApplicationId>,
    /// In the archive of this union.
    pub union: Option<UnionId>,
    /// Under this number.
    pub number: Option<ArchiveNumber>,
}

/// Where paper lies, within one transaction.
pub struct Filings<'w> {
    work: &'w Work,
}

impl Work {
    /// Where the paper of cases lies.
    pub const fn filings(&self) -> Filings<'_> {
        Filings { work: self }
    }
}

/// The cases whose paper was filed, by whichever union.
pub(crate) fn cases_filed() -> SelectStatement {
    Query::select().column(row::Column::Application).from(row::Entity).take()
}

impl Filings<'_> {
    /// Writes down that a union filed the paper of a case under a number.
    pub async fn add(
        &self,
        union: UnionId,
        case: ApplicationId,
        number: &ArchiveNumber,
    ) -> Result<Filing, StoreError> {
        let row = row::Model {
            id: self.work.new_id()?,
            application: case.raw(),
            union_id: union.raw(),
            number: number.as_str().to_owned(),
            officer: self.work.stamp()?.officer.map(OfficerId::raw),
            at: self.work.now()?,
            code: Vec::new(),
        };
        decode(&self.work.add_own(row).await?)
    }

    /// Those of cases whose road passes this union that match, oldest first, without those that were altered at the database.
    pub async fn list(
        &self,
        reader: UnionId,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<Filing>, StoreError> {
        let alike = [
            filter.application.map(|application| row::Column::Application.eq(application.raw())),
            filter.union.map(|union| row::Column::UnionId.eq(union.raw())),
            filter.number.as_ref().map(|number| row::Column::Number.eq(number.as_str())),
        ];
        let query = row::Entity::find().filter(row::Column::Application.in_subquery(scope::cases(reader)));
        let query = alike.into_iter().flatten().fold(query, QueryFilter::filter);
        let found = page!(query, row::Column::Id, paging, self.work.db());
        found.retain(|row| self.work.wrote(row)).try_map(|row| decode(&row))
    }

    /// All of a case, oldest first: for whoever has found it on their road.
    pub async fn of_case(&self, case: ApplicationId) -> Result<Vec<Filing>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Application.eq(case.raw()));
        query.order_by_asc(row::Column::Id).all(self.work.db()).await?.iter().map(decode).collect()
    }

    /// Those after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }
}

coded!("filings", row, columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    Columns::of("filings", &row.id)
        .id(row.application)
        .id(row.union_id)
        .text(&row.number)
        .maybe(row.officer, Columns::id)
        .number(row.at)
}

fn decode(row: &row::Model) -> Result<Filing, StoreError> {
    let at = Row { table: "filings", id: &row.id };
    Ok(Filing {
        id: FilingId::new(row.id),
        application: ApplicationId::new(row.application),
        union: UnionId::new(row.union_id),
        number: at.string("number", row.number.clone())?,
        by: row.officer.map(OfficerId::new),
        at: instant(row.at),
    })
}
