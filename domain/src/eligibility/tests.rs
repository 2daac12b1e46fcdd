//! What holds of every assessment, beside the golden table?

use super::facts::{OtherAid, OtherApplications};
use super::finding::{RuleId, Verdict};
use super::request::AssessmentRequest;
use super::ruling::RulingVerdict;
use super::*;
use crate::edition::aid::{AID_2018, Addend};
use crate::text::Language;

const REQUEST: &str = r#"{"campaign": "2018", "dossier": {"status": "on_file"},
 "household": {"people": 3, "income_fen": 2000000, "tuition_fen": 500000, "union_aid_received_fen": 0},
 "student": {"relation": "22", "unified_enrolment": true, "batch": "second", "level": "undergraduate",
             "admission_year": 2018, "years": 4, "enrolment_proof": null,
             "school": {"province": "64", "public": true, "military": false}},
 "siblings": []}"#;

fn aid() -> Aid {
    serde_json::from_str(AID_2018).unwrap()
}

fn facts() -> Facts {
    serde_json::from_str::<AssessmentRequest>(REQUEST).unwrap().resolve(|_| None).unwrap()
}

fn verdict(assessment: &Assessment, rule: RuleId) -> Verdict {
    assessment.findings.iter().find(|finding| finding.rule == rule).unwrap().verdict
}

fn ruling(rule: RuleId, verdict: RulingVerdict) -> Ruling {
    Ruling { rule, verdict, reasons: "经查阅招生名册".parse().unwrap() }
}

#[test]
fn every_rule_answers_once_and_in_order() {
    let found: Vec<_> =
        assess(&facts(), &aid(), 2018, &[]).findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(found, <RuleId as strum::VariantArray>::VARIANTS);
}

#[test]
fn a_frozen_assessment_is_read_as_it_was_written() {
    let mut facts = facts();
    facts.student.school.as_mut().unwrap().military = None;
    let frozen = assess(&facts, &aid(), 2018, &[ruling(RuleId::NotMilitary, RulingVerdict::Met)]);
    let written = serde_json::to_string(&frozen).unwrap();
    assert_eq!(serde_json::from_str::<Assessment>(&written).unwrap(), frozen);
    assert!(!written.contains("text"));
    let kept: Facts = serde_json::from_str(&serde_json::to_string(&facts).unwrap()).unwrap();
    assert_eq!(kept, facts);
}

#[test]
fn a_ruling_decides_only_what_asks_for_a_person() {
    let mut facts = facts();
    let needless = assess(&facts, &aid(), 2018, &[ruling(RuleId::Child, RulingVerdict::NotMet)]);
    assert_eq!(needless, assess(&facts, &aid(), 2018, &[]));
    facts.student.school.as_mut().unwrap().military = None;
    let asked = assess(&facts, &aid(), 2018, &[]);
    assert_eq!((asked.outcome, asked.amount), (Outcome::ForReview, Money::fen(400_000).ok()));
    let met = assess(&facts, &aid(), 2018, &[ruling(RuleId::NotMilitary, RulingVerdict::Met)]);
    assert_eq!(met.outcome, Outcome::Eligible);
    let both =
        [ruling(RuleId::NotMilitary, RulingVerdict::Met), ruling(RuleId::NotMilitary, RulingVerdict::NotMet)];
    let latest = assess(&facts, &aid(), 2018, &both);
    assert_eq!((latest.outcome, latest.amount), (Outcome::NotEligible, None));
    assert_eq!(latest.findings[4].ruling.as_ref(), both.last());
}

#[test]
fn what_the_request_does_not_carry_is_read_when_it_is_known() {
    let mut facts = facts();
    facts.single_application = Some(OtherApplications::Another);
    facts.other_aid = Some(OtherAid::Found);
    let found = assess(&facts, &aid(), 2018, &[]);
    assert_eq!(verdict(&found, RuleId::SingleApplication), Verdict::NotMet);
    assert_eq!(verdict(&found, RuleId::OtherAid), Verdict::ForReview);
    facts.single_application = Some(OtherApplications::NoOther);
    facts.other_aid = Some(OtherAid::NoneFound);
    assert_eq!(assess(&facts, &aid(), 2018, &[]).outcome, Outcome::Eligible);
}

#[test]
fn the_edition_says_which_aid_counts_as_income() {
    let mut facts = facts();
    facts.household.income = Money::fen(3_200_000).ok();
    facts.household.union_aid_received = Money::fen(400_000).ok();
    let mut aid = aid();
    let mut decided = |addend| {
        aid.addend.value = addend;
        let found = assess(&facts, &aid, 2018, &[]);
        (verdict(&found, RuleId::IncomeLine), found.disputed)
    };
    assert_eq!(decided(Addend::Awarded), (Verdict::NotMet, true));
    assert_eq!(decided(Addend::Received), (Verdict::NotMet, true));
    assert_eq!(decided(Addend::None), (Verdict::Met, true));
}

#[test]
fn the_text_names_figures_evidence_and_clause() {
    let mut facts = facts();
    let found = assess(&facts, &aid(), 2018, &[]);
    let text = found.findings[7].text(Language::Chinese);
    assert!(text.contains("19000.00元,应低于840.00×12×3=30240.00元"), "{text}");
    facts.student.admission_year = None;
    let found = assess(&facts, &aid(), 2018, &[]);
    let text = found.findings[7].text(Language::English);
    assert!(text.contains("needed: the year of admission") && text.contains("notice 一"), "{text}");
}

#[test]
fn a_school_may_be_named_by_its_code_and_each_unknown_one_is_told() {
    let coded = REQUEST.replace(
        r#"{"province": "64", "public": true, "military": false}"#,
        r#"{"scheme": "moe", "code": "4164010749"}"#,
    );
    let request: AssessmentRequest = serde_json::from_str(&coded).unwrap();
    assert_eq!(request.codes().count(), 1);
    let school = facts().student.school;
    assert_eq!(request.clone().resolve(|_| school).unwrap(), facts());
    assert_eq!(request.resolve(|_| None).unwrap_err().len(), 1);
}

#[test]
fn an_unknown_field_or_a_negative_sum_is_refused() {
    for (old, new) in [
        ("\"campaign\"", "\"amount_fen\": 1, \"campaign\""),
        ("\"military\"", "\"naval\""),
        ("2000000", "-1"),
        ("2000000", "1.5"),
        ("\"people\": 3", "\"people\": 0"),
        ("\"22\"", "\"2\""),
        ("\"second\"", "\"fourth\""),
    ] {
        let wrong = REQUEST.replacen(old, new, 1);
        assert!(serde_json::from_str::<AssessmentRequest>(&wrong).is_err(), "{new}");
    }
}

#[test]
fn new_entrants_come_before_others_and_poorer_before_richer() {
    let key = |facts: &Facts| assess(facts, &aid(), 2018, &[]).priority.sort_key();
    let entrant = facts();
    let mut richer = facts();
    richer.household.income = Money::fen(2_000_001).ok();
    let mut earlier = facts();
    earlier.student.admission_year = 2017.try_into().ok();
    earlier.household.income = Some(Money::ZERO);
    assert!(key(&entrant) < key(&richer) && key(&richer) < key(&earlier));
}
