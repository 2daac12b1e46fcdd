//! How is a finding said in words? Chinese and English, from its figures.

use super::finding::{Evidence, Finding, RuleId, Verdict};
use super::measure::{IncomeMeasure, Measure};
use crate::edition::aid::Comparator;
use crate::money::yuan;
use crate::text::Language;

impl RuleId {
    /// What the rule asks for, in words.
    pub fn text(self, language: Language) -> &'static str {
        let (chinese, english) = match self {
            Self::OnFile => ("家庭困难职工档案在档", "the family's dossier is on file"),
            Self::Child => ("学生是职工子女", "the student is a child of the worker"),
            Self::UnifiedEnrolment => ("国家统招录取", "admitted through the national unified enrolment"),
            Self::Batch => ("二本以上批次录取", "admitted in the second batch or above"),
            Self::NotMilitary => ("军队院校除外", "not at a military academy"),
            Self::Enrolled => ("高校在校学生", "at college in this school year"),
            Self::Level => (
                "今年考入的学生或往年考入的本科生",
                "admitted this year, or an undergraduate of earlier years",
            ),
            Self::IncomeLine => {
                ("家庭实际人均月收入在标准之内", "income by head and month keeps to the line")
            }
            Self::SingleApplication => {
                ("同一学生本年度只有一份申请", "one application of the student this year")
            }
            Self::OtherAid => ("没有同类重复救助", "no aid for the same purpose from elsewhere"),
        };
        language.choose(chinese, english)
    }
}

impl Verdict {
    /// The verdict in words.
    pub fn text(self, language: Language) -> &'static str {
        let (chinese, english) = match self {
            Self::Met => ("符合", "met"),
            Self::NotMet => ("不符合", "not met"),
            Self::Unknown => ("待补充", "not known yet"),
            Self::ForReview => ("需人工认定", "for a person to decide"),
            Self::NotApplicable => ("不适用", "not applicable"),
        };
        language.choose(chinese, english)
    }
}

impl Evidence {
    /// What to bring, in words.
    pub fn text(self, language: Language) -> &'static str {
        let (chinese, english) = match self {
            Self::Dossier => ("困难职工档案", "the dossier"),
            Self::DossierConfirmation => (
                "本年度入户走访和上级工会对档案的确认",
                "this year's visit and the confirmation of the dossier",
            ),
            Self::Relation => ("学生与职工的关系", "the relation of student and worker"),
            Self::UnifiedEnrolment => ("国家统招录取证明", "proof of the national unified enrolment"),
            Self::Batch => ("录取批次", "the batch of admission"),
            Self::School => ("就读院校", "the school"),
            Self::SchoolOwnership => ("院校的公办或民办性质", "whether the school is public"),
            Self::SchoolProvince => ("校区所在省份", "the province of the campus"),
            Self::AdmissionYear => ("入学年份", "the year of admission"),
            Self::CourseYears => ("学制年限", "the years of the course"),
            Self::Level => ("培养层次", "the level of study"),
            Self::People => ("家庭人口", "the number of people in the household"),
            Self::Income => ("家庭年度总收入", "the household's income"),
            Self::Tuition => ("子女年度学费支出", "the children's tuition"),
            Self::SiblingAdmissionYear => ("其他申请子女的入学年份", "a sibling's year of admission"),
            Self::SiblingSchoolProvince => {
                ("其他申请子女的校区所在省份", "the province of a sibling's campus")
            }
            Self::Lists => ("申请和其他救助名单的核对", "a look at other applications and other aid"),
        };
        language.choose(chinese, english)
    }
}

impl Finding {
    /// The finding in words: what is asked, what was found, the figures, what is lacking, who ruled.
    pub fn text(&self, language: Language) -> String {
        let asked = self.rule.text(language);
        let verdict = self.verdict.text(language);
        let number = self.clause.number();
        let mut text = language.choose(
            format!("{asked}:{verdict}(通知{number})"),
            format!("{asked}: {verdict} (notice {number})"),
        );
        if let Measure::IncomeLine(income) = &self.measure
            && let Some(figures) = income.text(language)
        {
            text.push_str(language.choose(";", "; "));
            text.push_str(&figures);
        }
        if !self.needs.is_empty() {
            let needs: Vec<_> = self.needs.iter().map(|evidence| evidence.text(language)).collect();
            text.push_str(
                &language
                    .choose(format!(";需要:{}", needs.join("、")), format!("; needed: {}", needs.join(", "))),
            );
        }
        if let Some(ruling) = &self.ruling {
            let reasons = ruling.reasons.as_str();
            text.push_str(&language.choose(format!(";人工认定:{reasons}"), format!("; ruled: {reasons}")));
        }
        text
    }
}

impl IncomeMeasure {
    /// The comparison in yuan, exact; none while an operand is not known.
    fn text(&self, language: Language) -> Option<String> {
        let (left, right) = (yuan(self.left_fen?), yuan(self.right_fen?));
        let (chinese, english) = match self.comparator {
            Comparator::Below => ("低于", "below"),
            Comparator::AtMost => ("不高于", "at most"),
        };
        let disputed = if self.disputed {
            language.choose(";不同口径结论不一致", "; the readings disagree")
        } else {
            ""
        };
        let line = yuan(self.line.as_fen());
        let (months, people) = (self.months, self.people?.get());
        Some(language.choose(
            format!("收入减学费加助学资金{left}元,应{chinese}{line}×{months}×{people}={right}元{disputed}"),
            format!(
                "income less tuition with aid is {left} yuan, to be {english} \
                 {line} x {months} x {people} = {right} yuan{disputed}"
            ),
        ))
    }
}
