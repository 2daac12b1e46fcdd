//! Where nobody asks for what is due: does a list that the national system gave out say the same as the dossiers? (N17)

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use harness::{Answer, Client, Method, Service, Value, json, on_both};

use crate::cast::{Case, Cast};
use crate::family::{UNDER, citizen_id, others, three};

const HEADINGS: &str =
    "困难职工信息导出,,,,,,,\n序号,职工编号 *,职工姓名,身份证号码,民族,手机号码,困难类别,家庭人口\n";

/// A family of a list, as its dossier has it.
struct Listed {
    number: String,
    cells: [String; 6],
}

impl Listed {
    fn of(at: usize) -> Self {
        let worker = citizen_id(1970, at * 8 * 2 + 1);
        let cells = ["丁建华", &worker, "回", "13995000001", "低保边缘户", "3人"].map(str::to_owned);
        Self { number: format!("NX{at}"), cells }
    }
}

fn csv(families: &[Listed]) -> String {
    let rows = families.iter().enumerate();
    let row =
        |(at, family): (usize, &Listed)| format!("{},{},{}\n", at + 1, family.number, family.cells.join(","));
    let rows: String = rows.map(row).collect();
    format!("{HEADINGS}{rows}合计,{}户,,,,,,\n", families.len())
}

async fn compares(who: &Client, query: &str, octets: impl Into<Vec<u8>>) -> Answer {
    let path = format!("/national-records/comparisons{query}");
    who.request(Method::POST, &path).octets("text/csv", octets).send().await
}

/// So many families whose cases were signed.
pub(crate) async fn families(people: &Cast, count: usize) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    for at in 1..=count {
        let mut household = others(three(UNDER), at);
        household["members"][0]["identifiers"]["phone"] = json!("13995000001");
        household["members"][0]["ethnicity"] = json!("03");
        let case = people.enter(&people.on_file(&household).await, 2).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        case.visit().await;
        case.seal(true).await;
        case.act(&people.head, "sign").await;
        cases.push(case);
    }
    cases
}

async fn stands(people: &Cast, case: &Case<'_>) -> Value {
    let path = format!("/national-records?dossier={}", case.dossier);
    people.county.get(&path).await.expect(200).body["items"][0].clone()
}

