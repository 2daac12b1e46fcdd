//! How is a closed list of words written? One spelling for wire, column and schema.

/// Declares enums whose variants are words: snake case everywhere, all of them listed.
macro_rules! named {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident)* })*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
            strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
        )]
        #[serde(rename_all = "snake_case")]
        #[strum(serialize_all = "snake_case")]
        pub enum $name { $($(#[$of])* $variant),* }

        impl $name {
            /// The word itself.
            pub fn word(self) -> &'static str {
                self.into()
            }
        }
    )*};
}

/// The same for words that people are told: each with its Chinese name. Its English one is the word with blanks.
macro_rules! spoken {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident $chinese:literal)* })*) => {
        $crate::words::named! {
            $($(#[$doc])* $name { $(#[doc = $chinese] #[doc = ""] $(#[$of])* $variant)* })*
        }

        $(
            impl $crate::text::Tell for $name {
                fn tell(&self) -> $crate::text::Told {
                    let chinese = match self { $(Self::$variant => $chinese),* };
                    $crate::text::Told::new(chinese, self.word().replace('_', " "))
                }
            }

            impl core::fmt::Display for $name {
                fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                    $crate::text::print(self, f)
                }
            }
        )*
    };
}

pub(crate) use {named, spoken};
