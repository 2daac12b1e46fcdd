//! Who holds which post on a road?

use std::collections::BTreeMap;

use domain::access::Role;
use domain::application::seats::{Post, Staff};
use domain::application::{self as case, Road};
use domain::id::UnionId;
use domain::time::Day;
use domain::union::UnionKind;
use persistence::{Paging, Work};

use crate::problem::Problem;

/// Who holds which post on a road today; the service centre's posts are the city's.
pub(crate) async fn staff(work: &Work, road: &Road, today: Day) -> Result<Staff, Problem> {
    let mut places: BTreeMap<UnionId, case::Position> = BTreeMap::new();
    for stop in &road.stops {
        places.insert(stop.union, stop.position);
        if stop.kind == UnionKind::CityFederation {
            let filter = persistence::unions::Filter {
                kind: Some(UnionKind::ServiceCentre),
                parent: Some(stop.union),
                ..persistence::unions::Filter::default()
            };
            let centres =
                work.unions().list(&filter, Paging { limit: 20, after: None, total: false }).await?;
            places.extend(centres.items.iter().map(|centre| (centre.id, stop.position)));
        }
    }
    let unions: Vec<UnionId> = places.keys().copied().collect();
    let accounts = work.accounts().staff(&unions, today).await?;
    let post = |account: domain::account::Account| {
        let position = *places.get(&account.union)?;
        let officer = account.officer?;
        matches!(account.role, Role::Caseworker | Role::Head).then_some(Post {
            position,
            officer,
            role: account.role,
        })
    };
    Ok(Staff { posts: accounts.into_iter().filter_map(post).collect() })
}
