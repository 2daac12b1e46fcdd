//! On whose word does an auditor look? On a mandate: over a union and what lies below it, for some days, on a ground.

use serde::Serialize;
use utoipa::ToSchema;

use crate::confirmation::Confirmation;
use crate::id::{AccountId, MandateId, UnionId};
use crate::name::{Line, Remark};
use crate::time::{Day, Instant};

/// What an administrator of security has charged an auditor with (审计授权).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Mandate {
    /// Which.
    pub id: MandateId,
    /// The auditor's account.
    pub account: AccountId,
    /// The union that is audited, with those below it: the whole of what the auditor sees.
    pub union: UnionId,
    /// The first day.
    pub valid_from: Day,
    /// The last day.
    pub valid_to: Day,
    /// 文号: the document that orders the audit.
    pub document: Line,
    /// What is to be audited, and why.
    pub ground: Remark,
    /// When it was ended before its last day was over; none if it was not.
    pub ended_at: Option<Instant>,
    /// Who wants it, and who agreed: until somebody has, the auditor sees nothing by it.
    pub confirmation: Confirmation,
    /// The version of this record.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

impl Mandate {
    /// Whether the auditor may look on that day.
    pub fn in_force(&self, day: Day) -> bool {
        self.confirmation.stands()
            && self.ended_at.is_none()
            && self.valid_from <= day
            && day <= self.valid_to
    }

    /// Whether it has been ended, its last day is over, or nobody confirmed it in time.
    pub fn is_over(&self, day: Day) -> bool {
        self.ended_at.is_some() || self.valid_to < day || self.confirmation.has_lapsed(day)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn it_is_in_force_from_its_first_to_its_last_day_unless_it_was_ended() {
        let at = "2018-07-15T09:00:00+08:00".parse().unwrap();
        let mandate = |ended_at| Mandate {
            id: MandateId::new(Uuid::nil()),
            account: AccountId::new(Uuid::nil()),
            union: UnionId::new(Uuid::nil()),
            valid_from: "2018-08-01".parse().unwrap(),
            valid_to: "2018-08-03".parse().unwrap(),
            document: "宁工审〔2018〕3号".parse().unwrap(),
            ground: "年度审计".parse().unwrap(),
            ended_at,
            confirmation: Confirmation::rooted(at),
            version: 1,
            updated_at: Instant::from_micros(0),
        };
        let days = ["2018-07-31", "2018-08-01", "2018-08-03", "2018-08-04"].map(|day| day.parse().unwrap());
        assert_eq!(days.map(|day| mandate(None).in_force(day)), [false, true, true, false]);
        assert_eq!(days.map(|day| mandate(None).is_over(day)), [false, false, false, true]);
        let proposed = Mandate { confirmation: Confirmation::proposed(None, at), ..mandate(None) };
        assert_eq!(days.map(|day| (proposed.in_force(day), proposed.is_over(day))), {
            [(false, true), (false, true), (false, true), (false, true)]
        });
        let ended = mandate(Some(Instant::from_micros(0)));
        assert_eq!(days.map(|day| (ended.in_force(day), ended.is_over(day))), [(false, true); 4]);
    }
}
