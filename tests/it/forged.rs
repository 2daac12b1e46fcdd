//! Is an access token that was forged ever taken for a good one? Forty and more ways, on the real gate.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use harness::{Client, Service, Value, json, on_both, race};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};

use crate::sessions::tokens;

/// A token of whatever header and claims, signed by whatever key.
fn signed(header: &Value, claims: &Value, sign: impl Fn(&str) -> Vec<u8>) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let said = format!("{}.{}", part(header), part(claims));
    let seal = URL_SAFE_NO_PAD.encode(sign(&said));
    format!("{said}.{seal}")
}

fn hs256(key: &[u8], said: &str) -> Vec<u8> {
    let seal = jsonwebtoken::crypto::sign(said.as_bytes(), &EncodingKey::from_secret(key), Algorithm::HS256)
        .unwrap();
    URL_SAFE_NO_PAD.decode(seal).unwrap()
}

fn decoded(token: &str, part: usize) -> Value {
    let text = token.split('.').nth(part).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

fn with(value: &Value, field: &str, to: Value) -> Value {
    let mut changed = value.clone();
    changed[field] = to;
    changed
}

/// What somebody signs anew who has a good token and the public keys.
fn resigned(good: &str, public: &str) -> Vec<(&'static str, String)> {
    let (header, claims) = (decoded(good, 0), decoded(good, 1));
    let own = Ed25519KeyPair::generate().unwrap();
    let ours = |said: &str| own.sign(said.as_bytes()).as_ref().to_vec();
    let key = URL_SAFE_NO_PAD.decode(public).unwrap();
    let mut all = Vec::new();
    let mut add = |what, token| all.push((what, token));
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        add("alg none", signed(&with(&header, "alg", json!(alg)), &claims, |_| Vec::new()));
        add("alg none, the good seal kept", signed(&with(&header, "alg", json!(alg)), &claims, ours));
    }
    for secret in
        [key.as_slice(), public.as_bytes(), b"", b"jinqiu", header["kid"].as_str().unwrap().as_bytes()]
    {
        add(
            "HS256 by what is public",
            signed(&with(&header, "alg", json!("HS256")), &claims, |said| hs256(secret, said)),
        );
        add("EdDSA said, HS256 done", signed(&header, &claims, |said| hs256(secret, said)));
    }
    for alg in ["RS256", "ES256", "PS512", "HS512", "Ed25519"] {
        add("another algorithm", signed(&with(&header, "alg", json!(alg)), &claims, ours));
    }
    add("another key under the good name", signed(&header, &claims, ours));
    for kid in [
        "../../../dev/null",
        "/dev/null",
        "' OR '1'='1",
        "x' UNION SELECT 'k' --",
        "",
        "0",
        "01890a5d-ac96-774b-bcce-b302099a8057",
        "\u{0}",
    ] {
        add("another kid", signed(&with(&header, "kid", json!(kid)), &claims, ours));
        add(
            "another kid, by HS256",
            signed(&json!({"alg": "HS256", "typ": "at+jwt", "kid": kid}), &claims, |said| hs256(b"", said)),
        );
    }
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(own.public_key().as_ref())});
    for (field, value) in [
        ("jku", json!("https://evil.example/jwks.json")),
        ("x5u", json!("https://evil.example/x.pem")),
        ("jwk", jwk),
        ("x5c", json!(["AAAA"])),
        ("crit", json!(["exp"])),
    ] {
        add("a key brought along", signed(&with(&header, field, value.clone()), &claims, ours));
        let mut bare = with(&header, field, value);
        let _ = bare.as_object_mut().unwrap().remove("kid");
        add("a key brought along without a kid", signed(&bare, &claims, ours));
    }
    all
}

/// What somebody makes of a good token and its refresh token without signing anything.
fn bent(good: &str, refresh: &str) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    let mut add = |what, token| all.push((what, token));
    add("the refresh token", refresh.to_owned());
    let parts: Vec<&str> = good.split('.').collect();
    for (what, token) in [
        ("no seal", format!("{}.{}.", parts[0], parts[1])),
        ("two parts", format!("{}.{}", parts[0], parts[1])),
        ("four parts", format!("{good}.{}", parts[2])),
        ("doubled dots", good.replace('.', "..")),
        ("a leading dot", format!(".{good}")),
        ("a blank within", good.replacen('.', ". ", 1)),
        ("a tab within", good.replacen('.', ".\t", 1)),
        ("padding", format!("{good}==")),
        ("parts interchanged", format!("{}.{}.{}", parts[1], parts[0], parts[2])),
        ("quoted", format!("\"{good}\"")),
        ("twice", format!("{good},{good}")),
        ("in capitals", good.to_uppercase()),
        ("long", format!("{}.{}.{}", parts[0], parts[1], "A".repeat(20_000))),
        ("long in the middle", format!("{}.{}.{}", parts[0], "A".repeat(20_000), parts[2])),
        ("nothing", String::new()),
        ("dots", "..".to_owned()),
        ("a brace", "{}".to_owned()),
    ] {
        add(what, token);
    }
    for (part, text) in parts.iter().enumerate() {
        for at in [0, text.len() / 2, text.len() - 2] {
            let mut octets = text.as_bytes().to_vec();
            octets[at] = if octets[at] == b'A' { b'B' } else { b'A' };
            let mut flipped: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
            flipped[part] = String::from_utf8(octets).unwrap();
            add("a character changed", flipped.join("."));
        }
    }
    all
}

