//! Does a condition hold? Every guard of the table, over the case in its circumstances.

use super::Application;
use super::circumstances::{Look, Missing, Standing};
use super::evidence::{ConsentMark, Objection, Opinion, PostingMark, Signature, Visit};
use super::refusal::Refusal;
use super::state::State;
use super::{deadlines, seats};
use crate::payment::PaymentState;
use crate::words::named;

named! {
    /// What refuses an action of the table.
    Guard {
        /// No open objection holds the case.
        NoObjection
        /// The student has no other live application in the campaign (N20).
        OnlyLive
        /// The draft's time is not over.
        DraftLasts
        /// The campaign is open to first submissions.
        Submission
        /// The matter differs from those rejected for good.
        ChangedSinceDismissal
        /// What is missing is excepted until a day that has not passed.
        AllMissingExcepted
        /// Nothing is missing, papers excepted at submission included.
        NothingMissing
        /// The assessment of today's facts says eligible.
        Eligible
        /// A visit holds (N15).
        Visit
        /// Signature and seal hold (N14).
        Signature
        /// The opinion of workplace or street holds (N14).
        Opinion
        /// Consents are recorded.
        Consents
        /// A first posting holds and is over (N14).
        Posting
        /// The first arrival at the deciding union is in time (N16).
        Arrival
        /// After an appeal upheld, the matter has changed or is not eligible.
        UpheldMatter
        /// It has not been appealed before, nor rejected for good.
        OncePerCase
        /// Somebody at the desk above may hear the appeal.
        SomebodyHears
        /// No payment of its award is under way: once paid, a reclaim revokes (N26).
        NotBeingPaid
        /// Its award was paid, so that there is something to reclaim (N26).
        Paid
    }
}

impl Guard {
    /// Whether it holds; a refusal says why not.
    pub(crate) fn check(self, look: &Look<'_>) -> Result<(), Refusal> {
        match self {
            Self::NoObjection => Objection::none_open(look.case),
            Self::OnlyLive => only_live(look),
            Self::DraftLasts => deadlines::draft_lasts(look),
            Self::Submission => deadlines::submission(look),
            Self::ChangedSinceDismissal => changed_since_dismissal(look),
            Self::AllMissingExcepted => missing(look.missing_unexcepted()),
            Self::NothingMissing => missing(look.missing()),
            Self::Eligible => eligible(look),
            Self::Visit => Visit::holds(look),
            Self::Signature => Signature::holds(look),
            Self::Opinion => Opinion::holds(look),
            Self::Consents => ConsentMark::all_given(look),
            Self::Posting => PostingMark::holds(look),
            Self::Arrival => deadlines::arrival(look),
            Self::UpheldMatter => upheld_matter(look),
            Self::OncePerCase => once(look.case),
            Self::SomebodyHears => somebody_hears(look),
            Self::NotBeingPaid => not_being_paid(look),
            Self::Paid => paid(look),
        }
    }
}

fn only_live(look: &Look<'_>) -> Result<(), Refusal> {
    look.circumstances.other_live.map_or(Ok(()), |application| Err(Refusal::OtherLive { application }))
}

fn changed_since_dismissal(look: &Look<'_>) -> Result<(), Refusal> {
    let same = look.circumstances.dismissed.contains(&look.circumstances.matter);
    if same { Err(Refusal::SameMatterDismissed) } else { Ok(()) }
}

fn missing(missing: Vec<Missing>) -> Result<(), Refusal> {
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Incomplete { missing }) }
}

fn eligible(look: &Look<'_>) -> Result<(), Refusal> {
    let findings = &look.circumstances.findings;
    let hindering = match findings.standing {
        Standing::Eligible => return Ok(()),
        Standing::NotEligible => &findings.not_met,
        Standing::Incomplete => &findings.unknown,
        Standing::ForReview => &findings.for_review,
    };
    Err(Refusal::NotEligible { standing: findings.standing, findings: hindering.clone() })
}

fn upheld_matter(look: &Look<'_>) -> Result<(), Refusal> {
    let same = look.case.upheld == Some(look.circumstances.matter);
    let not_eligible = look.circumstances.findings.standing == Standing::NotEligible;
    if same && !not_eligible { Err(Refusal::UpheldBefore) } else { Ok(()) }
}

fn once(case: &Application) -> Result<(), Refusal> {
    if matches!(case.state(), State::Rejected { dismissal: Some(_), .. }) {
        return Err(Refusal::RejectedForGood);
    }
    if case.appealed { Err(Refusal::AppealedBefore) } else { Ok(()) }
}

fn not_being_paid(look: &Look<'_>) -> Result<(), Refusal> {
    match look.circumstances.payment {
        None => Ok(()),
        Some(PaymentState::Paid) => Err(Refusal::AlreadyPaid),
        Some(_) => Err(Refusal::BeingPaid),
    }
}

fn paid(look: &Look<'_>) -> Result<(), Refusal> {
    if look.circumstances.payment == Some(PaymentState::Paid) { Ok(()) } else { Err(Refusal::NotPaid) }
}

fn somebody_hears(look: &Look<'_>) -> Result<(), Refusal> {
    let Some(position) = look.arrives else { return Ok(()) };
    let heard = seats::filled(look.case, position, &look.circumstances.staff);
    if heard { Ok(()) } else { Err(Refusal::NobodyHears { position }) }
}
