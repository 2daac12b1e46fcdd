//! Is a family in the national system, as its dossier has it? A record per family whose case was signed as eligible (N17).
//!
//! The union directly under the city keeps it: its officers enter the family by hand, or the national system's side asks for what is due and
//! says that it has it, and under which number.

mod difference;
mod exported;
mod form;
mod not_so;
mod number;

pub use difference::{Difference, NationalField, RightSide, Settled};
pub use exported::{ExportedFamily, ExportedFlaw, ExportedRow, NUMBER, NotExported, exported};
pub use form::{Label, NationalForm, OF_MEMBERS, ORDER};
pub use not_so::NotSo;
pub use number::{NationalNumber, NotNationalNumber};

use std::collections::BTreeSet;

use crate::id::{DossierId, NationalRecordId, OfficerId, UnionId};
use crate::name::Remark;
use crate::sensitive::starred;
use crate::time::{Day, Instant};
use crate::words::{named, spoken};

/// So many digits in a row may be the number of a person; a telephone has the fewest.
pub(crate) const SHORTEST: usize = 11;

spoken! {
    /// Where a record stands (全国系统录入状态).
    NationalRecordState {
        /// Somebody has to enter it, or the national system's side to ask for it.
        ToEnter "待录入"
        /// An officer has entered it; the national system's side has not said that it is there.
        Entered "已录入"
        /// The national system has it, under its number.
        Acknowledged "已确认"
        /// The national system has something else of the family, and a person has to settle it.
        Differs "不一致"
        /// The national system could not take it.
        Failed "录入失败"
    }
}

named! {
    /// What a list that the national system gave out says of a family.
    Listed {
        /// It is as the dossier has it, and acknowledged from then on.
        Acknowledged
        /// It is as the dossier has it, and entered from then on; another officer's list acknowledges it.
        Entered
        /// The same officer entered it, or brought the list in which it stood first; another officer's list acknowledges it.
        OwnEntry
        /// It is as it was known to be.
        Known
        /// It is otherwise there; an officer settles it.
        Differs
        /// It was otherwise there before, and nobody has settled that.
        Waits
        /// It is known under another number.
        OtherNumber
        /// The union keeps no record of it.
        NotOurs
    }
}

/// What is known of a family in the national system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalRecord {
    /// Which.
    pub id: NationalRecordId,
    /// Whose dossier.
    pub dossier: DossierId,
    /// The union that keeps it: the county, bureau or direct union.
    pub union: UnionId,
    /// Where it stands.
    pub state: NationalRecordState,
    /// Whether the national system lacks what the dossier says by now.
    pub due: bool,
    /// The family's number there (职工编号).
    pub number: Option<NationalNumber>,
    /// The version of the dossier that the national system has.
    pub taken: Option<i64>,
    /// The day on which it was last entered or changed there.
    pub touched_on: Option<Day>,
    /// Who entered it by hand, or brought the list in which it stood first; another officer's list acknowledges it.
    pub entered_by: Option<OfficerId>,
    /// Why it could not be taken, without the numbers of people that may stand in it; of a failed one.
    pub failure: Option<Remark>,
    /// What is otherwise there; of one that differs.
    pub differences: Vec<Difference>,
    /// The version of the dossier that they, or what was settled last, were found in.
    pub compared: Option<i64>,
    /// What was settled last: said again of that version it is no news.
    pub settled: Vec<Difference>,
    /// Raised by every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// The dossier of a record: which version somebody speaks of, and which one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The version that is spoken of.
    pub of: i64,
    /// The version that stands.
    pub now: i64,
}

impl Spoken {
    /// Whether the dossier had that version.
    ///
    /// # Errors
    /// [`NotSo::NoVersion`].
    pub const fn exists(self) -> Result<Self, NotSo> {
        if self.of >= 1 && self.of <= self.now { Ok(self) } else { Err(NotSo::NoVersion { now: self.now }) }
    }
}