on_both! {
    async fn each_planted_difference_is_found_and_no_other(service: Service) {
        let people = Cast::of(&service).await;
        let cases = families(&people, 6).await;
        let mut listed: Vec<Listed> = (1..=6).map(Listed::of).collect();
        // Twenty, in five families of six: a name, a people, a telephone, a category, or how many they are.
        let planted = [(0, "丁建国"), (2, "汉"), (3, "13995000009"), (4, "低保户"), (5, "4")];
        let mut wanted = Vec::new();
        for (family, listed) in listed.iter_mut().enumerate().skip(1) {
            for (cell, text) in planted.iter().cycle().skip(family).take(4) {
                (*text).clone_into(&mut listed.cells[*cell]);
                wanted.push((family, *cell));
            }
        }
        assert_eq!(wanted.len(), 20);
        let said = compares(&people.county_caseworker, "", csv(&listed)).await.expect(200).body;
        assert_eq!((&said["families"], &said["entered"], &said["acknowledged"], &said["missing"]), (&json!(6), &json!(1), &json!(0), &Value::Null));
        assert_eq!(said["compared"], json!(["name", "citizen_id", "phone", "ethnicity", "hardship_category", "members"]));
        let fields = ["name", "citizen_id", "ethnicity", "phone", "hardship_category", "members"];
        let mut found = Vec::new();
        for row in said["rows"].as_array().unwrap() {
            assert_eq!(row["listed"], "differs");
            let family = usize::try_from(row["row"].as_u64().unwrap() - 3).unwrap();
            for field in row["differs_in"].as_array().unwrap() {
                found.push((family, fields.iter().position(|known| field == known).unwrap()));
            }
        }
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted);
        let same = stands(&people, &cases[0]).await;
        assert_eq!((&same["state"], &same["number"], &same["touched_on"]), (&json!("entered"), &json!("NX1"), &json!("2018-07-30")));
        let other = stands(&people, &cases[1]).await;
        assert_eq!((&other["state"], other["differences"].as_array().unwrap().len()), (&json!("differs"), 4));
    }

    async fn a_list_given_twice_changes_nothing_and_whoever_is_missing_is_named(service: Service) {
        let people = Cast::of(&service).await;
        let cases = families(&people, 2).await;
        let listed = [Listed::of(1), Listed::of(2)];
        // As Windows writes it.
        let gbk = encoding_rs::GBK.encode(&csv(&listed)).0.into_owned();
        let first = compares(&people.county_caseworker, "", gbk.clone()).await.expect(200).body;
        assert_eq!((&first["entered"], &first["acknowledged"], &first["rows"]), (&json!(2), &json!(0), &json!([])));
        // Anybody can write a list: it is believed when another officer brings it.
        let alone = compares(&people.county_caseworker, "", gbk.clone()).await.expect(200).body;
        assert!(alone["rows"].as_array().unwrap().iter().all(|row| row["listed"] == "own_entry"));
        assert_eq!(stands(&people, &cases[0]).await["state"], "entered");
        let second = compares(&people.county, "", gbk.clone()).await.expect(200).body;
        assert_eq!((&second["acknowledged"], &second["rows"]), (&json!(2), &json!([])));
        let version = stands(&people, &cases[0]).await["version"].clone();
        let again = compares(&people.county, "?whole=true", gbk).await.expect(200).body;
        assert_eq!((&again["acknowledged"], &again["known"], &again["missing"]), (&json!(0), &json!(2), &json!([])));
        assert_eq!(stands(&people, &cases[0]).await["version"], version);
        let shorter = compares(&people.county, "?whole=true", csv(&listed[..1])).await.expect(200).body;
        assert_eq!(shorter["missing"], json!([stands(&people, &cases[1]).await["id"]]));
        // A family that nobody here keeps, and one under another number than the one that is acknowledged.
        let mut strange = [Listed::of(9), Listed::of(1)];
        "NX77".clone_into(&mut strange[1].number);
        let told = compares(&people.county, "", csv(&strange)).await.expect(200).body["rows"].clone();
        let said = |at: usize| (told[at]["listed"].as_str().unwrap().to_owned(), told[at]["record"].is_null());
        assert_eq!((said(0), said(1)), (("not_ours".to_owned(), true), ("other_number".to_owned(), false)));
        // The city keeps none of them.
        let citys = compares(&people.city, "", csv(&listed)).await.expect(200).body["rows"].clone();
        assert!(citys.as_array().unwrap().iter().all(|row| row["listed"] == "not_ours" && row["worker_name"].is_null()));
    }

    async fn a_worksheet_is_in_the_forms_order_and_compares_with_itself(service: Service) {
        let people = Cast::of(&service).await;
        let mut household = others(three(UNDER), 3);
        household["members"][0]["name"] = json!("=丁建华");
        household["members"][0]["ethnicity"] = json!("03");
        let case = people.enter(&people.on_file(&household).await, 2).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        case.visit().await;
        case.seal(true).await;
        case.act(&people.head, "sign").await;
        let record = stands(&people, &case).await;
        let sheet = async |who: &Client| {
            let body = json!({"records": [record["id"]]});
            who.request(Method::POST, "/national-records/worksheet").json(&body).without_key().send().await
        };
        assert_eq!(sheet(&people.city).await.refused(409, "refused").body["rule"], "record_of_another");
        people.caseworker.request(Method::POST, "/national-records/worksheet").json(&json!({"records": [record["id"]]}))
            .without_key().send().await.refused(404, "not_found");
        let given = sheet(&people.county_caseworker).await.expect(200);
        let mut book = Xlsx::new(Cursor::new(given.octets.clone())).unwrap();
        let rows = |book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str| -> Vec<Vec<String>> {
            let range = book.worksheet_range(name).unwrap();
            range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
        };
        let workers = rows(&mut book, "困难职工");
        assert_eq!(workers[0][..7], ["序号", "职工编号", "档案版本", "困难类别", "姓名", "民族", "性别"]);
        assert_eq!(workers[1][..7], ["1", "", "3", "低保边缘户", "=丁建华", "回族", "男"]);
        assert!(workers[1].contains(&citizen_id(1970, 3 * 8 * 2 + 1)));
        let members = rows(&mut book, "家庭成员");
        assert_eq!((members.len(), &members[2][2..5]), (4, ["丁小燕", "长女", "女"].map(str::to_owned).as_slice()));
        let seen = people.city.get("/disclosures?purpose=national_report").await.expect(200).body["items"][0].clone();
        assert_eq!((&seen["role"], &seen["fields"]), (&json!("caseworker"), &json!(["citizen_id", "phone", "address"])));
        // What was entered from it, and given out again, is the same.
        let mut entered = workers;
        "NX3".clone_into(&mut entered[1][1]);
        let csv = entered.iter().map(|row| row.join(",")).collect::<Vec<_>>().join("\n");
        let said = compares(&people.county, "", csv).await.expect(200).body;
        assert_eq!((&said["entered"], &said["rows"]), (&json!(1), &json!([])));
    }

    async fn a_list_that_cannot_be_read_says_which_rows(service: Service) {
        let people = Cast::of(&service).await;
        let who = &people.county;
        let bad = "职工编号,姓名\nNX1,甲\n,乙\nNX1,丙\n";
        assert_eq!(compares(who, "", bad).await.refused(422, "invalid").pointers(), ["/rows/3", "/rows/4"]);
        assert_eq!(compares(who, "", "姓名\n甲\n").await.refused(422, "invalid").pointers(), [""]);
        compares(who, "?on=2018-07-31", "职工编号,姓名\n").await.refused(400, "bad_query");
        who.request(Method::POST, "/national-records/comparisons").octets("text/plain", "x").send().await.refused(415, "unsupported_media_type");
        let long = format!("职工编号,姓名\n{}", "NX1,甲\n".repeat(1_020));
        assert_eq!(compares(who, "", long).await.refused(422, "invalid").pointers(), [""]);
    }
}
