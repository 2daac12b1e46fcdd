//! Which rows with a code were altered at the database? Looked for by table, some at a time.

use strum::{EnumIter, IntoStaticStr};
use uuid::Uuid;

use crate::{StoreError, Work};

/// Rows that have a code and stay: all of them can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr)]
pub enum Coded {
    /// What accounts were before.
    #[strum(to_string = "account version")]
    AccountVersions,
    /// Posts that are lent.
    #[strum(to_string = "delegation")]
    Delegations,
    /// On whose word auditors look.
    #[strum(to_string = "mandate")]
    Mandates,
    /// What programs may be shown.
    #[strum(to_string = "standing purpose")]
    StandingPurposes,
    /// What shall be erased.
    #[strum(to_string = "erasure proposal")]
    ErasureProposals,
    /// Households, and how they stand.
    #[strum(to_string = "dossier")]
    Dossiers,
    /// Who acts.
    #[strum(to_string = "officer")]
    Officers,
    /// By which number a person is found.
    #[strum(to_string = "person")]
    Persons,
    /// Whose campaign it is.
    #[strum(to_string = "campaign")]
    Campaigns,
    /// The policy.
    #[strum(to_string = "edition")]
    Editions,
    /// Who was given more time.
    #[strum(to_string = "extension")]
    Extensions,
    /// From which money aid is paid.
    #[strum(to_string = "fund")]
    Funds,
    /// How money moved.
    #[strum(to_string = "entry of the ledger")]
    LedgerEntries,
    /// What approved cases were awarded.
    #[strum(to_string = "award")]
    Awards,
    /// What is paid at once.
    #[strum(to_string = "payment batch")]
    PaymentBatches,
    /// What is paid to whom.
    #[strum(to_string = "payment")]
    Payments,
    /// Who approved it before the last.
    #[strum(to_string = "approval of a payment batch")]
    Approvals,
    /// What was handed to the bank.
    #[strum(to_string = "sending to the bank")]
    Sendings,
    /// What the bank said.
    #[strum(to_string = "answer of the bank")]
    Answers,
    /// What it said of money that came back.
    #[strum(to_string = "returned payment")]
    Returns,
    /// How families stand in the national system.
    #[strum(to_string = "national record")]
    NationalRecords,
    /// What families said of their money.
    #[strum(to_string = "receipt")]
    Receipts,
    /// Whom unions ask aid for.
    #[strum(to_string = "declaration")]
    Declarations,
    /// Where paper lies.
    #[strum(to_string = "filing")]
    Filings,
    /// What long work was asked for.
    #[strum(to_string = "job")]
    Jobs,
}

impl Work {
    /// The rows of that kind after that one, so many at most, each with whether the service wrote it as it stands.
    pub async fn examine_coded(
        &self,
        of: Coded,
        after: Uuid,
        most: u64,
    ) -> Result<Vec<(Uuid, bool)>, StoreError> {
        match of {
            Coded::AccountVersions => self.accounts().examine_versions(after, most).await,
            Coded::Delegations => self.delegations().examine(after, most).await,
            Coded::Mandates => self.mandates().examine(after, most).await,
            Coded::StandingPurposes => self.standing_purposes().examine(after, most).await,
            Coded::ErasureProposals => self.erasure_proposals().examine(after, most).await,
            Coded::Dossiers => self.dossiers().examine(after, most).await,
            Coded::Officers => self.officers().examine(after, most).await,
            Coded::Persons => self.persons().examine(after, most).await,
            Coded::Campaigns => self.campaigns().examine(after, most).await,
            Coded::Editions => self.campaigns().examine_editions(after, most).await,
            Coded::Extensions => self.campaigns().examine_extensions(after, most).await,
            Coded::Funds => self.funds().examine(after, most).await,
            Coded::LedgerEntries => self.ledger().examine(after, most).await,
            Coded::Awards => self.awards().examine(after, most).await,
            Coded::PaymentBatches => self.payment_batches().examine(after, most).await,
            Coded::Payments => self.payments().examine(after, most).await,
            Coded::Approvals => self.payment_batches().examine_approvals(after, most).await,
            Coded::Sendings => self.payment_batches().examine_sendings(after, most).await,
            Coded::Answers => self.payments().examine_answers(after, most).await,
            Coded::Returns => self.payments().examine_returns(after, most).await,
            Coded::NationalRecords => self.national_records().examine(after, most).await,
            Coded::Declarations => self.declarations().examine(after, most).await,
            Coded::Filings => self.filings().examine(after, most).await,
            Coded::Jobs => self.jobs().examine(after, most).await,
            Coded::Receipts => self.receipts().examine(after, most).await,
        }
    }
}
