//! Who sits where? Seats at entry filled from above (代录), and desks passed over that nobody may fill.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Application;
use super::actor::Actor;
use super::refusal::Refusal;
use super::road::Position;
use super::separation;
use super::state::State;
use crate::access::Role;
use crate::id::OfficerId;
use crate::words::named;

named! {
    /// The seat from which something is done.
    Seat {
        /// At the union that took the case.
        Entry
        /// At the union on whose desk it lies.
        Here
        /// At the union after that.
        Next
        /// At the union that decides.
        Deciding
    }
}

/// A post that is held today on a road: by an account or by a delegation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Post {
    /// At which union of the road; the service centre's count for the city.
    pub position: Position,
    /// By whom.
    pub officer: OfficerId,
    /// In which role.
    pub role: Role,
}

/// Who may sit where on a road today, and who must not decide there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Staff {
    /// All posts that are held on it.
    pub posts: Vec<Post>,
    /// The officers who are members of the household, with or without a post, by their citizen ids.
    pub family: Vec<OfficerId>,
}

/// An officer of a union above who keeps a seat at entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StandIn {
    /// The seat's role.
    pub role: Role,
    /// The officer.
    pub officer: OfficerId,
    /// The union they come from.
    pub from: Position,
}

/// An exception that records itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "exception", rename_all = "snake_case")]
pub enum SelfRecorded {
    /// A seat at entry was filled from above.
    SeatFilled(StandIn),
    /// A desk was passed over because nobody may fill it.
    DeskPassed {
        /// Whose.
        position: Position,
    },
}

/// Where an actor turned out to sit.
pub(crate) struct Sitting {
    /// The union of the road they act at.
    pub(crate) position: Position,
    /// Exceptions that this takes.
    pub(crate) exceptions: Vec<SelfRecorded>,
}

impl Staff {
    /// Whether an officer holds a post today.
    pub fn holds(&self, officer: OfficerId, role: Role, position: Position) -> bool {
        self.posts.contains(&Post { position, officer, role })
    }

    /// How many different heads a union has; a deciding one needs two, for appeals and seats at entry.
    pub fn heads(&self, position: Position) -> usize {
        let posts = self.posts.iter().filter(|post| post.position == position && post.role == Role::Head);
        let mut officers: Vec<OfficerId> = posts.map(|post| post.officer).collect();
        officers.sort_unstable();
        officers.dedup();
        officers.len()
    }

    /// The same as if an officer held no post.
    #[must_use]
    pub(crate) fn without(&self, officer: OfficerId) -> Self {
        let posts = self.posts.iter().copied().filter(|post| post.officer != officer);
        Self { posts: posts.collect(), family: self.family.clone() }
    }

    fn any(&self, position: Position, role: Role, fit: impl Fn(OfficerId) -> bool) -> bool {
        let posts = self.posts.iter().filter(|post| post.position == position && post.role == role);
        posts.into_iter().any(|post| fit(post.officer))
    }
}

/// The union whose officers fill a seat at entry today, and the one who keeps it. `None`: nobody may.
pub(crate) fn entry_filled_from(
    case: &Application,
    role: Role,
    staff: &Staff,
) -> Option<(Position, Option<OfficerId>)> {
    let fit = |officer| separation::allows(case, officer, Position::ENTRY, role, staff).is_ok();
    if staff.any(Position::ENTRY, role, fit) {
        return Some((Position::ENTRY, None));
    }
    let kept = case.stand_ins.iter().filter(|stand_in| stand_in.role == role && fit(stand_in.officer));
    let mut in_post = kept.filter(|stand_in| staff.holds(stand_in.officer, role, stand_in.from));
    if let Some(keeper) = in_post.next() {
        return Some((keeper.from, Some(keeper.officer)));
    }
    let mut above = case.road.stops.iter().map(|stop| stop.position).skip(1);
    above.find(|position| staff.any(*position, role, fit)).map(|position| (position, None))
}

/// The first desk from there on that somebody may fill, and those passed over; the deciding one is never passed.
pub(crate) fn desk(case: &Application, from: Position, staff: &Staff) -> (Position, Vec<Position>) {
    let deciding = case.road.deciding;
    let mut passed = Vec::new();
    let mut position = from.min(deciding);
    while position < deciding && !filled(case, position, staff) {
        passed.push(position);
        position = position.next();
    }
    (position, passed)
}

