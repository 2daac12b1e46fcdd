//! What does a bank's own file say that it did? Lines under headings that each bank names as it likes, and totals that add up
//! (N22, N26).

use super::{BankLine, BankOutcome};
use crate::money::{self, Money};
use crate::name::Line;
use crate::payment_batch::Tally;
use crate::text::reasons;
use crate::words::spoken;

spoken! {
    /// In what a bank writes sums (金额单位).
    SumUnit {
        /// In yuan, with up to two decimals.
        Yuan "元"
        /// In fen.
        Fen "分"
    }
}

/// Under which headings a bank writes what it did, and in which words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResultForm<'a> {
    /// The heading of the reference that it was told.
    pub reference: &'a str,
    /// The heading of the sum.
    pub amount: &'a str,
    /// In what sums are.
    pub unit: SumUnit,
    /// The heading of what it did.
    pub outcome: &'a str,
    /// The heading of why it did not pay.
    pub reason: &'a str,
    /// The heading of its own number.
    pub serial: &'a str,
    /// How it writes that it paid.
    pub paid: &'a str,
    /// How it writes that it did not.
    pub failed: &'a str,
    /// How it writes that the money came back.
    pub returned: &'a str,
}

/// A row of cells, and its number in the file, from 1.
pub type ResultRow = (u64, Vec<String>);

/// A file in which a bank says what it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankResult {
    /// Its lines, each with the number of its row.
    pub lines: Vec<(u64, BankLine)>,
    /// What its last line says that the others come to, where it has one.
    pub totals: Option<Tally>,
}

/// Why a file is no answer of the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoResult {
    /// No row has the headings.
    Headings {
        /// Those that are wanted.
        wanted: [String; 3],
    },
    /// These rows say nothing that could be taken down.
    Rows(Vec<(u64, RowFlaw)>),
}

/// Why a row says nothing that could be taken down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowFlaw {
    /// Its reference is none that was ever told a bank.
    Reference,
    /// Its sum is none.
    Sum,
    /// It has another word for what the bank did.
    Outcome {
        /// The words that are known.
        known: [String; 3],
    },
    /// Its reason or number is longer than a line.
    Words,
    /// A line comes after the totals.
    AfterTotals,
}

reasons! {
    RowFlaw {
        Self::Reference => "业务参考号不是提交银行时的参考号,请核对该栏", "this is no reference that the bank was told; see whether it is the right column";
        Self::Sum => "金额不是两位小数以内的正数,请核对该栏及单位", "this is no sum with up to two decimals; see whether column and unit are right";
        Self::Outcome { known: [paid, failed, returned] } => "结果不是“{paid}”“{failed}”“{returned}”之一,请在请求中写明银行的用词",
            "the bank writes something else than {paid}, {failed}, {returned}; say in the request which words it uses";
        Self::Words => "失败原因或流水号超过200字或含有控制字符,请核对该栏", "the reason or number has more than 200 characters, or control characters; see whether it is the right column";
        Self::AfterTotals => "合计行之后还有明细,请核对文件是否完整", "a line comes after the totals; see whether the file is whole";
    }
}

/// Headings stand within the first rows, below a title.
const HEADINGS_WITHIN: usize = 20;
/// How a line of totals is known, in the column of the references.
const TOTALS: [&str; 3] = ["合计", "总计", "total"];

impl Default for ResultForm<'static> {
    fn default() -> Self {
        Self {
            reference: "业务参考号",
            amount: "金额(元)",
            unit: SumUnit::Yuan,
            outcome: "处理结果",
            reason: "失败原因",
            serial: "银行流水号",
            paid: "成功",
            failed: "失败",
            returned: "退汇",
        }
    }
}

/// In which column stands what.
struct Columns {
    reference: usize,
    amount: usize,
    outcome: usize,
    reason: Option<usize>,
    serial: Option<usize>,
}

