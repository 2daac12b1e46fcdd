//! What is wrong with a household as it was sent, and what should somebody look at?

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::code_list::{CodeList, shipped};
use domain::dossier::{
    Flaw, Household, Known as Identity, MemberNumber, Severity, check, check_codes, check_identity,
};
use domain::person::Identifiers;
use domain::text::{Language, Tell, Told};
use domain::time::Day;

use crate::problem::{FieldError, Problem, Wrong};

/// What a body has of a household: where it stands in the body, and which of its fields.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    at: &'static str,
    of: &'static [&'static str],
}

impl Part {
    /// All of it.
    pub(super) const WHOLE: Self = Self { at: "/household", of: &[] };
    /// Whose card or account takes the money, with that card and account and without the member around them.
    pub(super) const CARD: Self = Self { at: "", of: &["/card_of"] };

    /// Some of its fields, below that place of the body under the same names.
    pub(super) const fn below(at: &'static str, of: &'static [&'static str]) -> Self {
        Self { at, of }
    }

    /// Some of its fields, alone in the body under the same names.
    pub(super) const fn fields(of: &'static [&'static str]) -> Self {
        Self { at: "", of }
    }

    /// Whether the body has a field of the household.
    fn has(self, field: &str) -> bool {
        let within = |own: &&str| {
            field.strip_prefix(*own).is_some_and(|rest| matches!(rest.get(..1), None | Some("/")))
        };
        self.of.is_empty() || self.of.iter().any(within)
    }

    /// Where in the body a field of the household stands. What was sent makes a flaw elsewhere at its first field.
    pub(super) fn pointer(self, field: &str) -> String {
        match (field.split_once("/identifiers"), self.of) {
            (Some((_, own)), of) if of == Self::CARD.of => own.to_owned(),
            (_, [first, ..]) if !self.has(field) => format!("{}{first}", self.at),
            _ => format!("{}{field}", self.at),
        }
    }
}

static LISTS: LazyLock<Vec<CodeList>> = LazyLock::new(|| shipped().unwrap_or_default());

/// A household with the identifiers of each member.
pub(super) type Known<'a> = (&'a Household, Vec<(MemberNumber, &'a Identifiers)>);

/// Every flaw of a household on a day; codes that are kept already stay.
fn flaws((household, identifiers): &Known<'_>, kept: Option<&Household>, today: Day) -> Vec<Flaw> {
    let known: BTreeMap<MemberNumber, Identity> = identifiers
        .iter()
        .filter_map(|(number, own)| Some((*number, Identity::from(own.citizen_id.as_ref()?))))
        .collect();
    let mut flaws = check(household, today);
    flaws.extend(check_codes(household, kept, &LISTS, today));
    flaws.extend(check_identity(household, &known, today));
    flaws.sort_by(|a, b| a.field.cmp(&b.field));
    flaws
}

/// Refuses a household that does not hang together: with every flaw of the part that was sent, and every one elsewhere that
/// it brings.
pub(super) fn expect_sound(
    part: Part,
    household: &Known<'_>,
    before: Option<&Known<'_>>,
    today: Day,
) -> Result<(), Problem> {
    let kept = before.map(|(kept, _)| *kept);
    let there = before.map(|before| flaws(before, kept, today)).unwrap_or_default();
    let mut errors = flaws(household, kept, today);
    errors
        .retain(|flaw| flaw.severity == Severity::Error && (part.has(&flaw.field) || !there.contains(flaw)));
    if errors.is_empty() {
        return Ok(());
    }
    let told = |flaw: Flaw| {
        let pointer = part.pointer(&flaw.field);
        if part.has(&flaw.field) {
            return Wrong::new(pointer, flaw.problem);
        }
        let said = |language| format!("{}: {}", flaw.field, flaw.problem.text(language));
        Wrong::new(pointer, Told::new(said(Language::Chinese), said(Language::English)))
    };
    Err(Problem::invalid(errors.into_iter().map(told).collect()))
}

/// What does not refuse a household, but should be looked at.
pub(super) fn warnings(household: &Known<'_>, today: Day, language: Language) -> Vec<FieldError> {
    let mut warnings = flaws(household, Some(household.0), today);
    warnings.retain(|flaw| flaw.severity == Severity::Warning);
    let told = |flaw: Flaw| Wrong::new(Part::WHOLE.pointer(&flaw.field), flaw.problem).view(language);
    warnings.into_iter().map(told).collect()
}
