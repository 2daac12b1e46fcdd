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

/// How many hashes, and how many of each answer, so many guesses of a name take.
async fn steps(process: &Process, username: &str, address: &str) -> (u64, u64, Vec<u16>) {
    let anyone = process.anyone();
    let figures = async || {
        let hashes = process.figure("jinqiu_password_hashes_total").await;
        let statements = process.figure("jinqiu_statements_total").await;
        (hashes, statements)
    };
    let before = figures().await;
    let mut told = Vec::new();
    for _ in 0..8 {
        told.push(from(&anyone, address, username, WRONG).await.status);
    }
    let after = figures().await;
    (after.0 - before.0, after.1 - before.1, told)
}

async fn besiege(mut process: Process) {
    let _ = process.trusting("127.0.0.1").serve();
    let anyone = process.anyone();
    let home = "192.0.2.7";
    let _ = from(&anyone, home, "head.640104", RIGHT).await.expect(200);

    // The first one makes the key under which failures are on record.
    let _ = from(&anyone, home, "head.640105", WRONG).await;
    // Known and unknown names take the same steps.
    let known = steps(&process, "caseworker.640104", "203.0.113.1").await;
    let unknown = steps(&process, "nobody.at.all", "203.0.113.2").await;
    println!(
        "eight guesses of a known name and of none: {known:?} {unknown:?} (hashes, statements, answers)"
    );
    // Statements are printed alone: the service does work of its own meanwhile, which is counted with them.
    assert_eq!((known.0, &known.2), (unknown.0, &unknown.2));
    assert_eq!(known.0, 5, "no password is hashed while a wait is on");

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
