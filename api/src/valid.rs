//! Which fields are not valid? What the derived checks found, each with its pointer, in both languages.

use std::borrow::Cow;

use domain::reasons;
use domain::text::Told;
use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::problem::Wrong;
use crate::unfit::Unfit;

const CHINESE: &str = "chinese";
const ENGLISH: &str = "english";

/// What a derived check says of a number or of a list.
#[derive(Debug)]
enum Beyond {
    Range { least: String, most: String },
    TooSmall { least: String },
    Rows { least: String, most: String },
    TooManyRows { most: String },
}

reasons! {
    Beyond {
        Self::Range { least, most } => "应为{least}至{most},请更正", "from {least} to {most}; correct it";
        Self::TooSmall { least } => "不得小于{least},请更正", "at least {least}; correct it";
        Self::Rows { least, most } => "应填{least}至{most}条,请增减", "{least} to {most} entries; add some, or leave some out";
        Self::TooManyRows { most } => "最多填写{most}条,请删减或分次办理", "at most {most} entries; leave some out, or send them apart";
    }
}

/// What is wrong with a field, for the derived checks to carry.
pub(crate) fn errors(wrong: &Wrong) -> ValidationErrors {
    let mut said = ValidationError::new("illegal");
    said.add_param(Cow::Borrowed(CHINESE), &wrong.told.text(domain::text::Language::Chinese));
    said.add_param(Cow::Borrowed(ENGLISH), &wrong.told.text(domain::text::Language::English));
    let mut errors = ValidationErrors::new();
    let at = wrong.pointer.trim_start_matches('/').to_owned();
    errors.errors_mut().insert(at.into(), ValidationErrorsKind::Field(vec![said]));
    errors
}

/// Every error with its pointer, in the order of the pointers.
pub(crate) fn wrongs(errors: &ValidationErrors) -> Vec<Wrong> {
    let mut found = Vec::new();
    collect("", errors, &mut found);
    found.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    found
}

fn collect(above: &str, errors: &ValidationErrors, found: &mut Vec<Wrong>) {
    for (name, kind) in errors.errors() {
        let here = if name.is_empty() { above.to_owned() } else { format!("{above}/{name}") };
        match kind {
            ValidationErrorsKind::Struct(inner) => collect(&here, inner, found),
            ValidationErrorsKind::List(rows) => {
                for (index, inner) in rows {
                    collect(&format!("{here}/{index}"), inner, found);
                }
            }
            ValidationErrorsKind::Field(said) => {
                found.extend(said.iter().map(|error| Wrong::new(here.clone(), told(error))));
            }
        }
    }
}

fn told(error: &ValidationError) -> Told {
    use domain::text::Tell;
    let text = |name: &str| error.params.get(name).and_then(|value| value.as_str()).map(str::to_owned);
    let figure =
        |name: &str| error.params.get(name).filter(|value| value.is_number()).map(ToString::to_string);
    if let (Some(chinese), Some(english)) = (text(CHINESE), text(ENGLISH)) {
        return Told::new(chinese, english);
    }
    match (error.code.as_ref(), figure("min"), figure("max")) {
        ("range", Some(least), Some(most)) => Beyond::Range { least, most }.tell(),
        ("range", Some(least), None) => Beyond::TooSmall { least }.tell(),
        ("length", Some(least), Some(most)) => Beyond::Rows { least, most }.tell(),
        ("length", None, Some(most)) => Beyond::TooManyRows { most }.tell(),
        _ => Unfit::Form.tell(),
    }
}
