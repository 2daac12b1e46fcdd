//! Disclosures: to whom whole values were shown, what for, and of whom. Written once and never changed.

mod asked;
mod limit;

use std::collections::BTreeMap;

use domain::access::Jurisdiction;
use domain::disclosure::SensitiveField;
use domain::dossier::MemberNumber;
use domain::id::{AccountId, DelegationId, DisclosedId, DisclosureId, OfficerId, StandingPurposeId, UnionId};
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

pub use self::asked::{Disclosed, Disclosure, Filter, Particulars};
use crate::decode::{Row, instant};
use crate::page::page;
use crate::{Page, Paging, Place, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "disclosures")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) at: i64,
        pub(super) account: Uuid,
        pub(super) officer: Option<Uuid>,
        pub(super) delegation: Option<Uuid>,
        pub(super) union_id: Uuid,
        pub(super) role: String,
        pub(super) purpose: String,
        pub(super) standing_purpose: Option<Uuid>,
        pub(super) fields: String,
        pub(super) reasons: Option<Vec<u8>>,
        pub(super) shown: i64,
        pub(super) request_id: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod of {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "disclosed")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) disclosure: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) position: i64,
        pub(super) kind: String,
        pub(super) subject: Uuid,
        pub(super) member: Option<i64>,
        pub(super) union_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The disclosures, within one transaction.
pub struct Disclosures<'w> {
    work: &'w Work,
}

impl Work {
    /// The disclosures.
    pub const fn disclosures(&self) -> Disclosures<'_> {
        Disclosures { work: self }
    }
}

impl Disclosures<'_> {
    /// Writes down that whole values are shown.
    pub async fn add(&self, said: &Particulars) -> Result<DisclosureId, StoreError> {
        let stamp = self.work.stamp()?;
        let nobody = || StoreError::corrupt("disclosures", "", "nobody is signed in");
        let id = self.work.new_id()?;
        let reasons = match &said.reasons {
            None => None,
            Some(reasons) => {
                let key = self.work.subject_key(id).await?;
                let sealed = key.seal(place(id), reasons.as_str().as_bytes());
                Some(sealed.map_err(|error| StoreError::corrupt("disclosures", id, error))?)
            }
        };
        row::ActiveModel {
            id: Set(id),
            at: Set(self.work.now()?),
            account: Set(stamp.account.ok_or_else(nobody)?.raw()),
            officer: Set(stamp.officer.map(OfficerId::raw)),
            delegation: Set(stamp.delegation.map(DelegationId::raw)),
            union_id: Set(stamp.union.ok_or_else(nobody)?.raw()),
            role: Set(said.role.word().to_owned()),
            purpose: Set(said.purpose.word().to_owned()),
            standing_purpose: Set(said.standing.map(StandingPurposeId::raw)),
            fields: Set(words(&said.fields)),
            reasons: Set(reasons),
            shown: Set(said.shown.into()),
            request_id: Set(stamp.request_id.clone()),
        }
        .insert(self.work.db())
        .await?;
        let of = said.subjects.iter().zip(1..).map(|(of, position)| of::ActiveModel {
            disclosure: Set(id),
            position: Set(position),
            kind: Set(of.kind.word().to_owned()),
            subject: Set(of.id.raw()),
            member: Set(of.member.map(|number| u8::from(number).into())),
            union_id: Set(of.union.raw()),
        });
        of::Entity::insert_many(of).exec_without_returning(self.work.db()).await?;
        Ok(DisclosureId::new(id))
    }

    /// The disclosures of whom a jurisdiction knows that match, oldest first, with those subjects alone.
    pub async fn list(
        &self,
        within: Jurisdiction,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<Disclosure>, StoreError> {
        let mut query =
            row::Entity::find().filter(row::Column::Id.in_subquery(about(within, filter.subject)));
        if let Some(id) = filter.id {
            query = query.filter(row::Column::Id.eq(id.raw()));
        }
        if let Some(officer) = filter.officer {
            query = query.filter(row::Column::Officer.eq(officer.raw()));
        }
        if let Some(account) = filter.account {
            query = query.filter(row::Column::Account.eq(account.raw()));
        }
        if let Some(purpose) = filter.purpose {
            query = query.filter(row::Column::Purpose.eq(purpose.word()));
        }
        if let Some(day) = filter.from {
            query = query.filter(row::Column::At.gte(day.begins().as_micros()));
        }
        if let Some(day) = filter.to {
            query = query.filter(row::Column::At.lt(day.ends().as_micros()));
        }
        let Page { items, next, total } = page!(query, row::Column::Id, paging, self.work.db());
        Ok(Page { items: self.open(items, within).await?, next, total })
    }

    async fn open(&self, rows: Vec<row::Model>, within: Jurisdiction) -> Result<Vec<Disclosure>, StoreError> {
        self.work.take_keys(rows.iter().map(|row| row.id)).await?;
        let of = of::Entity::find()
            .filter(of::Column::Disclosure.is_in(rows.iter().map(|row| row.id)))
            .filter(of::Column::UnionId.in_subquery(scope::unions(within)))
            .order_by_asc(of::Column::Disclosure)
            .order_by_asc(of::Column::Position)
            .all(self.work.db())
            .await?;
        let mut subjects: BTreeMap<Uuid, Vec<Disclosed>> = BTreeMap::new();
        for row in of {
            subjects.entry(row.disclosure).or_default().push(disclosed(&row)?);
        }
        let mut opened = Vec::with_capacity(rows.len());
        for row in rows {
            let of = subjects.remove(&row.id).unwrap_or_default();
            opened.push(self.open_one(row, of).await?);
        }
        Ok(opened)
    }

    async fn open_one(&self, row: row::Model, subjects: Vec<Disclosed>) -> Result<Disclosure, StoreError> {
        let at = Row { table: "disclosures", id: &row.id };
        let reasons = match &row.reasons {
            None => None,
            Some(sealed) => {
                let plain = self.work.held_subject_key(row.id).await?.open(place(row.id), sealed);
                let plain = plain.map_err(|error| at.wrong("reasons", error))?;
                let text = String::from_utf8(plain).map_err(|error| at.wrong("reasons", error))?;
                Some(at.string("reasons", text)?)
            }
        };
        let said = Particulars {
            role: at.text("role", &row.role)?,
            purpose: at.text("purpose", &row.purpose)?,
            standing: row.standing_purpose.map(StandingPurposeId::new),
            fields: fields(&at, &row.fields)?,
            reasons,
            shown: u32::try_from(row.shown).map_err(|error| at.wrong("shown", error))?,
            subjects,
        };
        Ok(Disclosure {
            id: DisclosureId::new(row.id),
            at: instant(row.at),
            account: AccountId::new(row.account),
            officer: row.officer.map(OfficerId::new),
            delegation: row.delegation.map(DelegationId::new),
            union: UnionId::new(row.union_id),
            request_id: row.request_id,
            said,
        })
    }
}

