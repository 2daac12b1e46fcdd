//! How does a school come in that no list has, and how does one end? One at a time, on a person's word.

use actix_web::post;
use domain::area::Province;
use domain::log::Act;
use domain::name::{Remark, Title};
use domain::school::{School, SchoolCode, SchoolLevel};
use domain::text::Told;
use domain::time::Day;
use persistence::{Entry, Logged, Subject};
use serde::Deserialize;
use utoipa::ToSchema;

use super::SchoolPath;
use crate::body::{Body, Stated};
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// A school to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"key": {"scheme": "moe", "code": "4164019998"}, "name": "宁夏新设学院", "province": "64",
    "level": "bachelor", "public": true, "military": false, "valid_from": "2018-05-01", "reasons": "教育部2018年5月公告新设"}))]
pub(super) struct NewSchool {
    /// Scheme and code.
    key: SchoolCode,
    /// Its name.
    name: Title,
    /// Where the campus lies; null: not known.
    #[schema(value_type = Option<Province>, required = true)]
    province: Stated<Option<Province>>,
    /// What it mainly teaches.
    level: SchoolLevel,
    /// Whether it is public; null: not known.
    #[schema(value_type = Option<bool>, required = true)]
    public: Stated<Option<bool>>,
    /// Whether it is a military academy; null: a person decides case by case.
    #[schema(value_type = Option<bool>, required = true)]
    military: Stated<Option<bool>>,
    /// The first day on which it holds (Beijing); null or absent: whenever.
    valid_from: Option<Day>,
    /// On what grounds.
    reasons: Remark,
}

/// Add a school.
///
/// One that no list has. A later list may change its name and level, and nothing that was said here of campus, owner and
/// military. One that is known is corrected; one that was closed begins anew on a later day.
#[utoipa::path(request_body = NewSchool, responses((status = 201, description = "Added", body = School)))]
#[post("/schools")]
pub(super) async fn add_school(write: Write, body: Body<NewSchool>) -> Result<Answer, Problem> {
    let new = &body.value;
    let (key, reasons) = (new.key.clone(), new.reasons.clone());
    let school = School {
        key: key.clone(),
        name: new.name.clone(),
        province: new.province.0,
        level: new.level,
        public: new.public.0,
        military: new.military.0,
        valid_from: new.valid_from,
        valid_to: None,
    };
    write
        .once_felt(&body.octets, async |work| {
            let former = work.schools().last(&key).await?.map(|entry| entry.school);
            follows(former.as_ref(), &school)?;
            let entry = work.schools().add_by_hand(&school).await?;
            let place = format!("/schools/{}/{}", key.scheme().word(), key.as_str());
            let after = serde_json::json!({ "school": entry.school, "reasons": reasons });
            let log = Entry::new(Act::AddSchool, Subject::new("school", entry.id));
            let answer = Answer::created(&place, entry.version, &entry.school)?;
            Ok(Logged::new(answer, log.change(&former, &after)?))
        })
        .await
}

/// Refuses a school that is there, or that would begin before its former entry ended.
fn follows(former: Option<&School>, school: &School) -> Result<(), Problem> {
    let Some(former) = former else { return Ok(()) };
    let Some(last) = former.valid_to else {
        return Err(Problem::new(Code::Duplicate).detail(
            "名录中已有此标识码的院校,如有误请更正",
            "the list has a school of this code; correct it where it is wrong",
        ));
    };
    if school.valid_from.is_some_and(|from| from > last) {
        return Ok(());
    }
    Err(Problem::field(
        "/valid_from",
        Told::new(
            format!("该校曾于{last}停办,起始日须晚于该日"),
            format!("it was closed on {last}; it begins anew on a later day"),
        ),
    ))
}

/// The end of a school.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"last_day": "2018-08-31", "reasons": "并入宁夏大学"}))]
pub(super) struct SchoolClosing {
    /// The last day on which it holds (Beijing).
    last_day: Day,
    /// On what grounds.
    reasons: Remark,
}

/// Close a school.
///
/// The entry without a last day holds to the end of that one. It changes no case that was decided.
#[utoipa::path(params(SchoolPath), request_body = SchoolClosing, responses((status = 200, description = "Closed", body = School)))]
#[post("/schools/{scheme}/{code}/close")]
pub(super) async fn close_school(
    write: Write,
    path: Path<SchoolPath>,
    body: Body<SchoolClosing>,
) -> Result<Answer, Problem> {
    let key = path.0.key()?;
    let (last, reasons) = (body.value.last_day, body.value.reasons.clone());
    write
        .once_felt(&body.octets, async |work| {
            let entry = work.schools().last(&key).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
            write.expect(entry.version)?;
            if let Some(closed) = entry.school.valid_to {
                return Err(Problem::new(Code::Refused).by("school_closed", None).detail(
                    format!("该校已于{closed}停办;恢复办学请自其后重新添加"),
                    format!(
                        "this school ends on {closed} already; where it begins anew, add it from a later day"
                    ),
                ));
            }
            if entry.school.valid_from.is_some_and(|from| last < from) {
                return Err(Problem::field(
                    "/last_day",
                    ["停办日早于起始日,请更正", "the last day comes before the first; correct it"],
                ));
            }
            let closed = work.schools().close(&entry, last).await?;
            let after = serde_json::json!({ "school": closed.school, "reasons": reasons });
            let log = Entry::new(Act::CloseSchool, Subject::new("school", entry.id));
            Ok(Logged::new(Answer::ok(closed.version, &closed.school)?, log.change(&entry.school, &after)?))
        })
        .await
}
