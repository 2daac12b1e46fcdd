//! What did the bank say of payments? Taken down line by line or not at all: nothing twice, and nothing against what it said before
//! (N22).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Payment, PaymentState};
use crate::id::PaymentId;
use crate::money::Money;
use crate::name::Line;
use crate::sensitive::starred;
use crate::text::reasons;
use crate::words::spoken;

spoken! {
    /// What the bank did (回盘结果).
    BankOutcome {
        /// It paid.
        Paid "成功"
        /// It did not pay.
        Failed "失败"
        /// It had paid, and the money came back: the card was closed, for one.
        Returned "退汇"
    }
}

impl BankOutcome {
    /// Where a payment stands once the bank has said so.
    pub const fn state(self) -> PaymentState {
        match self {
            Self::Paid => PaymentState::Paid,
            Self::Failed => PaymentState::Failed,
            Self::Returned => PaymentState::Returned,
        }
    }
}

/// What the bank says of a payment: a line of its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BankLine {
    /// Which: the reference that it was told.
    pub payment: PaymentId,
    /// How much it was, as the bank has it.
    pub amount_fen: Money,
    /// What the bank did.
    pub outcome: BankOutcome,
    /// Why it did not pay, or why the money came back, in its words.
    #[schema(example = "户名不符")]
    pub reason: Option<Line>,
    /// The bank's own number of it.
    #[schema(example = "BK2018082500000017")]
    pub serial: Option<Line>,
}

/// What the bank said of a payment, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PaymentAnswer {
    /// Why it did not pay, or why the money came back, in its words.
    pub reason: Option<Line>,
    /// The bank's own number of it.
    pub serial: Option<Line>,
}

impl PaymentAnswer {
    /// What the bank says in a line, without the numbers of cards and accounts that it may repeat.
    pub fn of(line: &BankLine) -> Self {
        let starred = |line: &Line| Line::try_from(starred(line.as_str(), SHORTEST, 4)).ok();
        Self { reason: line.reason.as_ref().and_then(starred), serial: line.serial.clone() }
    }
}

/// The shortest number of a card or account.
const SHORTEST: usize = 12;

/// Why a line of an answer does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFlaw {
    /// No payment of the batch has that reference.
    NotOfTheBatch,
    /// A line before it is of the same payment.
    Twice,
    /// The payment is of another sum.
    Amount {
        /// Of which, in fen.
        fen: i64,
    },
    /// It was answered otherwise before.
    Answered {
        /// How it stands since.
        state: PaymentState,
    },
    /// The bank gives back what it has not said that it paid.
    NotPaid,
    /// The bank gives back what is reclaimed from the family.
    Reclaimed,
    /// An officer says that a bank which is asked directly did not pay it.
    AskedDirectly,
    /// The bank was not told of it yet.
    NotTold,
}

reasons! {
    LineFlaw {
        Self::NotOfTheBatch => "本批次没有该业务参考号,请核对是否为本批次的回盘", "no payment of this batch has that reference; see whether the answer is to this batch";
        Self::Twice => "同一笔在回盘中出现两次,请向银行核实", "a line before it is of the same payment; ask the bank";
        Self::Amount { fen } => "金额与提交的{fen}分不符,请向银行核实", "it was sent with {fen} fen; ask the bank";
        Self::Answered { state } => "该笔此前已登记为“{state:#}”,与本次回盘矛盾,请向银行核实", "it was answered otherwise before and is {state}; ask the bank";
        Self::NotPaid => "该笔尚未登记为发放成功,不能登记退汇;如银行并未付出,请按失败登记", "the bank has not said that it paid this, so nothing came back; where it never paid, say failed";
        Self::AskedDirectly => "该笔由系统直接向银行查询,是否未付以银行记录为准,不能由人员登记失败", "the service asks the bank about this itself; that it did not pay is for the bank's record to say, and for no officer";
        Self::NotTold => "该笔尚未提交银行", "the bank was not told of this yet";
        Self::Reclaimed => "该笔已要求家庭退回;款项如经银行退回,请登记追回(recoveries)", "this is being reclaimed; where the money came back through the bank, take it down as a recovery";
    }
}

/// A payment, and what the bank says of it that is new.
pub type NewWord<'a> = (&'a Payment, &'a BankLine);

/// The payments of a batch of which these lines say something new, each with its line. Of a line that says what is known nothing
/// comes, so an answer that is given twice changes nothing; nor of one from before the money came back.
///
/// # Errors
/// What is wrong with which line, from 0: all of them; then none is taken.
pub fn answered<'a>(
    payments: &'a [Payment],
    lines: &'a [BankLine],
) -> Result<Vec<NewWord<'a>>, Vec<(usize, LineFlaw)>> {
    let by_id: BTreeMap<PaymentId, &Payment> = payments.iter().map(|payment| (payment.id, payment)).collect();
    let (mut seen, mut new, mut flaws) = (BTreeSet::new(), Vec::new(), Vec::new());
    for (at, line) in lines.iter().enumerate() {
        let said = match by_id.get(&line.payment) {
            None => Err(LineFlaw::NotOfTheBatch),
            Some(_) if !seen.insert(line.payment) => Err(LineFlaw::Twice),
            Some(payment) => is_new(payment, line).map(|new| new.then_some((*payment, line))),
        };
        match said {
            Ok(word) => new.extend(word),
            Err(flaw) => flaws.push((at, flaw)),
        }
    }
    if flaws.is_empty() { Ok(new) } else { Err(flaws) }
}

