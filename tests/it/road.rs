//! Which way does a case go, and what is refused at each stage? From entry to the city's decision.

use harness::{Client, Method, Service, Value, json, on_both};

use crate::cast::{Case, Cast, newcomer, told};
use crate::family::{ON_THE_LINE, OVER, UNDER, enrolment, three};

fn does(action: &str) -> Value {
    json!({ "action": action })
}

fn because(action: &str) -> Value {
    json!({ "action": action, "note": "核对后认为应当如此" })
}

async fn draft(case: &Case<'_>) {
    let people = case.cast;
    case.refuses(&people.head, does("sign"), "not_now", None).await;
    case.refuses(&people.head, does("submit"), "wrong_role", None).await;
    case.refuses(&people.county_caseworker, does("submit"), "wrong_union", Some("N15")).await;
    case.refuses(&people.caseworker, does("submit"), "incomplete", Some("N14")).await;
    case.papers().await;
    case.act(&people.caseworker, "submit").await;
}

async fn signing(case: &Case<'_>) {
    let people = case.cast;
    case.refuses(&people.caseworker, does("sign"), "wrong_role", None).await;
    case.refuses(&people.county, does("sign"), "wrong_union", Some("N15")).await;
    case.refuses(&people.head, does("sign"), "visit_missing", Some("N15")).await;
    case.visit_alone().await;
    case.refuses(&people.head, does("sign"), "visitors_too_few", Some("N15")).await;
    case.visit().await;
    case.refuses(&people.head, does("sign"), "signature_missing", Some("N14")).await;
    case.seal(false).await;
    case.refuses(&people.head, does("sign"), "signature_not_sealed", Some("N14")).await;
    told(case.post().await, "not_now", None);
    case.seal(true).await;
    case.act(&people.head, "sign").await;
}

async fn unit_review(case: &Case<'_>) {
    let people = case.cast;
    told(case.post().await, "opinion_missing", Some("N14"));
    case.opinion(false).await;
    told(case.post().await, "opinion_against", Some("N14"));
    case.opinion(true).await;
    told(case.post().await, "consent_missing", None);
    case.consents().await;
    case.refuses(&people.head, does("forward"), "posting_missing", Some("N14")).await;
    let posting = case.post().await.expect(201);
    assert_eq!(
        (&posting.body["first_day"], &posting.body["last_day"]),
        (&json!("2018-07-30"), &json!("2018-08-03"))
    );
}

async fn posted(service: &Service, case: &Case<'_>) {
    let people = case.cast;
    case.refuses(&people.head, does("forward"), "posting_running", Some("N14")).await;
    case.refuses(&people.city, does("approve"), "not_now", None).await;
    service.set_clock("2018-08-03T23:59:59+08:00").await;
    case.refuses(&people.head, does("forward"), "posting_running", Some("N14")).await;
    service.set_clock("2018-08-04T00:00:00+08:00").await;
    case.act(&people.head, "forward").await;
}

async fn review(case: &Case<'_>) {
    let people = case.cast;
    case.refuses(&people.head, does("endorse"), "wrong_union", Some("N15")).await;
    case.refuses(&people.county_caseworker, does("endorse"), "wrong_role", None).await;
    case.refuses(&people.city, does("endorse"), "wrong_union", Some("N15")).await;
    case.refuses(&people.county, does("approve"), "not_now", None).await;
    case.act(&people.county, "endorse").await;
    case.refuses(&people.caseworker, does("approve"), "wrong_role", None).await;
    case.refuses(&people.county, does("approve"), "wrong_union", Some("N15")).await;
    case.refuses(&people.city, does("endorse"), "not_now", None).await;
    case.act(&people.city, "approve").await;
    case.refuses(&people.second, does("approve"), "not_now", None).await;
    case.refuses(&people.caseworker, because("withdraw"), "not_now", None).await;
}

/// The frozen assessment, made again.
async fn frozen(case: &Case<'_>) -> Value {
    let found = case.cast.city.get(&case.path("/assessment?recompute=true")).await.expect(200).body;
    assert_eq!(found["same"], true);
    found["assessment"].clone()
}

async fn absent(stranger: &Client, case: &Case<'_>) {
    for below in ["", "/history", "/assessment", "/attachments"] {
        stranger.get(&case.path(below)).await.refused(404, "not_found");
    }
    stranger.post_at(&case.path("/actions"), 1, &does("submit")).await.refused(404, "not_found");
    stranger.put_at(&case.path("/enrolment"), 1, &enrolment(2)).await.refused(404, "not_found");
    let listed = json!([{"id": case.id, "version": 1}]);
    let posting = json!({"place": "公告栏", "applications": listed});
    let told = stranger.post("/postings", &posting).await.refused(422, "invalid");
    assert_eq!(told.pointers(), ["/applications/0/id"]);
    let list = stranger.get("/applications?total=true").await.expect(200).body;
    assert_eq!((&list["total"], &list["items"]), (&json!(0), &json!([])));
}

