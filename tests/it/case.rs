//! How is a case brought to a stage in these tests? By those who walk its road, with all that each step asks for.

use harness::{Answer, Client, Method, Service, Value, json};

use crate::cast::Cast;

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

/// That somebody agreed today, by a code.
pub(crate) fn consent(giver: &str, covers: &str) -> Value {
    consent_of(giver, covers, TODAY)
}

/// The same, given on that day.
fn consent_of(giver: &str, covers: &str, on: &str) -> Value {
    json!({"giver": giver, "covers": covers, "evidence": {"means": "code", "on": on, "reference": "短信平台0042"}})
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
        self.consents_of(TODAY).await;
    }

    /// All of them, given on that day.
    pub(crate) async fn consents_of(&self, day: &str) {
        for (giver, covers) in
            [("worker", "processing"), ("worker", "publication"), ("student", "processing")]
        {
            self.record("consents", consent_of(giver, covers, day)).await;
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