/// Those of the payments of a batch of which a line says that a bank which is asked directly did not pay them: an officer who said so
/// falsely, while the bank paid, would have them paid twice.
pub fn beyond_an_officer(payments: &[Payment], lines: &[BankLine]) -> Vec<(usize, LineFlaw)> {
    let open: BTreeSet<PaymentId> =
        payments.iter().filter(|payment| payment.state.open()).map(|payment| payment.id).collect();
    let of_the_record = |line: &BankLine| line.outcome == BankOutcome::Failed && open.contains(&line.payment);
    let beyond = lines.iter().enumerate().filter(|(_, line)| of_the_record(line));
    beyond.map(|(at, _)| (at, LineFlaw::AskedDirectly)).collect()
}

/// Whether a line says of its payment what was not known.
pub(super) fn is_new(payment: &Payment, line: &BankLine) -> Result<bool, LineFlaw> {
    use {BankOutcome as Said, PaymentState as Stands};
    if payment.amount_fen != line.amount_fen {
        return Err(LineFlaw::Amount { fen: payment.amount_fen.as_fen() });
    }
    match (payment.state, line.outcome) {
        (Stands::Sent | Stands::Unknown, Said::Paid | Said::Failed) | (Stands::Paid, Said::Returned) => {
            Ok(true)
        }
        (Stands::Paid | Stands::Returned | Stands::Reclaimed | Stands::Recovered, Said::Paid)
        | (Stands::Failed, Said::Failed)
        | (Stands::Returned, Said::Returned) => Ok(false),
        (Stands::Planned, _) => Err(LineFlaw::NotTold),
        (Stands::Sent | Stands::Unknown, Said::Returned) => Err(LineFlaw::NotPaid),
        (Stands::Reclaimed, Said::Returned) => Err(LineFlaw::Reclaimed),
        (state, _) => Err(LineFlaw::Answered { state }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::sample::payment;

    fn line(of: &Payment, outcome: BankOutcome) -> BankLine {
        BankLine { payment: of.id, amount_fen: of.amount_fen, outcome, reason: None, serial: None }
    }

    #[test]
    fn numbers_of_cards_that_a_bank_repeats_are_starred() {
        for (said, kept) in [
            ("卡号6217001777777777772户名不符", "卡号***************7772户名不符"),
            ("６２１７００１７７７７７", "********７７７７"),
            ("流水20180825 0017", "流水20180825 0017"),
            ("", ""),
        ] {
            assert_eq!(starred(said, SHORTEST, 4), kept);
        }
    }

    #[test]
    fn what_is_new_is_taken_and_what_is_known_is_not_taken_again() {
        let mut payments = [payment(1), payment(2), payment(3)];
        payments[1].state = PaymentState::Paid;
        let lines: Vec<BankLine> = payments.iter().map(|of| line(of, BankOutcome::Paid)).collect();
        let new = answered(&payments, &lines).unwrap();
        assert_eq!(new.iter().map(|(of, _)| of.line).collect::<Vec<_>>(), [1, 3]);
        for of in &mut payments {
            of.state = PaymentState::Paid;
        }
        assert_eq!(answered(&payments, &lines), Ok(Vec::new()));
    }

    /// What each outcome says of a payment in each state: new (`+`), known (`=`), or against what was said (`!`).
    #[test]
    fn the_bank_says_of_each_payment_what_can_follow_on_what_it_said_before() {
        use PaymentState as S;
        for (state, signs) in [
            (S::Planned, "!!!"),
            (S::Unknown, "++!"),
            (S::Sent, "++!"),
            (S::Paid, "=!+"),
            (S::Failed, "!=!"),
            (S::Returned, "=!="),
            (S::Reclaimed, "=!!"),
            (S::Recovered, "=!!"),
            (S::Dropped, "!!!"),
        ] {
            let of = Payment { state, ..payment(1) };
            let found: String = [BankOutcome::Paid, BankOutcome::Failed, BankOutcome::Returned]
                .map(|outcome| match is_new(&of, &line(&of, outcome)) {
                    Ok(true) => '+',
                    Ok(false) => '=',
                    Err(_) => '!',
                })
                .into_iter()
                .collect();
            assert_eq!(found, signs, "{state}");
        }
    }

    #[test]
    fn a_line_that_does_not_fit_is_named_and_none_is_taken() {
        let mut payments = [payment(1), payment(2), payment(3), payment(4), payment(5)];
        payments[1].state = PaymentState::Failed;
        payments[2].state = PaymentState::Planned;
        let good = line(&payments[0], BankOutcome::Failed);
        let less =
            BankLine { amount_fen: Money::fen(399_999).unwrap(), ..line(&payments[3], BankOutcome::Paid) };
        let strange = line(&payment(9), BankOutcome::Paid);
        let lines = [
            good.clone(),
            line(&payments[1], BankOutcome::Paid),
            line(&payments[2], BankOutcome::Paid),
            less,
            strange,
            good,
            line(&payments[4], BankOutcome::Returned),
        ];
        let flaws = [
            (1, LineFlaw::Answered { state: PaymentState::Failed }),
            (2, LineFlaw::NotTold),
            (3, LineFlaw::Amount { fen: 400_000 }),
            (4, LineFlaw::NotOfTheBatch),
            (5, LineFlaw::Twice),
            (6, LineFlaw::NotPaid),
        ];
        assert_eq!(answered(&payments, &lines), Err(flaws.to_vec()));
    }
}
