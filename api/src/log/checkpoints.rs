//! What does the service put its name to, and who keeps it elsewhere? Checkpoints, and their witnesses.

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::Deed;
use domain::id::{AccountId, UnionId};
use domain::log::{Act, Checkpoint, Link, Position};
use domain::time::Instant;
use persistence::signing_keys::Purpose;
use persistence::{Entry, Logged, Subject};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The routes of this file.
pub(super) fn routes() -> Routes {
    Routes::tagged("log")
        .allow(Allow::Can(Deed::WitnessLog), || list_checkpoints)
        .allow(Allow::Can(Deed::WitnessLog), || list_log_keys)
        .allow(Allow::Can(Deed::WitnessLog), || list_witnesses)
        .allow(Allow::Can(Deed::WitnessLog), || witness_checkpoint)
}

/// A signed statement about the whole log up to a position.
#[derive(Serialize, ToSchema)]
struct CheckpointView {
    /// Up to which position.
    position: Position,
    /// What that position holds of the whole log up to it.
    link: Link,
    /// When it was made, by the real clock.
    at: Option<Instant>,
    /// The same in microseconds since 1970, as it is signed.
    at_micros: i64,
    /// The name of the key.
    key: String,
    /// The signature in base64, over the line `jinqiu log checkpoint 1`, the position, the link, `at_micros` and the name of
    /// the key, each with a line feed.
    #[schema(value_type = String)]
    signature: domain::log::Octets,
}

impl From<Checkpoint> for CheckpointView {
    fn from(of: Checkpoint) -> Self {
        let Checkpoint { position, link, at_micros, key, signature } = of;
        Self { position, link, at: Instant::within(at_micros), at_micros, key, signature }
    }
}

/// List checkpoints.
///
/// The newest first. Whoever keeps one elsewhere can show later that nothing before it was cut off or rewritten.
#[utoipa::path(params(ListQuery), responses((status = 200, description = "A page of checkpoints", body = List<CheckpointView>)))]
#[get("/log/checkpoints")]
async fn list_checkpoints(
    state: Data<State>,
    query: Query<ListQuery>,
) -> Result<List<CheckpointView>, Problem> {
    let (limit, after) = (query.0.limit(), query.0.after()?);
    let page = state.store.read(async |work| work.checkpoint_page(limit, after).await).await?;
    Ok(List::sought(page.map(CheckpointView::from)))
}

/// A public key that signs the log.
#[derive(Serialize, ToSchema)]
struct LogKeyView {
    /// Its name.
    key: String,
    /// The key for Ed25519, 32 octets in base64.
    #[schema(value_type = String)]
    public: domain::log::Octets,
}

/// List the keys that sign the log.
///
/// Whoever distrusts the service has them given in person, and compares.
#[utoipa::path(responses((status = 200, description = "The public keys", body = List<LogKeyView>)))]
#[get("/log/keys")]
async fn list_log_keys(state: Data<State>) -> Result<List<LogKeyView>, Problem> {
    let keys = state.store.read(async |work| work.signing_keys(Purpose::Log).await).await?;
    let view = |key: persistence::signing_keys::SigningKey| LogKeyView {
        key: key.kid,
        public: domain::log::Octets(key.public),
    };
    Ok(List::whole(keys.into_iter().map(view).collect()))
}

/// Which checkpoint.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct CheckpointPath {
    /// Up to which position.
    #[param(minimum = 1, example = 1)]
    position: Position,
}

/// Who keeps a checkpoint elsewhere.
#[derive(Serialize, ToSchema)]
struct WitnessView {
    /// The account; null of another union than the reader's, whose log has it.
    account: Option<AccountId>,
    /// The union for which it was done.
    union: UnionId,
    /// When they said so, by the real clock.
    at: Instant,
}

/// List the witnesses of a checkpoint.
#[utoipa::path(params(CheckpointPath), responses((status = 200, description = "Its witnesses", body = List<WitnessView>)))]
#[get("/log/checkpoints/{position}/witnesses")]
async fn list_witnesses(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<CheckpointPath>,
) -> Result<List<WitnessView>, Problem> {
    let (position, reader) = (path.0.position, signed_in.actor.union);
    let found = state
        .store
        .read(async |work| -> Result<_, Problem> {
            work.checkpoint(position).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
            Ok(work.witnesses(position).await?)
        })
        .await?;
    let view =
        |(account, union, at)| WitnessView { account: (union == reader).then_some(account), union, at };
    Ok(List::whole(found.into_iter().map(view).collect()))
}

/// What the witness has kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Kept {
    /// The link of the checkpoint, as the witness keeps it.
    link: Link,
}

/// Say that one keeps a checkpoint elsewhere.
///
/// With the link that one has kept: where the service has another one, it says so and takes nothing down.
#[utoipa::path(params(CheckpointPath), request_body = Kept, responses((status = 201, description = "Taken down", body = WitnessView)))]
#[post("/log/checkpoints/{position}/witnesses")]
async fn witness_checkpoint(
    write: Write,
    signed_in: SignedIn,
    path: Path<CheckpointPath>,
    body: Body<Kept>,
) -> Result<Answer, Problem> {
    let (position, kept) = (path.0.position, body.value.link);
    let (account, union, at) = (signed_in.actor.account, signed_in.actor.union, write.state().clock.real());
    write
        .once(&body.octets, async |work| {
            let found = work.checkpoint(position).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
            if found.link != kept {
                let said = [
                    "与本系统的检查点不符:请核对所存的检查点;若无误,日志已被改写,请立即报告审计",
                    "not the link of this checkpoint: compare it with what you kept; if that is right, the log was rewritten: tell the auditor",
                ];
                return Err(Problem::field("/link", said));
            }
            work.add_witness(position, account, union, at).await?;
            let entry = Entry::new(Act::WitnessCheckpoint, Subject::new("account", account.raw()));
            let place = format!("/api/v1/log/checkpoints/{position}/witnesses");
            let answer = Answer::created(&place, 1, &WitnessView { account: Some(account), union, at })?;
            Ok(Logged::new(answer, entry.change(&(), &position)?))
        })
        .await
}
