//! What stands in cases and is looked for across them? Exceptions, consents, objections: kept with each case that is
//! written, so that no register can lag behind its cases.

pub mod consents;
pub mod exceptions;
pub mod objections;
mod visits;

use domain::application::Application;
use domain::application::register::Registered;
use domain::application::seats::SelfRecorded;
use domain::id::{ApplicationId, CampaignId, ExceptionId, UnionId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::applications::CaseRecord;
use crate::{Page, Place, StoreError, Work};

/// An entry of a register with the case it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InCase<T> {
    /// The case.
    pub application: ApplicationId,
    /// The number of the case.
    pub number: String,
    /// The campaign.
    pub campaign: CampaignId,
    /// The union concerned.
    pub union: UnionId,
    /// What it says.
    pub entry: T,
}

/// A row as far as all registers have it.
struct Common {
    id: Uuid,
    application: Uuid,
    number: String,
    campaign: Uuid,
    union: Uuid,
    entry: Vec<u8>,
}

const fn place(table: &'static str, row: Uuid) -> Place {
    Place { table, column: "entry", row }
}

async fn open<T: DeserializeOwned>(
    work: &Work,
    table: &'static str,
    row: Common,
) -> Result<InCase<T>, StoreError> {
    Ok(InCase {
        application: ApplicationId::new(row.application),
        number: row.number,
        campaign: CampaignId::new(row.campaign),
        union: UnionId::new(row.union),
        entry: work.open(row.application, place(table, row.id), &row.entry).await?,
    })
}

async fn open_page<T: DeserializeOwned>(
    work: &Work,
    table: &'static str,
    found: Page<impl Into<Common>>,
) -> Result<Page<InCase<T>>, StoreError> {
    let mut items = Vec::with_capacity(found.items.len());
    for row in found.items {
        items.push(open(work, table, row.into()).await?);
    }
    Ok(Page { items, next: found.next, total: found.total })
}

/// Takes of a register's row what all registers have.
macro_rules! common {
    ($model:ty) => {
        impl From<$model> for super::Common {
            fn from(row: $model) -> Self {
                Self {
                    id: row.id,
                    application: row.application,
                    number: row.number,
                    campaign: row.campaign,
                    union: row.union_id,
                    entry: row.entry,
                }
            }
        }
    };
}
use common;

async fn seal(
    work: &Work,
    table: &'static str,
    case: &CaseRecord,
    id: Uuid,
    union: Uuid,
    entry: &impl Serialize,
) -> Result<Common, StoreError> {
    let application = case.application.id.raw();
    let entry = work.seal(application, place(table, id), entry).await?;
    let (number, campaign) = (case.number.clone(), case.application.campaign.raw());
    Ok(Common { id, application, number, campaign, union, entry })
}

/// Enters what a change of a case added to it, altered in it, or recorded by itself.
pub(crate) async fn keep(
    work: &Work,
    before: Option<&Application>,
    case: &CaseRecord,
    of_themselves: &[SelfRecorded],
) -> Result<(), StoreError> {
    let now = &case.application;
    for mark in &now.exceptions {
        if before.is_none_or(|before| !before.exceptions.contains(mark)) {
            work.exceptions().keep(case, &Registered::Allowed(mark.clone())).await?;
        }
    }
    for visit in &now.visits {
        if before.is_none_or(|before| before.visits.iter().all(|known| known.id != visit.id)) {
            visits::keep(work, case, visit).await?;
        }
    }
    for what in of_themselves {
        let (id, stamp) = (ExceptionId::new(work.new_id()?), work.stamp()?);
        let nobody = || StoreError::corrupt("exceptions", id, "nobody acted");
        let (what, by, at) = (*what, stamp.officer.ok_or_else(nobody)?, stamp.at);
        work.exceptions().keep(case, &Registered::OfItself { id, what, by, at }).await?;
    }
    for mark in &now.consents {
        if before.is_none_or(|before| !before.consents.contains(mark)) {
            work.consents().keep(case, mark).await?;
        }
    }
    for objection in &now.objections {
        if before.is_none_or(|before| !before.objections.contains(objection)) {
            work.objections().keep(case, objection).await?;
        }
    }
    Ok(())
}

/// Takes an erased case out of all registers.
pub(crate) async fn erase(work: &Work, case: ApplicationId) -> Result<(), StoreError> {
    exceptions::erase(work, case.raw()).await?;
    consents::erase(work, case.raw()).await?;
    visits::erase(work, case.raw()).await?;
    objections::erase(work, case.raw()).await
}

/// The union that took a case.
fn taker(case: &CaseRecord) -> Result<Uuid, StoreError> {
    stop(case, domain::application::Position::ENTRY)
}

/// The union at a place of a case's road.
fn stop(case: &CaseRecord, at: domain::application::Position) -> Result<Uuid, StoreError> {
    let stop = case.application.road.stop(at);
    let missing = || StoreError::corrupt("applications", case.application.id, "its road has no such place");
    stop.map(|stop| stop.union.raw()).ok_or_else(missing)
}
