//! On what does a case rest? What people saw and said of it, each with the matter that it was about.

mod consent;
mod exception;
mod objection;
mod opinion;
mod posting;
mod ruling;
mod signature;
mod visit;

pub use consent::{
    ConsentEvidence, ConsentGiver, ConsentMark, ConsentMeans, ConsentPurpose, ConsentWithdrawal,
    WithdrawalEffect, is_taken_back,
};
pub use exception::{Exceptable, ExceptionEnd, ExceptionMark, Kinship, KinshipWithdrawal, Piece};
pub use objection::{Objection, ObjectionDecision, ObjectionState};
pub use opinion::{Opinion, OpinionBy};
pub use posting::{PostingKind, PostingMark};
pub use ruling::{NotRuleName, RuleName, Ruled, Ruling};
pub use signature::Signature;
pub use visit::{Manner, Visit};
