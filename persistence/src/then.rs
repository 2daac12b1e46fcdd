//! Which of the versions of a row stood at the end of a day? The one that was written before it, and not written over.

use domain::as_of::AsOf;
use sea_orm::{ColumnTrait, Condition};

/// Of rows that were written over: those that stood then.
pub(crate) fn stood<C: ColumnTrait>(since: C, until: C, as_of: AsOf) -> Condition {
    let ends = as_of.ends().as_micros();
    Condition::all().add(since.lt(ends)).add(until.gte(ends))
}

/// Of rows as they are: those that have not been written since.
pub(crate) fn stands<C: ColumnTrait>(since: C, as_of: AsOf) -> Condition {
    Condition::all().add(since.lt(as_of.ends().as_micros()))
}
