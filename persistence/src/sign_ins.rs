//! How often did sign-ins fail of late? Counted before a password is looked at, by keyed hashes of what was typed.

mod codes;
mod name;
mod tally;

use domain::sign_in::{Before, FORGOTTEN_AFTER, FREE, Failures, KNOWN_FOR, Verdict};
use domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::decode::instant;
use crate::{Keys, Stamp, Store, StoreError, Work};

pub use name::NameStands;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_failures")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) of: Vec<u8>,
        pub(super) name: Option<Vec<u8>>,
        pub(super) failures: i64,
        pub(super) last_at: i64,
        pub(super) free_at: Option<i64>,
        pub(super) touched_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod known {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "known_addresses")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) pair: Vec<u8>,
        pub(super) seen_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Who tries to sign in from where, by keyed hashes: of what was typed, whether there is such a name or not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Typed {
    name: Vec<u8>,
    address: Vec<u8>,
    pair: Vec<u8>,
}

impl Typed {
    /// A name as it was typed, and an address.
    pub fn new(keys: &Keys, name: &str, address: &str) -> Self {
        // No address has an octet 0, so no two pairs read alike.
        let pair = format!("{address}\0{name}");
        Self {
            name: keys.index_octets("sign_in_name", name.as_bytes()),
            address: keys.index_octets("sign_in_address", address.as_bytes()),
            pair: keys.index_octets("sign_in_pair", pair.as_bytes()),
        }
    }

    /// The pair, by which attempts of it take turns.
    pub fn pair(&self) -> &[u8] {
        &self.pair
    }

    /// The address, of which so many are under way at once.
    pub fn address(&self) -> &[u8] {
        &self.address
    }
}

/// What is counted of sign-ins, within one transaction.
pub struct SignIns<'w> {
    work: &'w Work,
}

impl Store {
    /// Counts sign-ins, at that real instant; nothing else can be written here.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn count_sign_ins<T>(
        &self,
        now: Instant,
        deed: impl AsyncFn(&SignIns<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let stamp = Stamp::of_the_service(now, String::new());
        self.write_unlogged(&stamp, async |work: &Work| Box::pin(deed(&work.sign_ins())).await).await
    }
}

impl Work {
    /// What is counted of sign-ins.
    pub const fn sign_ins(&self) -> SignIns<'_> {
        SignIns { work: self }
    }
}

