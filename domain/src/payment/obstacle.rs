//! What stands between an award that has money and its payment? Each is named, and what has to be done about it is somebody's
//! work (N17, N22, N26).

use crate::application::Application;
use crate::application::evidence::ObjectionState;
use crate::fund::{Fund, Payee};
use crate::time::Day;
use crate::words::spoken;

spoken! {
    /// What stands between an award and its payment (发放障碍).
    PaymentObstacle {
        /// The second phase of the campaign has not begun, or its edition has none in force (N22).
        TooEarly "未到发放期"
        /// The campaign has ended; an edition with a later last day lets what is left be paid (N22).
        TooLate "发放期已过"
        /// The list of those who were decided was not posted with this case, and the edition asks for it (N22).
        NotPosted "决定名单尚未公示"
        /// That posting hangs still (N22).
        PostingRunning "决定名单公示尚未结束"
        /// Somebody objects, and nobody decided about it.
        Objected "有异议尚未处理"
        /// The dossier names no card of the worker's own as the one that takes the money (N26).
        NoWorkerCard "档案未指定职工本人的会员卡"
        /// No number of that card or account is known (N26).
        NoCardNumber "未登记卡号或账号"
        /// Another household has the same card or account (N26).
        SharedCard "卡号或账号与其他家庭相同"
        /// The card or account is another than when the batch was prepared (N26).
        CardChanged "收款卡号或账号在编制批次后有变更"
        /// The fund pays only whose record in the national system is acknowledged (N17).
        NoNationalRecord "全国系统记录尚未确认"
    }
}

/// The days (Beijing) on which a campaign pays, both included (N22).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentDays {
    /// The first.
    pub first: Day,
    /// The last.
    pub last: Day,
}

/// What is known of the card or account that takes the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownCard {
    /// The dossier names nobody whose it is.
    OfNobody,
    /// Whose it is, but not its number.
    NoNumber,
    /// Its number, and that another household has the same.
    Shared,
    /// Its number.
    Own,
}

/// What an award is paid with, as it stands on a day.
#[derive(Clone, Copy, Debug)]
pub struct Prospect<'a> {
    /// The day.
    pub today: Day,
    /// When the campaign pays by the edition that is in force, which may be a later one than the case's own.
    pub days: Option<PaymentDays>,
    /// The case that was approved.
    pub case: &'a Application,
    /// Whether its edition asks for a final posting (N22).
    pub final_posting: bool,
    /// The fund that has set the money aside.
    pub fund: &'a Fund,
    /// What is known of the card or account.
    pub card: KnownCard,
    /// Whether the record in the national system is acknowledged.
    pub acknowledged: bool,
}

impl Prospect<'_> {
    /// All that stands between the award and its payment.
    pub fn obstacles(&self) -> Vec<PaymentObstacle> {
        use PaymentObstacle as O;
        let open = self.case.objections.iter().any(|objection| objection.state == ObjectionState::Open);
        let card = match self.card {
            KnownCard::OfNobody if self.fund.payee == Payee::WorkerCard => Some(O::NoWorkerCard),
            KnownCard::OfNobody | KnownCard::NoNumber => Some(O::NoCardNumber),
            KnownCard::Shared => Some(O::SharedCard),
            KnownCard::Own => None,
        };
        let unrecorded = self.fund.national_record_first && !self.acknowledged;
        [
            self.day(),
            self.posting(),
            open.then_some(O::Objected),
            card,
            unrecorded.then_some(O::NoNationalRecord),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn day(&self) -> Option<PaymentObstacle> {
        match self.days {
            Some(days) if self.today > days.last => Some(PaymentObstacle::TooLate),
            Some(days) if self.today >= days.first => None,
            _ => Some(PaymentObstacle::TooEarly),
        }
    }

    /// What the posting of the decided list lacks: it ran to the end of its last day.
    fn posting(&self) -> Option<PaymentObstacle> {
        match self.case.final_posting() {
            _ if !self.final_posting => None,
            None => Some(PaymentObstacle::NotPosted),
            Some(mark) => (self.today <= mark.last_day).then_some(PaymentObstacle::PostingRunning),
        }
    }
}
