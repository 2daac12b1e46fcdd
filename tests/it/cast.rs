//! Who walks the road in these tests? The officers along it.

use std::sync::atomic::{AtomicUsize, Ordering};

use harness::{Client, Service, Value, json, race};

use crate::family::{citizen_id, new_case};

pub(crate) use crate::case::{Case, PAPERS, TODAY, told};

/// The officers along the road, signed in.
pub(crate) struct Cast {
    pub(crate) caseworker: Client,
    pub(crate) head: Client,
    pub(crate) county_caseworker: Client,
    pub(crate) county: Client,
    pub(crate) city: Client,
    pub(crate) second: Client,
    pub(crate) visitors: Value,
}

impl Cast {
    pub(crate) async fn of(service: &Service) -> Self {
        Self::who(async |username| service.sign_in(username).await).await
    }

    /// The same, wherever they sign in.
    pub(crate) async fn who(sign_in: impl AsyncFn(&str) -> Client) -> Self {
        let caseworker = sign_in("caseworker.04fz01").await;
        let head = sign_in("head.04fz01").await;
        let visitors = json!([officer(&caseworker).await, officer(&head).await]);
        Self {
            caseworker,
            head,
            county_caseworker: sign_in("caseworker.640104").await,
            county: sign_in("head.640104").await,
            city: sign_in("head.640100").await,
            second: sign_in("head2.640100").await,
            visitors,
        }
    }

    /// A dossier with that household.
    pub(crate) async fn dossier(&self, household: &Value) -> String {
        self.caseworker.post("/dossiers", &json!({ "household": household })).await.expect(201).id()
    }

    /// The same, visited and put on file, with no case open.
    pub(crate) async fn on_file(&self, household: &Value) -> String {
        let dossier = self.dossier(household).await;
        let case = self.enter(&dossier, 2).await;
        case.visit().await;
        case.confirm().await;
        let _ =
            case.does(&self.caseworker, json!({"action": "withdraw", "note": "暂不申请"})).await.expect(200);
        dossier
    }

    /// A draft for a student of the dossier.
    pub(crate) async fn enter(&self, dossier: &str, member: u8) -> Case<'_> {
        let made = self.caseworker.post("/applications", &new_case(dossier, member)).await.expect(201);
        Case { cast: self, id: made.id(), dossier: dossier.to_owned() }
    }
}

/// The officer behind somebody who is signed in.
pub(crate) async fn officer(client: &Client) -> Value {
    client.get("/me").await.expect(200).body["account"]["officer"].clone()
}

/// Somebody new in that role at a union, signed in.
pub(crate) async fn newcomer(service: &Service, username: &str, role: &str, union: &str) -> Client {
    newcomer_by(service, &service.sign_in("accounts.640100").await, username, role, union).await
}

/// The same, entered by that administrator.
pub(crate) async fn newcomer_by(
    service: &Service,
    admin: &Client,
    username: &str,
    role: &str,
    union: &str,
) -> Client {
    let union = admin.get(&format!("/unions?code={union}")).await.expect(200).body["items"][0]["id"].clone();
    let officer = admin.post("/officers", &somebody()).await.expect(201).id();
    let password = "a-long-walk-in-autumn";
    let account = json!({ "username": username, "password": password, "officer": officer, "union": union, "role": role });
    let _ = admin.post("/accounts", &account).await.expect(201);
    service.confirm(username).await;
    service.settle(username, password).await
}

/// An officer to be entered, with a citizen id that no other has.
pub(crate) fn somebody() -> Value {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    json!({ "name": "白云飞", "citizen_id": citizen_id(1960, number) })
}

/// So many different people in that role at a union, signed in.
pub(crate) async fn newcomers(
    service: &Service,
    count: usize,
    username: &str,
    role: &str,
    union: &str,
) -> Vec<Client> {
    let names: Vec<String> =
        (0..count).map(|number| format!("{username}{number}.{union}").to_lowercase()).collect();
    race(count, |number| newcomer(service, &names[number], role, union)).await
}
