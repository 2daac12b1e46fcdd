//! Which figures does the income line read from a household? Exact sums, or what is missing for them (N03).
//!
//! * People are the members who live together.
//! * Income is that of members who live together, of rows lying wholly inside the months. A row wholly outside
//!   is left out. A row partly inside is never shared out, which would round: it makes the income unknown
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
mod tests {
    use super::super::sample::{family, months, number, twelve, yuan};
    use super::*;

    #[test]
    fn a_whole_family_has_all_four_figures() {
        let figures = figures(&family(), twelve(), 2018);
        assert_eq!(figures.people, Some(3));
        assert_eq!(figures.income_fen, Some(2_400_000));
        assert_eq!(figures.tuition_fen, Some(500_000));
        assert_eq!(figures.union_aid_received_fen, Some(300_000));
        assert_eq!((figures.gaps, figures.left_out), (vec![], vec![]));
    }

    #[test]
    fn a_row_across_the_edge_makes_the_income_unknown_and_is_named() {
        let mut household = family();
        household.incomes.as_mut().unwrap()[0].months = months("2018-01", "2018-12");
        let figures = figures(&household, twelve(), 2018);
        assert_eq!(figures.income_fen, None);
        let gap = Gap::Straddles { field: "/incomes/0/months".to_owned(), months: twelve() };
        assert_eq!(figures.gaps, [gap]);
        assert_eq!(figures.people, Some(3), "the others stay");
    }

    #[test]
    fn rows_of_another_time_are_left_out_and_named() {
        let mut household = family();
        household.incomes.as_mut().unwrap()[0].months = months("2018-07", "2018-07");
        household.tuition.as_mut().unwrap()[0].school_year = 2017;
        household.union_aid.as_mut().unwrap()[0].received_on = "2018-07-01".parse().unwrap();
        let figures = figures(&household, twelve(), 2018);
        assert_eq!(figures.left_out, ["/incomes/0", "/tuition/0", "/union_aid/0"]);
        assert_eq!((figures.income_fen, figures.tuition_fen), (Some(0), Some(0)));
        assert_eq!(figures.union_aid_received_fen, Some(0));
    }

    #[test]
    fn what_was_not_asked_is_unknown_and_what_is_nothing_is_zero() {
        let mut household = family();
        (household.incomes, household.tuition, household.union_aid) = (None, Some(vec![]), None);
        let figures = figures(&household, twelve(), 2018);
        assert_eq!((figures.income_fen, figures.tuition_fen), (None, Some(0)));
        assert_eq!(figures.union_aid_received_fen, None);
        assert_eq!(figures.gaps.len(), 2);
    }

    #[test]
    fn who_lives_elsewhere_neither_counts_nor_earns() {
        let mut household = family();
        household.members[0].lives_together = Some(false);
        let apart = figures(&household, twelve(), 2018);
        assert_eq!((apart.people, apart.income_fen), (Some(2), Some(0)));
        household.members[0].lives_together = None;
        let unknown = figures(&household, twelve(), 2018);
        assert_eq!((unknown.people, unknown.income_fen), (None, None));
    }

    #[test]
    fn a_missing_amount_is_named() {
        let mut household = family();
        household.tuition.as_mut().unwrap()[0].amount_fen = None;
        let figures = figures(&household, twelve(), 2018);
        assert_eq!(figures.tuition_fen, None);
        assert_eq!(figures.gaps, [Gap::Amount { field: "/tuition/0/amount_fen".to_owned() }]);
    }

    #[test]
    fn only_children_have_tuition() {
        let mut household = family();
        household.tuition.as_mut().unwrap()[0].member = number(2);
        let of_the_wife = figures(&household, twelve(), 2018);
        assert_eq!((of_the_wife.tuition_fen, of_the_wife.left_out), (Some(0), vec!["/tuition/0".to_owned()]));
        let mut two = family().tuition.unwrap();
        two.push(Tuition { amount_fen: yuan(700), ..two[0].clone() });
        household.tuition = Some(two);
        assert_eq!(figures(&household, twelve(), 2018).tuition_fen, Some(570_000));
    }
}
