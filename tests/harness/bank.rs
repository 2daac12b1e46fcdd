//! Which bank is told? A real server with books of its own, as well or as badly behaved as a test asks.

use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;

use api::State;
use api::bank::{DirectBank, Spoken, turn};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::client::connections;
use crate::service::Service;

/// A bank that answers on a port of its own.
pub struct MockBank {
    address: SocketAddr,
    http: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl MockBank {
    /// One with empty books, that pays whatever it is told.
    pub fn open() -> Self {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                tokio::select! {
                    ended = api::mocks::bank::serve(listener).expect("the listener") => ended.expect("the bank"),
                    _ = stopped => {}
                }
            });
        });
        Self { address, http: connections(), stop: Some(stop), thread: Some(thread) }
    }

    /// How it behaves to the orders that come next.
    pub async fn behaves(&self, manners: &[&str]) {
        let request = self.http.put(format!("{}/manners", self.url())).json(&json!(manners));
        assert!(request.send().await.expect("the bank").status().is_success());
    }

    /// All that it was told, by reference.
    pub async fn books(&self) -> Value {
        let request = self.http.get(format!("{}/orders", self.url()));
        request.send().await.expect("the bank").json().await.expect("its books")
    }

    /// Where it is told.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The way to it, taken when a turn is asked for.
    pub fn direct(&self) -> DirectBank {
        let url = self.url().parse().expect("an address");
        DirectBank::at(&url, None).expect("a bank").by_hand()
    }
}

impl Drop for MockBank {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Service {
    /// Speaks once on that way to a bank, as each process does by itself: the process of that name.
    pub async fn speaks(&self, bank: DirectBank, name: Uuid) -> Spoken {
        let state = State::new(self.store().await, self.clock()).expect("the state");
        let state = state.paying_through(Some(bank));
        turn(&state, name).await.expect("a turn")
    }
}
