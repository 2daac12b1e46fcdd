//! Of what is there one only? What a constraint of the database keeps unique, in words.

use domain::clause::Clause;

use super::{Code, Problem};

/// Constraints as PostgreSQL names them, the columns by which SQLite does, and what a person is told.
#[rustfmt::skip]
const UNIQUE: &[(&str, &str, &str, &str)] = &[
    ("unions_code",           "unions.code",             "该工会代码已被使用,请另取一个,或先查找该工会",   "this code is another union's; choose another one, or look that union up"),
    ("accounts_username",     "accounts.username",       "该用户名已被使用,请另取一个",                    "this user name is taken; choose another one"),
    ("officers_citizen_id",   "officers.citizen_id",     "已有此身份证号的人员,请联系账号管理员核对",      "an officer with this citizen id is entered already; ask the account administrator"),
    ("campaigns_year",        "campaigns.year",          "该年度已有活动,请直接使用",                      "there is a campaign of this year already; use that one"),
    ("editions_",             "editions.",               "政策版本同时被他人改动,请重新读取后再办",        "somebody else drafted or published at the same moment; read the editions again"),
    ("schools_in_force",      "schools.",                "该代码的院校已在院校表中,请先查找",              "a school of this code is in the list already; look it up"),
    ("national_records_number", "national_records.number", "该职工编号已属于另一户,请核对后更正",            "another family has this number in the national system; check it and correct it"),
    ("filings_number",        "filings.union_id",        "该档号已在本工会档案中用过(更正前的档号也不再使用),请核对后另取一个", "this number was used in the union's archive before, and one that was corrected is not used again; take another one"),
    ("memberships_one_open",  "memberships.person",      "家庭成员中有人已在另一份档案中,请先查找该档案",  "a member is in another open dossier; look that one up"),
    ("persons_citizen_id",    "persons.citizen_id",      "同一身份证号同时被他人录入,请稍后再试",          "the same citizen id was entered at the same moment; send it again"),
];

/// That a record like it is there, and which field is taken where the database says so.
pub(super) fn taken(what: &str) -> Problem {
    if what.contains("applications_one_live") || what.contains("applications.campaign") {
        return one_live();
    }
    let problem = Problem::new(Code::Duplicate);
    let known = UNIQUE.iter().find(|(name, columns, ..)| what.contains(name) || what.contains(columns));
    match known {
        Some((_, _, chinese, english)) => problem.telling([*chinese, *english]),
        None => problem,
    }
}

/// What is refused by the rule that a student has one live application, where only the database knew of the other (N20).
fn one_live() -> Problem {
    let told = [
        "该学生本年度已有在办申请,请先了结或继续办理该申请",
        "the student has another live application this year; end that one, or go on with it",
    ];
    Problem::new(Code::Refused).by("other_live", Some(Clause::N20)).telling(told)
}
