//! How does long work go on in a test? When it is asked for, a step at a time, as each process does by itself.

use api::State;
use api::imports::Runner;
use uuid::Uuid;

use crate::Service;

/// The one who goes on with jobs in a process.
pub struct Worker {
    runner: Runner,
    state: State,
}

impl Service {
    /// A process of that name that goes on with jobs.
    pub async fn worker(&self, name: u128) -> Worker {
        let state = State::new(self.store().await, self.clock()).expect("the state");
        Worker { runner: Runner::new(Uuid::from_u128(name)), state }
    }

    /// The same, showing an account so many values on a day.
    pub async fn worker_showing(&self, disclosures_a_day: u32) -> Worker {
        let mut worker = self.worker(1).await;
        worker.state.disclosures_a_day = disclosures_a_day;
        worker
    }

    /// Goes on with jobs until none is left.
    pub async fn works(&self) {
        Box::pin(self.worker(1).await.all()).await;
    }
}

impl Worker {
    /// A step; whether there was anything to do.
    pub async fn step(&mut self) -> bool {
        Box::pin(self.runner.step(&self.state)).await.expect("a step")
    }

    /// All that is left.
    pub async fn all(&mut self) {
        while self.step().await {}
    }
}
