//! Does the service find what a person finds who reads the clauses? Rows computed by hand.

use domain::edition::Aid;
use domain::edition::aid::AID_2018;
use domain::eligibility::assess;
use domain::eligibility::facts::Facts;
use domain::eligibility::finding::{RuleId, Verdict};
use domain::eligibility::outcome::Outcome;
use domain::eligibility::recompute::{Recomputed, recompute};
use domain::eligibility::request::AssessmentRequest;
use domain::eligibility::{Assessment, RULES_VERSION};
use domain::money::Money;
use serde::{Deserialize, Serialize};

const ROWS: &str = include_str!("golden/assessments.json");
const AID_2023: &str = include_str!("editions/2023.aid.json");

/// A row: what is asked, what a person found, and how they reckoned.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    why: String,
    request: AssessmentRequest,
    expect: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    outcome: Outcome,
    amount_fen: Option<Money>,
    disputed: bool,
    verdicts: std::collections::BTreeMap<RuleId, Verdict>,
}

#[test]
fn every_row_is_found_as_by_hand() {
    let rows: Vec<Row> = serde_json::from_str(ROWS).unwrap();
    assert!(rows.len() >= 60, "{} rows", rows.len());
    let (of_2018, of_2023): (Aid, Aid) =
        (serde_json::from_str(AID_2018).unwrap(), serde_json::from_str(AID_2023).unwrap());
    let mut wrong = Vec::new();
    for Row { name, why, request, expect } in rows {
        let year = i32::from(request.campaign.get());
        let aid = if year == 2023 { &of_2023 } else { &of_2018 };
        let facts = request.resolve(|_| None).unwrap();
        let found = assess(&facts, aid, year, &[]);
        let heads = (found.outcome, found.amount, found.disputed);
        if heads != (expect.outcome, expect.amount_fen, expect.disputed) {
            wrong.push(format!("{name} ({why}): {heads:?}"));
        }
        for finding in &found.findings {
            let expected = expect.verdicts.get(&finding.rule);
            if expected.is_some_and(|verdict| *verdict != finding.verdict) {
                wrong.push(format!("{name} ({why}): {:?} is {:?}", finding.rule, finding.verdict));
            }
            assert_eq!(finding.needs.is_empty(), finding.verdict != Verdict::Unknown, "{name}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A decision as it is kept: what it was made on, and what was found. One file for each version of the rules that was ever
/// released; none of them is written again.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Decided {
    name: String,
    year: i32,
    facts: Facts,
    assessment: Assessment,
}

const DECIDED: [(&str, &str); 1] = [("1", include_str!("golden/decided-1.json"))];

#[test]
fn decisions_of_every_version_of_the_rules_are_read_and_those_of_this_one_come_to_the_same() {
    let (of_2018, of_2023): (Aid, Aid) =
        (serde_json::from_str(AID_2018).unwrap(), serde_json::from_str(AID_2023).unwrap());
    assert_eq!(DECIDED.map(|(version, _)| version).last(), Some(&RULES_VERSION), "this version has no file");
    for (version, text) in DECIDED {
        let decided: Vec<Decided> = serde_json::from_str(text).unwrap();
        assert!(decided.len() >= 60, "{version}: {}", decided.len());
        for Decided { name, year, facts, assessment } in decided {
            assert_eq!(assessment.rules_version, version, "{name}");
            let aid = if year == 2023 { &of_2023 } else { &of_2018 };
            let found = recompute(&assessment, &facts, aid, year, &[]);
            let expected = version == RULES_VERSION;
            assert!(
                !expected || found == Recomputed::Same,
                "{name}: raise the version of the rules: {found:?}"
            );
            assert_ne!(found, Recomputed::Altered, "{name}");
            // The same facts with something else found are not taken for a decision.
            let altered = Assessment { disputed: !assessment.disputed, ..assessment.clone() };
            let told = recompute(&altered, &facts, aid, year, &[]);
            let other = Recomputed::OtherRules { then: version.to_owned() };
            assert_eq!(told, if expected { Recomputed::Altered } else { other }, "{name}");
        }
    }
}

#[test]
#[ignore = "writes the file of a version of the rules that is about to be released"]
fn write_the_decisions_of_this_version() {
    let rows: Vec<Row> = serde_json::from_str(ROWS).unwrap();
    let (of_2018, of_2023): (Aid, Aid) =
        (serde_json::from_str(AID_2018).unwrap(), serde_json::from_str(AID_2023).unwrap());
    let decide = |Row { name, request, .. }: Row| {
        let year = i32::from(request.campaign.get());
        let facts = request.resolve(|_| None).unwrap();
        let assessment = assess(&facts, if year == 2023 { &of_2023 } else { &of_2018 }, year, &[]);
        Decided { name, year, facts, assessment }
    };
    let lines = rows.into_iter().map(|row| serde_json::to_string(&decide(row)).unwrap());
    let text = format!("[\n{}\n]\n", lines.collect::<Vec<_>>().join(",\n"));
    let path = format!("{}/tests/golden/decided-{RULES_VERSION}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::write(path, text).unwrap();
}
