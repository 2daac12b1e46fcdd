//! What becomes of a request that is wrong? It is told where and why, in the caller's language, and changes nothing.
//! One table: what is sent, and the status, code, place or rule, and words with which it comes back.

use harness::{Client, Method, Request, Service, Value, json, on_both};

use crate::cast::{Case, Cast, newcomer};
use crate::family::{UNDER, enrolment, new_case, others, three};

/// A wrong request with what is told of it.
struct Bad<'a> {
    what: &'static str,
    ask: Box<dyn Fn() -> Request + 'a>,
    status: u16,
    code: &'static str,
    /// The pointer, or the rule; empty where there is neither.
    at: &'static str,
    /// Words of what is told in Chinese, and in English.
    told: [&'static str; 2],
}

fn bad<'a>(
    what: &'static str,
    (status, code, at): (u16, &'static str, &'static str),
    told: [&'static str; 2],
    ask: impl Fn() -> Request + 'a,
) -> Bad<'a> {
    Bad { what, ask: Box::new(ask), status, code, at, told }
}

/// A post to that path, of that body.
fn post(who: &Client, path: &str, body: &Value) -> Request {
    who.request(Method::POST, path).json(body)
}

/// The household of a new dossier, wrong at one place.
fn dossier(who: &Client, pointer: &str, value: Value) -> Request {
    let mut household = three(UNDER);
    *household.pointer_mut(pointer).unwrap() = value;
    post(who, "/dossiers", &json!({ "household": household }))
}

const ID: &str = "/members/0/identifiers/citizen_id";
const AT_ID: &str = "/household/members/0/identifiers/citizen_id";
const INVALID: (u16, &str) = (422, "invalid");

/// What is wrong in a field.
#[rustfmt::skip]
fn in_fields(who: &Client) -> Vec<Bad<'_>> {
    let (status, code) = INVALID;
    let sum = "/incomes/0/amount_fen";
    let household = |what, pointer: &'static str, at, value: Value, told| {
        bad(what, (status, code, at), told, move || dossier(who, pointer, value.clone()))
    };
    vec![
        household("wrong checksum", ID, AT_ID, json!("640104197405121015"), ["身份证号的校验码不符", "check character"]),
        household("impossible date", ID, AT_ID, json!("640104197402301014"), ["真实存在的出生日期", "day of birth"]),
        household("fifteen digits", ID, AT_ID, json!("640104740512101"), ["15位身份证号已停用", "fifteen digits"]),
        household("a letter in it", ID, AT_ID, json!("64010419740512101A"), ["第18位有误", "character 18"]),
        household("a number for a text", ID, AT_ID, json!(640_104_197_405_121_014_u64), ["应为文本", "a text is expected"]),
        household("stars of another", ID, AT_ID, json!("****************14"), ["与已保存的不一致", "the kept value"]),
        household("wrong card", "/members/0/identifiers/card", "/household/members/0/identifiers/card", json!("6217000000000000013"), ["银行卡号校验位不符", "the last digit"]),
        household("wrong phone", "/members/0/identifiers/phone", "/household/members/0/identifiers/phone", json!("139"), ["手机号", "mobile"]),
        household("negative money", sum, "/household/incomes/0/amount_fen", json!(-1), ["金额应为0至10000000000分", "0 to 10000000000 fen"]),
        household("huge money", sum, "/household/incomes/0/amount_fen", json!(10_000_000_001_i64), ["金额应为0至10000000000分", "0 to 10000000000 fen"]),
        household("money beyond numbers", sum, "/household/incomes/0/amount_fen", json!(1e30), ["整数", "a whole number"]),
        household("money with a fraction", sum, "/household/incomes/0/amount_fen", json!(0.5), ["整数", "a whole number"]),
        household("wrong type", "/members", "/household/members", json!("nobody"), ["应为列表", "a list is expected"]),
        household("too few rows", "/members", "/household/members", json!([]), ["应填1至30条", "1 to 30 entries"]),
        household("a word that is none", "/worker_kind", "/household/worker_kind", json!("moon"), ["不在可选值之中", "choose one of"]),
        household("a code that its list has not", "/housing", "/household/housing", json!("moon"), ["请从该表选取", "choose one of it"]),
        household("an unknown field", "/workplace", "/household/workplace/colour", json!({"name": "兴庆纺织厂", "colour": "red"}), ["没有此项", "no such field"]),
        household("a missing field", "/workplace", "/household/workplace/name", json!({}), ["此项必填", "required"]),
        household("an empty name", "/workplace", "/household/workplace/name", json!({"name": ""}), ["应为1至100个字", "1 to 100 characters"]),
        household("a name with a blank that nobody sees", "/workplace", "/household/workplace/name", json!({"name": "兴庆\u{200b}纺织厂"}), ["第3个字符看不见", "character 3 shows nothing"]),
        household("a name of a mark alone", "/members/1/name", "/household/members/1/name", json!("\u{301}"), ["不应以附加符号开头", "begins with a mark"]),
        household("a name of blanks alone", "/members/1/name", "/household/members/1/name", json!("\u{3000}\u{3000}"), ["首尾不留空格", "without blanks at its ends"]),
        household("a day that is none", "/union_aid", "/household/union_aid/0/received_on", json!([{"member": 2, "amount_fen": 1, "received_on": "2018-02-30"}]), ["真实存在的日期", "exists in the calendar"]),
    ]
}

