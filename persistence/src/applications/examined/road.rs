//! Do lists have a case at the unions of its road, where it belongs among theirs, under the number that it was entered with?

use std::collections::BTreeSet;

use domain::application::Road;
use domain::log::Act;

use super::{row, stop};
use crate::log::Said;

/// Whether its rows in lists say what its own row says.
pub(super) fn lists(row: &row::Model, stops: &[stop::Model]) -> bool {
    let same = |stop: &stop::Model| {
        stop.number == row.number
            && stop.campaign == Some(row.campaign)
            && stop.updated_at == row.updated_at
            && stop.priority == row.priority
    };
    !stops.is_empty() && stops.iter().all(same)
}

/// Whether they are those of the road that is sealed.
pub(super) fn passes(road: &Road, stops: &[stop::Model]) -> bool {
    let sealed: BTreeSet<_> =
        road.stops.iter().map(|stop| (i32::from(stop.position.raw()), stop.union.raw())).collect();
    sealed == stops.iter().map(|stop| (stop.position, stop.union_id)).collect()
}

/// Whether a number is the one that the log says. An entry that says none is held against nothing.
pub(super) fn numbered(number: &str, said: &[Said]) -> bool {
    let entered = said.iter().filter(|said| said.act == Act::EnterApplication);
    entered.filter_map(|said| said.detail.get("number")).all(|told| told == number)
}