async fn refused(client: &Client, what: &str, token: &str) {
    let answer = client.with_token(token).get("/me").await;
    assert_eq!((answer.status, answer.code()), (401, "unauthenticated"), "{what}: {token}");
}

on_both! {
    async fn no_forged_token_is_taken(service: Service) {
        let (head, refresh) = tokens(&service, "head.640104").await;
        let keys = service.anyone().get(&service.url("/.well-known/jwks.json")).await.expect(200).body;
        let public = keys["keys"][0]["x"].as_str().unwrap().to_owned();
        let _ = head.get("/me").await.expect(200);
        let mut all = resigned(head.token(), &public);
        all.extend(bent(head.token(), &refresh));
        assert!(all.len() >= 60, "{}", all.len());
        for (what, token) in &all {
            refused(&service.anyone(), what, token).await;
        }
        println!("{} forged tokens, 0 accepted", all.len());
        let _ = head.get("/me").await.expect(200);
    }

    async fn what_the_service_itself_signed_is_good_for_what_it_says_alone(service: Service) {
        let (head, _) = tokens(&service, "head.640104").await;
        let (header, claims) = (decoded(head.token(), 0), decoded(head.token(), 1));
        let key = service.store().await.read(async |work| work.signing_keys(persistence::signing_keys::Purpose::Tokens).await).await.unwrap();
        let key = EncodingKey::from_ed_der(&key[0].pkcs8);
        let sign = |header: &Value, claims: &Value| {
            let header: Header = serde_json::from_value(header.clone()).unwrap();
            encode(&header, claims, &key).unwrap()
        };
        let _ = service.anyone().with_token(&sign(&header, &claims)).get("/me").await.expect(200);
        let now = claims["iat"].as_i64().unwrap();
        let mut wrong = vec![
            (with(&header, "typ", json!("JWT")), claims.clone()),
            (with(&header, "typ", json!("refresh")), claims.clone()),
            (with(&header, "kid", json!("01890a5d-ac96-774b-bcce-b302099a8057")), claims.clone()),
        ];
        for (field, value) in [
            ("exp", json!(now - 1)),
            ("exp", json!("never")),
            ("iat", json!(now + 3600)),
            ("aud", json!("another-api")),
            ("aud", json!([])),
            ("iss", json!("another")),
            ("iss", json!("")),
            ("sid", json!("01890a5d-ac96-774b-bcce-b302099a8057")),
            ("sid", json!("' OR 1=1 --")),
            ("sub", Value::Null),
        ] {
            wrong.push((header.clone(), with(&claims, field, value)));
        }
        for field in ["exp", "aud", "iss", "sub", "sid", "iat"] {
            let mut without = claims.clone();
            let _ = without.as_object_mut().unwrap().remove(field);
            wrong.push((header.clone(), without));
        }
        for (header, claims) in &wrong {
            refused(&service.anyone(), &format!("{header} {claims}"), &sign(header, claims)).await;
        }
        println!("{} wrong tokens by the right key, 0 accepted", wrong.len());
    }

    async fn a_hundred_that_show_one_refresh_token_at_once_get_one_answer_and_the_family_lives(service: Service) {
        let (_, token) = tokens(&service, "head.640104").await;
        let twin = service.twin().await;
        let doors = [service.anyone(), twin.anyone()];
        let shown = json!({ "refresh_token": token });
        let answers = race(100, |n| doors[n % 2].request(harness::Method::POST, "/sessions/refresh").json(&shown).send()).await;
        for answer in &answers {
            assert_eq!((answer.status, &answer.body), (200, &answers[0].body));
        }
        let next = json!({ "refresh_token": answers[0].body["refresh_token"] });
        let _ = doors[0].post("/sessions/refresh", &next).await.expect(200);
        // The one before the last again: a copy, and all of it ends.
        doors[1].post("/sessions/refresh", &shown).await.refused(401, "unauthenticated");
        for answer in race(100, |n| doors[n % 2].post("/sessions/refresh", &next)).await {
            answer.refused(401, "unauthenticated");
        }
    }
}