/// Whether some head there may act on the case; on a rejected or appealed one, hear its appeal.
pub(crate) fn filled(case: &Application, position: Position, staff: &Staff) -> bool {
    staff.any(position, Role::Head, |officer| {
        separation::allows(case, officer, position, Role::Head, staff).is_ok()
            && separation::hears(case, officer).is_ok()
    })
}

/// The desk on which the case lies today, desks that nobody may fill passed over.
pub(crate) fn desk_today(case: &Application, staff: &Staff) -> Option<(Position, Vec<Position>)> {
    case.state().position().map(|at| desk(case, at, staff))
}

impl Application {
    /// The unions of the road where somebody must still act on an undecided case and nobody may: its entry while it lies
    /// there, and the deciding one. Another head or a delegate ends it.
    pub fn nobody_at(&self, staff: &Staff) -> Vec<Position> {
        let (stage, deciding) = (self.stage(), self.road.deciding);
        let entry = stage.at_entry() && entry_filled_from(self, Role::Head, staff).is_none();
        let decider = stage.open() && !filled(self, deciding, staff);
        let at = [entry.then_some(Position::ENTRY), decider.then_some(deciding)];
        at.into_iter().flatten().collect()
    }
}

/// The union of a seat, and the desks passed over to reach it.
pub(crate) fn place(case: &Application, seat: Seat, staff: &Staff) -> (Position, Vec<Position>) {
    match (seat, case.state()) {
        (Seat::Entry, _) => (Position::ENTRY, Vec::new()),
        (Seat::Deciding, _) | (Seat::Next, State::Approved { .. }) => (case.road.deciding, Vec::new()),
        (Seat::Here, _) => desk_today(case, staff).unwrap_or((Position::ENTRY, Vec::new())),
        (Seat::Next, _) => {
            let here = desk_today(case, staff).map_or(Position::ENTRY, |(at, _)| at);
            desk(case, here.next(), staff)
        }
    }
}

/// Whether the actor sits in that seat in that role, by today's staff.
pub(crate) fn sit(
    case: &Application,
    (role, seat): (Role, Seat),
    by: &Actor,
    staff: &Staff,
) -> Result<Sitting, Refusal> {
    if by.role != role {
        return Err(Refusal::WrongRole { needed: role });
    }
    let own = case.road.position_of(by.stands_for).ok_or(Refusal::NotOnRoad)?;
    let (position, passed) = place(case, seat, staff);
    if seat == Seat::Entry {
        let exceptions = sit_at_entry(case, role, by, own, staff)?;
        separation::allows(case, by.officer, position, role, staff)?;
        return Ok(Sitting { position, exceptions });
    }
    if own != position {
        return Err(Refusal::WrongUnion { needed: position });
    }
    separation::allows(case, by.officer, position, role, staff)?;
    if matches!(case.state(), State::Appealed { .. }) {
        separation::hears(case, by.officer)?;
    }
    let exceptions = passed.into_iter().map(|position| SelfRecorded::DeskPassed { position }).collect();
    Ok(Sitting { position, exceptions })
}

fn sit_at_entry(
    case: &Application,
    role: Role,
    by: &Actor,
    own: Position,
    staff: &Staff,
) -> Result<Vec<SelfRecorded>, Refusal> {
    let stand_in = StandIn { role, officer: by.officer, from: own };
    if own == Position::ENTRY || case.stand_ins.contains(&stand_in) {
        return Ok(Vec::new());
    }
    match entry_filled_from(case, role, staff) {
        Some((from, None)) if from == own => Ok(vec![SelfRecorded::SeatFilled(stand_in)]),
        Some((from, Some(_))) if from == own => Err(Refusal::SeatKept),
        _ => Err(Refusal::WrongUnion { needed: Position::ENTRY }),
    }
}

/// Whether what must still be filled can be: the head's seat at entry, and the desk that decides.
pub(crate) fn still_filled(before: &Application, after: &Application, staff: &Staff) -> Result<(), Refusal> {
    let entry = |case| entry_filled_from(case, Role::Head, staff).is_some();
    let decider = |case| filled(case, before.road.deciding, staff);
    if entry(before) && !entry(after) {
        return Err(Refusal::NobodyLeft { position: Position::ENTRY });
    }
    if decider(before) && !decider(after) {
        return Err(Refusal::NobodyLeft { position: before.road.deciding });
    }
    Ok(())
}
