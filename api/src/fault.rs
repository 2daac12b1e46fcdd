//! What is wrong with what was sent, all at once? It is read again and again: what was found before is passed by, until
//! nothing new is found.

use std::cell::RefCell;
use std::collections::HashSet;

use crate::problem::Wrong;

/// The most faults that are told of one request.
pub(crate) const MOST: usize = 50;
/// The most readings: a fault takes one, and one more for each object around it that cannot be without it.
const MOST_READINGS: usize = 300;
/// The most octets that are read in all to find every fault: a large body is told fewer of them at a time.
const MOST_OCTETS: usize = 16 * 1024 * 1024;

/// Why a reading ended.
#[derive(Debug)]
pub(crate) struct Fault {
    /// What is to be told; nothing where it was told before.
    pub(crate) wrong: Option<Wrong>,
    /// Whether it is noted of the value, or of the field, at which it stands.
    pub(crate) noted: bool,
}

impl Fault {
    /// Where it ended because of something that was told before.
    pub(crate) const KNOWN: Self = Self { wrong: None, noted: false };

    /// The same, seen from the object or list around.
    pub(crate) fn below(self, name: impl core::fmt::Display) -> Self {
        Self { wrong: self.wrong.map(|wrong| wrong.below(name)), noted: self.noted }
    }
}

impl From<Wrong> for Fault {
    fn from(wrong: Wrong) -> Self {
        Self { wrong: Some(wrong), noted: false }
    }
}

/// A place among what was sent: where it lies in memory while it is read.
pub(crate) type Place = *const ();

/// The place of a value.
pub(crate) const fn place<T>(value: &T) -> Place {
    std::ptr::from_ref(value).cast()
}

/// What is known to be wrong already.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Whether all faults are looked for, and not the first one only.
    all: bool,
    broken: RefCell<HashSet<Place>>,
    unknown: RefCell<HashSet<Place>>,
    missing: RefCell<HashSet<(Place, &'static str)>>,
    within: RefCell<HashSet<Place>>,
}

impl Known {
    /// Whether all faults are looked for.
    pub(crate) const fn looks_for_all(&self) -> bool {
        self.all
    }

    /// Notes that a value is wrong, or lacks or has something wrong that it cannot be without.
    pub(crate) fn note_broken(&self, value: Place) {
        self.broken.borrow_mut().insert(value);
    }

    /// Whether that is known of a value.
    pub(crate) fn is_broken(&self, value: Place) -> bool {
        self.broken.borrow().contains(&value)
    }

    /// Notes that something in an object is wrong or missing.
    pub(crate) fn note_within(&self, object: Place) {
        self.within.borrow_mut().insert(object);
    }

    /// The fault, as far as it is one by itself: what an object without its wrong parts comes to is none.
    pub(crate) fn by_itself(&self, object: Place, fault: Fault) -> Fault {
        if !fault.noted && self.within.borrow().contains(&object) { Fault::KNOWN } else { fault }
    }

    /// Notes that nobody asked for a value.
    pub(crate) fn note_unknown(&self, value: Place) {
        self.unknown.borrow_mut().insert(value);
    }

    /// Whether that is known of a value.
    pub(crate) fn is_unknown(&self, value: Place) -> bool {
        self.unknown.borrow().contains(&value)
    }

    /// Notes that an object lacks a field.
    pub(crate) fn note_missing(&self, object: Place, name: &'static str) {
        self.missing.borrow_mut().insert((object, name));
    }

    /// Whether that is known of an object.
    pub(crate) fn is_missing(&self, object: Place, name: &'static str) -> bool {
        self.missing.borrow().contains(&(object, name))
    }
}

