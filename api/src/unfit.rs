//! Why does a value not fit its type? What serde finds, told in both languages without a word of ours.

use core::fmt;

use domain::reasons;
use domain::text::{Language, Tell, Told};
use serde::de::{Error, Expected, Unexpected};

use crate::fault::Fault;
use crate::problem::Wrong;

/// Why a value is none of the wanted kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Not a text.
    Text,
    /// Not a number.
    Number,
    /// Not a whole number from one to another.
    Whole {
        /// The smallest.
        least: i128,
        /// The largest.
        most: i128,
    },
    /// Neither true nor false.
    Truth,
    /// Not a list.
    List,
    /// Not an object.
    Object,
    /// No value where there must be one.
    Absent,
    /// Given twice.
    Twice,
    /// A field or parameter of another name.
    Unknown,
    /// What the form does not have, in a manner that only the code could say.
    Form,
}

reasons! {
    Unfit {
        Self::Text => "此处应为文本,请更正", "a text is expected";
        Self::Number => "此处应为数字,请更正", "a number is expected";
        Self::Whole { least, most } => "此处应为{least}至{most}的整数,请更正", "a whole number from {least} to {most} is expected";
        Self::Truth => "此处应为true或false,请更正", "true or false is expected";
        Self::List => "此处应为列表([…]),请更正", "a list is expected";
        Self::Object => "此处应为对象({{…}}),请更正", "an object is expected";
        Self::Absent => "此项必填,请补充", "this is required; add it";
        Self::Twice => "此项重复,请只保留一处", "this stands twice; leave one out";
        Self::Unknown => "没有此项,请删去或改正名称", "there is no such field; leave it out, or correct its name";
        Self::Form => "内容不符合要求,请对照接口文档更正", "not of the form that the document shows; correct it";
    }
}

fn here(said: impl Tell) -> Fault {
    Wrong::new("", said).into()
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.told.text(Language::English))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.wrong.iter().try_for_each(|wrong| wrong.fmt(f))
    }
}

impl core::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: fmt::Display>(said: T) -> Self {
        let (chinese, english) = (format!("{said:#}"), format!("{said}"));
        // What does not tell itself in both languages speaks of types of ours.
        if chinese == english { here(Unfit::Form) } else { here(Told::new(chinese, english)) }
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        here(Unfit::Form)
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        here(Unfit::Form)
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        here(Unfit::Form)
    }

    fn unknown_variant(_: &str, words: &'static [&'static str]) -> Self {
        let words = words.join(", ");
        here(Told::new(format!("不在可选值之中,请从中选填:{words}"), format!("choose one of: {words}")))
    }

    fn unknown_field(name: &str, fields: &'static [&'static str]) -> Self {
        let fields = fields.join(", ");
        let told = Told::new(
            format!("{:#};可填:{fields}", Unfit::Unknown),
            format!("{}; there are: {fields}", Unfit::Unknown),
        );
        let fault = here(told);
        if is_word(name) { fault.below(name) } else { fault }
    }

    fn missing_field(name: &'static str) -> Self {
        here(Unfit::Absent).below(name)
    }

    fn duplicate_field(name: &'static str) -> Self {
        here(Unfit::Twice).below(name)
    }
}

/// Whether it is a name that may be repeated: one of small letters is nobody's number, name or address.
pub(crate) fn is_word(name: &str) -> bool {
    name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}
