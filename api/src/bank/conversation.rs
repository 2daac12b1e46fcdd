//! What is spoken with a bank of a batch? What it is told is marked before, so that neither a crash nor a lost answer has anything told
//! twice; and it is asked until it has said of each what became of it (N22, N26).

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant as Moment};

use domain::access::Jurisdiction;
use domain::id::{AwardId, PaymentId};
use domain::log::Act;
use domain::payment::{BankRecord, Payment, PaymentState, answered};
use domain::payment_batch::PaymentBatch;
use domain::time::Instant;
use futures_util::StreamExt;
use futures_util::stream;
use persistence::payments::PaymentRecord;
use persistence::{Entry, Logged, Stamp, Subject, Work};
use uuid::Uuid;

use super::following::{Following, Records};
use super::turn::Spoken;
use super::{DirectBank, Lost};
use crate::State;
use crate::payment_batches::{look_again, take};
use crate::problem::{Code, Problem};

/// How many payments are asked of at once, how many are told at once, and how many of those side by side: those that are marked are told
/// before their time is over, however slow the bank is.
const ASKS_AT_ONCE: u64 = 100;
const TELLS_AT_ONCE: u64 = 16;
const SIDE_BY_SIDE: usize = 8;
/// For how long a process tells alone; and how long after it has marked payments it still tells of them. The bank has answered, or was
/// given up, long before another takes its place.
const LEASE_SECONDS: i64 = 20;
const TELLS_WITHIN: Duration = Duration::from_secs(10);

/// What is spoken with a bank of a batch.
pub(super) struct Conversation<'a> {
    /// What every part shares.
    pub(super) state: &'a State,
    /// The bank.
    pub(super) bank: &'a DirectBank,
    /// The name of this process.
    pub(super) holder: Uuid,
    /// The batch.
    pub(super) batch: PaymentBatch,
}

/// What the bank said of payments, each.
type Said = Vec<(PaymentId, Result<Option<BankRecord>, Lost>)>;

