//! Who erases what, when, and what do others see of it afterwards? A head of the city, after its time or on a person's word.

use harness::canary::DAUGHTER;
use harness::{Client, Engine, Service, Value, json, on_both};

use crate::cast::{Cast, told};
use crate::editions::{campaign_of_2018, content, publish};
use crate::family::{UNDER, new_case, three};
use crate::log_chain::moment;

/// What stands where a name was.
const BLANK: &str = "已依法清除";

fn why(ground: &str) -> Value {
    json!({ "ground": ground, "reasons": "依来信办理" })
}

pub(crate) async fn erase(who: &Client, path: &str, ground: &str) -> harness::Answer {
    let version = who.get(path).await.expect(200).version();
    who.post_at(&format!("{path}/erasure"), version, &why(ground)).await
}

/// A head of the city proposes it on a person's word, and another confirms it.
async fn demanded(people: &Cast, path: &str) -> harness::Answer {
    let proposed = erase(&people.city, path, "demand").await.expect(200);
    assert_eq!(proposed.body["state"], "proposed");
    let erased = confirm(&people.second, &proposed, "confirmation").await;
    assert_eq!((erased.status, &erased.body["state"]), (200, &json!("erased")), "{}", erased.text);
    erased
}

pub(crate) async fn confirm(who: &Client, proposed: &harness::Answer, how: &str) -> harness::Answer {
    let path = format!("/erasures/{}/{how}", proposed.id());
    who.post_at(&path, proposed.version(), &json!({ "reasons": "已核对来信" })).await
}

async fn close(people: &Cast, dossier: &str) {
    let version = people.city.get(dossier).await.expect(200).version();
    let close = json!({ "deed": "close" });
    let _ =
        people.county_caseworker.post_at(&format!("{dossier}/standing"), version, &close).await.expect(200);
}

pub(crate) async fn withdrawn(people: &Cast, dossier: &str) -> String {
    let case = people.enter(dossier, 2).await;
    let _ =
        case.does(&people.caseworker, json!({ "action": "withdraw", "note": "暂不申请" })).await.expect(200);
    case.id
}

