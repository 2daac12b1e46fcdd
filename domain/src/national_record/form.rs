//! What stands in the national form of a family? Field by field in the order of that form, in its labels; and what of it another list
//! has otherwise (N17).

use std::collections::BTreeMap;

use super::difference::{Difference, NationalField};
use crate::code_list::Code;
use crate::dossier::{Household, Member, MemberNumber};
use crate::name::Line;
use crate::person::Identifiers;
use crate::sensitive::half_width;
use crate::text::{Language, Tell};

use NationalField as F;

/// The fields of the form in its order: the worker's, who stands for the family, and the household's.
pub const ORDER: [NationalField; 19] = [
    F::HardshipCategory,
    F::Name,
    F::Ethnicity,
    F::Sex,
    F::PoliticalStatus,
    F::CitizenId,
    F::Health,
    F::Disability,
    F::WorkStatus,
    F::Housing,
    F::FloorArea,
    F::Phone,
    F::MaritalStatus,
    F::HouseholdRegistration,
    F::Address,
    F::Workplace,
    F::WorkerKind,
    F::Members,
    F::MainCause,
];

/// What is written in the form of a family, whole; what is not known is absent.
#[derive(Clone, PartialEq, Eq)]
pub struct NationalForm {
    worker: MemberNumber,
    written: BTreeMap<NationalField, String>,
}

impl core::fmt::Debug for NationalForm {
    /// Says which fields are written, and nothing of what is.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_set().entries(self.written.keys()).finish()
    }
}

/// The fields of each member of the household in the form's order.
pub const OF_MEMBERS: [NationalField; 10] = [
    F::Name,
    F::Relation,
    F::Sex,
    F::Ethnicity,
    F::PoliticalStatus,
    F::CitizenId,
    F::Phone,
    F::Health,
    F::MaritalStatus,
    F::WorkStatus,
];

