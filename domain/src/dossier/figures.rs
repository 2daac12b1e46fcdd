//! Which figures does the income line read from a household? Exact sums, or what is missing for them (N03).
//!
//! * People are the members who live together.
//! * Income is that of members who live together, of rows lying wholly inside the months. A row wholly outside
//!   is left out; where that leaves none of those that were written, the income is unknown, and not nothing. A row partly inside is never shared out, which would round: it makes the income unknown
//!   until somebody splits it.
//! * Tuition is that of children, and of grandchildren under guardianship, for the one school year.
//! * Union aid is what came in on a day of the months, and no part of the income.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::household::Household;
use super::means::{Income, Tuition, UnionAid};
use super::member::{Member, MemberNumber};
use crate::money::Money;
use crate::month::{MonthSpan, Overlap};
use crate::text::Language;

/// The figures of one household, each absent while something is missing for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// N: people who live together, the student included.
    pub people: Option<u16>,
    /// I: income of the months in fen, without union student aid.
    pub income_fen: Option<i64>,
    /// T: tuition of the school year in fen, of all children.
    pub tuition_fen: Option<i64>,
    /// R: union student aid received in the months, in fen.
    pub union_aid_received_fen: Option<i64>,
    /// What is missing for the absent ones.
    pub gaps: Vec<Gap>,
    /// JSON pointers to the rows that count for none: of other months, another school year, of people who
    /// live elsewhere, of people who are no children.
    pub left_out: Vec<String>,
}

/// Something without which a figure is unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "gap")]
pub enum Gap {
    /// Whether a member lives with the others is not known.
    LivesTogether {
        /// The member.
        member: MemberNumber,
    },
    /// A list was not asked for.
    NotAsked {
        /// A JSON pointer to it.
        field: String,
    },
    /// Income is told of other times or people only.
    NoneInMonths {
        /// A JSON pointer to the list.
        field: String,
        /// The months that count.
        months: MonthSpan,
    },
    /// A row has no amount.
    Amount {
        /// A JSON pointer to it.
        field: String,
    },
    /// A row of income lies partly outside the months and must be split.
    Straddles {
        /// A JSON pointer to its months.
        field: String,
        /// The months that count.
        months: MonthSpan,
    },
}

/// What a row is worth to its figure.
enum Worth {
    Counts(Money),
    LeftOut,
    Missing(Gap),
}

/// The figures of the household for the edition's months and the school year that begins in `school_year`.
pub fn figures(household: &Household, months: MonthSpan, school_year: i32) -> Figures {
    let mut figures = Figures::default();
    figures.people = people(household, &mut figures.gaps);
    figures.income_fen = figures.sum("/incomes", household.incomes.as_deref(), |row, field| {
        income_worth(household, row, months, field)
    });
    if household.incomes.as_ref().is_some_and(|rows| !rows.is_empty() && rows.len() == figures.left_out.len())
    {
        figures.gaps.push(Gap::NoneInMonths { field: "/incomes".to_owned(), months });
        figures.income_fen = None;
    }
    figures.tuition_fen = figures.sum("/tuition", household.tuition.as_deref(), |row, field| {
        tuition_worth(household, row, school_year, field)
    });
    figures.union_aid_received_fen =
        figures.sum("/union_aid", household.union_aid.as_deref(), |row, field| {
            union_aid_worth(row, months, field)
        });
    figures
}

impl Figures {
    /// The sum of the rows that count; none when any is missing something.
    fn sum<T>(&mut self, list: &str, rows: Option<&[T]>, worth: impl Fn(&T, &str) -> Worth) -> Option<i64> {
        let Some(rows) = rows else {
            self.gaps.push(Gap::NotAsked { field: list.to_owned() });
            return None;
        };
        let gaps_before = self.gaps.len();
        let mut counted = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let field = format!("{list}/{at}");
            match worth(row, &field) {
                Worth::Counts(amount) => counted.push(amount),
                Worth::LeftOut => self.left_out.push(field),
                Worth::Missing(gap) => self.gaps.push(gap),
            }
        }
        (self.gaps.len() == gaps_before).then(|| Money::total(counted))
    }
}

fn people(household: &Household, gaps: &mut Vec<Gap>) -> Option<u16> {
    let unknown = household.members.iter().filter(|member| member.lives_together.is_none());
    let unknown: Vec<_> = unknown.map(|member| Gap::LivesTogether { member: member.number }).collect();
    if !unknown.is_empty() {
        gaps.extend(unknown);
        return None;
    }
    let together = household.members.iter().filter(|member| member.lives_together == Some(true));
    u16::try_from(together.count()).ok()
}

fn income_worth(household: &Household, row: &Income, months: MonthSpan, field: &str) -> Worth {
    let together = household.member(row.member).map(|member| member.lives_together);
    match (row.months.within(months), together) {
        (Overlap::Outside, _) | (_, None | Some(Some(false))) => Worth::LeftOut,
        (Overlap::Partly, _) => Worth::Missing(Gap::Straddles { field: format!("{field}/months"), months }),
        (Overlap::Inside, Some(None)) => Worth::Missing(Gap::LivesTogether { member: row.member }),
        (Overlap::Inside, Some(Some(true))) => amount(row.amount_fen, field),
    }
}

fn tuition_worth(household: &Household, row: &Tuition, school_year: i32, field: &str) -> Worth {
    let counts = row.school_year == school_year && household.member(row.member).is_some_and(has_tuition);
    if counts { amount(row.amount_fen, field) } else { Worth::LeftOut }
}

/// Whose tuition is taken off the income: children, and grandchildren whom the worker brings up.
pub(super) fn has_tuition(member: &Member) -> bool {
    member.relation.is_child() || member.relation.is_grandchild()
}

fn union_aid_worth(row: &UnionAid, months: MonthSpan, field: &str) -> Worth {
    if months.holds(row.received_on) { amount(row.amount_fen, field) } else { Worth::LeftOut }
}

fn amount(amount: Option<Money>, field: &str) -> Worth {
    amount.map_or_else(|| Worth::Missing(Gap::Amount { field: format!("{field}/amount_fen") }), Worth::Counts)
}

impl Gap {
    /// What is missing, for the person who can find it out.
    pub fn text(&self, language: Language) -> String {
        let (chinese, english) = match self {
            Self::LivesTogether { member } => (
                format!("未填写{member}号成员是否共同生活"),
                format!("whether member {member} lives with the others is not known"),
            ),
            Self::NotAsked { field } => (format!("尚未填写{field}"), format!("{field} was not asked for")),
            Self::NoneInMonths { field, months: MonthSpan { from, to } } => (
                format!("{field}中没有共同生活成员在{from}至{to}的收入,确无收入的请填0"),
                format!(
                    "{field} tells nothing of {from} to {to} by those who live together: write 0 where there was none"
                ),
            ),
            Self::Amount { field } => (format!("未填写金额:{field}"), format!("{field} has no amount")),
            Self::Straddles { field, months: MonthSpan { from, to } } => (
                format!("{field}跨越{from}至{to}的起止月份,请拆分为两条"),
                format!("{field} lies partly outside {from} to {to}: split it"),
            ),
        };
        language.choose(chinese, english)
    }
}

#[cfg(test)]
mod tests;
