//! How does a family stand in a file? A row for each member, and each cell that can be wrong.

use harness::canary::{ADDRESS, CARD, DAUGHTER, PHONE, WORKER};

use crate::family::citizen_id;

/// A row of a file: what stands under which heading.
pub(crate) type Row = Vec<(&'static str, String)>;

/// The rows of a family of three, whose daughter applies: that of [`three`].
pub(crate) fn rows(family: &str) -> Vec<Row> {
    let cells = |cells: &[(&'static str, &str)]| {
        cells.iter().map(|(heading, cell)| (*heading, (*cell).to_owned())).collect()
    };
    vec![
        cells(&[
            ("户号", family),
            ("姓名", "丁建华"),
            ("与职工关系", "本人"),
            ("身份证号", WORKER),
            ("性别", "男"),
            ("共同生活", "是"),
            ("联系电话", PHONE),
            ("家庭住址", ADDRESS),
            ("会员卡号", CARD),
            ("领款人", "是"),
            ("工资性收入(元)", "31239.99"),
            ("职工类别", "困难农民工"),
            ("困难类别", "低保边缘户"),
            ("主要致困原因", "子女上学"),
            ("住房类型", "租房"),
            ("工作单位", "兴庆纺织厂"),
            ("工会助学金(元)", "0"),
        ]),
        cells(&[
            ("户号", family),
            ("姓名", "丁小燕"),
            ("与职工关系", "长女"),
            ("身份证号", DAUGHTER),
            ("性别", "女"),
            ("共同生活", "是"),
            ("学年学费(元)", "5000"),
            ("申请救助", "是"),
            ("院校代码", "4164010749 宁夏大学"),
            ("国家统招", "是"),
            ("录取批次", "本科二批"),
            ("层次", "本科"),
            ("录取年份", "2018"),
            ("学制(年)", "4"),
        ]),
        cells(&[
            ("户号", family),
            ("姓名", "纳秀英"),
            ("与职工关系", "妻"),
            ("性别", "女"),
            ("共同生活", "是"),
        ]),
    ]
}

/// The same of other people, by a number below sixty thousand.
pub(crate) fn other_rows(number: usize) -> Vec<Row> {
    let mut rows = rows(&format!("F{number}"));
    let (later, number) = (number / 20_000, number % 20_000);
    put(&mut rows[0], "身份证号", &citizen_id(1970 + later, (number * 8) * 2 + 1));
    put(&mut rows[1], "身份证号", &citizen_id(1999 + later, (number * 8 + 1) * 2));
    for heading in ["联系电话", "家庭住址", "会员卡号", "领款人"] {
        rows[0].retain(|(known, _)| *known != heading);
    }
    rows
}

pub(crate) fn put(row: &mut Row, heading: &'static str, cell: &str) {
    row.retain(|(known, _)| *known != heading);
    row.push((heading, cell.to_owned()));
}

/// The rows as lines with commas between, below their headings.
pub(crate) fn lines(rows: &[Row]) -> String {
    let mut headings = Vec::new();
    for (heading, _) in rows.iter().flatten() {
        if !headings.contains(heading) {
            headings.push(*heading);
        }
    }
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(&headings).unwrap();
    for row in rows {
        let cell = |heading: &&str| {
            row.iter().find(|(known, _)| known == heading).map_or("", |(_, cell)| cell.as_str())
        };
        out.write_record(headings.iter().map(cell)).unwrap();
    }
    String::from_utf8(out.into_inner().unwrap()).unwrap()
}

/// The rows as a spreadsheet below two titles: sums as numbers, dates as dates, and as a number what begins with #.
pub(crate) fn spreadsheet(rows: &[Row]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy/m/d");
    sheet.write_string(0, 0, "兴庆区困难职工家庭情况").unwrap();
    let mut headings = Vec::new();
    for (heading, _) in rows.iter().flatten() {
        if !headings.contains(heading) {
            headings.push(*heading);
        }
    }
    for (column, heading) in (0..).zip(&headings) {
        sheet.write_string(2, column, *heading).unwrap();
    }
    for (row, cells) in (3..).zip(rows) {
        for (heading, cell) in cells {
            let column = u16::try_from(headings.iter().position(|known| known == heading).unwrap()).unwrap();
            let day = rust_xlsxwriter::ExcelDateTime::parse_from_str(cell)
                .ok()
                .filter(|_| *heading == "助学金日期");
            let sum = cell.parse::<f64>().ok().filter(|_| heading.ends_with("(元)"));
            let number = cell.strip_prefix('#').map(|number| number.parse::<f64>().unwrap());
            let written = match (day, sum.or(number)) {
                (Some(day), _) => sheet.write_datetime_with_format(row, column, &day, &date),
                (None, Some(number)) => sheet.write_number(row, column, number),
                (None, None) => sheet.write_string(row, column, cell),
            };
            let _ = written.unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// What a spreadsheet is sent as.
pub(crate) const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What can be wrong in a family: what is written in which of its rows, and under which heading it is told.
pub(crate) const WRONG: [(usize, &str, &str); 58] = [
    (0, "姓名", ""),
    (0, "姓名", "丁\u{200b}"),
    (1, "与职工关系", "表舅"),
    (0, "身份证号", "640104197405121015"),
    (0, "身份证号", "6.40104197405121E+17"),
    (0, "性别", "女"),
    (2, "共同生活", "也许"),
    (0, "联系电话", "12"),
    (0, "会员卡号", "6217000000000000013"),
    (0, "工资性收入(元)", "三万"),
    (0, "职工类别", ""),
    (2, "职工类别", "困难职工"),
    (0, "困难类别", "贫困"),
    (0, "次要致困原因", "子女上学"),
    (1, "学年学费(元)", "-1"),
    (1, "工会助学金(元)", "1000"),
    (1, "助学金日期", "2018-02-30"),
    (1, "院校代码", "9999999999"),
    (1, "院校代码", "4164019999"),
    (1, "录取批次", "零批"),
    (1, "录取年份", "二〇一八"),
    (1, "学制(年)", "40"),
    (2, "院校代码", "4164010749"),
    (1, "姓名", ""),
    (2, "姓名", "12345678901"),
    (2, "与职工关系", ""),
    (1, "身份证号", "64010619990820102"),
    (0, "民族", "火星族"),
    (0, "政治面貌", "群主"),
    (0, "健康状况", "很好"),
    (0, "残疾", "三级"),
    (0, "婚姻状况", "单身"),
    (0, "工作状态", "上班"),
    (0, "户口类型", "城市"),
    (0, "劳模类型", "区级"),
    (0, "住房类型", "别墅"),
    (0, "建筑面积", "很大"),
    (0, "档案类别", "新"),
    (0, "单位信用代码", "123"),
    (0, "单位性质", "外星"),
    (0, "合同期限", "永远"),
    (0, "主要致困原因", "穷"),
    (1, "在读学历", "博士后"),
    (1, "国家统招", "大概"),
    (1, "层次", "小学"),
    (1, "校区省份", "宁夏"),
    (2, "领款人", "或许"),
    (0, "经营性收入(元)", "1.234"),
    (0, "财产性收入(元)", "-5"),
    (0, "转移性收入(元)", "无"),
    (0, "其他收入(元)", "一千二"),
    (1, "助学金日期", "2018-01-20"),
    (1, "工会助学金(元)", "一千"),
    (0, "备注", "照\u{200b}料"),
    (1, "专业", "地\u{200b}质"),
    (1, "录取年份", "1800"),
    (1, "学制(年)", "零"),
    (0, "会员卡号", "621700000000000001X"),
];