/// How the form writes a code of a list; none that the list does not have on the day.
pub type Label<'a> = &'a dyn Fn(&'static str, &Code) -> Option<String>;

impl NationalForm {
    /// That of a household whose worker has those identifiers. A code without a label is written as it is.
    pub fn of(household: &Household, identifiers: &Identifiers, label: Label<'_>) -> Self {
        let worker = household.member(household.worker);
        let value = |field: NationalField| match worker {
            Some(worker) if field.is_of_a_member() => field.of_member(worker, identifiers, label),
            None if field.is_of_a_member() => None,
            _ => field.of_household(household, label),
        };
        let written = ORDER.into_iter().filter_map(|field| Some((field, value(field)?)));
        Self { worker: household.worker, written: written.collect() }
    }

    /// What is written in a field.
    pub fn written(&self, field: NationalField) -> Option<&str> {
        self.written.get(&field).map(String::as_str)
    }

    /// In what another list of the same family is otherwise, of the fields that it has. What is empty there and not known here is the
    /// same.
    pub fn otherwise(&self, theirs: &BTreeMap<NationalField, Option<Line>>) -> Vec<Difference> {
        let differs = |(field, said): (&NationalField, &Option<Line>)| {
            let (ours, said_so) =
                (self.written(*field).unwrap_or_default(), said.as_ref().map_or("", Line::as_str));
            if field.plain(ours) == field.plain(said_so) {
                return None;
            }
            let member = field.is_of_a_member().then_some(self.worker);
            Some(Difference { member, field: *field, theirs: said.clone() })
        };
        theirs.iter().filter_map(differs).collect()
    }
}

impl Difference {
    /// Whether a household has by now what the other side had there; of a code also where no label of its list is written so, for
    /// nobody can compare those.
    pub fn is_corrected(
        &self,
        household: &Household,
        identifiers: impl Fn(&Member) -> Identifiers,
        labels: &[&str],
        label: Label<'_>,
    ) -> bool {
        let member = self.member.and_then(|number| household.member(number));
        let ours = match member {
            Some(member) => self.field.of_member(member, &identifiers(member), label),
            None => self.field.of_household(household, label),
        };
        let plain = |text: &str| self.field.plain(text);
        let theirs = plain(self.theirs.as_ref().map_or("", Line::as_str));
        let known = self.field.list().is_none() || labels.iter().any(|label| plain(label) == theirs);
        !known || plain(ours.as_deref().unwrap_or_default()) == theirs
    }
}

impl NationalField {
    /// What the form says of a member, whole.
    pub fn of_member(self, member: &Member, identifiers: &Identifiers, label: Label<'_>) -> Option<String> {
        let coded = |code: Option<&Code>| code.map(|code| self.labelled(code, label));
        match self {
            F::Name => Some(member.name.as_str().to_owned()),
            F::CitizenId => identifiers.citizen_id.as_ref().map(|id| id.reveal().to_owned()),
            F::Phone => identifiers.phone.as_ref().map(|phone| phone.reveal().to_owned()),
            F::Address => identifiers.address.as_ref().map(|address| address.reveal().to_owned()),
            F::Relation => coded(member.relation.to_string().parse().ok().as_ref()),
            F::Sex => member.sex.map(|sex| sex.text(Language::Chinese)),
            F::Ethnicity => coded(member.ethnicity.as_ref()),
            F::PoliticalStatus => coded(member.political_status.as_ref()),
            F::Health => coded(member.health.as_ref()),
            F::Disability => coded(member.disability.as_ref()),
            F::MaritalStatus => coded(member.marital_status.as_ref()),
            F::WorkStatus => coded(member.work_status.as_ref()),
            F::HouseholdRegistration => coded(member.household_registration.as_ref()),
            _ => None,
        }
    }

    /// What the form says of a household.
    pub fn of_household(self, household: &Household, label: Label<'_>) -> Option<String> {
        let coded = |code: Option<&Code>| code.map(|code| self.labelled(code, label));
        match self {
            F::HardshipCategory => coded(household.hardship_category.as_ref()),
            F::MainCause => coded(household.main_cause.as_ref()),
            F::Housing => coded(household.housing.as_ref()),
            F::FloorArea => coded(household.floor_area.as_ref()),
            F::Workplace => household.workplace.as_ref().map(|place| place.name.as_str().to_owned()),
            F::WorkerKind => Some(household.worker_kind.text(Language::Chinese)),
            F::Members => Some(household.members.len().to_string()),
            _ => None,
        }
    }

    fn labelled(self, code: &Code, label: Label<'_>) -> String {
        let labelled = self.list().and_then(|list| label(list, code));
        labelled.unwrap_or_else(|| code.as_str().to_owned())
    }

    /// Of which list its codes are.
    pub const fn list(self) -> Option<&'static str> {
        match self {
            F::HardshipCategory => Some("hardship_category"),
            F::MainCause => Some("hardship_cause"),
            F::Housing => Some("housing"),
            F::FloorArea => Some("floor_area"),
            F::Ethnicity => Some("ethnicity"),
            F::PoliticalStatus => Some("political_status"),
            F::Health => Some("health"),
            F::Disability => Some("disability"),
            F::WorkStatus => Some("work_status"),
            F::MaritalStatus => Some("marital_status"),
            F::HouseholdRegistration => Some("household_registration"),
            F::Relation => Some("relation"),
            _ => None,
        }
    }

    /// What is written in a field without what two lists write differently and mean alike: full-width digits, blanks, the hyphen of a
    /// telephone, 性 after a sex, 族 after a people, 人 after how many.
    fn plain(self, text: &str) -> String {
        let narrow = half_width(text);
        let plain: String = narrow.chars().filter(|c| !c.is_whitespace()).collect();
        let cut = |ending: &str| plain.strip_suffix(ending).unwrap_or(&plain).to_owned();
        match self {
            F::Sex => cut("性"),
            F::Ethnicity => cut("族"),
            F::Members => cut("人"),
            F::Phone => plain.replace('-', ""),
            F::CitizenId => plain.to_uppercase(),
            _ => plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theirs(cells: &[(NationalField, &str)]) -> BTreeMap<NationalField, Option<Line>> {
        cells.iter().map(|(field, text)| (*field, text.parse().ok())).collect()
    }

    fn ours(cells: &[(NationalField, &str)]) -> NationalForm {
        let worker = MemberNumber::try_from(1).unwrap();
        NationalForm {
            worker,
            written: cells.iter().map(|(field, text)| (*field, (*text).to_owned())).collect(),
        }
    }

    #[test]
    fn two_ways_of_writing_the_same_are_no_difference() {
        for (field, here, there) in [
            (F::Sex, "男", "男性"),
            (F::Ethnicity, "回族", "回"),
            (F::Members, "3", "3人"),
            (F::Phone, "0951-5111060", "09515111060"),
            (F::CitizenId, "64010419740512101X", "64010419740512101x"),
            (F::Phone, "13995000001", "13995000001"),
            (F::Address, "兴庆区示例路1号", "兴庆区 示例路1号"),
        ] {
            assert_eq!(ours(&[(field, here)]).otherwise(&theirs(&[(field, there)])), [], "{here} {there}");
        }
        assert_eq!(ours(&[]).otherwise(&theirs(&[(F::Health, "")])), []);
    }

    #[test]
    fn what_is_otherwise_there_is_named_and_what_the_list_does_not_have_is_not() {
        let form = ours(&[(F::Phone, "13995000001"), (F::Housing, "租房"), (F::Name, "丁建华")]);
        let found =
            form.otherwise(&theirs(&[(F::Phone, "13995000002"), (F::Name, "丁建华"), (F::Housing, "")]));
        let named: Vec<_> =
            found.iter().map(|one| (one.field, one.member.is_some(), one.theirs.is_some())).collect();
        assert_eq!(named, [(F::Phone, true, true), (F::Housing, false, false)]);
    }

    #[test]
    fn the_form_has_each_field_but_the_relation_once() {
        use strum::VariantArray;
        let missing: Vec<_> = NationalField::VARIANTS.iter().filter(|field| !ORDER.contains(field)).collect();
        assert_eq!(missing, [&F::Relation]);
    }
}
