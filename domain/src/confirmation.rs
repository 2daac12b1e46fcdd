//! When is a post, or a mandate, given, or something erased? When one officer has proposed it and another has confirmed it.

mod not_decided;

use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Role;
use crate::id::OfficerId;
use crate::time::{Day, Instant};
use crate::words::named;

pub use not_decided::NotDecided;

/// For so many days a proposal waits, the day on which it was made not counted.
const WAITS_DAYS: i64 = 14;

named! {
    /// How far it has come.
    ConfirmationState {
        /// One officer wants it. Until another agrees it is good for nothing, or for little.
        Proposed
        /// It stands.
        Confirmed
        /// Another did not agree, or the first has thought better of it.
        Declined
    }
}

/// Who wants a post, a mandate or an erasure, and who agreed (双人办理).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Confirmation {
    /// How far it has come.
    pub state: ConfirmationState,
    /// Who proposed it; none for the command line.
    pub proposed_by: Option<OfficerId>,
    /// When, or when it was last proposed again.
    pub proposed_at: Instant,
    /// Who confirmed or declined it; none while nobody has, and where the command line did.
    pub decided_by: Option<OfficerId>,
}

/// What is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proposal {
    /// A post in that role, or a new password for it.
    Post(Role),
    /// What an auditor is charged with.
    Mandate,
    /// That something is erased before its time.
    Erasure,
}

impl Proposal {
    /// Whether somebody in that role confirms it. A head chooses neither the auditor nor what is looked at, for their own
    /// decisions are. What heads erase, heads confirm.
    pub const fn is_confirmed_by(self, role: Role) -> bool {
        match (self, role) {
            (Self::Erasure, role) => matches!(role, Role::Head),
            (_, Role::AccountAdmin | Role::SecurityAdmin) => true,
            (Self::Post(post), Role::Head) => !matches!(post, Role::Auditor | Role::Service),
            _ => false,
        }
    }
}

impl Role {
    /// Whether a post in this role is given to nobody whose citizen id is unknown, and is good for nothing before it is
    /// confirmed: who gives posts, looks after security, audits or pays. Of the others, deeds say which wait for it.
    pub const fn is_guarded(self) -> bool {
        matches!(self, Self::AccountAdmin | Self::SecurityAdmin | Self::Auditor | Self::Finance)
    }
}

/// Who decides a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondHand {
    /// The officer; none for the command line, where whoever holds the key file is trusted.
    pub officer: Option<OfficerId>,
    /// The role in which they act; none for the command line.
    pub role: Option<Role>,
    /// Today.
    pub today: Day,
}

impl Confirmation {
    /// What an officer proposes at an instant.
    pub const fn proposed(by: Option<OfficerId>, at: Instant) -> Self {
        Self { state: ConfirmationState::Proposed, proposed_by: by, proposed_at: at, decided_by: None }
    }

    /// What the command line makes: whoever holds the key file is trusted.
    pub const fn rooted(at: Instant) -> Self {
        Self { state: ConfirmationState::Confirmed, ..Self::proposed(None, at) }
    }

    /// Whether it stands.
    pub const fn stands(&self) -> bool {
        matches!(self.state, ConfirmationState::Confirmed)
    }

    /// The last day on which a proposal may be confirmed.
    pub fn last_day(&self) -> Day {
        self.proposed_at.day().plus_days(WAITS_DAYS)
    }

    /// Whether a proposal waited too long.
    pub fn has_lapsed(&self, today: Day) -> bool {
        self.state == ConfirmationState::Proposed && self.last_day() < today
    }

    /// Proposed anew. What stands no longer is proposed by whom it was, whoever asks: they may know its password, and the one
    /// who asks may not know that they do.
    #[must_use]
    pub const fn again(&self, by: Option<OfficerId>, at: Instant) -> Self {
        Self::proposed(if self.stands() { by } else { self.proposed_by }, at)
    }

    /// Proposed anew with a password that an officer gives, and so knows. For what another has proposed nobody gives one: then
    /// either of the two could confirm what the other cannot know.
    ///
    /// # Errors
    /// [`NotDecided`] says that another has proposed it.
    pub fn with_password_of(&self, by: Option<OfficerId>, at: Instant) -> Result<Self, NotDecided> {
        if !self.stands() && self.proposed_by != by {
            return Err(NotDecided::AnothersProposal);
        }
        Ok(Self::proposed(by, at))
    }