/// The disclosures of somebody of whom a jurisdiction knows.
fn about(within: Jurisdiction, subject: Option<DisclosedId>) -> SelectStatement {
    let mut query = of::Entity::find()
        .select_only()
        .column(of::Column::Disclosure)
        .filter(of::Column::UnionId.in_subquery(scope::unions(within)));
    if let Some(subject) = subject {
        query = query.filter(of::Column::Subject.eq(subject.raw()));
    }
    query.into_query()
}

fn disclosed(row: &of::Model) -> Result<Disclosed, StoreError> {
    let at = Row { table: "disclosed", id: &row.disclosure };
    let number = |number: i64| {
        let number = u8::try_from(number).map_err(|error| at.wrong("member", error))?;
        MemberNumber::try_from(number).map_err(|error| at.wrong("member", error))
    };
    Ok(Disclosed {
        kind: at.text("kind", &row.kind)?,
        id: DisclosedId::new(row.subject),
        member: row.member.map(number).transpose()?,
        union: UnionId::new(row.union_id),
    })
}

/// Fields as one column.
pub(crate) fn words(fields: &[SensitiveField]) -> String {
    fields.iter().map(|field| field.word()).collect::<Vec<_>>().join(" ")
}

/// One column as fields.
pub(crate) fn fields(at: &Row<'_>, text: &str) -> Result<Vec<SensitiveField>, StoreError> {
    text.split_whitespace().map(|word| at.text("fields", word)).collect()
}

const fn place(row: Uuid) -> Place {
    Place { table: "disclosures", column: "reasons", row }
}
