//! How does a union change, move and close? Only as it was read, and not while something hangs on it.

use actix_web::put;
use domain::id::UnionId;
use domain::log::Act;
use domain::name::Title;
use domain::text::Told;
use domain::time::Day;
use domain::union::{Union, UnionCode};
use persistence::unions::Change;
use persistence::{Entry, Logged, Subject, Work};
use serde::Deserialize;
use utoipa::ToSchema;

use super::UnionPath;
use crate::body::{Body, Stated};
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// What a union shall be; its kind stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "04FZ01", "name": "兴庆纺织厂工会", "parent": "01890a5d-ac96-774b-bcce-b302099a8057",
    "closed_on": null}))]
pub(super) struct UnionChange {
    /// Its code.
    code: UnionCode,
    /// Its name.
    name: Title,
    /// The union above it; null for a city federation alone.
    #[schema(value_type = Option<UnionId>, required = true)]
    parent: Stated<Option<UnionId>>,
    /// The last day of its being (Beijing), yesterday or later; null while it is there.
    #[schema(value_type = Option<Day>, required = true)]
    closed_on: Stated<Option<Day>>,
}

/// Change, move or close a union.
///
/// Moved under another union of one's own part of the tree, it takes those below it and its dossiers along; cases under way
/// keep the road that they were given, and later ones go by the union's place. It is closed, or was made by mistake, by a
/// last day; not while accounts are good beyond that day, dossiers are not closed, cases are under way, or unions stand
/// under it. Nothing more hangs itself on a union with a last day. Null opens it again.
#[utoipa::path(params(UnionPath), request_body = UnionChange, responses((status = 200, description = "Changed", body = Union)))]
#[put("/unions/{id}")]
pub(super) async fn change_union(
    write: Write,
    path: Path<UnionPath>,
    body: Body<UnionChange>,
) -> Result<Answer, Problem> {
    let UnionChange { code, name, parent, closed_on } = &body.value;
    let said = Change { code: code.clone(), name: name.clone(), parent: parent.0, closed_on: closed_on.0 };
    write
        .once_felt(&body.octets, async |work| {
            work.unions().hold_tree().await?;
            let found = work.unions().hold(write.actor.jurisdiction(), path.0.id).await?;
            let union = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            write.expect(union.version)?;
            if said.parent != union.parent {
                may_stand(work, &write, &union, said.parent).await?;
            }
            if said.closed_on != union.closed_on {
                may_close(work, &write, &union, &said).await?;
            }
            let changed = work.unions().change(&union, &said).await?;
            let closes = changed.closed_on.is_some() && union.closed_on.is_none();
            let act = if closes { Act::CloseUnion } else { Act::ChangeUnion };
            let entry = Entry::new(act, Subject::new("union", union.id.raw()));
            Ok(Logged::new(Answer::ok(changed.version, &changed)?, entry.change(&union, &changed)?))
        })
        .await
}

/// Refuses a place where it cannot stand.
async fn may_stand(
    work: &Work,
    write: &Write,
    union: &Union,
    parent: Option<UnionId>,
) -> Result<(), Problem> {
    let found = match parent {
        Some(parent) => work.unions().find_within(write.actor.jurisdiction(), parent).await?,
        None => None,
    };
    let absent = || {
        let told = "no such union in your jurisdiction; look it up at GET /api/v1/unions";
        Problem::field("/parent", ["管辖范围内没有这个工会,请核对", told])
    };
    let above = found.ok_or_else(absent)?;
    expect_open(work, above.id, "/parent").await?;
    if !union.kind.stands_under(above.kind) {
        let told = "a union of this kind does not stand under that one; choose another parent";
        return Err(Problem::field("/parent", ["此类工会不能设在该上级之下,请另选上级", told]));
    }
    let chain = work.unions().chain(above.id).await?;
    if chain.iter().any(|link| link.id == union.id) {
        let told = "it cannot stand under itself or a union below it; choose another parent";
        return Err(Problem::field("/parent", ["不能移到本工会或其下级之下,请另选上级", told]));
    }
    Ok(())
}

/// Refuses to close a union on which something hangs, and to open one under a closed one.
async fn may_close(work: &Work, write: &Write, union: &Union, said: &Change) -> Result<(), Problem> {
    let Some(last) = said.closed_on else {
        return match said.parent {
            Some(parent) => expect_open(work, parent, "/parent").await,
            None => Ok(()),
        };
    };
    let yesterday = write.at().day().plus_days(-1);
    if last < yesterday {
        let told = Told::new(
            format!("撤销日不得早于{yesterday},请更正"),
            format!("the last day is {yesterday} or later; correct it"),
        );
        return Err(Problem::field("/closed_on", told));
    }
    let accounts = work.accounts().open_beyond(union.id, last).await?;
    let dossiers = work.dossiers().kept_by(union.id).await?;
    let cases = work.applications().under_way(union.id).await?;
    let below = work.unions().below(union.id, last).await?;
    if accounts + dossiers + cases + below == 0 {
        return Ok(());
    }
    Err(Problem::new(Code::Refused).by("union_in_use", None).detail(
        format!(
            "该工会还有届时未停用的账号{accounts}个、未撤档的档案{dossiers}份、未办结的申请{cases}件、下级工会{below}个,请先停用、转移或办结"
        ),
        format!(
            "on it hang {accounts} accounts beyond that day, {dossiers} dossiers, {cases} cases under way and {below} unions; \
             close, move or finish them first"
        ),
    ))
}

/// Refuses to hang something on a union that has a last day; `at` is where the union stands in the body.
pub(crate) async fn expect_open(work: &Work, id: UnionId, at: &str) -> Result<(), Problem> {
    let found = work.unions().lean_on(id).await?;
    match found.and_then(|union| union.closed_on) {
        None => Ok(()),
        Some(last) => Err(Problem::field(
            at,
            Told::new(
                format!("该工会已于或将于{last}撤销,请另选工会"),
                format!("this union closes on {last}; choose another one"),
            ),
        )),
    }
}
