//! Does the service find what a person finds who reads the clauses? Rows computed by hand.

use domain::edition::Aid;
use domain::edition::aid::AID_2018;
use domain::eligibility::assess;
use domain::eligibility::finding::{RuleId, Verdict};
use domain::eligibility::outcome::Outcome;
use domain::eligibility::request::AssessmentRequest;
use domain::money::Money;
use serde::Deserialize;

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
