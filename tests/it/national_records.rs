//! Is each family whose case was signed as eligible in the national system, and as its dossier has it? (N17)

use harness::canary::{PHONE, WORKER};
use harness::{Answer, Client, Method, Service, Value, json, on_both};

use crate::case::consent;
use crate::cast::{Case, Cast, newcomer, told};
use crate::family::{OVER, UNDER, others, three};
use crate::funds::{AWARD, Purse};
use crate::payments::{PAID_ON, card, post_decided};
use crate::service_accounts::program;

/// The program of the national system's side, which is shown so many values on a day.
pub(crate) async fn national(service: &Service, most_a_day: u32) -> Client {
    let other_side = program(service, "program.national", &["national_records"]).await;
    let me = other_side.get("/me").await.expect(200).body;
    let city = other_side.get("/unions?code=640100").await.expect(200).body["items"][0]["id"].clone();
    let granted = json!({"account": me["account"]["id"], "union": city, "purpose": "national_report",
        "fields": ["citizen_id", "phone"], "valid_to": "2018-12-31", "most_a_day": most_a_day, "ground": "总工办〔2016〕36号"});
    let _ = service.sign_in("security.640100").await.post("/standing-purposes", &granted).await.expect(201);
    other_side
}

async fn asks(other_side: &Client, body: &Value) -> Answer {
    other_side.request(Method::POST, "/national-records/due").json(body).without_key().send().await
}

/// The families that are due, as the other side is told of them.
async fn due(other_side: &Client) -> Vec<Value> {
    asks(other_side, &json!({"limit": 50})).await.expect(200).body["items"].as_array().unwrap().clone()
}

async fn says(other_side: &Client, record: &str, what: &str, body: &Value) -> Answer {
    other_side.post(&format!("/national-records/{record}/{what}"), body).await
}

async fn acknowledges(other_side: &Client, record: &str, number: &str, version: i64) -> Answer {
    says(other_side, record, "acknowledgement", &json!({"number": number, "dossier_version": version})).await
}

/// An officer does that to a record as it stands.
async fn does(who: &Client, record: &str, what: &str, body: &Value) -> Answer {
    let path = format!("/national-records/{record}");
    let version = who.get(&path).await.expect(200).version();
    let request = who.request(Method::POST, &format!("{path}/{what}")).if_match(version);
    if body.is_null() { request.send().await } else { request.json(body).send().await }
}

impl Case<'_> {
    /// How its family stands in the national system; null without a record.
    async fn national(&self) -> Value {
        let path = format!("/national-records?dossier={}", self.dossier);
        let found = self.cast.county.get(&path).await.expect(200).body;
        found["items"].get(0).cloned().unwrap_or_default()
    }

    async fn dossier_version(&self) -> i64 {
        self.cast.caseworker.get(&format!("/dossiers/{}", self.dossier)).await.expect(200).version()
    }
}

/// A family whose case was signed, and its record.
async fn signed(people: &Cast) -> (Case<'_>, String) {
    let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
    case.to_unit_review().await;
    let record = case.national().await["id"].as_str().unwrap().to_owned();
    (case, record)
}

/// The worker has another telephone now.
fn called_elsewhere() -> Value {
    let mut household = three(UNDER);
    household["members"][0]["identifiers"]["phone"] = json!("13995000002");
    household
}

