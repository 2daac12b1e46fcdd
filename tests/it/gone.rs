//! What if whoever asked is gone before the answer? The store keeps a deed whole or not at all, and what it acknowledged
//! to others.

use std::future::Future;
use std::pin::pin;
use std::sync::mpsc;
use std::task::Poll;

use domain::log::Act;
use domain::name::Title;
use domain::time::Instant;
use domain::union::{UnionCode, UnionKind};
use harness::{Engine, Service, on_both, run};
use persistence::{Entry, Logged, Stamp, Store, StoreError, Subject, Work, unions};
use tokio::runtime::{Builder, Runtime};

/// The steps of a deed of two parts are fewer than these.
const STEPS: usize = 160;
/// How often each step is the last: whether the database's thread is ahead then is chance.
const ROUNDS: usize = 8;

fn stamp() -> Stamp {
    let at: Instant = "2018-07-30T09:00:00+08:00".parse().unwrap();
    Stamp::of_the_service(at, "gone".to_owned())
}

/// A union that no test of another has.
async fn enter(work: &Work, code: &str) -> Result<Logged<()>, StoreError> {
    let said = unions::Particulars {
        code: UnionCode::try_from(code.to_owned()).unwrap(),
        name: Title::try_from(format!("第{code}工会")).unwrap(),
        kind: UnionKind::CityFederation,
        parent: None,
    };
    let union = work.unions().add(&said).await?;
    Ok(Logged::new((), Entry::new(Act::CreateUnion, Subject::new("union", union.id.raw()))))
}

async fn enters(store: &Store, code: String) -> Result<(), StoreError> {
    store.write(&stamp(), async |work: &Work| enter(work, &code).await).await
}

/// Two unions, each by a part of the deed.
async fn enters_two(store: &Store, codes: [String; 2]) -> Result<(), StoreError> {
    let [one, other] = &codes;
    store
        .write(&stamp(), async |work: &Work| -> Result<Logged<()>, StoreError> {
            let _ = work.part(async |part| enter(part, one).await).await?;
            work.part(async |part| enter(part, other).await).await
        })
        .await
}

/// Takes that many steps, and goes away.
async fn steps<F: Future>(most: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut taken = 0;
    std::future::poll_fn(move |context| {
        if taken < most
            && let Poll::Ready(outcome) = future.as_mut().poll(context)
        {
            return Poll::Ready(Some(outcome));
        }
        taken += 1;
        if taken < most { Poll::Pending } else { Poll::Ready(None) }
    })
    .await
}

/// How many unions of that letter there are.
async fn entered(service: &Service, letter: char) -> i64 {
    service.numbers(&format!("SELECT count(*) FROM unions WHERE code LIKE '{letter}%'")).await[0]
}

on_both! {
    async fn a_deed_whose_caller_goes_away_is_there_whole_or_not_at_all_and_takes_nobody_along(service: Service) {
        let store = service.store().await;
        let mut whole = 0;
        for number in 0..ROUNDS * STEPS {
            let code = |which: char| format!("{which}{number:05}");
            let before = enters(&store, code('A'));
            let gone = steps(number % STEPS, enters_two(&store, [code('B'), code('C')]));
            let after = enters(&store, code('D'));
            let (before, gone, after) = tokio::join!(before, gone, after);
            assert!(before.is_ok() && after.is_ok(), "after {} steps: {before:?}, {after:?}", number % STEPS);
            whole += i64::from(gone.is_some());
        }
        let all = i64::try_from(ROUNDS * STEPS).unwrap();
        assert_eq!([entered(&service, 'A').await, entered(&service, 'D').await], [all, all], "acknowledged and lost");
        let twos = entered(&service, 'B').await;
        assert!((1..all).contains(&whole) && (whole..all).contains(&twos), "{whole} of {twos} acknowledged");
        let halves = "SELECT count(*) FROM unions one WHERE (code LIKE 'B%' OR code LIKE 'C%') AND NOT EXISTS (SELECT 1
            FROM unions WHERE code = (CASE WHEN one.code LIKE 'B%' THEN 'C' ELSE 'B' END) || substr(one.code, 2))";
        assert_eq!(service.numbers(halves).await, [0]);
    }
}

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

mod a_runtime_that_ends_leaves_the_deed_of_another_to_its_end {
    use super::*;

    #[test]
    fn sqlite() {
        run(Engine::Sqlite, async |service: Service| {
            let (give, take) = mpsc::channel::<Store>();
            let (begun, beginning) = mpsc::channel();
            let done = std::thread::scope(|threads| {
                let service = &service;
                // The store is opened on a runtime that ends, as the service's does, while a thread of the server's is
                // in the middle of a deed.
                let opener = threads.spawn(move || {
                    let runtime = runtime();
                    give.send(runtime.block_on(service.store())).unwrap();
                    beginning.recv().unwrap();
                    drop(runtime);
                });
                let store = take.recv().unwrap();
                let done = threads.spawn(move || {
                    runtime().block_on(store.write(&stamp(), async |work: &Work| {
                        begun.send(()).unwrap();
                        for _ in 0..2000 {
                            let _ = work.accounts().find_by_username("head.640104").await?;
                        }
                        enter(work, "E00001").await
                    }))
                });
                opener.join().unwrap();
                done.join().unwrap()
            });
            assert!(done.is_ok(), "{done:?}");
            assert_eq!(entered(&service, 'E').await, 1);
        });
    }
}
