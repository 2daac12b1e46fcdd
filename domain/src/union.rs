//! Who takes part? The tree of union organisations, their kinds and levels.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::UnionId;
use crate::name::Title;
use crate::text::reasons;
use crate::time::{Day, Instant};
use crate::words::{named, spoken};

spoken! {
    /// At which level a union stands.
    Level {
        /// Where families are met: grassroots unions, streets, direct enterprises.
        Grassroots "基层"
        /// Where cases are reviewed: county federations, working committees, bureaus.
        County "县级"
        /// The city federation and its service centre.
        City "市级"
    }
}

named! {
    /// What kind of organisation a union is (工会组织).
    UnionKind {
        /// 市总工会: publishes the policy and decides.
        CityFederation
        /// 职工服务中心: its officers act for the city.
        ServiceCentre
        /// 县(市)区总工会.
        CountyFederation
        /// 工会工作委员会, as of a development zone.
        WorkingCommittee
        /// 局(委)工会 directly under the city.
        Bureau
        /// 市属直属企(事)业单位工会.
        DirectEnterprise
        /// 街道工会: takes cases or gives an opinion, and does not review.
        Street
        /// 基层工会 of a workplace.
        Grassroots
    }
}

impl UnionKind {
    /// The level at which unions of this kind stand.
    pub const fn level(self) -> Level {
        match self {
            Self::CityFederation | Self::ServiceCentre => Level::City,
            Self::CountyFederation | Self::WorkingCommittee | Self::Bureau => Level::County,
            Self::DirectEnterprise | Self::Street | Self::Grassroots => Level::Grassroots,
        }
    }

    /// Whether a union of this kind may stand directly under one of that kind.
    pub const fn stands_under(self, parent: Self) -> bool {
        match self {
            Self::CityFederation => false,
            Self::ServiceCentre
            | Self::CountyFederation
            | Self::WorkingCommittee
            | Self::Bureau
            | Self::DirectEnterprise => matches!(parent, Self::CityFederation),
            Self::Street => matches!(parent, Self::CountyFederation | Self::WorkingCommittee),
            Self::Grassroots => matches!(
                parent,
                Self::CountyFederation
                    | Self::WorkingCommittee
                    | Self::Bureau
                    | Self::DirectEnterprise
                    | Self::Street
                    | Self::Grassroots
            ),
        }
    }
}

/// The six characters by which the city knows a union: GB/T 2260 where there is a code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[0-9A-Z]{6}$", example = "640104")]
pub struct UnionCode(String);

/// A code that is not six digits or capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUnionCode;

reasons! {
    NotUnionCode {
        Self => "工会代码为6位数字或大写字母,请更正",
            "a union's code is six digits or capital letters; correct it";
    }
}

impl UnionCode {
    /// The six characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for UnionCode {
    type Error = NotUnionCode;

    fn try_from(text: String) -> Result<Self, NotUnionCode> {
        let legal = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        if legal { Ok(Self(text)) } else { Err(NotUnionCode) }
    }
}

impl From<UnionCode> for String {
    fn from(code: UnionCode) -> Self {
        code.0
    }
}

impl core::fmt::Display for UnionCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

/// An organisation of the unions (工会组织).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Union {
    /// The union.
    pub id: UnionId,
    /// Its code, given by the city.
    pub code: UnionCode,
    /// Its name.
    pub name: Title,
    /// Its kind.
    pub kind: UnionKind,
    /// Its level, which follows from the kind.
    pub level: Level,
    /// The union above it; none for the city.
    pub parent: Option<UnionId>,
    /// The last day of its being; none while it is there.
    pub closed_on: Option<Day>,
    /// The version of this record.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}
