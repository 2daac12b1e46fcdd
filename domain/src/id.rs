//! Which record? One list of typed ids, so that an id of one kind cannot stand for another.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::text::reasons;

/// A text that is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotId;

reasons! {
    NotId {
        Self => "编号格式有误,请使用接口返回的id", "not an id; take it as an answer gave it";
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(try_from = "String", into = "Uuid")]
        #[schema(value_type = String, format = Uuid, example = "01890a5d-ac96-774b-bcce-b302099a8057")]
        pub struct $name(Uuid);

        impl $name {
            /// Takes an id from the storage edge, or from the maker of new ids.
            pub const fn new(raw: Uuid) -> Self {
                Self(raw)
            }

            /// Gives the id to the storage edge.
            pub const fn raw(self) -> Uuid {
                self.0
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl core::str::FromStr for $name {
            type Err = NotId;

            fn from_str(text: &str) -> Result<Self, NotId> {
                text.parse().map(Self).map_err(|_| NotId)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotId;

            fn try_from(text: String) -> Result<Self, NotId> {
                text.parse()
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

ids! {
    /// An account: one officer in one role at one union.
    AccountId
    /// An application of one student in one campaign, also called a case.
    ApplicationId
    /// A file that proves something of a case.
    AttachmentId
    /// What an approved case was awarded.
    AwardId
    /// A campaign of one year.
    CampaignId
    /// What somebody without an account says of a line of a posting.
    ConcernId
    /// What somebody agreed to.
    ConsentId
    /// A post held for somebody else, for some days.
    DelegationId
    /// Whole values shown to somebody for a purpose.
    DisclosureId
    /// A dossier, a case or an officer of whom something was shown.
    DisclosedId
    /// The file of one household.
    DossierId
    /// An edition of a campaign's policy.
    EditionId
    /// An erasure, with all that it took along.
    ErasureId
    /// A guard set aside for one case.
    ExceptionId
    /// More time, given to one union by the city.
    ExtensionId
    /// Money of one source for one campaign.
    FundId
    /// Long work that was asked for.
    JobId
    /// A declared kinship of an officer with a family.
    KinshipId
    /// An entry of the ledger of a fund.
    LedgerEntryId
    /// An entry of the log.
    LogEntryId
    /// What an auditor was charged with.
    MandateId
    /// An objection to a posting.
    ObjectionId
    /// A union's declaration of whom it asks aid for.
    DeclarationId
    /// That a union filed the paper of a case.
    FilingId
    /// What a family said of money that was paid.
    ReceiptId
    /// An officer: a person who acts, whatever posts they hold.
    OfficerId
    /// The opinion of a workplace or street.
    OpinionId
    /// What is known of a family in the national system.
    NationalRecordId
    /// A batch of payments from one fund.
    PaymentBatchId
    /// A payment of an award.
    PaymentId
    /// A person whose identifiers are sealed.
    PersonId
    /// A public notice of names.
    PostingId
    /// A decision on a finding that asks for a person.
    RulingId
    /// A sample that an auditor drew.
    SampleId
    /// A session: a family of refresh tokens.
    SessionId
    /// A record that paper was signed and sealed.
    SignatureId
    /// What a program may see whole values for.
    StandingPurposeId
    /// An organisation of the unions.
    UnionId
    /// A visit to a family.
    VisitId
}
