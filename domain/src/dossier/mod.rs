//! What does the file of one household hold, and what follows from it?

mod checks;
mod codes;
mod figures;
mod flaw;
mod household;
mod means;
mod member;
mod resting;
#[cfg(test)]
pub(crate) mod sample;
mod status;

pub use checks::{Known, check, check_identity};
pub use codes::check_codes;
pub use figures::{Figures, Gap, figures};
pub use flaw::{Flaw, Months, Problem, Severity, SexWord};
pub use household::{Household, Unknown, WorkerKind, Workplace};
pub use means::{Income, IncomeKind, Tuition, UnionAid};
pub use member::{Education, Member, MemberNumber, NotMemberNumber};
pub use resting::{RestedOn, Resting};
pub use status::{DossierDeed, DossierRefusal, DossierStatus, Standing};
