//! What if several do it at the same moment? One decides, one enters, and siblings count each other.

use domain::application::Stage;
use harness::{Answer, Client, Service, Value, json, on_both, race};
use strum::VariantArray;

use crate::cast::{Case, Cast, newcomer};
use crate::family::{UNDER, new_case, siblings, three};

fn with(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

/// Two drafts of one household, each complete.
async fn pair(people: &Cast) -> [Case<'_>; 2] {
    let dossier = people.on_file(&siblings()).await;
    let pair = [people.enter(&dossier, 2).await, people.enter(&dossier, 4).await];
    for case in &pair {
        case.papers().await;
        assert_eq!(case.view().await["outcome"], "eligible");
    }
    pair
}

async fn both_stand_not_eligible(pair: &[Case<'_>; 2]) {
    for case in pair {
        let view = case.view().await;
        assert_eq!((&view["state"]["stage"], &view["outcome"]), (&json!("signing"), &json!("not_eligible")));
    }
}

/// Every figure of the roll-up is what the list counts.
async fn agrees(city: &Client) {
    let found = async |path: &str| city.get(path).await.expect(200).body["items"][0]["id"].clone();
    let campaign = found("/campaigns?year=2018").await;
    let path = format!("/campaigns/{}/case-counts", campaign.as_str().unwrap());
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

on_both! {
    async fn twenty_heads_approve_at_once_and_one_does(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let mut heads = vec![people.city.clone(), people.second.clone()];
        for number in heads.len()..20 {
            heads.push(newcomer(&service, &format!("racer{number}.640100"), "head", "640100").await);
        }
        case.to_city(&service).await;
        let (version, before) = (case.version().await, case.history().await.len());
        let path = case.path("/actions");
        let body = json!({ "action": "approve" });
        let answers = race(heads.len(), |number| heads[number].post_at(&path, version, &body)).await;
        assert_eq!(with(&answers, 200), 1);
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            answer.clone().refused(412, "stale");
        }
        assert_eq!((case.version().await, case.history().await.len()), (version + 1, before + 1));
        assert_eq!(case.place().await.0, "approved");
        agrees(&people.city).await;
    }

    async fn siblings_submitted_at_once_count_each_other(service: Service) {
        let people = Cast::of(&service).await;
        let pair = pair(&people).await;
        let body = json!({ "action": "submit" });
        let paths = [pair[0].path("/actions"), pair[1].path("/actions")];
        let answers = race(2, |number| people.caseworker.post_at(&paths[number], 1, &body)).await;
        assert_eq!(with(&answers, 200), 2, "{answers:?}");
        both_stand_not_eligible(&pair).await;
        agrees(&people.city).await;
    }

    async fn siblings_submitted_in_either_order_come_to_the_same(service: Service) {
        let people = Cast::of(&service).await;
        let pair = pair(&people).await;
        for order in [[0, 1], [1, 0]] {
            for number in order {
                pair[number].act(&people.caseworker, "submit").await;
            }
            both_stand_not_eligible(&pair).await;
            for case in &pair {
                let back = json!({ "action": "return", "to": "draft", "note": "请核对" });
                let _ = case.does(&people.head, back).await.expect(200);
            }
        }
        agrees(&people.city).await;
    }

    async fn sixty_four_enter_a_case_of_one_student_and_one_does(service: Service) {
        let people = Cast::of(&service).await;
        let body: Value = new_case(&people.dossier(&three(UNDER)).await, 2);
        let answers = race(64, |_| people.caseworker.post("/applications", &body)).await;
        assert_eq!(with(&answers, 201), 1);
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            let told = answer.clone().refused(409, "refused");
            assert_eq!((&told.body["rule"], &told.body["clause"]), (&json!("other_live"), &json!("N20")));
        }
        agrees(&people.city).await;
    }
}