/// What is wrong with the request itself.
fn in_form<'a>(who: &'a Client, case: &'a Case<'_>) -> Vec<Bad<'a>> {
    let octets =
        |body: &'static str| move || who.request(Method::POST, "/dossiers").octets("application/json", body);
    let deep = || {
        let body = "[".repeat(100_000);
        who.request(Method::POST, "/dossiers").octets("application/json", body)
    };
    let huge = || {
        let body = vec![b' '; 100 * 1024 * 1024];
        who.request(Method::POST, "/dossiers").octets("application/json", body)
    };
    let attach = || {
        let path = case.path("/attachments?kind=income_proof");
        who.request(Method::POST, &path).octets("application/pdf", "no portable document")
    };
    vec![
        bad("broken JSON", (400, "not_json", ""), ["不是合法的JSON", "not JSON"], octets("{\"household\":")),
        bad("deep JSON", (400, "not_json", ""), ["不是合法的JSON", "not JSON"], deep),
        bad("a hundred megabytes", (413, "too_large", ""), ["JSON不能超过1MiB", "at most 1 MiB"], huge),
        bad("a list for an object", (422, "invalid", ""), ["应为对象", "an object"], octets("[1]")),
        bad(
            "an unknown filter",
            (400, "bad_query", ""),
            ["colour: 没有此项", "colour: there is no"],
            || who.request(Method::GET, "/applications?colour=red"),
        ),
        bad(
            "a filter that is no word",
            (400, "bad_query", ""),
            ["stage: 不在可选值", "stage: choose"],
            || who.request(Method::GET, "/applications?stage=moon"),
        ),
        bad("a filter that is no id", (400, "bad_query", ""), ["编号格式有误", "not an id"], || {
            who.request(Method::GET, "/applications?campaign=1")
        }),
        bad("no JSON at all", (415, "unsupported_media_type", ""), ["application/json"; 2], || {
            who.request(Method::POST, "/dossiers").octets("text/plain", "{}")
        }),
        bad(
            "a file that is not what it says",
            (415, "unsupported_media_type", ""),
            ["只接受PDF", "PDF"],
            attach,
        ),
    ]
}

