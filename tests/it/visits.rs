//! Whose visit holds, on which day, and for which matter? Also for what the visitors put right on the spot.

use harness::{Answer, Service, Value, json, on_both};

use crate::cast::{Case, Cast, TODAY, newcomer, told};
use crate::family::{OVER, UNDER, enrolment, siblings, three};

async fn officer(client: &harness::Client) -> Value {
    client.get("/me").await.expect(200).body["account"]["officer"].clone()
}

/// The caseworker records a visit by these.
async fn visit(case: &Case<'_>, day: &str, visitors: Vec<Value>, more: Value) -> Answer {
    let mut body = json!({"day": day, "visitors": visitors, "manner": "in_person", "agrees": true});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    case.cast.caseworker.post_at(&case.path("/visits"), case.version().await, &body).await
}

async fn both(people: &Cast) -> Vec<Value> {
    vec![officer(&people.caseworker).await, officer(&people.head).await]
}

/// The dossier's version, and a wage that makes that income.
async fn found(case: &Case<'_>, income_fen: i64) -> Value {
    let path = format!("/dossiers/{}", case.dossier);
    let version = case.cast.caseworker.get(&path).await.expect(200).version();
    let incomes = three(income_fen)["incomes"].clone();
    json!({"dossier_version": version, "incomes": incomes})
}

