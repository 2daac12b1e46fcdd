//! Does a whole season add up? Families of all four tiers, from a spreadsheet to the cabinet: what the list of the aided comes to is what
//! the ledger paid, and what another program makes of the file that came in.

use std::io::Cursor;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use harness::{Client, Method, Service, Value, json, on_both};

use super::figure::{count, seed};
use crate::case::Case;
use crate::cast::Cast;
use crate::family::citizen_id;
use crate::family_rows::{Row, lines, other_rows, put};
use crate::funds::Purse;
use crate::payments::{PAID_ON, approves, card, does};
use crate::sendings::line;

/// So many cases are posted, or acted on, at once.
const AT_ONCE: usize = 100;

/// What another program makes of the file: for each who applies the amount of the tier (N18, N19), by the province in the school's code
/// and the year of admission.
const SUM: &str = r#"
NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
$at["申请救助"] == "是" {
  inside = substr($at["院校代码"], 3, 2) == "64"
  sum += $at["录取年份"] == 2018 ? (inside ? 4000 : 5000) : (inside ? 3000 : 4000)
}
END { printf "%d", sum * 100 }"#;

/// A family of the tier of its number: at a school inside the region or outside it, admitted this year or earlier.
fn family(first: usize, number: usize) -> Vec<Row> {
    let mut rows = other_rows(first + number);
    put(&mut rows[0], "会员卡号", &card(number + 1));
    put(&mut rows[0], "领款人", "是");
    put(&mut rows[0], "工资性收入(元)", "24000");
    put(&mut rows[2], "身份证号", &citizen_id(1975, ((first + number) * 8 + 2) * 2));
    if number % 2 == 1 {
        put(&mut rows[1], "院校代码", "4111010001");
        put(&mut rows[1], "录取批次", "本科一批");
    }
    if number % 4 >= 2 {
        put(&mut rows[1], "录取年份", "2017");
    }
    rows
}

