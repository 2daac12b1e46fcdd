//! What is an account? A post of one officer at one union, or a program's way in, with its days.

mod username;

use serde::Serialize;
use utoipa::ToSchema;

use crate::access::{Role, Scope};
use crate::confirmation::{Confirmation, ConfirmationState};
use crate::id::{AccountId, OfficerId, UnionId};
use crate::text::reasons;
use crate::time::{Day, Instant};

pub use username::{NotUsername, Username};

/// A post that an officer holds, or a program's way in (账号).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Account {
    /// The account.
    pub id: AccountId,
    /// The name to sign in with.
    pub username: Username,
    /// The officer; none for a program.
    pub officer: Option<OfficerId>,
    /// The union where the post is.
    pub union: UnionId,
    /// The role.
    pub role: Role,
    /// What a program is for; empty for officers.
    pub scopes: Vec<Scope>,
    /// Whether the password is still the one that its administrator gave.
    pub password_given: bool,
    /// Who wants the post, and who agreed: until somebody has, it is good for nothing, or for all but whole values, papers and
    /// confirming.
    pub confirmation: Confirmation,
    /// The first day.
    pub valid_from: Day,
    /// The last day; none while it is open.
    pub valid_to: Option<Day>,
    /// The version of this record.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

impl Account {
    /// Whether the post is held on that day. One that was declined is not.
    pub fn is_open(&self, day: Day) -> bool {
        self.confirmation.state != ConfirmationState::Declined
            && self.valid_from <= day
            && self.valid_to.is_none_or(|last| day <= last)
    }

    /// Whether it has days then that it does not have yet.
    pub fn gains(&self, from: Day, to: Option<Day>) -> bool {
        let longer = self.valid_to.is_some_and(|last| to.is_none_or(|to| last < to));
        from < self.valid_from || longer
    }

    /// How it stands with other days: a post that is not open on that day and gains some, or that waits or was declined, is
    /// proposed by them anew.
    pub fn confirmation_with(
        &self,
        (from, to): (Day, Option<Day>),
        by: Option<OfficerId>,
        at: Instant,
    ) -> Confirmation {
        let given = self.gains(from, to) && !self.is_open(at.day());
        let ends = to.is_some_and(|last| last < at.day());
        if (given || !self.confirmation.stands()) && !ends {
            self.confirmation.again(by, at)
        } else {
            self.confirmation
        }
    }

    /// Whether its days may become those. What has been is not changed: who acted then held the post.
    ///
    /// # Errors
    /// [`NotDays`] names the day that cannot be.
    pub fn may_last(&self, from: Day, to: Option<Day>, today: Day) -> Result<(), NotDays> {
        let begun = self.valid_from <= today;
        let yesterday = today.plus_days(-1);
        if from != self.valid_from && (begun || from < today) {
            return Err(NotDays::FirstDay { begun, today });
        }
        match to {
            Some(last) if to != self.valid_to && last < yesterday => {
                Err(NotDays::LastDay { earliest: yesterday })
            }
            _ => Ok(()),
        }
    }
}

/// Why a post cannot have these days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDays {
    /// The first day has been, or would have been.
    FirstDay {
        /// Whether the post has begun.
        begun: bool,
        /// Today.
        today: Day,
    },
    /// The last day lies before yesterday.
    LastDay {
        /// Yesterday.
        earliest: Day,
    },
}

reasons! {
    NotDays {
        Self::FirstDay { begun: true, .. } => "任职已开始,起始日不能更改,请填原起始日",
            "a post that has begun keeps its first day; send that one";
        Self::FirstDay { begun: false, today } => "起始日不得早于今日({today}),请更正",
            "the first day is {today} or later; correct it";
        Self::LastDay { earliest } => "截止日最早为{earliest}(填此日即刻停用),请更正",
            "the last day is {earliest}, which ends the post at once, or later; correct it";
    }
}

impl NotDays {
    /// Which field of the account it is about, as a JSON pointer.
    pub const fn pointer(self) -> &'static str {
        match self {
            Self::FirstDay { .. } => "/valid_from",
            Self::LastDay { .. } => "/valid_to",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn post(from: &str, to: Option<&str>) -> Account {
        Account {
            id: AccountId::new(Uuid::nil()),
            username: "head.640104".parse().unwrap(),
            officer: Some(OfficerId::new(Uuid::nil())),
            union: UnionId::new(Uuid::nil()),
            role: Role::Head,
            scopes: Vec::new(),
            password_given: false,
            confirmation: Confirmation::rooted(Instant::from_micros(0)),
            valid_from: day(from),
            valid_to: to.map(day),
            version: 1,
            updated_at: Instant::from_micros(0),
        }
    }

    #[test]
    fn a_post_is_open_on_its_first_and_its_last_day() {
        let post = post("2018-07-02", Some("2018-07-03"));
        let open = |text: &str| post.is_open(day(text));
        assert!(!open("2018-07-01") && open("2018-07-02") && open("2018-07-03") && !open("2018-07-04"));
    }

    #[test]
    fn yesterday_is_the_earliest_last_day() {
        let post = post("2018-07-01", None);
        let last = |text: &str| post.may_last(post.valid_from, Some(day(text)), day("2018-07-30"));
        assert_eq!(last("2018-07-29"), Ok(()));
        assert_eq!(last("2018-07-28"), Err(NotDays::LastDay { earliest: day("2018-07-29") }));
    }

    #[test]
    fn a_last_day_that_stands_may_stay_however_long_ago() {
        let post = post("2018-07-01", Some("2018-07-10"));
        assert_eq!(post.may_last(post.valid_from, post.valid_to, day("2018-07-30")), Ok(()));
        assert_eq!(post.may_last(post.valid_from, None, day("2018-07-30")), Ok(()));
    }

    #[test]
    fn only_a_post_to_come_begins_on_another_day() {
        let today = day("2018-07-30");
        let first = |post: &Account, text: &str| post.may_last(day(text), None, today);
        assert_eq!(first(&post("2018-08-10", None), "2018-07-30"), Ok(()));
        assert_eq!(
            first(&post("2018-08-10", None), "2018-07-29"),
            Err(NotDays::FirstDay { begun: false, today })
        );
        assert_eq!(
            first(&post("2018-07-30", None), "2018-08-01"),
            Err(NotDays::FirstDay { begun: true, today })
        );
    }

    #[test]
    fn a_closed_post_that_is_opened_again_is_proposed_and_one_that_goes_on_is_not() {
        let at = "2018-07-30T09:00:00+08:00".parse().unwrap();
        let stands = |post: &Account, to: Option<&str>| {
            post.confirmation_with((post.valid_from, to.map(day)), post.officer, at).stands()
        };
        let over = post("2018-07-01", Some("2018-07-20"));
        assert_eq!((stands(&over, None), stands(&over, Some("2018-07-20"))), (false, true));
        let open = post("2018-07-01", Some("2018-08-31"));
        assert!(stands(&open, None) && stands(&open, Some("2018-07-29")));
    }
}
