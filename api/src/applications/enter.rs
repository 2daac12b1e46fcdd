//! How does a case begin? As a draft of one student of a household, entered by the union that takes it.

use actix_web::post;
use domain::access::Actor;
use domain::application::enrolment::Enrolment;
use domain::application::evidence::Objection;
use domain::application::road::{Link, NoRoad};
use domain::application::seats::{SelfRecorded, Staff};
use domain::application::{self as case, Application, Opening, Refusal, Road};
use domain::id::{ApplicationId, DossierId, UnionId};
use domain::log::Act;
use domain::name::PersonName;
use domain::time::Instant;
use domain::year::Year;
use persistence::applications::{CaseRecord, Reckoned};
use persistence::{Entry, LockKind, Logged, Subject, Work};
use serde::Deserialize;
use utoipa::ToSchema;

use super::desk::{Desk, Known, no_edition, officer, refused, refused_on};
use super::enrolment::check_school;
use super::lapse::lapse_of_student;
use super::settled::{done, tell};
use super::view::ApplicationView;
use crate::body::Body;
use crate::problem::{Code, Problem};
use crate::unions::expect_open;
use crate::write::{Answer, Write};

/// A case to be entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewApplication {
    /// The campaign of one's own city, named by its year.
    campaign: Year,
    /// The household's dossier.
    dossier: DossierId,
    /// What is known of the student's enrolment.
    enrolment: Enrolment,
    /// The union that takes it (代录): one below the caller's, whose caseworker's seat nobody there may fill. The
    /// caller's own unless said.
    union: Option<UnionId>,
}

/// Enter a case.
///
/// A draft may lack things and lists them, but holds nothing malformed. The union of the caseworker takes it, or the one
/// that is named and has nobody to enter it; its road to the city is fixed now.
#[utoipa::path(request_body = NewApplication, responses((status = 201, description = "Entered", body = ApplicationView)))]
#[post("/applications")]
pub(super) async fn create_application(write: Write, body: Body<NewApplication>) -> Result<Answer, Problem> {
    let year = body.value.campaign;
    let (dossier, enrolment) = (body.value.dossier, body.value.enrolment.clone());
    let named = body.value.union;
    write
        .once(&body.octets, async |work| {
            let taker = taker(work, &write, named).await?;
            let opened = open(work, (&write.actor, write.at()), year, (taker, dossier), &enrolment).await?;
            let logged = tell(work, &write, (opened.desk, opened.entry)).await?;
            Ok(opened.aside.into_iter().fold(logged, Logged::and))
        })
        .await
}

/// A case that was entered.
pub(crate) struct Opened {
    /// The case, judged as it was entered.
    pub(crate) desk: Desk,
    /// The entry of the log for it.
    pub(crate) entry: Entry,
    /// The entries of the student's ended cases: drafts that made room for it, their time being over, and those whose open
    /// objections follow into it.
    pub(crate) aside: Vec<Entry>,
}

/// Enters a case of a dossier, by that officer at that instant.
pub(crate) async fn open(
    work: &Work,
    (actor, at): (&Actor, Instant),
    year: Year,
    (taker, dossier): (UnionId, DossierId),
    enrolment: &Enrolment,
) -> Result<Opened, Problem> {
    let by = officer(actor)?;
    work.lock(LockKind::Dossier, dossier.raw()).await?;
    let campaign = work.campaigns().of_year(taker, year).await?;
    let campaign = campaign.ok_or_else(|| {
        Problem::field(
            "/campaign",
            ["该年度尚无活动,请核对年度", "no campaign of this year; look it up at GET /api/v1/campaigns"],
        )
    })?;
    let edition = work.campaigns().edition_in_force(campaign.id).await?.ok_or_else(no_edition)?;
    let found = work.dossiers().find(actor.jurisdiction(), dossier).await?;
    let dossier = found.ok_or_else(|| {
        Problem::field(
            "/dossier",
            [
                "管辖范围内没有此档案,请核对",
                "no such dossier in your jurisdiction; look it up at GET /api/v1/dossiers",
            ],
        )
    })?;
    let household = work.dossiers().household(&dossier).await?;
    let student = household.member(enrolment.member);
    let student = student.ok_or_else(|| {
        Problem::field(
            "/enrolment/member",
            ["档案中没有此编号的成员,请核对", "no member of the dossier has this number; read the dossier"],
        )
    })?;
    let mut earlier = work.applications().of_student(student.person, campaign.id).await?;
    let lapsed = Box::pin(lapse_of_student(work, &earlier, at)).await?;
    if !lapsed.is_empty() {
        earlier = work.applications().of_student(student.person, campaign.id).await?;
    }
    only_live(&earlier)?;
    let known = Known::default();
    check_school(work, &known, at, enrolment, "/enrolment").await?;
    expect_open(work, taker, "/union").await?;
    let chain = work.unions().chain(taker).await?;
    let links: Vec<Link> = chain.iter().map(|union| Link { union: union.id, kind: union.kind }).collect();
    let road = Road::along(&links, &edition.content.procedure).map_err(no_road)?;
    let branch = chain.iter().find(|union| union.id == road.branch.union);
    let code = branch.map_or("000000", |union| union.code.as_str());
    let (objections, left) = Box::pin(objections_of(work, earlier)).await?;
    let opening = Opening {
        id: ApplicationId::new(work.new_id()?),
        campaign: campaign.id,
        dossier: dossier.id,
        student: student.person,
        road,
        objections,
    };
    let names = (student.name.clone(), dossier.worker_name.clone());
    let known = known.entering(opening.id, (campaign, edition), (dossier, household));
    let (record, of_themselves) = draft(work, &known, (opening, names), enrolment, (&by, at)).await?;
    let mut desk = Box::pin(Desk::knowing(work, &known, record, at)).await?;
    desk.record.reckoned = Reckoned::of(desk.assessment(), at);
    work.applications().add(&mut desk.record, (year.number(), code), &of_themselves).await?;
    let entry = done(Act::EnterApplication, &desk.record, desk.missing())?;
    Ok(Opened { desk, entry, aside: lapsed.into_iter().chain(left).collect() })
}

