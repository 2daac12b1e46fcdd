//! How does a household come into its dossier? Whole, in one call; later whole again, or one part of it.

use actix_web::{post, put};
use domain::access::Actor;
use domain::dossier::{DossierStatus, Household, Standing};
use domain::id::{DossierId, UnionId};
use domain::log::Act;
use domain::name::PersonName;
use domain::time::{Day, Instant};
use persistence::dossiers::{DossierRecord, WholeDossier};
use persistence::{Entry, LockKind, Logged, Work};
use serde::Deserialize;
use utoipa::ToSchema;

use super::conflict::or_conflict;
use super::flaws::Part;
use super::household::HouseholdForm;
use super::people::take;
use super::standing::moves;
use super::view::{DossierView, Eyes, dossier};
use super::{DossierPath, subject};
use crate::applications::desk::relist;
use crate::applications::prepared::LiveCases;
use crate::body::Body;
use crate::edge::Reader;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::unions::expect_open;
use crate::write::{Answer, Write};

/// A household to be entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"household": {
    "worker_kind": "migrant_worker", "worker": 1, "card_of": 1, "hardship_category": "near_subsistence", "main_cause": "9",
    "members": [
        {"number": 1, "name": "马建国", "relation": "01", "sex": "male", "lives_together": true,
         "identifiers": {"citizen_id": "640104197405121014", "phone": "13995000001", "address": "银川市兴庆区示例路1号",
                         "card": "6217000000000000012"}},
        {"number": 2, "name": "马小兰", "relation": "32", "lives_together": true,
         "identifiers": {"citizen_id": "640106199908201026"}, "education": {"admission_year": 2018, "years": 4}}],
    "incomes": [{"member": 1, "kind": "wage", "months": {"from": "2017-07", "to": "2018-06"}, "amount_fen": 2_400_000}],
    "union_aid": [], "tuition": [{"member": 2, "school_year": 2018, "amount_fen": 500_000}]}}))]
struct NewDossier {
    /// The union that keeps it; one's own unless said.
    union: Option<UnionId>,
    /// The household.
    household: HouseholdForm,
}

/// Enter a dossier.
///
/// The whole household in one call. It is proposed until a visit and a confirmation put it on file. A
/// person is in one open household: of another one, only the union to ring is told.
#[utoipa::path(request_body = NewDossier, responses((status = 201, description = "Entered", body = DossierView)))]
#[post("/dossiers")]
pub(super) async fn enter_dossier(
    write: Write,
    reader: Reader,
    body: Body<NewDossier>,
) -> Result<Answer, Problem> {
    let form = &body.value.household;
    let union = match &body.value.union {
        Some(union) => *union,
        None => write.actor.union,
    };
    let today = write.at().day();
    let enter = async |work: &Work| {
        let found = work.unions().find_within(write.actor.jurisdiction(), union).await?;
        found.ok_or_else(|| {
            Problem::field(
                "/union",
                [
                    "管辖范围内没有这个工会,请核对",
                    "no such union in your jurisdiction; look it up at GET /api/v1/unions",
                ],
            )
        })?;
        expect_open(work, union, "/union").await?;
        let (record, entry) = propose(work, (&write.actor, today), form, union).await?;
        let (id, version) = (record.id, record.version);
        let whole = work.dossiers().whole(record).await?;
        let moves = moves(work, &write.actor, &whole.record, today).await?;
        let eyes = Eyes { actor: &write.actor, moves, today, language: reader.0 };
        let answer = Answer::created(&format!("/dossiers/{id}"), version, &dossier(whole, &eyes))?;
        Ok(Logged::new(answer, entry))
    };
    or_conflict(&write, &form.citizen_ids(), None, async || write.once(&body.octets, enter).await).await
}

/// Keeps a household that is sound in a dossier of that union, as proposed today, and gives the entry of the log for it.
pub(crate) async fn propose(
    work: &Work,
    (actor, today): (&Actor, Day),
    form: &HouseholdForm,
    union: UnionId,
) -> Result<(DossierRecord, Entry), Problem> {
    let id = DossierId::new(work.new_id()?);
    let household = take(work, form, Part::WHOLE, id, None, (actor.jurisdiction(), today)).await?;
    let name = worker_name(&household)?;
    let record = work.dossiers().add(id, union, Standing::propose(today), &name, &household).await?;
    Ok((record, Entry::new(Act::EnterDossier, subject(id)).change(&(), &household)?))
}

