//! Does what is printed say what the case says? Read by another program out of the document, with the type in it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use harness::canary::{PHONE, WORKER};
use harness::{Answer, Client, Method, Service, Value, json, on_both};

use crate::case::TODAY;
use crate::cast::{Cast, newcomer};
use crate::family::{OVER, UNDER, three};

/// What a program of poppler prints of a document.
fn told(program: &str, arguments: &[&str], document: &[u8]) -> String {
    let file = std::env::temp_dir().join(format!(
        "jinqiu-{}-{:?}.pdf",
        std::process::id(),
        std::thread::current().id()
    ));
    std::fs::File::create(&file).unwrap().write_all(document).unwrap();
    let told = Command::new(program)
        .args([file.to_str().unwrap()])
        .args(arguments)
        .stderr(Stdio::inherit())
        .output();
    std::fs::remove_file(&file).unwrap();
    let told = told.unwrap_or_else(|why| panic!("{program} of poppler-utils: {why}"));
    assert!(told.status.success(), "{program}");
    String::from_utf8(told.stdout).unwrap()
}

/// The text of a document, without blanks and line ends.
pub(crate) fn text(document: &Answer) -> String {
    assert_eq!(document.header("content-type"), "application/pdf");
    assert_eq!(document.header("cache-control"), "no-store");
    told("pdftotext", &["-"], &document.octets).split_whitespace().collect()
}

/// How many pages it has, each font of it being in it.
fn pages(document: &Answer) -> usize {
    let fonts = told("pdffonts", &[], &document.octets);
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    // name, type, encoding, emb, sub, uni, object
    assert!(!rows.is_empty() && rows.iter().all(|row| row.contains(" yes yes yes ")), "{fonts}");
    let said = told("pdfinfo", &[], &document.octets);
    let pages = said.lines().find_map(|line| line.strip_prefix("Pages:"));
    pages.unwrap().trim().parse().unwrap()
}

async fn forms(who: &Client, cases: &[&str]) -> Answer {
    let request = who.request(Method::POST, "/applications/approval-forms");
    request.json(&json!({ "applications": cases })).without_key().send().await
}

async fn last_disclosure(people: &Cast) -> Value {
    people.city.get("/disclosures?purpose=paper").await.expect(200).body["items"][0].clone()
}

fn says(text: &str, all: &[&str]) {
    for said in all {
        assert!(text.contains(said), "{said} in {text}");
    }
}