/// Reads what has so many octets and lies there, and tells every fault beside those that are there already, in the order
/// of the pointers.
pub(crate) fn read<T>(
    (octets, root): (usize, Place),
    told: Vec<Wrong>,
    reading: impl Fn(&Known) -> Result<T, Fault>,
) -> Result<T, Vec<Wrong>> {
    let first = match reading(&Known::default()) {
        Ok(value) if told.is_empty() => return Ok(value),
        Ok(_) => None,
        Err(fault) => fault.wrong,
    };
    let known = Known { all: true, ..Known::default() };
    let mut faults = told;
    for _ in 0..MOST_READINGS.min(MOST_OCTETS / octets.max(1)) {
        match reading(&known).map_err(|fault| known.by_itself(root, fault)) {
            Err(fault) if fault.noted && faults.len() < MOST => faults.extend(fault.wrong),
            Err(fault) => {
                faults.extend(fault.wrong.filter(|_| faults.len() < MOST));
                break;
            }
            Ok(_) => break,
        }
    }
    // Nothing that was found without looking for all is lost.
    let missed = first.filter(|first| faults.len() < MOST && !faults.contains(first));
    faults.extend(missed);
    faults.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    Err(faults)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;
    use crate::sent::Sent;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only what does not fit is of interest")]
    struct Form {
        a: u8,
        b: Option<Box<Form>>,
        c: Vec<Ends>,
        d: bool,
    }

    /// Two numbers, of which the first is not the larger.
    #[derive(Debug, Deserialize)]
    #[serde(try_from = "Written")]
    struct Ends;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Written {
        from: Option<u8>,
        to: u8,
    }

    impl TryFrom<Written> for Ends {
        type Error = &'static str;

        fn try_from(written: Written) -> Result<Self, &'static str> {
            if written.from.unwrap_or(200) <= written.to { Ok(Self) } else { Err("reversed") }
        }
    }

    fn pointers(sent: &Value) -> Vec<String> {
        let read = read((1, place(sent)), Vec::new(), |known| Form::deserialize(Sent(sent, known)));
        read.map_or_else(|wrongs| wrongs.into_iter().map(|wrong| wrong.pointer).collect(), |_| Vec::new())
    }

    #[test]
    fn every_fault_is_found_and_none_that_follows() {
        let good = json!({"from": 1, "to": 2});
        for (sent, wanted) in [
            (json!({"a": 1, "b": null, "c": [good], "d": true}), vec![]),
            (json!({}), vec!["/a", "/c", "/d"]),
            (json!([]), vec![""]),
            (
                json!({"a": "1", "b": {"a": 2, "e": 3}, "c": 4, "f": 5}),
                vec!["/a", "/b/c", "/b/d", "/b/e", "/c", "/d", "/f"],
            ),
            (
                json!({"a": 1, "c": [{"from": 3, "to": 2}, good, {"to": "x"}, 1], "d": 1}),
                vec!["/c/0", "/c/2/to", "/c/3", "/d"],
            ),
            // That nothing stands before 200 is not told of one whose beginning is wrong.
            (json!({"a": 1, "c": [{"from": "x", "to": 2}], "d": true}), vec!["/c/0/from"]),
            (json!({"a": 1, "c": [{"to": 2}], "d": true}), vec!["/c/0"]),
        ] {
            assert_eq!(pointers(&sent), wanted, "{sent}");
        }
    }

    #[test]
    fn no_more_are_told_than_anybody_reads() {
        let sent = json!({"a": 1, "c": vec![json!({"to": "x"}); 1000], "d": true});
        assert_eq!(pointers(&sent).len(), MOST);
    }

    fn any() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!(null)),
            Just(json!(1)),
            Just(json!("x")),
            Just(json!(true)),
            Just(json!(-7.5))
        ];
        leaf.prop_recursive(5, 40, 5, |inner| {
            let name = prop_oneof!["a", "b", "c", "d", "e", "from", "to"];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
                prop::collection::vec((name, inner), 0..6)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_read_or_told_and_each_fault_is_there_once(sent in any()) {
            let told = pointers(&sent);
            let fits = Form::deserialize(&sent).is_ok();
            prop_assert_eq!(told.is_empty(), fits, "{}", sent);
            let mut once = told.clone();
            once.dedup();
            prop_assert_eq!(once, told);
        }
    }
}
