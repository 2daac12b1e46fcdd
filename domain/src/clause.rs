//! Which clause of the notice speaks? N01 to N31, each with its Chinese number.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

macro_rules! clauses {
    ($($name:ident $number:literal)*) => {
        /// A clause of the notice of 26 July 2018, by the id under which rules and refusals cite it.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            Serialize, Deserialize, ToSchema, EnumString, IntoStaticStr, VariantArray,
        )]
        #[expect(missing_docs, reason = "the number beside each is its meaning")]
        pub enum Clause { $($name),* }

        impl Clause {
            /// Its number in the notice, as a person would look it up.
            pub const fn number(self) -> &'static str {
                match self { $(Self::$name => $number),* }
            }
        }
    };
}

clauses! {
    N01 "一" N02 "一" N03 "一"
    N04 "二(一)1" N05 "二(一)2" N06 "二(一)3" N07 "二(一)4" N08 "二(一)5"
    N09 "二(二)1" N10 "二(二)2" N11 "二(二)3" N12 "二(二)4" N13 "二(二)5"
    N14 "二(三)1" N15 "二(三)2" N16 "二(三)2" N17 "二(三)3"
    N18 "二(四)1" N19 "二(四)2" N20 "二(四)3"
    N21 "三第一阶段" N22 "三第二阶段" N23 "三第三阶段"
    N24 "四(二)" N25 "四(三)" N26 "四(四)" N27 "四(五)"
    N28 "附件1" N29 "附件2" N30 "附件3" N31 "附件4"
}
