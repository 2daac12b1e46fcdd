//! Who walks the road in these tests? The officers along it, and a case that they bring to a stage.

use harness::{Answer, Client, Method, Service, Value, json, race};

use crate::family::new_case;

/// The day on which every test begins.
pub(crate) const TODAY: &str = "2018-07-30";

/// The papers without which a new student's case is not complete.
pub(crate) const PAPERS: [&str; 6] = [
    "written_application",
    "dossier_material",
    "approval_form",
    "admission_letter",
    "tuition_proof",
    "income_proof",
];

/// The officers along the road, signed in.
pub(crate) struct Cast {
    pub(crate) caseworker: Client,
    pub(crate) head: Client,
    pub(crate) county_caseworker: Client,
    pub(crate) county: Client,
    pub(crate) city: Client,
    pub(crate) second: Client,
    visitors: Value,
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
    let officer = admin.post("/officers", &json!({ "name": "白云飞" })).await.expect(201).id();
    let password = "a-long-walk-in-autumn";
    let account = json!({ "username": username, "password": password, "officer": officer, "union": union, "role": role });
    let _ = admin.post("/accounts", &account).await.expect(201);
    service.sign_in_with(username, password).await
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

/// A case and those who work on it.
pub(crate) struct Case<'a> {
    pub(crate) cast: &'a Cast,
    pub(crate) id: String,
    pub(crate) dossier: String,
}

