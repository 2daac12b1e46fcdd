//! What reads octets from outside? One table: a name, good examples, and the reading; a new parser is a line of it. The bodies
//! of all routes are spoilt over HTTP besides (`tests/it/drills/fuzz.rs`).

use std::net::{IpAddr, Ipv4Addr};

use domain::account::Username;
use domain::address::Address as Home;
use domain::application::Matter;
use domain::area::AreaCode;
use domain::bank_account::AccountNumber;
use domain::bank_card::BankCard;
use domain::citizen_id::CitizenId;
use domain::client::ClientKind;
use domain::credit_code::CreditCode;
use domain::edition::Edition;
use domain::eligibility::request::AssessmentRequest;
use domain::id::ApplicationId;
use domain::log::{Checkpoint, Line, Link, Octets, Verifier};
use domain::month::Month;
use domain::name::{PersonName, Remark, Title};
use domain::payment::BankRecord;
use domain::phone::Phone;
use domain::relation::RelationCode;
use domain::school::{School, SchoolCode};
use domain::text::Language;
use domain::time::{Day, Instant};
use domain::union::UnionCode;
use domain::year::Year;
use serde_json::Value;

use super::readings::{header, json, query, text, told, word};
use crate::address::{Address, Proxy};
use crate::config::Config;
use crate::imports::tests as families;
use crate::log::LogKeys;
use crate::national_records::lists as national_lists;
use crate::origin::Origin;
use crate::payment_batches::result_files;
use crate::sessions::factor::TypedCode;
use crate::sessions::password::NewPassword;
use crate::sessions::strength::{Owner, judge};
use crate::sessions::token;
use crate::{body, command, edge, schools, upload, write};

/// Whether those octets are taken.
type Takes = dyn Fn(&[u8]) -> bool + Send + Sync;

/// What reads octets from outside.
pub(super) struct Parser {
    pub(super) name: &'static str,
    /// What it takes.
    pub(super) samples: Vec<Vec<u8>>,
    pub(super) takes: Box<Takes>,
}

fn parser<S: AsRef<[u8]>>(
    name: &'static str,
    samples: impl IntoIterator<Item = S>,
    takes: impl Fn(&[u8]) -> bool + Send + Sync + 'static,
) -> Parser {
    let samples = samples.into_iter().map(|sample| sample.as_ref().to_vec()).collect();
    Parser { name, samples, takes: Box::new(takes) }
}

/// The table.
pub(super) fn parsers() -> Vec<Parser> {
    [words(), requests(), files()].into_iter().flatten().collect()
}

/// What identifies people and organisations; days, numbers and codes.
fn words() -> Vec<Parser> {
    vec![
        parser("citizen id", ["640104197405121014", "11010519491231002X"], text::<CitizenId>),
        parser("credit code", ["91350100M000100Y43", "81640104MC0000012T"], text::<CreditCode>),
        parser("bank card", ["6217000000000000012", "6217 0000 0000 0000 012"], text::<BankCard>),
        parser("bank account", ["6403000000000012", "6403-0000-0000-0012"], text::<AccountNumber>),
        parser("phone", ["13995000001"], text::<Phone>),
        parser("address of a home", ["银川市兴庆区示例路1号"], text::<Home>),
        parser("name of a person", ["马小兰", "阿卜杜拉·买买提", "O’Neill"], text::<PersonName>),
        parser("title", ["银川市兴庆区总工会"], text::<Title>),
        parser("remark", ["经入户走访核实,情况属实。\n请批准"], text::<Remark>),
        parser("day", ["2018-07-30", "2020-02-29"], text::<Day>),
        parser("instant", ["2018-07-30T08:30:00Z", "2018-07-30T16:30:00.123456+08:00"], text::<Instant>),
        parser("month", ["2018-07"], text::<Month>),
        parser("year", ["2018"], text::<Year>),
        parser("id", ["01890a5d-ac96-774b-bcce-b302099a8057"], text::<ApplicationId>),
        parser("code of a union", ["640104", "04FZ01"], word::<UnionCode>),
        parser("user name", ["caseworker.640104"], text::<Username>),
        parser("code of an area", ["640104"], text::<AreaCode>),
        parser("code of a relation", ["01", "32"], text::<RelationCode>),
        parser(
            "matter",
            ["2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"],
            text::<Matter>,
        ),
        parser("link", ["2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"], word::<Link>),
        parser("octets", ["AAEC"], word::<Octets>),
    ]
}

