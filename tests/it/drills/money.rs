//! Does every fen stay where it belongs, whatever is done in whichever order? Funds and awards against what the clauses say of them:
//! nothing comes from nowhere, nobody is given money before who comes before them (N05, N26).

use std::collections::BTreeMap;

use harness::{Answer, Client, Service, Value, json, on_both};

use super::dice::Dice;
use super::figure::{count, seed};
use crate::cast::{Case, Cast};
use crate::funds::{AWARD, Purse, approved, fund_of};

/// How many awards there are to give money to.
const CASES: usize = 8;
/// So many of them are revoked in the end at most: the others go on.
const REVOKED: usize = 3;

/// What must be true, kept beside the service.
struct Books<'c> {
    finance: Client,
    city: Client,
    purses: Vec<Purse>,
    /// What each fund was given in all, less what was cut.
    budgets: Vec<i64>,
    cases: BTreeMap<String, &'c Case<'c>>,
    /// Those that wait or have money, in the order of priority: by their case, with the fund that gave it.
    order: Vec<(String, Option<usize>)>,
}

impl<'c> Books<'c> {
    async fn open(service: &Service, people: &Cast, cases: &'c [Case<'c>]) -> Self {
        let finance = service.sign_in("finance.640100").await;
        let mut purses = vec![Purse::of(service, 0).await];
        let mut second = fund_of(&finance).await;
        second["source"] = json!("union_funds");
        second["name"] = json!("工会经费");
        let id = finance.post("/funds", &second).await.expect(201).id();
        purses.push(Purse { finance: finance.clone(), id });
        let listed = people.city.get("/applications?sort=priority&stage=approved").await.expect(200).body;
        let ids = listed["items"].as_array().unwrap().iter();
        let order = ids.map(|case| (case["id"].as_str().unwrap().to_owned(), None)).collect();
        let cases = cases.iter().map(|case| (case.id.clone(), case)).collect();
        Self { finance, city: people.city.clone(), budgets: vec![0; purses.len()], purses, cases, order }
    }

    fn committed(&self, fund: usize) -> i64 {
        let have = self.order.iter().filter(|(_, of)| *of == Some(fund)).count();
        i64::try_from(have).unwrap() * AWARD
    }

    fn available(&self, fund: usize) -> i64 {
        self.budgets[fund] - self.committed(fund)
    }

    async fn award(&self, case: &str) -> Value {
        let found = self.finance.get(&format!("/awards?application={case}")).await.expect(200).body;
        found["items"][0].clone()
    }

    async fn budget_moves(&mut self, fund: usize, fen: i64) {
        let change = if fen > 0 { "increase" } else { "cut" };
        let may = self.available(fund) + fen >= 0;
        let answer = self.purses[fund].moves(change, fen.abs()).await;
        assert_eq!(answer.status, if may { 200 } else { 409 }, "{}", answer.text);
        if may {
            self.budgets[fund] += fen;
        }
    }

    async fn shares(&mut self, fund: usize, limit: usize) {
        let mut left = self.available(fund);
        let mut expected = Vec::new();
        for (case, of) in &mut self.order {
            if of.is_some() {
                continue;
            }
            if left < AWARD || expected.len() == limit {
                break;
            }
            left -= AWARD;
            *of = Some(fund);
            expected.push(case.clone());
        }
        let told = self.purses[fund].shares_with(limit).await.expect(200).body;
        let funded = told["funded"].as_array().unwrap().iter();
        let mut funded: Vec<&str> = funded.map(|award| award["application"].as_str().unwrap()).collect();
        funded.sort_unstable();
        expected.sort_unstable();
        assert_eq!(funded, expected);
        let wait = i64::try_from(self.order.iter().filter(|(_, of)| of.is_none()).count()).unwrap();
        assert_eq!((&told["awaiting"], &told["awaiting_fen"]), (&json!(wait), &json!(wait * AWARD)));
        assert_eq!(told["missing_fen"], json!((wait * AWARD - left).max(0)));
    }

    async fn releases(&mut self, at: usize, stale: bool) {
        let (case, of) = self.order[at].clone();
        let award = self.award(&case).await;
        let version = award["version"].as_i64().unwrap() - i64::from(stale);
        let path = format!("/awards/{}/release", award["id"].as_str().unwrap());
        let answer: Answer =
            self.finance.post_at(&path, version, &json!({"ground": "改由其他资金支付"})).await;
        let expected = if stale {
            412
        } else if of.is_some() {
            200
        } else {
            409
        };
        assert_eq!(answer.status, expected, "{}", answer.text);
        if expected == 200 {
            self.order[at].1 = None;
        }
    }

    async fn revokes(&mut self, at: usize) {
        let (case, _) = self.order.remove(at);
        let revoked = json!({"action": "revoke", "note": "经核实不符合条件"});
        let _ = self.cases[&case].does(&self.city, revoked).await.expect(200);
        assert_eq!(self.award(&case).await["state"], "revoked");
    }

    /// Every fund has what it was given, less what is set aside; and that is what the awards say that they have.
    async fn hold(&self) {
        for (fund, purse) in self.purses.iter().enumerate() {
            assert_eq!(purse.balance().await, (self.available(fund), self.committed(fund)), "fund {fund}");
        }
        for (case, of) in &self.order {
            let award = self.award(case).await;
            let fund = of.map(|fund| self.purses[fund].id.as_str());
            assert_eq!((award["fund"].as_str(), &award["amount_fen"]), (fund, &json!(AWARD)), "{case}");
        }
    }
}

on_both! {
    async fn no_fen_is_lost_or_made(service: Service) {
        let mut dice = Dice(seed());
        let people = Cast::of(&service).await;
        let cases = approved(&service, &people, CASES).await;
        let mut books = Books::open(&service, &people, &cases).await;
        let operations = count(60, 5_000);
        for operation in 0..operations {
            let below = |dice: &mut Dice, sides: usize| usize::try_from(dice.roll(u64::try_from(sides).unwrap())).unwrap();
            let fund = below(&mut dice, 2);
            match below(&mut dice, 8) {
                0 | 1 => books.budget_moves(fund, i64::try_from(below(&mut dice, 3)).unwrap() * AWARD + 1).await,
                2 => books.budget_moves(fund, -i64::try_from(below(&mut dice, 3)).unwrap() * AWARD - 1).await,
                3 | 4 => books.shares(fund, below(&mut dice, 4) + 1).await,
                7 if operation % 16 == 15 && CASES - books.order.len() < REVOKED => {
                    let at = below(&mut dice, books.order.len());
                    books.revokes(at).await;
                }
                roll => {
                    let at = below(&mut dice, books.order.len());
                    books.releases(at, roll == 6).await;
                }
            }
            books.hold().await;
        }
        println!("operations {operations}, fen lost or made: 0 (limit 0): kept");
    }
}
