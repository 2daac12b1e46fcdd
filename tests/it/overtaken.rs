//! What is told to whoever comes second? What is taken, and that it has changed.

use harness::{Service, json, on_both, race};

use crate::cast::{Cast, newcomers};
use crate::family::{UNDER, three};

/// How many approve at once.
const APPROVERS: usize = 20;

on_both! {
    async fn what_is_taken_is_named(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let parent = admin.get("/unions?code=640104").await.expect(200).body["items"][0]["id"].clone();
        let union = json!({"code": "04FZ01", "name": "兴庆印刷厂工会", "kind": "grassroots", "parent": parent});
        let told = admin.post("/unions", &union).await.refused(409, "duplicate");
        assert!(told.text.contains("该工会代码已被使用"), "{}", told.text);
        let head = service.sign_in("head.640100").await;
        let again = json!({"year": 2018, "name": "2018年金秋助学活动"});
        let told = head.post("/campaigns", &again).await.refused(409, "duplicate");
        assert!(told.text.contains("该年度已有活动"), "{}", told.text);
    }

    async fn twenty_approve_at_once_and_the_others_are_told_that_it_has_changed(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.to_city(&service).await;
        let heads = newcomers(&service, APPROVERS, "approver", "head", "640100").await;
        let (version, before) = (case.version().await, case.history().await.len());
        let (path, body) = (case.path("/actions"), json!({"action": "approve"}));
        let answers = race(APPROVERS, |number| heads[number].post_at(&path, version, &body)).await;
        let (done, not): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
        assert_eq!((done.len(), not.len()), (1, APPROVERS - 1));
        for answer in not {
            assert!(answer.refused(412, "stale").text.contains("请重新读取后再提交"));
        }
        assert_eq!((case.version().await, case.history().await.len()), (version + 1, before + 1));
        assert_eq!(case.place().await.0, "approved");
    }
}
