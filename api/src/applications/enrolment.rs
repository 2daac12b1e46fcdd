//! What may the enrolment of a case become? Another of the same student, at a school that the list has.

use actix_web::put;
use domain::application::Deed;
use domain::application::enrolment::Enrolment;
use domain::eligibility::figures::AdmissionYear;
use domain::log::Act;
use domain::time::Instant;
use persistence::Work;
use persistence::applications::CaseRecord;

use super::desk::{Desk, Known, officer};
use super::settled::answer;
use super::view::ApplicationView;
use super::{ApplicationPath, record};
use crate::body::Body;
use crate::list::Path;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// Change the enrolment of a case.
///
/// Before its decision. What was seen, signed and posted of another matter no longer holds.
#[utoipa::path(params(ApplicationPath), request_body = Enrolment, responses((status = 200, description = "Changed", body = ApplicationView)))]
#[put("/applications/{id}/enrolment")]
pub(super) async fn change_enrolment(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<Enrolment>,
) -> Result<Answer, Problem> {
    let enrolment = &body.value;
    write
        .once(&body.octets, async |work| {
            let desk = Desk::lock(work, write.actor.union, path.0.id, write.at()).await?;
            write.expect(desk.version())?;
            may_be(work, &write, &desk, enrolment, "").await?;
            let changed = CaseRecord { enrolment: enrolment.clone(), ..desk.record.clone() };
            let after = Desk::around(work, changed, write.at()).await?;
            let by = officer(&write.actor)?;
            let entered = Box::pin(record::enter(work, after, Deed::Facts, &by, write.at())).await?;
            answer(work, &write, entered.record, Act::ChangeApplication).await
        })
        .await
}

/// Whether an enrolment may become that of a case; `at` is where it stands in the body.
pub(super) async fn may_be(
    work: &Work,
    write: &Write,
    desk: &Desk,
    enrolment: &Enrolment,
    at: &str,
) -> Result<(), Problem> {
    if enrolment.member != desk.record.enrolment.member {
        let told = [
            "一份申请只对应一名学生,其他学生请另录申请",
            "a case is of one student; enter another for another",
        ];
        return Err(Problem::field(format!("{at}/member"), told));
    }
    check_school(work, &Known::default(), write.at(), enrolment, at).await
}

/// Whether the school is on the list, in the year of admission too; `at` is where the enrolment stands in the body.
pub(super) async fn check_school(
    work: &Work,
    known: &Known,
    now: Instant,
    enrolment: &Enrolment,
    at: &str,
) -> Result<(), Problem> {
    let Some(code) = &enrolment.school else { return Ok(()) };
    if known.school(work, enrolment, now.day()).await?.is_none() {
        let told =
            ["没有此代码的院校,请在院校表中查找", "no school has this code; find it at GET /api/v1/schools"];
        return Err(Problem::field(format!("{at}/school"), told));
    }
    let Some(year) = enrolment.admission_year.map(AdmissionYear::get) else { return Ok(()) };
    if !work.schools().held_in(code, year).await? {
        let told = [
            "录取年度院校表中没有此代码的院校,请核对院校和录取年份",
            "no school had this code in the year of admission; check school and year",
        ];
        return Err(Problem::field(format!("{at}/school"), told));
    }
    Ok(())
}
