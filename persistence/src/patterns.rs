//! From what are patterns found? Plain facts of the cases whose road passes a union: visits, exceptions, acts, contacts.

mod contacts;

use std::collections::BTreeMap;

use domain::application::evidence::Exceptable;
use domain::id::{ApplicationId, CampaignId, DossierId, OfficerId, UnionId};
use domain::pattern::{Deed, Exceptional, Visited};
use domain::time::Day;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ConnectionTrait, DeriveIden, FromQueryResult};
use strum::VariantArray;
use uuid::Uuid;

use crate::decode::{Row, day, instant};
use crate::{StoreError, Work};

/// So many facts are read at most: whoever has more narrows what is asked for.
pub const MOST_FACTS: usize = 200_000;

/// What is looked through.
#[derive(Clone, Copy, Debug)]
pub struct Sought {
    /// Cases whose road passes this union.
    pub union: UnionId,
    /// Of this campaign alone.
    pub campaign: Option<CampaignId>,
    /// What was done from this day on.
    pub from: Option<Day>,
    /// What was done up to this day.
    pub to: Option<Day>,
}

#[derive(Clone, Copy, DeriveIden)]
enum Roads {
    Table,
    Application,
    UnionId,
    Campaign,
}

#[derive(Clone, Copy, DeriveIden)]
enum Visits {
    Table,
    Application,
    Dossier,
    Day,
    Visitors,
}

#[derive(Clone, Copy, DeriveIden)]
enum Exceptions {
    Table,
    Application,
    UnionId,
    Officer,
    Kind,
    Day,
}

#[derive(Clone, Copy, DeriveIden)]
enum CaseHistory {
    Table,
    Application,
    Officer,
    Action,
    At,
}

impl Sought {
    /// Whether the case of a row is looked through.
    fn has(&self, case: SimpleExpr) -> SimpleExpr {
        let cases = Query::select()
            .column(Roads::Application)
            .from(Roads::Table)
            .and_where(Expr::col(Roads::UnionId).eq(self.union.raw()))
            .and_where_option(self.campaign.map(|campaign| Expr::col(Roads::Campaign).eq(campaign.raw())))
            .take();
        case.in_subquery(cases)
    }

    /// Whether a day lies within.
    fn on(&self, day: &SimpleExpr) -> Condition {
        Condition::all()
            .add_option(self.from.map(|from| day.clone().gte(from.as_epoch())))
            .add_option(self.to.map(|to| day.clone().lte(to.as_epoch())))
    }

    /// Whether an instant does.
    fn at(&self, at: &SimpleExpr) -> Condition {
        Condition::all()
            .add_option(self.from.map(|from| at.clone().gte(from.begins().as_micros())))
            .add_option(self.to.map(|to| at.clone().lt(to.ends().as_micros())))
    }
}

/// The facts, within one transaction.
pub struct Patterns<'w> {
    work: &'w Work,
}

impl Work {
    /// The facts from which patterns are found.
    pub const fn patterns(&self) -> Patterns<'_> {
        Patterns { work: self }
    }
}

impl Patterns<'_> {
    /// The visits.
    pub async fn visits(&self, sought: &Sought) -> Result<Vec<Visited>, StoreError> {
        #[derive(FromQueryResult)]
        struct Found {
            application: Uuid,
            dossier: Uuid,
            day: i64,
            visitors: String,
        }
        let query = Query::select()
            .columns([Visits::Application, Visits::Dossier, Visits::Day, Visits::Visitors])
            .from(Visits::Table)
            .and_where(sought.has(Expr::col(Visits::Application)))
            .cond_where(sought.on(&Expr::col(Visits::Day)))
            .take();
        let visited = |found: Found| {
            let at = Row { table: "visits", id: &found.application };
            let visitors = found.visitors.split_whitespace().map(|id| at.text("visitors", id));
            Ok(Visited {
                case: ApplicationId::new(found.application),
                dossier: DossierId::new(found.dossier),
                day: day(found.day),
                visitors: visitors.collect::<Result<_, StoreError>>()?,
            })
        };
        self.all(query).await?.into_iter().map(visited).collect()
    }

    /// The exceptions that officers allowed.
    pub async fn exceptions(&self, sought: &Sought) -> Result<Vec<Exceptional>, StoreError> {
        #[derive(FromQueryResult)]
        struct Found {
            application: Uuid,
            officer: Uuid,
            union_id: Uuid,
        }
        let allowed = Exceptable::VARIANTS.iter().map(|kind| kind.word());
        let query = Query::select()
            .columns([Exceptions::Application, Exceptions::Officer, Exceptions::UnionId])
            .from(Exceptions::Table)
            .and_where(Expr::col(Exceptions::Kind).is_in(allowed))
            .and_where(sought.has(Expr::col(Exceptions::Application)))
            .cond_where(sought.on(&Expr::col(Exceptions::Day)))
            .take();
        let exceptional = |found: Found| Exceptional {
            case: ApplicationId::new(found.application),
            officer: OfficerId::new(found.officer),
            union: UnionId::new(found.union_id),
        };
        Ok(self.all(query).await?.into_iter().map(exceptional).collect())
    }

    /// How many of the cases pass each union.
    pub async fn cases_by_union(&self, sought: &Sought) -> Result<BTreeMap<UnionId, u64>, StoreError> {
        #[derive(FromQueryResult)]
        struct Found {
            union_id: Uuid,
            cases: i64,
        }
        let query = Query::select()
            .column(Roads::UnionId)
            .expr_as(Expr::col(Roads::Application).count(), "cases")
            .from(Roads::Table)
            .and_where(sought.has(Expr::col(Roads::Application)))
            .group_by_col(Roads::UnionId)
            .take();
        let counted = |found: Found| (UnionId::new(found.union_id), u64::try_from(found.cases).unwrap_or(0));
        Ok(self.all(query).await?.into_iter().map(counted).collect())
    }

    /// The acts of officers on cases.
    pub async fn deeds(&self, sought: &Sought) -> Result<Vec<Deed>, StoreError> {
        #[derive(FromQueryResult)]
        struct Found {
            application: Uuid,
            officer: Uuid,
            action: String,
            at: i64,
        }
        let query = Query::select()
            .columns([CaseHistory::Application, CaseHistory::Officer, CaseHistory::Action, CaseHistory::At])
            .from(CaseHistory::Table)
            .and_where(Expr::col(CaseHistory::Officer).is_not_null())
            .and_where(sought.has(Expr::col(CaseHistory::Application)))
            .cond_where(sought.at(&Expr::col(CaseHistory::At)))
            .take();
        let deed = |found: Found| {
            let row = Row { table: "case_history", id: &found.application };
            Ok(Deed {
                case: ApplicationId::new(found.application),
                officer: OfficerId::new(found.officer),
                action: row.text("action", &found.action)?,
                at: instant(found.at),
            })
        };
        self.all(query).await?.into_iter().map(deed).collect()
    }

    async fn all<T: FromQueryResult>(&self, mut query: SelectStatement) -> Result<Vec<T>, StoreError> {
        let db = self.work.db();
        query.limit(u64::try_from(MOST_FACTS).unwrap_or(u64::MAX).saturating_add(1));
        Ok(T::find_by_statement(db.get_database_backend().build(&query)).all(db).await?)
    }
}
