//! How are cases posted? Many at once, all or none, for the working days of the edition.

use std::collections::BTreeSet;

use actix_web::post;
use domain::access::Actor;
use domain::application::Act as Step;
use domain::application::evidence::PostingKind;
use domain::id::{ApplicationId, CampaignId, EditionId, PostingId, UnionId};
use domain::log::Act;
use domain::name::Line;
use domain::posting::PostingLine;
use domain::time::Instant;
use persistence::postings::Posting;
use persistence::{Entry, Logged, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PostingView;
use crate::applications::desk::{Desk, Known, lock_all, officer};
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
    /// The cases, all or none.
    #[schema(value_type = Vec<Posted>, min_items = 1, max_items = 200)]
    applications: Rows<Posted, 1, 200>,
}

/// Post cases.
///
/// All or none, of one union that took them, one campaign and one edition. The list is frozen, and its last day is fixed now
/// by the edition's working days and the calendar. It belongs to the union that took the cases, whoever stands in for it.
#[utoipa::path(request_body = NewPosting, responses(
    (status = 201, description = "Posted", body = PostingView),
    (status = 412, description = "A case has changed since it was read", body = ProblemView, content_type = "application/problem+json")))]
#[post("/postings")]
pub(super) async fn create_posting(write: Write, body: Body<NewPosting>) -> Result<Answer, Problem> {
    let place = body.value.place.clone();
    write
        .once(&body.octets, async |work| {
            let by = (&write.actor, write.at());
            let (posting, entry) = Box::pin(put_up(work, by, &place, &body.value.applications)).await?;
            let view = PostingView::from(posting);
            let answer = Answer::created(&format!("/postings/{}", view.id), view.version, &view)?;
            Ok(Logged::new(answer, entry))
        })
        .await
}

/// Puts up a posting of these cases, by that officer at that instant, and gives the entry of the log for it.
pub(crate) async fn put_up(
    work: &Work,
    by: (&Actor, Instant),
    place: &Line,
    posted: &[Posted],
) -> Result<(Posting, Entry), Problem> {
    let (posting, roads) = make(work, by, place, posted).await?;
    work.postings().add(&posting, &roads).await?;
    let entry = Entry::new(Act::MakePosting, Subject::new("posting", posting.id.raw()));
    let entry = entry.change(&(), &hex(&posting.digest))?;
    Ok((posting, entry))
}

/// The posting, and the unions on the roads of its cases.
async fn make(
    work: &Work,
    (actor, at): (&Actor, Instant),
    place: &Line,
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
        let own = Common::of(&desk)?;
        if *common.get_or_insert(own) != own {
            return Err(mixed(place_of(case.id)));
        }
        let procedure = &desk.edition.content.procedure;
        let last_day =
            procedure.last_posting_day(first_day, PostingKind::First, |day| calendar.is_working(day));
        let step = Step::Post { posting: id, first_day, last_day };
        lines.push(line(work, &known, &desk, own.union).await?);
        roads.extend(desk.record.application.road.stops.iter().map(|stop| stop.union));
        days = days.max(last_day);
        let number = desk.record.number.clone();
        Box::pin(desk.act(work, step, &by, at)).await.map_err(|problem| problem.of_case(&number))?;
    }
    let Common { union, campaign, .. } = common.ok_or_else(|| Problem::new(Code::Internal))?;
    let octets = serde_json::to_vec(&lines).map_err(|_| Problem::new(Code::Internal))?;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &octets).as_ref().to_vec();
    let posting = Posting {
        id,
        campaign,
        union,
        kind: PostingKind::First,
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

/// What the cases of a posting have in common: one board, one list, one length.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Common {
    union: UnionId,
    campaign: CampaignId,
    edition: EditionId,
}

impl Common {
    fn of(desk: &Desk) -> Result<Self, Problem> {
        let taker = desk.record.application.road.stops.first();
        let union = taker.ok_or_else(|| Problem::new(Code::Internal))?.union;
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
        "一份公示只列同一工会受理、同一年度、同一政策版本的申请,请将此件另行公示",
        "a posting is of one union, one campaign and one edition; post this case apart",
    ];
    Problem::field(pointer, told)
}

async fn line(work: &Work, known: &Known, desk: &Desk, taker: UnionId) -> Result<PostingLine, Problem> {
    let application = &desk.record.application;
    let union = known.union(work, taker).await?;
    Ok(PostingLine {
        application: application.id,
        worker_name: desk.shown().worker_name.clone(),
        union: union.name,
        relation: desk.shown().relation.clone(),
        place: desk.assessment().tier.map(|tier| tier.place),
        amount: desk.assessment().amount,
    })
}
