//! What stands in the ministry's list? Rows of a spreadsheet or of CSV, under the ministry's own headings.

use domain::reasons;

use crate::cells::{self, NoLines};

/// The most rows that are read: the ministry's list has three thousand.
pub(super) const MOST_ROWS: u32 = 20_000;
/// Headings stand within the first rows, below titles.
const HEADINGS_WITHIN: usize = 20;

/// A row of the list as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number in the file, from 1, titles and headings included.
    pub(super) number: u64,
    /// 学校标识码.
    pub(super) code: String,
    /// 学校名称.
    pub(super) name: String,
    /// 办学层次.
    pub(super) level: String,
    /// 备注.
    pub(super) remark: String,
}

/// A file that is no list of schools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoList {
    /// Neither a spreadsheet nor text.
    Form,
    /// A spreadsheet that cannot be opened.
    Sheet,
    /// Too much.
    TooLarge,
    /// No headings.
    Headings,
}

reasons! {
    NoList {
        Self::Form => "文件既不是XLSX表格,也不是UTF-8、GBK或GB18030编码的CSV,请另存后再发",
            "the file is neither an XLSX spreadsheet nor CSV in UTF-8, GBK or GB 18030; save it as one of them";
        Self::Sheet => "表格无法打开,请重新另存为XLSX后再发", "the spreadsheet cannot be read; save it anew as XLSX";
        Self::TooLarge => "文件解压后超过32MiB,或超过{MOST_ROWS}行,请拆分",
            "the file unpacks to more than 32 MiB or has more than {MOST_ROWS} rows; split it";
        Self::Headings => "前{HEADINGS_WITHIN}行内没有学校标识码、学校名称和办学层次的表头,请补上",
            "the first {HEADINGS_WITHIN} rows have no headings 学校标识码, 学校名称 and 办学层次; add them";
    }
}

/// Reads a file, whose form its first octets tell.
pub(super) fn lines(octets: &[u8]) -> Result<Vec<Line>, NoList> {
    let rows = cells::of_file(octets, MOST_ROWS)?;
    let mut rows = rows.into_iter();
    let columns = rows
        .by_ref()
        .take(HEADINGS_WITHIN)
        .find_map(|(_, cells)| Columns::of(&cells))
        .ok_or(NoList::Headings)?;
    // Titles of provinces stand between the schools, in a column of their own.
    let lines = rows.map(|(number, cells)| columns.line(number, &cells));
    Ok(lines
        .filter(|line| !(line.code.is_empty() && line.name.is_empty() && line.level.is_empty()))
        .collect())
}

/// In which column is what.
struct Columns {
    code: usize,
    name: usize,
    level: usize,
    remark: Option<usize>,
}

impl Columns {
    fn of(cells: &[String]) -> Option<Self> {
        let at = |heading| cells.iter().position(|cell| cell == heading);
        let remark = at("备注");
        Some(Self {
            code: at("学校标识码")?, name: at("学校名称")?, level: at("办学层次")?, remark
        })
    }

    fn line(&self, number: u64, cells: &[String]) -> Line {
        let at = |column: usize| cells.get(column).cloned().unwrap_or_default();
        let remark = self.remark.map(at).unwrap_or_default();
        Line { number, code: at(self.code), name: at(self.name), level: at(self.level), remark }
    }
}