impl Conversation<'_> {
    /// Asks of all that it was told and has not decided.
    pub(super) async fn asks(&self) -> Result<Spoken, Problem> {
        let (mut spoken, mut after) = (Spoken::default(), 0);
        loop {
            let those =
                self.standing(&[PaymentState::Unknown, PaymentState::Sent], after, ASKS_AT_ONCE).await?;
            let Some(last) = those.last() else { return Ok(spoken) };
            after = last.payment.line;
            let asked = self.ask(&those).await;
            let away = all_lost(&asked);
            spoken = spoken.and(self.settle(&those, asked).await?);
            if away {
                return Ok(spoken);
            }
        }
    }

    /// Tells it of all that it was not told, unless it has them on record.
    pub(super) async fn tells(&self) -> Result<Spoken, Problem> {
        let (mut spoken, mut after) = (Spoken::default(), 0);
        loop {
            let those = self.standing(&[PaymentState::Planned], after, TELLS_AT_ONCE).await?;
            let Some(last) = those.last() else { return Ok(spoken) };
            after = last.payment.line;
            let asked = self.ask(&those).await;
            let new = |id: &PaymentId| asked.iter().any(|(of, said)| of == id && matches!(said, Ok(None)));
            // To whom one of an erased case goes nobody knows any more.
            let new: Vec<PaymentRecord> =
                those.iter().filter(|of| of.recipient.is_some() && new(&of.payment.id)).cloned().collect();
            let away = all_lost(&asked);
            spoken = spoken.and(self.settle(&those, asked).await?);
            if away {
                return Ok(spoken);
            }
            let marked = self.mark(&new).await?;
            let told =
                self.tell(new.iter().filter(|of| marked.contains(&of.payment.id)), Moment::now()).await;
            let (known, away) = (told.iter().filter(|(_, said)| said.is_ok()).count(), all_lost(&told));
            spoken = spoken.and(self.settle(&those, told).await?);
            spoken.told += known;
            if away {
                return Ok(spoken);
            }
        }
    }

    async fn standing(
        &self,
        states: &[PaymentState],
        after: u32,
        most: u64,
    ) -> Result<Vec<PaymentRecord>, Problem> {
        let read = async |work: &Work| work.payments().standing(self.batch.id, states, after, most).await;
        Ok(self.state.store.read(read).await?)
    }

    async fn ask(&self, those: &[PaymentRecord]) -> Said {
        let ids: Vec<PaymentId> = those.iter().map(|of| of.payment.id).collect();
        let asked = ids.into_iter().map(|id| async move { (id, self.bank.ask(id).await) });
        stream::iter(asked).buffer_unordered(SIDE_BY_SIDE).collect().await
    }

    /// Tells of those that were marked at that moment, while that is not long ago.
    async fn tell(&self, those: impl Iterator<Item = &PaymentRecord>, marked: Moment) -> Said {
        let tell = |of: &PaymentRecord| {
            let (id, told) =
                (of.payment.id, of.recipient.as_ref().map(|to| (of.payment.clone(), to.clone())));
            async move {
                let said = match told {
                    Some((payment, to)) if marked.elapsed() < TELLS_WITHIN => {
                        self.bank.tell(&payment, &to).await.map(Some)
                    }
                    _ => Err(Lost::NotReached),
                };
                (id, said)
            }
        };
        stream::iter(those.map(tell)).buffer_unordered(SIDE_BY_SIDE).collect().await
    }

    /// Marks payments before the bank is told of them, if this process speaks for all and nothing came up since they were handed over:
    /// those that it is to be told of.
    async fn mark(&self, those: &[PaymentRecord]) -> Result<BTreeSet<PaymentId>, Problem> {
        let now = self.state.clock.real();
        let deed = async |work: &Work| -> Result<_, Problem> {
            if !work.payment_batches().speaks(self.holder, now, now.plus_seconds(LEASE_SECONDS)).await? {
                return Err(overtaken());
            }
            let held = work.payments().hold_some(self.batch.id, those.iter().map(|of| of.payment.id)).await?;
            let clear = self.clear(work, those).await?;
            let may = |of: &&Payment| of.state == PaymentState::Planned && clear.contains(&of.award);
            let to: BTreeMap<_, _> =
                held.iter().filter(may).map(|of| (of.id, PaymentState::Unknown)).collect();
            if to.is_empty() {
                return Err(overtaken());
            }
            let _ = work.payments().stand(self.batch.id, &to).await?;
            let marked: BTreeSet<PaymentId> = to.into_keys().collect();
            let entry = self.entry(Act::OrderPayments).change(&(), &marked)?;
            Ok(Logged::new(marked, entry))
        };
        if those.is_empty() {
            return Ok(BTreeSet::new());
        }
        match self.state.store.write_many(&self.stamp(), count(those.len()), deed).await {
            Err(problem) if is_overtaken(&problem) => Ok(BTreeSet::new()),
            marked => marked,
        }
    }

    /// The awards in whose way nothing stands today.
    async fn clear(&self, work: &Work, those: &[PaymentRecord]) -> Result<BTreeSet<AwardId>, Problem> {
        let within = Jurisdiction { root: self.batch.union };
        let fund = work.funds().find_within(within, self.batch.fund).await?;
        let fund = fund.ok_or_else(|| Problem::new(Code::NotFound))?;
        let looked_at = look_again(work, &fund, those, self.state.clock.business().day()).await?;
        let clear = looked_at.into_iter().filter(|of| of.obstacles.is_empty());
        Ok(clear.map(|of| of.award.id).collect())
    }

    /// Takes over what the bank has on record, where that says something new.
    async fn settle(&self, those: &[PaymentRecord], said: Said) -> Result<Spoken, Problem> {
        let (mut records, mut lost) = (Records::new(), 0);
        for (id, said) in said {
            match said {
                Ok(record) => drop(records.insert(id, record)),
                Err(error) => {
                    tracing::warn!(payment = %id, %error, "it is not known what the bank has on record");
                    lost += 1;
                }
            }
        }
        let now = self.state.clock.business();
        let payments = those.iter().map(|of| &of.payment);
        let seen = Following::of(payments, &records, now);
        seen.warn();
        let spoken = Spoken { told: 0, settled: 0, lost, misfits: seen.misfits.len() };
        if seen.news() == 0 {
            return Ok(spoken);
        }
        let settled = self.take(&records, now).await?;
        Ok(Spoken { settled, ..spoken })
    }

    async fn take(&self, records: &Records, now: Instant) -> Result<usize, Problem> {
        let deed = async |work: &Work| -> Result<_, Problem> {
            let ids = records.keys().copied();
            let held = work.payments().hold_some(self.batch.id, ids).await?;
            let following = Following::of(held.iter(), records, now);
            following.warn();
            let settled = following.news();
            if settled == 0 {
                return Err(overtaken());
            }
            let Following { stands, lines, .. } = following;
            let _ = work.payments().stand(self.batch.id, &stands).await?;
            let entry = self.entry(Act::SettlePayments).change(&(), &stands)?;
            if lines.is_empty() {
                return Ok(Logged::new(settled, entry));
            }
            let within = Jurisdiction { root: self.batch.union };
            let batch = work.payment_batches().find(within, self.batch.id).await?;
            let batch = batch.ok_or_else(|| Problem::new(Code::NotFound))?;
            let new = answered(&held, &lines).map_err(|_| overtaken())?;
            let (_, taken) = take(work, &batch, &new).await?;
            Ok(Logged::new(settled, entry).and(taken))
        };
        match self.state.store.write_many(&self.stamp(), count(records.len()), deed).await {
            // What was not taken over is asked for again.
            Err(problem) if is_overtaken(&problem) => Ok(0),
            settled => settled,
        }
    }

    fn stamp(&self) -> Stamp {
        Stamp::of_the_service(self.state.clock.business(), Stamp::BANK.to_owned())
    }

    fn entry(&self, act: Act) -> Entry {
        Entry::new(act, Subject::new("payment_batch", self.batch.id.raw()))
    }
}

/// Whether the bank was spoken to and said nothing at all.
fn all_lost(said: &Said) -> bool {
    !said.is_empty() && said.iter().all(|(_, said)| said.is_err())
}

/// Another process, or an officer, was first.
fn overtaken() -> Problem {
    Problem::new(Code::Refused)
}

fn is_overtaken(problem: &Problem) -> bool {
    matches!(problem.code, Code::Refused | Code::Stale)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
