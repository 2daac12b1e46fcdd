//! What does the national system's side say became of a family? That it has it, cannot take it, or has it otherwise; said again, nothing
//! changes (N17).

pub(super) mod due;

use actix_web::post;
use domain::access::Jurisdiction;
use domain::disclosure::DisclosurePurpose;
use domain::dossier::Household;
use domain::log::Act;
use domain::name::Remark;
use domain::national_record::{Difference, NationalNumber, NationalRecord};
use domain::standing_purpose::StandingPurpose;
use domain::text::reasons;
use persistence::dossiers::DossierRecord;
use persistence::{Logged, Work};
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::NationalRecordView;
use super::{NationalRecordPath, entry, hold, keep, refused, shown, spoken};
use crate::body::Body;
use crate::limits::Rows;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// That the national system has a family.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AcknowledgedRecord {
    /// The family's number there (职工编号).
    number: NationalNumber,
    /// The version of the dossier that it has, as it was asked for.
    #[schema(minimum = 1, example = 1)]
    dossier_version: i64,
}

/// Say that the national system has a family.
///
/// By the program of the national system's side. Said again, or late, it changes nothing. Where the dossier went on meanwhile the
/// family stays due.
#[utoipa::path(params(NationalRecordPath), request_body = AcknowledgedRecord, responses((status = 200, description = "The record", body = NationalRecordView)))]
#[post("/national-records/{id}/acknowledgement")]
pub(super) async fn acknowledge_national_record(
    write: Write,
    path: Path<NationalRecordPath>,
    body: Body<AcknowledgedRecord>,
) -> Result<Answer, Problem> {
    let AcknowledgedRecord { number, dossier_version } = &body.value;
    report(&write, &path, &body.octets, |was, dossier, _| {
        let spoken = spoken(*dossier_version, dossier.version);
        was.acknowledged(number.clone(), spoken, write.at().day()).map_err(refused)
    })
    .await
}

/// That the national system cannot take a family.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FailedRecord {
    /// The version of the dossier that it could not take.
    #[schema(minimum = 1, example = 1)]
    dossier_version: i64,
    /// Why.
    #[schema(example = "户主身份证号已在其他地区建档")]
    reason: Remark,
}

/// Say that the national system cannot take a family.
///
/// By the program of the national system's side. It is due again when the dossier changes, or an officer has seen to it.
#[utoipa::path(params(NationalRecordPath), request_body = FailedRecord, responses((status = 200, description = "The record", body = NationalRecordView)))]
#[post("/national-records/{id}/failure")]
pub(super) async fn fail_national_record(
    write: Write,
    path: Path<NationalRecordPath>,
    body: Body<FailedRecord>,
) -> Result<Answer, Problem> {
    let FailedRecord { dossier_version, reason } = &body.value;
    report(&write, &path, &body.octets, |was, dossier, _| {
        was.failed(reason, spoken(*dossier_version, dossier.version)).map_err(refused)
    })
    .await
}

/// What the national system has otherwise.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"dossier_version": 1, "differences": [{"member": 1, "field": "phone", "theirs": "13995000002"}]}))]
struct DifferingRecord {
    /// The version of the dossier with which it was compared.
    #[schema(minimum = 1, example = 1)]
    dossier_version: i64,
    /// Each field once.
    #[schema(value_type = Vec<Difference>, min_items = 1, max_items = 200)]
    differences: Rows<Difference, 1, 200>,
}

/// Say what the national system has otherwise.
///
/// By the program of the national system's side. A person settles it; meanwhile nothing else that is said of the family counts, and a
/// fund that demands the record does not pay.
#[utoipa::path(params(NationalRecordPath), request_body = DifferingRecord, responses((status = 200, description = "The record", body = NationalRecordView)))]
#[post("/national-records/{id}/differences")]
pub(super) async fn report_differences(
    write: Write,
    path: Path<NationalRecordPath>,
    body: Body<DifferingRecord>,
) -> Result<Answer, Problem> {
    let DifferingRecord { dossier_version, differences } = &body.value;
    report(&write, &path, &body.octets, |was, dossier, household| {
        expect_members(household, differences)?;
        let spoken = spoken(*dossier_version, dossier.version);
        was.differs(differences.to_vec(), spoken).map_err(refused)
    })
    .await
}

/// Takes down what is said of a record, if it is new.
async fn report(
    write: &Write,
    path: &Path<NationalRecordPath>,
    octets: &[u8],
    become_so: impl Fn(NationalRecord, &DossierRecord, &Household) -> Result<Option<NationalRecord>, Problem>,
) -> Result<Answer, Problem> {
    write
        .once(octets, async |work| {
            let standing = standing(work, write).await?;
            let (was, dossier) = hold(work, Jurisdiction { root: standing.union }, path.0.id).await?;
            let household = work.dossiers().household(&dossier).await?;
            if let Some(now) = become_so(was.clone(), &dossier, &household)? {
                return keep(work, &was, now, Act::ReportNationalRecord).await;
            }
            let known = entry(Act::ReportNationalRecord, &was).change(&(), &"nothing new")?;
            Ok(Logged::new(Answer::ok(was.version, &shown(work, was).await?)?, known))
        })
        .await
}

/// What differs of a member is said of one who is in the household.
fn expect_members(household: &Household, differences: &[Difference]) -> Result<(), Problem> {
    let strange = |one: &Difference| one.member.is_some_and(|number| household.member(number).is_none());
    let Some(at) = differences.iter().position(strange) else { return Ok(()) };
    let told = ["档案中没有这名成员,请更正", "the household has no such member; correct it"];
    Err(Problem::field(format!("/differences/{at}/member"), told))
}

/// Under what the program asks and speaks: the standing purpose of the national report, in force today.
async fn standing(work: &Work, write: &Write) -> Result<StandingPurpose, Problem> {
    let granted = work.standing_purposes().of_program(write.actor.account, write.at().day()).await?;
    let mut of_report = granted.into_iter().filter(|one| one.purpose == DisclosurePurpose::NationalReport);
    of_report.next().ok_or_else(|| Problem::new(Code::Forbidden).telling(NoStanding))
}

/// That a program was granted nothing under which it could ask.
#[derive(Debug)]
struct NoStanding;

reasons! {
    NoStanding {
        Self => "该程序没有在有效期内、用途为national_report的长期用途授权;请由安全管理员用POST /standing-purposes授予",
            "no standing purpose of today is for the national_report; an administrator of security grants one at POST /standing-purposes";
    }
}
