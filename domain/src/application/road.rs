//! Along which unions does a case travel, and who decides it? Its road, fixed at entry (N15).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::edition::Procedure;
use crate::edition::procedure::DecidingLevel;
use crate::id::UnionId;
use crate::text::reasons;
use crate::union::{Level, UnionKind};

/// A place on a road; the union that took the case has 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = u8, minimum = 0, maximum = 2, example = 1)]
pub struct Position(u8);

impl Position {
    /// The union that took the case.
    pub const ENTRY: Self = Self(0);

    /// The place with this number.
    pub const fn new(raw: u8) -> Self {
        Self(raw)
    }

    /// The number of the place.
    pub const fn raw(self) -> u8 {
        self.0
    }

    /// The place above.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// A union and its kind, as links of the chain from the taker upward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Link {
    /// Which union.
    pub union: UnionId,
    /// Of what kind.
    pub kind: UnionKind,
}

/// A union on a road.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stop {
    /// Its place.
    pub position: Position,
    /// Which union.
    pub union: UnionId,
    /// Of what kind it was when the case was taken.
    pub kind: UnionKind,
}

/// The unions of a case in order, and which of them decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Road {
    /// From the taker to the city.
    pub stops: Vec<Stop>,
    /// Where it is decided; unions after that only read.
    pub deciding: Position,
    /// The union directly under the city, by whose kind deadlines and final desks go (N16); it may lie above
    /// the taker without being on the road.
    pub branch: Link,
}

/// Why no road leads from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRoad {
    /// The city itself takes no cases.
    TakenByCity,
    /// The chain does not end at a city federation.
    NotToCity,
}

reasons! {
    NoRoad {
        Self::TakenByCity => "市总工会和服务中心不直接受理申请,请由基层工会受理",
            "the city federation and its service centre take no cases; a grassroots union must";
        Self::NotToCity => "该工会的上级关系不完整,请联系账号管理员",
            "the chain of unions does not lead to a city federation; call the account administrator";
    }
}

impl Road {
    /// The road from the first link of the chain, which leads from the taker upward to the city.
    ///
    /// # Errors
    /// [`NoRoad`] when the city takes the case itself or the chain ends elsewhere.
    pub fn along(chain: &[Link], procedure: &Procedure) -> Result<Self, NoRoad> {
        let (taker, above) = chain.split_first().ok_or(NoRoad::NotToCity)?;
        if taker.kind.level() == Level::City {
            return Err(NoRoad::TakenByCity);
        }
        let to_city = above.iter().position(|link| link.kind == UnionKind::CityFederation);
        let city_at = to_city.ok_or(NoRoad::NotToCity)?;
        let (between, city) = above.split_at(city_at);
        let city = city.first().ok_or(NoRoad::NotToCity)?;
        let branch = *between.last().unwrap_or(taker);
        let taken_by_county = taker.kind.level() == Level::County;
        let county = between.iter().find(|link| !taken_by_county && link.kind.level() == Level::County);
        let links = [Some(taker), county, Some(city)].into_iter().flatten();
        let stops: Vec<Stop> = links
            .zip(0..)
            .map(|(link, at)| Stop { position: Position(at), union: link.union, kind: link.kind })
            .collect();
        let by_county = county.is_some() && procedure.decided_at(branch.kind) == DecidingLevel::County;
        let deciding = if county.is_none() || by_county { Position(1) } else { Position(2) };
        Ok(Self { stops, deciding, branch })
    }

    /// Where a union stands on it.
    pub fn position_of(&self, union: UnionId) -> Option<Position> {
        self.stops.iter().find(|stop| stop.union == union).map(|stop| stop.position)
    }

    /// The union at a place.
    pub fn stop(&self, position: Position) -> Option<&Stop> {
        self.stops.iter().find(|stop| stop.position == position)
    }

    /// Whether more time given to that union is time for cases on this road.
    pub fn passes_under(&self, union: UnionId) -> bool {
        let below_city = self.stops.iter().filter(|stop| stop.kind.level() != Level::City);
        self.branch.union == union || below_city.into_iter().any(|stop| stop.union == union)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::procedure::PROCEDURE_2018;

    fn road(kinds: &[UnionKind], county_decides: bool) -> Result<(Vec<UnionKind>, u8, UnionKind), NoRoad> {
        let mut procedure: Procedure = serde_json::from_str(PROCEDURE_2018).unwrap();
        if county_decides {
            for desk in &mut procedure.final_desks {
                desk.value.desk = DecidingLevel::County;
            }
        }
        let link = |(n, kind): (u128, &UnionKind)| Link {
            union: UnionId::new(uuid::Uuid::from_u128(n)),
            kind: *kind,
        };
        let chain: Vec<Link> = (1..).zip(kinds).map(link).collect();
        let road = Road::along(&chain, &procedure)?;
        let kinds = road.stops.iter().map(|stop| stop.kind).collect();
        Ok((kinds, road.deciding.raw(), road.branch.kind))
    }

    #[test]
    fn a_road_is_taker_county_city() {
        use UnionKind::{
            Bureau, CityFederation as City, CountyFederation as County, DirectEnterprise as Direct,
            Grassroots, ServiceCentre, Street,
        };
        let of = |kinds: &[UnionKind]| road(kinds, false).unwrap();
        assert_eq!(of(&[Grassroots, Street, County, City]), (vec![Grassroots, County, City], 2, County));
        assert_eq!(of(&[Grassroots, Grassroots, Bureau, City]), (vec![Grassroots, Bureau, City], 2, Bureau));
        assert_eq!(of(&[Direct, City]), (vec![Direct, City], 1, Direct));
        assert_eq!(of(&[Grassroots, Direct, City]), (vec![Grassroots, City], 1, Direct));
        assert_eq!(of(&[County, City]), (vec![County, City], 1, County));
        assert_eq!(road(&[City], false), Err(NoRoad::TakenByCity));
        assert_eq!(road(&[ServiceCentre, City], false), Err(NoRoad::TakenByCity));
        assert_eq!(road(&[Grassroots, County], false), Err(NoRoad::NotToCity));
    }

    #[test]
    fn counties_decide_finally_where_the_edition_says_so_but_not_on_what_they_took_themselves() {
        use UnionKind::{
            CityFederation as City, CountyFederation as County, DirectEnterprise as Direct, Grassroots,
        };
        assert_eq!(road(&[Grassroots, County, City], true).unwrap().1, 1);
        assert_eq!(road(&[County, City], true).unwrap(), (vec![County, City], 1, County));
        assert_eq!(road(&[Grassroots, Direct, City], true).unwrap().1, 1);
    }
}
