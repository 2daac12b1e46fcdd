//! On what does a case rest? What people saw and said of it, each with the matter that it was about.

mod exception;
mod objection;
mod opinion;
mod paper;
mod posting;
mod ruling;
mod visit;

pub use exception::{Exceptable, ExceptionEnd, ExceptionMark, Kinship, KinshipWithdrawal, Piece};
pub use objection::{Objection, ObjectionDecision, ObjectionState};
pub use opinion::{Opinion, OpinionBy};
pub use paper::{ConsentGiver, ConsentMark, ConsentPurpose, ConsentWithdrawal, Signature};
pub use posting::{PostingKind, PostingMark};
pub use ruling::{NotRuleName, RuleName, Ruled, Ruling};
pub use visit::{Manner, Visit};
