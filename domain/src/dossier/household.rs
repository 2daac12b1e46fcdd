//! How does a family live, and why is it hard? One version of a household, without its identifiers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::means::{Income, Tuition, UnionAid};
use super::member::{Member, MemberNumber};
use crate::code_list::Code;
use crate::credit_code::CreditCode;
use crate::id::PersonId;
use crate::name::{Line, Remark, Title};
use crate::words::spoken;

spoken! {
    /// What kind of worker holds the dossier (N01).
    WorkerKind {
        /// A worker of the city.
        DifficultWorker "困难职工"
        /// A worker from the country.
        MigrantWorker "困难农民工"
    }
}

/// Where the worker works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Workplace {
    /// Its name.
    pub name: Title,
    /// Its unified social credit code, if known.
    pub credit_code: Option<CreditCode>,
    /// 单位性质, of the list `workplace_nature`.
    pub nature: Option<Code>,
    /// 合同期限, of the list `contract_term`.
    pub contract_term: Option<Code>,
}

/// Something that is not known, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unknown {
    /// A JSON pointer to the absent field.
    #[schema(example = "/members/2/health")]
    pub field: Line,
    /// Why it is not known.
    pub remark: Remark,
}

/// A household as one version of its dossier has it. A list that is absent was not asked for; an empty one
/// says that there is nothing of the kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KeptHousehold)]
pub struct Household {
    /// What kind of worker holds the dossier.
    pub worker_kind: WorkerKind,
    /// Which member is the worker.
    pub worker: MemberNumber,
    /// All members.
    #[schema(min_items = 1, max_items = 30)]
    pub members: Vec<Member>,
    /// What came in, without the unions' student aid.
    #[schema(max_items = 500)]
    pub incomes: Option<Vec<Income>>,
    /// What unions gave for students.
    #[schema(max_items = 100)]
    pub union_aid: Option<Vec<UnionAid>>,
    /// What schools charge.
    #[schema(max_items = 100)]
    pub tuition: Option<Vec<Tuition>>,
    /// 困难类别, of the list `hardship_category`.
    pub hardship_category: Option<Code>,
    /// 主要致困原因, of the list `hardship_cause`.
    pub main_cause: Option<Code>,
    /// 次要致困原因, of the same list.
    #[serde(default)]
    #[schema(max_items = 3)]
    pub other_causes: Vec<Code>,
    /// 住房类型, of the list `housing`.
    pub housing: Option<Code>,
    /// 建筑面积, of the list `floor_area`.
    pub floor_area: Option<Code>,
    /// 档案类别, of the list `dossier_category`.
    pub dossier_category: Option<Code>,
    /// Where the worker works; absent for those without a workplace.
    pub workplace: Option<Workplace>,
    /// Whose card or account takes the money; its number is kept with the person.
    pub card_of: Option<MemberNumber>,
    /// What is not known, and why.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub unknowns: Vec<Unknown>,
}

impl Household {
    /// Whether it is said why that field is not known.
    pub fn is_explained(&self, field: &str) -> bool {
        self.unknowns.iter().any(|unknown| unknown.field.as_str() == field)
    }

    /// The most members of a household.
    pub const MAX_MEMBERS: usize = 30;
    /// The most rows of income.
    pub const MAX_INCOMES: usize = 500;
    /// The most rows of union aid, of tuition, and of what is not known.
    pub const MAX_ROWS: usize = 100;
    /// The most causes beside the main one.
    pub const MAX_OTHER_CAUSES: usize = 3;

    /// What a person who is in it is told of it: of the others their names, and what they are to the worker.
    #[must_use]
    pub fn as_told_to(mut self, person: PersonId) -> Self {
        for member in self.members.iter_mut().filter(|member| member.person != person) {
            *member = member.named_alone();
        }
        self
    }

    /// The member of that number.
    pub fn member(&self, number: MemberNumber) -> Option<&Member> {
        self.members.iter().find(|member| member.number == number)
    }

    /// The members who are the worker's children.
    pub fn children(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.relation.is_child())
    }
}
