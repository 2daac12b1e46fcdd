//! Who holds a post at a union today? Names and ids, which visits, kinships and delegations ask for; no name to sign in with
//! and no number.

use actix_web::get;
use actix_web::web::Data;
use domain::access::Role;
use domain::id::OfficerId;
use domain::name::PersonName;
use persistence::HeldPost;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::UnionPath;
use crate::State;
use crate::gate::SignedIn;
use crate::list::{List, Path, Query};
use crate::problem::{Code, Problem};

/// Somebody who may act in a post today: their own, or one that was lent to them.
#[derive(Serialize, ToSchema)]
struct ColleagueView {
    /// The officer.
    officer: OfficerId,
    /// The name.
    name: PersonName,
    /// In which role.
    role: Role,
}

/// Who of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct StaffQuery {
    /// In this role.
    role: Option<Role>,
}

/// List who holds a post at a union.
///
/// Today, in a post of their own or a lent one, at a union of one's own part of the tree or above it: with whom one works on
/// cases. A union elsewhere is not there.
#[utoipa::path(params(UnionPath, StaffQuery), responses((status = 200, description = "Its officers, by role and name", body = List<ColleagueView>)))]
#[get("/unions/{id}/staff")]
pub(super) async fn list_staff(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<UnionPath>,
    query: Query<StaffQuery>,
) -> Result<List<ColleagueView>, Problem> {
    let (union, actor) = (path.0.id, &signed_in.actor);
    let today = state.clock.business().day();
    let read = state.store.read(async |work| -> Result<_, Problem> {
        let below = work.unions().find_within(actor.jurisdiction(), union).await?.is_some();
        if !below && !work.unions().chain(actor.union).await?.iter().any(|above| above.id == union) {
            return Err(Problem::new(Code::NotFound));
        }
        let posts = work.staff(&[union], today).await?;
        let officers: Vec<OfficerId> = posts.iter().map(|post| post.officer).collect();
        Ok((posts, work.officers().names(&officers).await?))
    });
    let (posts, names) = read.await?;
    let view = |HeldPost { officer, role, .. }| {
        Some(ColleagueView { officer, name: names.get(&officer)?.clone(), role })
    };
    let mut staff: Vec<ColleagueView> = posts
        .into_iter()
        .filter(|post| query.0.role.is_none_or(|role| role == post.role))
        .filter_map(view)
        .collect();
    staff.sort_by(|one, other| (one.role, &one.name).cmp(&(other.role, &other.name)));
    Ok(List::whole(staff))
}
