//! By which rules? One edition of a campaign's policy: data, with the source of every parameter.

pub mod aid;
pub mod procedure;
pub mod readings;
mod soundness;
mod source;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use aid::Aid;
pub use procedure::Procedure;
pub use soundness::{Flaw, FlawOf};
pub use source::{Practice, Source, Sourced};

use crate::name::Line;
use crate::words::named;

/// The whole of an edition's parameters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// The document of the authority on which the edition rests.
    pub authority: Line,
    /// Who qualifies, and for how much.
    pub aid: Aid,
    /// How cases travel.
    pub procedure: Procedure,
}

named! {
    /// Where an edition stands.
    EditionStatus {
        /// Being written; nothing is decided by it.
        Draft
        /// In force; it never changes (N20).
        Published
        /// A later one is in force; cases submitted under it keep it.
        Superseded
    }
}

impl Edition {
    /// The edition of 2018 as it ships.
    ///
    /// # Errors
    /// Where the shipped data is damaged.
    pub fn shipped_2018() -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct Authority {
            authority: Line,
        }
        let Authority { authority } = serde_json::from_str(include_str!("../../data/editions/2018.json"))?;
        let aid = serde_json::from_str(include_str!("../../data/editions/2018.aid.json"))?;
        let procedure = serde_json::from_str(include_str!("../../data/editions/2018.procedure.json"))?;
        Ok(Self { authority, aid, procedure })
    }
}
