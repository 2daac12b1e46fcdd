//! How does what somebody wrote in a cell become a value of the form? By the kind of its column; what cannot be is told.

use std::borrow::Cow;

use domain::code_list::{CodeList, shipped};
use domain::money;
use domain::reasons;
use domain::school::SchoolScheme;
use domain::time::Day;
use serde_json::{Value, json};

use super::columns::Kind;
use crate::cells::{NOT_RECKONED, unguarded};
use crate::problem::{Code, Problem};

/// Why a cell says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotCell {
    /// A number of which the spreadsheet has lost digits.
    DigitsLost,
    /// A formula without a value, or one that came to an error.
    NotReckoned,
    /// None of the list.
    NotListed,
    /// Neither 是 nor 否.
    NotTruth,
    /// No sum in yuan.
    NotYuan,
    /// No whole number.
    NotWhole,
    /// No day.
    NotDay,
}

reasons! {
    NotCell {
        Self::DigitsLost => "单元格是数值格式,后几位已丢失;请改为文本格式后重新填写完整号码",
            "the cell is a number, of which the last digits are lost; make it a text and write the whole number again";
        Self::NotReckoned => "单元格是没有结果的公式或错误值,请直接填写内容", "the cell is a formula without a value, or an error; write the value itself";
        Self::NotListed => "不在选项内,请从下拉列表中选取", "not one of the choices; take one from the list";
        Self::NotTruth => "请填“是”或“否”", "write 是 (yes) or 否 (no)";
        Self::NotYuan => "应为金额(元),最多两位小数,不能为负,请更正", "a sum in yuan is expected, of at most two decimals and not negative; correct it";
        Self::NotWhole => "应为整数,请更正", "a whole number is expected; correct it";
        Self::NotDay => "应为日期,如2018-08-20,请更正", "a day is expected, as 2018-08-20; correct it";
    }
}

/// The lists from which cells are taken, on a day.
pub(crate) struct Choices {
    lists: Vec<CodeList>,
    today: Day,
}

impl Choices {
    /// Those of that day.
    pub(crate) fn on(today: Day) -> Result<Self, Problem> {
        let lists = shipped().map_err(|_| Problem::new(Code::Internal))?;
        Ok(Self { lists, today })
    }

    /// What may be chosen of a list, as it is shown.
    pub(super) fn of(&self, list: &str) -> Vec<&str> {
        let list = self.lists.iter().filter(|known| known.key.as_str() == list);
        list.flat_map(|list| list.in_force(self.today)).map(|entry| entry.zh.as_str()).collect()
    }

    /// How a code is shown.
    pub(super) fn shown(&self, list: &str, code: &str) -> Option<&str> {
        let list = self.lists.iter().find(|known| known.key.as_str() == list)?;
        let entry = list.in_force(self.today).find(|entry| entry.code.as_str() == code);
        entry.map(|entry| entry.zh.as_str())
    }

    /// The code of what was chosen: by its title, or the code itself, of which a spreadsheet drops a leading 0.
    fn code(&self, list: &str, said: &str) -> Result<Value, NotCell> {
        let list = self.lists.iter().find(|known| known.key.as_str() == list).ok_or(NotCell::NotListed)?;
        let padded = format!("0{said}");
        let means = |entry: &&domain::code_list::CodeEntry| {
            let code = entry.code.as_str();
            entry.zh.as_str() == said || code == said || code == padded
        };
        let entry = list.in_force(self.today).find(means).ok_or(NotCell::NotListed)?;
        Ok(json!(entry.code))
    }
}

/// The value of a cell that is not empty.
pub(super) fn value(kind: Kind, said: &str, choices: &Choices) -> Result<Value, NotCell> {
    let narrow = narrow(said);
    match kind {
        _ if said == NOT_RECKONED => Err(NotCell::NotReckoned),
        Kind::Text => Ok(json!(unguarded(said))),
        Kind::Code if has_lost_digits(&narrow) => Err(NotCell::DigitsLost),
        Kind::Code => Ok(json!(unguarded(&narrow))),
        Kind::Whole => narrow.parse::<i64>().map(Value::from).map_err(|_| NotCell::NotWhole),
        Kind::Yuan => {
            let sum = narrow.trim_start_matches(['¥', '¥']).trim_end_matches('元').trim();
            money::of_yuan(sum).map(|sum| json!(sum)).ok_or(NotCell::NotYuan)
        }
        Kind::Truth => match narrow.to_ascii_uppercase().as_str() {
            "是" | "TRUE" | "Y" | "1" | "√" => Ok(Value::Bool(true)),
            "否" | "FALSE" | "N" | "0" | "×" => Ok(Value::Bool(false)),
            _ => Err(NotCell::NotTruth),
        },
        Kind::Listed(list) => choices.code(list, &narrow).or_else(|_| choices.code(list, said)),
        Kind::ListedMany(list) => {
            let some = said.split(['、', ',', ',', ';', ';']).map(str::trim).filter(|one| !one.is_empty());
            let codes = some.map(|one| choices.code(list, &self::narrow(one)));
            Ok(Value::Array(codes.collect::<Result<_, _>>()?))
        }
        Kind::Words(words) => {
            let known = words();
            let found =
                known.iter().find(|(shown, word)| shown == said || *shown == narrow || *word == narrow);
            found.map(|(_, word)| json!(word)).ok_or(NotCell::NotListed)
        }
        Kind::Day => day(&narrow).map(|day| json!(day)).ok_or(NotCell::NotDay),
        Kind::School => Ok(school(first_word(&narrow))),
        Kind::Province => Ok(json!(first_word(&narrow))),
    }
}

