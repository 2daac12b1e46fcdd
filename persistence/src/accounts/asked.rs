//! Which account is to be made, and which ones are asked for?

use domain::access::{Role, Scope};
use domain::account::Username;
use domain::as_of::AsOf;
use domain::confirmation::{Confirmation, ConfirmationState};
use domain::id::{OfficerId, UnionId};
use domain::time::Day;

/// What is said of an account when it is made.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// The name to sign in with.
    pub username: Username,
    /// The officer; none for a program.
    pub officer: Option<OfficerId>,
    /// The union where the post is.
    pub union: UnionId,
    /// The role.
    pub role: Role,
    /// What a program is for.
    pub scopes: Vec<Scope>,
    /// The first day.
    pub valid_from: Day,
    /// The last day.
    pub valid_to: Option<Day>,
    /// Who wants it, and whether a second officer must agree.
    pub confirmation: Confirmation,
}

/// Whose accounts are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Those of officers.
    Officer,
    /// Those of programs.
    Program,
}

/// What a list of accounts is cut down to.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Of officers or of programs.
    pub holder: Holder,
    /// At this union.
    pub union: Option<UnionId>,
    /// Of this officer.
    pub officer: Option<OfficerId>,
    /// In this role.
    pub role: Option<Role>,
    /// With this in its user name.
    pub username: Option<String>,
    /// That waits, stands, or was declined.
    pub confirmation: Option<ConfirmationState>,
    /// Held on this day, as they stood at its end.
    pub as_of: Option<AsOf>,
}
