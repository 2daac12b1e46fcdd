//! What is a person told who is refused, and what should they do next?

mod said;

use super::circumstances::Missing;
use super::refusal::Refusal as R;
use crate::edition::procedure::RequiredConsent;
use crate::text::{Language, Tell, Told};

impl R {
    /// What it says to a person, and what to do next.
    pub fn text(&self, language: Language) -> String {
        self.text_naming(None, language)
    }

    /// The same, by the name that people know of what it [`speaks of`](Self::speaks_of).
    pub fn text_naming(&self, name: Option<&str>, language: Language) -> String {
        let (chinese, english) =
            self.evidence_said().or_else(|| self.seat_said()).unwrap_or_else(|| self.rest_said());
        let said = language.choose(chinese, english);
        let named = self.speaks_of().map(|of| of.named(name, language));
        let operands = named.map_or_else(|| self.operands(language), |named| vec![named]);
        let operands = operands.into_iter().enumerate();
        operands.fold(said.to_owned(), |text, (at, operand)| text.replace(&format!("{{{at}}}"), &operand))
    }

    fn operands(&self, language: Language) -> Vec<String> {
        let one = |said: &dyn Tell| vec![said.text(language)];
        match self {
            Self::NotNow { stage, action } => vec![stage.text(language), action.text(language)],
            Self::NotRecordedNow { stage, deed } => vec![stage.text(language), deed.text(language)],
            Self::WrongRole { needed } => one(needed),
            Self::NotEligible { findings, .. } => {
                listed(findings.iter().map(|finding| finding.rule.text(language)), language)
            }
            Self::VisitOutdated { day }
            | Self::VisitDisagrees { day }
            | Self::SignatureOutdated { day }
            | Self::PostingRunning { last_day: day }
            | Self::PostingBackdated { today: day }
            | Self::ExceptionPast { today: day }
            | Self::NotOpenYet { opens: day }
            | Self::SubmissionOver { last: day }
            | Self::ArrivalOver { last: day }
            | Self::NotExpired { last: day }
            | Self::Expired { last: day }
            | Self::DayToCome { day }
            | Self::ConsentUnderAge { on: day }
            | Self::ConsentOfAge { on: day }
            | Self::WithdrawnBeforeGiven { given: day }
            | Self::ExceptionTooLong { latest: day } => vec![day.to_string()],
            Self::DayBeforeOpening { day: one, opens: other }
            | Self::ConsentBeforeWithdrawal { on: one, withdrawn: other } => {
                vec![one.to_string(), other.to_string()]
            }
            Self::VisitorsTooFew { needed, were } => vec![needed.to_string(), were.to_string()],
            Self::VisitNotInPerson { manner } => one(manner),
            Self::OpinionMissing { from }
            | Self::OpinionOutdated { from }
            | Self::OpinionAgainst { from } => one(from),
            Self::ConsentMissing { missing } => {
                listed(missing.iter().map(|consent| consented(*consent, language)), language)
            }
            Self::PostingNamesOther { shown } => vec![shown.to_string()],
            Self::PostingTooShort { days } => vec![days.to_string()],
            Self::Incomplete { missing } => {
                listed(missing.iter().map(|missing| missing.text(language)), language)
            }
            Self::NotEarlier { to } => one(to),
            Self::NotForReview { rule } => one(rule),
            Self::ObjectionIs { state } => one(state),
            Self::ConcernIs { state } => one(state),
            Self::NotExceptable { excepted } => one(excepted),
            Self::ExceptionLevel { needed } => one(needed),
            Self::ExceptionEvidence { needed } => one(needed),
            _ => Vec::new(),
        }
    }
}

impl Tell for Missing {
    fn tell(&self) -> Told {
        match self {
            Self::Field(field) => of_field(field.as_str()),
            Self::Attachment(kind) => kind.tell(),
        }
    }
}

/// What a person calls a field of the case that may be missing.
fn of_field(pointer: &str) -> Told {
    let (chinese, english) = match pointer {
        "/enrolment/member" => ("学生", "the student"),
        "/enrolment/school" => ("录取院校", "the school"),
        "/enrolment/unified_enrolment" => ("是否国家统招", "whether by unified enrolment"),
        "/enrolment/level" => ("培养层次", "the level of study"),
        "/enrolment/admission_year" => ("入学年份", "the year of admission"),
        "/household/incomes" => ("家庭收入", "the household's income"),
        "/household/tuition" => ("子女学费", "the children's tuition"),
        other => return of_member(other).unwrap_or_else(|| Told::new(other.to_owned(), other.to_owned())),
    };
    Told::new(chinese, english)
}

/// The citizen id of a member, by the place in the dossier.
fn of_member(pointer: &str) -> Option<Told> {
    let at = pointer.strip_prefix("/household/members/")?.strip_suffix("/identifiers/citizen_id")?;
    let row = at.parse::<usize>().ok()?.saturating_add(1);
    Some(Told::new(
        format!("档案中第{row}位成员的身份证号"),
        format!("the citizen id of member {row} of those in the dossier"),
    ))
}

fn consented(consent: RequiredConsent, language: Language) -> String {
    let (giver, covers) = (consent.giver.text(language), consent.covers.text(language));
    language.choose(format!("{giver}同意{covers}"), format!("of the {giver} to {covers}"))
}

fn listed(names: impl Iterator<Item = String>, language: Language) -> Vec<String> {
    let names: Vec<String> = names.collect();
    vec![names.join(language.choose("、", ", "))]
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::access::Role;
    use crate::application::attachment::AttachmentKind;
    use crate::application::deed::DeedKind;
    use crate::application::workflow::{Action, Stage};

    /// Whether a text holds a word of code: a Latin letter.
    fn has_code(text: &str) -> bool {
        text.chars().any(|c| c.is_ascii_alphabetic())
    }

    #[test]
    fn a_chinese_text_holds_no_word_of_code() {
        for stage in Stage::VARIANTS.iter().copied() {
            for action in Action::VARIANTS.iter().copied() {
                let text = R::NotNow { stage, action }.text(Language::Chinese);
                assert!(!has_code(&text), "{text}");
            }
            for deed in DeedKind::VARIANTS.iter().copied() {
                let text = R::NotRecordedNow { stage, deed }.text(Language::Chinese);
                assert!(!has_code(&text), "{text}");
            }
        }
        for needed in Role::VARIANTS.iter().copied() {
            assert!(!has_code(&R::WrongRole { needed }.text(Language::Chinese)));
        }
        let missing = AttachmentKind::VARIANTS.iter().copied().map(Missing::Attachment).collect();
        assert!(!has_code(&R::Incomplete { missing }.text(Language::Chinese)));
    }

    #[test]
    fn an_english_text_has_words_with_blanks() {
        let text = R::NotNow { stage: Stage::UnitReview, action: Action::Approve }.text(Language::English);
        assert_eq!(text, "approve is not possible at unit review; see the allowed actions.");
    }
}
