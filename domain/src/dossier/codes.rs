//! Are the codes of a household in force? Each against its list, as of a day.

use super::flaw::{Flaw, Problem};
use super::household::Household;
use super::member::Member;
use crate::code_list::{Code, CodeList};
use crate::time::Day;

/// All codes of the household that their lists do not have on that day. A list that is not given accepts none.
pub fn check_codes(household: &Household, lists: &[CodeList], day: Day) -> Vec<Flaw> {
    let mut chosen = household_codes(household);
    for (at, member) in household.members.iter().enumerate() {
        chosen.extend(member_codes(at, member));
    }
    chosen.into_iter().filter_map(|(field, list, code)| flaw(lists, day, field, list, code)).collect()
}

type Chosen<'a> = (String, &'static str, &'a Code);

fn household_codes(household: &Household) -> Vec<Chosen<'_>> {
    let single = [
        ("/hardship_category", "hardship_category", &household.hardship_category),
        ("/main_cause", "hardship_cause", &household.main_cause),
        ("/housing", "housing", &household.housing),
    ];
    let single =
        single.into_iter().filter_map(|(field, list, code)| Some((field.to_owned(), list, code.as_ref()?)));
    let others = household.other_causes.iter().enumerate();
    single.chain(others.map(|(at, code)| (format!("/other_causes/{at}"), "hardship_cause", code))).collect()
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
        ("education/level", "education", level),
    ];
    codes
        .into_iter()
        .filter_map(move |(field, list, code)| Some((format!("/members/{at}/{field}"), list, code?)))
}

fn flaw(lists: &[CodeList], day: Day, field: String, key: &str, code: &Code) -> Option<Flaw> {
    let list = lists.iter().find(|list| list.key.as_str() == key);
    if list.is_some_and(|list| list.find(code, day).is_some()) {
        return None;
    }
    let list = key.parse().ok()?;
    Some(Flaw::at(field, Problem::NotInForce { list, day }))
}

#[cfg(test)]
mod tests {
    use super::super::sample::family;
    use super::*;
    use crate::code_list::shipped;

    #[test]
    fn the_sample_uses_codes_of_its_year() {
        let flaws = check_codes(&family(), &shipped().unwrap(), "2018-07-30".parse().unwrap());
        assert_eq!(flaws, []);
    }

    #[test]
    fn a_category_of_another_year_is_refused_with_its_field() {
        let mut household = family();
        household.members[2].health = "no_such".parse().ok();
        household.other_causes = vec!["77".parse().unwrap()];
        let flaws = check_codes(&household, &shipped().unwrap(), "2019-07-30".parse().unwrap());
        let fields: Vec<_> = flaws.iter().map(|flaw| flaw.field.as_str()).collect();
        assert_eq!(fields, ["/hardship_category", "/other_causes/0", "/members/2/health"]);
    }
}
