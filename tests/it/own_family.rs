//! May an officer decide on their own family? Who belongs to the household keeps off, as kin do who were declared.

use harness::canary::{DAUGHTER, WORKER};
use harness::{Client, Method, Service, json, on_both};

use crate::cast::{Case, Cast, TODAY, newcomer, officer, told};
use crate::erasures::confirm;
use crate::family::{UNDER, citizen_id, three};

/// Their citizen id becomes known.
pub(crate) async fn known_by(service: &Service, who: &Client, number: &str) {
    let admin = service.sign_in("accounts.640100").await;
    let path = format!("/officers/{}", officer(who).await.as_str().unwrap());
    let found = admin.get(&path).await.expect(200);
    let known = json!({"name": found.body["name"], "citizen_id": number, "phone": found.body["phone"]});
    let _ = admin.put_at(&path, found.version(), &known).await.expect(200);
}

async fn draft(people: &Cast) -> Case<'_> {
    people.enter(&people.on_file(&three(UNDER)).await, 2).await
}

on_both! {
    async fn a_head_of_the_family_decides_nothing_on_its_case(service: Service) {
        let people = Cast::of(&service).await;
        let case = draft(&people).await;
        known_by(&service, &people.city, WORKER).await;
        case.to_city(&service).await;
        for body in [
            json!({"action": "approve"}),
            json!({"action": "reject", "note": "不符"}),
            json!({"action": "return", "to": "draft", "note": "补正"}),
        ] {
            case.refuses(&people.city, body, "of_the_family", None).await;
        }
        let seen = people.city.get(&case.path("")).await.expect(200).body;
        let approve = seen["allowed_actions"].as_array().unwrap().iter().find(|one| one["action"] == "approve").unwrap();
        assert_eq!(approve["hindrances"][0]["rule"], "of_the_family");
        let many = json!({"action": "approve", "applications": [{"id": case.id, "version": case.version().await}]});
        let outcome = people.city.post("/applications/actions", &many).await.expect(200).body;
        assert_eq!(outcome["items"][0]["problem"]["rule"], "of_the_family", "{outcome}");
        case.act(&people.second, "approve").await;
    }

    async fn a_seat_that_only_the_family_could_fill_is_filled_from_above(service: Service) {
        let people = Cast::of(&service).await;
        let case = draft(&people).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        case.visit().await;
        case.seal(true).await;
        known_by(&service, &people.head, DAUGHTER).await;
        case.refuses(&people.head, json!({"action": "sign"}), "of_the_family", None).await;
        case.act(&people.county, "sign").await;
    }

    async fn where_all_who_decide_are_of_the_family_the_case_says_so_until_the_dossier_is_put_right(service: Service) {
        let people = Cast::of(&service).await;
        let case = draft(&people).await;
        case.to_city(&service).await;
        known_by(&service, &people.city, WORKER).await;
        known_by(&service, &people.second, DAUGHTER).await;
        assert_eq!(case.view().await["nobody_at"], json!([2]));
        case.refuses(&people.second, json!({"action": "approve"}), "of_the_family", None).await;
        let admin = service.sign_in("accounts.640100").await;
        let path = format!("/officers/{}", officer(&people.second).await.as_str().unwrap());
        let found = admin.get(&path).await.expect(200);
        let other = json!({"name": found.body["name"], "citizen_id": citizen_id(1975, 8), "phone": found.body["phone"]});
        let corrected = admin.put_at(&path, found.version(), &other).await.expect(200);
        // One administrator takes nobody out of their family: another one looks at the document, and confirms it.
        case.refuses(&people.second, json!({"action": "approve"}), "of_the_family", None).await;
        let security = service.sign_in("security.640100").await;
        let reasons = json!({"reasons": "已核对身份证原件"});
        let _ = security.post_at(&format!("{path}/correction"), corrected.version(), &reasons).await.expect(200);
        assert_eq!(case.view().await["nobody_at"], json!([]));
        case.act(&people.second, "approve").await;
    }

    async fn nobody_declines_the_erasure_of_their_own_family_or_copies_what_is_held_about_it(service: Service) {
        let people = Cast::of(&service).await;
        let case = draft(&people).await;
        let _ = case.does(&people.caseworker, json!({"action": "withdraw", "note": "暂不申请"})).await.expect(200);
        let version = people.city.get(&case.path("")).await.expect(200).version();
        let why = json!({"ground": "demand", "reasons": "依来信办理"});
        let proposed = people.city.post_at(&case.path("/erasure"), version, &why).await.expect(200);
        known_by(&service, &people.second, DAUGHTER).await;
        told(confirm(&people.second, &proposed, "decline").await, "of_the_family", None);
        told(confirm(&people.second, &proposed, "confirmation").await, "of_the_family", None);
        let copy = json!({"citizen_id": WORKER, "asked_by": "person", "reasons": "来访登记第12号"});
        let make = async |who: &Client| who.request(Method::POST, "/personal-copies").json(&copy).without_key().send().await;
        told(make(&people.second).await, "of_the_family", None);
        let _ = make(&people.city).await.expect(200);
        let _ = confirm(&people.city, &proposed, "decline").await.expect(200);
    }

    async fn nobody_visits_their_own_household(service: Service) {
        let people = Cast::of(&service).await;
        let case = draft(&people).await;
        known_by(&service, &people.head, WORKER).await;
        let visitors = json!([officer(&people.caseworker).await, officer(&people.head).await]);
        for manner in ["in_person", "entrusted"] {
            let visit = json!({"day": TODAY, "visitors": visitors, "manner": manner, "agrees": true});
            let refused = people.caseworker.post_at(&case.path("/visits"), case.version().await, &visit).await;
            told(refused, "visitor_of_the_family", Some("N15"));
        }
    }

    async fn nobody_moves_the_dossier_of_their_own_household(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.on_file(&three(UNDER)).await;
        known_by(&service, &people.county, DAUGHTER).await;
        let path = format!("/dossiers/{dossier}");
        let close = async |who: &Client| {
            let version = who.get(&path).await.expect(200).version();
            who.post_at(&format!("{path}/standing"), version, &json!({"deed": "close"})).await
        };
        told(close(&people.county).await, "of_the_family", None);
        let _ = close(&people.county_caseworker).await.expect(200);
    }

    async fn the_family_rules_on_nothing_sets_nothing_aside_and_hears_no_objection(service: Service) {
        let people = Cast::of(&service).await;
        let mut household = three(UNDER);
        household["members"][1]["relation"] = json!("42");
        let case = people.enter(&people.on_file(&household).await, 2).await;
        known_by(&service, &people.county, WORKER).await;
        let other = newcomer(&service, "head2.640104", "head", "640104").await;
        let ruling = json!({"rule": "child", "ruled": "met", "reasons": "父母双亡,由祖父监护"});
        let rule = async |who: &Client| who.post_at(&case.path("/rulings"), case.version().await, &ruling).await;
        told(rule(&people.county).await, "of_the_family", None);
        let _ = rule(&other).await.expect(200);
        let file = case.attach("explanation").await;
        let exception = json!({"excepted": "single_visitor", "reasons": "只有一人在岗", "evidence": [file]});
        let except = async |who: &Client| who.post_at(&case.path("/exceptions"), case.version().await, &exception).await;
        told(except(&people.county).await, "of_the_family", None);
        let _ = except(&other).await.expect(200);
        case.to_unit_review().await;
        let posting = case.post().await.expect(201).id();
        let word = json!({"posting": posting, "word": "该户另有收入"});
        let held = people.caseworker.post(&case.path("/objections"), &word).await.expect(200);
        let path = case.path(&format!("/objections/{}/decision", held.body["objections"][0]["id"].as_str().unwrap()));
        let decision = json!({"upheld": false, "reasons": "经核实并无其他收入"});
        let decide = async |who: &Client| who.post_at(&path, case.version().await, &decision).await;
        told(decide(&people.county).await, "of_the_family", None);
        let _ = decide(&other).await.expect(200);
    }
}
