//! How does an empty file of families look? The headings with their notes, and a list to choose from wherever there is one.

use domain::school::SchoolScheme;
use domain::time::Day;
use persistence::Work;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError,
};

use super::cell::Choices;
use super::columns::{BESIDES, COLUMNS, Column, Field, Kind};
use crate::State;
use crate::cells::guarded;
use crate::problem::{Code, Problem};

/// So many rows of the template have lists to choose from.
const ROWS: u32 = 5_000;

/// What whoever fills it in should know.
const NOTES: [&str; 9] = [
    "每名家庭成员填一行,同一户的各行相连并填同一户号;每户须有一行职工本人。",
    "“职工类别”至“合同期限”各列填在职工本人一行;“申请救助”至“专业”各列填在申请救助的学生一行。",
    "金额以元为单位,最多两位小数。收入为该年度政策规定月份内的合计:职工本人和有收入的成员,没有某项的填0,不清楚的留空(待补充);其他成员各项全部留空即没有收入。用不到的收入列可以删去。",
    "身份证号、卡号、账号、电话各列须为文本格式,否则表格软件会丢掉末几位。",
    "以=、+、-、@开头的内容按文字保存,不作公式计算。",
    "导入前可先用mode=check检查:不录入任何内容,逐行列出问题。",
    "已在档而内容相同的户不会重复录入;内容不同的须用续报表更新。",
    "续报表中的*号表示保持原值;要更正的请填写完整内容。",
    "有误的行可取回改正后单独再导入,“有误之处”一列不会被读取。",
];

/// All columns of a file, those that are rarely wanted at the end.
pub(super) fn columns() -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().chain(&BESIDES)
}

/// The columns that somebody fills in.
fn to_be_filled() -> Vec<&'static Column> {
    columns().filter(|column| column.field != Field::Faults).collect()
}

/// The headings, and these rows below them, as CSV.
pub(super) fn csv(rows: &[Vec<String>]) -> Result<Vec<u8>, Problem> {
    let broken = |error: csv::Error| {
        tracing::error!(%error, "lines cannot be written");
        Problem::new(Code::Internal)
    };
    let mut out = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let columns: Vec<&Column> = if rows.is_empty() { to_be_filled() } else { columns().collect() };
    out.write_record(columns.iter().map(|column| column.heading)).map_err(broken)?;
    for row in rows {
        out.write_record(row.iter().map(|cell| guarded(cell).into_owned())).map_err(broken)?;
    }
    out.into_inner().map_err(|_| Problem::new(Code::Internal))
}

/// The same as a spreadsheet, with what may be chosen.
pub(super) async fn book(state: &State, rows: Vec<Vec<String>>) -> Result<Vec<u8>, Problem> {
    let today = state.clock.business().day();
    let schools = state.store.read(async |work| schools(work, today).await).await?;
    let written = actix_web::web::block(move || {
        let choices = Choices::on(today)?;
        write(&rows, &choices, &schools).map_err(|error| {
            tracing::error!(%error, "a spreadsheet cannot be written");
            Problem::new(Code::Internal)
        })
    });
    written.await.map_err(|_| Problem::new(Code::Internal))?
}

/// The schools of a day, each with its name behind its code.
async fn schools(work: &Work, today: Day) -> Result<Vec<String>, Problem> {
    let mut all = Vec::new();
    for scheme in [SchoolScheme::Moe, SchoolScheme::Military] {
        let known = work.schools().known(scheme).await?;
        let open = known.into_iter().map(|known| known.school).filter(|school| school.in_force(today));
        all.extend(open.map(|school| format!("{} {}", school.key.as_str(), school.name)));
    }
    Ok(all)
}

fn write(rows: &[Vec<String>], choices: &Choices, schools: &[String]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let columns: Vec<&'static Column> = if rows.iter().any(|row| row.len() > COLUMNS.len() + 1) {
        columns().collect()
    } else {
        to_be_filled()
    };
    let lists = lists(&columns, choices, schools);
    fill_in(book.add_worksheet(), &columns, rows, &lists)?;
    let sheet = book.add_worksheet();
    sheet.set_name("选项")?;
    for (at, list) in (0..).zip(&lists) {
        sheet.write_string(0, at, list.title)?;
        sheet.set_column_width(at, 18)?;
        for (row, choice) in (1..).zip(&list.choices) {
            sheet.write_string(row, at, choice)?;
        }
    }
    let sheet = book.add_worksheet();
    sheet.set_name("填表说明")?;
    sheet.set_column_width(0, 100)?;
    for (row, note) in (0..).zip(NOTES) {
        sheet.write_string(row, 0, note)?;
    }
    book.save_to_buffer()
}

/// A list to choose from.
struct List {
    title: &'static str,
    choices: Vec<String>,
}

fn lists(columns: &[&'static Column], choices: &Choices, schools: &[String]) -> Vec<List> {
    let of = |column: &&'static Column| {
        let choices: Vec<String> = match column.kind {
            Kind::Listed(list) => choices.of(list).into_iter().map(str::to_owned).collect(),
            Kind::Words(words) => words().into_iter().map(|(shown, _)| shown).collect(),
            Kind::Truth => vec!["是".to_owned(), "否".to_owned()],
            Kind::School => schools.to_vec(),
            _ => return None,
        };
        (!choices.is_empty()).then_some(List { title: column.heading, choices })
    };
    columns.iter().filter_map(of).collect()
}

fn fill_in(
    sheet: &mut Worksheet,
    columns: &[&'static Column],
    rows: &[Vec<String>],
    lists: &[List],
) -> Result<(), XlsxError> {
    sheet.set_name("家庭")?;
    let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Center);
    // A number of many digits stays whole in a cell of text only.
    let text = Format::new().set_num_format("@");
    sheet.set_freeze_panes(1, 5)?;
    for (at, column) in (0..).zip(columns) {
        sheet.set_column_width(at, column.width)?;
        sheet.set_column_format(at, &text)?;
        sheet.write_string_with_format(0, at, column.heading, &heading)?;
        let list = (0_u16..).zip(lists).find(|(_, list)| list.title == column.heading);
        let mut wanted = match list {
            Some((place, list)) => {
                let letter = rust_xlsxwriter::utility::column_number_to_name(place);
                let range = format!("=选项!${letter}$2:${letter}${}", list.choices.len() + 1);
                DataValidation::new()
                    .allow_list_formula(Formula::new(range))
                    .set_error_style(DataValidationErrorStyle::Warning)
                    .set_error_message("不在选项内:请从下拉列表中选取")?
            }
            None => DataValidation::new().allow_any_value(),
        };
        if !column.note.is_empty() {
            wanted = wanted.set_input_title(column.heading)?.set_input_message(column.note)?;
        }
        sheet.add_data_validation(1, at, ROWS, at, &wanted)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (at, cell) in (0..).zip(cells) {
            if !cell.is_empty() {
                sheet.write_string(row, at, cell)?;
            }
        }
    }
    Ok(())
}
