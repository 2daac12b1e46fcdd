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

/// Reads what has so many octets, and tells every fault beside those that are there already, in the order of the pointers.
pub(crate) fn read<T>(
    octets: usize,
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
        match reading(&known) {
            Err(fault) if fault.noted && faults.len() < MOST => faults.extend(fault.wrong),
            Err(fault) => {
                faults.extend(fault.wrong.filter(|_| faults.len() < MOST));
                break;
            }
            Ok(_) => break,
        }
    }
    // A list that must be there, but may be empty, is missed by the first reading alone.
    let missed = first.filter(|first| faults.len() < MOST && !faults.contains(first));
    faults.extend(missed);
    faults.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    Err(faults)
}
