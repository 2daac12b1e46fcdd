//! Ten thousand guesses against one account, from one address and from a thousand: how many are looked at, and does its owner
//! still get in?

use futures_util::StreamExt;
use futures_util::stream;
use harness::{Answer, Client, Engine, Process, run_apart};

use super::figure::{at_most, count, program};
use crate::guesses::from;

const WRONG: &str = "not the password at all";
const RIGHT: &str = "jinqiu-demonstration";
/// How many guess at the same moment.
const AT_ONCE: usize = 16;
/// Guesses of a name that are free, from wherever they come.
const FREE_OF_A_NAME: usize = 20;

/// What became of guesses.
#[derive(Debug, Default)]
struct Told {
    wrong: usize,
    wait: usize,
    away: usize,
}

impl Told {
    fn count(&mut self, answer: &Answer) {
        match answer.status {
            401 => self.wrong += 1,
            429 => self.wait += 1,
            503 => self.away += 1,
            _ => panic!("{}", answer.text),
        }
        if answer.status != 401 {
            assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds <= 900));
        }
    }
}

/// So many guesses of a name, from as many addresses in turn.
async fn guess(anyone: &Client, username: &str, guesses: usize, addresses: usize) -> Told {
    let all = stream::iter(0..guesses).map(|n| {
        let n = n % addresses;
        let address = format!("198.18.{}.{}", n / 256, n % 256);
        async move { from(anyone, &address, username, WRONG).await }
    });
    let mut told = Told::default();
    let mut answers = std::pin::pin!(all.buffer_unordered(AT_ONCE));
    while let Some(answer) = answers.next().await {
        told.count(&answer);
    }
    told
}

/// What a guess takes: hashes, statements for the database, and the answer.
type Step = (u64, u64, u16);

/// What each of eight guesses of a name takes.
async fn steps(process: &Process, username: &str, address: &str) -> Vec<Step> {
    let (anyone, mut steps) = (process.anyone(), Vec::new());
    let figures = async || {
        let hashes = process.figure("jinqiu_password_hashes_total").await;
        (hashes, process.figure("jinqiu_statements_of_requests_total").await)
    };
    let mut before = figures().await;
    for _ in 0..8 {
        let status = from(&anyone, address, username, WRONG).await.status;
        let after = figures().await;
        steps.push((after.0 - before.0, after.1 - before.1, status));
        before = after;
    }
    steps
}

/// What each guess takes of those names, one after another, at least: now and then somebody looks which keys are in use.
async fn least(process: &Process, usernames: [&str; 3], network: &str) -> Vec<Step> {
    let mut least = vec![(u64::MAX, u64::MAX, u16::MAX); 8];
    for (n, username) in usernames.into_iter().enumerate() {
        let of_name = steps(process, username, &format!("{network}.{n}")).await;
        println!("eight guesses of {username}: {of_name:?} (hashes, statements, answer)");
        for (least, step) in least.iter_mut().zip(of_name) {
            *least = (least.0.min(step.0), least.1.min(step.1), least.2.min(step.2));
        }
    }
    least
}

async fn besiege(mut process: Process) {
    let _ = process.trusting("127.0.0.1").serve();
    let anyone = process.anyone();
    let home = "192.0.2.7";
    let _ = from(&anyone, home, "head.640104", RIGHT).await.expect(200);

    // The first one makes the key under which failures are on record.
    let _ = from(&anyone, home, "head.640105", WRONG).await;
    // Known and unknown names take the same steps.
    let known = ["caseworker.640104", "caseworker.04fz01", "accounts.640100"];
    let known = least(&process, known, "203.0.113").await;
    let unknown = least(&process, ["nobody.at.all", "nobody.else", "nobody.there"], "198.51.100").await;
    assert_eq!(known, unknown, "a known name takes other steps than one of nobody");
    let hashed: u64 = known.iter().map(|step| step.0).sum();
    assert_eq!(hashed, 5, "no password is hashed while a wait is on");

    let guesses = count(300, 10_000);
    for addresses in [1, 1000] {
        let before = process.figure("jinqiu_password_hashes_total").await;
        let told = guess(&anyone, "head.640104", guesses, addresses).await;
        let hashed = process.figure("jinqiu_password_hashes_total").await - before;
        println!("{guesses} guesses from {addresses} addresses: {told:?}, {hashed} hashed");
        assert_eq!(
            usize::try_from(hashed).unwrap(),
            told.wrong,
            "a guess that was not told wrong was hashed"
        );
        // The first waits end while a long drill runs: some more of one address, one or two of each of many.
        let looked_at = if addresses == 1 { 5 + 8 } else { FREE_OF_A_NAME + 2 * addresses.min(guesses) };
        at_most("guesses that were looked at", told.wrong, looked_at, "guesses");
        // The owner gets in from where they are known, at once.
        let _ = from(&anyone, home, "head.640104", RIGHT).await.expect(200);
    }
    // From elsewhere they are told to wait, a quarter of an hour at most; that the wait ends, `guesses` shows by a set clock.
    let waits = from(&anyone, "192.0.2.8", "head.640104", RIGHT).await.refused(429, "too_many_requests");
    let wait: u32 = waits.header("retry-after").parse().unwrap();
    at_most("the owner's wait elsewhere", wait, 900, "seconds");
    assert!(wait <= 900);
}

mod ten_thousand_guesses_do_not_keep_the_owner_out {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), besiege);
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), besiege);
    }
}
