//! How many officers look at a batch before it is paid? The more money, the more, by the edition in force (N26).

use harness::{Service, json, on_both, race};

use crate::cast::{Cast, newcomer, officer, told};
use crate::editions::{campaign_of_2018, content, publish};
use crate::funds::AWARD;
use crate::payments::{approves, dissolves, payable};

/// The city's policy has batches approved so from these sums on.
async fn asks(people: &Cast, steps: &[(i64, u8)]) {
    let mut policy = content(&people.city).await;
    let step = |&(fen, officers): &(i64, u8)| json!({"value": {"from_fen": fen, "officers": officers}, "source": "practice"});
    policy["procedure"]["approvals"] = steps.iter().map(step).collect();
    publish(&people.city, &campaign_of_2018(&people.city).await, &policy).await;
}

on_both! {
    async fn a_batch_of_much_money_waits_for_the_last_of_as_many_as_it_takes(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, 2).await;
        asks(&people, &[(2 * AWARD, 3)]).await;
        let made = purse.prepares(2).await.expect(201);
        assert_eq!((&made.body["approvers"], &made.body["approved_by"]), (&json!(3), &json!([])));
        // What is asked for later is asked of what is prepared later.
        asks(&people, &[]).await;
        let batch = made.id();
        let second = service.sign_in("finance2.640100").await;
        let third = newcomer(&service, "finance3.640100", "finance", "640100").await;
        told(approves(&purse.finance, &batch).await, "own_batch", None);
        let mut approved = Vec::new();
        for (who, stands) in [(&second, "prepared"), (&people.city, "prepared"), (&third, "approved")] {
            let now = approves(who, &batch).await.expect(200);
            approved.push(officer(who).await);
            assert_eq!((&now.body["state"], &now.body["approved_by"]), (&json!(stands), &json!(approved)));
            if stands == "prepared" {
                told(approves(who, &batch).await, "own_approval", None);
            }
        }
        let path = format!("/payment-batches/{batch}");
        assert_eq!(purse.finance.get(&path).await.expect(200).body["approved_by"], json!(approved));
        let listed = purse.finance.get("/payment-batches").await.expect(200).body["items"][0].clone();
        assert_eq!(listed["approved_by"], json!(approved));
        told(approves(&people.second, &batch).await, "batch_stands", None);
    }

    async fn below_the_step_one_approves_and_a_batch_that_waits_is_given_up(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, 1).await;
        asks(&people, &[(AWARD + 1, 2)]).await;
        let small = purse.prepares(1).await.expect(201).id();
        assert_eq!(approves(&people.city, &small).await.expect(200).body["state"], "approved");
        let _ = dissolves(&purse.finance, &small).await.expect(200);
        asks(&people, &[(AWARD, 2)]).await;
        let waiting = purse.prepares(1).await.expect(201).id();
        assert_eq!(approves(&people.city, &waiting).await.expect(200).body["state"], "prepared");
        let given_up = dissolves(&purse.finance, &waiting).await.expect(200);
        assert_eq!((&given_up.body["state"], purse.balance().await), (&json!("dissolved"), (0, AWARD)));
        // Who approved one has not approved the next.
        let anew = purse.prepares(1).await.expect(201).id();
        assert_eq!(approves(&people.city, &anew).await.expect(200).body["state"], "prepared");
    }

    async fn of_many_approvals_at_once_by_one_officer_one_counts(service: Service) {
        let people = Cast::of(&service).await;
        let twin = service.twin().await;
        let (_cases, purse) = payable(&service, &people, 1).await;
        asks(&people, &[(1, 2)]).await;
        let batch = purse.prepares(1).await.expect(201).id();
        let doors = [people.city.clone(), twin.sign_in("head.640100").await];
        let answers = race(8, |n| approves(&doors[n % 2], &batch)).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        let stands = purse.finance.get(&format!("/payment-batches/{batch}")).await.expect(200).body;
        assert_eq!((&stands["state"], stands["approved_by"].as_array().unwrap().len()), (&json!("prepared"), 1));
        let _ = approves(&service.sign_in("finance2.640100").await, &batch).await.expect(200);
    }

    async fn steps_that_cannot_be_met_stand_in_no_edition(service: Service) {
        let people = Cast::of(&service).await;
        let mut policy = content(&people.city).await;
        let step = |fen: i64, officers: u8| json!({"value": {"from_fen": fen, "officers": officers}, "source": "practice"});
        // Nobody, more than there are, the same sum twice; and fewer for more money.
        policy["procedure"]["approvals"] = json!([step(100, 0), step(100, 6), step(200, 3), step(300, 2)]);
        let path = format!("{}/editions", campaign_of_2018(&people.city).await);
        let refused = people.city.post(&path, &json!({ "content": policy })).await.refused(422, "invalid");
        let pointers: Vec<&str> =
            refused.body["errors"].as_array().unwrap().iter().filter_map(|error| error["pointer"].as_str()).collect();
        for pointer in ["/0/value/officers", "/1/value/officers", "/1/value/from_fen", "/3/value/officers"] {
            assert!(pointers.iter().any(|told| told.ends_with(pointer)), "{pointer}: {pointers:?}");
        }
    }

    async fn who_approved_is_only_added_to(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, 1).await;
        asks(&people, &[(1, 2)]).await;
        let batch = purse.prepares(1).await.expect(201).id();
        let _ = approves(&people.city, &batch).await.expect(200);
        for altered in [
            "UPDATE payment_approvals SET at = at + 1",
            "DELETE FROM payment_approvals",
            "INSERT INTO payment_approvals SELECT '0197b2a0-0000-7000-8000-000000000001', batch, officer, at, code FROM payment_approvals",
        ] {
            assert!(service.sql(altered).await.is_err(), "{altered}");
        }
        // One that asks for fewer than it did is not what the service wrote.
        service.sql("UPDATE payment_batches SET approvers = 1").await.unwrap();
        purse.finance.get(&format!("/payment-batches/{batch}")).await.refused(500, "internal");
    }
}
