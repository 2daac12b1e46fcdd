//! Can an auditor who distrusts everybody follow a decision to its papers, its officers and its place in the log? In an afternoon.

use aws_lc_rs::digest::{SHA256, digest};
use harness::{Client, Service, Value, json, on_both};

use crate::cast::Cast;
use crate::decisions::approved;
use crate::drills::program;
use crate::log_chain::moment;

async fn read(auditor: &Client, path: &str) -> Value {
    auditor.get(path).await.expect(200).body
}

/// The papers on which a decision rested are those that lie in the case, to the octet.
async fn papers_are_whole(auditor: &Client, case: &str, decision: &Value) {
    let papers = decision["papers"].as_array().unwrap();
    assert!(papers.len() >= 6, "{papers:?}");
    for paper in papers {
        let path = format!("/applications/{case}/attachments/{}", paper["id"].as_str().unwrap());
        let file = auditor.get(&path).await.expect(200);
        let own: Vec<String> = digest(&SHA256, file.text.as_bytes())
            .as_ref()
            .iter()
            .map(|octet| format!("{octet:02x}"))
            .collect();
        assert_eq!(paper["sha256"], own.concat());
    }
}

/// The export of the log, verified away from the service: the line of that entry.
fn exported(service: &Service, entry: &str) -> Value {
    let program = service.program(&program());
    let [log, keys] = ["afternoon.log", "afternoon.keys"].map(|name| service.folder().join(name));
    let (done, said) = program.told(&["log", "keys"], "", &[]);
    assert!(done, "{said}");
    std::fs::write(&keys, said).unwrap();
    let (log_path, keys_path) = (log.to_str().unwrap(), keys.to_str().unwrap());
    let (done, said) = program.told(&["log", "export", "--output", log_path], "", &[]);
    assert!(done, "{said}");
    let (done, said) = program.told(&["log", "verify", log_path, "--key", keys_path], "", &[]);
    assert!(done && said.contains("none of them is missing"), "{said}");
    let text = std::fs::read_to_string(&log).unwrap();
    let line = text.lines().find(|line| line.contains(entry)).unwrap();
    serde_json::from_str(line).unwrap()
}

on_both! {
    async fn an_auditor_follows_a_decision_to_everything_behind_it(service: Service) {
        let people = Cast::of(&service).await;
        let made = approved(&people, &service).await;
        service.set_clock("2018-09-10T14:00:00+08:00").await;
        let auditor = service.sign_in("auditor.640100").await;
        // What was approved, and why.
        let listed = read(&auditor, "/applications?stage=approved&total=true").await;
        assert_eq!(listed["total"], 1);
        let case = listed["items"][0]["id"].as_str().unwrap();
        assert_eq!(case, made.id);
        service.store().await.seal_all(moment()).await.unwrap();
        let decisions = read(&auditor, &made.path("/decisions?limit=200")).await["items"].as_array().unwrap().clone();
        let approval = decisions.last().unwrap();
        assert_eq!((&approval["act"]["action"], &approval["made_again"]), (&json!("approve"), &json!("same")));
        let findings = approval["grounds"]["assessment"]["findings"].as_array().unwrap();
        assert!(findings.iter().all(|finding| finding["verdict"] == "met" || finding["verdict"] == "not_applicable"), "{findings:?}");
        papers_are_whole(&auditor, case, approval).await;
        // As it stood that day: the household, the case, and what hung on the board before.
        let dossier = format!("/dossiers/{}?as_of=2018-08-06", made.dossier);
        assert_eq!(read(&auditor, &dossier).await["version"], approval["dossier_version"]);
        let then = read(&auditor, &made.path("/state?as_of=2018-08-06")).await;
        assert_eq!((&then["stage"], &then["last_act"]), (&json!("approved"), approval));
        let posting = approval["postings"][0]["id"].as_str().unwrap();
        let board = read(&auditor, &format!("/postings/{posting}?as_of=2018-08-05")).await;
        assert_eq!((&board["lines"][0]["application"], &board["lines"][0]["amount_fen"]), (&json!(case), &then["amount_fen"]));
        assert_eq!(read(&auditor, &format!("/postings/{posting}/objections?as_of=2018-08-06&total=true")).await["total"], 0);
        // What was out of the ordinary: nothing, in the register and by the patterns.
        assert_eq!(read(&auditor, &format!("/exceptions?application={case}&total=true")).await["total"], 0);
        for kind in ["same_visitors", "many_exceptions", "takes_and_decides", "out_of_hours", "shared_contact"] {
            assert_eq!(read(&auditor, &format!("/patterns?kind={kind}&total=true")).await["total"], 0, "{kind}");
        }
        // Each act was one of somebody who held a post at that union on that day.
        for decision in &decisions {
            let (by, day) = (&decision["act"]["by"], decision["act"]["at"].as_str().unwrap().get(..10).unwrap());
            let officer = by["officer"].as_str().unwrap();
            let held = read(&auditor, &format!("/accounts?officer={officer}&as_of={day}")).await;
            let posts = held["items"].as_array().unwrap();
            assert!(posts.iter().any(|post| post["id"] == by["account"] && post["confirmation"]["state"] == "confirmed"), "{decision}");
        }
        // A sample of that day draws it, as anybody may find again.
        let wanted = json!({"population": {"as_of": "2018-08-06", "stage": "approved"}, "seed": "双色球2018105期", "size": 1});
        let sample = auditor.post("/samples", &wanted).await.expect(201).id();
        assert_eq!(read(&auditor, &format!("/samples/{sample}/cases")).await["items"][0]["application"], case);
        assert_eq!(read(&auditor, &format!("/samples/{sample}/redrawn")).await["same_cases"], true);
        // The act has its place in the log, here and in an export that is verified without the service.
        let place = &approval["log"];
        let told = read(&auditor, &format!("/log/{}", place["position"])).await;
        assert_eq!((&told["id"], &told["act"]), (&place["entry"], &json!("act_on_application")));
        assert_eq!((&told["subject"]["id"], &told["officer"]), (&json!(case), &approval["act"]["by"]["officer"]));
        assert_eq!(told["detail"]["after"]["stage"], "approved");
        let line = exported(&service, place["entry"].as_str().unwrap());
        assert!(line.to_string().contains(&format!("\"position\":{}", place["position"])), "{line}");
        // All of that is on record: the case, its papers and the lists were opened, by whom and when.
        service.store().await.seal_all(moment().plus_seconds(60)).await.unwrap();
        let readings = read(&auditor, "/readings?limit=200&from=2018-09-10").await["items"].as_array().unwrap().clone();
        let opened = |act: &str, subject: &str| readings.iter().any(|one| one["act"] == act && one["subject"]["id"] == subject);
        assert!(opened("open_application", case) && opened("open_dossier", &made.dossier));
        assert!(readings.iter().any(|one| one["path"] == "/accounts" && one["filter"]["as_of"] == "2018-08-06"));
        let security = service.sign_in("security.640100").await;
        let seen = read(&security, &format!("/readings?subject={case}&from=2018-09-10&to=2018-09-10")).await;
        assert_eq!(seen["items"][0]["officer"], read(&auditor, "/me").await["officer"]["id"]);
    }
}