on_both! {
    async fn visitors_hold_posts_on_the_road(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let stranger = newcomer(&service, "caseworker2.640105", "caseworker", "640105").await;
        let with = |visitor: Value| async { vec![officer(&people.caseworker).await, visitor] };
        let visitors = with(officer(&stranger).await).await;
        told(visit(&case, TODAY, visitors.clone(), json!({})).await, "visitor_not_on_road", Some("N15"));
        let _ = visit(&case, TODAY, visitors, json!({"manner": "entrusted"})).await.expect(200);
        let visitors = with(officer(&people.county).await).await;
        let _ = visit(&case, TODAY, visitors, json!({})).await.expect(200);
        let visitors = with(json!("01890a5d-ac96-774b-bcce-b302099a8057")).await;
        let unknown = visit(&case, TODAY, visitors, json!({})).await.refused(422, "invalid");
        assert_eq!(unknown.pointers(), ["/visitors/1"]);
    }

    async fn one_visitor_named_twice_is_a_form_fault(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let (one, before) = (officer(&people.caseworker).await, case.view().await);
        for manner in ["in_person", "entrusted"] {
            let visitors = vec![one.clone(), officer(&people.head).await, one.clone()];
            let twice = visit(&case, TODAY, visitors, json!({"manner": manner})).await.refused(422, "invalid");
            assert_eq!(twice.pointers(), ["/visitors/2"]);
        }
        assert_eq!(case.view().await, before);
    }

    async fn whoever_puts_figures_right_at_a_visit_prepared_the_siblings_cases_too(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.on_file(&siblings()).await;
        let (own, sibling) = (people.enter(&dossier, 2).await, people.enter(&dossier, 4).await);
        let before = sibling.view().await;
        let mut found = found(&own, UNDER).await;
        found["incomes"][0]["amount_fen"] = json!(4_400_000);
        let both = both(&people).await;
        // Another than who entered the sibling's case records the visit.
        let other = newcomer(&service, "caseworker2.04fz01", "caseworker", "04FZ01").await;
        let body = json!({"day": TODAY, "visitors": both, "manner": "in_person", "agrees": true, "corrections": {"household": found}});
        let _ = other.post_at(&own.path("/visits"), own.version().await, &body).await.expect(200);
        let after = sibling.view().await;
        assert_ne!(after["matter"], before["matter"]);
        let hand = json!({"officer": officer(&other).await, "position": null, "part": "prepared"});
        assert!(after["hands"].as_array().unwrap().contains(&hand), "{}", after["hands"]);
        assert_eq!(after["version"].as_i64(), before["version"].as_i64().map(|version| version + 1));
        let twice = json!({"day": TODAY, "visitors": both, "manner": "in_person", "agrees": true});
        let _ = other.post_at(&own.path("/visits"), own.version().await, &twice).await.expect(200);
        assert_eq!(sibling.view().await["version"], after["version"], "nothing was put right");
    }

    async fn a_day_of_evidence_lies_between_the_opening_and_today(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let visitors = both(&people).await;
        told(visit(&case, "2018-06-30", visitors.clone(), json!({})).await, "day_before_opening", Some("N21"));
        told(visit(&case, "2018-07-31", visitors.clone(), json!({})).await, "day_to_come", None);
        let _ = visit(&case, "2018-07-01", visitors, json!({})).await.expect(200);
        let opinion = |day: &str| json!({"from": "workplace", "day": day, "in_favour": true});
        let path = case.path("/opinions");
        let early = people.caseworker.post_at(&path, case.version().await, &opinion("2018-06-30")).await;
        told(early, "day_before_opening", Some("N21"));
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        let scan = case.attach("signature_scan").await;
        let signature = |day: &str| json!({"day": day, "signed": true, "sealed": true, "scan": scan});
        let path = case.path("/signatures");
        let early = people.caseworker.post_at(&path, case.version().await, &signature("2018-06-30")).await;
        told(early, "day_before_opening", Some("N21"));
    }

    async fn a_visit_dated_back_does_not_outdo_what_was_seen_after_it(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        let visitors = both(&people).await;
        let _ = visit(&case, TODAY, visitors.clone(), json!({"agrees": false})).await.expect(200);
        let _ = visit(&case, "2018-07-15", visitors.clone(), json!({})).await.expect(200);
        let dossier = people.caseworker.get(&format!("/dossiers/{}", case.dossier)).await.expect(200).body;
        assert_eq!(dossier["standing"]["visited_on"], Value::Null);
        case.seal(true).await;
        case.refuses(&people.head, json!({"action": "sign"}), "visit_disagrees", Some("N15")).await;
        let _ = visit(&case, TODAY, visitors, json!({})).await.expect(200);
        case.act(&people.head, "sign").await;
    }

    async fn a_visit_that_puts_figures_right_holds_for_them(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(OVER)).await, 2).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        let corrections = json!({"corrections": {"household": found(&case, UNDER).await}});
        let visited = visit(&case, TODAY, both(&people).await, corrections).await.expect(200);
        assert_eq!(visited.body["outcome"], "eligible");
        case.seal(true).await;
        case.act(&people.head, "sign").await;
        let dossier = people.caseworker.get(&format!("/dossiers/{}", case.dossier)).await.expect(200).body;
        assert_eq!(dossier["household"]["incomes"][0]["amount_fen"], UNDER);
        let visits = case.view().await["visits"].clone();
        let seals = case.view().await["signatures"].clone();
        assert_eq!(visits.as_array().unwrap().last().unwrap()["matter"], seals[0]["matter"]);
    }

    async fn a_visit_puts_the_enrolment_right_and_nothing_of_a_wrong_one_stays(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let visitors = both(&people).await;
        let before = case.view().await;
        let mut other = enrolment(2);
        other["school"] = json!({"scheme": "moe", "code": "4100000000"});
        let body = json!({"corrections": {"household": found(&case, UNDER - 100).await, "enrolment": other}});
        let wrong = visit(&case, TODAY, visitors.clone(), body).await.refused(422, "invalid");
        assert_eq!(wrong.pointers(), ["/corrections/enrolment/school"]);
        let mut stale = found(&case, UNDER - 100).await;
        stale["dossier_version"] = json!(1);
        visit(&case, TODAY, visitors.clone(), json!({"corrections": {"household": stale}})).await.refused(412, "stale");
        let mut nobody = found(&case, UNDER).await;
        nobody["incomes"][0]["member"] = json!(9);
        let wrong = visit(&case, TODAY, visitors.clone(), json!({"corrections": {"household": nobody}})).await;
        assert_eq!(wrong.refused(422, "invalid").pointers(), ["/corrections/household/incomes/0/member"]);
        assert_eq!(case.view().await, before);
        let mut right = enrolment(2);
        right["years"] = json!(5);
        let visited = visit(&case, TODAY, visitors, json!({"corrections": {"enrolment": right}})).await.expect(200);
        assert_eq!(visited.body["enrolment"]["years"], 5);
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        case.seal(true).await;
        case.act(&people.head, "sign").await;
    }
}
