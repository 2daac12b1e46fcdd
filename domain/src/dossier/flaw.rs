//! What is wrong with a household as it was entered? Each flaw with its field, its operands and its weight.

use serde::Serialize;
use utoipa::ToSchema;

use super::member::MemberNumber;
use crate::code_list::ListKey;
use crate::month::MonthSpan;
use crate::relation::RelationCode;
use crate::sex::Sex;
use crate::text::{Tell, Told};
use crate::time::Day;
use crate::words::named;

named! {
    /// How much a flaw weighs.
    Severity {
        /// The version is not kept.
        Error
        /// The version is kept, and somebody should look.
        Warning
    }
}

/// One flaw of a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Flaw {
    /// A JSON pointer to the field.
    #[schema(example = "/members/1/relation")]
    pub field: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What it is.
    #[serde(flatten)]
    pub problem: Problem,
}

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident { $($operand:ident: $kind:ty),* }, $severity:ident, $zh:literal, $en:literal;)*) => {
        /// What is wrong.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
        #[serde(rename_all = "snake_case", tag = "problem")]
        #[expect(missing_docs, reason = "the operands are what the sentence above them names")]
        pub enum Problem { $($(#[$doc])* $name { $($operand: $kind),* }),* }

        impl Problem {
            /// How much it weighs.
            pub const fn severity(&self) -> Severity {
                match self { $(Self::$name { .. } => Severity::$severity),* }
            }

        }

        impl Tell for Problem {
            fn tell(&self) -> Told {
                match self { $(Self::$name { $($operand),* } => Told::new(format!($zh), format!($en))),* }
            }
        }
    };
}

problems! {
    /// More rows than a household has.
    TooMany { most: usize }, Error, "最多填写{most}条,请删减", "at most {most} rows; leave some out";
    /// No member at all.
    NoMembers {}, Error, "至少填写一名家庭成员,请补充", "a household has at least one member; add one";
    /// Two members of one number.
    NumberTwice { member: MemberNumber }, Error, "成员编号{member}重复,请改用其他编号", "two members have the number {member}; give one another";
    /// One person twice.
    PersonTwice { member: MemberNumber }, Error,
        "与{member}号成员是同一人,请更正或删去", "this is the same person as member {member}; correct one, or leave it out";
    /// A row speaks of a member who is not there.
    NoSuchMember { member: MemberNumber }, Error, "没有{member}号成员,请更正编号或补充成员", "there is no member {member}; correct the number, or add the member";
    /// The worker's row has another relation.
    WorkerRelation { relation: RelationCode }, Error,
        "职工本人的关系代码应为01或02,现为{relation},请更正", "the worker's relation is 01 or 02, not {relation}; correct it";
    /// Somebody else has the worker's relation.
    SecondWorker { worker: MemberNumber, relation: RelationCode }, Error,
        "职工是{worker}号成员,其他成员的关系代码不能为{relation},请更正",
        "member {worker} is the worker: nobody else has the relation {relation}; correct it";
    /// More than one husband or wife.
    SecondSpouse { spouse: MemberNumber }, Error,
        "配偶已填写为{spouse}号成员,请更正其中一个", "member {spouse} is the spouse already; correct one of them";
    /// The relation is one of the other sex.
    SexOfRelation { relation: RelationCode, sex: SexWord }, Error,
        "关系代码{relation}与所填性别不符,请更正其一", "the relation {relation} is not that of a {sex} person; correct one of them";
    /// The citizen id says the other sex.
    SexOfCitizenId { sex: SexWord }, Error, "所填性别与身份证号不符,请核对证件", "the citizen id is not that of a {sex} person; look at the card";
    /// Born after today.
    BornLater { today: Day }, Error, "身份证号中的出生日期晚于今天({today}),请核对证件", "born after today, {today}, by the citizen id; look at the card";
    /// A child who is not younger than the worker.
    ChildNotYounger { worker: MemberNumber }, Warning,
        "子女的出生日期不晚于职工({worker}号成员)", "a child who is not younger than the worker, member {worker}";
    /// The worker does not live with the family.
    WorkerLivesApart {}, Warning, "职工本人未与家庭共同生活", "the worker does not live with the family";
    /// The last month comes before the first.
    MonthsReversed { months: Months }, Error, "起止月份颠倒({months}),请更正", "the months are reversed: {months}; correct them";
    /// Months that are not over.
    MonthsToCome { months: Months, today: Day }, Warning,
        "{months}在{today}尚未结束", "{months} are not over on {today}";
    /// Income of somebody who lives elsewhere counts for nothing.
    EarnsElsewhere { member: MemberNumber }, Warning,
        "{member}号成员不共同生活,其收入不计入", "member {member} lives elsewhere: the income does not count";
    /// Aid that has not come yet.
    ReceivedLater { received_on: Day, today: Day }, Error,
        "领取日期{received_on}晚于今天({today}),请更正", "received on {received_on}, after today, {today}; correct it";
    /// Tuition of somebody who is no child of the household.
    TuitionOfNoChild { member: MemberNumber, relation: RelationCode }, Warning,
        "{member}号成员(关系代码{relation})不是子女,其学费不计入",
        "member {member}, relation {relation}, is no child: the tuition does not count";
    /// Two charges for one child and year.
    TuitionTwice { member: MemberNumber, school_year: i32 }, Error,
        "{member}号成员{school_year}学年的学费填写了两次,请合并为一条", "tuition of member {member} for {school_year} stands twice; make one row of it";
    /// A child at school whose tuition is not told.
    TuitionNotTold { member: MemberNumber }, Warning,
        "{member}号成员在学,但未填写学费(免费的请填0)", "member {member} is at school without a tuition row (0 if free)";
    /// A year that cannot be meant.
    Year { year: i32, from: i32, to: i32 }, Error,
        "年份{year}应在{from}至{to}之间,请更正", "the year {year} is not from {from} to {to}; correct it";
    /// A course of no length, or a very long one.
    CourseYears { years: u8 }, Error, "学制{years}年应在1至9年之间,请更正", "a course takes 1 to 9 years, not {years}; correct it";
    /// Other causes without a main one.
    NoMainCause {}, Error, "填写次要致困原因前,请先填写主要致困原因", "other causes stand beside a main one; say that first";
    /// One cause twice.
    CauseTwice {}, Error, "致困原因重复,请删去一个", "this cause stands twice; leave one out";
    /// A code that its list does not have on that day.
    NotInForce { list: ListKey, day: Day }, Error,
        "代码不在{day}有效的代码表{list}中,请从该表选取", "the list {list} has no such code on {day}; choose one of it";
    /// A code that was in force when it was chosen, and is no longer.
    OutOfForce { list: ListKey, day: Day }, Warning,
        "代码在{day}已不在代码表{list}中,核实后请改选", "the list {list} no longer has this code on {day}; choose another";
}

/// A sex, printed as a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(transparent)]
pub struct SexWord(pub Sex);

/// Months, printed from and to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(transparent)]
pub struct Months(pub MonthSpan);

impl core::fmt::Display for SexWord {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.0.into())
    }
}

impl core::fmt::Display for Months {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}–{}", self.0.from, self.0.to)
    }
}

impl Flaw {
    /// A flaw of that field.
    pub(super) fn at(field: impl Into<String>, problem: Problem) -> Self {
        Self { field: field.into(), severity: problem.severity(), problem }
    }
}

#[cfg(test)]
mod tests {
    use utoipa::PartialSchema;

    use super::*;
    use crate::dossier::{Household, Standing};
    use crate::school::School;

    #[test]
    fn what_travels_has_a_schema_with_its_limits() {
        let of = |schema| serde_json::to_value(schema).unwrap().to_string();
        assert!(of(Flaw::schema()).contains("#/components/schemas/Problem"));
        assert!(of(Problem::schema()).contains("months_reversed"));
        assert!(of(Household::schema()).contains("\"maxItems\":30"));
        assert!(of(Standing::schema()).contains("visited_on"));
        assert!(of(School::schema()).contains("military"));
    }
}
