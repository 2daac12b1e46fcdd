//! How are cases posted? Many at once, all or none, for the working days of the edition.

use std::collections::BTreeSet;

use actix_web::post;
use domain::access::Actor;
use domain::application::evidence::PostingKind;
use domain::application::{self as case, Act as Step, Deed};
use domain::id::{ApplicationId, CampaignId, EditionId, PostingId, UnionId};
use domain::log::Act;
use domain::name::Line;
use domain::posting::PostingLine;
use domain::time::{Day, Instant};
use persistence::postings::Posting;
use persistence::{Entry, Logged, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PostingView;
use crate::applications::desk::{Desk, Known, lock_all, officer};
use crate::applications::record::enter;
use crate::body::Body;
use crate::edge::hex;
use crate::limits::Rows;
use crate::problem::{Code, Problem, ProblemView};
use crate::write::{Answer, Write};

/// A case to be posted, as it was read.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Posted {
    /// The case.
    pub(crate) id: ApplicationId,
    /// The version that was read.
    pub(crate) version: u64,
}

/// A posting to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPosting {
    /// Where it hangs.
    place: Line,
    /// Which of the two postings: `first` unless said.
    kind: Option<PostingKind>,
    /// The cases, all or none.
    #[schema(value_type = Vec<Posted>, min_items = 1, max_items = 200)]
    applications: Rows<Posted, 1, 200>,
}

/// Post cases.
///
/// All or none, of one campaign and one edition. The list is frozen, and its last day is fixed now by the edition's working days
/// and the calendar. A first posting is of the union that took the cases, whoever stands in for it. A final one, of those who
/// were approved, is of the union that decided, and precedes their payment where the edition says so.
#[utoipa::path(request_body = NewPosting, responses(
    (status = 201, description = "Posted", body = PostingView),
    (status = 412, description = "A case has changed since it was read", body = ProblemView, content_type = "application/problem+json")))]
#[post("/postings")]
pub(super) async fn create_posting(write: Write, body: Body<NewPosting>) -> Result<Answer, Problem> {
    let place = body.value.place.clone();
    let kind = body.value.kind.unwrap_or(PostingKind::First);
    write
        .once(&body.octets, async |work| {
            let by = (&write.actor, write.at());
            let (posting, entry) =
                Box::pin(put_up(work, by, (kind, &place), &body.value.applications)).await?;
            let view = PostingView::from(posting);
            let answer = Answer::created(&format!("/postings/{}", view.id), view.version, &view)?;
            Ok(Logged::new(answer, entry))
        })
        .await
}

/// Puts up a posting of these cases there, by that officer at that instant, and gives the entry of the log for it.
pub(crate) async fn put_up(
    work: &Work,
    by: (&Actor, Instant),
    there: (PostingKind, &Line),
    posted: &[Posted],
) -> Result<(Posting, Entry), Problem> {
    let (posting, roads) = make(work, by, there, posted).await?;
    work.postings().add(&posting, &roads).await?;
    let entry = Entry::new(Act::MakePosting, Subject::new("posting", posting.id.raw()));
    let entry = entry.change(&(), &hex(&posting.digest))?;
    Ok((posting, entry))
}

