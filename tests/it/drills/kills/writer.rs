//! What does a writer send, and what does it know of it? A request that is not answered is sent again as it was, under its
//! key, and what the writer counts on is written down from answers alone.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use harness::{Answer, Client, Method, Value, json};
use tokio::sync::Notify;

use crate::case::PAPERS;
use crate::case::consent;
use crate::family::{UNDER, new_case, others, three};

/// Before the same is sent again.
const PAUSE: Duration = Duration::from_millis(20);
/// What is written in a round: a union, a dossier, its case, two papers, a consent, and that the case is withdrawn.
const STEPS: usize = 7;

/// A request that can be sent again.
struct Sent {
    step: usize,
    path: String,
    version: Option<i64>,
    key: String,
    body: Body,
}

enum Body {
    Json(Value),
    File(Vec<u8>),
}

/// A case as the last answer told it.
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) withdrawn: bool,
    pub(crate) papers: Vec<(String, Vec<u8>)>,
}

/// What answers have told.
#[derive(Default)]
pub(crate) struct Told {
    /// Codes and ids of unions.
    pub(crate) unions: Vec<(String, String)>,
    pub(crate) dossiers: Vec<String>,
    pub(crate) cases: Vec<Case>,
    pub(crate) consents: usize,
    /// How many requests were not answered, or told to come again, and were settled by sending them again.
    pub(crate) settled: usize,
    /// How often each status was answered.
    pub(crate) statuses: BTreeMap<u16, usize>,
    /// Answers that no request of this writer should get.
    pub(crate) strange: Vec<String>,
}

/// One of those who write at the same time.
pub(crate) struct Writer {
    number: usize,
    writers: usize,
    made: usize,
    parent: String,
    open: Option<Sent>,
    in_doubt: bool,
    pub(crate) told: Told,
}

/// Who sends: an administrator enters unions, a caseworker all else.
pub(crate) struct Desk {
    pub(crate) admin: Client,
    pub(crate) caseworker: Client,
    /// Told of each request that was answered.
    answered: Notify,
}

impl Desk {
    /// Nothing of it is answered yet.
    pub(crate) fn new(admin: Client, caseworker: Client) -> Self {
        Self { admin, caseworker, answered: Notify::new() }
    }

    /// Until so many requests were answered, or more.
    pub(crate) async fn answers(&self, least: usize) {
        for _ in 0..least {
            self.answered.notified().await;
        }
    }
}

impl Writer {
    /// One of so many, who enters unions below that one.
    pub(crate) fn new(number: usize, writers: usize, parent: &str) -> Self {
        let (parent, told) = (parent.to_owned(), Told::default());
        Self { number, writers, made: 0, parent, open: None, in_doubt: false, told }
    }

    /// Writes until it is told to stop.
    pub(crate) async fn work(&mut self, desk: &Desk, stop: &AtomicBool) {
        while !stop.load(Ordering::Relaxed) {
            if !self.step(desk).await {
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    /// Sends again what is in doubt, until it is answered.
    pub(crate) async fn settle(&mut self, desk: &Desk) {
        while self.open.is_some() && !self.step(desk).await {
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Sends what is in doubt, or else what comes next: whether it was answered. What was in doubt is sent once more then,
    /// and must be answered as before.
    async fn step(&mut self, desk: &Desk) -> bool {
        let sent = self.open.take().unwrap_or_else(|| self.next());
        let Some(answer) = self.send(desk, &sent).await else {
            (self.in_doubt, self.open) = (true, Some(sent));
            return false;
        };
        if std::mem::take(&mut self.in_doubt) {
            self.told.settled += 1;
            let again = self.send(desk, &sent).await;
            if again.is_some_and(|again| (again.status, &again.body) != (answer.status, &answer.body)) {
                self.told.strange.push(format!("{}: answered otherwise when it came again", sent.path));
            }
        }
        self.note(&sent, &answer);
        desk.answered.notify_one();
        true
    }

    /// Sends that: the answer, unless none came or it is to come again.
    async fn send(&mut self, desk: &Desk, sent: &Sent) -> Option<Answer> {
        let who = if sent.step == 0 { &desk.admin } else { &desk.caseworker };
        let mut request = who.request(Method::POST, &sent.path).key(&sent.key).once();
        if let Some(version) = sent.version {
            request = request.if_match(version);
        }
        let request = match &sent.body {
            Body::Json(body) => request.json(body),
            Body::File(octets) => request.octets("application/octet-stream", octets.clone()),
        };
        let answer = request.try_send().await?;
        *self.told.statuses.entry(answer.status).or_default() += 1;
        let settled = !matches!(answer.status, 503 | 507) && answer.code() != "in_flight";
        settled.then_some(answer)
    }

    fn next(&mut self) -> Sent {
        let (step, round) = (self.made % STEPS, self.made / STEPS);
        let of_all = round * self.writers + self.number;
        self.made += 1;
        let case = |below: &str| {
            let case = self.told.cases.last().unwrap();
            (format!("/applications/{}{below}", case.id), Some(case.version))
        };
        let paper = |kind: &str| {
            let (path, version) = case(&format!("/attachments?kind={kind}"));
            (path, version, Body::File(format!("%PDF-1.4\n% {kind} {of_all}\n%%EOF\n").into_bytes()))
        };
        let written = |(path, version), body| (path, version, Body::Json(body));
        let (path, version, body) = match step {
            0 => {
                let union = json!({"code": format!("K{of_all:05}"), "name": "兴庆印刷厂工会", "kind": "grassroots",
                    "parent": self.parent});
                ("/unions".to_owned(), None, Body::Json(union))
            }
            1 => {
                let household = json!({ "household": others(three(UNDER), of_all) });
                ("/dossiers".to_owned(), None, Body::Json(household))
            }
            2 => {
                let new = new_case(self.told.dossiers.last().unwrap(), 2);
                ("/applications".to_owned(), None, Body::Json(new))
            }
            3 => paper(PAPERS[0]),
            4 => paper(PAPERS[1]),
            5 => written(case("/consents"), consent("worker", "processing")),
            _ => written(case("/actions"), json!({ "action": "withdraw", "note": "职工本人说明" })),
        };
        Sent { step, path, version, key: format!("writer {} {}", self.number, self.made), body }
    }

    fn note(&mut self, sent: &Sent, answer: &Answer) {
        // What was done is told by its version, one more than the one that was read.
        let version = answer.header("etag").trim_matches('"').parse().ok();
        let fits = matches!(answer.status, 200 | 201)
            && (sent.version.is_none() || version == sent.version.map(|read| read + 1));
        if !fits {
            self.told.strange.push(format!("{}: {}", sent.path, answer.text));
            self.made = self.made.next_multiple_of(STEPS);
            return;
        }
        match (&sent.body, sent.step) {
            (Body::Json(body), 0) => {
                self.told.unions.push((body["code"].as_str().unwrap().to_owned(), answer.id()));
            }
            (_, 1) => self.told.dossiers.push(answer.id()),
            (_, 2) => self.told.cases.push(Case {
                id: answer.id(),
                version: 1,
                withdrawn: false,
                papers: Vec::new(),
            }),
            (body, step) => {
                let case = self.told.cases.last_mut().unwrap();
                case.version += 1;
                case.withdrawn = step == 6;
                self.told.consents += usize::from(step == 5);
                if let Body::File(octets) = body {
                    case.papers.push((answer.id(), octets.clone()));
                }
            }
        }
    }
}
