//! What is said of a disclosure, and which ones are asked for?

use domain::access::Role;
use domain::disclosure::{DisclosurePurpose, SensitiveField, SubjectKind};
use domain::dossier::MemberNumber;
use domain::id::{AccountId, DelegationId, DisclosedId, DisclosureId, OfficerId, StandingPurposeId, UnionId};
use domain::name::Remark;
use domain::time::{Day, Instant};

/// Of whom something was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disclosed {
    /// Whose value it was.
    pub kind: SubjectKind,
    /// The dossier, the case or the officer.
    pub id: DisclosedId,
    /// Which member of the dossier's household.
    pub member: Option<MemberNumber>,
    /// The union that kept the dossier, took the case, or where the officer had a post.
    pub union: UnionId,
}

/// What is said of a disclosure when it is made; who makes it, the stamp says.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// Under which role.
    pub role: Role,
    /// What for.
    pub purpose: DisclosurePurpose,
    /// Under which standing purpose, by a program.
    pub standing: Option<StandingPurposeId>,
    /// Which values.
    pub fields: Vec<SensitiveField>,
    /// Why.
    pub reasons: Option<Remark>,
    /// How many values were known, and shown.
    pub shown: u32,
    /// Of whom.
    pub subjects: Vec<Disclosed>,
}

/// A disclosure as it is kept.
#[derive(Clone, Debug)]
pub struct Disclosure {
    /// Which.
    pub id: DisclosureId,
    /// When.
    pub at: Instant,
    /// The account in whose post it was asked for.
    pub account: AccountId,
    /// The officer who asked; none for a program.
    pub officer: Option<OfficerId>,
    /// The delegation by which they acted.
    pub delegation: Option<DelegationId>,
    /// The union for which they acted.
    pub union: UnionId,
    /// In answer to which request.
    pub request_id: String,
    /// What was said of it; of whom, so far as they lie in the jurisdiction of who reads it.
    pub said: Particulars,
}

/// What a list of disclosures is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// This one.
    pub id: Option<DisclosureId>,
    /// Of this dossier, case or officer.
    pub subject: Option<DisclosedId>,
    /// To this officer.
    pub officer: Option<OfficerId>,
    /// To this account.
    pub account: Option<AccountId>,
    /// For this purpose.
    pub purpose: Option<DisclosurePurpose>,
    /// On this day or later.
    pub from: Option<Day>,
    /// On this day or earlier.
    pub to: Option<Day>,
}
