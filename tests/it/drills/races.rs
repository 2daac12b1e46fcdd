//! What if several do it at the same moment? One decides, one enters, and siblings count each other.

use harness::{Answer, Service, Value, json, on_both, race};

use super::figure::count;
use crate::cast::{Case, Cast, newcomers};
use crate::counts::figures_are_what_lists_count;
use crate::family::{UNDER, new_case, others, siblings, three};

/// How many race.
const RACERS: usize = 64;

/// How often: a few times in the ordinary run, often in a drill.
fn rounds() -> usize {
    count(5, 100)
}

fn with(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

/// Two drafts of one household, each complete.
async fn pair(people: &Cast, round: usize) -> [Case<'_>; 2] {
    let dossier = people.on_file(&others(siblings(), round)).await;
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

/// What head number so-and-so decides: all three, by turns.
fn decision(number: usize) -> Value {
    match number % 3 {
        0 => json!({ "action": "approve" }),
        1 => json!({ "action": "reject", "note": "核对后认为应当如此" }),
        _ => json!({ "action": "return", "to": "unit_review", "note": "请核对收入证明" }),
    }
}

on_both! {
    async fn sixty_four_heads_decide_one_case_and_one_does(service: Service) {
        let people = Cast::of(&service).await;
        let mut heads = vec![people.city.clone(), people.second.clone()];
        heads.extend(newcomers(&service, RACERS - 2, "racer", "head", "640100").await);
        let mut cases = Vec::new();
        for round in 0..rounds() {
            let case = people.enter(&people.on_file(&others(three(UNDER), round)).await, 2).await;
            case.to_unit_review().await;
            let _ = case.post().await.expect(201);
            cases.push(case);
        }
        service.set_clock("2018-08-06T09:00:00+08:00").await;
        for (round, case) in cases.iter().enumerate() {
            case.act(&people.head, "forward").await;
            case.act(&people.county, "endorse").await;
            let (version, before) = (case.version().await, case.history().await.len());
            let path = case.path("/actions");
            let bodies: Vec<Value> = (0..RACERS).map(decision).collect();
            let answers =
                race(RACERS, |number| heads[number].post_at(&path, version, &bodies[number])).await;
            assert_eq!(with(&answers, 200), 1, "round {round}");
            for answer in answers.iter().filter(|answer| answer.status != 200) {
                answer.clone().refused(412, "stale");
            }
            assert_eq!((case.version().await, case.history().await.len()), (version + 1, before + 1));
            let won = answers.iter().position(|answer| answer.status == 200).unwrap();
            let stage = ["approved", "rejected", "unit_review"][won % 3];
            assert_eq!(case.place().await.0, stage, "round {round}");
        }
        figures_are_what_lists_count(&people.city).await;
    }

    async fn siblings_submitted_at_once_count_each_other(service: Service) {
        let people = Cast::of(&service).await;
        for round in 0..rounds() {
            let pair = pair(&people, round).await;
            let body = json!({ "action": "submit" });
            let paths = [pair[0].path("/actions"), pair[1].path("/actions")];
            let read = [pair[0].version().await, pair[1].version().await];
            // Now the one is first in line, now the other.
            let asked = |number: usize| (number + round) % 2;
            let answers = race(2, |number| people.caseworker.post_at(&paths[asked(number)], read[asked(number)], &body)).await;
            assert_eq!(with(&answers, 200), 2, "{answers:?}");
            both_stand_not_eligible(&pair).await;
        }
        figures_are_what_lists_count(&people.city).await;
    }

    async fn siblings_submitted_in_either_order_come_to_the_same(service: Service) {
        let people = Cast::of(&service).await;
        let pair = pair(&people, 0).await;
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
        figures_are_what_lists_count(&people.city).await;
    }

    async fn sixty_four_enter_a_case_of_one_student_and_one_does(service: Service) {
        let people = Cast::of(&service).await;
        for round in 0..rounds() {
            let body: Value = new_case(&people.dossier(&others(three(UNDER), round)).await, 2);
            let answers = race(RACERS, |_| people.caseworker.post("/applications", &body)).await;
            assert_eq!(with(&answers, 201), 1, "round {round}");
            for answer in answers.iter().filter(|answer| answer.status != 201) {
                let told = answer.clone().refused(409, "refused");
                assert_eq!((&told.body["rule"], &told.body["clause"]), (&json!("other_live"), &json!("N20")));
            }
        }
        figures_are_what_lists_count(&people.city).await;
    }
}