/// Bodies of JSON, with all that is wrong told; addresses and headers; what is typed at the door.
fn requests() -> Vec<Parser> {
    let (good, claims) = (token::tests::tokens(), token::tests::claims());
    let signed = good.sign(&claims).unwrap();
    vec![
        parser("code of a school", [r#"{"scheme":"moe","code":"4164010749"}"#], json::<SchoolCode>),
        parser(
            "record of a bank",
            [r#"{"amount_fen":400000,"outcome":"failed","reason":"账户已销户","serial":"MB00000017"}"#],
            json::<BankRecord>,
        ),
        parser("assessment", [ASSESSMENT], json::<AssessmentRequest>),
        parser("edition", [serde_json::to_string(&Edition::shipped_2018().unwrap()).unwrap()], |octets| {
            let read = body::parse::<Edition>(octets);
            let year = "2018".parse::<Year>().unwrap();
            told(read.map(|edition| edition.flaws(year)))
        }),
        parser("page of a list", ["limit=50&cursor=AYkKXayWd0u8zrMCCZqAVw&total=true"], query),
        parser("If-Match", ["\"7\"", "12"], |octets| {
            header("If-Match", octets, |asked| write::if_match(asked).is_ok())
        }),
        parser("Idempotency-Key", ["key-1"], |octets| {
            header("Idempotency-Key", octets, |asked| write::idempotency_key(asked).is_ok())
        }),
        parser("Accept-Language", ["en-GB,en;q=0.9", "zh-CN"], |octets| {
            header("Accept-Language", octets, |asked| {
                matches!(edge::language(asked), Language::Chinese | Language::English)
            })
        }),
        parser("X-Forwarded-For", ["203.0.113.7, 10.0.0.1", "[2001:db8::1]:443"], |octets| {
            let proxies: [Proxy; 1] = ["10.0.0.0/8".parse().unwrap()];
            let said = std::str::from_utf8(octets);
            said.is_ok_and(|said| {
                let peer = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 2));
                !Address::of(peer, [said].into_iter(), &proxies).to_string().is_empty()
            })
        }),
        parser("User-Agent", ["Mozilla/5.0 (iPhone) Mobile", "curl/8.5.0"], |octets| {
            std::str::from_utf8(octets).is_ok_and(|said| ClientKind::of(said) != ClientKind::Unknown)
        }),
        parser("access token", [signed], move |octets| {
            let text = std::str::from_utf8(octets).unwrap_or_default();
            let _ = good.unknown_key(text);
            good.check(text, Instant::from_micros(1_000_000_000)).is_some()
        }),
        parser("code of a second factor", ["492 039", "ABCD-EFGH-IJKL-2345"], word::<TypedCode>),
        parser("new password", ["nine cranes over the salt marsh"], |octets| {
            let owner = Owner::named(["caseworker.640104".to_owned()]);
            let text = Value::String(String::from_utf8_lossy(octets).into_owned());
            let read = serde_json::from_value::<NewPassword>(text);
            read.is_ok_and(|password| judge(password.reveal(), &owner).is_ok())
        }),
    ]
}

/// Files, and what an operator brings.
fn files() -> Vec<Parser> {
    let roots = command::samples::roots();
    let sealed = command::samples::backup(&roots);
    let opened = command::samples::opened(&sealed, &roots);
    let again = command::samples::roots();
    vec![
        parser("paper", PAPERS, |octets| upload::found(octets).is_some()),
        parser("result file of the bank", [result_files::SAMPLE], result_files::is_result),
        parser("list of the national system", [national_lists::SAMPLE], national_lists::is_list),
        parser("file of families", [families::SAMPLE], families::is_file),
        parser("list of schools", schools::samples(), schools::is_list),
        parser("school of the ministry", ["4164010749,宁夏大学,本科,民办"], |octets| {
            let text = String::from_utf8_lossy(octets).into_owned();
            let cells: Vec<&str> = text.split(',').collect();
            let [code, name, level, remark] = cells[..] else { return false };
            School::from_ministry(code, name, level, remark).is_ok()
        }),
        parser(
            "settings",
            ["listen = \"127.0.0.1:1\"\nworkers = 2\nlog = \"text\"\norigins = [\"https://a.b\"]\n"],
            |octets| std::str::from_utf8(octets).is_ok_and(|text| Config::told(Some(text), &[]).is_ok()),
        ),
        parser(
            "setting of the environment",
            ["127.0.0.1:1", "7", "https://desk.example", "head", "10.0.0.0/8"],
            |octets| {
                let text = String::from_utf8_lossy(octets);
                let takes = |name: &&str| Config::told(None, &[(name, &text)]).is_ok();
                ["listen", "workers", "origins", "second_factor_roles", "trusted_proxies"].iter().any(takes)
            },
        ),
        parser("origin", ["https://desk.example", "http://127.0.0.1:3000"], text::<Origin>),
        parser("key file", [command::samples::key_file()], |octets| {
            std::str::from_utf8(octets).is_ok_and(command::samples::is_key)
        }),
        parser("checkpoint", [CHECKPOINT], |octets| {
            std::str::from_utf8(octets).is_ok_and(|text| Checkpoint::read(text).is_ok())
        }),
        parser("public keys of the log", [LOG_KEYS], text::<LogKeys>),
        parser(
            "exported log",
            [format!("{LOG_HEAD}\n{{\"checkpoint\":{CHECKPOINT}}}\n{LOG_END}")],
            exported_log,
        ),
        parser("backup", sealed, move |octets| command::samples::is_backup(octets, &roots)),
        parser("parts of a backup", opened, move |octets| {
            command::samples::is_backup(&command::samples::sealed(octets, &again), &again)
        }),
    ]
}

const ASSESSMENT: &str = r#"{"campaign": "2018", "dossier": {"status": "on_file"},
    "household": {"people": 3, "income_fen": 2000000, "tuition_fen": 500000, "union_aid_received_fen": 0},
    "student": {"relation": "22", "unified_enrolment": true, "batch": "second", "level": "undergraduate",
        "admission_year": 2018, "years": 4, "enrolment_proof": null,
        "school": {"province": "64", "public": true, "military": false}}, "siblings": []}"#;
const CHECKPOINT: &str = r#"{"position":7,"link":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae","at_micros":1,"key":"a","signature":"AAEC"}"#;
const LOG_KEYS: &str = "a AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
const LOG_HEAD: &str = r#"{"log":{"form":1,"after":0}}"#;
const LOG_END: &str = r#"{"end":{"positions":0}}"#;
const PAPERS: [&[u8]; 4] = [
    b"%PDF-1.4\n%%EOF\n",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01",
    b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    b"RIFF\x24\0\0\0WEBPVP8 ",
];

/// Of lines of an exported log.
fn exported_log(octets: &[u8]) -> bool {
    let keys: LogKeys = LOG_KEYS.parse().unwrap();
    let mut verifier = Verifier::new(&keys, Checkpoint::read(CHECKPOINT).ok());
    for line in octets.split(|octet| *octet == b'\n') {
        let Ok(line) = serde_json::from_slice::<Line>(line) else { return false };
        verifier.take(&line);
    }
    let report = verifier.finish();
    report.findings.iter().all(|finding| !finding.to_string().is_empty())
}
