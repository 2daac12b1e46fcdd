//! How does the list stand in a spreadsheet, and on paper? With totals of families, students and money below.

use std::collections::BTreeSet;

use domain::money::yuan;

use super::aided::NameList;
use super::columns::Column;
use crate::cells;
use crate::cells::book::Written;
use crate::press::paper::{Align, Band, Paper, Part, Row, Sheet, Size, Table};

impl NameList {
    fn title(&self) -> String {
        format!("{}年金秋助学救助困难职工统计名单", self.campaign.year)
    }

    /// Of whom it is, and of which day.
    fn head(&self) -> String {
        let of = self.union.as_ref().map_or("全部申报单位", |union| union.name.as_str());
        let paid = match self.which.paid {
            Some(true) => ",已发放",
            Some(false) => ",未发放",
            None => "",
        };
        format!("填报范围:{of}{paid}    生成日期:{}", self.today)
    }

    /// The totals.
    fn totals(&self) -> String {
        let families: BTreeSet<_> = self.rows.iter().map(|row| row.case.application.dossier).collect();
        let sum = |paid: bool| -> i64 {
            let rows = self.rows.iter().filter(|row| !paid || row.paid_on.is_some());
            rows.map(|row| row.award.amount_fen.as_fen()).sum()
        };
        let paid = self.rows.iter().filter(|row| row.paid_on.is_some()).count();
        format!(
            "合计:{}户 {}人 {}元;其中已发放 {paid}人 {}元",
            families.len(),
            self.rows.len(),
            yuan(sum(false)),
            yuan(sum(true))
        )
    }

    fn cells(&self, columns: &[Column]) -> Vec<Vec<Written>> {
        let row = |(at, row): (u32, _)| {
            let cells = columns.iter().map(|column| (column.of)(row, self));
            [Written::Count(at)].into_iter().chain(cells).collect()
        };
        (1..).zip(&self.rows).map(row).collect()
    }

    /// The sheet of a spreadsheet, which has every column.
    pub(super) fn sheet(&self, columns: &[Column], foot: String) -> cells::book::Sheet {
        let headings = columns.iter().map(|column| (column.heading.to_owned(), column.width.clamp(10, 24)));
        let foot = [self.totals(), foot].into_iter().filter(|line| !line.is_empty());
        cells::book::Sheet {
            name: "救助名单".to_owned(),
            title: vec![self.title(), self.head()],
            columns: [("序号".to_owned(), 6)].into_iter().chain(headings).collect(),
            rows: self.cells(columns),
            foot: foot.collect(),
        }
    }

    /// Sheets of paper, with the columns that fit them, and lines for hand and seal.
    pub(super) fn paper(&self, columns: &[Column], foot: String) -> Paper {
        let shown: Vec<usize> =
            (0..columns.len()).filter(|at| columns.get(*at).is_some_and(|column| column.width > 0)).collect();
        let fitting = || shown.iter().filter_map(|at| columns.get(*at));
        let head = Row::of_names(["序号"].into_iter().chain(fitting().map(|column| column.heading)));
        let rows = self.cells(columns).into_iter().map(|cells| {
            let first = cells.first().map(Written::read).unwrap_or_default();
            let others = shown.iter().filter_map(|at| cells.get(at + 1)).map(Written::read);
            Row::of_texts([first].into_iter().chain(others))
        });
        let table = Table {
            columns: [9].into_iter().chain(fitting().map(|column| column.width)).collect(),
            head: vec![head],
            bands: vec![Band { name: None, rows: rows.collect() }],
            size: if shown.len() > 8 { Size::Small } else { Size::Body },
        };
        let sheet = if shown.len() > 8 { Sheet::Across } else { Sheet::Upright };
        let signed = "审核人(签字):                制表人(签字):                (盖章)    年   月   日";
        let parts = vec![
            Part::Title(self.title()),
            Part::Line(Align::Left, self.head()),
            Part::Table(table),
            Part::Line(Align::Left, self.totals()),
            Part::Room(1),
            Part::Line(Align::Right, signed.to_owned()),
        ];
        Paper { title: self.title(), sheet, parts, foot }
    }
}
