//! Who else has this telephone, card or account? Found by keyed hashes beside each person; no value stands there.

use domain::bank_card::BankCard;
use domain::id::PersonId;
use domain::pattern::ContactKind;
use domain::person::Identifiers;
use domain::phone::Phone;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

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
