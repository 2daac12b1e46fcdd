//! Who acts for whom? A post lent to a colleague from day to day; the lender keeps it all the while.

use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Role;
use crate::id::{AccountId, DelegationId, OfficerId, UnionId};
use crate::name::Line;
use crate::text::reasons;
use crate::time::{Day, Instant};

/// A post lent to another officer for some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Delegation {
    /// The delegation.
    pub id: DelegationId,
    /// The account whose post is lent.
    pub account: AccountId,
    /// The union of the post.
    pub union: UnionId,
    /// The role of the post.
    pub role: Role,
    /// The officer who acts in it.
    pub officer: OfficerId,
    /// The first day.
    pub valid_from: Day,
    /// The last day.
    pub valid_to: Day,
    /// Why.
    pub reasons: Line,
    /// When it was ended before its last day was over; none if it was not.
    pub ended_at: Option<Instant>,
    /// The version of this record.
    pub version: i64,
}

impl Delegation {
    /// Whether the officer may act in the post on that day.
    pub fn in_force(&self, day: Day) -> bool {
        self.ended_at.is_none() && self.valid_from <= day && day <= self.valid_to
    }

    /// Whether it has been ended, or its last day is over.
    pub fn is_over(&self, day: Day) -> bool {
        self.ended_at.is_some() || self.valid_to < day
    }
}

/// A post that is to be lent.
#[derive(Clone, Copy, Debug)]
pub struct Lending {
    /// The officer whose post it is.
    pub owner: OfficerId,
    /// The officer who shall act in it.
    pub delegate: OfficerId,
    /// Whether that officer holds a post of such a role at the same union today; the service centre's
    /// posts are the city's.
    pub colleague: bool,
    /// The first day.
    pub valid_from: Day,
    /// The last day.
    pub valid_to: Day,
}

/// Why a post cannot be lent so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotLent {
    /// To the officer who holds it.
    ToOneself,
    /// To somebody who works elsewhere, or in another manner.
    NoColleague,
    /// For days that have been.
    Past {
        /// Today.
        today: Day,
    },
    /// It would end before it begins.
    EndsBefore {
        /// The first day.
        first: Day,
    },
}

reasons! {
    NotLent {
        Self::ToOneself => "不能委托给本人,请另选人员",
            "this officer holds the post; name another one";
        Self::NoColleague => "不是本工会在任的经办人、负责人或财务人员,请另选本工会人员",
            "no caseworker, head or finance officer of your union; name one who is";
        Self::Past { today } => "起始日不得早于今日({today}),请更正",
            "the first day is {today} or later; correct it";
        Self::EndsBefore { first } => "截止日不得早于起始日({first}),请更正",
            "the last day is {first} or later; correct it";
    }
}

impl Lending {
    /// All that stands against it, on that day.
    pub fn flaws(&self, today: Day) -> Vec<NotLent> {
        let mut flaws = Vec::new();
        if self.delegate == self.owner {
            flaws.push(NotLent::ToOneself);
        } else if !self.colleague {
            flaws.push(NotLent::NoColleague);
        }
        if self.valid_from < today {
            flaws.push(NotLent::Past { today });
        }
        if self.valid_to < self.valid_from {
            flaws.push(NotLent::EndsBefore { first: self.valid_from });
        }
        flaws
    }
}

impl NotLent {
    /// Which field it is about, as a JSON pointer.
    pub const fn pointer(self) -> &'static str {
        match self {
            Self::ToOneself | Self::NoColleague => "/officer",
            Self::Past { .. } => "/valid_from",
            Self::EndsBefore { .. } => "/valid_to",
        }
    }
}

impl Role {
    /// Whether posts of this role are lent, and their holders act for others: those who work on cases.
    /// Who manages accounts or audits keeps apart.
    pub const fn is_lent(self) -> bool {
        matches!(self, Self::Caseworker | Self::Head | Self::Finance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Deed, holds};
    use crate::union::Level;
    use strum::VariantArray;
    use uuid::Uuid;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn officer(number: u128) -> OfficerId {
        OfficerId::new(Uuid::from_u128(number))
    }

    fn lent(ended_at: Option<Instant>) -> Delegation {
        Delegation {
            id: DelegationId::new(Uuid::nil()),
            account: AccountId::new(Uuid::nil()),
            union: UnionId::new(Uuid::nil()),
            role: Role::Head,
            officer: officer(2),
            valid_from: day("2018-08-01"),
            valid_to: day("2018-08-03"),
            reasons: "外出开会".parse().unwrap(),
            ended_at,
            version: 1,
        }
    }

    #[test]
    fn it_is_in_force_from_its_first_to_its_last_day_unless_it_was_ended() {
        let days = ["2018-07-31", "2018-08-01", "2018-08-03", "2018-08-04"];
        assert_eq!(days.map(|text| lent(None).in_force(day(text))), [false, true, true, false]);
        let ended = lent(Some(Instant::from_micros(0)));
        assert_eq!(days.map(|text| ended.in_force(day(text))), [false; 4]);
        assert_eq!(days.map(|text| lent(None).is_over(day(text))), [false, false, false, true]);
    }

    #[test]
    fn everything_that_stands_against_lending_is_named_at_once() {
        let today = day("2018-08-02");
        let good = Lending {
            owner: officer(1),
            delegate: officer(2),
            colleague: true,
            valid_from: today,
            valid_to: today,
        };
        assert_eq!(good.flaws(today), []);
        let stranger = Lending { colleague: false, valid_from: day("2018-08-01"), ..good };
        assert_eq!(stranger.flaws(today), [NotLent::NoColleague, NotLent::Past { today }]);
        let oneself = Lending { delegate: officer(1), valid_to: day("2018-08-01"), ..good };
        assert_eq!(oneself.flaws(today), [NotLent::ToOneself, NotLent::EndsBefore { first: today }]);
    }

    #[test]
    fn the_roles_whose_posts_are_lent_are_those_who_may_lend() {
        for role in Role::VARIANTS {
            assert_eq!(role.is_lent(), holds(*role, Level::County, Deed::Delegate), "{role:?}");
        }
    }
}