/// The code of a school, of the ministry's unless it has the five digits of a military one.
fn school(code: &str) -> Value {
    let scheme = if code.len() == 5 { SchoolScheme::Military } else { SchoolScheme::Moe };
    json!({"scheme": scheme, "code": code})
}

fn first_word(said: &str) -> &str {
    said.split_whitespace().next().unwrap_or_default()
}

/// What a spreadsheet shows of a number with more digits than it keeps.
fn has_lost_digits(said: &str) -> bool {
    let mantissa = said.split_once(['E', 'e']).filter(|(_, power)| {
        let power = power.strip_prefix('+').unwrap_or(power);
        !power.is_empty() && power.bytes().all(|digit| digit.is_ascii_digit())
    });
    mantissa.is_some_and(|(digits, _)| {
        !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit() || digit == b'.')
    })
}

/// Full-width letters, digits and signs as the usual ones.
fn narrow(said: &str) -> Cow<'_, str> {
    let is_wide = |letter: char| ('\u{ff01}'..='\u{ff5e}').contains(&letter) || letter == '\u{3000}';
    if !said.contains(is_wide) {
        return said.into();
    }
    let narrow = |letter: char| match letter {
        '\u{3000}' => ' ',
        _ if is_wide(letter) => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    };
    said.chars().map(narrow).collect::<String>().trim().to_owned().into()
}

/// A day as offices write it: with hyphens, strokes, points or 年月日, and perhaps an hour behind it.
fn day(said: &str) -> Option<Day> {
    let said = said.split([' ', 'T']).next()?.trim_end_matches('日');
    let mut parts = said.split(['-', '/', '.', '年', '月']);
    let (year, month, day) =
        (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    if parts.next().is_some() { None } else { Day::new(year, month, day).ok() }
}

#[cfg(test)]
mod tests {
    use domain::eligibility::facts::Batch;
    use domain::text::{Language, Tell};
    use strum::VariantArray;

    use super::*;

    fn choices() -> Choices {
        Choices::on("2018-08-01".parse().unwrap()).unwrap()
    }

    #[test]
    fn a_cell_is_read_as_an_office_writes_it() {
        let all = choices();
        let is =
            |kind, said: &str, value: Value| assert_eq!(super::value(kind, said, &all), Ok(value), "{said}");
        for said in ["2018-08-01", "2018/8/1", "2018.8.1", "2018年8月1日", "2018-08-01 00:00:00", "2018-8-1"]
        {
            is(Kind::Day, said, json!("2018-08-01"));
        }
        for said in ["31240.5", "31,240.50", "¥31240.50", "31240.50元"] {
            is(Kind::Yuan, said, json!(3_124_050));
        }
        is(Kind::Code, "13995000001", json!("13995000001"));
        is(Kind::Code, "64010419740512101x", json!("64010419740512101x"));
        is(Kind::Truth, "是", json!(true));
        is(Kind::Truth, "FALSE", json!(false));
        is(Kind::Listed("relation"), "本人", json!("01"));
        is(Kind::Listed("relation"), "1", json!("01"));
        is(Kind::Listed("ethnicity"), "回族", json!("03"));
        is(Kind::ListedMany("hardship_cause"), "子女上学、下岗失业", json!(["9", "3"]));
        is(Kind::School, "4164010749 宁夏大学", json!({"scheme": "moe", "code": "4164010749"}));
        is(Kind::School, "91001", json!({"scheme": "military", "code": "91001"}));
        is(Kind::Text, "'=SUM(A1)", json!("=SUM(A1)"));
        is(Kind::Text, "'quoted'", json!("'quoted'"));
    }

    #[test]
    fn what_a_cell_cannot_be_is_told() {
        let all = choices();
        let no = |kind, said: &str, why| assert_eq!(super::value(kind, said, &all), Err(why), "{said}");
        no(Kind::Code, "6.40104197405121E+17", NotCell::DigitsLost);
        no(Kind::Listed("ethnicity"), "火星族", NotCell::NotListed);
        no(Kind::Truth, "也许", NotCell::NotTruth);
        no(Kind::Yuan, "-1", NotCell::NotYuan);
        no(Kind::Yuan, "1.234", NotCell::NotYuan);
        no(Kind::Yuan, "三千", NotCell::NotYuan);
        no(Kind::Whole, "四", NotCell::NotWhole);
        no(Kind::Day, "2018-02-30", NotCell::NotDay);
        no(Kind::Day, "开学前", NotCell::NotDay);
    }

    #[test]
    fn a_word_is_taken_as_it_is_shown() {
        let all = choices();
        let words =
            || Batch::VARIANTS.iter().map(|word| (word.text(Language::Chinese), (*word).into())).collect();
        for batch in Batch::VARIANTS {
            let value = super::value(Kind::Words(words), &batch.text(Language::Chinese), &all);
            assert_eq!(value, Ok(json!(batch.word())));
        }
    }
}
