//! Schools over HTTP: found by code or name, and corrected by a person.

mod import;
mod sheet;
mod single;

#[cfg(test)]
pub(crate) use sheet::tests::{is_list, samples};

use actix_web::web::Data;
use actix_web::{get, put};
use domain::access::Deed;
use domain::area::Province;
use domain::log::Act;
use domain::name::{Remark, Title};
use domain::school::{School, SchoolCode, SchoolLevel, SchoolScheme};
use domain::time::{Day, Instant};
use persistence::schools::{Correction, Filter};
use persistence::{Entry, Logged, Subject};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::body::{Body, Stated};
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The routes of this folder.
pub(crate) fn routes() -> Routes {
    Routes::tagged("schools")
        .allow(Allow::Can(Deed::ReadReference), || list_schools)
        .allow(Allow::Can(Deed::ReadReference), || find_school)
        .allow(Allow::Can(Deed::ManageReference), || single::add_school)
        .allow(Allow::Can(Deed::ManageReference), || import::import_schools)
        .allow_versioned(Allow::Can(Deed::ManageReference), || correct_school)
        .allow_versioned(Allow::Can(Deed::ManageReference), || single::close_school)
}

/// Which school.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct SchoolPath {
    /// Whose code it is.
    scheme: SchoolScheme,
    /// The code.
    #[param(pattern = "^((41|36)[1-9][0-9]{7}|9[0-2][0-9]{3})$", example = "4164010749")]
    code: String,
}

impl SchoolPath {
    fn key(&self) -> Result<SchoolCode, Problem> {
        SchoolCode::new(self.scheme, &self.code).map_err(|_| Problem::new(Code::NotFound))
    }
}

/// On which day.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SchoolDay {
    /// The entry that holds on this day (Beijing). Unless said, that of today, or else the last one.
    on: Option<Day>,
}

/// Whether military, as a filter has it.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum MilitaryStanding {
    /// Military academies.
    True,
    /// Civil schools.
    False,
    /// Those of which a person decides.
    Unknown,
}

/// Which schools.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SchoolQuery {
    /// In force on this day (Beijing); today unless said.
    on: Option<Day>,
    /// Of this scheme.
    scheme: Option<SchoolScheme>,
    /// With exactly this code.
    code: Option<String>,
    /// With a campus in this province, by its two digits.
    #[param(value_type = Option<String>, example = "64")]
    province: Option<Province>,
    /// With a name that begins so.
    #[param(value_type = Option<String>, example = "宁夏")]
    name: Option<Title>,
    /// Of this level.
    level: Option<SchoolLevel>,
    /// Military, civil, or for a person to decide.
    #[param(inline)]
    military: Option<MilitaryStanding>,
    /// Changed at or after this instant.
    updated_since: Option<Instant>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List schools.
#[utoipa::path(params(SchoolQuery), responses((status = 200, description = "A page of schools", body = List<School>)))]
#[get("/schools")]
async fn list_schools(state: Data<State>, query: Query<SchoolQuery>) -> Result<List<School>, Problem> {
    let SchoolQuery {
        on,
        scheme,
        code,
        province,
        name,
        level,
        military,
        updated_since,
        limit,
        cursor,
        total,
    } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let military = military.map(|standing| match standing {
        MilitaryStanding::True => Some(true),
        MilitaryStanding::False => Some(false),
        MilitaryStanding::Unknown => None,
    });
    let on = on.unwrap_or_else(|| state.clock.business().day());
    let filter = Filter { on, scheme, code, province, name, level, military };
    let page = state.store.read(async |work| work.schools().list(&filter, paging).await).await?;
    Ok(page.map(|entry| entry.school).into())
}

/// Read a school.
#[utoipa::path(params(SchoolPath, SchoolDay), responses((status = 200, description = "The school", body = School)))]
#[get("/schools/{scheme}/{code}")]
async fn find_school(
    state: Data<State>,
    path: Path<SchoolPath>,
    query: Query<SchoolDay>,
) -> Result<Found<School>, Problem> {
    let key = path.0.key()?;
    let today = state.clock.business().day();
    let found = state.store.read(async |work| match query.0.on {
        Some(on) => work.schools().find(&key, on).await,
        None => work.schools().find_or_last(&key, today).await,
    });
    let found = found.await?;
    let entry = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Found { version: entry.version, view: entry.school })
}

/// What a person finds of a school.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"province": "64", "public": true, "military": false, "reasons": "主管部门来函确认"}))]
struct SchoolCorrection {
    /// Where the campus lies; null: not known.
    #[schema(value_type = Option<Province>, required = true)]
    province: Stated<Option<Province>>,
    /// Whether it is public; null: not known.
    #[schema(value_type = Option<bool>, required = true)]
    public: Stated<Option<bool>>,
    /// Whether it is a military academy; null: a person decides case by case.
    #[schema(value_type = Option<bool>, required = true)]
    military: Stated<Option<bool>>,
    /// On what grounds.
    reasons: Remark,
}

/// Correct a school.
///
/// What a list cannot know: where the campus lies, who runs it, whether it is military. It corrects the entry
/// that is read without a day, stands through later imports, and changes no case that was decided.
#[utoipa::path(params(SchoolPath), request_body = SchoolCorrection, responses((status = 200, description = "Corrected", body = School)))]
#[put("/schools/{scheme}/{code}")]
async fn correct_school(
    write: Write,
    path: Path<SchoolPath>,
    body: Body<SchoolCorrection>,
) -> Result<Answer, Problem> {
    let key = path.0.key()?;
    let SchoolCorrection { province, public, military, reasons } = &body.value;
    let (correction, reasons) =
        (Correction { province: province.0, public: public.0, military: military.0 }, reasons.clone());
    write
        .once_felt(&body.octets, async |work| {
            let found = work.schools().find_or_last(&key, write.at().day()).await?;
            let entry = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            write.expect(entry.version)?;
            let corrected = work.schools().correct(&entry, correction).await?;
            let after = serde_json::json!({ "school": corrected.school, "reasons": reasons });
            let log = Entry::new(Act::CorrectSchool, Subject::new("school", entry.id));
            Ok(Logged::new(
                Answer::ok(corrected.version, &corrected.school)?,
                log.change(&entry.school, &after)?,
            ))
        })
        .await
}