impl From<NoLines> for NoList {
    fn from(why: NoLines) -> Self {
        match why {
            NoLines::Form => Self::Form,
            NoLines::Sheet | NoLines::Macros => Self::Sheet,
            NoLines::TooLarge | NoLines::TooMany { .. } => Self::TooLarge,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::cells::MOST_UNPACKED;

    const CSV: &str = "\u{feff}全国普通高等学校名单,,,,\n序号,学校名称,学校标识码,办学层次,备注\n\
        宁夏回族自治区(19所),,,,\n1,宁夏大学,4164010749,本科,\n2,银川能源学院,4164012544,本科,民办\n";

    /// Whether a file is a list.
    pub(crate) fn is_list(octets: &[u8]) -> bool {
        lines(octets).is_ok()
    }

    /// Lists in either form.
    pub(crate) fn samples() -> Vec<Vec<u8>> {
        vec![CSV.as_bytes().to_vec(), spreadsheet()]
    }

    #[test]
    fn titles_are_passed_over_and_rows_keep_their_numbers() {
        let lines = lines(CSV.as_bytes()).unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!((lines[0].number, lines[0].code.as_str()), (4, "4164010749"));
        assert_eq!((lines[1].number, lines[1].remark.as_str()), (5, "民办"));
    }

    #[test]
    fn what_is_no_list_is_refused_with_the_reason() {
        assert_eq!(lines(b"\x89PNG\r\n\x1a\n\0\xff"), Err(NoList::Form));
        assert_eq!(lines(b"a,b\n1,2\n"), Err(NoList::Headings));
        assert!(matches!(lines(b"PK\x03\x04 and nothing more"), Err(NoList::Sheet)));
        assert_eq!(lines(b""), Err(NoList::Headings));
    }

    fn book(files: &[(&str, &str)]) -> Vec<u8> {
        use std::io::Write;
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
        <sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="rId1" Target="worksheets/sheet1.xml"
        Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>"#;

    const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="rId1" Target="xl/workbook.xml"
        Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"#;

    fn spreadsheet() -> Vec<u8> {
        let text = |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
        let headings =
            ["学校名称", "学校标识码", "办学层次"].iter().zip(["A2", "B2", "D2"]).map(|(t, at)| text(at, t));
        let sheet = format!(
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
            <row r="1">{}</row><row r="2">{}</row><row r="4">{}<c r="B4"><v>4164010749</v></c>{}</row>
            </sheetData></worksheet>"#,
            text("A1", "名单"),
            headings.collect::<String>(),
            text("A4", "宁夏大学"),
            text("D4", "本科"),
        );
        let files = [
            ("_rels/.rels", ROOT),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", RELATIONS),
            ("xl/worksheets/sheet1.xml", &sheet),
        ];
        book(&files)
    }

    #[test]
    fn a_spreadsheet_is_read_with_codes_kept_as_numbers() {
        let [code, name, level] = ["4164010749", "宁夏大学", "本科"].map(str::to_owned);
        assert_eq!(
            lines(&spreadsheet()),
            Ok(vec![Line { number: 4, code, name, level, remark: String::new() }])
        );
    }

    #[test]
    fn a_long_text_that_stands_in_many_cells_is_stopped_before_it_is_copied_into_all() {
        let long = "长".repeat(100_000);
        let strings = format!(
            r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{long}</t></si></sst>"#
        );
        let row = |row: u32| format!(r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#);
        let rows = (1..=1000).map(row).collect::<Vec<_>>().concat();
        let sheet = format!(
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
        );
        let relations = RELATIONS.replace(
            "</Relationships>",
            r#"<Relationship Id="rId2" Target="sharedStrings.xml"
            Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>"#,
        );
        let files = [
            ("_rels/.rels", ROOT),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", &relations),
            ("xl/sharedStrings.xml", &strings),
            ("xl/worksheets/sheet1.xml", &sheet),
        ];
        assert_eq!(lines(&book(&files)), Err(NoList::TooLarge));
    }

    #[test]
    fn a_spreadsheet_that_unpacks_without_end_is_stopped() {
        let zeros = "0".repeat(usize::try_from(MOST_UNPACKED).unwrap() + 1);
        let octets = book(&[("xl/workbook.xml", WORKBOOK), ("xl/worksheets/sheet1.xml", &zeros)]);
        assert!(octets.len() < 1024 * 1024);
        assert_eq!(lines(&octets), Err(NoList::TooLarge));
    }
}