/// The posting, and the unions on the roads of its cases.
async fn make(
    work: &Work,
    (actor, at): (&Actor, Instant),
    (kind, place): (PostingKind, &Line),
    posted: &[Posted],
) -> Result<(Posting, BTreeSet<UnionId>), Problem> {
    let by = officer(actor)?;
    let sent = posted;
    let place_of = |id| {
        let at = sent.iter().position(|case| case.id == id);
        at.map_or_else(|| "/applications".to_owned(), |at| format!("/applications/{at}/id"))
    };
    let mut posted = sent.to_vec();
    posted.sort_by_key(|case| case.id);
    if posted.array_windows().any(|[case, next]| case.id == next.id) {
        return Err(Problem::field(
            "/applications",
            [
                "同一申请在一份公示中只能列一次,请删去重复",
                "a case stands in a posting once; leave the other out",
            ],
        ));
    }
    let ids: Vec<ApplicationId> = posted.iter().map(|case| case.id).collect();
    let known = lock_all(work, actor.union, &ids).await?;
    let calendar = work.calendar().await?;
    let (id, first_day) = (PostingId::new(work.new_id()?), at.day());
    let mut days = first_day;
    let (mut lines, mut roads, mut common) = (Vec::new(), BTreeSet::new(), None);
    for case in &posted {
        let absent = |problem: Problem| match problem.code {
            Code::NotFound => Problem::field(
                place_of(case.id),
                ["管辖范围内没有此申请,请核对", "no such case in your jurisdiction; look it up"],
            ),
            _ => problem,
        };
        let desk = Desk::among(work, &known, case.id, at).await.map_err(absent)?;
        if desk.record.application.version() != case.version {
            return Err(stale(&desk.record.number));
        }
        let own = Common::of(&desk, kind)?;
        if *common.get_or_insert(own) != own {
            return Err(mixed(place_of(case.id)));
        }
        let procedure = &desk.edition.content.procedure;
        let last_day = procedure.last_posting_day(first_day, kind, |day| calendar.is_working(day));
        lines.push(line(work, &known, &desk, kind).await?);
        roads.extend(desk.record.application.road.stops.iter().map(|stop| stop.union));
        days = days.max(last_day);
        let number = desk.record.number.clone();
        let hung = hang(work, desk, (kind, id, first_day, last_day), &by, at).await;
        hung.map_err(|problem| problem.of_case(&number))?;
    }
    let Common { union, campaign, .. } = common.ok_or_else(|| Problem::new(Code::Internal))?;
    let octets = serde_json::to_vec(&lines).map_err(|_| Problem::new(Code::Internal))?;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &octets).as_ref().to_vec();
    let posting = Posting {
        id,
        campaign,
        union,
        kind,
        first_day,
        last_day: days,
        place: place.clone(),
        lines,
        digest,
        photographs: Vec::new(),
        posted_by: by.officer,
        version: 1,
        created_at: at,
    };
    Ok((posting, roads))
}

/// Writes a case's line into the case: a first posting moves it, that of the decided list does not.
async fn hang(
    work: &Work,
    desk: Desk,
    (kind, posting, first_day, last_day): (PostingKind, PostingId, Day, Day),
    by: &case::Actor,
    at: Instant,
) -> Result<(), Problem> {
    match kind {
        PostingKind::First => {
            let step = Step::Post { posting, first_day, last_day };
            Box::pin(desk.act(work, step, by, at)).await?;
        }
        PostingKind::Final => {
            let deed = Deed::FinalPosting { id: posting, first_day, last_day };
            Box::pin(enter(work, desk, deed, by, at)).await?;
        }
    }
    Ok(())
}

/// What the cases of a posting have in common: one board, one list, one length.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Common {
    union: UnionId,
    campaign: CampaignId,
    edition: EditionId,
}

impl Common {
    fn of(desk: &Desk, kind: PostingKind) -> Result<Self, Problem> {
        let road = &desk.record.application.road;
        let stop = match kind {
            PostingKind::First => road.stops.first(),
            PostingKind::Final => road.stop(road.deciding),
        };
        let union = stop.ok_or_else(|| Problem::new(Code::Internal))?.union;
        Ok(Self { union, campaign: desk.campaign.id, edition: desk.edition.id })
    }
}

fn stale(number: &str) -> Problem {
    Problem::new(Code::Stale).detail(
        format!("申请{number}已被修改,请重新读取后再公示"),
        format!("case {number} has changed; read it again, then post it"),
    )
}

fn mixed(pointer: String) -> Problem {
    let told = [
        "一份公示只列同一工会受理(决定名单为同一工会决定)、同一年度、同一政策版本的申请,请将此件另行公示",
        "a posting is of one union that took its cases, or decided them, one campaign and one edition; post this case apart",
    ];
    Problem::field(pointer, told)
}

/// What hangs of a case: before it is decided what it comes to today, afterwards what was decided.
async fn line(work: &Work, known: &Known, desk: &Desk, kind: PostingKind) -> Result<PostingLine, Problem> {
    let application = &desk.record.application;
    let taker = application.road.stops.first().ok_or_else(|| Problem::new(Code::Internal))?.union;
    let union = known.union(work, taker).await?;
    let decided = desk.record.frozen.as_ref().filter(|_| kind == PostingKind::Final);
    let assessment = decided.map_or_else(|| desk.assessment(), |frozen| &frozen.assessment);
    Ok(PostingLine {
        application: application.id,
        worker_name: desk.shown().worker_name.clone(),
        union: union.name,
        relation: desk.shown().relation.clone(),
        place: assessment.tier.map(|tier| tier.place),
        amount: assessment.amount,
    })
}
