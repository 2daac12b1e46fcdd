//! When is a consent taken back, what follows, and what is a consent given again? (个人信息保护法 15)

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ConsentEvidence, ConsentGiver, ConsentMark, ConsentPurpose};
use crate::application::circumstances::Circumstances;
use crate::application::refusal::Refusal;
use crate::application::workflow::Stage;
use crate::id::OfficerId;
use crate::name::Remark;
use crate::time::{Day, Instant};
use crate::words::spoken;

spoken! {
    /// What follows from a consent that is taken back. What was lawfully done before stays so (个人信息保护法 15).
    WithdrawalEffect {
        /// The case does not go on until it is given again.
        Stops "重新取得同意前不再办理"
        /// The case is approved, and stays so.
        DoneStays "已办理的继续有效"
        /// The case does not ask for it, and goes on.
        NotAskedFor "不影响办理"
    }
}

/// That a consent was taken back, on whose word, and what follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsentWithdrawal {
    /// Who recorded it.
    pub by: OfficerId,
    /// When.
    pub at: Instant,
    /// What was said.
    pub word: Remark,
    /// The day on which it was said; null for the day of recording.
    #[serde(default)]
    pub on: Option<Day>,
    /// How that is known; null for words only. It is taken back as easily as it was given.
    #[serde(default)]
    pub evidence: Option<ConsentEvidence>,
    /// What follows.
    #[serde(default)]
    pub effect: Option<WithdrawalEffect>,
}

impl ConsentWithdrawal {
    /// The day on which it was said.
    pub fn day(&self) -> Day {
        self.on.unwrap_or_else(|| self.at.day())
    }
}

/// Whether what was agreed to was taken back, and not agreed to again: told by who agreed, and whether they took that back. A
/// guardian's word is over when the student has agreed of age. Where nobody agreed, nothing was taken back.
pub fn is_taken_back(agreed: &[(ConsentGiver, bool)]) -> bool {
    let words = |giver: ConsentGiver| agreed.iter().filter(move |(who, _)| *who == giver);
    let stands = |giver| words(giver).any(|(_, back)| !back);
    let taken_back = |giver| words(giver).count() > 0 && !stands(giver);
    taken_back(ConsentGiver::Worker)
        || taken_back(ConsentGiver::Student)
        || taken_back(ConsentGiver::Guardian) && !stands(ConsentGiver::Student)
}

impl WithdrawalEffect {
    /// What follows at that stage from taking back what this one agreed to.
    pub(crate) fn of(
        (giver, covers): (ConsentGiver, ConsentPurpose),
        stage: Stage,
        circumstances: &Circumstances<'_>,
    ) -> Self {
        let mut asked = circumstances.procedure.consents.iter().map(|consent| consent.value);
        if !stage.open() {
            return Self::DoneStays;
        }
        let stops = asked.any(|needed| giver.counts_for(needed.giver) && covers == needed.covers);
        if stops { Self::Stops } else { Self::NotAskedFor }
    }
}

impl ConsentMark {
    /// Whether what one agrees to on a day is not what was taken back after it: by themself, or by the student whose
    /// guardian agrees. (个人信息保护法 15)
    pub(crate) fn given_again(
        (giver, covers): (ConsentGiver, ConsentPurpose),
        on: Day,
        before: &[Self],
    ) -> Result<(), Refusal> {
        let same = |mark: &&Self| {
            mark.covers == covers && (giver.counts_for(mark.giver) || mark.giver.counts_for(giver))
        };
        let withdrawn = before.iter().filter(same).filter_map(|mark| mark.withdrawn.as_ref());
        match withdrawn.map(ConsentWithdrawal::day).max() {
            Some(withdrawn) if on < withdrawn => Err(Refusal::ConsentBeforeWithdrawal { on, withdrawn }),
            _ => Ok(()),
        }
    }

    /// Whether it can be taken back on that day: once, not before it was given, nor on a day to come.
    pub(crate) fn taken_back_on(&self, day: Day, at: Instant) -> Result<(), Refusal> {
        let given = self.evidence.as_ref().map_or(self.at.day(), ConsentEvidence::on);
        match self.withdrawn {
            Some(_) => Err(Refusal::ConsentWithdrawn),
            None if day > at.day() => Err(Refusal::DayToCome { day }),
            None if day < given => Err(Refusal::WithdrawnBeforeGiven { given }),
            None => Ok(()),
        }
    }
}
