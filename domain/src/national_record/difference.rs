//! What has the national system otherwise than the dossier? Field by field, side by side (N17).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::SHORTEST;
use crate::citizen_id::CitizenId;
use crate::code_list::Code;
use crate::dossier::{Household, Member, MemberNumber};
use crate::name::Line;
use crate::person::Identifiers;
use crate::phone::Phone;
use crate::sensitive::{all_but_last, starred};
use crate::words::{named, spoken};

spoken! {
    /// What both sides hold of a family.
    NationalField {
        /// Of a member.
        Name "姓名"
        /// Of a member.
        CitizenId "身份证号"
        /// Of a member.
        Phone "联系电话"
        /// Of a member.
        Address "家庭住址"
        /// Of a member, to the worker.
        Relation "与职工关系"
        /// Of a member.
        Sex "性别"
        /// Of a member.
        Ethnicity "民族"
        /// Of a member.
        PoliticalStatus "政治面貌"
        /// Of a member.
        Health "健康状况"
        /// Of a member.
        Disability "残疾类别"
        /// Of a member.
        MaritalStatus "婚姻状况"
        /// Of a member.
        WorkStatus "工作状态"
        /// Of a member.
        HouseholdRegistration "户口类型"
        /// Of the household.
        WorkerKind "职工类型"
        /// Of the household.
        HardshipCategory "困难类别"
        /// Of the household.
        MainCause "主要致困原因"
        /// Of the household.
        Housing "住房类型"
        /// Of the household.
        FloorArea "建筑面积"
        /// Of the household: how many members it has.
        Members "家庭成员数"
        /// Of the household: the worker's.
        Workplace "工作单位"
    }
}

named! {
    /// Which side is right.
    RightSide {
        /// The dossier.
        Ours
        /// The national system.
        Theirs
    }
}

/// Something that is otherwise in the national system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDifference)]
pub struct Difference {
    /// Of which member; null for what is the household's.
    pub member: Option<MemberNumber>,
    /// What.
    pub field: NationalField,
    /// What stands there; null where nothing does.
    pub theirs: Option<Line>,
}

/// Which side is right in a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SettledDifference)]
pub struct Settled {
    /// Of which member; null for what is the household's.
    pub member: Option<MemberNumber>,
    /// What.
    pub field: NationalField,
    /// Which side.
    pub right: RightSide,
}

impl Difference {
    /// What it is about.
    pub const fn place(&self) -> (Option<MemberNumber>, NationalField) {
        (self.member, self.field)
    }
}

impl NationalField {
    /// Whether it is said of one member.
    pub const fn is_of_a_member(self) -> bool {
        use NationalField as F;
        !matches!(
            self,
            F::WorkerKind
                | F::HardshipCategory
                | F::MainCause
                | F::Housing
                | F::FloorArea
                | F::Members
                | F::Workplace
        )
    }

    /// What the dossier has there, as an ordinary reader sees it.
    pub fn ours(
        self,
        household: &Household,
        member: Option<MemberNumber>,
        identifiers: impl Fn(&Member) -> Identifiers,
    ) -> Option<String> {
        use NationalField as F;
        let code = |code: Option<&Code>| code.map(|code| code.as_str().to_owned());
        let of = member.and_then(|number| household.member(number));
        let known = || of.map(&identifiers).unwrap_or_default().masked();
        match self {
            F::Name => of.map(|member| member.name.as_str().to_owned()),
            F::CitizenId => known().citizen_id,
            F::Phone => known().phone,
            F::Address => known().address,
            F::Relation => of.map(|member| member.relation.to_string()),
            F::Sex => of.and_then(|member| member.sex).map(|sex| sex.code().to_string()),
            F::Ethnicity => code(of?.ethnicity.as_ref()),
            F::PoliticalStatus => code(of?.political_status.as_ref()),
            F::Health => code(of?.health.as_ref()),
            F::Disability => code(of?.disability.as_ref()),
            F::MaritalStatus => code(of?.marital_status.as_ref()),
            F::WorkStatus => code(of?.work_status.as_ref()),
            F::HouseholdRegistration => code(of?.household_registration.as_ref()),
            F::WorkerKind => Some(household.worker_kind.word().to_owned()),
            F::HardshipCategory => code(household.hardship_category.as_ref()),
            F::MainCause => code(household.main_cause.as_ref()),
            F::Housing => code(household.housing.as_ref()),
            F::FloorArea => code(household.floor_area.as_ref()),
            F::Members => Some(household.members.len().to_string()),
            F::Workplace => household.workplace.as_ref().map(|place| place.name.as_str().to_owned()),
        }
    }

    /// What the national system has there, as an ordinary reader sees it.
    pub fn theirs(self, said: &Line) -> String {
        let said = said.as_str();
        match self {
            Self::CitizenId => {
                said.parse::<CitizenId>().map_or_else(|_| all_but_last(said, 2), |id| id.masked())
            }
            Self::Phone => {
                said.parse::<Phone>().map_or_else(|_| all_but_last(said, 4), |phone| phone.masked())
            }
            Self::Address => "******".to_owned(),
            // Whatever else stands in a cell that is not for it.
            _ => starred(said, SHORTEST, 2),
        }
    }
}
