//! Does one officer alone ever see whole values through an account that they made, or whose password they gave?
//!
//! A city with an administrator of accounts, one of security, a head and an auditor, all confirmed. One of them does whatever
//! they can, in any order, with every account whose password they know, by the rules that the service asks; the others do nothing.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use domain::access::{Actor, Deed, Role};
use domain::confirmation::{Confirmation, Proposal, SecondHand};
use domain::id::{AccountId, MandateId, OfficerId, UnionId};
use domain::time::Instant;
use domain::union::Level;
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

const ROLES: [Role; 6] =
    [Role::Caseworker, Role::Head, Role::Finance, Role::AccountAdmin, Role::SecurityAdmin, Role::Auditor];

/// An account, and whether the one officer of the test knows its password.
struct Account {
    officer: OfficerId,
    role: Role,
    confirmation: Confirmation,
    known: bool,
    /// Whether it is their own, with which they began.
    own: bool,
    /// A mandate, of auditors.
    mandate: Option<Confirmation>,
}

/// Something that they try, with the account of that number, on another one.
#[derive(Clone, Copy, Debug)]
enum Try {
    Create(Role),
    Reset,
    ProposeAgain,
    Confirm,
    Decline,
    Mandate,
    ConfirmMandate,
    Wait,
}

struct City {
    accounts: Vec<Account>,
    now: Instant,
}

fn officer(number: usize) -> OfficerId {
    OfficerId::new(Uuid::from_u128(u128::try_from(number).unwrap()))
}

impl City {
    /// All that are there, of whom the one of that number is the one officer.
    fn new(one: usize) -> Self {
        let now: Instant = "2018-07-30T09:00:00+08:00".parse().unwrap();
        let roles = [Role::AccountAdmin, Role::SecurityAdmin, Role::Head, Role::Auditor, Role::Caseworker];
        let account = |(number, role)| Account {
            officer: officer(number),
            role,
            confirmation: Confirmation::rooted(now),
            known: number == one,
            own: number == one,
            mandate: None,
        };
        Self { accounts: roles.into_iter().enumerate().map(account).collect(), now }
    }

    /// Who acts with an account, as the service sees them.
    fn actor(account: &Account) -> Actor {
        let mandate = account.mandate.filter(Confirmation::stands);
        Actor {
            account: AccountId::new(Uuid::nil()),
            officer: Some(account.officer),
            delegation: None,
            role: account.role,
            mandate: mandate.map(|_| MandateId::new(Uuid::nil())),
            union: UnionId::new(Uuid::nil()),
            level: Level::City,
            scopes: Vec::new(),
            confirmed: account.confirmation.stands(),
        }
    }

    fn does(&mut self, what: Try, with: usize, on: usize) {
        let (with, on) = (with % self.accounts.len(), on % self.accounts.len());
        if !self.accounts[with].known {
            return;
        }
        let actor = Self::actor(&self.accounts[with]);
        let (by, now) = (actor.officer, self.now);
        let hand = SecondHand { officer: by, role: Some(actor.role), today: now.day() };
        let target = &self.accounts[on];
        let (holder, role, stands) = (Some(target.officer), target.role, target.confirmation);
        let own = holder == by;
        match what {
            Try::Create(role) if actor.may(Deed::ManageAccounts) => self.accounts.push(Account {
                officer: officer(self.accounts.len()),
                role,
                confirmation: Confirmation::proposed(by, now),
                known: true,
                own: false,
                mandate: None,
            }),
            Try::Reset if actor.may(Deed::ManageAccounts) && !own => {
                if let Ok(given) = stands.with_password_of(by, now) {
                    (self.accounts[on].confirmation, self.accounts[on].known) = (given, true);
                }
            }
            Try::ProposeAgain if actor.may(Deed::ManageAccounts) && !own => {
                self.accounts[on].confirmation = stands.again(by, now);
            }
            Try::Confirm if actor.may(Deed::ConfirmPosts) => {
                if let Ok(confirmed) = stands.confirm(Proposal::Post(role), holder, hand) {
                    self.accounts[on].confirmation = confirmed;
                }
            }
            Try::Decline if actor.may(Deed::ConfirmPosts) => {
                if let Ok(declined) = stands.decline(by) {
                    self.accounts[on].confirmation = declined;
                }
            }
            Try::Mandate if actor.may(Deed::GiveMandates) && !own && role == Role::Auditor => {
                self.accounts[on].mandate = Some(Confirmation::proposed(by, now));
            }
            Try::ConfirmMandate if actor.may(Deed::ConfirmPosts) => {
                let Some(mandate) = self.accounts[on].mandate else { return };
                if let Ok(confirmed) = mandate.confirm(Proposal::Mandate, holder, hand) {
                    self.accounts[on].mandate = Some(confirmed);
                }
            }
            Try::Wait => self.now = now.plus_seconds(10 * 24 * 3600),
            _ => {}
        }
    }
}

fn tries() -> impl Strategy<Value = Try> {
    prop_oneof![
        3 => (0..ROLES.len()).prop_map(|at| Try::Create(ROLES[at])),
        3 => Just(Try::Reset),
        2 => Just(Try::ProposeAgain),
        6 => Just(Try::Confirm),
        1 => Just(Try::Decline),
        2 => Just(Try::Mandate),
        3 => Just(Try::ConfirmMandate),
        1 => Just(Try::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn no_officer_alone_sees_whole_values_or_confirms_by_an_account_they_made(
        one in 0..5_usize,
        acts in vec((tries(), any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..60),
    ) {
        let mut city = City::new(one);
        for (what, with, on) in acts {
            let count = city.accounts.len();
            city.does(what, with.index(count), on.index(count));
            for account in city.accounts.iter().filter(|account| account.known && !account.own) {
                let actor = City::actor(account);
                for deed in [Deed::Disclose, Deed::ReadPapers, Deed::ConfirmPosts] {
                    prop_assert!(!actor.may(deed), "{:?} by {:?}", deed, account.role);
                }
            }
            // Nor does an auditor, made or not, look on the word of one alone.
            prop_assert!(city.accounts.iter().all(|account| !account.mandate.is_some_and(|given| given.stands())));
        }
    }
}

/// The same world does let two do it, or the claim above would hold of anything.
#[test]
fn two_officers_together_do() {
    let mut city = City::new(0);
    city.accounts[1].known = true;
    city.does(Try::Create(Role::Auditor), 0, 0);
    let made = city.accounts.len() - 1;
    city.does(Try::Confirm, 1, made);
    city.does(Try::Mandate, 1, made);
    city.does(Try::ConfirmMandate, 0, made);
    let actor = City::actor(&city.accounts[made]);
    assert!(actor.may(Deed::Disclose) && actor.may(Deed::ReadPapers));
}
