//! How does the national form write a code? As its list has it on a day.

use domain::code_list::{Code as ListCode, CodeList, shipped};
use domain::time::Day;

use crate::problem::{Code, Problem};

/// The lists that the program ships.
pub(crate) struct Labels(Vec<CodeList>);

impl Labels {
    pub(crate) fn shipped() -> Result<Self, Problem> {
        shipped().map(Self).map_err(|_| Problem::new(Code::Internal))
    }

    /// All labels of a list on that day.
    pub(crate) fn all(&self, list: &str, day: Day) -> Vec<&str> {
        let list = self.0.iter().filter(|known| known.key.as_str() == list);
        list.flat_map(|list| list.in_force(day)).map(|entry| entry.zh.as_str()).collect()
    }

    /// The labels of that day.
    pub(crate) fn on(&self, day: Day) -> impl Fn(&'static str, &ListCode) -> Option<String> {
        move |list, code| {
            let list = self.0.iter().find(|known| known.key.as_str() == list)?;
            list.find(code, day).map(|entry| entry.zh.as_str().to_owned())
        }
    }
}