/// The case as its officer opens it, and what that recorded of itself. It has no number yet.
async fn draft(
    work: &Work,
    known: &Known,
    (opening, (student_name, worker_name)): (Opening, (PersonName, PersonName)),
    enrolment: &Enrolment,
    (by, at): (&case::Actor, Instant),
) -> Result<(CaseRecord, Vec<SelfRecorded>), Problem> {
    let road = opening.road.clone();
    // Whoever enters a case decides nothing by it, so one of the family may.
    let staff = Staff { posts: known.posts(work, &road, at.day()).await?, family: Vec::new() };
    let opened = match Application::open(opening, by, &staff, at) {
        Ok(opened) => opened,
        Err(refusal) => return Err(refused_on(work, by.union, &road, &refusal).await),
    };
    let record = CaseRecord {
        number: String::new(),
        application: opened.application,
        enrolment: enrolment.clone(),
        student_name,
        worker_name,
        frozen: None,
        reckoned: Reckoned::nothing(at),
        created_at: at,
        updated_at: at,
    };
    Ok((record, opened.exceptions))
}

/// The open objections of a student's ended applications, which let them go, and the entries of that.
async fn objections_of(
    work: &Work,
    mut earlier: Vec<CaseRecord>,
) -> Result<(Vec<Objection>, Vec<Entry>), Problem> {
    earlier.sort_by_key(|case| case.application.id);
    let (mut objections, mut entries) = (Vec::new(), Vec::new());
    for seen in earlier {
        let id = seen.application.id;
        work.lock(LockKind::Case, id.raw()).await?;
        let ended = work.applications().of_nobody(id).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
        let (recorded, followed) = ended.application.clone().let_objections_follow();
        if !followed.is_empty() {
            work.applications().amend(ended, recorded, None).await?;
            let entry = Entry::new(Act::RecordEvidence, Subject::new("application", id.raw()));
            let which: Vec<_> = followed.iter().map(|objection| objection.id).collect();
            entries.push(entry.change(&(), &serde_json::json!({ "objections_followed": which }))?);
            objections.extend(followed);
        }
    }
    Ok((objections, entries))
}

/// The union that takes a case: the one that is named, or the caller's own. Whether the caller may sit there is asked when
/// the case is opened.
async fn taker(work: &Work, write: &Write, named: Option<UnionId>) -> Result<UnionId, Problem> {
    let Some(named) = named else { return Ok(write.actor.union) };
    let found = work.unions().find_within(write.actor.jurisdiction(), named).await?;
    let open = found.filter(|union| union.closed_on.is_none_or(|last| write.at().day() <= last));
    let told = ["管辖范围内没有此工会,或该工会已撤销", "no such union in your jurisdiction, or it is closed"];
    Ok(open.ok_or_else(|| Problem::field("/union", told))?.id)
}

/// One live case of a student in a campaign, at any union (N20).
fn only_live(earlier: &[CaseRecord]) -> Result<(), Problem> {
    let live = earlier.iter().find(|case| case.application.stage().live());
    live.map_or(Ok(()), |live| {
        let refusal = Refusal::OtherLive { application: live.application.id };
        Err(refused(&refusal, Some(&live.number)))
    })
}

fn no_road(no: NoRoad) -> Problem {
    Problem::new(Code::Refused).by("no_road", None).telling(no)
}
