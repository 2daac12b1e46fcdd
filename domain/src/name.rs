//! How long may a text be, and what may stand in it? Names, titles and remarks.

use core::fmt;

use crate::glyph;
use crate::text::reasons;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// So many digits in a row are a number of a person (a phone has the fewest), and no part of a name.
const NUMBER_OF_A_PERSON: usize = 11;

/// A text that a record cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotText {
    /// It is empty, too long, or has blanks at its ends.
    Form {
        /// The most characters it may have.
        most: usize,
    },
    /// It has lines, where a text has one.
    Lines,
    /// A character that nobody sees, or that disturbs how others are seen.
    Hidden {
        /// Which of its characters, counted from 1.
        at: usize,
    },
    /// It begins with a mark that is drawn onto the character before it.
    Mark,
    /// A name in which the number of a card, a phone or a person stands: names are shown where numbers are not.
    Number,
}

reasons! {
    NotText {
        Self::Form { most } => "应为1至{most}个字,首尾不留空格,请更正",
            "1 to {most} characters, without blanks at its ends; correct it";
        Self::Lines => "应写在一行内,请去掉换行", "this is one line; take out the line breaks";
        Self::Hidden { at } => "第{at}个字符看不见或会打乱显示(如零宽空格、制表符、方向控制符),请删去;生僻字显示为空框的,请改用国家标准编码的字",
            "character {at} shows nothing or disturbs how others are shown (a zero-width space, a tab, a mark of direction); delete it, and write a rare ideograph by its standard code";
        Self::Mark => "不应以附加符号开头,请补上前面的字", "it begins with a mark that has nothing to stand on; write the character before it";
        Self::Number => "名称中不应有身份证号、卡号或电话号码,请填入相应栏目",
            "a name has no number of a person, a card or a phone in it; write that where it belongs";
    }
}

/// Whether so many digits stand in a row that they may identify somebody.
fn numbered(text: &str) -> bool {
    let mut row = 0;
    text.chars().any(|c| {
        row = if c.is_ascii_digit() { row + 1 } else { 0 };
        row == NUMBER_OF_A_PERSON
    })
}

/// Whether a text can stand in a record: of so many characters at most, each of which is seen, on lines or on one.
fn stands(text: &str, most: usize, lines: bool) -> Result<(), NotText> {
    if text.is_empty() || text.chars().count() > most {
        return Err(NotText::Form { most });
    }
    if !lines && text.contains('\n') {
        return Err(NotText::Lines);
    }
    if let Some(at) = text.chars().position(|c| glyph::is_hidden(c, lines)) {
        return Err(NotText::Hidden { at: at.saturating_add(1) });
    }
    if text.starts_with(glyph::is_blank) || text.ends_with(glyph::is_blank) {
        return Err(NotText::Form { most });
    }
    if text.starts_with(glyph::is_mark) { Err(NotText::Mark) } else { Ok(()) }
}

