//! In which tables does the log lie? Its entries, those that wait, their positions, and the checkpoints.

use domain::id::{AccountId, DelegationId, LogEntryId, OfficerId, UnionId};
use domain::log::{Checkpoint, Link, LogEntry, LogSubject, Octets};
use sea_orm::ActiveValue::Set;

use crate::StoreError;

pub(super) mod entries {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "log_entries")]
    pub(in crate::log) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(in crate::log) id: Uuid,
        pub(in crate::log) at: i64,
        pub(in crate::log) account: Option<Uuid>,
        pub(in crate::log) officer: Option<Uuid>,
        pub(in crate::log) delegation: Option<Uuid>,
        pub(in crate::log) union_id: Option<Uuid>,
        pub(in crate::log) act: String,
        pub(in crate::log) subject_kind: String,
        pub(in crate::log) subject: Uuid,
        pub(in crate::log) request_id: String,
        pub(in crate::log) detail: Vec<u8>,
        pub(in crate::log) mac: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(in crate::log) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod pending {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "log_pending")]
    pub(in crate::log) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(in crate::log) entry: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(in crate::log) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod positions {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "log_positions")]
    pub(in crate::log) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(in crate::log) position: i64,
        pub(in crate::log) entry: Uuid,
        pub(in crate::log) union_id: Option<Uuid>,
        pub(in crate::log) link: Vec<u8>,
        pub(in crate::log) signature: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(in crate::log) enum Relation {
        #[sea_orm(
            belongs_to = "super::entries::Entity",
            from = "Column::Entry",
            to = "super::entries::Column::Id"
        )]
        Entry,
    }

    impl Related<super::entries::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Entry.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod checkpoints {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "log_checkpoints")]
    pub(in crate::log) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(in crate::log) position: i64,
        pub(in crate::log) link: Vec<u8>,
        pub(in crate::log) at: i64,
        pub(in crate::log) kid: String,
        pub(in crate::log) signature: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(in crate::log) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The row of an entry, with the code that says that the service wrote it.
pub(super) fn entry(of: LogEntry, code: Vec<u8>) -> entries::ActiveModel {
    entries::ActiveModel {
        id: Set(of.id.raw()),
        at: Set(of.at_micros),
        account: Set(of.account.map(AccountId::raw)),
        officer: Set(of.officer.map(OfficerId::raw)),
        delegation: Set(of.delegation.map(DelegationId::raw)),
        union_id: Set(of.union.map(UnionId::raw)),
        act: Set(of.act),
        subject_kind: Set(of.subject.kind),
        subject: Set(of.subject.id),
        request_id: Set(of.request_id),
        detail: Set(of.detail.0),
        mac: Set(code),
    }
}

/// The entry of a row, whatever it says, and its code.
pub(super) fn read(row: entries::Model) -> (LogEntry, Vec<u8>) {
    let entry = LogEntry {
        id: LogEntryId::new(row.id),
        at_micros: row.at,
        account: row.account.map(AccountId::new),
        officer: row.officer.map(OfficerId::new),
        delegation: row.delegation.map(DelegationId::new),
        union: row.union_id.map(UnionId::new),
        act: row.act,
        subject: LogSubject { kind: row.subject_kind, id: row.subject },
        request_id: row.request_id,
        detail: Octets(row.detail),
    };
    (entry, row.mac)
}

/// A link as it lies in a row.
pub(super) fn link(octets: Vec<u8>, position: i64) -> Result<Link, StoreError> {
    let octets = <[u8; 32]>::try_from(octets);
    octets
        .map(Link::new)
        .map_err(|_| StoreError::corrupt("log_positions", position, "its link has not 32 octets"))
}

/// A position as a row has it.
pub(super) fn position(position: u64) -> Result<i64, StoreError> {
    i64::try_from(position)
        .map_err(|_| StoreError::corrupt("log_positions", position, "beyond all positions"))
}

/// A position that is looked for. Beyond what a row can have there is nothing, as there is at the last of all.
pub(super) fn sought(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

/// The position of a row.
pub(super) fn place(position: i64) -> Result<u64, StoreError> {
    u64::try_from(position)
        .map_err(|_| StoreError::corrupt("log_positions", position, "before all positions"))
}

/// The checkpoint of a row.
pub(super) fn checkpoint(row: checkpoints::Model) -> Result<Checkpoint, StoreError> {
    Ok(Checkpoint {
        position: place(row.position)?,
        link: link(row.link, row.position)?,
        at_micros: row.at,
        key: row.kid,
        signature: Octets(row.signature),
    })
}
