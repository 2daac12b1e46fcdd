//! In which order is a list of cases read?

use crate::words::named;

named! {
    /// The order of a list of cases; ties are in the order of entry.
    CaseOrder {
        /// As they were entered, oldest first.
        Entered
        /// By their number.
        Number
        /// By when they were last changed, the longest unchanged first.
        UpdatedAt
        /// By when they were last changed, the latest first.
        Latest
        /// By need, who comes first where money or time is short first (N05); those not assessed last.
        Priority
    }
}
