//! What is there before anybody enters anything? The schools and calendars that the program ships.

use std::collections::BTreeSet;

use domain::calendar::{Calendar, CalendarDay};
use domain::school::{School, SchoolCode, SchoolScheme};
use domain::year::Year;
use strum::VariantArray;
use uuid::Uuid;

use crate::{Entry, LockKind, Logged, Stamp, Store, StoreError, Subject, Work};
use domain::log::Act;

/// What of the shipped data is not in the store.
struct Missing {
    schools: Vec<School>,
    years: Vec<(Year, Vec<CalendarDay>)>,
}

impl Store {
    /// Adds what is shipped and not there yet: schools by code, calendars by year. What a person changed
    /// stays; a second time does nothing.
    pub async fn install_shipped(&self, stamp: &Stamp) -> Result<(), StoreError> {
        let lacking = self.read(async |work| missing(work).await).await?;
        if lacking.schools.is_empty() && lacking.years.is_empty() {
            return Ok(());
        }
        self.write(stamp, async |work| -> Result<_, StoreError> {
            work.lock(LockKind::Shipped, Uuid::nil()).await?;
            let missing = missing(work).await?;
            work.schools().add(&missing.schools).await?;
            for (year, days) in &missing.years {
                let read = work.calendars().find(*year).await?;
                work.calendars().replace(&read, days).await?;
            }
            let years: Vec<Year> = missing.years.iter().map(|(year, _)| *year).collect();
            let added = serde_json::json!({ "schools": missing.schools.len(), "years": years });
            let entry = Entry::new(Act::InstallShipped, Subject::new("shipped", Uuid::nil()));
            Ok(Logged::new((), entry.change(&(), &added)?))
        })
        .await
    }
}

async fn missing(work: &Work) -> Result<Missing, StoreError> {
    let mut there: BTreeSet<SchoolCode> = BTreeSet::new();
    for scheme in SchoolScheme::VARIANTS {
        there.extend(work.schools().known(*scheme).await?.into_iter().map(|known| known.school.key));
    }
    let mut schools = School::shipped().map_err(|error| damaged("schools", &error))?;
    schools.retain(|school| !there.contains(&school.key));
    let calendar = Calendar::shipped().map_err(|error| damaged("calendar_days", &error))?;
    let known = work.calendars().known().await?;
    let mut years: Vec<(Year, Vec<CalendarDay>)> = Vec::new();
    for each in calendar.days().filter(|each| !known.contains(&each.day.year())) {
        match years.last_mut() {
            Some((year, days)) if year.has(each.day) => days.push(each.clone()),
            _ => years.push((each.day.into(), vec![each.clone()])),
        }
    }
    Ok(Missing { schools, years })
}

fn damaged(table: &'static str, error: &domain::table::BadRow) -> StoreError {
    StoreError::corrupt(table, "shipped", error)
}
