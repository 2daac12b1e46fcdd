//! Who is an officer? A person, whatever posts they hold: separation of duties compares officers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::citizen_id::CitizenId;
use crate::id::OfficerId;
use crate::name::PersonName;
use crate::phone::Phone;
use crate::time::Instant;

/// An officer as those who manage accounts see them (人员).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Officer {
    /// The officer.
    pub id: OfficerId,
    /// The name.
    pub name: PersonName,
    /// 身份证号, the last two characters; none while it is not known.
    #[schema(example = "****************14")]
    pub citizen_id: Option<String>,
    /// The phone, the start and the last four digits; none while it is not known.
    #[schema(example = "139****0001")]
    pub phone: Option<String>,
    /// When the citizen id was corrected, while nobody has confirmed it: until then the number before it counts as theirs
    /// too, where own families are kept apart.
    pub corrected_at: Option<Instant>,
    /// The version of this record.
    pub version: i64,
}

/// What identifies an officer, in full: kept sealed, and shown with stars.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerIdentifiers {
    /// 身份证号: one person, one officer.
    pub citizen_id: Option<CitizenId>,
    /// The phone.
    pub phone: Option<Phone>,
}
