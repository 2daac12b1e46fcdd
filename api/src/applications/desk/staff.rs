//! Who holds which post on a road?

use std::collections::BTreeMap;

use domain::access::Role;
use domain::application::seats::Post;
use domain::application::{self as case, Road};
use domain::id::UnionId;
use domain::time::Day;
use domain::union::UnionKind;
use persistence::{Paging, Work};

use crate::problem::Problem;

/// Who holds which post on a road today, by an account or a delegation; the service centre's posts are the city's.
pub(super) async fn posts(work: &Work, road: &Road, today: Day) -> Result<Vec<Post>, Problem> {
    let mut places: BTreeMap<UnionId, case::Position> = BTreeMap::new();
    for stop in &road.stops {
        places.insert(stop.union, stop.position);
        if stop.kind == UnionKind::CityFederation {
            let filter = persistence::unions::Filter {
                kind: Some(UnionKind::ServiceCentre),
                parent: Some(stop.union),
                ..persistence::unions::Filter::default()
            };
            let centres = work.unions().list(&filter, Paging::first(20)).await?;
            places.extend(centres.items.iter().map(|centre| (centre.id, stop.position)));
        }
    }
    let unions: Vec<UnionId> = places.keys().copied().collect();
    let post = |held: persistence::HeldPost| {
        let position = *places.get(&held.union)?;
        let works = matches!(held.role, Role::Caseworker | Role::Head);
        works.then_some(Post { position, officer: held.officer, role: held.role })
    };
    Ok(work.staff(&unions, today).await?.into_iter().filter_map(post).collect())
}