on_both! {
    async fn the_approval_form_says_what_the_case_says_and_is_blank_where_a_hand_signs(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let number = case.view().await["number"].as_str().unwrap().to_owned();
        let form = forms(&people.caseworker, &[&case.id]).await.expect(200);
        assert_eq!(form.header("content-disposition"), "attachment; filename=\"approval-forms.pdf\"");
        let before = text(&form);
        says(&before, &["2018年困难职工(农民工)子女助学审批表", &number, "兴庆纺织厂工会", WORKER, PHONE, "丁建华", "丁小燕", "■区内□区外", "■今年考入□往年考入", "840.00", "基层工会意见", "(盖章)", "第1页", "打印人:"]);
        assert!(!before.contains("情况属实") && !before.contains("同意救助"), "{before}");
        // Another of the household is there by name and without a number.
        let seen = last_disclosure(&people).await;
        assert_eq!((&seen["purpose"], &seen["role"], seen["subjects"].as_array().unwrap().len()), (&json!("paper"), &json!("caseworker"), 2));
        // Finance sees cards on paper, and no addresses.
        let finance = service.sign_in("finance.640100").await;
        let address = three(UNDER)["members"][0]["identifiers"]["address"].as_str().unwrap().to_owned();
        assert!(before.contains(&address), "{before}");
        let seen = text(&forms(&finance, &[&case.id]).await.expect(200));
        assert!(seen.contains(WORKER) && !seen.contains(&address), "{seen}");
        // The purpose is for paper alone.
        let asked = json!({"purpose": "paper", "fields": ["citizen_id"], "subjects": [{"kind": "worker", "id": case.id}]});
        let refused = people.caseworker.request(Method::POST, "/disclosures").json(&asked).without_key().send().await.refused(422, "invalid");
        assert_eq!(refused.pointers(), ["/purpose"]);
        // What happened since stands in it.
        case.to_city(&service).await;
        case.act(&people.city, "approve").await;
        let form = forms(&people.city, &[&case.id]).await.expect(200);
        says(&text(&form), &[&format!("{TODAY}入户"), "情况属实", "所在单位意见:同意", "2018-07-30至2018-08-03公示,未收到异议", "同意救助,核定助学金4000.00元"]);
        assert!(pages(&form) <= 2);
    }

    async fn many_forms_lie_in_the_order_in_which_they_were_asked_for_or_none(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.on_file(&crate::family::others(three(UNDER), 3)).await;
        let first = people.enter(&dossier, 2).await;
        let second = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let numbers = [&second, &first].map(|case| case.id.as_str());
        let both = forms(&people.caseworker, &numbers).await.expect(200);
        let (said, mut places) = (text(&both), Vec::new());
        for case in [&second, &first] {
            let number = case.view().await["number"].as_str().unwrap().to_owned();
            places.push(said.find(&number).unwrap());
        }
        assert!(places[0] < places[1]);
        assert!(pages(&both) >= 2);
        let twice = forms(&people.caseworker, &[&first.id, &first.id]).await.refused(422, "invalid");
        assert_eq!(twice.pointers(), ["/applications/1"]);
        forms(&people.caseworker, &[]).await.refused(422, "invalid");
        let elsewhere = newcomer(&service, "caseworker.640105", "caseworker", "640105").await;
        forms(&elsewhere, &[&first.id]).await.refused(404, "not_found");
        forms(&service.sign_in("auditor.640100").await, &[&first.id]).await.refused(403, "forbidden");
    }

    async fn the_letter_and_the_posting_are_printed_as_they_are_read(service: Service) {
        let people = Cast::of(&service).await;
        let rejected = people.enter(&people.on_file(&three(OVER)).await, 2).await;
        rejected.papers().await;
        rejected.act(&people.caseworker, "submit").await;
        let path = rejected.path("/letter.pdf");
        people.caseworker.get(&path).await.refused(404, "not_found");
        let _ = rejected.does(&people.head, json!({"action": "reject", "note": "家庭人均月收入超过标准"})).await.expect(200);
        let letter = text(&people.caseworker.get(&path).await.expect(200));
        says(&letter, &["金秋助学申请不予通过告知单", "丁建华同志:", "家庭人均月收入超过标准", "申诉", "领取人(签字)"]);
        let case = people.enter(&people.on_file(&crate::family::others(three(UNDER), 3)).await, 2).await;
        case.to_unit_review().await;
        let posting = case.post().await.expect(201);
        let page = people.caseworker.get(&format!("/postings/{}/page.pdf", posting.id())).await.expect(200);
        let said = text(&page);
        let digest = posting.body["sha256"].as_str().unwrap();
        says(&said, &["2018年金秋助学拟救助对象公示", "2018-07-30起至2018-08-03止", "丁建华", "区内", "4000.00", "厂区公告栏", digest]);
        assert!(!said.contains(WORKER) && !said.contains(PHONE), "{said}");
        newcomer(&service, "head.640105", "head", "640105").await
            .get(&format!("/postings/{}/page.pdf", posting.id())).await.refused(404, "not_found");
    }

    async fn without_a_font_it_says_which_package_to_install_and_nothing_is_on_record(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        for font in [std::path::Path::new("/nowhere/font.ttc"), &std::env::current_exe().unwrap()] {
            let bare = service.twin_with_font(font).await;
            let who = bare.sign_in("caseworker.04fz01").await;
            let request = who.request(Method::POST, "/applications/approval-forms").json(&json!({"applications": [case.id]}));
            let said = request.without_key().once().send().await.refused(503, "unavailable");
            assert_eq!(said.header("retry-after"), "60");
            assert!(said.body["detail"].as_str().unwrap().contains("设置font"), "{}", said.text);
        }
        let seen = people.city.get("/disclosures?purpose=paper").await.expect(200).body;
        assert_eq!(seen["items"], json!([]));
    }
}
