//! Who calls at a service under test? Anybody, accounts of the demonstration, and those that a test has made.

use domain::confirmation::{Proposal, SecondHand};
use domain::log::Act;
use persistence::{Entry, Logged, Stamp, StoreError, Subject, Work};
use serde_json::json;

use super::{PASSWORD, Service};
use crate::client::Client;

/// The password that owners of new accounts choose.
const OWN_PASSWORD: &str = "nine cranes over the salt marsh";

impl Service {
    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Somebody who is not signed in.
    pub fn anyone(&self) -> Client {
        Client::new(self.http.clone(), self.url(""), None)
    }

    /// An account of the demonstration, signed in.
    pub async fn sign_in(&self, username: &str) -> Client {
        self.sign_in_with(username, PASSWORD).await
    }

    /// An account, signed in with that password.
    pub async fn sign_in_with(&self, username: &str, password: &str) -> Client {
        self.anyone().sign_in(username, password).await
    }

    /// An account that was just proposed, confirmed by a second hand: at the command line, which needs nobody of its union.
    pub async fn confirm(&self, username: &str) {
        let at = self.clock.business();
        let stamp = Stamp::of_the_service(at, "admin confirm".to_owned());
        let hand = SecondHand { officer: None, role: None, today: at.day() };
        let confirmed = async |work: &Work| -> Result<_, StoreError> {
            let found = work.accounts().find_by_username(username).await?;
            let (account, _) = found.expect("an account of that name");
            let decided = account.confirmation.confirm(Proposal::Post(account.role), account.officer, hand);
            let _ = work.accounts().decide(&account, decided.expect("it waits")).await?;
            Ok(Logged::new((), Entry::new(Act::ConfirmAccount, Subject::new("account", account.id.raw()))))
        };
        self.store().await.write(&stamp, confirmed).await.expect("it is confirmed");
    }

    /// An account that was just made with that password, signed in with one of its owner's.
    pub async fn settle(&self, username: &str, given: &str) -> Client {
        let client = self.sign_in_with(username, given).await;
        let change = json!({ "current": given, "new": OWN_PASSWORD });
        let _ = client.put("/me/password", &change).await.expect(204);
        client
    }

    /// An account whose owner has chosen their password in place of a given one, signed in again.
    pub async fn sign_in_settled(&self, username: &str) -> Client {
        self.sign_in_with(username, OWN_PASSWORD).await
    }
}