on_both! {
    async fn a_record_comes_with_the_first_signature_and_is_the_countys(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        case.visit().await;
        case.seal(true).await;
        assert_eq!(case.national().await, Value::Null);
        case.act(&people.head, "sign").await;
        let record = case.national().await;
        assert_eq!((&record["state"], &record["due"], &record["number"]), (&json!("to_enter"), &json!(true), &Value::Null));
        assert_eq!(record["worker_name"], "丁建华");
        // It is the county's and the city's to see, and no other county's.
        let path = format!("/national-records/{}", record["id"].as_str().unwrap());
        let _ = people.city.get(&path).await.expect(200);
        people.head.get(&path).await.refused(404, "not_found");
        newcomer(&service, "head.640105", "head", "640105").await.get(&path).await.refused(404, "not_found");
        // Returned and signed anew it is the same record.
        let _ = case.does(&people.head, json!({"action": "return", "to": "signing", "note": "补签"})).await.expect(200);
        case.act(&people.head, "sign").await;
        assert_eq!(case.national().await["id"], record["id"]);
    }

    async fn the_other_side_asks_for_what_is_due_and_says_that_it_has_it(service: Service) {
        let people = Cast::of(&service).await;
        let (case, record) = signed(&people).await;
        let other_side = national(&service, 100).await;
        let families = due(&other_side).await;
        assert_eq!(families.len(), 1);
        let family = &families[0];
        let shown = &family["people"][0]["values"];
        let masked = &family["household"]["members"][0]["identifiers"];
        assert_eq!((&shown["citizen_id"], &shown["phone"]), (&json!(WORKER), &json!(PHONE)));
        assert_eq!((&shown["address"], &shown["card"]), (&Value::Null, &Value::Null));
        assert!(masked["citizen_id"].as_str().unwrap().starts_with('*'));
        let version = family["dossier_version"].as_i64().unwrap();
        // It is due until it is acknowledged, however often it is asked for.
        assert_eq!(due(&other_side).await.len(), 1);
        for _ in 0..3 {
            let now = acknowledges(&other_side, &record, "NX640104000001", version).await.expect(200).body;
            assert_eq!((&now["state"], &now["due"], &now["taken_version"]), (&json!("acknowledged"), &json!(false), &json!(version)));
        }
        assert_eq!(case.national().await["version"], 2);
        assert_eq!(due(&other_side).await, Vec::<Value>::new());
        told(acknowledges(&other_side, &record, "NX640104000002", version).await, "other_number", Some("N17"));
        // Each showing is on record: who asked, of whom, under what.
        let seen = people.city.get("/disclosures?purpose=national_report").await.expect(200).body["items"].clone();
        assert_eq!((seen.as_array().unwrap().len(), &seen[0]["role"], &seen[0]["shown"]), (2, &json!("service"), &json!(3)));
    }

    async fn a_changed_dossier_is_due_again_and_an_older_word_takes_nothing_back(service: Service) {
        let people = Cast::of(&service).await;
        let (case, record) = signed(&people).await;
        let other_side = national(&service, 100).await;
        let first = case.dossier_version().await;
        let _ = case.household(&called_elsewhere()).await.expect(200);
        let _ = acknowledges(&other_side, &record, "NX1", first).await.expect(200);
        let behind = case.national().await;
        assert_eq!((&behind["state"], &behind["due"], &behind["taken_version"]), (&json!("acknowledged"), &json!(true), &json!(first)));
        let families = due(&other_side).await;
        assert_eq!(families[0]["people"][0]["values"]["phone"], "13995000002");
        let _ = acknowledges(&other_side, &record, "NX1", first + 1).await.expect(200);
        assert_eq!(case.national().await["due"], false);
        // What comes late, or again, changes nothing; what there never was is refused.
        let _ = acknowledges(&other_side, &record, "NX1", first).await.expect(200);
        let late = json!({"dossier_version": first, "reason": "照片缺失"});
        assert_eq!(says(&other_side, &record, "failure", &late).await.expect(200).body["state"], "acknowledged");
        assert_eq!(case.national().await["taken_version"], first + 1);
        let never = acknowledges(&other_side, &record, "NX1", first + 9).await.refused(422, "invalid");
        assert_eq!(never.pointers(), ["/dossier_version"]);
    }

    async fn what_failed_waits_for_an_officer_or_another_version(service: Service) {
        let people = Cast::of(&service).await;
        let (case, record) = signed(&people).await;
        let other_side = national(&service, 100).await;
        let version = case.dossier_version().await;
        let why = json!({"dossier_version": version, "reason": "户主身份证号已在其他地区建档"});
        let telling = json!({"dossier_version": version, "reason": format!("{WORKER}已建档,电话{PHONE}")});
        let starred = says(&other_side, &record, "failure", &telling).await.expect(200).body;
        assert_eq!(starred["failure"], "****************14已建档,电话*********01");
        let failed = says(&other_side, &record, "failure", &why).await.expect(200).body;
        assert_eq!((&failed["state"], &failed["failure"], &failed["due"]), (&json!("failed"), &why["reason"], &json!(false)));
        assert_eq!(due(&other_side).await.len(), 0);
        told(does(&people.city, &record, "again", &Value::Null).await, "record_of_another", None);
        let again = does(&people.county_caseworker, &record, "again", &Value::Null).await.expect(200).body;
        assert_eq!((&again["state"], &again["failure"], due(&other_side).await.len()), (&json!("to_enter"), &Value::Null, 1));
        told(does(&people.county, &record, "again", &Value::Null).await, "record_stands", Some("N17"));
        let strange = json!({"dossier_version": version, "differences": [{"member": 9, "field": "name", "theirs": "丁某"}]});
        let strange = says(&other_side, &record, "differences", &strange).await.refused(422, "invalid");
        assert_eq!(strange.pointers(), ["/differences/0/member"]);
        let _ = says(&other_side, &record, "failure", &why).await.expect(200);
        let _ = case.household(&called_elsewhere()).await.expect(200);
        assert_eq!((&case.national().await["state"], due(&other_side).await.len()), (&json!("to_enter"), 1));
    }

    async fn a_person_settles_what_differs_and_corrects_the_dossier_before(service: Service) {
        let people = Cast::of(&service).await;
        let (case, record) = signed(&people).await;
        let other_side = national(&service, 100).await;
        let version = case.dossier_version().await;
        let _ = acknowledges(&other_side, &record, "NX1", version).await.expect(200);
        let differing = json!({"dossier_version": version, "differences": [
            {"member": 1, "field": "phone", "theirs": "13995000002"},
            {"member": null, "field": "hardship_category", "theirs": "低保户"}]});
        for _ in 0..2 {
            let differs = says(&other_side, &record, "differences", &differing).await.expect(200).body;
            assert_eq!((&differs["state"], &differs["due"], &differs["version"]), (&json!("differs"), &json!(false), &json!(3)));
        }
        let side_by_side = case.national().await["differences"].clone();
        assert_eq!(side_by_side[0], json!({"member": 1, "field": "phone", "ours": "139****0001", "theirs": "139****0002"}));
        assert_eq!(side_by_side[1]["ours"], "near_subsistence");
        // Until a person has settled it, what is said meanwhile does not count.
        assert_eq!(acknowledges(&other_side, &record, "NX1", version).await.expect(200).body["state"], "differs");
        let right = |phone: &str| json!({"differences": [
            {"member": 1, "field": "phone", "right": phone}, {"member": null, "field": "hardship_category", "right": "ours"}]});
        let half = json!({"differences": [{"member": 1, "field": "phone", "right": "ours"}]});
        assert_eq!(does(&people.county, &record, "settlement", &half).await.refused(422, "invalid").pointers(), ["/differences"]);
        told(does(&people.county, &record, "settlement", &right("theirs")).await, "dossier_not_corrected", Some("N17"));
        // Another version that says the same of it corrects nothing.
        let mut elsewhere = three(UNDER);
        elsewhere["workplace"]["name"] = json!("兴庆棉纺厂");
        let _ = case.household(&elsewhere).await.expect(200);
        told(does(&people.county, &record, "settlement", &right("theirs")).await, "dossier_not_corrected", Some("N17"));
        let _ = case.household(&called_elsewhere()).await.expect(200);
        let settled = does(&people.county, &record, "settlement", &right("theirs")).await.expect(200).body;
        // Said again of that version it is no news.
        let again = says(&other_side, &record, "differences", &differing).await.expect(200).body;
        assert_eq!(again["state"], "to_enter");
        assert_eq!((&settled["state"], &settled["due"], &settled["differences"]), (&json!("to_enter"), &json!(true), &json!([])));
        told(does(&people.county, &record, "settlement", &right("ours")).await, "record_stands", Some("N17"));
        let _ = acknowledges(&other_side, &record, "NX1", version + 2).await.expect(200);
        assert_eq!(case.national().await["state"], "acknowledged");
    }

    async fn where_nobody_asks_an_officer_enters_by_hand(service: Service) {
        let people = Cast::of(&service).await;
        let (case, record) = signed(&people).await;
        let version = case.dossier_version().await;
        let by_hand = |number: &str, on: &str| json!({"number": number, "dossier_version": version, "entered_on": on});
        let early = does(&people.county_caseworker, &record, "entry", &by_hand("NX1", "2018-07-31")).await.refused(422, "invalid");
        assert_eq!(early.pointers(), ["/entered_on"]);
        let hidden = format!("NX{}-{}", &WORKER[..9], &WORKER[9..]);
        let hidden = does(&people.county_caseworker, &record, "entry", &by_hand(&hidden, "2018-07-30")).await;
        assert_eq!(hidden.refused(422, "invalid").pointers(), ["/number"]);
        let id_number = does(&people.county_caseworker, &record, "entry", &by_hand(WORKER, "2018-07-30")).await;
        assert_eq!(id_number.refused(422, "invalid").pointers(), ["/number"]);
        people.caseworker.get(&format!("/national-records/{record}")).await.refused(404, "not_found");
        let entered = does(&people.county_caseworker, &record, "entry", &by_hand("NX1", "2018-07-30")).await.expect(200).body;
        assert_eq!((&entered["state"], &entered["due"], &entered["touched_on"]), (&json!("entered"), &json!(false), &json!("2018-07-30")));
        // Two families do not have one number.
        let other = people.enter(&people.on_file(&others(three(UNDER), 7)).await, 2).await;
        other.to_unit_review().await;
        let other_record = other.national().await["id"].as_str().unwrap().to_owned();
        let taken = json!({"number": "nx1", "dossier_version": other.dossier_version().await});
        does(&people.county_caseworker, &other_record, "entry", &taken).await.refused(409, "duplicate");
        // What an officer typed wrongly gives way to what the other side says.
        let other_side = national(&service, 100).await;
        let _ = acknowledges(&other_side, &record, "NX2", version).await.expect(200);
        assert_eq!(case.national().await["number"], "NX2");
        // One that is wrong there as well goes with what was acknowledged under it.
        let anew = does(&people.county_caseworker, &record, "again", &Value::Null).await.expect(200).body;
        assert_eq!((&anew["state"], &anew["number"], &anew["taken_version"]), (&json!("to_enter"), &Value::Null, &Value::Null));
        let _ = acknowledges(&other_side, &record, "NX2", version).await.expect(200);
        assert_eq!(people.county.get("/national-records?number=NX2").await.expect(200).body["items"][0]["id"], record.as_str());
    }

    async fn a_fund_that_demands_the_record_pays_who_is_acknowledged(service: Service) {
        let people = Cast::of(&service).await;
        let mut household = others(three(UNDER), 1);
        household["members"][0]["identifiers"]["card"] = json!(card(1));
        let case = people.enter(&people.on_file(&household).await, 2).await;
        case.to_city(&service).await;
        case.act(&people.city, "approve").await;
        let purse = Purse::of(&service, AWARD).await;
        let _ = purse.shares().await.expect(200);
        let _ = post_decided(&service, std::slice::from_ref(&case)).await.expect(201);
        service.set_clock(PAID_ON).await;
        assert_eq!(purse.obstacles(&case).await, ["no_national_record"]);
        let record = case.national().await["id"].as_str().unwrap().to_owned();
        let version = case.dossier_version().await;
        let by_hand = json!({"number": "NX1", "dossier_version": version});
        let _ = does(&people.county_caseworker, &record, "entry", &by_hand).await.expect(200);
        assert_eq!(purse.obstacles(&case).await, ["no_national_record"]);
        let other_side = national(&service, 100).await;
        let _ = acknowledges(&other_side, &record, "NX1", version).await.expect(200);
        assert_eq!(purse.obstacles(&case).await, Vec::<String>::new());
        let _ = purse.prepares(1).await.expect(201);
    }

    async fn the_two_questions_that_officers_know(service: Service) {
        let people = Cast::of(&service).await;
        let (case, record) = signed(&people).await;
        let listed = async |query: &str| {
            let found = people.county.get(&format!("/national-records?total=true&{query}")).await.expect(200).body;
            found["total"].as_i64().unwrap()
        };
        let untouched = "untouched_since=2018-07-30";
        assert_eq!((listed(untouched).await, listed("helped=false").await, listed("helped=true").await), (1, 1, 0));
        let other_side = national(&service, 100).await;
        let _ = acknowledges(&other_side, &record, "NX1", case.dossier_version().await).await.expect(200);
        assert_eq!((listed(untouched).await, listed("untouched_since=2018-07-31").await), (0, 1));
        assert_eq!((listed("state=acknowledged").await, listed("state=to_enter").await, listed("due=true").await), (1, 0, 0));
    }

    async fn a_program_asks_under_a_standing_purpose_and_for_no_more_than_it_names(service: Service) {
        let people = Cast::of(&service).await;
        let (case, record) = signed(&people).await;
        let bare = program(&service, "program.bare", &["national_records"]).await;
        asks(&bare, &json!({"limit": 50})).await.refused(403, "forbidden");
        acknowledges(&bare, &record, "NX1", 1).await.refused(403, "forbidden");
        let reader = program(&service, "program.reader", &["cases", "disclosures"]).await;
        asks(&reader, &json!({"limit": 50})).await.refused(403, "forbidden");
        asks(&people.city, &json!({"limit": 50})).await.refused(403, "forbidden");
        let other_side = national(&service, 4).await;
        assert_eq!(due(&other_side).await.len(), 1);
        asks(&other_side, &json!({"limit": 50})).await.refused(429, "too_many_requests");
        // Of a family that takes it back, nothing is told from then on.
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        case.record("consents", consent("worker", "provision_to_national_system")).await;
        let view = case.view().await;
        let marks = view["consents"].as_array().unwrap();
        let mark = marks.iter().find(|mark| mark["covers"] == "provision_to_national_system").unwrap();
        let withdrawal = json!({"word": "不再同意", "on": "2018-07-31",
            "evidence": {"means": "code", "on": "2018-07-31", "reference": "短信平台0099"}});
        let path = case.path(&format!("/consents/{}/withdrawal", mark["id"].as_str().unwrap()));
        let _ = people.caseworker.post_at(&path, case.version().await, &withdrawal).await.expect(200);
        let nothing = asks(&other_side, &json!({"limit": 50})).await.expect(200).body;
        assert_eq!((&nothing["items"], &nothing["withheld"], &nothing["disclosure"]), (&json!([]), &json!([record]), &Value::Null));
    }

    async fn whoever_is_refused_has_no_record_and_an_altered_one_pays_nobody(service: Service) {
        let people = Cast::of(&service).await;
        let over = people.enter(&people.on_file(&others(three(OVER), 3)).await, 2).await;
        over.papers().await;
        over.act(&people.caseworker, "submit").await;
        assert_eq!(over.national().await, Value::Null);
        let (_case, record) = signed(&people).await;
        service.sql("UPDATE national_records SET state = 'acknowledged', number = 'NX9', due = FALSE").await.unwrap();
        people.county.get(&format!("/national-records/{record}")).await.refused(500, "internal");
        assert_eq!(people.county.get("/national-records").await.expect(200).body["items"], json!([]));
    }
}
