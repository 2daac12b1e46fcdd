//! How is a household written? The same going in and coming out, so that what was read can be sent back.

use domain::citizen_id::CitizenId;
use domain::code_list::Code;
use domain::dossier::{
    Household, Income, Member, MemberNumber, Tuition, UnionAid, Unknown, WorkerKind, Workplace,
};
use domain::id::PersonId;
use domain::person::Identifiers;
use persistence::dossiers::WholeDossier;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::member::MemberForm;
use crate::body::Field;
use crate::problem::Problem;

/// A household. A list that is null was not asked for; an empty one says that there is nothing of the kind.
#[derive(Clone, Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Household)]
pub(crate) struct HouseholdForm {
    /// What kind of worker holds the dossier.
    #[validate(nested)]
    pub(super) worker_kind: Field<WorkerKind>,
    /// Which member is the worker.
    #[validate(nested)]
    pub(super) worker: Field<MemberNumber>,
    /// All members.
    #[validate(nested, length(min = 1, max = 30))]
    #[schema(min_items = 1, max_items = 30)]
    pub(super) members: Vec<MemberForm>,
    /// What came in, without the unions' student aid.
    #[validate(nested, length(max = 500))]
    #[schema(max_items = 500)]
    pub(super) incomes: Option<Vec<Field<Income>>>,
    /// What unions gave for students.
    #[validate(nested, length(max = 100))]
    #[schema(max_items = 100)]
    pub(super) union_aid: Option<Vec<Field<UnionAid>>>,
    /// What schools charge.
    #[validate(nested, length(max = 100))]
    #[schema(max_items = 100)]
    pub(super) tuition: Option<Vec<Field<Tuition>>>,
    /// 困难类别, of the list `hardship_category`.
    #[validate(nested)]
    pub(super) hardship_category: Option<Field<Code>>,
    /// 主要致困原因, of the list `hardship_cause`.
    #[validate(nested)]
    pub(super) main_cause: Option<Field<Code>>,
    /// 次要致困原因, of the same list.
    #[serde(default)]
    #[validate(nested, length(max = 3))]
    #[schema(max_items = 3)]
    pub(super) other_causes: Vec<Field<Code>>,
    /// 住房类型, of the list `housing`.
    #[validate(nested)]
    pub(super) housing: Option<Field<Code>>,
    /// 建筑面积, of the list `floor_area`.
    #[validate(nested)]
    pub(super) floor_area: Option<Field<Code>>,
    /// 档案类别, of the list `dossier_category`.
    #[validate(nested)]
    pub(super) dossier_category: Option<Field<Code>>,
    /// Where the worker works; null for those without a workplace.
    #[validate(nested)]
    pub(super) workplace: Option<Field<Workplace>>,
    /// Whose card or account takes the money.
    #[validate(nested)]
    pub(super) card_of: Option<Field<MemberNumber>>,
    /// What is not known, and why.
    #[serde(default)]
    #[validate(nested, length(max = 100))]
    #[schema(max_items = 100)]
    unknowns: Vec<Field<Unknown>>,
}

/// The value of a field that may be absent.
pub(super) fn optional<T: Clone>(field: Option<&Field<T>>) -> Result<Option<T>, Problem> {
    field.map(Field::legal).transpose()
}

/// A field that may be absent, as it is kept.
pub(super) fn said<T: Clone>(value: Option<&T>) -> Option<Field<T>> {
    value.cloned().map(Field::Legal)
}

fn rows<T: Clone>(fields: &[Field<T>]) -> Result<Vec<T>, Problem> {
    fields.iter().map(Field::legal).collect()
}

fn fields<T: Clone>(rows: &[T]) -> Vec<Field<T>> {
    rows.iter().cloned().map(Field::Legal).collect()
}

/// The citizen ids of members that were sent whole.
pub(super) fn citizen_ids(members: &[MemberForm]) -> Result<Vec<CitizenId>, Problem> {
    members.iter().filter_map(|member| member.citizen_id().transpose()).collect()
}

impl HouseholdForm {
    /// The household, its members being those persons in order.
    pub(super) fn household(&self, persons: &[PersonId]) -> Result<Household, Problem> {
        let members = self.members.iter().zip(persons).map(|(form, person)| form.member(*person));
        Ok(Household {
            worker_kind: self.worker_kind.legal()?,
            worker: self.worker.legal()?,
            members: members.collect::<Result<_, _>>()?,
            incomes: self.incomes.as_deref().map(rows).transpose()?,
            union_aid: self.union_aid.as_deref().map(rows).transpose()?,
            tuition: self.tuition.as_deref().map(rows).transpose()?,
            hardship_category: optional(self.hardship_category.as_ref())?,
            main_cause: optional(self.main_cause.as_ref())?,
            other_causes: rows(&self.other_causes)?,
            housing: optional(self.housing.as_ref())?,
            floor_area: optional(self.floor_area.as_ref())?,
            dossier_category: optional(self.dossier_category.as_ref())?,
            workplace: optional(self.workplace.as_ref())?,
            card_of: optional(self.card_of.as_ref())?,
            unknowns: rows(&self.unknowns)?,
        })
    }

    /// The citizen ids that were sent whole.
    pub(super) fn citizen_ids(&self) -> Result<Vec<CitizenId>, Problem> {
        citizen_ids(&self.members)
    }

    /// A household as it is kept, to be changed in part.
    pub(super) fn kept(whole: &WholeDossier) -> Self {
        let identifiers =
            |member: &Member| whole.identifiers.get(&member.person).cloned().unwrap_or_default();
        Self::shown(&whole.household, identifiers)
    }

    /// How a kept household is shown.
    pub(crate) fn shown(household: &Household, identifiers: impl Fn(&Member) -> Identifiers) -> Self {
        let member = |member: &Member| MemberForm::shown(member, &identifiers(member));
        Self {
            worker_kind: Field::Legal(household.worker_kind),
            worker: Field::Legal(household.worker),
            members: household.members.iter().map(member).collect(),
            incomes: household.incomes.as_deref().map(fields),
            union_aid: household.union_aid.as_deref().map(fields),
            tuition: household.tuition.as_deref().map(fields),
            hardship_category: said(household.hardship_category.as_ref()),
            main_cause: said(household.main_cause.as_ref()),
            other_causes: fields(&household.other_causes),
            housing: said(household.housing.as_ref()),
            floor_area: said(household.floor_area.as_ref()),
            dossier_category: said(household.dossier_category.as_ref()),
            workplace: said(household.workplace.as_ref()),
            card_of: said(household.card_of.as_ref()),
            unknowns: fields(&household.unknowns),
        }
    }
}
