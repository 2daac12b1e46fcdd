//! What if the process is asked to stop? It says that it is not ready, goes on answering for a moment, takes nobody in any
//! more, answers what is under way, and ends. Asked twice, it ends at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use tokio::signal::unix::{SignalKind, signal};

use crate::State;

/// What is under way when nobody is taken in any more has so many seconds.
pub(crate) const UNDER_WAY_S: u64 = 10;

/// How the service stops: for how long it answers on, and whether it was asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stopping {
    answers_on: Duration,
    asked: Arc<AtomicBool>,
}

impl Stopping {
    /// Of a service that answers on for so long once it is asked to stop.
    pub(crate) fn after(answers_on: Duration) -> Self {
        Self { answers_on, asked: Arc::default() }
    }

    /// Whether it was asked to stop.
    pub(crate) fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }
}

/// Ends when the service has stopped: in order by SIGTERM; at once by a second one, or by another signal.
pub(crate) async fn by_signals(state: Data<State>, server: ServerHandle) -> std::io::Result<()> {
    let [mut first, mut both, mut interrupt, mut quit] = [
        signal(SignalKind::terminate())?,
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
        signal(SignalKind::quit())?,
    ];
    let asked = async {
        let _ = first.recv().await;
        in_order(&state, &server).await;
    };
    let twice = async {
        let _ = (both.recv().await, both.recv().await);
    };
    tokio::select! {
        () = asked => {}
        () = twice => tracing::warn!("asked to stop twice: what is under way is not answered"),
        _ = interrupt.recv() => {}
        _ = quit.recv() => {}
    }
    Ok(())
}

async fn in_order(state: &State, server: &ServerHandle) {
    tracing::info!(answers_on_s = state.stopping.answers_on.as_secs(), "asked to stop");
    state.stopping.asked.store(true, Ordering::Relaxed);
    // Threads end one after another, and whoever still answers needs connections that do not end with another thread. Those
    // of the others have meanwhile done what they were about.
    state.store.connect_here().await;
    tokio::time::sleep(state.stopping.answers_on).await;
    server.stop(true).await;
}