on_both! {
    async fn a_family_a_fen_under_the_line_goes_from_entry_to_approval(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        draft(&case).await;
        signing(&case).await;
        unit_review(&case).await;
        posted(&service, &case).await;
        review(&case).await;
        let found = frozen(&case).await;
        assert_eq!((&found["outcome"], &found["amount_fen"]), (&json!("eligible"), &json!(400_000)));
        let history = case.history().await;
        let done: Vec<&Value> = history.iter().map(|line| &line["action"]).collect();
        assert_eq!(done, ["submit", "sign", "post", "forward", "endorse", "approve"]);
        assert_eq!(case.place().await.0, "approved");
    }

    async fn a_family_on_the_line_or_over_it_is_not_signed(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(ON_THE_LINE)).await, 2).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        case.visit().await;
        case.seal(true).await;
        for income in [ON_THE_LINE, OVER] {
            let path = format!("/dossiers/{}", case.dossier);
            let version = people.caseworker.get(&path).await.expect(200).version();
            let _ = people.caseworker.put_at(&path, version, &json!({ "household": three(income) })).await.expect(200);
            let view = case.view().await;
            assert_eq!((&view["outcome"], &view["disputed"], &view["amount_fen"]), (&json!("not_eligible"), &json!(true), &Value::Null));
            case.refuses(&people.head, does("sign"), "not_eligible", Some("N03")).await;
        }
        let _ = case.does(&people.head, because("reject")).await.expect(200);
        assert_eq!(frozen(&case).await["outcome"], "not_eligible");
        // The line is read in two ways here, so an appeal needs no new grounds.
        case.act(&people.caseworker, "appeal").await;
        assert_eq!(case.place().await, ("appealed".to_owned(), case.view().await["road"]["stops"][1]["position"].clone()));
    }

    async fn what_was_seen_and_signed_of_another_income_no_longer_holds(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        case.visit().await;
        case.seal(true).await;
        let path = format!("/dossiers/{}", case.dossier);
        let version = people.caseworker.get(&path).await.expect(200).version();
        let _ = people.caseworker.put_at(&path, version, &json!({ "household": three(UNDER - 1) })).await.expect(200);
        case.refuses(&people.head, does("sign"), "visit_outdated", Some("N15")).await;
        case.visit().await;
        case.refuses(&people.head, does("sign"), "signature_outdated", Some("N14")).await;
    }

    async fn another_unions_case_is_not_there(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        let stranger = newcomer(&service, "caseworker.05jx01", "caseworker", "05JX01").await;
        absent(&stranger, &case).await;
        let county = newcomer(&service, "head.640105", "head", "640105").await;
        county.get(&case.path("")).await.refused(404, "not_found");
        county.post_at(&case.path("/actions"), 1, &does("sign")).await.refused(404, "not_found");
    }

    async fn a_change_needs_the_version_that_was_read_and_a_key_of_its_own(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        case.papers().await;
        let actions = case.path("/actions");
        let send = async |version: i64, key: &str, body: &Value| {
            people.caseworker.request(Method::POST, &actions).key(key).if_match(version).json(body).send().await
        };
        let read = case.version().await;
        people.caseworker.post(&actions, &does("submit")).await.refused(428, "version_required");
        people.caseworker.post_at(&actions, read + 1, &does("submit")).await.refused(412, "stale");
        let first = send(read, "submit", &does("submit")).await.expect(200);
        let again = send(read, "submit", &does("submit")).await.expect(200);
        assert_eq!((&again.body, again.version()), (&first.body, read + 1));
        send(read + 1, "submit", &because("withdraw")).await.refused(422, "key_reused");
        people.caseworker.post_at(&actions, read, &because("withdraw")).await.refused(412, "stale");
        people.caseworker.put_at(&case.path("/enrolment"), read, &enrolment(2)).await.refused(412, "stale");
        let listed = json!([{"id": case.id, "version": read}]);
        let posting = json!({"place": "公告栏", "applications": listed});
        people.caseworker.post("/postings", &posting).await.refused(412, "stale");
        assert_eq!((case.version().await, case.history().await.len()), (read + 1, 1));
    }

    async fn another_school_is_another_matter(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(1_000_000)).await, 2).await;
        case.to_unit_review().await;
        let mut changed = enrolment(2);
        changed["school"]["code"] = json!("4111010001");
        let path = case.path("/enrolment");
        let after = people.caseworker.put_at(&path, case.version().await, &changed).await.expect(200);
        assert_eq!((&after.body["outcome"], &after.body["amount_fen"]), (&json!("eligible"), &json!(500_000)));
        told(case.post().await, "visit_outdated", Some("N15"));
        case.visit().await;
        told(case.post().await, "signature_outdated", Some("N14"));
        case.seal(true).await;
        told(case.post().await, "opinion_outdated", Some("N14"));
        case.opinion(true).await;
        assert_eq!(case.post().await.expect(201).body["lines"][0]["amount_fen"], 500_000);
    }
}