    /// Confirmed by a second officer.
    ///
    /// # Errors
    /// [`NotDecided`] says why not, and who does.
    pub fn confirm(
        &self,
        what: Proposal,
        holder: Option<OfficerId>,
        by: SecondHand,
    ) -> Result<Self, NotDecided> {
        let is = |officer: Option<OfficerId>| officer.is_some() && officer == by.officer;
        if self.state != ConfirmationState::Proposed {
            return Err(NotDecided::NothingWaits);
        }
        if self.has_lapsed(by.today) {
            return Err(NotDecided::Lapsed { what, last: self.last_day() });
        }
        if is(self.proposed_by) {
            return Err(NotDecided::OwnProposal { what });
        }
        if is(holder) {
            return Err(NotDecided::OwnPost);
        }
        if let Some(role) = by.role.filter(|role| !what.is_confirmed_by(*role)) {
            return Err(NotDecided::Role { role });
        }
        Ok(Self { state: ConfirmationState::Confirmed, decided_by: by.officer, ..*self })
    }

    /// Declined, or taken back by who proposed it.
    ///
    /// # Errors
    /// [`NotDecided`] says that nothing waits.
    pub fn decline(&self, by: Option<OfficerId>) -> Result<Self, NotDecided> {
        if self.state != ConfirmationState::Proposed {
            return Err(NotDecided::NothingWaits);
        }
        Ok(Self { state: ConfirmationState::Declined, decided_by: by, ..*self })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn officer(number: u128) -> OfficerId {
        OfficerId::new(Uuid::from_u128(number))
    }

    fn hand(number: u128, role: Role, today: &str) -> SecondHand {
        SecondHand { officer: Some(officer(number)), role: Some(role), today: today.parse().unwrap() }
    }

    fn asked() -> Confirmation {
        Confirmation::proposed(Some(officer(1)), "2018-07-30T23:59:00+08:00".parse().unwrap())
    }

    #[test]
    fn another_confirms_it_in_time_and_in_a_role_that_does() {
        let post =
            |proposal: &Confirmation, role, by| proposal.confirm(Proposal::Post(role), Some(officer(2)), by);
        let head = |number| hand(number, Role::Head, "2018-08-13");
        let confirmed = post(&asked(), Role::SecurityAdmin, head(3)).unwrap();
        assert!(confirmed.stands() && confirmed.decided_by == Some(officer(3)));
        assert_eq!(post(&confirmed, Role::SecurityAdmin, head(3)), Err(NotDecided::NothingWaits));
        assert_eq!(
            post(&asked(), Role::Head, head(1)),
            Err(NotDecided::OwnProposal { what: Proposal::Post(Role::Head) })
        );
        assert_eq!(post(&asked(), Role::Head, head(2)), Err(NotDecided::OwnPost));
        assert_eq!(post(&asked(), Role::Auditor, head(3)), Err(NotDecided::Role { role: Role::Head }));
        let late = hand(3, Role::Head, "2018-08-14");
        let last = "2018-08-13".parse().unwrap();
        assert_eq!(
            post(&asked(), Role::Head, late),
            Err(NotDecided::Lapsed { what: Proposal::Post(Role::Head), last })
        );
        let mandate =
            |role| asked().confirm(Proposal::Mandate, Some(officer(2)), hand(3, role, "2018-07-30"));
        assert!(mandate(Role::AccountAdmin).is_ok() && mandate(Role::Auditor).is_err());
    }

    #[test]
    fn whoever_asks_again_for_what_does_not_stand_does_not_take_the_first_ones_place() {
        let later = "2018-08-20T09:00:00+08:00".parse().unwrap();
        let again = asked().again(Some(officer(3)), later);
        assert_eq!((again.proposed_by, again.proposed_at), (Some(officer(1)), later));
        let stood = Confirmation::rooted(later).again(Some(officer(3)), later);
        assert_eq!((stood.state, stood.proposed_by), (ConfirmationState::Proposed, Some(officer(3))));
        let declined = asked().decline(Some(officer(4))).unwrap();
        assert_eq!(declined.again(Some(officer(3)), later), again);
    }
}
