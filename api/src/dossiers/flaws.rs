//! What is wrong with a household as it was sent, and what should somebody look at?

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::code_list::{CodeList, shipped};
use domain::dossier::{Flaw, Household, Known, MemberNumber, Severity, check, check_codes, check_identity};
use domain::person::Identifiers;
use domain::text::Language;
use domain::time::Day;

use crate::problem::{FieldError, Problem, Wrong};

/// What a body has of a household: where it stands in the body, and which part it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    at: &'static str,
    of: &'static str,
}

impl Part {
    /// All of it.
    pub(super) const WHOLE: Self = Self { at: "/household", of: "" };

    /// One of its fields, below that place of the body under the same name.
    pub(super) const fn below(at: &'static str, pointer: &'static str) -> Self {
        Self { at, of: pointer }
    }

    /// One of its fields, alone in the body under the same name.
    pub(super) const fn field(pointer: &'static str) -> Self {
        Self { at: "", of: pointer }
    }
}

static LISTS: LazyLock<Vec<CodeList>> = LazyLock::new(|| shipped().unwrap_or_default());

/// Every flaw of a household on a day. `identifiers` gives those of each member.
fn flaws<'i>(
    household: &Household,
    identifiers: impl IntoIterator<Item = (MemberNumber, &'i Identifiers)>,
    today: Day,
) -> Vec<Flaw> {
    let known: BTreeMap<MemberNumber, Known> = identifiers
        .into_iter()
        .filter_map(|(number, own)| Some((number, Known::from(own.citizen_id.as_ref()?))))
        .collect();
    let mut flaws = check(household, today);
    flaws.extend(check_codes(household, &LISTS, today));
    flaws.extend(check_identity(household, &known, today));
    flaws.sort_by(|a, b| a.field.cmp(&b.field));
    flaws
}

/// Refuses a household that does not hang together, with every flaw of the part that was sent at its field.
pub(super) fn expect_sound<'i>(
    part: Part,
    household: &Household,
    identifiers: impl IntoIterator<Item = (MemberNumber, &'i Identifiers)>,
    today: Day,
) -> Result<(), Problem> {
    let mut errors = flaws(household, identifiers, today);
    errors.retain(|flaw| flaw.severity == Severity::Error && flaw.field.starts_with(part.of));
    if errors.is_empty() {
        return Ok(());
    }
    let told = |flaw: Flaw| Wrong::new(format!("{}{}", part.at, flaw.field), flaw.problem);
    Err(Problem::invalid(errors.into_iter().map(told).collect()))
}

/// What does not refuse a household, but should be looked at.
pub(super) fn warnings<'i>(
    household: &Household,
    identifiers: impl IntoIterator<Item = (MemberNumber, &'i Identifiers)>,
    today: Day,
    language: Language,
) -> Vec<FieldError> {
    let mut warnings = flaws(household, identifiers, today);
    warnings.retain(|flaw| flaw.severity == Severity::Warning);
    let told =
        |flaw: Flaw| Wrong::new(format!("{}{}", Part::WHOLE.at, flaw.field), flaw.problem).view(language);
    warnings.into_iter().map(told).collect()
}