impl NationalRecord {
    /// As an officer leaves it who has entered the family by hand on that day, as a version of the dossier has it.
    ///
    /// # Errors
    /// [`NotSo`]: a day or version that there is not, another number than the one it is acknowledged under, differences that nobody
    /// has settled.
    pub fn entered(
        mut self,
        (number, on): (NationalNumber, Day),
        by: OfficerId,
        spoken: Spoken,
        today: Day,
    ) -> Result<Self, NotSo> {
        let spoken = spoken.exists()?;
        if on > today {
            return Err(NotSo::Future { today });
        }
        self.state = match self.state {
            NationalRecordState::Acknowledged => {
                self.keeps(&number)?;
                NationalRecordState::Acknowledged
            }
            NationalRecordState::Differs => return Err(NotSo::Stands { state: self.state }),
            _ => NationalRecordState::Entered,
        };
        self.entered_by = Some(by);
        Ok(self.has(number, spoken, on))
    }

    /// As the national system's side leaves it, which says on a day that it has a version of the dossier under a number; nothing
    /// where that is known, or older than what is.
    ///
    /// # Errors
    /// [`NotSo::NoVersion`] and [`NotSo::OtherNumber`].
    pub fn acknowledged(
        mut self,
        number: NationalNumber,
        spoken: Spoken,
        today: Day,
    ) -> Result<Option<Self>, NotSo> {
        let spoken = spoken.exists()?;
        match self.state {
            // What differs is for a person to settle, whatever else is said meanwhile.
            NationalRecordState::Differs => Ok(None),
            NationalRecordState::Acknowledged => {
                self.keeps(&number)?;
                let newer = self.taken < Some(spoken.of);
                Ok(newer.then(|| self.has(number, spoken, today)))
            }
            _ => {
                self.state = NationalRecordState::Acknowledged;
                Ok(Some(self.has(number, spoken, today)))
            }
        }
    }

    /// As it is left by the word that the national system cannot take a version of the dossier; nothing where it has that version,
    /// or a newer one.
    ///
    /// # Errors
    /// [`NotSo::NoVersion`].
    pub fn failed(mut self, why: &Remark, spoken: Spoken) -> Result<Option<Self>, NotSo> {
        let spoken = spoken.exists()?;
        if self.state == NationalRecordState::Differs || self.taken >= Some(spoken.of) {
            return Ok(None);
        }
        self.state = NationalRecordState::Failed;
        self.due = spoken.of < spoken.now;
        self.failure = Remark::try_from(starred(why.as_str(), SHORTEST, 2)).ok();
        Ok(Some(self))
    }

    /// As it is left by what the national system has otherwise than a version of the dossier; nothing where that is known.
    ///
    /// # Errors
    /// [`NotSo`]: no such version, nothing that differs, a member too many or too few, something said twice.
    pub fn differs(mut self, differences: Vec<Difference>, spoken: Spoken) -> Result<Option<Self>, NotSo> {
        let spoken = spoken.exists()?;
        if differences.is_empty() {
            return Err(NotSo::NoDifference);
        }
        let mut seen = BTreeSet::new();
        for Difference { field, member, .. } in &differences {
            let (field, of_member) = (*field, field.is_of_a_member());
            if of_member != member.is_some() {
                return Err(NotSo::OfWhom { field });
            }
            if !seen.insert((*member, field)) {
                return Err(NotSo::Twice { field });
            }
        }
        let known = [&self.differences, &self.settled].contains(&&differences);
        if self.compared > Some(spoken.of) || (known && self.compared == Some(spoken.of)) {
            return Ok(None);
        }
        self.state = NationalRecordState::Differs;
        self.due = false;
        self.failure = None;
        self.differences = differences;
        self.compared = Some(spoken.of);
        Ok(Some(self))
    }

