//! Is there what was acknowledged, and nothing else, when SQLite takes a transaction back by itself?

use sea_orm::{Database, DbBackend, Statement};

use super::*;

async fn write(turn: Turn, number: i32) -> Result<(), StoreError> {
    let (savepoint, done) = turn.split();
    savepoint.execute_unprepared(&format!("INSERT INTO kept VALUES ({number})")).await?;
    done.keep(savepoint).await
}

/// As SQLite does by itself when the disk is full: the driver is not told.
async fn taken_back(turn: Turn) -> Result<(), StoreError> {
    let (savepoint, done) = turn.split();
    savepoint.execute_unprepared("ROLLBACK").await?;
    done.forget(savepoint).await
}

async fn kept(url: &str) -> Vec<i32> {
    let reader = Database::connect(url).await.unwrap();
    let rows = Statement::from_string(DbBackend::Sqlite, "SELECT number FROM kept ORDER BY number");
    let rows = reader.query_all_raw(rows).await.unwrap();
    rows.iter().map(|row| row.try_get("", "number").unwrap()).collect()
}

#[tokio::test]
async fn what_is_acknowledged_is_there_after_sqlite_took_a_transaction_back() {
    let path = std::env::temp_dir().join(format!("jinqiu_group_{}.db", std::process::id()));
    let url = format!("sqlite:{}", path.display());
    drop(std::fs::File::create(&path).unwrap());
    let writer = crate::sqlite::open_writer(&url).await.unwrap();
    let group = Group::start(url.clone(), writer).unwrap();
    let (savepoint, done) = group.turn().await.unwrap().split();
    savepoint.execute_unprepared("CREATE TABLE kept (number INTEGER)").await.unwrap();
    done.keep(savepoint).await.unwrap();
    for round in 0..3 {
        // Three of one group: the second makes it come to nothing, of which no other knows.
        let turns = async {
            let first = async { write(group.turn().await?, 100 * round).await };
            let second = async { taken_back(group.turn().await?).await };
            let third = async { write(group.turn().await?, 100 * round + 1).await };
            tokio::join!(first, second, third)
        };
        let (first, second, third) = turns.await;
        assert!(second.is_err(), "{round}");
        let alone = 100 * round + 2;
        write(group.turn().await.unwrap(), alone).await.unwrap();
        let there = kept(&url).await;
        for (number, told) in [(100 * round, first), (100 * round + 1, third), (alone, Ok(()))] {
            assert_eq!(there.contains(&number), told.is_ok(), "{number}: {told:?}, of {there:?}");
        }
    }
    drop(group);
    for end in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(format!("{}{end}", path.display())));
    }
}