/// All rows of a list.
async fn all(who: &Client, path: &str) -> Vec<Value> {
    let request = who.request(Method::GET, path).header("Accept", "application/x-ndjson");
    let text = request.send().await.expect(200).text;
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Everybody acts on all of these cases.
async fn act(who: &Client, cases: &[Case<'_>], action: &str) {
    for some in cases.chunks(AT_ONCE) {
        let body = json!({"action": action, "applications": listed(who, some).await});
        let done = who.post("/applications/actions", &body).await.expect(200).body;
        assert_eq!(done["refused"], 0, "{action}: {done}");
    }
}

async fn listed(who: &Client, cases: &[Case<'_>]) -> Value {
    let mut listed = Vec::new();
    for case in cases {
        let version = who.get(&case.path("")).await.expect(200).body["version"].clone();
        listed.push(json!({"id": case.id, "version": version}));
    }
    json!(listed)
}

async fn hang_out(who: &Client, cases: &[Case<'_>], kind: &str) {
    for some in cases.chunks(AT_ONCE) {
        let body = json!({"kind": kind, "place": "公告栏", "applications": listed(who, some).await});
        let _ = who.post("/postings", &body).await.expect(201);
    }
}

/// What the list of those who were aided comes to, in fen: its rows, and its foot.
async fn aided(who: &Client, campaign: &str) -> (usize, i64, String) {
    let sheet = who.get(&format!("/campaigns/{campaign}/name-list.xlsx?paid=true")).await.expect(200);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(sheet.octets)).unwrap();
    let range = book.worksheet_range("救助名单").unwrap();
    let rows: Vec<&[Data]> = range.rows().collect();
    let at = rows[2].iter().position(|cell| *cell == Data::String("救助金额(元)".to_owned())).unwrap();
    let people = rows[3..].iter().take_while(|row| matches!(row[0], Data::Float(_)));
    let sums: Vec<i64> = people.map(|row| row[at].to_string().parse::<i64>().unwrap() * 100).collect();
    (sums.len(), sums.iter().sum(), rows.last().unwrap()[0].to_string())
}

on_both! {
    async fn from_the_spreadsheet_to_the_cabinet_every_fen_is_accounted_for(service: Service) {
        let first = usize::try_from(seed() % 10_000).unwrap();
        let families = count(4, 500);
        let people = Cast::of(&service).await;
        let text = lines(&(0..families).flat_map(|number| family(first, number)).collect::<Vec<_>>());
        let file = service.folder().join("families.csv");
        std::fs::write(&file, &text).unwrap();
        let reckoned = Command::new("awk").args(["-F", ",", SUM]).arg(&file).output().unwrap();
        std::fs::remove_file(&file).unwrap();
        let wanted: i64 = String::from_utf8(reckoned.stdout).unwrap().parse().unwrap();
        let path = "/imports?campaign=2018&mode=each";
        let job = people.caseworker.request(Method::POST, path).octets("text/csv", text).send().await.expect(201).id();
        service.works().await;
        let entered = all(&people.caseworker, &format!("/jobs/{job}/lines?outcome=entered")).await;
        assert_eq!(entered.len(), families, "{}", people.caseworker.get(&format!("/jobs/{job}/lines")).await.text);
        let mut cases = Vec::new();
        for case in all(&people.caseworker, "/applications").await {
            let [id, dossier] = ["id", "dossier"].map(|field| case[field].as_str().unwrap().to_owned());
            cases.push(Case { cast: &people, id, dossier });
        }
        for case in &cases {
            case.papers().await;
            // Who was admitted earlier proves to be enrolled still.
            let _ = case.attach("enrolment_certificate").await;
            case.act(&people.caseworker, "submit").await;
            case.visit().await;
            case.confirm().await;
            case.seal(true).await;
            case.act(&people.head, "sign").await;
            case.opinion(true).await;
            case.consents().await;
        }
        hang_out(&people.caseworker, &cases, "first").await;
        service.set_clock("2018-08-06T09:00:00+08:00").await;
        act(&people.head, &cases, "forward").await;
        act(&people.county, &cases, "endorse").await;
        act(&people.city, &cases, "approve").await;
        let purse = Purse::with(&service, wanted, &json!({"national_record_first": false})).await;
        while purse.shares().await.expect(200).body["awaiting"] != 0 {}
        hang_out(&service.sign_in("caseworker.6401fw").await, &cases, "final").await;
        service.set_clock(PAID_ON).await;
        let body = json!({"fund": purse.id, "payments": families, "amount_fen": wanted});
        let batch = purse.finance.post("/payment-batches", &body).await.expect(201).id();
        for who in ["finance2.640100", "head.640100", "head2.640100"] {
            let state = purse.finance.get(&format!("/payment-batches/{batch}")).await.expect(200).body["state"].clone();
            if state != "approved" {
                let _ = approves(&service.sign_in(who).await, &batch).await.expect(200);
            }
        }
        let _ = does(&purse.finance, &batch, "send", &json!({})).await.expect(200);
        let payments = all(&purse.finance, &format!("/payments?batch={batch}")).await;
        let said: Vec<Value> = payments.iter().map(|payment| line(payment, "paid")).collect();
        let answer = json!({"payments": said.len(), "amount_fen": wanted, "lines": said});
        let _ = does(&purse.finance, &batch, "answers", &answer).await.expect(200);
        for (number, award) in all(&people.caseworker, "/awards?paid=true").await.iter().enumerate() {
            let path = format!("/awards/{}/receipts", award["id"].as_str().unwrap());
            let receipt = json!({"word": "received", "giver": "student", "means": "signature"});
            let _ = people.caseworker.post(&path, &receipt).await.expect(201);
            let path = format!("/applications/{}/filings", award["application"].as_str().unwrap());
            let _ = people.caseworker.post(&path, &json!({"number": format!("2018-助学-{number:03}")})).await.expect(201);
        }
        for left in ["received=false", "filed=false"] {
            assert_eq!(all(&people.caseworker, &format!("/awards?paid=true&{left}")).await, Vec::<Value>::new());
        }
        let ledger = all(&purse.finance, &format!("/ledger?fund={}&kind=paying", purse.id)).await;
        let paid: i64 = ledger.iter().map(|entry| entry["amount_fen"].as_i64().unwrap()).sum();
        let balance = purse.view().await.body["balance"]["paid_fen"].as_i64().unwrap();
        let campaign = cases[0].view().await["campaign"].as_str().unwrap().to_owned();
        let (rows, listed, foot) = aided(&people.city, &campaign).await;
        println!(
            "{families} families on {:?}: awk {wanted} fen, ledger {paid} fen, balance {balance} fen, 附件4 {listed} fen of {rows}: {foot}",
            service.engine(),
        );
        assert_eq!((paid, balance, listed, rows), (wanted, wanted, wanted, families));
        assert!(foot.contains(&format!("{families}人 {}.00元", wanted / 100)), "{foot}");
    }
}
