//! Has a union declared whom it asks aid for? A list that it signs and seals, and the city's centre receives or gives back; nil is said too
//! (N16).

use serde::Serialize;
use utoipa::ToSchema;

use crate::id::{ApplicationId, CampaignId, DeclarationId, OfficerId, UnionId};
use crate::money::Money;
use crate::name::Line;
use crate::text::reasons;
use crate::time::{Day, Instant};
use crate::words::spoken;

spoken! {
    /// Where a declaration stands (申报状态).
    DeclarationState {
        /// It was made, and the centre has not said that it has it.
        Declared "已申报"
        /// The centre has it, signed and sealed.
        Received "已签收"
        /// The centre gave it back: its cases may be declared anew.
        Returned "已退回"
    }
}

/// A union's declaration (申报名单): the cases that had gone up to the deciding union when it was made, and stood in none before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Declaration {
    /// Which.
    pub id: DeclarationId,
    /// In which campaign.
    pub campaign: CampaignId,
    /// The union directly under the city that declares.
    pub union: UnionId,
    /// Its number among the union's own in the campaign, from 1.
    #[schema(minimum = 1, example = 1)]
    pub number: u32,
    /// Where it stands.
    pub state: DeclarationState,
    /// How many cases it names; none in a nil return (零申报).
    pub cases: u32,
    /// What they come to, as the cases came to it on that day.
    pub amount_fen: Money,
    /// The last day on which it was in time, as it was known when it was made; null where no day binds the union (N16).
    pub due: Option<Day>,
    /// Whether it was made after that day.
    pub late: bool,
    /// Who declared.
    pub declared_by: OfficerId,
    /// When.
    pub declared_at: Instant,
    /// Who received it or gave it back.
    pub answered_by: Option<OfficerId>,
    /// When.
    pub answered_at: Option<Instant>,
    /// Why it was given back.
    pub reason: Option<Line>,
    /// Raised by every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// A case that a declaration names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeclaredCase {
    /// The case.
    pub application: ApplicationId,
    /// What it came to; null where that was not known.
    pub amount_fen: Option<Money>,
}

/// Why a declaration is not made, or not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDeclared {
    /// No case has gone up that stands in none yet, and a nil return was not asked for.
    Nothing,
    /// A nil return was asked for, and there are cases.
    NotNil {
        /// How many.
        cases: usize,
    },
    /// A nil return was asked for, and a declaration stands that was not given back.
    Stands,
    /// It was answered already.
    Answered(DeclarationState),
}

reasons! {
    NotDeclared {
        Self::Nothing => "没有已上报到市级而尚未申报的申请;确无对象的,请以nil: true作零申报",
            "no case has gone up to the city that was not declared before; where there is none at all say nil: true";
        Self::NotNil { cases } => "有{cases}件已上报的申请尚未申报,不能作零申报;请去掉nil",
            "{cases} cases have gone up and were not declared: leave nil out";
        Self::Stands => "本单位本年度已有申报,不能再作零申报;需要更正的请先由市职工服务中心退回",
            "this union has declared already, and a nil return would say otherwise; have the centre give the other back first";
        Self::Answered(state) => "该申报{state:#},不能再办;需要更正的请另行申报",
            "this declaration is {state} already; what has to be corrected is declared anew";
    }
}

/// Whether so many cases are declared, where a nil return is asked for or not, and another declaration of the union stands or none.
///
/// # Errors
/// [`NotDeclared`].
pub const fn can_be_declared(cases: usize, nil: bool, stands: bool) -> Result<(), NotDeclared> {
    match (cases, nil) {
        (0, true) if stands => Err(NotDeclared::Stands),
        (0, true) => Ok(()),
        (0, false) => Err(NotDeclared::Nothing),
        (_, true) => Err(NotDeclared::NotNil { cases }),
        (_, false) => Ok(()),
    }
}

impl Declaration {
    /// Whether the centre may still receive it or give it back.
    ///
    /// # Errors
    /// [`NotDeclared::Answered`].
    pub const fn can_be_answered(&self) -> Result<(), NotDeclared> {
        match self.state {
            DeclarationState::Declared => Ok(()),
            state => Err(NotDeclared::Answered(state)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nil_is_said_and_never_guessed() {
        for stands in [false, true] {
            assert_eq!(can_be_declared(2, false, stands), Ok(()));
            assert_eq!(can_be_declared(0, false, stands), Err(NotDeclared::Nothing));
            assert_eq!(can_be_declared(2, true, stands), Err(NotDeclared::NotNil { cases: 2 }));
        }
        assert_eq!(can_be_declared(0, true, false), Ok(()));
        assert_eq!(can_be_declared(0, true, true), Err(NotDeclared::Stands));
    }
}
