//! How is a household written? The same going in and coming out, so that what was read can be sent back.

use domain::citizen_id::CitizenId;
use domain::code_list::Code;
use domain::dossier::{
    Household, Income, Member, MemberNumber, Tuition, UnionAid, Unknown, WorkerKind, Workplace,
};
use domain::id::PersonId;
use domain::left_out::left_out;
use domain::person::Identifiers;
use persistence::dossiers::WholeDossier;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::member::MemberForm;
use crate::limits::Rows;

/// A household. A list that is null was not asked for; an empty one says that there is nothing of the kind.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Household)]
pub(crate) struct HouseholdForm {
    /// What kind of worker holds the dossier.
    pub(super) worker_kind: WorkerKind,
    /// Which member is the worker.
    pub(super) worker: MemberNumber,
    /// All members.
    #[schema(value_type = Vec<MemberForm>, min_items = 1, max_items = 30)]
    pub(super) members: Rows<MemberForm, 1, 30>,
    /// What came in, without the unions' student aid.
    #[schema(value_type = Option<Vec<Income>>, max_items = 500)]
    pub(super) incomes: Option<Rows<Income, 0, 500>>,
    /// What unions gave for students.
    #[schema(value_type = Option<Vec<UnionAid>>, max_items = 100)]
    pub(super) union_aid: Option<Rows<UnionAid, 0, 100>>,
    /// What schools charge.
    #[schema(value_type = Option<Vec<Tuition>>, max_items = 100)]
    pub(super) tuition: Option<Rows<Tuition, 0, 100>>,
    /// 困难类别, of the list `hardship_category`.
    pub(super) hardship_category: Option<Code>,
    /// 主要致困原因, of the list `hardship_cause`.
    pub(super) main_cause: Option<Code>,
    /// 次要致困原因, of the same list.
    #[serde(default, deserialize_with = "left_out")]
    #[schema(value_type = Vec<Code>, max_items = 3)]
    pub(super) other_causes: Rows<Code, 0, 3>,
    /// 住房类型, of the list `housing`.
    pub(super) housing: Option<Code>,
    /// 建筑面积, of the list `floor_area`.
    pub(super) floor_area: Option<Code>,
    /// 档案类别, of the list `dossier_category`.
    pub(super) dossier_category: Option<Code>,
    /// Where the worker works; null for those without a workplace.
    pub(super) workplace: Option<Workplace>,
    /// Whose card or account takes the money.
    pub(super) card_of: Option<MemberNumber>,
    /// What is not known, and why.
    #[serde(default, deserialize_with = "left_out")]
    #[schema(value_type = Vec<Unknown>, max_items = 100)]
    unknowns: Rows<Unknown, 0, 100>,
}

/// Whether both are there, and are not the same.
fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

/// The same household, in an order that says nothing.
fn sorted(mut household: Household) -> Household {
    household.members.sort_by_key(|member| member.number);
    if let Some(incomes) = &mut household.incomes {
        incomes.sort_by_key(|income| (income.member, income.kind, income.months.from, income.months.to));
    }
    if let Some(aid) = &mut household.union_aid {
        aid.sort_by_key(|aid| (aid.member, aid.received_on, aid.amount_fen));
    }
    if let Some(tuition) = &mut household.tuition {
        tuition.sort_by_key(|tuition| (tuition.member, tuition.school_year));
    }
    household
}

/// The citizen ids of members that were sent whole.
pub(super) fn citizen_ids(members: &[MemberForm]) -> Vec<CitizenId> {
    members.iter().filter_map(MemberForm::citizen_id).collect()
}

impl HouseholdForm {
    /// The household, its members being those persons in order.
    pub(super) fn household(&self, persons: &[PersonId]) -> Household {
        let members = self.members.iter().zip(persons).map(|(form, person)| form.member(*person));
        Household {
            worker_kind: self.worker_kind,
            worker: self.worker,
            members: members.collect(),
            incomes: self.incomes.as_deref().cloned(),
            union_aid: self.union_aid.as_deref().cloned(),
            tuition: self.tuition.as_deref().cloned(),
            hardship_category: self.hardship_category.clone(),
            main_cause: self.main_cause.clone(),
            other_causes: self.other_causes.to_vec(),
            housing: self.housing.clone(),
            floor_area: self.floor_area.clone(),
            dossier_category: self.dossier_category.clone(),
            workplace: self.workplace.clone(),
            card_of: self.card_of,
            unknowns: self.unknowns.to_vec(),
        }
    }

    /// The citizen ids that were sent whole.
    pub(crate) fn citizen_ids(&self) -> Vec<CitizenId> {
        citizen_ids(&self.members)
    }

    /// Whether it says of a dossier what is kept of it, identifiers included.
    pub(crate) fn says_the_same(&self, whole: &WholeDossier) -> bool {
        let mut persons = Vec::with_capacity(self.members.len());
        for form in self.members.iter() {
            let Some(member) = whole.household.member(form.number) else { return false };
            let kept = whole.identifiers.get(&member.person).cloned().unwrap_or_default();
            let mut unlike = false;
            let meant = form.identifiers(&kept, |_| unlike = true);
            if unlike || meant != kept {
                return false;
            }
            persons.push(member.person);
        }
        sorted(self.household(&persons)) == sorted(whole.household.clone())
    }

    /// How many identifiers were sent whole that are not those that are kept: guesses, perhaps, of what is shown with stars.
    pub(crate) fn unlike(&self, whole: &WholeDossier) -> u32 {
        let of = |form: &MemberForm| {
            let member = whole.household.member(form.number)?;
            let kept = whole.identifiers.get(&member.person)?;
            let meant = form.identifiers(kept, |_| {});
            let unlike = [
                differ(kept.citizen_id.as_ref(), meant.citizen_id.as_ref()),
                differ(kept.phone.as_ref(), meant.phone.as_ref()),
                differ(kept.address.as_ref(), meant.address.as_ref()),
                differ(kept.card.as_ref(), meant.card.as_ref()),
                differ(kept.account.as_ref(), meant.account.as_ref()),
            ];
            u32::try_from(unlike.into_iter().filter(|unlike| *unlike).count()).ok()
        };
        self.members.iter().filter_map(of).sum()
    }

    /// A household as it is kept, to be changed in part.
    pub(crate) fn kept(whole: &WholeDossier) -> Self {
        let identifiers =
            |member: &Member| whole.identifiers.get(&member.person).cloned().unwrap_or_default();
        Self::shown(&whole.household, identifiers)
    }

    /// How a kept household is shown.
    pub(crate) fn shown(household: &Household, identifiers: impl Fn(&Member) -> Identifiers) -> Self {
        let member = |member: &Member| MemberForm::shown(member, &identifiers(member));
        Self {
            worker_kind: household.worker_kind,
            worker: household.worker,
            members: household.members.iter().map(member).collect::<Vec<_>>().into(),
            incomes: household.incomes.clone().map(Rows::from),
            union_aid: household.union_aid.clone().map(Rows::from),
            tuition: household.tuition.clone().map(Rows::from),
            hardship_category: household.hardship_category.clone(),
            main_cause: household.main_cause.clone(),
            other_causes: household.other_causes.clone().into(),
            housing: household.housing.clone(),
            floor_area: household.floor_area.clone(),
            dossier_category: household.dossier_category.clone(),
            workplace: household.workplace.clone(),
            card_of: household.card_of,
            unknowns: household.unknowns.clone().into(),
        }
    }
}
