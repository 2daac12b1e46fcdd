//! What have persons of different households in common? Telephones, cards and accounts, compared by keyed hashes.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{ApplicationId, DossierId};
use domain::pattern::Contact;
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{DeriveIden, FromQueryResult};
use uuid::Uuid;

use super::{Patterns, Sought};
use crate::StoreError;
use crate::decode::Row;

#[derive(Clone, Copy, DeriveIden)]
enum Applications {
    Table,
    Id,
    Dossier,
    ErasedAt,
}

#[derive(Clone, Copy, DeriveIden)]
enum Memberships {
    Table,
    Dossier,
    Person,
    Open,
}

#[derive(Clone, Copy, DeriveIden)]
enum ContactMarks {
    Table,
    Person,
    Kind,
    Mark,
    MarkNext,
}

impl Patterns<'_> {
    /// What persons of different open households have in common, as households stand today. Looked for in both columns where both
    /// are written: while keys turn each has all of it in its time, and one mark stands for what has two.
    pub async fn contacts(&self, sought: &Sought) -> Result<Vec<Contact>, StoreError> {
        let used = self.work.keys().used();
        let columns = [(used.hash, ContactMarks::Mark), (used.hash_next, ContactMarks::MarkNext)];
        let mut shared = Vec::new();
        for (_, column) in columns.into_iter().filter(|(version, _)| version.is_some()) {
            shared.extend(self.all::<Shared>(of_several(sought, column)).await?);
        }
        let both = shared.iter().filter_map(|found| Some((found.mark_next.clone()?, found.mark.clone()?)));
        let both: BTreeMap<Vec<u8>, Vec<u8>> = both.collect();
        let mut contacts = BTreeSet::new();
        for found in shared {
            let next = || found.mark_next.map(|next| both.get(&next).cloned().unwrap_or(next));
            let mark = found.mark.or_else(next).unwrap_or_default();
            contacts.insert((found.dossier, found.id, found.kind, mark));
        }
        let contact = |(dossier, case, kind, mark): (Uuid, Uuid, String, Vec<u8>)| {
            let kind = Row { table: "contact_marks", id: &dossier }.text("kind", &kind)?;
            Ok(Contact { kind, mark, dossier: DossierId::new(dossier), case: ApplicationId::new(case) })
        };
        contacts.into_iter().map(contact).collect()
    }
}

/// What several persons have, of a household with a case.
#[derive(FromQueryResult)]
struct Shared {
    kind: String,
    mark: Option<Vec<u8>>,
    mark_next: Option<Vec<u8>>,
    dossier: Uuid,
    id: Uuid,
}

/// What several persons have, by one column of marks; what kind it is of goes into the mark.
fn of_several(sought: &Sought, column: ContactMarks) -> SelectStatement {
    let other = Alias::new("other");
    let mine = |column: ContactMarks| Expr::col((ContactMarks::Table, column));
    let same = Condition::all()
        .add(mine(column).equals((other.clone(), column)))
        .add(mine(ContactMarks::Person).ne(Expr::col((other.clone(), ContactMarks::Person))));
    let lives = Condition::all()
        .add(mine(ContactMarks::Person).equals((Memberships::Table, Memberships::Person)))
        .add(Expr::col((Memberships::Table, Memberships::Open)).eq(true));
    let of = Expr::col((Applications::Table, Applications::Dossier))
        .equals((Memberships::Table, Memberships::Dossier));
    let marks = [ContactMarks::Kind, ContactMarks::Mark, ContactMarks::MarkNext];
    Query::select()
        .distinct()
        .columns(marks.map(|column| (ContactMarks::Table, column)))
        .column((Memberships::Table, Memberships::Dossier))
        .column((Applications::Table, Applications::Id))
        .from(ContactMarks::Table)
        .join_as(JoinType::InnerJoin, ContactMarks::Table, other, same)
        .join(JoinType::InnerJoin, Memberships::Table, lives)
        .join(JoinType::InnerJoin, Applications::Table, of)
        .and_where(Expr::col((Applications::Table, Applications::ErasedAt)).is_null())
        .and_where(sought.has(Expr::col((Applications::Table, Applications::Id))))
        .take()
}
