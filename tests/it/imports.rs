//! Do families come in from a spreadsheet as if they came one by one? Each row named that is wrong, nothing twice, nothing lost.

use std::collections::BTreeSet;

use harness::canary::{ADDRESS, CARD, DAUGHTER, PHONE, WORKER};
use harness::{Answer, Client, Method, Service, Value, json, on_both};

use crate::cast::{Cast, newcomer, told};
use crate::family::{UNDER, citizen_id, enrolment, others, three};

/// A row of a file: what stands under which heading.
type Row = Vec<(&'static str, String)>;

/// The rows of a family of three, whose daughter applies: that of [`three`].
fn rows(family: &str) -> Vec<Row> {
    let cells = |cells: &[(&'static str, &str)]| {
        cells.iter().map(|(heading, cell)| (*heading, (*cell).to_owned())).collect()
    };
    vec![
        cells(&[
            ("户号", family),
            ("姓名", "丁建华"),
            ("与职工关系", "本人"),
            ("身份证号", WORKER),
            ("性别", "男"),
            ("共同生活", "是"),
            ("联系电话", PHONE),
            ("家庭住址", ADDRESS),
            ("会员卡号", CARD),
            ("领款人", "是"),
            ("工资性收入(元)", "31239.99"),
            ("职工类别", "困难农民工"),
            ("困难类别", "低保边缘户"),
            ("主要致困原因", "子女上学"),
            ("住房类型", "租房"),
            ("工作单位", "兴庆纺织厂"),
            ("工会助学金(元)", "0"),
        ]),
        cells(&[
            ("户号", family),
            ("姓名", "丁小燕"),
            ("与职工关系", "长女"),
            ("身份证号", DAUGHTER),
            ("性别", "女"),
            ("共同生活", "是"),
            ("学年学费(元)", "5000"),
            ("申请救助", "是"),
            ("院校代码", "4164010749 宁夏大学"),
            ("国家统招", "是"),
            ("录取批次", "本科二批"),
            ("层次", "本科"),
            ("录取年份", "2018"),
            ("学制(年)", "4"),
        ]),
        cells(&[
            ("户号", family),
            ("姓名", "纳秀英"),
            ("与职工关系", "妻"),
            ("性别", "女"),
            ("共同生活", "是"),
        ]),
    ]
}

/// The same of other people, by a number below twenty thousand.
fn other_rows(number: usize) -> Vec<Row> {
    let mut rows = rows(&format!("F{number}"));
    put(&mut rows[0], "身份证号", &citizen_id(1970, (number * 8) * 2 + 1));
    put(&mut rows[1], "身份证号", &citizen_id(1999, (number * 8 + 1) * 2));
    for heading in ["联系电话", "家庭住址", "会员卡号", "领款人"] {
        rows[0].retain(|(known, _)| *known != heading);
    }
    rows
}

fn put(row: &mut Row, heading: &'static str, cell: &str) {
    row.retain(|(known, _)| *known != heading);
    row.push((heading, cell.to_owned()));
}

/// The rows as lines with commas between, below their headings.
fn lines(rows: &[Row]) -> String {
    let mut headings = Vec::new();
    for (heading, _) in rows.iter().flatten() {
        if !headings.contains(heading) {
            headings.push(*heading);
        }
    }
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(&headings).unwrap();
    for row in rows {
        let cell = |heading: &&str| {
            row.iter().find(|(known, _)| known == heading).map_or("", |(_, cell)| cell.as_str())
        };
        out.write_record(headings.iter().map(cell)).unwrap();
    }
    String::from_utf8(out.into_inner().unwrap()).unwrap()
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
    who.get(&format!("/jobs/{}", job.id())).await.expect(200).body
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
        // What is written, in which row of the family, under which heading; and where it is told.
        let wrong: &[(usize, &str, &str, &str)] = &[
            (0, "姓名", "", "姓名"),
            (0, "姓名", "丁\u{200b}", "姓名"),
            (1, "与职工关系", "表舅", "与职工关系"),
            (0, "身份证号", "640104197405121015", "身份证号"),
            (0, "身份证号", "6.40104197405121E+17", "身份证号"),
            (0, "性别", "女", "性别"),
            (2, "共同生活", "也许", "共同生活"),
            (0, "联系电话", "12", "联系电话"),
            (0, "会员卡号", "6217000000000000013", "会员卡号"),
            (0, "工资性收入(元)", "三万", "工资性收入(元)"),
            (0, "职工类别", "", "职工类别"),
            (2, "职工类别", "困难职工", "职工类别"),
            (0, "困难类别", "贫困", "困难类别"),
            (0, "次要致困原因", "子女上学", "次要致困原因"),
            (1, "学年学费(元)", "-1", "学年学费(元)"),
            (1, "工会助学金(元)", "1000", "工会助学金(元)"),
            (1, "助学金日期", "2018-02-30", "助学金日期"),
            (1, "院校代码", "9999999999", "院校代码"),
            (1, "院校代码", "4164019999", "院校代码"),
            (1, "录取批次", "零批", "录取批次"),
            (1, "录取年份", "二〇一八", "录取年份"),
            (1, "学制(年)", "40", "学制(年)"),
            (2, "院校代码", "4164010749", "院校代码"),
            (0, "户号", "", "户号"),
        ];
        let mut all = Vec::new();
        for (number, (row, heading, cell, _)) in wrong.iter().enumerate() {
            all.extend(other_rows(number * 2));
            let mut bad = other_rows(number * 2 + 1);
            put(&mut bad[*row], heading, cell);
            if *heading == "户号" {
                all.truncate(all.len() - 3);
                bad.iter_mut().for_each(|row| put(row, "户号", ""));
                all.splice(0..0, bad);
            } else {
                all.extend(bad);
            }
        }
        let file = lines(&all);
        let families = u32::try_from(wrong.len()).unwrap();
        let checked = imports(&service, who, "check", file.clone()).await;
        assert_eq!(checked["families"], counts(0, 0, 0, families - 1, families), "{:?}", of_job(who, &checked).await);
        assert_eq!(count(who, "/dossiers").await, 0);
        let job = imports(&service, who, "each", file).await;
        assert_eq!(job["families"], counts(families - 1, 0, 0, 0, families));
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
        // The nameless family comes first: the others lie three rows lower, the sound one before each bad one.
        let mut wanted = vec![(2, "户号".to_owned())];
        for (number, (row, _, _, column)) in wrong.iter().enumerate().take(wrong.len() - 1) {
            wanted.push((u64::try_from(5 + number * 6 + 3 + row).unwrap(), (*column).to_owned()));
        }
        assert_eq!(found, wanted);
        assert_eq!(count(who, "/dossiers").await, u64::from(families) - 1);
        assert_eq!(count(who, "/applications").await, u64::from(families) - 1);
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
}
