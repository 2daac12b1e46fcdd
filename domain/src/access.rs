//! Who may do what? One table of role, level and deed.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

use crate::id::{AccountId, OfficerId, UnionId};
use crate::union::Level;

/// What an account is for.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// 经办人: enters and prepares.
    Caseworker,
    /// 负责人: signs and decides.
    Head,
    /// 财务: pays.
    Finance,
    /// 账号管理员: unions, officers, accounts.
    AccountAdmin,
    /// 安全管理员: keys, sessions, limits.
    SecurityAdmin,
    /// 审计: reads everything, changes nothing.
    Auditor,
    /// A program; decides nothing.
    Service,
}

/// Something that a role at a level may be allowed to do. Which record it may be done to is asked
/// elsewhere: jurisdiction decides what exists for an officer, the way of a case whose turn it is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Deed {
    /// Read campaigns, editions, unions, code lists, areas, calendars and schools.
    ReadReference,
    /// Ask whether a household qualifies, with nothing stored.
    Assess,
    /// Change one's own password, end one's own sessions.
    ManageOwnAccount,
    /// Create and change unions below one's own.
    ManageUnions,
    /// Create and change officers and their accounts.
    ManageAccounts,
    /// Read officers and accounts.
    ReadAccounts,
    /// Lend one's own post to another officer for some days.
    Delegate,
    /// Draft campaigns and editions.
    DraftPolicy,
    /// Publish an edition (N20: only the city).
    PublishPolicy,
    /// Give a union more time.
    Extend,
    /// Change schools, code lists, areas and calendars.
    ManageReference,
    /// Read dossiers and cases.
    ReadCases,
    /// Enter and change dossiers.
    EnterDossiers,
    /// Put a dossier on file, renew or close it.
    ConfirmDossiers,
    /// Enter cases, their visits, opinions, papers, consents and postings.
    EnterCases,
    /// Move a case a step along its way; which steps are one's own, the way itself says.
    ActOnCases,
    /// Record what the public objects to.
    RecordObjections,
    /// Take the steps of a head: sign, forward, endorse, approve, return, reject, rule.
    DecideCases,
    /// Set a guard aside for one case.
    MakeExceptions,
    /// Declare kinship with a family.
    DeclareKinship,
    /// Set the demonstration's clock forward.
    SetClock,
}

/// Whether somebody of that role at that level may do it: the whole of who may do what.
pub const fn holds(role: Role, level: Level, deed: Deed) -> bool {
    use Deed as D;
    use Role as R;
    match deed {
        D::ReadReference | D::ManageOwnAccount | D::SetClock => true,
        D::Assess => !matches!(role, R::AccountAdmin | R::SecurityAdmin),
        D::ManageUnions | D::ManageAccounts => matches!(role, R::AccountAdmin),
        D::ReadAccounts => matches!(role, R::AccountAdmin | R::SecurityAdmin | R::Auditor | R::Head),
        D::Delegate => matches!(role, R::Head | R::Caseworker | R::Finance),
        D::DraftPolicy | D::ManageReference => {
            matches!((role, level), (R::Caseworker | R::Head, Level::City))
        }
        D::PublishPolicy | D::Extend => matches!((role, level), (R::Head, Level::City)),
        D::ReadCases => matches!(role, R::Caseworker | R::Head | R::Finance | R::Auditor | R::Service),
        D::EnterDossiers | D::EnterCases => matches!(role, R::Caseworker),
        D::ConfirmDossiers => matches!((role, level), (R::Head | R::Caseworker, Level::County | Level::City)),
        D::ActOnCases | D::RecordObjections => matches!(role, R::Caseworker | R::Head),
        D::DecideCases | D::MakeExceptions => matches!(role, R::Head),
        D::DeclareKinship => matches!(role, R::Caseworker | R::Head | R::Finance),
    }
}

/// Who acts: an account as it is at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub account: AccountId,
    /// The officer; none for a program.
    pub officer: Option<OfficerId>,
    /// The role of the account.
    pub role: Role,
    /// The union for which they act: the city for officers of its service centre.
    pub union: UnionId,
    /// The level of that union.
    pub level: Level,
    /// What a program may do beside its role; empty for officers.
    pub scopes: Vec<Deed>,
}

impl Actor {
    /// Whether they may do it at all.
    pub fn may(&self, deed: Deed) -> bool {
        holds(self.role, self.level, deed)
            && (!matches!(self.role, Role::Service) || deed.is_for_everyone() || self.scopes.contains(&deed))
    }

    /// What exists for them.
    pub const fn jurisdiction(&self) -> Jurisdiction {
        Jurisdiction { root: self.union }
    }
}

impl Deed {
    /// Whether every signed-in account holds it.
    const fn is_for_everyone(self) -> bool {
        matches!(self, Self::ReadReference | Self::ManageOwnAccount)
    }
}

/// The part of the tree of unions whose records exist for somebody: a union and all below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jurisdiction {
    /// The union at its top.
    pub root: UnionId,
}
