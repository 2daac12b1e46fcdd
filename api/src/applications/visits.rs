//! Who came to see the family, and what did they find? (N15)

use actix_web::post;
use domain::application::Deed;
use domain::application::enrolment::Enrolment;
use domain::application::evidence::Manner;
use domain::id::{OfficerId, VisitId};
use domain::log::Act;
use domain::time::Day;
use persistence::applications::CaseRecord;
use persistence::{Entry, Logged, Work};
use serde::Deserialize;
use utoipa::ToSchema;

use super::desk::{Desk, officer};
use super::enrolment::may_be;
use super::prepared::LiveCases;
use super::settled::answer;
use super::view::ApplicationView;
use super::{ApplicationPath, record};
use crate::body::Body;
use crate::dossiers::{HouseholdCorrection, correct};
use crate::limits::Rows;
use crate::list::Path;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// A visit to the family.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewVisit {
    /// The day of it: not before the campaign opened, not after today.
    day: Day,
    /// The officers who came, each once: caseworkers or heads of unions on the road, unless they were entrusted with it, and
    /// nobody of the household.
    #[schema(value_type = Vec<OfficerId>, min_items = 1, max_items = 10)]
    visitors: Rows<OfficerId, 1, 10>,
    /// How they came.
    manner: Manner,
    /// Whether what they saw agrees with what was declared, corrections on the spot included.
    agrees: bool,
    /// What they found to be otherwise: adopted with the visit, which then holds for the matter as corrected.
    corrections: Option<Corrections>,
}

/// What a visit found to be otherwise. What is absent stays as it was declared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VisitCorrections)]
struct Corrections {
    /// Figures of the household.
    household: Option<HouseholdCorrection>,
    /// The student's enrolment, whole.
    enrolment: Option<Enrolment>,
}

/// Record a visit.
///
/// It holds while the matter stays the same. One that agrees renews the dossier for its year, when enough came in person or
/// as soon as an exception covers it; a later one that does not agree takes that back. Whoever records corrections has
/// prepared the case, and the household's other cases that they change.
#[utoipa::path(params(ApplicationPath), request_body = NewVisit, responses((status = 200, description = "Recorded", body = ApplicationView)))]
#[post("/applications/{id}/visits")]
pub(super) async fn create_visit(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewVisit>,
) -> Result<Answer, Problem> {
    write
        .once(&body.octets, async |work| {
            let desk = Desk::lock(work, write.actor.union, path.0.id, write.at()).await?;
            write.expect(desk.version())?;
            let NewVisit { day, visitors, manner, agrees, corrections } = &body.value;
            let (day, manner, agrees) = (*day, *manner, *agrees);
            known(work, visitors).await?;
            let found = desk.matter();
            let (desk, changed) = Box::pin(adopt(work, &write, desk, corrections.as_ref())).await?;
            let (id, visitors, corrected) =
                (VisitId::new(work.new_id()?), visitors.clone(), desk.matter() != found);
            let deed = Deed::Visit { id, day, visitors: visitors.to_vec(), manner, agrees, corrected };
            let by = officer(&write.actor)?;
            let entered = Box::pin(record::enter(work, desk, deed, &by, write.at())).await?;
            let logged = answer(work, &write, entered.record, Act::RecordEvidence).await?;
            Ok(changed.into_iter().chain(entered.renewed).fold(logged, Logged::and))
        })
        .await
}

/// Whether all visitors are known, each named once.
async fn known(work: &Work, visitors: &[OfficerId]) -> Result<(), Problem> {
    for (at, visitor) in visitors.iter().enumerate() {
        if visitors.iter().take(at).any(|named| named == visitor) {
            return Err(Problem::field(
                format!("/visitors/{at}"),
                ["同一走访人只能列一次,请删去重复", "each visitor is named once; leave the other out"],
            ));
        }
        let known = work.officers().find(*visitor).await?;
        known.ok_or_else(|| {
            Problem::field(
                format!("/visitors/{at}"),
                ["没有此人员,请在人员表中查找", "no such officer; look them up at GET /api/v1/officers"],
            )
        })?;
    }
    Ok(())
}

/// The case as the visit leaves it, and the entries of what was corrected in its dossier. Whoever corrects what the
/// household's other cases are about has prepared them too.
async fn adopt(
    work: &Work,
    write: &Write,
    desk: Desk,
    corrections: Option<&Corrections>,
) -> Result<(Desk, Vec<Entry>), Problem> {
    let Some(Corrections { household, enrolment }) = corrections else { return Ok((desk, Vec::new())) };
    let mut record: CaseRecord = desk.record.clone();
    if let Some(enrolment) = enrolment {
        record.enrolment = enrolment.clone();
        may_be(work, write, &desk, &record.enrolment, "/corrections/enrolment").await?;
    }
    let Some(household) = household else {
        return Ok((Desk::around(work, record, write.at()).await?, Vec::new()));
    };
    let siblings = LiveCases::beside(work, &desk.record.application, write.at()).await?;
    let mut entries = vec![correct(work, write, &desk.dossier, household).await?];
    let desk = Desk::around(work, record, write.at()).await?;
    let prepared = siblings.follow(work, &desk.household, write.actor.officer, write.at());
    entries.extend(Box::pin(prepared).await?);
    Ok((desk, entries))
}
