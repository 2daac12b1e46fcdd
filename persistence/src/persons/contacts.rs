//! Who else has this telephone, card or account? Found by keyed hashes beside each person; no value stands there.

use std::collections::BTreeSet;

use domain::bank_card::BankCard;
use domain::id::PersonId;
use domain::pattern::ContactKind;
use domain::person::Identifiers;
use domain::phone::Phone;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult};

use super::Persons;
use crate::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "contact_marks")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) person: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) kind: String,
        pub(super) mark: Option<Vec<u8>>,
        pub(super) mark_next: Option<Vec<u8>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Persons<'_> {
    /// Keeps by what a person is found, and forgets by what they were.
    pub(crate) async fn keep_marks(&self, person: PersonId, of: &Identifiers) -> Result<(), StoreError> {
        let known = row::Column::Person.eq(person.raw());
        row::Entity::delete_many().filter(known).exec(self.work.db()).await?;
        let said = [
            (ContactKind::Phone, of.phone.as_ref().map(Phone::reveal)),
            (ContactKind::Card, of.card.as_ref().map(BankCard::reveal)),
            (ContactKind::Account, of.account.as_ref().map(|account| account.number.reveal())),
        ];
        let marks = said.into_iter().filter_map(|(kind, value)| Some(self.mark(person, kind, value?)));
        let marks = marks.collect::<Result<Vec<_>, _>>()?;
        if !marks.is_empty() {
            row::Entity::insert_many(marks).exec_without_returning(self.work.db()).await?;
        }
        Ok(())
    }

    /// Those of these persons whose card or account somebody of another open household has, too.
    pub async fn sharing(&self, persons: &[PersonId]) -> Result<BTreeSet<PersonId>, StoreError> {
        let (own, other) = ("own", "other");
        let of = |table: &'static str, column: &'static str| Expr::col((table, column));
        let household = |table: &'static str, of_person: &'static str| {
            of(table, "person").eq(of(of_person, "person")).and(of(table, "open").eq(true))
        };
        let same = |column: &'static str| of(own, column).eq(of(other, column));
        let money = [ContactKind::Card, ContactKind::Account].map(ContactKind::word);
        let query = Query::select()
            .distinct()
            .column((own, "person"))
            .from_as("contact_marks", own)
            .join_as(
                JoinType::InnerJoin,
                "contact_marks",
                other,
                same("kind").and(same("mark").or(same("mark_next"))),
            )
            .join_as(JoinType::InnerJoin, "memberships", "here", household("here", own))
            .join_as(JoinType::InnerJoin, "memberships", "there", household("there", other))
            .and_where(of("here", "dossier").ne(of("there", "dossier")))
            .and_where(of(own, "kind").is_in(money))
            .and_where(of(own, "person").is_in(persons.iter().map(|person| person.raw())))
            .take();
        let found = self.work.db().query_all(&query).await?;
        let person = |row: QueryResult| Ok(PersonId::new(row.try_get("", "person")?));
        found.into_iter().map(person).collect()
    }

    fn mark(&self, person: PersonId, kind: ContactKind, value: &str) -> Result<row::ActiveModel, StoreError> {
        let hashes = self.work.keys().found_by(kind.word(), value);
        let hashes = hashes.map_err(|error| StoreError::corrupt("contact_marks", person, error))?;
        Ok(row::ActiveModel {
            person: Set(person.raw()),
            kind: Set(kind.word().to_owned()),
            mark: Set(hashes.hash),
            mark_next: Set(hashes.hash_next),
        })
    }
}
