//! What does a newer list change? Schools that are new, that changed, and that are gone.

use std::collections::{BTreeMap, BTreeSet};

use super::{School, SchoolCode};
use crate::time::Day;

/// The last entry of a school, as it is known so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The entry.
    pub school: School,
    /// Whether a person has corrected it: then it is not the list that says who runs the school.
    pub corrected: bool,
}

/// A newer list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewerList {
    /// Its schools, each code once.
    pub schools: Vec<School>,
    /// Codes that stand in it in rows that could not be read: their schools are not gone.
    pub unread: BTreeSet<SchoolCode>,
    /// Whether it has all schools, so that one that is missing is gone.
    pub whole: bool,
}

/// What a newer list changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// Entries to be added.
    pub new: Vec<School>,
    /// Entries as they are, and as they shall be from the list's day on.
    pub changed: Vec<(School, School)>,
    /// Entries that end the day before.
    pub gone: Vec<School>,
}

/// What the list, which holds from the day `on`, changes of what is known. Where the campus lies and whether
/// the school is military stay as they are: the list does not say. An entry that began later stays.
pub fn update(known: &[Known], list: NewerList, on: Day) -> Update {
    let mut update = Update::default();
    let by_code: BTreeMap<&SchoolCode, &Known> =
        known.iter().map(|known| (&known.school.key, known)).collect();
    let mut listed = list.unread;
    for school in list.schools {
        listed.insert(school.key.clone());
        match by_code.get(&school.key) {
            None => update.new.push(school),
            Some(known) if known.school.valid_to.is_some_and(|last| last < on) => {
                update.new.push(School { valid_from: Some(on), ..school });
            }
            Some(known) => {
                let next = renewed(known, school);
                let later = known.school.valid_from.is_some_and(|from| from > on);
                if next != known.school && !later {
                    update.changed.push((known.school.clone(), School { valid_from: Some(on), ..next }));
                }
            }
        }
    }
    if list.whole {
        let gone = known.iter().map(|known| &known.school).filter(|school| {
            let holds = school.valid_to.is_none() && school.valid_from.is_none_or(|from| from < on);
            holds && !listed.contains(&school.key)
        });
        update.gone.extend(gone.cloned());
    }
    update
}

/// The entry as the list has it, with what only a person knows.
fn renewed(known: &Known, listed: School) -> School {
    let public = if known.corrected { known.school.public } else { listed.public };
    School { name: listed.name, level: listed.level, public, ..known.school.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school(code: &str, name: &str, remark: &str) -> School {
        School::from_ministry(code, name, "本科", remark).unwrap()
    }

    fn known(school: School) -> Known {
        Known { school, corrected: false }
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn list(schools: Vec<School>, whole: bool) -> NewerList {
        NewerList { schools, whole, ..NewerList::default() }
    }

    #[test]
    fn the_same_list_again_changes_nothing() {
        let schools = vec![school("4164010749", "宁夏大学", ""), school("4164010752", "宁夏医科大学", "")];
        let there: Vec<Known> = schools.iter().cloned().map(known).collect();
        assert_eq!(update(&there, list(schools, true), day("2026-06-30")), Update::default());
    }

    #[test]
    fn a_new_name_holds_from_the_lists_day_and_keeps_what_a_person_knows() {
        let mut former = school("4162010730", "兰州大学", "");
        former.province = "64".parse().ok();
        let there = [Known { school: former.clone(), corrected: true }];
        let changed =
            update(&there, list(vec![school("4162010730", "新名大学", "民办")], false), day("2026-06-30"));
        let (before, after) = &changed.changed[0];
        assert_eq!(before, &former);
        assert_eq!((after.province, after.public), (former.province, Some(true)));
        assert_eq!(after.valid_from, Some(day("2026-06-30")));
    }

    #[test]
    fn a_missing_school_is_gone_only_from_a_whole_list_that_could_be_read() {
        let there = [known(school("4164010749", "宁夏大学", ""))];
        let on = day("2026-06-30");
        assert!(update(&there, list(Vec::new(), false), on).gone.is_empty());
        assert_eq!(update(&there, list(Vec::new(), true), on).gone.len(), 1);
        let unread = BTreeSet::from([there[0].school.key.clone()]);
        let list = NewerList { unread, whole: true, ..NewerList::default() };
        assert!(update(&there, list, on).gone.is_empty());
    }

    #[test]
    fn a_school_that_comes_back_is_new_from_that_day() {
        let mut ended = school("4164010749", "宁夏大学", "");
        ended.valid_to = Some(day("2020-01-01"));
        let there = [known(ended)];
        let update =
            update(&there, list(vec![school("4164010749", "宁夏大学", "")], true), day("2026-06-30"));
        assert_eq!(update.new[0].valid_from, Some(day("2026-06-30")));
    }

    #[test]
    fn an_older_list_does_not_undo_a_later_entry() {
        let mut later = school("4164010749", "宁夏大学", "");
        later.valid_from = Some(day("2026-06-30"));
        let there = [known(later)];
        let older = list(vec![school("4164010749", "旧名大学", "")], true);
        assert_eq!(update(&there, older, day("2020-01-01")), Update::default());
    }
}
