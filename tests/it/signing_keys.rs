//! Does anybody notice when the key that signs tokens is followed by another? No request fails, on any process.

use std::collections::BTreeSet;

use api::clock::Clock;
use api::sessions::follow;
use harness::{Client, Service, json, on_both};

use crate::sessions::tokens;

/// The names of the published keys.
async fn published(service: &Service) -> BTreeSet<String> {
    let keys = service.anyone().get(&service.url("/.well-known/jwks.json")).await.expect(200).body;
    keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

/// Which key signed a token.
fn signed_by(client: &Client) -> String {
    let claims = jsonwebtoken_header(client.token());
    claims["kid"].as_str().unwrap().to_owned()
}

fn jsonwebtoken_header(token: &str) -> serde_json::Value {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (mut octets, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for digit in token.split('.').next().unwrap().chars() {
        bits = bits << 6 | u32::try_from(DIGITS.find(digit).unwrap()).unwrap();
        held += 6;
        if held >= 8 {
            held -= 8;
            octets.push(u8::try_from(bits >> held & 255).unwrap());
        }
    }
    serde_json::from_slice(&octets).unwrap()
}

on_both! {
    async fn every_token_is_good_on_every_process_while_one_key_follows_another(service: Service) {
        let processes = [service.twin().await, service];
        let old = published(&processes[0]).await;
        assert_eq!(old.len(), 1);
        let clock = Clock::system();
        let (signs_from, checks_until) = follow(&processes[0].store().await, clock.real()).await.unwrap().unwrap();
        let seconds = |later: domain::time::Instant| (later.as_micros() - clock.real().as_micros()) / 1_000_000;
        assert!(follow(&processes[0].store().await, clock.real()).await.unwrap().is_none(), "one at a time");
        // Nobody is told; each process takes the new key over by itself within seconds, long before it signs.
        for process in &processes {
            process.pass(10);
        }
        let both = published(&processes[1]).await;
        assert_eq!((both.len(), both.is_superset(&old)), (2, true));
        assert_eq!(published(&processes[0]).await, both);
        let (mut passed, mut held, mut signers) = (10, Vec::new(), Vec::new());
        let end = seconds(checks_until) + 30;
        while passed < end {
            for process in &processes {
                let (client, refresh) = tokens(process, "head.640104").await;
                let renewed = process.anyone().post("/sessions/refresh", &json!({ "refresh_token": refresh })).await;
                let renewed = renewed.expect(200).body["access_token"].as_str().unwrap().to_owned();
                signers.push((passed, signed_by(&client)));
                held.extend([(passed, client.token().to_owned()), (passed, renewed)]);
            }
            // Every token that is not over is good on both.
            for (made, token) in held.iter().filter(|(made, _)| passed - made < 600) {
                for process in &processes {
                    let answer = process.anyone().with_token(token).get("/me").await;
                    assert_eq!(answer.status, 200, "made at {made}, shown at {passed}");
                }
            }
            held.retain(|(made, _)| passed - made < 600);
            for process in &processes {
                process.pass(180);
            }
            passed += 180;
        }
        let turned = seconds(signs_from);
        for (made, kid) in &signers {
            assert_eq!(old.contains(kid), *made < turned, "made at {made}, of {turned}");
        }
        let left = published(&processes[0]).await;
        assert_eq!((left.len(), left.is_disjoint(&old)), (1, true), "the old one is over");
    }
}
