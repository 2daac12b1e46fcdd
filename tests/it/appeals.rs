//! How far does an appeal carry? Once, on new grounds or a dispute, and for the matter that it was upheld on.

use harness::{Service, Value, json, on_both};

use crate::cast::Cast;
use crate::family::{ON_THE_LINE, siblings, three};

fn does(action: &str) -> Value {
    json!({ "action": action })
}

fn because(action: &str) -> Value {
    json!({ "action": action, "note": "核对后认为应当如此" })
}

on_both! {
    async fn a_disputed_finding_is_grounds_enough_and_dismissed_it_is_for_good(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(ON_THE_LINE)).await, 2).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        let _ = case.does(&people.head, because("reject")).await.expect(200);
        case.act(&people.caseworker, "appeal").await;
        assert_eq!(case.view().await["state"]["grounds"], Value::Null);
        case.refuses(&people.head, because("dismiss"), "wrong_union", Some("N15")).await;
        for action in ["sign", "forward", "approve", "return", "reject"] {
            let mut body = because(action);
            if action == "return" {
                body["to"] = json!("draft");
            }
            case.refuses(&people.county, body, "not_now", None).await;
        }
        let _ = case.does(&people.county, because("dismiss")).await.expect(200);
        case.refuses(&people.caseworker, because("appeal"), "rejected_for_good", None).await;
        // Another matter may be applied for anew.
        let again = people.enter(&case.dossier, 2).await;
        again.papers().await;
        again.refuses(&people.caseworker, does("submit"), "same_matter_dismissed", None).await;
        again.household(&three(ON_THE_LINE - 1)).await.expect(200);
        again.act(&people.caseworker, "submit").await;
    }

    async fn an_appeal_upheld_binds_while_the_matter_is_eligible_and_is_the_only_one(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.on_file(&siblings()).await;
        let case = people.enter(&dossier, 2).await;
        case.to_county(&service).await;
        let _ = case.does(&people.county, because("reject")).await.expect(200);
        let _ = case.does(&people.caseworker, because("appeal")).await.expect(200);
        let _ = case.does(&people.city, because("uphold")).await.expect(200);
        assert_eq!(case.place().await.0, "review");
        case.refuses(&people.county, because("reject"), "upheld_before", None).await;
        // With a second child of the household it is over the line, and the matter is the same.
        let sibling = people.enter(&dossier, 4).await;
        sibling.papers().await;
        sibling.act(&people.caseworker, "submit").await;
        assert_eq!(case.view().await["outcome"], "not_eligible");
        case.refuses(&people.county, does("endorse"), "not_eligible", Some("N03")).await;
        let _ = case.does(&people.county, because("reject")).await.expect(200);
        case.refuses(&people.caseworker, because("appeal"), "appealed_before", None).await;
    }

    async fn grounds_that_are_new_must_be_stated_where_nothing_is_disputed(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(1_000_000)).await, 2).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        let _ = case.does(&people.head, because("reject")).await.expect(200);
        case.refuses(&people.caseworker, does("appeal"), "no_grounds", None).await;
        let _ = case.does(&people.caseworker, because("appeal")).await.expect(200);
        let _ = case.does(&people.county, because("uphold")).await.expect(200);
        assert_eq!(case.place().await, ("signing".to_owned(), Value::Null));
    }
}
