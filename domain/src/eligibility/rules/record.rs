//! What do the records say? The dossier, other applications, and aid from elsewhere (N01, N20, N24).

use super::{Case, Reading};
use crate::eligibility::facts::{OtherAid, OtherApplications};
use crate::eligibility::finding::{Evidence, Verdict};
use crate::eligibility::measure::Measure;

/// N01: the family is on file (符合…建档标准).
pub(super) fn on_file(case: Case<'_>) -> Reading {
    let status = case.facts.dossier.status;
    let (verdict, evidence) = match status {
        None => (Verdict::Unknown, Evidence::Dossier),
        Some(status) => (case.aid.on_file.of(status), Evidence::DossierConfirmation),
    };
    Reading::new(Measure::OnFile { status }, verdict, evidence)
}

/// N20: one live application of a student in a campaign; not applicable where nobody looked.
pub(super) fn single_application(case: Case<'_>) -> Reading {
    let others = case.facts.single_application;
    let verdict = match others {
        None => Verdict::NotApplicable,
        Some(OtherApplications::NoOther) => case.aid.single_application.no_other.into(),
        Some(OtherApplications::Another) => case.aid.single_application.another.into(),
    };
    Reading::new(Measure::SingleApplication { others }, verdict, Evidence::Lists)
}

/// N24: no aid twice for the same purpose; not applicable where other aid is not recorded.
pub(super) fn other_aid(case: Case<'_>) -> Reading {
    let aid = case.facts.other_aid;
    let verdict = match aid {
        None => Verdict::NotApplicable,
        Some(OtherAid::NoneFound) => case.aid.other_aid.none_found.into(),
        Some(OtherAid::Found) => case.aid.other_aid.found.into(),
    };
    Reading::new(Measure::OtherAid { aid }, verdict, Evidence::Lists)
}
