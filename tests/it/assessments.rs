//! Does the service answer over HTTP what a person reckoned by hand? Every row of the golden file.

use harness::{Service, Value, json, on_both};

const ROWS: &str = include_str!("../../domain/tests/golden/assessments.json");

/// The rows of the edition that the demonstration has in force.
fn rows() -> Vec<Value> {
    let mut rows: Vec<Value> = serde_json::from_str(ROWS).unwrap();
    rows.retain(|row| row["request"]["campaign"] == "2018");
    rows
}

/// Where an answer differs from what was reckoned.
fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for key in ["outcome", "amount_fen", "disputed"] {
        if expected[key] != found[key] {
            wrong.push(format!("{key} is {}, not {}", found[key], expected[key]));
        }
    }
    let findings = found["findings"].as_array().unwrap();
    for (rule, verdict) in expected["verdicts"].as_object().unwrap() {
        let finding = findings.iter().find(|finding| finding["rule"] == rule.as_str());
        if finding.map(|finding| &finding["verdict"]) != Some(verdict) {
            wrong.push(format!("{rule} is {finding:?}, not {verdict}"));
        }
    }
    wrong
}

on_both! {
    async fn every_row_is_answered_as_reckoned_by_hand(service: Service) {
        let asking = service.sign_in("caseworker.04fz01").await;
        let (rows, mut wrong) = (rows(), Vec::new());
        assert!(rows.len() >= 60, "{} rows", rows.len());
        for row in rows {
            let answer = asking.post("/assessments", &row["request"]).await.expect(200);
            wrong.extend(differences(&row["expect"], &answer.body).into_iter().map(|one| format!("{}: {one}", row["name"])));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        // Asking leaves nothing behind.
        let list = asking.get("/applications?total=true").await.expect(200).body;
        assert_eq!((&list["total"], &list["items"]), (&json!(0), &json!([])));
    }
}
