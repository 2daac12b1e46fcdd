//! What if there is more than one city? Each has its own campaign of a year, and nobody enters cases in another's.

use domain::access::{Jurisdiction, Role};
use domain::id::UnionId;
use domain::log::Act;
use domain::officer::OfficerIdentifiers;
use domain::time::Instant;
use domain::union::UnionKind;
use harness::{Client, Service, Value, json, on_both};
use persistence::log::list::{Filter, LogPaging, Reach};
use persistence::{Entry, Logged, Stamp, StoreError, Subject, Work, accounts, unions};

use crate::cast::{Cast, newcomer_by};
use crate::family::{UNDER, enrolment, new_case, others, three};
use crate::lapse::{OVER, sweeper};
use crate::log_chain::moment;

/// Its first administrator is made on the command line, as that of the first city was.
async fn admin_of_another_city(service: &Service) -> Client {
    let at: Instant = "2018-07-30T01:00:00Z".parse().unwrap();
    let stamp = Stamp::of_the_service(at, "test".to_owned());
    let made = async |work: &Work| -> Result<Logged<()>, StoreError> {
        let particulars = unions::Particulars {
            code: "640200".to_owned().try_into().unwrap(),
            name: "石嘴山市总工会".parse().unwrap(),
            kind: UnionKind::CityFederation,
            parent: None,
        };
        let city = work.unions().add(&particulars).await?;
        let officer = work.officers().add(&"田野".parse().unwrap(), &OfficerIdentifiers::default()).await?;
        let (_, hash) = work.accounts().find_by_username("accounts.640100").await?.unwrap();
        let particulars = accounts::Particulars {
            username: "accounts.640200".parse().unwrap(),
            officer: Some(officer.id),
            union: city.id,
            role: Role::AccountAdmin,
            scopes: Vec::new(),
            valid_from: at.day(),
            valid_to: None,
            confirmation: domain::confirmation::Confirmation::rooted(at),
        };
        let account = work.accounts().add(&particulars, &hash, false).await?;
        Ok(Logged::new((), Entry::new(Act::CreateAccount, Subject::new("account", account.id.raw()))))
    };
    service.store().await.write(&stamp, made).await.unwrap();
    service.sign_in("accounts.640200").await
}

async fn union(client: &Client, code: &str) -> Value {
    client.get(&format!("/unions?code={code}")).await.expect(200).body["items"][0]["id"].clone()
}

/// The head of the other city, and a caseworker of a union there.
async fn people_of_another_city(service: &Service) -> (Client, Client) {
    let admin = admin_of_another_city(service).await;
    let city = union(&admin, "640200").await;
    let county =
        json!({"code": "640205", "name": "惠农区总工会", "kind": "county_federation", "parent": city});
    let county = admin.post("/unions", &county).await.expect(201).id();
    let works =
        json!({"code": "05KS01", "name": "惠农矿山机械厂工会", "kind": "grassroots", "parent": county});
    let _ = admin.post("/unions", &works).await.expect(201);
    let head = newcomer_by(service, &admin, "head.640200", "head", "640200").await;
    (head, newcomer_by(service, &admin, "caseworker.05ks01", "caseworker", "05KS01").await)
}

async fn policy(head: &Client, campaign: &Value) -> Value {
    let editions = format!("/campaigns/{}/editions", campaign["id"].as_str().unwrap());
    let first = head.get(&editions).await.expect(200).body["items"][0].clone();
    head.get(&format!("{editions}/{}", first["id"].as_str().unwrap())).await.expect(200).body["content"]
        .clone()
}

/// How often such an act is in the log that readers of a city see.
async fn read_in(service: &Service, city: UnionId, act: Act) -> usize {
    let reach = Reach { within: Jurisdiction { root: city }, of_nobody: true };
    let filter = Filter { act: Some(act), ..Filter::default() };
    let paging = LogPaging { limit: 200, after: None, newest_first: false, total: false };
    let page = service.store().await.read(async |work| work.log_page(reach, &filter, paging).await).await;
    page.unwrap().items.len()
}

