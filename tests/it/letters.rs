//! What is a family told whose case was rejected? Why, by which clause, and how and by when it may be heard again.

use harness::{Client, Method, Service, Value, json, on_both};

use crate::cast::{Case, Cast, newcomer};
use crate::family::{OVER, UNDER, three};

async fn letter(case: &Case<'_>) -> Value {
    case.cast.caseworker.get(&case.path("/letter")).await.expect(200).body
}

async fn does(case: &Case<'_>, who: &Client, action: &str, note: &str) {
    let _ = case.does(who, json!({"action": action, "note": note})).await.expect(200);
}

on_both! {
    async fn a_rejection_is_told_with_reasons_clauses_and_the_right_to_appeal(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(OVER)).await, 2).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        let absent = people.caseworker.get(&case.path("/letter")).await.refused(404, "not_found");
        assert!(absent.body["detail"].as_str().unwrap().contains("未被驳回"), "{}", absent.text);
        does(&case, &people.head, "reject", "家庭人均月收入超过标准").await;
        let told = letter(&case).await;
        let name = |key: &str| told[key].as_str().unwrap().to_owned();
        assert_eq!((name("worker_name"), name("student_name")), ("丁建华".to_owned(), "丁小燕".to_owned()));
        assert_eq!((&told["tells"], &told["dismissal"]), (&json!("rejection"), &Value::Null));
        let decision = &told["decision"];
        assert_eq!((&decision["by"], &decision["reasons"]), (&json!("兴庆纺织厂工会"), &json!("家庭人均月收入超过标准")));
        assert_eq!((&told["findings"][0]["rule"], &told["findings"][0]["clause"]), (&json!("income_line"), &json!("N03")));
        let appeal = &told["appeal"];
        assert_eq!((&appeal["standing"], &appeal["heard_by"]), (&json!("open"), &json!("兴庆区总工会")));
        assert_eq!((&appeal["made_at"], &appeal["last_day"]), (&json!("兴庆纺织厂工会"), &Value::Null));
        assert_eq!(appeal["hindrances"], json!([]));
        let text = told["text"].as_str().unwrap();
        for said in ["丁建华", "丁小燕", told["number"].as_str().unwrap(), "超过标准", "申诉", "兴庆区总工会", "2018-07-30"] {
            assert!(text.contains(said), "{said} in {text}");
        }
        let request = people.caseworker.request(Method::GET, &case.path("/letter"));
        let english = request.header("Accept-Language", "en").send().await.expect(200).body;
        assert!(english["text"].as_str().unwrap().contains("you may appeal once"), "{english}");
        let elsewhere = newcomer(&service, "head.640105", "head", "640105").await;
        elsewhere.get(&case.path("/letter")).await.refused(404, "not_found");
    }

    async fn under_a_deadline_it_names_the_last_day_and_after_the_appeal_it_says_so(service: Service) {
        let people = Cast::of(&service).await;
        let head = newcomer(&service, "head.6401gj", "head", "6401GJ").await;
        let caseworker = newcomer(&service, "caseworker.6401gj", "caseworker", "6401GJ").await;
        let dossier = caseworker.post("/dossiers", &json!({"household": three(UNDER)})).await.expect(201).id();
        let made = caseworker.post("/applications", &crate::family::new_case(&dossier, 2)).await.expect(201);
        let case = Case { cast: &people, id: made.id(), dossier };
        let act = async |who: &Client, body: Value| {
            let version = who.get(&case.path("")).await.expect(200).version();
            who.post_at(&case.path("/actions"), version, &body).await
        };
        for kind in ["written_application", "dossier_material", "approval_form", "admission_letter", "tuition_proof", "income_proof"] {
            let version = caseworker.get(&case.path("")).await.expect(200).version();
            let path = case.path(&format!("/attachments?kind={kind}"));
            let request = caseworker.request(Method::POST, &path).if_match(version);
            let octets = format!("%PDF-1.4\n% {kind}\n%%EOF\n");
            let _ = request.octets("application/octet-stream", octets).send().await.expect(201);
        }
        let _ = act(&caseworker, json!({"action": "submit"})).await.expect(200);
        let _ = act(&head, json!({"action": "reject", "note": "材料不实"})).await.expect(200);
        let told = head.get(&case.path("/letter")).await.expect(200).body;
        assert_eq!((&told["appeal"]["last_day"], &told["appeal"]["heard_by"]), (&json!("2018-08-13"), &json!("银川市总工会")));
        assert!(told["text"].as_str().unwrap().contains("2018-08-13"), "{told}");
        service.set_clock("2018-08-14T00:00:00+08:00").await;
        let late = head.get(&case.path("/letter")).await.expect(200).body;
        assert_eq!(late["appeal"]["hindrances"][0]["rule"], "arrival_over");
        let more = json!({"union": made.body["road"]["stops"][0]["union"], "of": "arrival", "until": "2018-08-20", "reasons": "受灾"});
        let campaign = people.city.get("/campaigns?year=2018").await.expect(200).body["items"][0]["id"].clone();
        let campaign = format!("/campaigns/{}", campaign.as_str().unwrap());
        let version = people.city.get(&campaign).await.expect(200).version();
        let _ = people.city.post_at(&format!("{campaign}/extensions"), version, &more).await.expect(201);
        let told = head.get(&case.path("/letter")).await.expect(200).body;
        assert_eq!((&told["appeal"]["last_day"], &told["appeal"]["hindrances"]), (&json!("2018-08-20"), &json!([])));
        let _ = act(&caseworker, json!({"action": "appeal", "note": "材料已核对"})).await.expect(200);
        let told = head.get(&case.path("/letter")).await.expect(200).body;
        assert_eq!(told["appeal"]["standing"], "under_way");
        let _ = act(&people.city, json!({"action": "dismiss", "note": "仍不实"})).await.expect(200);
        let told = head.get(&case.path("/letter")).await.expect(200).body;
        let dismissal = &told["dismissal"];
        assert_eq!((&told["appeal"]["standing"], &dismissal["reasons"]), (&json!("used"), &json!("仍不实")));
        assert_eq!(dismissal["by"], "银川市总工会");
        let text = told["text"].as_str().unwrap();
        assert!(text.contains("您的申诉经银川市总工会于2018-08-14审理,予以驳回"), "{text}");
    }
}
