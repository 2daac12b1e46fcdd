//! Did the money come into the family's hands? What student or worker said of it, by signature or when they were asked; the latest
//! word counts (N22).

use serde::Serialize;
use utoipa::ToSchema;

use crate::id::{ApplicationId, AwardId, OfficerId, PaymentId, ReceiptId};
use crate::name::Remark;
use crate::text::reasons;
use crate::time::{Day, Instant};
use crate::words::spoken;

spoken! {
    /// What a family said of the money (签收情况).
    ReceiptWord {
        /// They have it.
        Received "已收到"
        /// They have not.
        NotReceived "未收到"
        /// They have another sum.
        OtherSum "金额不符"
    }

    /// Who said so (签收人).
    ReceiptGiver {
        /// The student.
        Student "学生本人"
        /// The worker.
        Worker "职工本人"
    }

    /// How that is known (签收方式).
    ReceiptMeans {
        /// They signed for it.
        Signature "本人签字"
        /// They were called.
        Telephone "电话回访"
        /// They wrote.
        Message "短信或微信"
    }
}

/// What a family said of money that was paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Receipt {
    /// Which.
    pub id: ReceiptId,
    /// Of which award.
    pub award: AwardId,
    /// Of which payment of it.
    pub payment: PaymentId,
    /// Of which case.
    pub application: ApplicationId,
    /// What was said.
    pub word: ReceiptWord,
    /// Who said so.
    pub giver: ReceiptGiver,
    /// How that is known.
    pub means: ReceiptMeans,
    /// On which day it was said.
    pub on: Day,
    /// What else was said; null where nothing was, and where the case was erased.
    pub remark: Option<Remark>,
    /// The officer who took it down.
    pub by: Option<OfficerId>,
    /// When.
    pub at: Instant,
}

/// Why nothing is taken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoReceipt {
    /// The bank has not said that it paid, or the money came back.
    NotPaid,
    /// It would have been said on a day that is to come.
    Future {
        /// Today.
        today: Day,
    },
    /// It would have been said before the bank was told to pay.
    BeforeSent {
        /// When the bank was told.
        sent: Day,
    },
}

reasons! {
    NoReceipt {
        Self::NotPaid => "该救助尚未发放成功或已退汇,没有可以签收的款项", "nothing of this award stands as paid, so there is nothing to be received";
        Self::Future { today } => "日期晚于今天({today}),请更正", "this day is after today, {today}; correct it";
        Self::BeforeSent { sent } => "日期早于提交银行的日期({sent}),请更正", "this day is before {sent}, when the bank was told to pay; correct it";
    }
}

/// Whether a family can have said something on that day of money that the bank was told to pay on another.
///
/// # Errors
/// [`NoReceipt::Future`] and [`NoReceipt::BeforeSent`].
pub fn can_be_said(on: Day, sent: Day, today: Day) -> Result<(), NoReceipt> {
    if on > today {
        return Err(NoReceipt::Future { today });
    }
    if on < sent { Err(NoReceipt::BeforeSent { sent }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_falls_between_the_sending_and_today() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let (sent, today) = (day("2018-08-25"), day("2018-08-28"));
        for (on, can) in [
            ("2018-08-24", Err(NoReceipt::BeforeSent { sent })),
            ("2018-08-25", Ok(())),
            ("2018-08-28", Ok(())),
            ("2018-08-29", Err(NoReceipt::Future { today })),
        ] {
            assert_eq!(can_be_said(day(on), sent, today), can, "{on}");
        }
    }
}
