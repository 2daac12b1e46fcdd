//! How many writers share a commit on SQLite? Sixteen need at most one commit for four acknowledged writes.

use harness::{Client, Engine, Process, json, race, run_apart};

use super::figure::{at_most, count, program};

const WRITERS: usize = 16;

/// Writes one after another, each when the one before is acknowledged.
async fn write(client: &Client, times: usize) {
    for _ in 0..times {
        let _ = client.post("/officers", &json!({ "name": "白云飞" })).await.expect(201);
    }
}

async fn share(mut process: Process) {
    process.serve();
    let client = process.sign_in("accounts.640100").await;
    let times = count(8, 200);
    let before = process.figure("jinqiu_commits_total").await;
    let _ = race(WRITERS, |_| write(&client, times)).await;
    let commits = process.figure("jinqiu_commits_total").await - before;
    let writes = u64::try_from(WRITERS * times).unwrap();
    println!("{writes} acknowledged writes of {WRITERS} writers in {commits} commits");
    at_most("commits for a hundred writes", commits * 100 / writes, 25, "commits");
    assert!(commits * 4 <= writes, "{commits} commits for {writes} writes");
}

/// Only SQLite groups commits; PostgreSQL does so by itself.
mod sixteen_writers_need_a_commit_for_four_writes_at_most {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), share);
    }
}
