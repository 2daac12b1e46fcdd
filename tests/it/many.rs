//! What if one action is done to many cases in one call? Each has its own outcome, and nothing is done twice.

use harness::{Method, Service, json, on_both, race};

use crate::cast::{Cast, newcomer};
use crate::counts::figures_are_what_counting_gives;
use crate::crowd::{act_on, crowd, many, note, outcomes, students};

/// An id of a case that nobody has.
const NOBODY: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

on_both! {
    async fn each_case_has_its_own_outcome_and_none_holds_up_another(service: Service) {
        let people = Cast::of(&service).await;
        let cases = crowd(&people, &people.dossier(&students(5)).await, 5).await;
        let _ = cases[1].does(&people.caseworker, note("withdraw")).await.expect(200);
        let listed = [
            (cases[4].id.as_str(), 1),
            (cases[1].id.as_str(), 2),
            (cases[0].id.as_str(), 1),
            (cases[2].id.as_str(), 7),
            (NOBODY, 1),
            (cases[3].id.as_str(), 1),
        ];
        let answer = act_on(&people.caseworker, &note("withdraw"), &listed).await.expect(200);
        let expected = [(200, Some(2)), (409, None), (200, Some(2)), (412, None), (404, None), (200, Some(2))];
        assert_eq!(outcomes(&answer), expected, "{}", answer.text);
        assert_eq!((&answer.body["done"], &answer.body["refused"]), (&json!(3), &json!(3)));
        let items = &answer.body["items"];
        assert_eq!(items[0]["stage"], "withdrawn");
        assert_eq!((&items[1]["problem"]["rule"], &items[1]["problem"]["code"]), (&json!("not_now"), &json!("refused")));
        assert_eq!(items[3]["problem"]["code"], "stale");
        assert_eq!(items[4]["problem"]["request_id"], answer.header("x-request-id"));
        assert_eq!(cases[2].place().await.0, "draft");
        assert_eq!(cases[4].history().await.len(), 1);
        figures_are_what_counting_gives(&service).await;
    }

    async fn a_repetition_by_key_is_answered_and_not_done_again(service: Service) {
        let people = Cast::of(&service).await;
        let cases = crowd(&people, &people.dossier(&students(2)).await, 2).await;
        let body = many(&note("withdraw"), &[(&cases[0].id, 1), (&cases[1].id, 9)]);
        let send = async |key: &str| {
            people.caseworker.request(Method::POST, "/applications/actions").key(key).json(&body).send().await
        };
        let first = send("many").await.expect(200);
        let again = send("many").await.expect(200);
        assert_eq!(again.body, first.body);
        assert_eq!(outcomes(&send("other").await.expect(200)), [(412, None), (412, None)]);
        assert_eq!((cases[0].version().await, cases[0].history().await.len()), (2, 1));
        let bare = people.caseworker.request(Method::POST, "/applications/actions").without_key();
        bare.json(&body).send().await.refused(400, "key_required");
    }

    async fn a_list_has_1_to_200_cases_each_once(service: Service) {
        let people = Cast::of(&service).await;
        let too_many: Vec<(&str, i64)> = vec![(NOBODY, 1); 201];
        for (listed, pointer) in [(&too_many[..], "/applications"), (&[], "/applications"), (&too_many[..2], "/applications")] {
            let answer = act_on(&people.caseworker, &note("withdraw"), listed).await.refused(422, "invalid");
            assert_eq!(answer.pointers(), [pointer]);
        }
        let answer = act_on(&people.caseworker, &json!({"action": "post"}), &[(NOBODY, 1)]).await.refused(422, "invalid");
        assert_eq!(answer.pointers(), ["/action"]);
        let answer = act_on(&people.head, &json!({"action": "return", "note": "请核对"}), &[(NOBODY, 1)]).await;
        assert_eq!(answer.refused(422, "invalid").pointers(), ["/to"]);
    }

    async fn cases_of_another_union_are_not_there(service: Service) {
        let people = Cast::of(&service).await;
        let cases = crowd(&people, &people.dossier(&students(1)).await, 1).await;
        let stranger = newcomer(&service, "caseworker.05jx01", "caseworker", "05JX01").await;
        let answer = act_on(&stranger, &note("withdraw"), &[(&cases[0].id, 1)]).await.expect(200);
        assert_eq!(outcomes(&answer), [(404, None)]);
        assert_eq!(cases[0].version().await, 1);
    }

    async fn lists_that_overlap_in_other_orders_do_not_hold_each_other_up(service: Service) {
        let people = Cast::of(&service).await;
        let mut cases = Vec::new();
        for _ in 0..4 {
            cases.extend(crowd(&people, &people.dossier(&students(2)).await, 2).await);
        }
        let twin = service.twin().await;
        let there = twin.anyone().with_token(people.caseworker.token());
        let forth: Vec<(&str, i64)> = cases.iter().map(|case| (case.id.as_str(), 1)).collect();
        let back: Vec<(&str, i64)> = forth.iter().rev().copied().collect();
        let asked = [(&people.caseworker, &forth), (&there, &back), (&people.caseworker, &back), (&there, &forth)];
        let action = note("withdraw");
        let answers = race(4, |number| act_on(asked[number].0, &action, asked[number].1)).await;
        let mut done = 0;
        for answer in answers {
            let answer = answer.expect(200);
            done += answer.body["done"].as_u64().unwrap();
            assert!(outcomes(&answer).iter().all(|(status, _)| matches!(status, 200 | 412)), "{}", answer.text);
        }
        assert_eq!(done, 8);
        for case in &cases {
            assert_eq!((case.version().await, case.history().await.len()), (2, 1));
        }
        figures_are_what_counting_gives(&service).await;
    }

    async fn two_hundred_are_done_in_one_call(service: Service) {
        let people = Cast::of(&service).await;
        let mut cases = Vec::new();
        for _ in 0..20 {
            cases.extend(crowd(&people, &people.dossier(&students(10)).await, 10).await);
        }
        let listed: Vec<(&str, i64)> = cases.iter().map(|case| (case.id.as_str(), 1)).collect();
        let begun = std::time::Instant::now();
        let answer = act_on(&people.caseworker, &note("withdraw"), &listed).await.expect(200);
        println!("200 cases: {:?} on {:?}", begun.elapsed(), service.engine());
        assert_eq!(answer.body["done"], 200);
        figures_are_what_counting_gives(&service).await;
    }
}