    /// As a person leaves it who has said of each difference which side is right: the national system's side asks for it again. Where
    /// the national system is right, the dossier was corrected before.
    ///
    /// # Errors
    /// [`NotSo`]: it does not differ, a difference is left or none, the dossier was not corrected, which `corrected` tells.
    pub fn settled(
        mut self,
        settled: &[Settled],
        corrected: impl Fn(&Difference) -> bool,
    ) -> Result<Self, NotSo> {
        if self.state != NationalRecordState::Differs {
            return Err(NotSo::Stands { state: self.state });
        }
        let mut left: BTreeSet<_> = self.differences.iter().map(Difference::place).collect();
        for Settled { member, field, right } in settled {
            let (place, field) = ((*member, *field), *field);
            let one =
                self.differences.iter().find(|one| one.place() == place).ok_or(NotSo::NotOne { field })?;
            if !left.remove(&place) {
                return Err(NotSo::Twice { field });
            }
            if *right == RightSide::Theirs && !corrected(one) {
                return Err(NotSo::NotCorrected { field });
            }
        }
        if let Some((_, field)) = left.pop_first() {
            return Err(NotSo::Unsettled { field });
        }
        self.settled = std::mem::take(&mut self.differences);
        Ok(self.due_anew())
    }

    /// As a person leaves it who has seen to what failed, or who knows that it stands there under a wrong number: it is without one,
    /// and acknowledged anew.
    ///
    /// # Errors
    /// [`NotSo::Stands`] where it is due already, or differs.
    pub fn again(mut self) -> Result<Self, NotSo> {
        match self.state {
            NationalRecordState::ToEnter | NationalRecordState::Differs => {
                Err(NotSo::Stands { state: self.state })
            }
            NationalRecordState::Failed => Ok(self.due_anew()),
            NationalRecordState::Entered | NationalRecordState::Acknowledged => {
                (self.number, self.taken, self.entered_by) = (None, None, None);
                Ok(self.due_anew())
            }
        }
    }

    /// What a list of that day says of it that an officer brings, in which its family has that number and differs so from the version
    /// of the dossier that stands; and as the list leaves it, where that is new. Anybody can write a list: it takes two officers until
    /// one is believed, whoever entered the family, or brought the list in which it stood first, and another.
    pub fn listed(
        self,
        number: NationalNumber,
        differences: Vec<Difference>,
        (now, on, by): (i64, Day, OfficerId),
    ) -> (Listed, Option<Self>) {
        let (spoken, differs) = (Spoken { of: now, now }, !differences.is_empty());
        let found = |listed: Listed, left: Result<Option<Self>, NotSo>| match left.ok().flatten() {
            Some(now) => (listed, Some(now)),
            None => (Listed::Known, None),
        };
        match self.state {
            NationalRecordState::Differs => (Listed::Waits, None),
            _ if self.keeps(&number).is_err() => (Listed::OtherNumber, None),
            _ if differs => found(Listed::Differs, self.differs(differences, spoken)),
            NationalRecordState::ToEnter | NationalRecordState::Failed => {
                found(Listed::Entered, self.entered((number, on), by, spoken, on).map(Some))
            }
            NationalRecordState::Entered if self.entered_by == Some(by) => (Listed::OwnEntry, None),
            _ => found(Listed::Acknowledged, self.acknowledged(number, spoken, on)),
        }
    }

    /// As a new version of its dossier leaves it; nothing where it is due already, or somebody has to settle it first.
    pub fn dossier_changed(mut self) -> Option<Self> {
        match self.state {
            NationalRecordState::Differs => None,
            NationalRecordState::Failed => Some(self.due_anew()),
            _ if self.due => None,
            _ => {
                self.due = true;
                Some(self)
            }
        }
    }

    fn due_anew(mut self) -> Self {
        self.state = NationalRecordState::ToEnter;
        self.due = true;
        self.failure = None;
        self
    }

    fn keeps(&self, number: &NationalNumber) -> Result<(), NotSo> {
        match &self.number {
            Some(known) if known != number => Err(NotSo::OtherNumber { number: known.clone() }),
            _ => Ok(()),
        }
    }

    fn has(mut self, number: NationalNumber, spoken: Spoken, on: Day) -> Self {
        self.number = Some(number);
        self.taken = self.taken.max(Some(spoken.of));
        self.due = self.taken < Some(spoken.now);
        self.touched_on = self.touched_on.max(Some(on));
        self.failure = None;
        self
    }
}

#[cfg(test)]
mod tests;
