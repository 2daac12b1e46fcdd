//! What does a visitor put right in a household on the spot? Figures, adopted with the visit.

use domain::dossier::{DossierStatus, Income, Tuition, UnionAid};
use domain::log::Act;
use persistence::dossiers::DossierRecord;
use persistence::{Entry, Work};
use serde::Deserialize;
use utoipa::ToSchema;

use super::enter::{closed, worker_name};
use super::flaws::Part;
use super::household::HouseholdForm;
use super::people::take;
use super::subject;
use crate::limits::Rows;
use crate::problem::{Code, Problem};
use crate::write::Write;

/// Where corrections stand in the body of a visit.
const AT: &str = "/corrections/household";

/// Figures of a household as a visit found them. A list replaces the declared one; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HouseholdCorrection {
    /// The version of the dossier that was read.
    dossier_version: i64,
    /// What came in, without the unions' student aid.
    #[schema(value_type = Option<Vec<Income>>, max_items = 500)]
    incomes: Option<Rows<Income, 0, 500>>,
    /// What unions gave for students.
    #[schema(value_type = Option<Vec<UnionAid>>, max_items = 100)]
    union_aid: Option<Rows<UnionAid, 0, 100>>,
    /// What schools charge.
    #[schema(value_type = Option<Vec<Tuition>>, max_items = 100)]
    tuition: Option<Rows<Tuition, 0, 100>>,
}

impl HouseholdCorrection {
    /// Puts what was found into the household as it was declared, and says which parts that are.
    fn put(&self, form: &mut HouseholdForm) -> Vec<Part> {
        let mut parts = Vec::new();
        if self.incomes.is_some() {
            form.incomes.clone_from(&self.incomes);
            parts.push(Part::below(AT, &["/incomes"]));
        }
        if self.union_aid.is_some() {
            form.union_aid.clone_from(&self.union_aid);
            parts.push(Part::below(AT, &["/union_aid"]));
        }
        if self.tuition.is_some() {
            form.tuition.clone_from(&self.tuition);
            parts.push(Part::below(AT, &["/tuition"]));
        }
        parts
    }
}

/// Adopts it as the next version of a dossier that is locked, and gives the entry of the log for it.
pub(crate) async fn correct(
    work: &Work,
    write: &Write,
    dossier: &DossierRecord,
    correction: &HouseholdCorrection,
) -> Result<Entry, Problem> {
    if work.dossiers().find(write.actor.jurisdiction(), dossier.id).await?.is_none() {
        let told = [
            "该档案不在您的管辖范围内,请联系管理档案的工会更正",
            "the dossier is kept outside your jurisdiction; ask the union that keeps it",
        ];
        return Err(Problem::field(AT, told));
    }
    if dossier.version != correction.dossier_version {
        return Err(Problem::new(Code::Stale));
    }
    if dossier.standing.status == DossierStatus::Closed {
        return Err(closed());
    }
    let before = work.dossiers().whole(dossier.clone()).await?;
    let mut form = HouseholdForm::kept(&before);
    let mut household = before.household.clone();
    let by = (write.actor.jurisdiction(), write.at().day());
    for part in correction.put(&mut form) {
        household = take(work, &form, part, dossier.id, Some(&before), by).await?;
    }
    let name = worker_name(&household)?;
    work.dossiers().change(dossier, dossier.standing, &name, &household).await?;
    Ok(Entry::new(Act::ChangeDossier, subject(dossier.id)).change(&before.household, &household)?)
}