impl ResultForm<'_> {
    /// What rows say: titles above the headings and empty rows are passed over.
    ///
    /// # Errors
    /// [`NoResult`], with everything that is wrong.
    pub fn read(&self, rows: &[ResultRow]) -> Result<BankResult, NoResult> {
        let headings = rows.iter().take(HEADINGS_WITHIN).enumerate();
        let mut found = headings.filter_map(|(at, (_, cells))| Some((at, self.columns(cells)?)));
        let Some((at, columns)) = found.next() else {
            let wanted = [self.reference, self.amount, self.outcome].map(str::to_owned);
            return Err(NoResult::Headings { wanted });
        };
        let (mut lines, mut totals, mut flaws) = (Vec::new(), None, Vec::new());
        for (number, cells) in rows.iter().skip(at + 1) {
            if cells.iter().all(String::is_empty) {
                continue;
            }
            let read = if totals.is_some() {
                Err(RowFlaw::AfterTotals)
            } else if TOTALS.contains(&cell(cells, columns.reference)) {
                self.totals(&columns, cells, lines.len()).map(|tally| totals = Some(tally))
            } else {
                self.line(&columns, cells).map(|line| lines.push((*number, line)))
            };
            flaws.extend(read.err().map(|flaw| (*number, flaw)));
        }
        if flaws.is_empty() { Ok(BankResult { lines, totals }) } else { Err(NoResult::Rows(flaws)) }
    }

    fn columns(&self, cells: &[String]) -> Option<Columns> {
        let at = |heading: &str| cells.iter().position(|cell| cell == heading);
        Some(Columns {
            reference: at(self.reference)?,
            amount: at(self.amount)?,
            outcome: at(self.outcome)?,
            reason: at(self.reason),
            serial: at(self.serial),
        })
    }

    fn line(&self, columns: &Columns, cells: &[String]) -> Result<BankLine, RowFlaw> {
        let words = |column: Option<usize>| match column.map_or("", |column| cell(cells, column)) {
            "" => Ok(None),
            said => said.parse::<Line>().map(Some).map_err(|_| RowFlaw::Words),
        };
        Ok(BankLine {
            payment: cell(cells, columns.reference).parse().map_err(|_| RowFlaw::Reference)?,
            amount_fen: self
                .sum(cell(cells, columns.amount))
                .and_then(|fen| Money::fen(fen).ok())
                .ok_or(RowFlaw::Sum)?,
            outcome: self.outcome(cell(cells, columns.outcome))?,
            reason: words(columns.reason)?,
            serial: words(columns.serial)?,
        })
    }

    /// A line of totals has the sum in its column, and the count, where it has one, as so many 笔.
    fn totals(&self, columns: &Columns, cells: &[String], counted: usize) -> Result<Tally, RowFlaw> {
        let fen = self.sum(cell(cells, columns.amount)).ok_or(RowFlaw::Sum)?;
        let said = cells.iter().find_map(|cell| cell.strip_suffix('笔')?.trim().parse().ok());
        Ok(Tally { payments: said.unwrap_or_else(|| counted.try_into().unwrap_or(u32::MAX)), fen })
    }

    fn outcome(&self, said: &str) -> Result<BankOutcome, RowFlaw> {
        let words = [
            (self.paid, BankOutcome::Paid),
            (self.failed, BankOutcome::Failed),
            (self.returned, BankOutcome::Returned),
        ];
        let found = words.iter().find(|(word, _)| *word == said);
        let known = || RowFlaw::Outcome { known: words.map(|(word, _)| word.to_owned()) };
        found.map(|(_, outcome)| *outcome).ok_or_else(known)
    }

    /// So many fen.
    fn sum(&self, said: &str) -> Option<i64> {
        match self.unit {
            SumUnit::Yuan => money::of_yuan(said),
            SumUnit::Fen => money::of_fen(said),
        }
    }
}

fn cell(cells: &[String], at: usize) -> &str {
    cells.get(at).map_or("", |cell| cell.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::sample::payment;

    fn rows(text: &str) -> Vec<ResultRow> {
        (1..).zip(text.lines().map(|line| line.split(';').map(str::to_owned).collect())).collect()
    }

    #[test]
    fn lines_stand_below_the_headings_and_totals_below_them() {
        let [first, second] = [payment(1), payment(2)].map(|of| of.id);
        let text = format!(
            "代发回盘;2018-08-25\n业务参考号;户名;金额(元);处理结果;失败原因\n{first};马建国;4,000.00;成功;\n\n\
             {second};马小兰;¥4000;失败;户名不符\n合计;2笔;8000.00;;"
        );
        let read = ResultForm::default().read(&rows(&text)).unwrap();
        assert_eq!(read.totals, Some(Tally { payments: 2, fen: 800_000 }));
        let found: Vec<_> = read.lines.iter().map(|(row, line)| (*row, line.payment, line.outcome)).collect();
        assert_eq!(found, [(3, first, BankOutcome::Paid), (5, second, BankOutcome::Failed)]);
        assert!(read.lines.iter().all(|(_, line)| line.amount_fen.as_fen() == 400_000));
        assert_eq!(read.lines[1].1.reason.as_ref().map(Line::as_str), Some("户名不符"));
    }

    #[test]
    fn a_bank_has_its_own_headings_words_and_unit() {
        let form = ResultForm {
            reference: "REF",
            amount: "AMT",
            unit: SumUnit::Fen,
            outcome: "STATUS",
            paid: "00",
            failed: "99",
            ..ResultForm::default()
        };
        let of = payment(1);
        let read = form.read(&rows(&format!("STATUS;AMT;REF\n00;400000;{}", of.id))).unwrap();
        assert_eq!((read.lines.len(), read.totals), (1, None));
        assert_eq!(read.lines[0].1.amount_fen, of.amount_fen);
        let none = form.read(&rows("业务参考号;金额(元);处理结果\n"));
        assert_eq!(none, Err(NoResult::Headings { wanted: ["REF", "AMT", "STATUS"].map(str::to_owned) }));
    }

    #[test]
    fn each_row_that_says_nothing_is_named() {
        let id = payment(1).id;
        let long = "长".repeat(201);
        let text = format!(
            "业务参考号;金额(元);处理结果;失败原因\n17;1;成功;\n{id};1.005;成功;\n{id};-1;成功;\n{id};一;成功;\n{id};1;已处理;\n\
             {id};1;失败;{long}\n合计;1;;\n{id};1;成功;"
        );
        let Err(NoResult::Rows(flaws)) = ResultForm::default().read(&rows(&text)) else {
            panic!("all were taken")
        };
        let numbers: Vec<u64> = flaws.iter().map(|(row, _)| *row).collect();
        assert_eq!(numbers, [2, 3, 4, 5, 6, 7, 9]);
        assert!(flaws[1..4].iter().all(|(_, flaw)| *flaw == RowFlaw::Sum));
        assert!(matches!(flaws[4].1, RowFlaw::Outcome { .. }));
        assert_eq!((&flaws[5].1, &flaws[6].1), (&RowFlaw::Words, &RowFlaw::AfterTotals));
    }
}