impl SignIns<'_> {
    /// What stands of it, as far as it is written: enough to see that a wait is on.
    pub async fn stands(&self, typed: &Typed, now: Instant) -> Result<Before, StoreError> {
        let of = [typed.name.clone(), typed.address.clone(), typed.pair.clone()];
        let rows = row::Entity::find().filter(row::Column::Of.is_in(of)).all(self.work.db()).await?;
        let row = |of: &[u8]| rows.iter().find(|row| row.of == of);
        let failures = |of: &[u8]| row(of).map_or(Failures::NONE, failures);
        Ok(Before {
            name: failures(&typed.name),
            address: failures(&typed.address),
            pair: failures(&typed.pair),
            free_at: row(&typed.pair).and_then(|row| row.free_at).map(instant),
            known: self.known(typed, now).await?,
        })
    }

    /// Counts an attempt as failed, if it may be made. Whoever tries the same name or address at the same moment waits for
    /// this transaction, and sees what it counted. A wait is kept as the pair's when it is told, and not where others under
    /// way may have caused it and it is asked again.
    pub async fn attempt(&self, typed: &Typed, told: bool, now: Instant) -> Result<Verdict, StoreError> {
        let name = self.hold(&typed.name, None, now).await?;
        let address = self.hold(&typed.address, None, now).await?;
        let pair = self.hold(&typed.pair, Some(&typed.name), now).await?;
        let before = Before {
            name: failures(&name),
            address: failures(&address),
            pair: failures(&pair),
            free_at: pair.free_at.map(instant),
            known: self.known(typed, now).await?,
        };
        let verdict = before.judge(now);
        match verdict {
            Verdict::Wait(until) if told => self.set(&typed.pair, before.pair, Some(until)).await?,
            Verdict::Wait(_) => {}
            Verdict::Try(after) => {
                self.set(&typed.name, after.name, None).await?;
                self.set(&typed.address, after.address, None).await?;
                self.set(&typed.pair, after.pair, after.free_at).await?;
            }
        }
        Ok(verdict)
    }

    /// Takes back what was counted of an attempt that was right after all; `whole` when it ended in a session, from which
    /// on the address is known and the failures of the pair are forgotten.
    pub async fn was_right(&self, typed: &Typed, whole: bool, now: Instant) -> Result<(), StoreError> {
        for of in [&typed.name, &typed.address] {
            let held = self.hold(of, None, now).await?;
            self.set(of, failures(&held).one_less(), None).await?;
        }
        let pair = self.hold(&typed.pair, Some(&typed.name), now).await?;
        if whole {
            row::Entity::delete_by_id(typed.pair.clone()).exec(self.work.db()).await?;
            let seen = known::ActiveModel { pair: Set(typed.pair.clone()), seen_at: Set(now.as_micros()) };
            let again =
                OnConflict::column(known::Column::Pair).update_column(known::Column::SeenAt).to_owned();
            known::Entity::insert(seen).on_conflict(again).exec_without_returning(self.work.db()).await?;
        } else {
            self.set(&typed.pair, failures(&pair).one_less(), Some(FREE)).await?;
        }
        Ok(())
    }

    /// Forgets what is of no consequence any more at that instant.
    pub async fn forget(&self, now: Instant) -> Result<(), StoreError> {
        let (old, unknown) = (now.plus_micros(-FORGOTTEN_AFTER), now.plus_micros(-KNOWN_FOR));
        let old = row::Column::TouchedAt.lte(old.as_micros());
        row::Entity::delete_many().filter(old).exec(self.work.db()).await?;
        let unknown = known::Column::SeenAt.lte(unknown.as_micros());
        known::Entity::delete_many().filter(unknown).exec(self.work.db()).await?;
        Ok(())
    }

    /// The row of what is counted, made where there is none, and held until the transaction ends. They are taken in one
    /// order: name, address, pair.
    async fn hold(&self, of: &[u8], name: Option<&[u8]>, now: Instant) -> Result<row::Model, StoreError> {
        let fresh = row::ActiveModel {
            of: Set(of.to_vec()),
            name: Set(name.map(<[u8]>::to_vec)),
            failures: Set(0),
            last_at: Set(now.as_micros()),
            free_at: Set(None),
            touched_at: Set(now.as_micros()),
        };
        let there = OnConflict::column(row::Column::Of).update_column(row::Column::TouchedAt).to_owned();
        Ok(row::Entity::insert(fresh).on_conflict(there).exec_with_returning(self.work.db()).await?)
    }

    async fn set(&self, of: &[u8], to: Failures, free_at: Option<Instant>) -> Result<(), StoreError> {
        row::Entity::update_many()
            .col_expr(row::Column::Failures, i64::from(to.count).into())
            .col_expr(row::Column::LastAt, to.since.as_micros().into())
            .col_expr(row::Column::FreeAt, free_at.map(Instant::as_micros).into())
            .filter(row::Column::Of.eq(of.to_vec()))
            .exec(self.work.db())
            .await?;
        Ok(())
    }

    async fn known(&self, typed: &Typed, now: Instant) -> Result<bool, StoreError> {
        let seen = known::Entity::find_by_id(typed.pair.clone()).one(self.work.db()).await?;
        Ok(seen.is_some_and(|row| row.seen_at > now.plus_micros(-KNOWN_FOR).as_micros()))
    }
}

fn failures(row: &row::Model) -> Failures {
    Failures { count: u32::try_from(row.failures).unwrap_or(u32::MAX), since: instant(row.last_at) }
}
