//! How is a bank told of a payment, and asked what it has on record? Over HTTP, at an address that the settings name.
//!
//! The reference is the id of the payment. `PUT orders/{id}` tells the bank, `GET orders/{id}` asks it; both are answered with its
//! record ([`BankRecord`]), and 404 says that there is none. A bank that speaks otherwise is spoken to through a small program beside
//! this one, as the front-end machines of banks are.

mod conversation;
mod following;
mod turn;

use std::time::Duration;

use domain::id::PaymentId;
use domain::payment::{BankRecord, Payment, Recipient};
use persistence::steps;
use reqwest::header::{AUTHORIZATION, HeaderValue, InvalidHeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use serde::{Deserialize, Serialize};

use crate::config::Secret;

pub(crate) use turn::speak_on;
pub use turn::{Spoken, turn};

/// How long the bank may take for an answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);
/// The longest answer that is read, in octets.
const LONGEST: usize = 64 * 1024;

/// A bank that is told directly.
#[derive(Debug)]
pub struct DirectBank {
    orders: Url,
    http: Client,
    by_itself: bool,
}

/// Why a bank is not spoken to.
#[derive(Debug, thiserror::Error)]
pub enum NoBank {
    /// Nothing can be added to its address.
    #[error("the address of the bank is none that more can be added to")]
    Address,
    /// The token is none that can be sent.
    #[error("the bank's token is not made of visible letters: {0}")]
    Token(#[from] InvalidHeaderValue),
    /// The program that speaks HTTP does not start.
    #[error("the bank cannot be spoken to: {0}")]
    Client(#[from] reqwest::Error),
}

/// Why it is not known what a bank has on record.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Lost {
    /// No connection came about, so that the bank was not told.
    #[error("the bank is not reached")]
    NotReached,
    /// It was perhaps told, and its answer was lost.
    #[error("the bank's answer was lost: {0}")]
    Unanswered(String),
}

/// What a bank is told of a payment.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BankOrder {
    /// How much.
    pub(crate) amount_fen: i64,
    /// Whose card or account it is.
    pub(crate) holder: String,
    /// The whole number of the card or account.
    pub(crate) account: String,
    /// The bank of an account; null of a card.
    pub(crate) bank: Option<String>,
    /// What for.
    pub(crate) purpose: String,
}

impl BankOrder {
    fn of(payment: &Payment, recipient: &Recipient) -> Self {
        Self {
            amount_fen: payment.amount_fen.as_fen(),
            holder: recipient.holder.as_str().to_owned(),
            account: recipient.number(),
            bank: recipient.bank().map(|bank| bank.as_str().to_owned()),
            purpose: recipient.purpose(),
        }
    }
}

impl From<reqwest::Error> for Lost {
    fn from(error: reqwest::Error) -> Self {
        if error.is_connect() { Self::NotReached } else { Self::Unanswered(error.without_url().to_string()) }
    }
}

impl DirectBank {
    /// The bank at that address, which that token lets in.
    ///
    /// # Errors
    /// [`NoBank`].
    pub fn at(url: &Url, token: Option<&Secret>) -> Result<Self, NoBank> {
        let mut orders = url.clone();
        orders.path_segments_mut().map_err(|()| NoBank::Address)?.pop_if_empty().push("orders");
        let mut client = Client::builder()
            // What a proxy, or another address, says is not the bank's record.
            .no_proxy()
            .redirect(Policy::none())
            .timeout(ANSWERS_WITHIN);
        if let Some(token) = token {
            let mut said = HeaderValue::try_from(format!("Bearer {}", token.reveal()))?;
            said.set_sensitive(true);
            client = client.default_headers([(AUTHORIZATION, said)].into_iter().collect());
        }
        Ok(Self { orders, http: client.build()?, by_itself: true })
    }

    /// The same, spoken to when a turn is asked for, and not by the process itself.
    #[must_use]
    pub fn by_hand(self) -> Self {
        Self { by_itself: false, ..self }
    }

    fn order(&self, payment: PaymentId) -> Url {
        let mut url = self.orders.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.push(&payment.to_string());
        }
        url
    }

    /// Tells the bank of a payment: its record then.
    pub(crate) async fn tell(&self, payment: &Payment, recipient: &Recipient) -> Result<BankRecord, Lost> {
        let order = BankOrder::of(payment, recipient);
        let said = said(self.http.put(self.order(payment.id)).json(&order)).await?;
        said.ok_or_else(|| Lost::Unanswered("it says that it has nothing".to_owned()))
    }

    /// Asks the bank what it has on record of a payment.
    pub(crate) async fn ask(&self, payment: PaymentId) -> Result<Option<BankRecord>, Lost> {
        said(self.http.get(self.order(payment))).await
    }
}

/// What a bank answers: its record, or that there is none.
async fn said(request: RequestBuilder) -> Result<Option<BankRecord>, Lost> {
    steps::step();
    let mut response = request.send().await?;
    let status = response.status();
    if status == StatusCode::NOT_FOUND {
        return Ok(None);
    }
    if !status.is_success() {
        return Err(Lost::Unanswered(format!("it answers {status}")));
    }
    let mut octets = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        octets.extend_from_slice(&chunk);
        if octets.len() > LONGEST {
            return Err(Lost::Unanswered("its answer has no end".to_owned()));
        }
    }
    // What it says of people stays out of what is written about it.
    let record = serde_json::from_slice(&octets);
    steps::step();
    record.map(Some).map_err(|_| Lost::Unanswered("its answer is no record".to_owned()))
}
