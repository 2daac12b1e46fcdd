//! Who was aided, and for how much? The list for everybody and the one for the files, as another program reads them (N31).

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use harness::{Answer, Client, Method, Service, Value, json, on_both};

use crate::cast::{Cast, newcomer};
use crate::papers::text;
use crate::payments::{PAID_ON, payable};
use crate::sendings::{answers, line, lines, sent};

/// The rows of a spreadsheet.
fn rows(sheet: &Answer) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(sheet.octets.clone())).unwrap();
    let range = book.worksheet_range("救助名单").unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

/// A column of the rows of people, by its heading.
fn column(sheet: &[Vec<Data>], heading: &str) -> Vec<Data> {
    let headings = &sheet[2];
    let at = headings
        .iter()
        .position(|cell| *cell == Data::String(heading.to_owned()))
        .unwrap_or_else(|| panic!("{heading} in {headings:?}"));
    sheet[3..].iter().take_while(|row| matches!(row[0], Data::Float(_))).map(|row| row[at].clone()).collect()
}

fn texts(cells: Vec<Data>) -> Vec<String> {
    cells.into_iter().map(|cell| cell.to_string()).collect()
}

async fn internal(who: &Client, campaign: &str, body: &Value) -> Answer {
    who.request(Method::POST, &format!("/campaigns/{campaign}/name-list"))
        .json(body)
        .without_key()
        .send()
        .await
}

on_both! {
    async fn the_lists_add_up_to_the_awards_and_to_what_was_paid(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, purse) = payable(&service, &people, 2).await;
        let campaign = cases[0].view().await["campaign"].as_str().unwrap().to_owned();
        let batch = sent(&service, &purse, 2, &Value::Null).await;
        let payments = lines(&purse.finance, &batch).await;
        let _ = answers(&purse.finance, &batch, &[line(&payments[0], "paid"), line(&payments[1], "failed")]).await.expect(200);
        // For everybody: no whole name, no number.
        let path = format!("/campaigns/{campaign}/name-list");
        let public = rows(&people.caseworker.get(&format!("{path}.xlsx")).await.expect(200));
        assert_eq!(texts(column(&public, "职工姓名")), ["丁*华", "丁*华"]);
        assert_eq!(column(&public, "救助金额(元)"), [Data::Float(4000.0), Data::Float(4000.0)]);
        let total = "合计:2户 2人 8000.00元;其中已发放 1人 4000.00元";
        assert_eq!(public.last().unwrap()[0], Data::String(total.to_owned()));
        assert_eq!(public[2].len(), 7);
        let printed = text(&people.caseworker.get(&format!("{path}.pdf")).await.expect(200));
        assert!(printed.contains(&total.replace(' ', "")) && printed.contains("丁*华") && !printed.contains("丁建华"), "{printed}");
        let paid = rows(&people.city.get(&format!("{path}.xlsx?paid=true")).await.expect(200));
        assert_eq!(column(&paid, "救助金额(元)").len(), 1);
        // For the files, with stars and whole.
        let starred = rows(&internal(&people.caseworker, &campaign, &json!({"form": "xlsx"})).await.expect(200));
        assert!(texts(column(&starred, "身份证号")).iter().all(|id| id.starts_with('*')));
        assert_eq!(people.city.get("/disclosures?purpose=paper").await.expect(200).body["items"], json!([]));
        let whole = rows(&internal(&purse.finance, &campaign, &json!({"form": "xlsx", "whole": true})).await.expect(200));
        let shown = texts(column(&whole, "学生身份证号"));
        assert!(shown.iter().all(|id| id.len() == 18 && !id.contains('*')), "{shown:?}");
        let dates = texts(column(&whole, "发放日期"));
        assert_eq!(dates.iter().filter(|day| *day == &PAID_ON[..10]).count(), 1);
        assert_eq!(texts(column(&whole, "人均月收入(元)")).len(), 2);
        assert_eq!(column(&whole, "救助金额(元)"), [Data::Float(4000.0), Data::Float(4000.0)]);
        let seen = people.city.get("/disclosures?purpose=paper").await.expect(200).body["items"][0].clone();
        assert_eq!((&seen["role"], &seen["shown"]), (&json!("finance"), &json!(6)));
        let printed = text(&internal(&people.county, &campaign, &json!({"form": "pdf", "whole": true})).await.expect(200));
        assert!(printed.contains(&shown[0]) && printed.contains("打印人:") && printed.contains("日志检查点:"), "{printed}");
    }

    async fn a_list_is_of_the_readers_own_road_and_whole_for_whom_the_table_lets(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, _purse) = payable(&service, &people, 1).await;
        let campaign = cases[0].view().await["campaign"].as_str().unwrap().to_owned();
        let path = format!("/campaigns/{campaign}/name-list.xlsx");
        let elsewhere = newcomer(&service, "head.640105", "head", "640105").await;
        let none = rows(&elsewhere.get(&path).await.expect(200));
        assert_eq!(none.last().unwrap()[0], Data::String("合计:0户 0人 0.00元;其中已发放 0人 0.00元".to_owned()));
        let county = people.county.get("/me").await.expect(200).body["acts_for"].as_str().unwrap().to_owned();
        assert_eq!(column(&rows(&people.city.get(&format!("{path}?union={county}")).await.expect(200)), "子女").len(), 1);
        let auditor = service.sign_in("auditor.640100").await;
        internal(&auditor, &campaign, &json!({"form": "xlsx"})).await.refused(403, "forbidden");
        internal(&people.county, &campaign, &json!({"form": "docx"})).await.refused(422, "invalid");
        people.city.get(&format!("/campaigns/{county}/name-list.pdf")).await.refused(404, "not_found");
    }
}
