//! Why is what was done of a family taken back?

use domain::job::LineFault;
use persistence::{Failure, Hindrance, StoreError};

use super::take::{NotTaken, Taken};
use crate::problem::Problem;

/// Why what was done of a family is taken back.
pub(super) enum GivenUp {
    /// It was only checked.
    Checked(Taken),
    /// It is not taken in.
    Up(NotTaken),
    /// It is not sound any more, and so none is entered.
    Back(Box<(u32, Vec<LineFault>)>),
}

impl From<NotTaken> for GivenUp {
    fn from(why: NotTaken) -> Self {
        Self::Up(why)
    }
}

impl From<Problem> for GivenUp {
    fn from(problem: Problem) -> Self {
        Self::Up(NotTaken::Hindered(problem))
    }
}

impl From<StoreError> for GivenUp {
    fn from(error: StoreError) -> Self {
        Problem::from(error).into()
    }
}

impl Failure for GivenUp {
    fn hindrance(&self) -> Option<Hindrance> {
        if let Self::Up(NotTaken::Hindered(problem)) = self { problem.hindrance() } else { None }
    }
}