macro_rules! texts {
    (lines: $lines:literal, pattern: $pattern:literal; $($(#[$doc:meta])* $name:ident, $most:tt, numbers: $numbers:literal, $example:literal)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String, min_length = 1, max_length = $most, pattern = $pattern, example = $example)]
        pub struct $name(String);

        impl $name {
            /// The most characters that it may have.
            pub const MAX_CHARS: usize = $most;

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotText;

            fn try_from(text: String) -> Result<Self, NotText> {
                stands(&text, $most, $lines)?;
                if !$numbers && numbered(&text) { Err(NotText::Number) } else { Ok(Self(text)) }
            }
        }

        impl core::str::FromStr for $name {
            type Err = NotText;

            fn from_str(text: &str) -> Result<Self, NotText> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

texts! {
    lines: false,
    pattern: "^[^\\u0000-\\u0020\\u007f-\\u00a0\\u00ad\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05bd\\u05bf\\u05c1-\\u05c2\\u05c4-\\u05c5\\u05c7\\u0600-\\u0605\\u0610-\\u061a\\u061c\\u064b-\\u065f\\u0670\\u06d6-\\u06dd\\u06df-\\u06e4\\u06e7-\\u06e8\\u06ea-\\u06ed\\u070f\\u0890-\\u0891\\u08e2\\u115f-\\u1160\\u1680\\u17b4-\\u17b5\\u180b-\\u180f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u20d0-\\u20ff\\u2800\\u3000\\u302a-\\u302f\\u3099-\\u309a\\u3164\\ue000-\\uf8ff\\ufdd0-\\ufdef\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\ufeff\\uffa0\\ufff0-\\uffff\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]([^\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890-\\u0891\\u08e2\\u115f-\\u1160\\u17b4-\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ue000-\\uf8ff\\ufdd0-\\ufdef\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\uffff\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]*[^\\u0000-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890-\\u0891\\u08e2\\u115f-\\u1160\\u1680\\u17b4-\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ue000-\\uf8ff\\ufdd0-\\ufdef\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\uffff\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}])?$";

    /// A person's name, as on the identity card.
    PersonName, 50, numbers: false, "马小兰"
    /// A name of an organisation, a school, a campaign or a place.
    Title, 100, numbers: false, "银川市兴庆区总工会"
    /// The number under which paper lies in an archive (档号).
    ArchiveNumber, 40, numbers: false, "2018-助学-017"
    /// A short line: a position, a place, a number on paper.
    Line, 200, numbers: true, "银古路社区公告栏"
}

texts! {
    lines: true,
    pattern: "^[^\\u0000-\\u0020\\u007f-\\u00a0\\u00ad\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05bd\\u05bf\\u05c1-\\u05c2\\u05c4-\\u05c5\\u05c7\\u0600-\\u0605\\u0610-\\u061a\\u061c\\u064b-\\u065f\\u0670\\u06d6-\\u06dd\\u06df-\\u06e4\\u06e7-\\u06e8\\u06ea-\\u06ed\\u070f\\u0890-\\u0891\\u08e2\\u115f-\\u1160\\u1680\\u17b4-\\u17b5\\u180b-\\u180f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u20d0-\\u20ff\\u2800\\u3000\\u302a-\\u302f\\u3099-\\u309a\\u3164\\ue000-\\uf8ff\\ufdd0-\\ufdef\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\ufeff\\uffa0\\ufff0-\\uffff\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]([^\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890-\\u0891\\u08e2\\u115f-\\u1160\\u17b4-\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ue000-\\uf8ff\\ufdd0-\\ufdef\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\uffff\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]*[^\\u0000-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890-\\u0891\\u08e2\\u115f-\\u1160\\u1680\\u17b4-\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ue000-\\uf8ff\\ufdd0-\\ufdef\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\uffff\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}])?$";

    /// A remark or a reason in a person's words.
    Remark, 2000, numbers: true, "经入户走访核实,情况属实。"
}

impl PersonName {
    /// The name as it goes to where anybody reads it: the first character, and the last of three or more (张*, 张*明).
    pub fn starred(&self) -> String {
        let characters: Vec<char> = self.as_str().chars().collect();
        match characters.as_slice() {
            [first, _, .., last] if characters.len() > 2 => format!("{first}*{last}"),
            [first, ..] => format!("{first}*"),
            [] => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use utoipa::PartialSchema;

    use super::*;

    #[test]
    fn the_document_tells_the_same_characters() {
        for (schema, lines) in [(Line::schema(), false), (Remark::schema(), true)] {
            let told = serde_json::to_value(schema).unwrap();
            assert_eq!(told["pattern"], glyph::pattern(lines), "write this pattern beside the type");
        }
    }

    #[test]
    fn a_name_is_no_place_for_the_number_of_a_person() {
        for text in ["马小兰640104197405121014", "13995000001", "62170000000000000"] {
            assert_eq!(text.parse::<PersonName>(), Err(NotText::Number), "{text}");
            assert_eq!(text.parse::<Title>(), Err(NotText::Number), "{text}");
            assert!(text.parse::<Line>().is_ok() && text.parse::<Remark>().is_ok(), "{text}");
        }
        assert!("第1234567890小学".parse::<Title>().is_ok());
    }

    #[test]
    fn names_of_real_people_and_schools_pass() {
        let names = "马小兰 阿卜杜拉·买买提 O’Neill 𠮷田 𬍛 㛃 ئابلىز भीम".split(' ').chain(["欧阳 娜娜"]);
        for name in names {
            assert!(name.parse::<PersonName>().is_ok(), "{name}");
        }
        for title in ["宁夏大学(贺兰山校区)", "№1 中学", "“金秋助学”2018"] {
            assert!(title.parse::<Title>().is_ok(), "{title}");
        }
        assert!("情况属实。\n请批准👍".parse::<Remark>().is_ok());
    }

    #[test]
    fn no_text_has_characters_that_nobody_sees() {
        for unseen in "\u{200b}\u{202e}\u{2066}\u{feff}\u{ad}\u{3164}\u{e0041}\t\u{e000}".chars() {
            let text = format!("马{unseen}小兰");
            assert_eq!(text.parse::<PersonName>(), Err(NotText::Hidden { at: 2 }), "{unseen:?}");
            assert!(text.parse::<Title>().is_err() && text.parse::<Line>().is_err(), "{unseen:?}");
            assert!(text.parse::<Remark>().is_err(), "{unseen:?}");
        }
    }

    #[test]
    fn no_text_is_blank_at_its_ends_or_begins_with_a_mark() {
        let form = Err(NotText::Form { most: 50 });
        for text in ["", " ", "\u{3000}", "\u{2003}\u{2003}", " 马小兰", "马小兰\u{3000}", "马小兰\u{a0}"]
        {
            assert_eq!(text.parse::<PersonName>(), form, "{text:?}");
        }
        for text in ["\u{301}", "\u{301}\u{20dd}", "\u{64b}م"] {
            assert_eq!(text.parse::<PersonName>(), Err(NotText::Mark), "{text:?}");
        }
        assert_eq!("路\n号".parse::<Line>(), Err(NotText::Lines));
        assert_eq!("一\n".parse::<Remark>(), Err(NotText::Form { most: 2000 }));
    }

    #[test]
    fn a_starred_name_shows_one_end_or_two() {
        let starred = |name: &str| name.parse::<PersonName>().map(|name| name.starred());
        for (name, shown) in [("张明", "张*"), ("张晓明", "张*明"), ("买买提·艾力", "买*力")]
        {
            assert_eq!(starred(name), Ok(shown.to_owned()));
        }
    }
}