/// What is wrong in the field: the case, its stage, its version.
fn in_the_field<'a>(
    people: &'a Cast,
    stranger: &'a Client,
    case: &'a Case<'_>,
    version: i64,
) -> Vec<Bad<'a>> {
    let act = move |who: &'a Client, version: i64, body: Value| {
        move || who.request(Method::POST, &case.path("/actions")).if_match(version).json(&body)
    };
    let (submit, approve) = (json!({"action": "submit"}), json!({"action": "approve"}));
    let school = move || {
        let mut wrong = enrolment(2);
        wrong["school"]["code"] = json!("4164099999");
        let path = case.path("/enrolment");
        people.caseworker.request(Method::PUT, &path).if_match(version).json(&wrong)
    };
    let again = || post(&people.caseworker, "/applications", &new_case(&case.dossier, 2));
    let keyed = || {
        let other = json!({"household": others(three(UNDER), 9)});
        people.caseworker.request(Method::POST, "/dossiers").key("one-for-all").json(&other)
    };
    vec![
        bad(
            "an unknown school",
            (422, "invalid", "/school"),
            ["没有此代码的院校", "no school has this code"],
            school,
        ),
        bad(
            "an action that is none",
            (422, "invalid", "/action"),
            ["不在可选值之中", "choose one of"],
            act(&people.head, version, json!({"action": "bless"})),
        ),
        bad(
            "an action not in the table",
            (409, "refused", "not_now"),
            ["当前阶段(草拟)不能执行此操作(审批)", "approve is not possible at draft"],
            act(&people.city, version, approve),
        ),
        bad(
            "another union's case",
            (404, "not_found", ""),
            ["不在您的管辖范围内", "outside your jurisdiction"],
            act(stranger, version, submit.clone()),
        ),
        bad(
            "a stale version",
            (412, "stale", ""),
            ["请重新读取", "read it again"],
            act(&people.caseworker, version - 1, submit.clone()),
        ),
        bad("no version", (428, "version_required", ""), ["If-Match"; 2], move || {
            post(&people.caseworker, &case.path("/actions"), &submit)
        }),
        bad(
            "a second case of the student",
            (409, "refused", "other_live"),
            ["已有在办申请(JQ2018-640104-", "another live application this year (JQ2018-640104-"],
            again,
        ),
        bad(
            "the same key with another body",
            (422, "key_reused", ""),
            ["请换用新键", "take another key"],
            keyed,
        ),
        bad(
            "no permission",
            (403, "forbidden", ""),
            ["负责人在本级没有“录入档案”的权限", "permission to enter dossiers"],
            || post(&people.head, "/dossiers", &json!({"household": three(UNDER)})),
        ),
    ]
}

/// It comes back so, in both languages, without a word of the code.
async fn comes_back(bad: &Bad<'_>) {
    for (language, words) in ["zh", "en"].into_iter().zip(bad.told) {
        let answer = (bad.ask)().header("Accept-Language", language).send().await;
        let told = answer.refused(bad.status, bad.code);
        if bad.status == 422 && bad.code == "invalid" {
            assert_eq!(told.pointers(), [bad.at], "{}: {}", bad.what, told.text);
        } else {
            assert_eq!(told.body["rule"].as_str().unwrap_or(""), bad.at, "{}", bad.what);
        }
        assert!(told.text.contains(words), "{} in {language}: {}", bad.what, told.text);
        for word in ["struct ", "variant", "u16", "i64", "invalid type", "expected value", "::"] {
            assert!(!told.text.contains(word), "{} says {word}: {}", bad.what, told.text);
        }
    }
}

on_both! {
    async fn each_is_told_in_both_languages_and_changes_nothing(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        let kept = json!({"household": others(three(UNDER), 8)});
        let first = people.caseworker.request(Method::POST, "/dossiers").key("one-for-all").json(&kept);
        let _ = first.send().await.expect(201);
        case.papers().await;
        let stranger = newcomer(&service, "caseworker.05jx01", "caseworker", "05JX01").await;
        let version = case.version().await;
        let rows = in_fields(&people.caseworker).into_iter();
        let rows = rows.chain(in_form(&people.caseworker, &case));
        let rows: Vec<Bad> = rows.chain(in_the_field(&people, &stranger, &case, version)).collect();
        let before = service.rows(&[]).await;
        for bad in &rows {
            comes_back(bad).await;
            let after = service.rows(&[]).await;
            let changed = after.iter().find(|row| !before.contains(row));
            assert!(after == before, "{} has changed something: {changed:?}", bad.what);
        }
    }
}
