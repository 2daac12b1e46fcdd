//! Are the codes of a household in force? Each against its list, as of a day; but those that are kept already stay.

use std::collections::BTreeSet;

use super::flaw::{Flaw, Problem};
use super::household::Household;
use super::member::{Member, MemberNumber};
use crate::code_list::{Code, CodeList};
use crate::time::Day;

/// All codes of the household that their lists do not have on that day. A list that is not given accepts none. One that
/// `kept` has in the same place is no error: it was in force when it was chosen.
pub fn check_codes(
    household: &Household,
    kept: Option<&Household>,
    lists: &[CodeList],
    day: Day,
) -> Vec<Flaw> {
    let kept: BTreeSet<_> = kept.into_iter().flat_map(codes).map(|chosen| chosen.place()).collect();
    let flaw = |chosen: Chosen<'_>| {
        let list = lists.iter().find(|list| list.key.as_str() == chosen.list);
        if list.is_some_and(|list| list.find(chosen.code, day).is_some()) {
            return None;
        }
        let known = kept.contains(&chosen.place());
        let list = chosen.list.parse().ok()?;
        let problem =
            if known { Problem::OutOfForce { list, day } } else { Problem::NotInForce { list, day } };
        Some(Flaw::at(chosen.field, problem))
    };
    codes(household).into_iter().filter_map(flaw).collect()
}

/// A code that was chosen: for whom, from which list.
struct Chosen<'a> {
    field: String,
    of: Option<MemberNumber>,
    list: &'static str,
    code: &'a Code,
}

impl<'a> Chosen<'a> {
    /// Where it stands, wherever in the order of rows.
    const fn place(&self) -> (Option<MemberNumber>, &'static str, &'a Code) {
        (self.of, self.list, self.code)
    }
}

fn codes(household: &Household) -> Vec<Chosen<'_>> {
    let members = household.members.iter().enumerate();
    let of_members = members.flat_map(|(at, member)| member_codes(at, member));
    household_codes(household).into_iter().chain(of_members).collect()
}

fn household_codes(household: &Household) -> Vec<Chosen<'_>> {
    let workplace = household.workplace.as_ref();
    let single = [
        ("/hardship_category", "hardship_category", household.hardship_category.as_ref()),
        ("/main_cause", "hardship_cause", household.main_cause.as_ref()),
        ("/housing", "housing", household.housing.as_ref()),
        ("/floor_area", "floor_area", household.floor_area.as_ref()),
        ("/dossier_category", "dossier_category", household.dossier_category.as_ref()),
        ("/workplace/nature", "workplace_nature", workplace.and_then(|at| at.nature.as_ref())),
        ("/workplace/contract_term", "contract_term", workplace.and_then(|at| at.contract_term.as_ref())),
    ];
    let single = single.into_iter().filter_map(|(field, list, code)| Some((field.to_owned(), list, code?)));
    let others = household.other_causes.iter().enumerate();
    let others = others.map(|(at, code)| (format!("/other_causes/{at}"), "hardship_cause", code));
    single.chain(others).map(|(field, list, code)| Chosen { field, of: None, list, code }).collect()
}

fn member_codes(at: usize, member: &Member) -> impl Iterator<Item = Chosen<'_>> {
    let level = member.education.as_ref().and_then(|education| education.level.as_ref());
    let codes = [
        ("ethnicity", "ethnicity", member.ethnicity.as_ref()),
        ("political_status", "political_status", member.political_status.as_ref()),
        ("health", "health", member.health.as_ref()),
        ("disability", "disability", member.disability.as_ref()),
        ("marital_status", "marital_status", member.marital_status.as_ref()),
        ("work_status", "work_status", member.work_status.as_ref()),
        ("household_registration", "household_registration", member.household_registration.as_ref()),
        ("model_worker", "model_worker", member.model_worker.as_ref()),
        ("education/level", "education", level),
    ];
    codes.into_iter().filter_map(move |(field, list, code)| {
        let field = format!("/members/{at}/{field}");
        Some(Chosen { field, of: Some(member.number), list, code: code? })
    })
}

#[cfg(test)]
mod tests {
    use super::super::flaw::Severity;
    use super::super::sample::family;
    use super::*;
    use crate::code_list::shipped;

    #[test]
    fn the_sample_uses_codes_of_its_year() {
        let flaws = check_codes(&family(), None, &shipped().unwrap(), "2018-07-30".parse().unwrap());
        assert_eq!(flaws, []);
    }

    #[test]
    fn a_category_of_another_year_is_refused_with_its_field() {
        let mut household = family();
        household.members[2].health = "no_such".parse().ok();
        household.other_causes = vec!["77".parse().unwrap()];
        let flaws = check_codes(&household, None, &shipped().unwrap(), "2019-07-30".parse().unwrap());
        let fields: Vec<_> = flaws.iter().map(|flaw| flaw.field.as_str()).collect();
        assert_eq!(fields, ["/hardship_category", "/other_causes/0", "/members/2/health"]);
    }

    #[test]
    fn a_code_that_is_kept_stays_when_its_time_is_over_and_no_other_comes_with_it() {
        let (kept, lists, day) = (family(), shipped().unwrap(), "2019-07-30".parse().unwrap());
        let mut moved = kept.clone();
        moved.members.reverse();
        for household in [&kept, &moved] {
            let flaws = check_codes(household, Some(&kept), &lists, day);
            let told: Vec<_> = flaws.iter().map(|flaw| (flaw.field.as_str(), flaw.severity)).collect();
            assert_eq!(told, [("/hardship_category", Severity::Warning)]);
        }
        let mut changed = kept.clone();
        changed.hardship_category = "subsistence".parse().ok();
        let flaws = check_codes(&changed, Some(&kept), &lists, day);
        assert_eq!(flaws.iter().map(|flaw| flaw.severity).collect::<Vec<_>>(), [Severity::Error]);
    }
}
