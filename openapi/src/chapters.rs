//! Into which chapters does the document fall, and what is each about?

use utoipa::openapi::tag::{Tag, TagBuilder};

/// Each chapter with what it is about, in the order of a family's way.
#[rustfmt::skip]
const CHAPTERS: &[(&str, &str)] = &[
    ("sessions",         "登录与会话: sign in, renew, sign out, act in a post that was lent."),
    ("me",               "本人: who is signed in, what the account may do, its password."),
    ("unions",           "工会组织: the tree of unions, their kinds and codes."),
    ("officers",         "人员: people who act, each once, whatever posts they hold."),
    ("accounts",         "账号: an officer in one role at one union, with dates."),
    ("service-accounts", "程序账号: programs that read within scopes, and decide nothing."),
    ("mandates",         "审计授权: which auditor looks at which part of the tree, for how long, on what ground."),
    ("samples",          "审计样本: cases drawn by a seed, which anybody can draw again."),
    ("patterns",         "审计线索: what of the recorded is worth a look, counted; it accuses nobody."),
    ("readings",         "审计阅览: what auditors opened, and when."),
    ("disclosures",      "查阅完整信息: whole values shown for a purpose, who has seen them, and what programs may see."),
    ("delegations",      "委托代理: a post lent to a colleague for some days."),
    ("campaigns",        "年度活动与政策: campaigns, editions of the policy, extensions, counts."),
    ("schools",          "院校: schools by code, the ministry's list, what a person corrected."),
    ("reference",        "代码、区划、日历: code lists, areas and working days, each with its validity."),
    ("assessments",      "资格试算: whether and why a family qualifies and for how much, with nothing stored."),
    ("dossiers",         "困难职工档案: one household, its members and means, and how its file stands."),
    ("jobs",             "作业: long work, how far it has come, and the import of families from a spreadsheet."),
    ("applications",     "助学申请: a case on its way, with visits, signatures, opinions, papers and decisions."),
    ("declarations",     "申报名单: whom a union asks aid for, handed in at the city's centre, which receives it or gives it back."),
    ("erasures",         "清除: what is erased when its time is over, or on the word of whom it is about."),
    ("consents",         "授权同意: who agreed to what, over all cases."),
    ("exceptions",       "例外: conditions set aside for single cases, by whom and why."),
    ("postings",         "公示与异议: lists that hang out, their photographs, and what is said against them."),
    ("payments",         "发放: batches of payments, who can be paid, and what stands in the way."),
    ("funds",            "资金: whose money there is, which awards have it, and how it moved, entry by entry."),
    ("national-records", "全国系统录入: how families stand in the national system, what officers enter, what its side is told and says."),
    ("log",              "日志: who did what, in a chain that anybody can check, and its checkpoints."),
    ("demo",             "演示: what exists in the demonstration only."),
];

/// The chapters, as the document has them.
pub(crate) fn chapters() -> Vec<Tag> {
    let tag = |(name, about): &(&str, &str)| TagBuilder::new().name(*name).description(Some(*about)).build();
    CHAPTERS.iter().map(tag).collect()
}
