//! Of which union, case or officer does a refusal speak? People know them by names that lie outside the case.

use super::refusal::Refusal;
use super::road::Position;
use crate::id::{ApplicationId, OfficerId};
use crate::text::Language;

/// Of what a refusal speaks that has a name outside the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpeaksOf {
    /// The union at that place of the road.
    Union(Position),
    /// Another case, known by its number.
    Case(ApplicationId),
    /// An officer.
    Officer(OfficerId),
}

impl SpeaksOf {
    /// What it is called by that name, or where the name is not known.
    pub(super) fn named(self, name: Option<&str>, language: Language) -> String {
        match (self, name) {
            (_, Some(name)) => name.to_owned(),
            (Self::Union(at), None) => {
                let rank = at.next().raw();
                language.choose(
                    format!("审批路径上第{rank}级工会"),
                    format!("the union that is number {rank} of its road"),
                )
            }
            (Self::Case(_), None) => language.choose("另一件", "another one").to_owned(),
            (Self::Officer(_), None) => language.choose("所填人员", "one of those named").to_owned(),
        }
    }
}

impl Refusal {
    /// Of which union, case or officer it speaks, whose name lies outside the case.
    pub const fn speaks_of(&self) -> Option<SpeaksOf> {
        match self {
            Self::OnlyReads { deciding: position }
            | Self::WrongUnion { needed: position }
            | Self::ActedElsewhere { position }
            | Self::NobodyLeft { position }
            | Self::NobodyHears { position } => Some(SpeaksOf::Union(*position)),
            Self::OtherLive { application } | Self::StudentDecided { application } => {
                Some(SpeaksOf::Case(*application))
            }
            Self::VisitorNotOnRoad { visitor: officer }
            | Self::VisitorOfTheFamily { visitor: officer }
            | Self::CallerNotOnRoad { caller: officer } => Some(SpeaksOf::Officer(*officer)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_called_by_its_name_where_that_is_known_and_by_its_place_elsewhere() {
        let refusal = Refusal::WrongUnion { needed: Position::new(1) };
        let named = refusal.text_naming(Some("兴庆区总工会"), Language::Chinese);
        assert_eq!(named, "应由兴庆区总工会办理,请转交。");
        assert_eq!(refusal.text(Language::Chinese), "应由审批路径上第2级工会办理,请转交。");
        let other = Refusal::OtherLive { application: ApplicationId::new(uuid::Uuid::nil()) };
        for language in [Language::Chinese, Language::English] {
            let number = "JQ2018-640104-000123";
            assert!(other.text_naming(Some(number), language).contains(number));
            assert!(!other.text(language).contains("0000"), "no id is told");
        }
    }
}