impl Case<'_> {
    pub(crate) fn path(&self, below: &str) -> String {
        format!("/applications/{}{below}", self.id)
    }

    pub(crate) async fn view(&self) -> Value {
        self.cast.caseworker.get(&self.path("")).await.expect(200).body
    }

    /// The caseworker finds that the household is like this.
    pub(crate) async fn household(&self, household: &Value) -> Answer {
        let path = format!("/dossiers/{}", self.dossier);
        let version = self.cast.caseworker.get(&path).await.expect(200).version();
        self.cast.caseworker.put_at(&path, version, &json!({ "household": household })).await
    }

    /// The caseworker finds that the student studies like this.
    pub(crate) async fn studies(&self, enrolment: &Value) -> Answer {
        self.cast.caseworker.put_at(&self.path("/enrolment"), self.version().await, enrolment).await
    }

    pub(crate) async fn version(&self) -> i64 {
        self.view().await["version"].as_i64().unwrap()
    }

    /// Where it lies: the stage, and in review whose desk.
    pub(crate) async fn place(&self) -> (String, Value) {
        let state = self.view().await["state"].clone();
        (state["stage"].as_str().unwrap().to_owned(), state["at"].clone())
    }

    pub(crate) async fn history(&self) -> Vec<Value> {
        let found = self.cast.city.get(&self.path("/history?limit=200")).await.expect(200).body;
        found["items"].as_array().unwrap().clone()
    }

    /// Somebody acts, on the present version.
    pub(crate) async fn does(&self, who: &Client, body: Value) -> Answer {
        who.post_at(&self.path("/actions"), self.version().await, &body).await
    }

    /// The same by a bare action that succeeds.
    pub(crate) async fn act(&self, who: &Client, action: &str) {
        let _ = self.does(who, json!({ "action": action })).await.expect(200);
    }

    /// The caseworker records a piece of evidence.
    pub(crate) async fn record(&self, kind: &str, body: Value) {
        let path = self.path(&format!("/{kind}"));
        let _ = self.cast.caseworker.post_at(&path, self.version().await, &body).await.expect(200);
    }

    pub(crate) async fn attach(&self, kind: &str) -> String {
        let path = self.path(&format!("/attachments?kind={kind}"));
        let request = self.cast.caseworker.request(Method::POST, &path).if_match(self.version().await);
        let octets = format!("%PDF-1.4\n% {kind}\n%%EOF\n");
        request.octets("application/octet-stream", octets).send().await.expect(201).id()
    }

    pub(crate) async fn papers(&self) {
        for kind in PAPERS {
            let _ = self.attach(kind).await;
        }
    }

    pub(crate) async fn visit(&self) {
        let visitors = &self.cast.visitors;
        self.record(
            "visits",
            json!({"day": TODAY, "visitors": visitors, "manner": "in_person", "agrees": true}),
        )
        .await;
    }

    /// Both visitors came, in that manner, and found that.
    pub(crate) async fn visited(&self, manner: &str, agrees: bool) {
        let visitors = &self.cast.visitors;
        self.record(
            "visits",
            json!({"day": TODAY, "visitors": visitors, "manner": manner, "agrees": agrees}),
        )
        .await;
    }

    /// One of the visitors came alone.
    pub(crate) async fn visit_alone(&self) {
        let visitor = &self.cast.visitors[0];
        self.record(
            "visits",
            json!({"day": TODAY, "visitors": [visitor], "manner": "in_person", "agrees": true}),
        )
        .await;
    }

    /// The county puts the dossier on file.
    pub(crate) async fn confirm(&self) {
        let path = format!("/dossiers/{}", self.dossier);
        let version = self.cast.county_caseworker.get(&path).await.expect(200).version();
        let body = json!({"deed": "confirm", "on": TODAY});
        let path = format!("{path}/standing");
        let _ = self.cast.county_caseworker.post_at(&path, version, &body).await.expect(200);
    }

    pub(crate) async fn seal(&self, sealed: bool) {
        let scan = self.attach("signature_scan").await;
        self.record("signatures", json!({"day": TODAY, "signed": true, "sealed": sealed, "scan": scan}))
            .await;
    }

    pub(crate) async fn opinion(&self, in_favour: bool) {
        self.record("opinions", json!({"from": "workplace", "day": TODAY, "in_favour": in_favour})).await;
    }

    pub(crate) async fn consents(&self) {
        for (giver, covers) in
            [("worker", "processing"), ("worker", "publication"), ("student", "processing")]
        {
            self.record("consents", json!({"giver": giver, "covers": covers})).await;
        }
    }

    /// Hangs it out alone.
    pub(crate) async fn post(&self) -> Answer {
        let listed = json!([{"id": self.id, "version": self.version().await}]);
        self.cast.caseworker.post("/postings", &json!({"place": "厂区公告栏", "applications": listed})).await
    }

    /// From a draft to unit review, with all that a posting asks for.
    pub(crate) async fn to_unit_review(&self) {
        self.papers().await;
        self.act(&self.cast.caseworker, "submit").await;
        self.visit().await;
        self.seal(true).await;
        self.act(&self.cast.head, "sign").await;
        self.opinion(true).await;
        self.consents().await;
    }

    /// From a draft to the county's desk, the day after its posting.
    pub(crate) async fn to_county(&self, service: &Service) {
        self.to_unit_review().await;
        let _ = self.post().await.expect(201);
        service.set_clock("2018-08-06T09:00:00+08:00").await;
        self.act(&self.cast.head, "forward").await;
    }

    /// From a draft to the city's desk.
    pub(crate) async fn to_city(&self, service: &Service) {
        self.to_county(service).await;
        self.act(&self.cast.county, "endorse").await;
    }

    /// A rule refuses the request, in full, and nothing has changed by it.
    pub(crate) async fn refuses(&self, who: &Client, body: Value, rule: &str, clause: Option<&str>) {
        let before = (self.view().await, self.history().await);
        let answer = self.does(who, body).await;
        told(answer, rule, clause);
        assert_eq!((self.view().await, self.history().await), before, "{rule}");
    }
}

/// A refusal says its rule, its clause and what to do.
#[track_caller]
pub(crate) fn told(answer: Answer, rule: &str, clause: Option<&str>) {
    let answer = answer.refused(409, "refused");
    let said = (answer.body["rule"].as_str(), answer.body["clause"].as_str());
    assert_eq!(said, (Some(rule), clause), "{}", answer.text);
    let detail = answer.body["detail"].as_str().unwrap_or_default();
    assert!(!detail.is_empty(), "{}", answer.text);
    // People know unions and officers by name, and cases by number.
    let is_id = |word: &str| word.len() == 36 && word.matches('-').count() == 4;
    assert!(!detail.split(|c: char| !c.is_ascii_hexdigit() && c != '-').any(is_id), "{detail}");
    assert!(!detail.contains("审批路径上第"), "{detail}");
}
