//! Do families come in from a spreadsheet as if they came one by one? Each row named that is wrong, nothing twice, nothing lost.

use std::collections::BTreeSet;
use std::io::Write;

use api::State;
use api::clock::Clock;
use calamine::{Reader, Xlsx};
use domain::time::Instant;
use harness::canary::WORKER;
use harness::{Answer, Client, Method, Service, Value, json, on_both};

use crate::cast::{Cast, newcomer, told};
use crate::family::{UNDER, citizen_id, enrolment, others, three};
use crate::family_rows::{Row, SHEET, WRONG, lines, other_rows, put, rows, spreadsheet};

/// An archive of files of so many octets, all of them 0.
fn packed(files: &[(&str, usize)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, octets) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(&vec![0; *octets]).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

async fn gives(who: &Client, mode: &str, file: impl Into<Vec<u8>>) -> Answer {
    let path = format!("/imports?campaign=2018&mode={mode}");
    who.request(Method::POST, &path).octets("text/csv", file).send().await
}

/// Gives a file, and goes on until it is at its end.
async fn imports(service: &Service, who: &Client, mode: &str, file: impl Into<Vec<u8>>) -> Value {
    let job = gives(who, mode, file).await.expect(201);
    assert_eq!(job.body["state"], "waiting");
    service.works().await;
    let job = who.get(&format!("/jobs/{}", job.id())).await.expect(200).body;
    assert_eq!((&job["state"], &job["failure"]), (&json!("done"), &Value::Null), "{job}");
    job
}

async fn stops(who: &Client, job: &str) -> Answer {
    who.request(Method::POST, &format!("{job}/cancellation")).send().await
}

async fn of_job(who: &Client, job: &Value) -> Vec<Value> {
    let path = format!("/jobs/{}/lines?limit=200", job["id"].as_str().unwrap());
    who.get(&path).await.expect(200).body["items"].as_array().unwrap().clone()
}

fn counts(entered: u32, changed: u32, unchanged: u32, sound: u32, refused: u32) -> Value {
    json!({"entered": entered, "changed": changed, "unchanged": unchanged, "sound": sound, "refused": refused})
}

async fn count(who: &Client, path: &str) -> u64 {
    who.get(&format!("{path}?total=true&limit=1")).await.expect(200).body["total"].as_u64().unwrap()
}

on_both! {
    async fn a_family_of_a_file_is_the_one_that_comes_alone(service: Service) {
        let people = Cast::of(&service).await;
        let who = &people.caseworker;
        let job = imports(&service, who, "each", lines(&rows("1"))).await;
        assert_eq!((&job["state"], &job["rows"], &job["done"]), (&json!("done"), &json!(3), &json!(3)));
        assert_eq!(job["families"], counts(1, 0, 0, 0, 0), "{:?}", of_job(who, &job).await);
        let line = of_job(who, &job).await.remove(0);
        assert_eq!((&line["row"], &line["rows"], &line["outcome"]), (&json!(2), &json!(3), &json!("entered")));
        let dossier = line["dossier"].as_str().unwrap();
        let read = who.get(&format!("/dossiers/{dossier}")).await.expect(200).body;
        // The same family, as it is sent alone: but for what the file does not say.
        let mut alone = others(three(UNDER), 7);
        alone["unknowns"] = json!([]);
        let alone = people.dossier(&alone).await;
        let alone = who.get(&format!("/dossiers/{alone}")).await.expect(200).body;
        for field in ["worker_kind", "hardship_category", "main_cause", "housing", "incomes", "union_aid", "tuition", "workplace", "card_of", "worker"] {
            assert_eq!(read["household"][field], alone["household"][field], "{field}");
        }
        for (own, other) in std::iter::zip(read["household"]["members"].as_array().unwrap(), alone["household"]["members"].as_array().unwrap()) {
            for field in ["number", "name", "relation", "sex", "lives_together"] {
                assert_eq!(own[field], other[field], "{field}");
            }
        }
        assert_eq!(read["household"]["members"][0]["identifiers"]["citizen_id"], "****************14");
        let listed = who.get("/applications").await.expect(200).body["items"].clone();
        assert_eq!(listed.as_array().unwrap().len(), 1);
        let case = who.get(&format!("/applications/{}", listed[0]["id"].as_str().unwrap())).await.expect(200).body;
        assert_eq!(case["enrolment"], enrolment(2));
        assert_eq!(case["dossier"], json!(dossier));
        // Given again it changes nothing; what it says otherwise is not taken silently.
        let again = imports(&service, who, "each", lines(&rows("1"))).await;
        assert_eq!(again["families"], counts(0, 0, 1, 0, 0));
        let mut other = rows("1");
        put(&mut other[0], "工资性收入(元)", "20000");
        let other = imports(&service, who, "each", lines(&other)).await;
        assert_eq!(other["families"], counts(0, 0, 0, 0, 1));
        let fault = of_job(who, &other).await.remove(0)["faults"][0].clone();
        assert!(fault["reason"].as_str().unwrap().contains("续报表"), "{fault}");
        assert_eq!(count(who, "/dossiers").await, 2);
    }

    async fn each_cell_that_is_wrong_is_named_and_nothing_else_is_held_up(service: Service) {
        let people = Cast::of(&service).await;
        let who = &people.caseworker;
        let mut all = Vec::new();
        for (number, (row, heading, cell)) in WRONG.iter().enumerate() {
            all.extend(other_rows(number * 2));
            let mut bad = other_rows(number * 2 + 1);
            put(&mut bad[*row], heading, cell);
            all.extend(bad);
        }
        // A family that nobody numbered comes first.
        let mut nameless = other_rows(WRONG.len() * 2);
        for row in &mut nameless {
            put(row, "户号", "");
        }
        all.splice(0..0, nameless);
        let file = lines(&all);
        let bad = u32::try_from(WRONG.len() + 1).unwrap();
        let checked = imports(&service, who, "check", file.clone()).await;
        assert_eq!(checked["families"], counts(0, 0, 0, bad - 1, bad), "{:?}", of_job(who, &checked).await);
        assert_eq!(count(who, "/dossiers").await, 0);
        let job = imports(&service, who, "each", file).await;
        assert_eq!(job["families"], counts(bad - 1, 0, 0, 0, bad));
        let mut found: Vec<(u64, String)> = Vec::new();
        for line in of_job(who, &job).await {
            let faults = line["faults"].as_array().unwrap();
            assert_eq!(faults.is_empty(), line["outcome"] == "entered", "{line}");
            if let [fault] = &faults[..] {
                found.push((fault["row"].as_u64().unwrap(), fault["column"].as_str().unwrap_or_default().to_owned()));
            } else {
                assert!(faults.is_empty(), "{line}");
            }
        }
        // A sound family stands before each bad one.
        let mut wanted = vec![(2, "户号".to_owned())];
        for (number, (row, heading, _)) in WRONG.iter().enumerate() {
            wanted.push((u64::try_from(5 + number * 6 + 3 + row).unwrap(), (*heading).to_owned()));
        }
        assert_eq!(found, wanted);
        assert_eq!(count(who, "/dossiers").await, u64::from(bad) - 1);
        assert_eq!(count(who, "/applications").await, u64::from(bad) - 1);
    }

    async fn what_was_refused_comes_back_to_be_corrected_and_given_again(service: Service) {
        let people = Cast::of(&service).await;
        let who = &people.caseworker;
        let mut bad = rows("9");
        put(&mut bad[0], "工资性收入(元)", "约三万");
        put(&mut bad[1], "备注", "=1+1");
        let file = lines(&[other_rows(1), bad, other_rows(2)].concat());
        let job = imports(&service, who, "each", file).await;
        assert_eq!(job["families"], counts(2, 0, 0, 0, 1), "{:?}", of_job(who, &job).await);
        let path = format!("/jobs/{}/refused-rows", job["id"].as_str().unwrap());
        let refused = who.post(&path, &json!({"format": "csv"})).await.expect(200).text;
        let read: Vec<csv::StringRecord> = csv::Reader::from_reader(refused.trim_start_matches('\u{feff}').as_bytes()).records().map(Result::unwrap).collect();
        assert_eq!(read.len(), 3);
        assert!(refused.contains("第5行“工资性收入(元)”") && refused.contains(WORKER) && refused.contains("'=1+1"), "{refused}");
        // Of nobody else, and not without its form.
        people.county_caseworker.post(&path, &json!({"format": "csv"})).await.refused(403, "forbidden");
        people.head.post(&path, &json!({"format": "csv"})).await.refused(403, "forbidden");
        let corrected = refused.replace("约三万", "31239.99");
        let again = imports(&service, who, "each", corrected).await;
        assert_eq!(again["families"], counts(1, 0, 0, 0, 0), "{:?}", of_job(who, &again).await);
        let dossier = of_job(who, &again).await[0]["dossier"].clone();
        let read = who.get(&format!("/dossiers/{}", dossier.as_str().unwrap())).await.expect(200).body;
        assert_eq!(read["household"]["members"][1]["remark"], "=1+1");
        // A file of which nothing was refused is not kept.
        let path = format!("/jobs/{}/refused-rows", again["id"].as_str().unwrap());
        told(who.post(&path, &json!({"format": "xlsx"})).await, "file_gone", None);
        assert_eq!((&job["has_file"], &again["has_file"]), (&json!(true), &json!(false)));
        // After thirty days nobody needs it.
        let path = format!("/jobs/{}", job["id"].as_str().unwrap());
        let ended: Instant = job["ended_at"].as_str().unwrap().parse().unwrap();
        let state = State::new(service.store().await, Clock::settable()).unwrap();
        let days = |days: i64| ended.plus_seconds(days * 24 * 60 * 60);
        assert_eq!(api::forget_files(&state, days(29)).await.unwrap(), 0);
        assert_eq!(api::forget_files(&state, days(30)).await.unwrap(), 1);
        assert_eq!(who.get(&path).await.expect(200).body["has_file"], false);
        told(who.post(&format!("{path}/refused-rows"), &json!({"format": "csv"})).await, "file_gone", None);
    }

    async fn all_are_entered_at_once_or_none(service: Service) {
        let people = Cast::of(&service).await;
        let who = &people.caseworker;
        let sound = [other_rows(1), other_rows(2), other_rows(3)].concat();
        let mut bad = sound.clone();
        put(&mut bad[3], "困难类别", "贫困");
        let job = imports(&service, who, "whole", lines(&bad)).await;
        assert_eq!((&job["state"], &job["families"]), (&json!("done"), &counts(0, 0, 0, 2, 1)));
        assert_eq!((count(who, "/dossiers").await, count(who, "/applications").await), (0, 0));
        // Checked, and then somebody else enters one of the people.
        let other = gives(who, "whole", lines(&sound)).await.expect(201);
        let mut worker = service.worker(1).await;
        loop {
            let job = who.get(&format!("/jobs/{}", other.id())).await.expect(200).body;
            if job["done"] == job["rows"] {
                break;
            }
            assert!(worker.step().await);
        }
        let mut elsewhere = others(three(UNDER), 1);
        elsewhere["members"][0]["identifiers"] = json!({"citizen_id": sound[3].iter().find(|(heading, _)| *heading == "身份证号").unwrap().1});
        elsewhere["members"][1]["identifiers"] = json!({});
        let _ = people.dossier(&elsewhere).await;
        worker.all().await;
        let job = who.get(&format!("/jobs/{}", other.id())).await.expect(200).body;
        assert_eq!((&job["state"], &job["families"]), (&json!("done"), &counts(0, 0, 0, 2, 1)));
        assert_eq!((count(who, "/dossiers").await, count(who, "/applications").await), (1, 0));
        let all = [other_rows(4), other_rows(5)].concat();
        let job = imports(&service, who, "whole", lines(&all)).await;
        assert_eq!((&job["state"], &job["families"]), (&json!("done"), &counts(2, 0, 0, 0, 0)));
        assert_eq!((count(who, "/dossiers").await, count(who, "/applications").await), (3, 2));
        // More than one transaction holds is not begun.
        let many: Vec<Row> = (10..180).flat_map(other_rows).collect();
        told(gives(who, "whole", lines(&many)).await, "too_many_rows", None);
    }

    async fn an_import_goes_on_where_it_was_cut_short_and_stops_where_it_is_told(service: Service) {
        let people = Cast::of(&service).await;
        let who = &people.caseworker;
        let all: Vec<Row> = (0..120).flat_map(other_rows).collect();
        let job = gives(who, "each", lines(&all)).await.expect(201).id();
        // Several processes, each of which is gone after a step.
        let mut names = 0;
        for _ in 0..3 {
            names += 1;
            let mut worker = service.worker(1).await;
            assert!(worker.step().await);
        }
        let path = format!("/jobs/{job}");
        let read = who.get(&path).await.expect(200).body;
        assert_eq!((&read["state"], names), (&json!("running"), 3));
        let done = read["done"].as_u64().unwrap();
        assert!((9..360).contains(&done), "{done}");
        // While one goes on, another does not; when it is gone for long, another does.
        let mut other = service.worker(2).await;
        assert!(!other.step().await);
        service.pass(11);
        assert!(other.step().await);
        let stopped = stops(who, &path).await;
        let stopped = stopped.expect(200).body;
        assert_eq!(stopped["state"], "cancelled");
        assert!(!other.step().await);
        let entered = stopped["families"]["entered"].as_u64().unwrap();
        assert_eq!(stopped["done"].as_u64().unwrap(), entered * 3);
        assert_eq!(count(who, "/dossiers").await, entered);
        told(stops(who, &path).await, "job_ended", None);
        // Given again it goes on with the rest.
        let again = gives(who, "each", lines(&all)).await.expect(201).id();
        other.all().await;
        let again = who.get(&format!("/jobs/{again}")).await.expect(200).body;
        let left = u32::try_from(120 - entered).unwrap();
        assert_eq!(again["families"], counts(left, 0, 120 - left, 0, 0));
        assert_eq!((count(who, "/dossiers").await, count(who, "/applications").await), (120, 120));
        let rows: BTreeSet<u64> = of_job(who, &again).await.iter().map(|line| line["row"].as_u64().unwrap()).collect();
        assert_eq!(rows.len(), 120);
    }

    async fn who_may_import_does_and_sees_their_own_union(service: Service) {
        let people = Cast::of(&service).await;
        let file = lines(&rows("1"));
        for who in [&people.head, &people.city] {
            gives(who, "each", file.clone()).await.refused(403, "forbidden");
        }
        let job = imports(&service, &people.caseworker, "each", file.clone()).await;
        let path = format!("/jobs/{}", job["id"].as_str().unwrap());
        assert_eq!(people.head.get(&path).await.expect(200).body["families"]["entered"], 1);
        let other = newcomer(&service, "caseworker.640105", "caseworker", "640105").await;
        other.get(&path).await.refused(404, "not_found");
        other.get(&format!("{path}/lines")).await.refused(404, "not_found");
        other.post(&format!("{path}/refused-rows"), &json!({"format": "csv"})).await.refused(404, "not_found");
        stops(&other, &path).await.refused(404, "not_found");
        assert_eq!(other.get("/jobs?total=true").await.expect(200).body["total"], 0);
        // Of a family elsewhere the union to ring is told, and no more.
        let elsewhere = imports(&service, &other, "each", file).await;
        let line = of_job(&other, &elsewhere).await.remove(0);
        assert_eq!((&line["outcome"], &line["dossier"]), (&json!("refused"), &Value::Null));
        let reason = line["faults"][0]["reason"].as_str().unwrap();
        assert!(reason.contains("请与该工会联系"), "{reason}");
        // Who may no longer enter families has their import stopped.
        let left = gives(&people.caseworker, "each", lines(&other_rows(3))).await.expect(201).id();
        let admin = service.sign_in("accounts.640100").await;
        let account = people.caseworker.get("/me").await.expect(200).body["account"]["id"].as_str().unwrap().to_owned();
        let version = admin.get(&format!("/accounts/{account}")).await.expect(200).version();
        let yesterday = json!({"last_day": "2018-07-29"});
        let _ = admin.post_at(&format!("/accounts/{account}/close"), version, &yesterday).await.expect(200);
        service.works().await;
        let ended = people.head.get(&format!("/jobs/{left}")).await.expect(200).body;
        assert_eq!((&ended["state"], &ended["failure"]), (&json!("failed"), &json!("may_no_more")));
    }

    async fn a_file_is_read_as_offices_write_it(service: Service) {
        let people = Cast::of(&service).await;
        let who = &people.caseworker;
        // In GBK, with full-width digits, and a 户号 in the first row alone.
        let mut wide = rows("甲");
        put(&mut wide[0], "身份证号", "640104197405121014");
        put(&mut wide[1], "身份证号", "640106199908201026");
        put(&mut wide[0], "工资性收入(元)", "31,239.99");
        put(&mut wide[1], "户号", "");
        put(&mut wide[2], "户号", "");
        let text = lines(&wide);
        let (gbk, _, unwritable) = encoding_rs::GBK.encode(&text);
        assert!(!unwritable);
        let job = imports(&service, who, "each", gbk.into_owned()).await;
        assert_eq!(job["families"], counts(1, 0, 0, 0, 0), "{:?}", of_job(who, &job).await);
        let job = imports(&service, who, "each", lines(&rows("1"))).await;
        assert_eq!(job["families"], counts(0, 0, 1, 0, 0));
        // A spreadsheet with titles above, numbers as numbers, and a date as a date.
        let mut sheet = other_rows(5);
        put(&mut sheet[1], "工会助学金(元)", "1000");
        put(&mut sheet[1], "助学金日期", "2018-01-20");
        let octets = spreadsheet(&sheet);
        let path = "/imports?campaign=2018&mode=each";
        let sent = who.request(Method::POST, path).octets(SHEET, octets).send().await.expect(201);
        service.works().await;
        let job = who.get(&format!("/jobs/{}", sent.id())).await.expect(200).body;
        let line = of_job(who, &job).await.remove(0);
        assert_eq!((&line["outcome"], &line["row"]), (&json!("entered"), &json!(4)), "{line}");
        let read = who.get(&format!("/dossiers/{}", line["dossier"].as_str().unwrap())).await.expect(200).body;
        assert_eq!(read["household"]["union_aid"][0]["received_on"], "2018-01-20");
        assert_eq!(read["household"]["union_aid"][0]["amount_fen"], 100_000);
        assert_eq!(read["household"]["incomes"][0]["amount_fen"], 3_123_999);
        // A number of which the spreadsheet lost digits is told as such.
        let mut lost = other_rows(6);
        put(&mut lost[0], "身份证号", "#640104197405121014");
        let octets = spreadsheet(&lost);
        let sent = who.request(Method::POST, path).octets(SHEET, octets).send().await.expect(201);
        service.works().await;
        let job = who.get(&format!("/jobs/{}", sent.id())).await.expect(200).body;
        let fault = of_job(who, &job).await.remove(0)["faults"][0].clone();
        assert_eq!((&fault["row"], &fault["column"]), (&json!(4), &json!("身份证号")));
        assert!(fault["reason"].as_str().unwrap().contains("已丢失"), "{fault}");
        // The same person under two numbers of a family.
        let mut twice = other_rows(8);
        twice.extend(other_rows(8).into_iter().map(|mut row| {
            put(&mut row, "户号", "again");
            row
        }));
        let job = imports(&service, who, "check", lines(&twice)).await;
        assert_eq!(job["families"], counts(0, 0, 0, 1, 1));
        let faults = of_job(who, &job).await.remove(1)["faults"].clone();
        assert!(faults[0]["reason"].as_str().unwrap().contains("第2行"), "{faults}");
    }

    async fn a_file_that_is_none_is_refused_with_its_reason(service: Service) {
        let people = Cast::of(&service).await;
        let who = &people.caseworker;
        let path = "/imports?campaign=2018&mode=check";
        let refused = async |kind: &str, octets: Vec<u8>, says: &str| {
            let answer = who.request(Method::POST, path).octets(kind, octets).send().await;
            assert_eq!(answer.status, 422, "{says}: {answer:?}");
            assert!(answer.text.contains(says), "{says}: {}", answer.text);
        };
        let text = "text/csv";
        refused(text, b"".to_vec(), "表头").await;
        refused(text, b"\x89PNG\r\n\x1a\n\0".to_vec(), "另存后").await;
        refused(text, "户号,姓名,与职工关系\n".as_bytes().to_vec(), "没有任何数据").await;
        refused(text, "户号,姓名,与职工关系,身高\n1,a,b,c\n".as_bytes().to_vec(), "身高").await;
        refused(text, "户号,姓名,姓名,与职工关系\n1,a,b,c\n".as_bytes().to_vec(), "出现两次").await;
        let mut locked = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        locked.extend([0; 512]);
        refused(SHEET, locked, "密码").await;
        refused(SHEET, b"PK\x03\x04 no archive".to_vec(), "无法打开").await;
        refused(SHEET, packed(&[("xl/vbaProject.bin", 10)]), "宏").await;
        refused(SHEET, packed(&[("xl/sharedStrings.xml", 65 * 1024 * 1024)]), "解压后过大").await;
        refused(text, packed(&[("xl/workbook.xml", 10)]), "类型不符").await;
        who.request(Method::POST, path).octets(text, vec![b'a'; 16 * 1024 * 1024 + 1]).send().await.refused(413, "too_large");
        who.request(Method::POST, path).octets("application/vnd.ms-excel.sheet.macroEnabled.12", b"PK".to_vec()).send().await
            .refused(415, "unsupported_media_type");
        who.request(Method::POST, "/imports?campaign=1999&mode=check").octets(text, lines(&rows("1"))).send().await.refused(400, "bad_query");
        who.request(Method::POST, path).octets(text, lines(&rows("1"))).without_key().send().await.refused(400, "key_required");
        assert_eq!(who.get("/jobs?total=true").await.expect(200).body["total"], 0);
    }

    async fn the_template_is_what_is_read(service: Service) {
        let people = Cast::of(&service).await;
        let who = &people.caseworker;
        let empty = who.get("/imports/template.xlsx").await.expect(200).octets;
        let csv = who.get("/imports/template.csv").await.expect(200).text;
        let headings: Vec<String> = csv.trim_start_matches('\u{feff}').trim().split(',').map(str::to_owned).collect();
        let mut book = Xlsx::new(std::io::Cursor::new(empty.clone())).unwrap();
        let [families, choices] = ["家庭", "选项"].map(|name| book.worksheet_range(name).unwrap());
        let first: Vec<String> = families.rows().next().unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(first, headings);
        let lists: Vec<String> = choices.rows().next().unwrap().iter().map(ToString::to_string).collect();
        assert!(lists.contains(&"院校代码".to_owned()) && lists.contains(&"与职工关系".to_owned()));
        let mut inside = zip::ZipArchive::new(std::io::Cursor::new(empty)).unwrap();
        let mut xml = String::new();
        let _ = std::io::Read::read_to_string(&mut inside.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut xml).unwrap();
        assert!(xml.contains("type=\"list\"") && xml.contains("选项!") && xml.contains("单元格须为文本格式"));
        // Every column of it can be filled in.
        for row in [rows("1"), other_rows(1)].concat() {
            for (heading, _) in row {
                assert!(headings.iter().any(|known| known == heading), "{heading}");
            }
        }
    }

    async fn families_on_file_are_renewed_from_their_sheet(service: Service) {
        let people = Cast::of(&service).await;
        let who = &people.caseworker;
        let kept = people.on_file(&three(UNDER)).await;
        let sheet = who.get("/imports/renewals.xlsx?campaign=2018").await.expect(200).octets;
        let mut book = Xlsx::new(std::io::Cursor::new(sheet)).unwrap();
        let range = book.worksheet_range("家庭").unwrap();
        let mut found: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        let at = |heading: &str| found[0].iter().position(|known| known == heading).unwrap();
        let (dossier, id, wage, name, remark) = (at("档案"), at("身份证号"), at("工资性收入(元)"), at("姓名"), at("备注"));
        assert_eq!(found.len(), 4);
        assert_eq!((found[1][dossier].as_str(), found[1][id].as_str(), found[1][wage].as_str()), (kept.as_str(), "****************14", "31239.99"));
        // As it is, it changes nothing.
        let file = |found: &[Vec<String>]| {
            let mut out = csv::Writer::from_writer(Vec::new());
            for row in found {
                out.write_record(row).unwrap();
            }
            out.into_inner().unwrap()
        };
        let job = imports(&service, who, "each", file(&found)).await;
        assert_eq!(job["families"], counts(0, 0, 1, 0, 0), "{:?}", of_job(who, &job).await);
        // Another sum, and a remark: the rest stays, stars and all.
        "20000".clone_into(&mut found[1][wage]);
        "照料老人".clone_into(&mut found[3][remark]);
        found[3][id] = citizen_id(1975, 2);
        let changed = file(&found);
        let job = imports(&service, who, "each", changed.clone()).await;
        assert_eq!(job["families"], counts(0, 1, 0, 0, 0), "{:?}", of_job(who, &job).await);
        let read = who.get(&format!("/dossiers/{kept}")).await.expect(200).body;
        assert_eq!(read["household"]["incomes"][0]["amount_fen"], 2_000_000);
        assert_eq!(read["household"]["members"][2]["remark"], "照料老人");
        assert_eq!(read["household"]["members"][0]["identifiers"]["card"], "***************0012");
        assert_eq!(read["household"]["unknowns"], json!([]), "what is known now is not unknown");
        // The same again is there; another sheet of the old version is stale.
        let job = imports(&service, who, "each", changed).await;
        assert_eq!(job["families"], counts(0, 0, 1, 0, 0), "{:?}", of_job(who, &job).await);
        "丁建国".clone_into(&mut found[1][name]);
        let job = imports(&service, who, "each", file(&found)).await;
        assert_eq!(job["families"], counts(0, 0, 0, 0, 1));
        let fault = of_job(who, &job).await.remove(0)["faults"][0].clone();
        assert!(fault["reason"].as_str().unwrap().contains("重新下载"), "{fault}");
        // Of another union nobody's.
        let other = newcomer(&service, "caseworker.640105", "caseworker", "640105").await;
        let job = imports(&service, &other, "each", file(&found)).await;
        assert_eq!(job["families"], counts(0, 0, 0, 0, 1));
        // Whose case stands is renewed already.
        let _ = people.enter(&kept, 2).await;
        let sheet = who.get("/imports/renewals.xlsx?campaign=2018").await.expect(200).octets;
        let mut book = Xlsx::new(std::io::Cursor::new(sheet)).unwrap();
        assert_eq!(book.worksheet_range("家庭").unwrap().rows().count(), 1);
    }

    async fn what_an_empty_cell_leaves_open_is_not_taken_for_nothing(service: Service) {
        let people = Cast::of(&service).await;
        let who = &people.caseworker;
        // Of the worker, whose other incomes are told, the wage is not known: nothing is reckoned without it.
        let mut unknown = other_rows(1);
        put(&mut unknown[0], "工资性收入(元)", "");
        put(&mut unknown[0], "经营性收入(元)", "0");
        let job = imports(&service, who, "each", lines(&unknown)).await;
        assert_eq!(job["families"], counts(1, 0, 0, 0, 0), "{:?}", of_job(who, &job).await);
        let dossier = of_job(who, &job).await[0]["dossier"].as_str().unwrap().to_owned();
        let read = who.get(&format!("/dossiers/{dossier}")).await.expect(200).body;
        let incomes = read["household"]["incomes"].as_array().unwrap();
        assert_eq!((incomes.len(), &incomes[0]["kind"], &incomes[0]["amount_fen"]), (1, &json!("wage"), &Value::Null));
        let case = who.get(&format!("/applications?dossier={dossier}")).await.expect(200).body["items"][0].clone();
        assert_eq!((&case["outcome"], &case["amount_fen"]), (&json!("incomplete"), &Value::Null));
        // A formula that came to an error is no income either.
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (column, (heading, cell)) in (0..).zip(&other_rows(2)[0]) {
            sheet.write_string(0, column, *heading).unwrap();
            if *heading == "工资性收入(元)" {
                let formula = rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!");
                sheet.write_formula(1, column, formula).unwrap();
            } else {
                sheet.write_string(1, column, cell).unwrap();
            }
        }
        let octets = book.save_to_buffer().unwrap();
        let path = "/imports?campaign=2018&mode=check";
        let sent = who.request(Method::POST, path).octets(SHEET, octets).send().await.expect(201);
        service.works().await;
        let lines = who.get(&format!("/jobs/{}/lines", sent.id())).await.expect(200).body;
        let fault = &lines["items"][0]["faults"][0];
        assert_eq!(fault["column"], "工资性收入(元)", "{lines}");
        assert!(fault["reason"].as_str().unwrap().contains("公式"), "{lines}");
    }

    async fn a_family_that_does_not_hang_together_is_refused_as_a_whole(service: Service) {
        let people = Cast::of(&service).await;
        let who = &people.caseworker;
        // Split in two: both parts come back.
        let mut split = other_rows(1);
        let apart = split.split_off(1);
        let file = lines(&[split, other_rows(2), apart].concat());
        let job = imports(&service, who, "each", file).await;
        assert_eq!(job["families"], counts(1, 0, 0, 0, 2), "{:?}", of_job(who, &job).await);
        let path = format!("/jobs/{}/refused-rows", job["id"].as_str().unwrap());
        let refused = who.post(&path, &json!({"format": "csv"})).await.expect(200).text;
        let read = csv::Reader::from_reader(refused.trim_start_matches('\u{feff}').as_bytes()).records().count();
        assert_eq!(read, 3);
        let again = imports(&service, who, "each", refused).await;
        assert_eq!(again["families"], counts(1, 0, 0, 0, 0), "{:?}", of_job(who, &again).await);
        for (row, heading, cell, column) in [
            (1, "与职工关系", "户主", "与职工关系"),
            (1, "领款人", "是", "领款人"),
            (0, "身份证号", "", "身份证号"),
            (0, "与职工关系", "夫", "与职工关系"),
        ] {
            let mut bad = rows("1");
            put(&mut bad[row], heading, cell);
            let job = imports(&service, who, "check", lines(&bad)).await;
            let line = of_job(who, &job).await.remove(0);
            let faults = line["faults"].as_array().unwrap();
            assert!(faults.iter().any(|fault| fault["column"] == column), "{heading} {cell}: {line}");
            assert!(faults.iter().all(|fault| fault["column"].is_string()), "{heading} {cell}: {line}");
        }
    }

    async fn whoever_guesses_by_a_file_is_counted_and_on_record(service: Service) {
        let people = Cast::of(&service).await;
        let who = &people.caseworker;
        let job = imports(&service, who, "each", lines(&rows("1"))).await;
        assert_eq!(job["families"], counts(1, 0, 0, 0, 0));
        let guesses = "SELECT count(*) FROM log_entries WHERE act = 'search_dossiers'";
        // What is known costs nothing; what is not, one of the day's values each.
        let mut worker = service.worker_showing(2).await;
        let guess = async |worker: &mut harness::Worker, phone: &str, mode: &str| {
            let mut rows = rows("1");
            put(&mut rows[0], "联系电话", phone);
            let id = gives(who, mode, lines(&rows)).await.expect(201).id();
            worker.all().await;
            who.get(&format!("/jobs/{id}/lines")).await.expect(200).body["items"][0].clone()
        };
        assert_eq!(guess(&mut worker, harness::canary::PHONE, "each").await["outcome"], "unchanged");
        assert_eq!(service.numbers(guesses).await, [0]);
        for phone in ["13995000003", "13995000004"] {
            let line = guess(&mut worker, phone, "each").await;
            assert!(line["faults"][0]["reason"].as_str().unwrap().contains("内容不同"), "{line}");
        }
        assert_eq!(service.numbers(guesses).await, [2]);
        let line = guess(&mut worker, "13995000005", "check").await;
        assert!(line["faults"][0]["reason"].as_str().unwrap().contains("查阅上限"), "{line}");
        assert_eq!(service.numbers(guesses).await, [2]);
        // So is who asks whether somebody has a dossier elsewhere: three numbers are more than two.
        let other = newcomer(&service, "caseworker.640105", "caseworker", "640105").await;
        let id = gives(&other, "check", lines(&rows("1"))).await.expect(201).id();
        let mut worker = service.worker_showing(1).await;
        worker.all().await;
        let line = other.get(&format!("/jobs/{id}/lines")).await.expect(200).body["items"][0].clone();
        assert!(line["faults"][0]["reason"].as_str().unwrap().contains("查阅上限"), "{line}");
    }

    async fn a_record_that_was_altered_stops_neither_its_import_nor_the_next(service: Service) {
        let people = Cast::of(&service).await;
        let who = &people.caseworker;
        let job = imports(&service, who, "each", lines(&other_rows(1))).await;
        assert_eq!(job["families"], counts(1, 0, 0, 0, 0));
        let _ = service.sql("UPDATE dossiers SET worker_name = '丁建国'").await.unwrap();
        let all = [other_rows(1), other_rows(2)].concat();
        let job = imports(&service, who, "each", lines(&all)).await;
        assert_eq!(job["families"], counts(1, 0, 0, 0, 1), "{:?}", of_job(who, &job).await);
        // A file that does not open any more ends its job, and the next one is done.
        let broken = gives(who, "each", lines(&other_rows(3))).await.expect(201).id();
        let _ = service.sql("UPDATE job_files SET sealed = (SELECT sealed FROM subject_keys LIMIT 1)").await.unwrap();
        let next = gives(who, "each", lines(&[other_rows(4), other_rows(5)].concat())).await.expect(201).id();
        service.works().await;
        let [broken, next] = [who.get(&format!("/jobs/{broken}")).await, who.get(&format!("/jobs/{next}")).await];
        assert_eq!((&broken.body["state"], &broken.body["failure"]), (&json!("failed"), &json!("unreadable")));
        assert_eq!((&next.body["state"], &next.body["families"]), (&json!("done"), &counts(2, 0, 0, 0, 0)));
    }
}
