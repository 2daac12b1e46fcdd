//! Are the figures kept with every case what counting would give?

use domain::application::Stage;
use harness::{Client, Service, Value, json, on_both};
use strum::VariantArray;

use crate::cast::{Cast, newcomer};
use crate::crowd::{crowd, note, students};
use crate::family::{UNDER, three};

/// The figures that differ from what counting the rows gives, whichever of both is missing.
pub(crate) const DIFFERENT: &str = "SELECT count(*) FROM (
    SELECT entry_union AS u, campaign AS c, stage AS s, count(*) AS n FROM applications GROUP BY 1, 2, 3
    EXCEPT SELECT union_id, campaign, stage, cases FROM case_counts) AS missing
  UNION ALL SELECT count(*) FROM (
    SELECT union_id AS u, campaign AS c, stage AS s, cases AS n FROM case_counts WHERE cases <> 0
    EXCEPT SELECT entry_union, campaign, stage, count(*) FROM applications GROUP BY 1, 2, 3) AS surplus";

pub(crate) async fn figures_are_what_counting_gives(service: &Service) {
    assert_eq!(service.numbers(DIFFERENT).await, [0, 0]);
}

async fn campaign(client: &Client) -> String {
    let found = client.get("/campaigns?year=2018").await.expect(200).body;
    found["items"][0]["id"].as_str().unwrap().to_owned()
}

/// The same as seen from outside: every figure is what the list counts.
pub(crate) async fn figures_are_what_lists_count(city: &Client) {
    let path = format!("/campaigns/{}/case-counts", campaign(city).await);
    let stages = city.get(&path).await.expect(200).body["stages"].clone();
    let counted = |stage: &Stage| {
        let count = stages.as_array().unwrap().iter().find(|count| count["stage"] == stage.word());
        count.map_or(0, |count| count["cases"].as_i64().unwrap())
    };
    for stage in Stage::VARIANTS {
        let path = format!("/applications?stage={}&total=true", stage.word());
        let listed = city.get(&path).await.expect(200).body["total"].as_i64().unwrap();
        assert_eq!(counted(stage), listed, "{stage:?}");
    }
}

fn of(counts: &Value, stage: &str) -> i64 {
    let stages = counts["stages"].as_array().unwrap();
    stages.iter().find(|count| count["stage"] == stage).map_or(0, |count| count["cases"].as_i64().unwrap())
}

on_both! {
    async fn figures_move_with_every_step_and_never_differ_from_counting(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        figures_are_what_counting_gives(&service).await;
        case.to_city(&service).await;
        figures_are_what_counting_gives(&service).await;
        case.refuses(&people.city, json!({"action": "endorse"}), "not_now", None).await;
        let back = json!({ "action": "return", "to": "draft", "note": "请核对" });
        let _ = case.does(&people.city, back).await.expect(200);
        figures_are_what_counting_gives(&service).await;
        let counts = people.city.get(&format!("/campaigns/{}/case-counts", campaign(&people.city).await)).await;
        let counts = counts.expect(200).body;
        assert_eq!((of(&counts, "draft"), of(&counts, "withdrawn"), of(&counts, "review")), (1, 1, 0));
    }

    async fn each_reads_the_figures_of_their_own_part_of_the_tree(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&students(5)).await;
        let cases = crowd(&people, &dossier, 5).await;
        let _ = people.caseworker.post_at(&cases[0].path("/actions"), 1, &note("withdraw")).await.expect(200);
        let path = format!("/campaigns/{}/case-counts", campaign(&people.city).await);
        let stranger = newcomer(&service, "head.640105", "head", "640105").await;
        for (reader, drafts) in [(&people.city, 4), (&people.county, 4), (&people.head, 4), (&stranger, 0)] {
            let counts = reader.get(&path).await.expect(200).body;
            assert_eq!((of(&counts, "draft"), of(&counts, "withdrawn")), (drafts, i64::from(drafts > 0)));
        }
        let county = people.city.get("/unions?code=640105").await.expect(200).body["items"][0]["id"].clone();
        let other = people.city.get(&format!("{path}?union={}", county.as_str().unwrap())).await.expect(200);
        assert_eq!((&other.body["items"], &other.body["stages"]), (&json!([]), &json!([])));
        let one = people.city.get(&format!("{path}?limit=1&total=true")).await.expect(200);
        assert_eq!((one.body["items"].as_array().unwrap().len(), &one.body["total"]), (1, &json!(2)));
        let next = one.header("link").split(['<', '>']).nth(1).unwrap().to_owned();
        let rest = people.city.get(&next).await.expect(200).body;
        assert_eq!((rest["items"][0]["stage"].as_str(), &rest["next_cursor"]), (Some("withdrawn"), &Value::Null));
        people.city.get(&format!("{path}?county=1")).await.refused(400, "bad_query");
        service.sign_in("accounts.640100").await.get(&path).await.refused(403, "forbidden");
    }
}
