//! What does the mock bank keep? Books of its own: which orders it was told, what it did, and how it is to behave.

use std::collections::{BTreeMap, VecDeque};

use domain::id::PaymentId;
use domain::money::Money;
use domain::name::Line;
use domain::payment::{BankOutcome, BankRecord};
use serde::{Deserialize, Serialize};

use crate::bank::BankOrder;

/// How the bank behaves to one order that it is told and does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// It pays at once and says so.
    Pays,
    /// It takes the order in, and pays when it is asked for the second time.
    Waits,
    /// The card is closed: it does not pay, and says so.
    Refuses,
    /// It pays, and the connection breaks before it has said so.
    Swallows,
    /// It pays, the connection breaks, and its record does not show it until it was asked three times.
    Hides,
    /// The connection breaks, and it never had the order.
    Loses,
    /// It has too much to do, and never had the order.
    Busy,
    /// It pays, and says that it was another sum.
    Miscounts,
}

/// An order as the bank keeps it.
#[derive(Clone, Debug, Serialize)]
pub struct Kept {
    /// Onto which card or into which account.
    pub account: String,
    /// How often it was told of it.
    pub told: u32,
    /// How often it was asked of it since.
    pub asked: u32,
    manner: Manner,
    #[serde(flatten)]
    record: BankRecord,
}

/// What the bank answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// Its record.
    Record(BankRecord),
    /// That there is none.
    Nothing,
    /// That it has too much to do.
    Busy,
    /// It breaks the connection.
    Breaks,
}

/// The books.
#[derive(Debug, Default)]
pub(super) struct Books {
    orders: BTreeMap<PaymentId, Kept>,
    manners: VecDeque<Manner>,
    serial: u32,
}

impl Books {
    /// How it behaves to the orders that come next; to those after them it pays.
    pub(super) fn behave(&mut self, manners: Vec<Manner>) {
        self.manners = manners.into();
    }

    /// All that it was told, by reference.
    pub(super) const fn orders(&self) -> &BTreeMap<PaymentId, Kept> {
        &self.orders
    }

    /// It is told of a payment. What it has already it does not do again.
    pub(super) fn told(&mut self, id: PaymentId, order: &BankOrder) -> Says {
        if let Some(kept) = self.orders.get_mut(&id) {
            kept.told += 1;
            return Says::Record(kept.record.clone());
        }
        let manner = self.manners.pop_front().unwrap_or(Manner::Pays);
        let Ok(amount_fen) = Money::fen(order.amount_fen) else { return Says::Busy };
        match manner {
            Manner::Loses => return Says::Breaks,
            Manner::Busy => return Says::Busy,
            _ => {}
        }
        self.serial += 1;
        let outcome = match manner {
            Manner::Waits => None,
            Manner::Refuses => Some(BankOutcome::Failed),
            _ => Some(BankOutcome::Paid),
        };
        let more = i64::from(manner == Manner::Miscounts);
        let record = BankRecord {
            amount_fen: Money::fen(order.amount_fen + more).unwrap_or(amount_fen),
            outcome,
            reason: (manner == Manner::Refuses).then(|| line("账户已销户")).flatten(),
            serial: line(&format!("MB{:08}", self.serial)),
        };
        let kept = Kept { account: order.account.clone(), told: 1, asked: 0, manner, record: record.clone() };
        drop(self.orders.insert(id, kept));
        match manner {
            Manner::Swallows | Manner::Hides => Says::Breaks,
            _ => Says::Record(record),
        }
    }

    /// It is asked what it has on record.
    pub(super) fn asked(&mut self, id: PaymentId) -> Says {
        let Some(kept) = self.orders.get_mut(&id) else { return Says::Nothing };
        kept.asked += 1;
        if kept.manner == Manner::Hides && kept.asked <= 3 {
            return Says::Nothing;
        }
        if kept.manner == Manner::Waits && kept.asked >= 2 {
            kept.record.outcome = Some(BankOutcome::Paid);
        }
        Says::Record(kept.record.clone())
    }
}

fn line(text: &str) -> Option<Line> {
    text.to_owned().try_into().ok()
}
