//! Calendars over HTTP: the announced days of a year, by which postings count their working days.

use std::collections::BTreeSet;

use actix_web::web::Data;
use actix_web::{get, put};
use domain::access::Deed;
use domain::calendar::{Announcer, CalendarDay, DayKind};
use domain::log::Act;
use domain::name::Title;
use domain::time::{Day, Instant};
use domain::year::Year;
use persistence::calendars::YearDays;
use persistence::{Entry, Logged, Subject};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::State;
use crate::body::Body;
use crate::list::{Found, Path};
use crate::problem::{Problem, Wrong};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("reference")
        .allow(Allow::Can(Deed::ReadReference), || find_calendar)
        .allow_versioned(Allow::Can(Deed::ManageReference), || replace_calendar)
}

/// Which year.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct CalendarPath {
    /// The year.
    #[param(value_type = i32, minimum = 1900, maximum = 2199, example = 2018)]
    year: Year,
}

/// The announced days of a year; every other one follows the week.
#[derive(Serialize, ToSchema)]
struct CalendarYear {
    /// The year.
    year: Year,
    /// The announced days in order.
    days: Vec<CalendarDay>,
    /// Raised by every replacement; 0 while nothing is known of the year.
    version: i64,
    /// When they were last replaced; null while nothing is known.
    updated_at: Option<Instant>,
}

impl From<YearDays> for CalendarYear {
    fn from(year: YearDays) -> Self {
        let YearDays { year, days, version, updated_at } = year;
        Self { year, days, version, updated_at }
    }
}

/// Read the calendar of a year.
///
/// Of a year of which nothing is known there are no days, and its version is 0.
#[utoipa::path(params(CalendarPath), responses((status = 200, description = "The year", body = CalendarYear)))]
#[get("/calendars/{year}")]
async fn find_calendar(state: Data<State>, path: Path<CalendarPath>) -> Result<Found<CalendarYear>, Problem> {
    let found = state.store.read(async |work| work.calendars().find(path.0.year).await).await?;
    Ok(Found { version: found.version, view: found.into() })
}

/// A day that was announced.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AnnouncedDay {
    /// The day in Beijing.
    day: Day,
    /// Whether it is worked.
    kind: DayKind,
    /// The holiday's name.
    title: Title,
    /// Who announced it.
    source: Announcer,
}

/// The announced days that shall stand for a year.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"days": [
    {"day": "2018-08-22", "kind": "holiday", "title": "古尔邦节", "source": "regional"},
    {"day": "2018-09-29", "kind": "working", "title": "国庆节调休上班", "source": "national"}
]}))]
struct NewCalendar {
    /// All announced days of the year, each once.
    #[schema(max_items = 366)]
    days: Vec<AnnouncedDay>,
}

/// Replace the announced days of a year.
///
/// A posting that runs keeps the last day that it was given; those made from now on count by the new days.
#[utoipa::path(params(CalendarPath), request_body = NewCalendar, responses((status = 200, description = "Replaced", body = CalendarYear)))]
#[put("/calendars/{year}")]
async fn replace_calendar(
    write: Write,
    path: Path<CalendarPath>,
    body: Body<NewCalendar>,
) -> Result<Answer, Problem> {
    let year = path.0.year;
    let days = days_of(year, &body.value)?;
    write
        .once(&body.octets, async |work| {
            let read = work.calendars().find(year).await?;
            write.expect(read.version)?;
            let replaced = work.calendars().replace(&read, &days).await?;
            let number = u128::from(year.number().unsigned_abs());
            let entry = Entry::new(Act::ReplaceCalendar, Subject::new("calendar", Uuid::from_u128(number)));
            let entry = entry.change(&read.days, &replaced.days)?;
            Ok(Logged::new(Answer::ok(replaced.version, &CalendarYear::from(replaced))?, entry))
        })
        .await
}

fn days_of(year: Year, said: &NewCalendar) -> Result<Vec<CalendarDay>, Problem> {
    let (mut days, mut errors, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (at, each) in said.days.iter().enumerate() {
        let day = each.day;
        let mut wrong = |said: [&'static str; 2]| errors.push(Wrong::new(format!("/days/{at}/day"), said));
        if !year.has(day) {
            wrong(["该日不在此年度内,请更正", "the day does not lie in the year; correct it"]);
        } else if !seen.insert(day) {
            wrong(["该日重复,请只保留一处", "the day is listed twice; leave one out"]);
        }
        let (kind, title, source) = (each.kind, each.title.clone(), each.source);
        days.push(CalendarDay { day, kind, title, source });
    }
    if errors.is_empty() { Ok(days) } else { Err(Problem::invalid(errors)) }
}