/// A household as it is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"household": {
    "worker_kind": "migrant_worker", "worker": 1,
    "members": [{"number": 1, "name": "马建国", "relation": "01", "identifiers": {"citizen_id": "****************14"}}]}}))]
struct DossierChange {
    /// The household.
    household: HouseholdForm,
}

/// Change a dossier.
///
/// The whole household, as it was read or otherwise. An identifier with stars means the kept one. A member
/// whose number stays is the same person, unless another citizen id says otherwise.
#[utoipa::path(params(DossierPath), request_body = DossierChange, responses((status = 200, description = "Changed", body = DossierView)))]
#[put("/dossiers/{id}")]
pub(super) async fn change_dossier(
    write: Write,
    reader: Reader,
    path: Path<DossierPath>,
    body: Body<DossierChange>,
) -> Result<Answer, Problem> {
    let (id, form) = (path.0.id, &body.value.household);
    let whole = async |work: &Work| {
        let before = open(&write, work, id).await?;
        let changed = change(work, (&write.actor, write.at()), &before, form).await?;
        answer(&write, work, changed, &reader).await
    };
    or_conflict(&write, &form.citizen_ids(), Some(id), async || write.once(&body.octets, whole).await).await
}

/// The dossier to be changed, under its lock, at the version that was read; a closed one is changed no more.
pub(super) async fn open(write: &Write, work: &Work, id: DossierId) -> Result<WholeDossier, Problem> {
    work.lock(LockKind::Dossier, id.raw()).await?;
    let found = work.dossiers().find(write.actor.jurisdiction(), id).await?;
    let record = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    write.expect(record.version)?;
    if record.standing.status == DossierStatus::Closed {
        return Err(closed());
    }
    Ok(work.dossiers().whole(record).await?)
}

/// A closed dossier is changed no more.
pub(super) fn closed() -> Problem {
    let problem = Problem::new(Code::Refused).by("not_closed", None);
    problem.detail(
        "已撤档的档案不能修改,家庭再次困难的请另建档案",
        "a closed dossier is changed no more; enter another for a household in need again",
    )
}

/// Keeps the next version, and answers with it.
pub(super) async fn keep(
    write: &Write,
    work: &Work,
    before: &WholeDossier,
    household: &Household,
    reader: &Reader,
) -> Result<Logged<Answer>, Problem> {
    let kept = next(work, (&write.actor, write.at()), before, household).await?;
    answer(write, work, kept, reader).await
}

/// A dossier as it was changed, the entry of the log for it, and those of the cases that went with their students.
pub(crate) type Changed = (DossierRecord, Entry, Vec<Entry>);

/// Takes a household in as the next version of a dossier that is locked, and gives the entry of the log for it.
pub(crate) async fn change(
    work: &Work,
    by: (&Actor, Instant),
    before: &WholeDossier,
    form: &HouseholdForm,
) -> Result<Changed, Problem> {
    let within = (by.0.jurisdiction(), by.1.day());
    let household = take(work, form, Part::WHOLE, before.record.id, Some(before), within).await?;
    next(work, by, before, &household).await
}

/// Keeps the next version; who changed what open cases are about has prepared them.
async fn next(
    work: &Work,
    (actor, at): (&Actor, Instant),
    before: &WholeDossier,
    household: &Household,
) -> Result<Changed, Problem> {
    let (record, name) = (&before.record, worker_name(household)?);
    let entry = Entry::new(Act::ChangeDossier, subject(record.id)).change(&before.household, household)?;
    let cases = LiveCases::of(work, record.id, at).await?;
    let record = work.dossiers().change(record, record.standing, &name, household).await?;
    let followed = Box::pin(cases.follow(work, household, actor.officer, at)).await?;
    relist(work, record.id, None, at).await?;
    Ok((record, entry, followed))
}

async fn answer(
    write: &Write,
    work: &Work,
    (record, entry, followed): Changed,
    reader: &Reader,
) -> Result<Logged<Answer>, Problem> {
    let whole = work.dossiers().whole(record).await?;
    let moves = moves(work, &write.actor, &whole.record, write.at().day()).await?;
    let eyes = Eyes { actor: &write.actor, moves, today: write.at().day(), language: reader.0 };
    let answer = Answer::ok(whole.record.version, &dossier(whole, &eyes))?;
    Ok(followed.into_iter().fold(Logged::new(answer, entry), Logged::and))
}

/// The worker's name: a household that hangs together has a worker.
pub(super) fn worker_name(household: &Household) -> Result<PersonName, Problem> {
    let worker = household.member(household.worker);
    Ok(worker.ok_or_else(|| Problem::new(Code::Internal))?.name.clone())
}