on_both! {
    async fn a_case_without_money_goes_after_three_years_or_on_a_persons_word(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let (first, second) = (withdrawn(&people, &dossier).await, withdrawn(&people, &dossier).await);
        let (first, second) = (format!("/applications/{first}"), format!("/applications/{second}"));
        people.county.post_at(&format!("{first}/erasure"), 2, &why("term")).await.refused(403, "forbidden");
        told(erase(&people.city, &first, "term").await, "term_over", None);
        people.city.post_at(&format!("{first}/erasure"), 1, &why("demand")).await.refused(412, "stale");
        let _ = demanded(&people, &first).await;
        for below in ["", "/history", "/attachments", "/assessment"] {
            people.city.get(&format!("{first}{below}")).await.refused(410, "erased");
        }
        people.caseworker.post_at(&format!("{first}/actions"), 2, &json!({ "action": "submit" })).await.refused(410, "erased");
        let listed = people.caseworker.get(&format!("/applications?dossier={dossier}")).await;
        let listed = if listed.status == 200 { listed } else { people.caseworker.get("/applications").await.expect(200) };
        let items = listed.body["items"].as_array().unwrap();
        let named: Vec<&Value> = items.iter().map(|item| &item["student_name"]).collect();
        assert_eq!(named.iter().filter(|name| ***name == BLANK).count(), 1, "{named:?}");
        // The household is as it was, and a case of it is entered again.
        let _ = people.caseworker.get(&format!("/dossiers/{dossier}")).await.expect(200);
        let third = people.caseworker.post("/applications", &new_case(&dossier, 2)).await.expect(201).id();
        told(erase(&people.city, &format!("/applications/{third}"), "demand").await, "under_way", None);
        let due = "/erasures/due/applications?total=true";
        service.set_clock("2021-07-29T09:00:00+08:00").await;
        assert_eq!(people.city.get(due).await.expect(200).body["total"], 0);
        service.set_clock("2021-07-30T09:00:00+08:00").await;
        let listed = people.city.get(due).await.expect(200).body;
        let ids: Vec<String> = listed["items"].as_array().unwrap().iter().map(|item| format!("/applications/{}", item["id"].as_str().unwrap())).collect();
        assert_eq!(ids, [second.as_str()]);
        let _ = erase(&people.city, &second, "term").await.expect(200);
    }

    async fn a_dossier_goes_when_it_was_closed_and_what_others_have_of_its_people_stays(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let path = format!("/dossiers/{dossier}");
        let case = withdrawn(&people, &dossier).await;
        told(erase(&people.city, &path, "demand").await, "dossier_closed", None);
        let version = people.city.get(&path).await.expect(200).version();
        let _ = people.county_caseworker.post_at(&format!("{path}/standing"), version, &json!({ "deed": "close" })).await.expect(200);
        told(erase(&people.city, &path, "term").await, "term_over", None);
        // The same people in another household: what it has of them stays.
        let other = people.dossier(&three(UNDER)).await;
        let _ = demanded(&people, &path).await;
        people.city.get(&path).await.refused(410, "erased");
        people.city.get(&format!("{path}/versions")).await.refused(410, "erased");
        people.city.get(&format!("/applications/{case}")).await.refused(410, "erased");
        people.caseworker.post("/applications", &new_case(&dossier, 2)).await.refused(410, "erased");
        let whole = people.caseworker.get(&format!("/dossiers/{other}")).await.expect(200);
        assert!(whole.text.contains("****************14"), "{}", whole.text);
        let names = people.caseworker.get("/dossiers").await.expect(200);
        assert_eq!(names.text.matches(BLANK).count(), 1, "{}", names.text);
    }

    async fn who_moved_out_is_known_as_long_as_a_version_speaks_of_them(service: Service) {
        let people = Cast::of(&service).await;
        let known = "SELECT count(*) FROM persons WHERE citizen_id_hash IS NOT NULL OR citizen_id_hash_next IS NOT NULL";
        let (first, mut alone) = (people.dossier(&three(UNDER)).await, three(UNDER));
        let path = format!("/dossiers/{first}");
        alone["members"].as_array_mut().unwrap().truncate(1);
        for list in ["tuition", "unknowns"] {
            alone[list] = json!([]);
        }
        let _ = people.caseworker.put_at(&path, 1, &json!({ "household": alone })).await.expect(200);
        alone["members"][0] = json!({"number": 1, "name": "丁小燕", "relation": "02", "sex": "female",
            "identifiers": { "citizen_id": DAUGHTER }});
        let hers = format!("/dossiers/{}", people.dossier(&alone).await);
        assert_eq!(service.numbers(known).await, [2]);
        // Her own household goes; the versions of the first one still speak of her.
        close(&people, &hers).await;
        let _ = demanded(&people, &hers).await;
        assert_eq!(service.numbers(known).await, [2]);
        close(&people, &path).await;
        let _ = demanded(&people, &path).await;
        assert_eq!(service.numbers(known).await, [0]);
        assert_eq!(service.numbers("SELECT count(*) FROM person_versions").await, [0]);
        assert_eq!(service.numbers("SELECT count(*) FROM household_people").await, [0]);
    }

    async fn the_log_says_by_whom_and_why_and_no_key_comes_back(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let case = withdrawn(&people, &dossier).await;
        let _ = demanded(&people, &format!("/applications/{case}")).await;
        service.store().await.seal_all(moment()).await.unwrap();
        let auditor = service.sign_in("auditor.640100").await;
        let found = auditor.get(&format!("/log?subject={case}")).await.expect(200).body;
        let mut details = Vec::new();
        for entry in found["items"].as_array().unwrap() {
            let detail = auditor.get(&format!("/log/{}", entry["position"])).await.expect(200).body;
            details.push((entry["act"].as_str().unwrap().to_owned(), detail));
        }
        let (last, before) = details.split_last().unwrap();
        assert_eq!((last.0.as_str(), &last.1["erased"]), ("erase_application", &json!(false)));
        assert_eq!(last.1["detail"]["before"]["reasons"], "依来信办理;已核对来信");
        assert_eq!(last.1["detail"]["after"], json!({ "stage": "withdrawn", "amount_fen": null }));
        assert!(!before.is_empty() && before.iter().all(|(_, detail)| detail["erased"] == true), "{before:?}");
        // What an auditor tries to read of it is on record, and opens nothing.
        auditor.get(&format!("/applications/{case}")).await.refused(410, "erased");
        let (id, some) = match service.engine() {
            Engine::Sqlite => (format!("x'{}'", case.replace('-', "")), "x'00'"),
            Engine::Postgres => (format!("'{case}'"), "'\\x00'"),
        };
        for statement in [
            format!("INSERT INTO subject_keys (subject, sealed, created_at) VALUES ({id}, {some}, 0)"),
            format!("UPDATE erasures SET at = 0 WHERE subject = {id}"),
            format!("DELETE FROM erasures WHERE subject = {id}"),
        ] {
            let said = service.sql(&statement).await.unwrap_err();
            assert!(said.contains("stays so") || said.contains("not made again"), "{statement}: {said}");
        }
    }
    async fn before_its_time_it_takes_two_heads_of_the_city(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let case = format!("/applications/{}", withdrawn(&people, &dossier).await);
        let proposed = erase(&people.city, &case, "demand").await.expect(200);
        assert_eq!((&proposed.body["state"], &proposed.body["applications"]), (&json!("proposed"), &json!(1)));
        // Nothing is gone yet, and nobody proposes it again.
        let _ = people.city.get(&case).await.expect(200);
        erase(&people.second, &case, "demand").await.refused(409, "duplicate");
        let own = confirm(&people.city, &proposed, "confirmation").await;
        assert!(own.text.contains("市总工会的另一名负责人"), "{}", own.text);
        told(own, "second_hand", None);
        confirm(&people.county, &proposed, "confirmation").await.refused(403, "forbidden");
        let path = format!("/erasures/{}/confirmation", proposed.id());
        people.second.post_at(&path, 2, &json!({ "reasons": "已核对" })).await.refused(412, "stale");
        let listed = people.second.get("/erasures?confirmation=proposed").await.expect(200).body;
        let item = &listed["items"][0];
        assert_eq!((&item["id"], &item["kind"], &item["reasons"]), (&proposed.body["id"], &json!("application"), &json!("依来信办理")));
        let _ = confirm(&people.city, &proposed, "decline").await.expect(200);
        let path = format!("/erasures/{}/confirmation", proposed.id());
        told(people.second.post_at(&path, 2, &json!({ "reasons": "已核对" })).await, "nothing_waits", None);
        // Proposed anew, it lapses; then it is proposed once more, and done.
        let _ = erase(&people.city, &case, "demand").await.expect(200);
        service.set_clock("2018-08-14T09:00:00+08:00").await;
        let people = Cast::of(&service).await;
        let late = people.second.get("/erasures?confirmation=proposed").await.expect(200).body["items"][0].clone();
        let path = format!("/erasures/{}/confirmation", late["id"].as_str().unwrap());
        let lapsed = people.second.post_at(&path, 1, &json!({ "reasons": "已核对" })).await;
        assert!(lapsed.text.contains("POST /applications/") && !lapsed.text.contains("PUT /accounts"), "{}", lapsed.text);
        told(lapsed, "proposal_lapsed", None);
        let again = erase(&people.second, &case, "demand").await.expect(200);
        let _ = confirm(&people.city, &again, "confirmation").await.expect(200);
        people.city.get(&case).await.refused(410, "erased");
        let done = people.city.get("/erasures?confirmation=confirmed&total=true").await.expect(200).body;
        assert_eq!((&done["total"], &done["items"][0]["id"]), (&json!(1), &again.body["id"]));
        let self_confirmed = "UPDATE erasure_proposals SET decided_by = proposed_by WHERE confirmation = 'confirmed'";
        assert!(service.master_sql(self_confirmed).await.is_err());
    }

    async fn nobody_asks_a_case_out_of_the_world_to_which_somebody_objects(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.to_unit_review().await;
        let posting = case.post().await.expect(201).id();
        let word = json!({ "application": case.id, "word": "该户另有经营收入" });
        let _ = people.caseworker.post(&format!("/postings/{posting}/objections"), &word).await.expect(200);
        let _ = case.does(&people.caseworker, json!({ "action": "withdraw", "note": "不再申请" })).await.expect(200);
        let path = case.path("");
        told(erase(&people.city, &path, "demand").await, "objection_open", None);
        let dossier = format!("/dossiers/{}", case.dossier);
        close(&people, &dossier).await;
        told(erase(&people.city, &dossier, "demand").await, "objection_open", None);
        // Its time over, it goes.
        service.set_clock("2021-07-30T09:00:00+08:00").await;
        let people = Cast::of(&service).await;
        let _ = erase(&people.city, &path, "term").await.expect(200);
    }

    async fn how_long_the_edition_says_and_lists_are_cut_by_union_stage_and_day(service: Service) {
        let people = Cast::of(&service).await;
        let campaign = people.city.get("/campaigns?year=2018").await.expect(200).body["items"][0].clone();
        let path = campaign_of_2018(&people.city).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let first = withdrawn(&people, &dossier).await;
        // A case that was submitted keeps its edition, one that never was goes by the one in force.
        let kept = people.enter(&dossier, 2).await;
        kept.papers().await;
        kept.act(&people.caseworker, "submit").await;
        let _ = kept.does(&people.caseworker, json!({ "action": "withdraw", "note": "不再申请" })).await.expect(200);
        let mut content = content(&people.city).await;
        assert_eq!(content["procedure"]["kept_case_years"], json!({ "value": 3, "source": "practice" }));
        content["procedure"]["kept_case_years"]["value"] = json!(0);
        let wrong = people.city.post(&format!("{path}/editions"), &json!({ "content": content })).await;
        assert_eq!(wrong.refused(422, "invalid").pointers(), ["/content/procedure/kept_case_years/value"]);
        content["procedure"]["kept_case_years"]["value"] = json!(5);
        content["procedure"]["kept_dossier_years"]["value"] = json!(12);
        let _ = publish(&people.city, &path, &content).await;
        let due = async |query: &str| {
            let listed = people.city.get(&format!("/erasures/due/applications?{query}")).await.expect(200).body;
            let items = listed["items"].as_array().unwrap().clone();
            items.iter().map(|item| (item["id"].as_str().unwrap().to_owned(), item["due"].as_str().unwrap().to_owned())).collect::<Vec<_>>()
        };
        let (three_years, five_years) = ((kept.id.clone(), "2021-07-30".to_owned()), (first.clone(), "2023-07-30".to_owned()));
        assert_eq!(due("").await, []);
        assert_eq!(due("due_by=2021-07-30").await, std::slice::from_ref(&three_years));
        assert_eq!(due("due_by=2023-07-29").await, std::slice::from_ref(&three_years));
        let both = due("due_by=2023-07-30").await;
        assert!(both.len() == 2 && both.contains(&five_years), "{both:?}");
        assert_eq!(due("due_by=2023-07-30&stage=rejected").await, []);
        assert_eq!(due("due_by=2023-07-30&stage=withdrawn").await.len(), 2);
        let (mine, other) = (kept.view().await["road"]["stops"][0]["union"].clone(), campaign["city"].clone());
        assert_eq!(due(&format!("due_by=2023-07-30&union={}", mine.as_str().unwrap())).await.len(), 2);
        assert_eq!(due(&format!("due_by=2023-07-30&union={}", other.as_str().unwrap())).await.len(), 0);
        // The dossier is kept by the longest term of its cases.
        close(&people, &format!("/dossiers/{dossier}")).await;
        let dossiers = async |day: &str| people.city.get(&format!("/erasures/due/dossiers?due_by={day}")).await.expect(200).body["items"].clone();
        assert_eq!(dossiers("2030-07-29").await, json!([]));
        assert_eq!(dossiers("2030-07-30").await[0]["due"], "2030-07-30");
        service.set_clock("2021-07-30T09:00:00+08:00").await;
        let people = Cast::of(&service).await;
        let _ = erase(&people.city, &format!("/applications/{}", kept.id), "term").await.expect(200);
        told(erase(&people.city, &format!("/applications/{first}"), "term").await, "term_over", None);
    }
}
