//! Man or woman? As GB/T 2261.1 has it.

use crate::words::spoken;

spoken! {
    /// A person's sex, 1 or 2 of GB/T 2261.1; what is not known is absent.
    Sex {
        /// Code 1.
        Male "男"
        /// Code 2.
        Female "女"
    }
}

impl Sex {
    /// The code of GB/T 2261.1.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Male => "1",
            Self::Female => "2",
        }
    }
}
