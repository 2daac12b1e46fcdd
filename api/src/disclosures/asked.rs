//! What is asked for, and under what? A form that is checked, and a warrant: the table for officers, a grant for programs.

use domain::access::{Actor, Jurisdiction};
use domain::disclosure::{
    DisclosurePurpose, NoReasons, NotShown, Of, Reach, SensitiveField, SubjectKind, shows,
};
use domain::dossier::MemberNumber;
use domain::id::{AccountId, DisclosedId, StandingPurposeId};
use domain::name::Remark;
use domain::time::Day;
use persistence::Work;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::spent::holder;
use crate::limits::Rows;
use crate::problem::{Code, Problem, Wrong};

/// Whose values are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DisclosureSubject)]
pub(super) struct SubjectForm {
    /// A member of a dossier, the student or the worker of a case, or an officer.
    pub(super) kind: SubjectKind,
    /// The dossier, the case, or the officer.
    pub(super) id: DisclosedId,
    /// The number of the member in the dossier's household; of a member alone.
    #[schema(value_type = Option<u8>, minimum = 1, maximum = 99, example = 1)]
    pub(super) member: Option<MemberNumber>,
}

/// Which whole values are asked for, of whom, and what for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDisclosure {
    /// What for.
    pub(super) purpose: DisclosurePurpose,
    /// Which values.
    #[schema(value_type = Vec<SensitiveField>, min_items = 1, max_items = 5)]
    pub(super) fields: Rows<SensitiveField, 1, 5>,
    /// Why; asked for where the purpose is `other`.
    pub(super) reasons: Option<Remark>,
    /// Of whom.
    #[schema(value_type = Vec<SubjectForm>, min_items = 1, max_items = 200)]
    pub(super) subjects: Rows<SubjectForm, 1, 200>,
}

/// Under what somebody is shown values: how far they see, and how many on a day.
pub(super) struct Warrant {
    /// Who exists for the asker.
    pub(super) within: Jurisdiction,
    /// How far they see among those.
    pub(super) reach: Reach,
    /// What a program was granted.
    pub(super) standing: Option<StandingPurposeId>,
    /// Whose count of the day it is: the officer's, whatever posts they hold, or that of the standing purpose.
    pub(super) holder: Uuid,
    /// How many values on a day at most.
    pub(super) most_a_day: u32,
}

impl NewDisclosure {
    /// All that is wrong with its form.
    pub(super) fn flaws(&self) -> Vec<Wrong> {
        let mut flaws = Vec::new();
        if self.purpose == DisclosurePurpose::Paper {
            let said = [
                "“制作纸质材料”只用于打印审批表、名单和案卷,请改用途",
                "the purpose paper is for what is printed (approval forms, name lists, bundles) alone; name another one",
            ];
            flaws.push(Wrong::new("/purpose", said));
        }
        if self.purpose.needs_reasons() && self.reasons.is_none() {
            flaws.push(Wrong::new("/reasons", NoReasons));
        }
        for (at, subject) in self.subjects.iter().enumerate() {
            let of_member = subject.kind == SubjectKind::Member;
            if of_member != subject.member.is_some() {
                let said = [
                    "kind为member时须填成员编号,其他情形不填,请更正",
                    "a member is named with its number, and nobody else is; correct it",
                ];
                flaws.push(Wrong::new(format!("/subjects/{at}/member"), said));
            }
            if self.subjects.iter().take(at).any(|other| other == subject) {
                let said = ["与前面的对象重复,请删去", "named before in the same list; leave it out"];
                flaws.push(Wrong::new(format!("/subjects/{at}"), said));
            }
        }
        flaws
    }

    /// Under what an officer is shown these values; the table says so.
    pub(super) fn warrant(&self, actor: &Actor, most_a_day: u32) -> Result<Warrant, Problem> {
        let mut reach = Reach::All;
        for of in [Of::Families, Of::Officers] {
            if self.subjects.iter().any(|subject| subject.kind.of() == of) {
                let may =
                    shows((actor.role, actor.level), self.purpose, of, &self.fields).map_err(not_shown)?;
                reach = reach.min(may);
            }
        }
        let holder = holder(actor);
        Ok(Warrant { within: actor.jurisdiction(), reach, standing: None, holder, most_a_day })
    }

    /// The same of a program, which must have been granted it.
    pub(super) async fn granted(
        &self,
        work: &Work,
        warrant: Warrant,
        account: AccountId,
        today: Day,
    ) -> Result<Warrant, Problem> {
        let standing = work.standing_purposes().of_program(account, today).await?;
        let standing = standing.into_iter().find(|standing| standing.covers(self.purpose, &self.fields));
        let Some(standing) = standing else {
            return Err(Problem::new(Code::Forbidden).telling(NoStanding));
        };
        Ok(Warrant {
            within: Jurisdiction { root: standing.union },
            standing: Some(standing.id),
            holder: standing.id.raw(),
            most_a_day: standing.most_a_day,
            ..warrant
        })
    }
}

/// That a value is not shown.
pub(super) fn not_shown(no: NotShown) -> Problem {
    Problem::new(Code::Forbidden).telling(no)
}

domain::reasons! {
    NoStanding {
        Self => "该程序没有在有效期内、涵盖此用途和这些项目的长期用途授权;请由安全管理员用POST /standing-purposes授予",
            "no standing purpose of today covers this purpose and these fields; an administrator of security grants one at POST /standing-purposes";
    }
}

/// That a program has nothing under which it could ask.
#[derive(Debug)]
struct NoStanding;