async fn city_of(client: &Client) -> UnionId {
    let me = client.get("/me").await.expect(200).body;
    me["acts_for"].as_str().unwrap().parse().unwrap()
}

on_both! {
    async fn what_befalls_one_city_is_not_in_the_log_of_another(service: Service) {
        let people = Cast::of(&service).await;
        let (here, there) = (city_of(&people.city).await, city_of(&admin_of_another_city(&service).await).await);
        let _ = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        for username in ["head.640104", "accounts.640200", "nobody.at.all"] {
            let typed = json!({ "username": username, "password": "not the password at all" });
            service.anyone().post("/sessions", &typed).await.refused(401, "wrong_credentials");
        }
        service.set_clock(OVER).await;
        assert_eq!(api::sweep(&sweeper(&service).await).await.unwrap(), 1);
        service.store().await.seal_all(moment()).await.unwrap();
        // Each reads of its own account, and of the name that is neither's.
        let failed = [read_in(&service, here, Act::FailSignIn).await, read_in(&service, there, Act::FailSignIn).await];
        assert_eq!(failed, [2, 2]);
        let lapsed = [read_in(&service, here, Act::LapseDraft).await, read_in(&service, there, Act::LapseDraft).await];
        assert_eq!(lapsed, [1, 0]);
    }

    async fn a_case_is_entered_in_the_campaign_of_its_own_city_and_in_no_other(service: Service) {
        let people = Cast::of(&service).await;
        let (head, caseworker) = people_of_another_city(&service).await;
        let ours = head.get("/campaigns?year=2018").await.expect(200).body["items"][0].clone();
        let dossier = json!({ "household": others(three(1_000_000), 7) });
        let dossier = caseworker.post("/dossiers", &dossier).await.expect(201).id();
        let case = new_case(&dossier, 2);
        assert_eq!(caseworker.post("/applications", &case).await.refused(422, "invalid").pointers(), ["/campaign"]);
        let asked = json!({"campaign": "2018", "dossier": {"status": "on_file"}, "siblings": [],
            "household": {"people": 3, "income_fen": 2_000_000, "tuition_fen": 500_000, "union_aid_received_fen": 0},
            "student": {"relation": "22", "unified_enrolment": true, "batch": "second", "level": "undergraduate",
                "admission_year": 2018, "years": 4, "enrolment_proof": null, "school": enrolment(2)["school"]}});
        assert_eq!(caseworker.post("/assessments", &asked).await.refused(422, "invalid").pointers(), ["/campaign"]);
        let drafted = format!("/campaigns/{}/editions", ours["id"].as_str().unwrap());
        head.post(&drafted, &json!({})).await.refused(404, "not_found");
        let new = json!({"year": 2018, "name": "石嘴山市2018年金秋助学活动"});
        let theirs = head.post("/campaigns", &new).await.expect(201);
        head.post("/campaigns", &new).await.refused(409, "duplicate");
        let content = policy(&people.city, &ours).await;
        let drafted = format!("{}/editions", theirs.header("location"));
        let edition = head.post(&drafted, &json!({ "content": content })).await.expect(201);
        let published = format!("{drafted}/{}/publish", edition.id());
        let _ = head.act_at(&published, 1).await.expect(200);
        let made = caseworker.post("/applications", &case).await.expect(201).body;
        assert_eq!((&made["campaign"], &made["edition"]), (&theirs.body["id"], &edition.body["id"]));
        let first = people.enter(&people.dossier(&three(1_000_000)).await, 2).await.view().await;
        assert_eq!(first["campaign"], ours["id"]);
        let found = caseworker.post("/assessments", &asked).await.expect(200).body;
        assert_eq!(found["edition"], edition.body["id"]);
        let all = head.get("/campaigns?year=2018").await.expect(200).body;
        assert_eq!(all["items"].as_array().unwrap().len(), 2);
        let own = head.get(&format!("/campaigns?city={}", theirs.body["city"].as_str().unwrap())).await.expect(200).body;
        assert_eq!(own["items"].as_array().unwrap().len(), 1);
    }
}
