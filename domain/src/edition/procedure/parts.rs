//! Of which parts is a procedure made? Days of a kind of union, desks, papers, consents, exceptions and shares.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DecidingLevel, PaperCohort, PhaseName, TargetName};
use crate::application::attachment::AttachmentKind;
use crate::application::evidence::{ConsentGiver, ConsentPurpose, Exceptable};
use crate::money::Money;
use crate::time::Day;
use crate::union::{Level, UnionKind};

/// A phase with its first and last day, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Which.
    pub phase: PhaseName,
    /// First day (Beijing).
    pub first: Day,
    /// Last day (Beijing).
    pub last: Day,
}

/// The last day for the cases under a union of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// The kind of the union that stands directly under the city.
    pub kind: UnionKind,
    /// Last day (Beijing), to its end.
    pub last: Day,
}

/// Working days of the two kinds of posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostingDays {
    /// Of the posting at the workplace or street.
    pub first: u8,
    /// Of the posting of the decided list.
    #[serde(rename = "final")]
    pub last: u8,
}

/// Where the cases under a union of one kind are decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinalDesk {
    /// The kind of the union that stands directly under the city.
    pub kind: UnionKind,
    /// The level that decides.
    pub desk: DecidingLevel,
}

/// An attachment that a complete case has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequiredAttachment {
    /// Of what kind.
    pub kind: AttachmentKind,
    /// For whose cases.
    pub of: PaperCohort,
}

/// A consent that a posted case has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequiredConsent {
    /// Who gives it.
    pub giver: ConsentGiver,
    /// To what.
    pub covers: ConsentPurpose,
}

/// Who may set a condition aside, and on what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExceptionRule {
    /// What is set aside.
    pub excepted: Exceptable,
    /// The lowest level, above the union that took the case, whose head may do so; that of the union that decides, where
    /// this one is higher.
    pub level: Level,
    /// Kinds of attachment of which each must be given.
    pub evidence: Vec<AttachmentKind>,
    /// The most days that it may last; without a number it lasts as long as the case.
    pub longest_days: Option<u16>,
}

/// How many officers approve a batch of payments that comes to so much, besides whoever prepared it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalStep {
    /// From this sum on.
    pub from_fen: Money,
    /// So many.
    #[schema(minimum = 1, maximum = 5, example = 2)]
    pub officers: u8,
}

/// A share to be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Of what.
    pub target: TargetName,
    /// In whole percent.
    #[schema(minimum = 0, maximum = 100)]
    pub percent: u8,
}
