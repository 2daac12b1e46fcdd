//! How is one found among many? By a part of a name, by its union, by the day on which it hangs.

use harness::{Client, Service, Value, json, on_both};

use crate::cast::{Cast, newcomer};
use crate::family::{UNDER, three};
use crate::service_accounts::program;

/// What a list shows, by that field.
async fn shown(client: &Client, path: &str, field: &str) -> Vec<String> {
    let found = client.get(path).await.expect(200).body;
    let items = found["items"].as_array().unwrap();
    items.iter().map(|item| item[field].as_str().unwrap().to_owned()).collect()
}

async fn union(client: &Client, code: &str) -> String {
    let found = client.get(&format!("/unions?code={code}")).await.expect(200).body;
    found["items"][0]["id"].as_str().unwrap().to_owned()
}

on_both! {
    async fn officers_and_accounts_are_found_by_name_and_union(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let _ = newcomer(&service, "head.05jx01", "head", "05JX01").await;
        let works = union(&admin, "05JX01").await;
        assert_eq!(shown(&admin, "/officers?name=云", "name").await, ["白云飞"]);
        assert_eq!(shown(&admin, &format!("/officers?union={works}"), "name").await, ["白云飞"]);
        assert_eq!(shown(&admin, &format!("/officers?union={works}&name=马"), "name").await, [""; 0]);
        assert_eq!(shown(&admin, "/accounts?username=05JX", "username").await, ["head.05jx01"]);
        assert_eq!(shown(&admin, "/accounts?username=_", "username").await, [""; 0]);
        let _ = program(&service, "program.bank", &[]).await;
        let _ = program(&service, "program.college", &[]).await;
        assert_eq!(shown(&admin, "/service-accounts?username=coll", "username").await, ["program.college"]);
        let city = union(&admin, "640100").await;
        assert_eq!(shown(&admin, &format!("/service-accounts?union={city}"), "username").await.len(), 2);
        assert_eq!(shown(&admin, &format!("/service-accounts?union={works}"), "username").await.len(), 0);
    }

    async fn postings_are_found_by_campaign_union_kind_and_day(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.to_unit_review().await;
        let posting = case.post().await.expect(201).body;
        let (campaign, works) = (posting["campaign"].as_str().unwrap(), posting["union"].as_str().unwrap());
        let other = union(&people.city, "640105").await;
        for (query, hangs) in [
            (format!("campaign={campaign}"), true),
            (format!("campaign={other}"), false),
            (format!("union={works}"), true),
            (format!("union={other}"), false),
            ("kind=first".to_owned(), true),
            ("kind=final".to_owned(), false),
            (format!("running={}", posting["first_day"].as_str().unwrap()), true),
            (format!("running={}", posting["last_day"].as_str().unwrap()), true),
            ("running=2018-07-29".to_owned(), false),
            ("running=2018-08-04".to_owned(), false),
        ] {
            let found = people.city.get(&format!("/postings?{query}&total=true")).await.expect(200).body;
            let expected = if hangs { json!([posting["id"]]) } else { json!([]) };
            let ids: Vec<&Value> = found["items"].as_array().unwrap().iter().map(|item| &item["id"]).collect();
            assert_eq!((json!(ids), &found["total"]), (expected, &json!(usize::from(hangs))), "{query}");
        }
    }
}
