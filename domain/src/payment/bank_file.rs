//! In which form is a bank told whom to pay? Columns, encoding and a line of totals, as each bank asks for them (N26).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Payment, Recipient};
use crate::money::yuan;
use crate::payment_batch::Tally;
use crate::text::reasons;
use crate::words::spoken;

spoken! {
    /// What stands in a column of a file for the bank (文件栏目).
    BankColumn {
        /// The line, from 1.
        Number "序号"
        /// The id of the payment, which the bank repeats in its answer.
        Reference "业务参考号"
        /// Whose card or account it is.
        Holder "收款人户名"
        /// The card or account, whole.
        Account "收款账号"
        /// The bank of the account; empty for a card.
        Bank "开户行"
        /// The sum in yuan, with two decimals.
        Yuan "金额(元)"
        /// The sum in fen.
        Fen "金额(分)"
        /// What it is for, with the name of the student.
        Purpose "用途"
    }

    /// How the characters of a file are written (文件编码).
    TextEncoding {
        /// UTF-8.
        Utf8 "UTF-8"
        /// GBK, which most banks of today ask for; it lacks some rare ideographs.
        Gbk "GBK"
        /// GB 18030, which has all of them.
        Gb18030 "GB18030"
    }
}

/// The form of a file for the bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Said")]
pub struct BankFileForm {
    /// How its characters are written.
    encoding: TextEncoding,
    /// Its columns, each once; reference, holder, account and a sum among them.
    columns: Vec<BankColumn>,
    /// Whether a last line has the count and the sum of the others.
    totals: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    encoding: TextEncoding,
    columns: Vec<BankColumn>,
    totals: bool,
}

/// Columns that make no file by which a bank can pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoForm;

reasons! {
    NoForm {
        Self => "栏目不能重复,且至少应有业务参考号、收款人户名、收款账号和金额,请更正",
            "each column once, and at least reference, holder, account and yuan or fen; correct them";
    }
}

impl TryFrom<Said> for BankFileForm {
    type Error = NoForm;

    fn try_from(Said { encoding, columns, totals }: Said) -> Result<Self, NoForm> {
        use BankColumn as C;
        let mut once = columns.clone();
        once.sort_unstable();
        once.dedup();
        let there = |column| columns.contains(&column);
        let enough =
            [C::Reference, C::Holder, C::Account].into_iter().all(there) && (there(C::Yuan) || there(C::Fen));
        if enough && once.len() == columns.len() {
            Ok(Self { encoding, columns, totals })
        } else {
            Err(NoForm)
        }
    }
}

impl Default for BankFileForm {
    fn default() -> Self {
        use BankColumn as C;
        let columns = vec![C::Number, C::Reference, C::Holder, C::Account, C::Bank, C::Yuan, C::Purpose];
        Self { encoding: TextEncoding::Utf8, columns, totals: true }
    }
}

impl BankFileForm {
    /// How its characters are written.
    pub const fn encoding(&self) -> TextEncoding {
        self.encoding
    }

    /// Its cells, line by line: headings, payments, and the totals where they are asked for.
    pub fn cells<'a>(
        &self,
        payments: impl IntoIterator<Item = (&'a Payment, &'a Recipient)>,
    ) -> Vec<Vec<String>> {
        let mut cells = vec![self.columns.iter().map(|column| format!("{column:#}")).collect()];
        let mut sums = Vec::new();
        for (payment, recipient) in payments {
            cells.push(self.columns.iter().map(|column| column.cell(payment, recipient)).collect());
            sums.push(payment.amount_fen);
        }
        if self.totals {
            cells.push(self.totals(Tally::of(sums)));
        }
        cells
    }

    fn totals(&self, Tally { payments, fen }: Tally) -> Vec<String> {
        let cell = |column: &BankColumn| match column {
            BankColumn::Reference => "合计".to_owned(),
            BankColumn::Holder => format!("{payments}笔"),
            BankColumn::Yuan => yuan(fen),
            BankColumn::Fen => fen.to_string(),
            _ => String::new(),
        };
        self.columns.iter().map(cell).collect()
    }
}

impl BankColumn {
    fn cell(self, payment: &Payment, recipient: &Recipient) -> String {
        match self {
            Self::Number => payment.line.to_string(),
            Self::Reference => payment.id.to_string(),
            Self::Holder => recipient.holder.as_str().to_owned(),
            Self::Account => recipient.number(),
            Self::Bank => recipient.bank().map(|bank| bank.as_str().to_owned()).unwrap_or_default(),
            Self::Yuan => yuan(payment.amount_fen.as_fen()),
            Self::Fen => payment.amount_fen.as_fen().to_string(),
            Self::Purpose => recipient.purpose(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank_account::BankAccount;
    use crate::payment::sample::payment;

    fn recipient(card: bool) -> Recipient {
        let account = BankAccount {
            bank: "示例银行银川分行".to_owned().try_into().unwrap(),
            number: "6403000000000012".parse().unwrap(),
        };
        Recipient {
            holder: "马建国".to_owned().try_into().unwrap(),
            student: "马小兰".to_owned().try_into().unwrap(),
            card: card.then(|| "6217000000000000012".parse().unwrap()),
            account: (!card).then_some(account),
        }
    }

    #[test]
    fn a_file_has_headings_a_line_for_each_payment_and_the_totals() {
        let (payments, recipients) = ([payment(1), payment(2)], [recipient(true), recipient(false)]);
        let cells = BankFileForm::default().cells(payments.iter().zip(&recipients));
        let [first, second] = payments.map(|of| of.id.to_string());
        let purpose = "金秋助学 马小兰";
        assert_eq!(
            cells,
            [
                ["序号", "业务参考号", "收款人户名", "收款账号", "开户行", "金额(元)", "用途"],
                ["1", &first, "马建国", "6217000000000000012", "", "4000.00", purpose],
                ["2", &second, "马建国", "6403000000000012", "示例银行银川分行", "4000.00", purpose],
                ["", "合计", "2笔", "", "", "8000.00", ""],
            ]
        );
    }

    #[test]
    fn a_form_by_which_no_bank_can_pay_is_none() {
        let read = |columns: &str| {
            let text = format!(r#"{{"encoding": "gbk", "totals": false, "columns": [{columns}]}}"#);
            serde_json::from_str::<BankFileForm>(&text)
        };
        assert!(read(r#""reference", "holder", "account", "fen""#).is_ok());
        for columns in [
            r#""holder", "account", "fen""#,
            r#""reference", "account", "fen""#,
            r#""reference", "holder", "fen""#,
            r#""reference", "holder", "account""#,
            r#""reference", "holder", "account", "fen", "holder""#,
        ] {
            assert!(read(columns).is_err(), "{columns}");
        }
    }
}
