//! What does an officer make of a concern? An objection, which then holds the case, or nothing; with reasons either way.

use actix_web::post;
use domain::application::Deed;
use domain::application::concern::ConcernAnswer;
use domain::id::ObjectionId;
use domain::log::Act;
use domain::name::Remark;
use persistence::concerns::ConcernRecord;
use persistence::{Entry, Logged, Subject};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{ConcernPath, ConcernView};
use crate::applications::desk::{Desk, officer, refused, refused_on};
use crate::applications::record::enter;
use crate::body::Body;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// Whether a concern is taken up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewConcernAnswer {
    /// Whether it is taken up as an objection, which holds the case until it is decided.
    admitted: bool,
    /// Why.
    reasons: Remark,
}

/// Answer a concern.
///
/// By an officer of any union on the road. Admitted, it becomes an objection to the case; whoever prepared the case may
/// admit it, but not turn it away. The version is that of the concern.
#[utoipa::path(params(ConcernPath), request_body = NewConcernAnswer, responses((status = 200, description = "Admitted or turned away", body = ConcernView)))]
#[post("/concerns/{id}/answer")]
pub(super) async fn answer_concern(
    write: Write,
    path: Path<ConcernPath>,
    body: Body<NewConcernAnswer>,
) -> Result<Answer, Problem> {
    let (admitted, reasons) = (body.value.admitted, body.value.reasons.clone());
    write
        .once(&body.octets, async |work| {
            let by = officer(&write.actor)?;
            let read = work.concerns().find(write.actor.union, path.0.id).await?;
            let read = read.ok_or_else(|| Problem::new(Code::NotFound))?;
            write.expect(read.version)?;
            let (case, id) = (read.concern.application, ObjectionId::new(work.new_id()?));
            let objection = Some(id).filter(|_| admitted);
            let answer =
                ConcernAnswer { by: by.officer, at: write.at(), reasons: reasons.clone(), objection };
            let concern = read.concern.clone().answered(answer).map_err(|refusal| refused(&refusal, None))?;
            let desk = Desk::lock(work, write.actor.union, case, write.at()).await?;
            let renewed = if admitted {
                let (posting, word, said) = (concern.posting, concern.word.clone(), concern.at);
                let deed = Deed::Admission { id, posting, word, said, reasons: reasons.clone() };
                Box::pin(enter(work, desk, deed, &by, write.at())).await?.renewed
            } else {
                let may = desk.record.application.may_turn_away(&by, &desk.circumstances().staff);
                if let Err(refusal) = may {
                    return Err(refused_on(work, by.union, &desk.record.application.road, &refusal).await);
                }
                None
            };
            work.concerns().answer(&read, &concern).await?;
            let entry = Entry::new(Act::AnswerConcern, Subject::new("application", case.raw()));
            let entry = entry.change(&concern.id, &concern.answer)?;
            let view = ConcernView::from(ConcernRecord { concern, version: read.version + 1, ..read });
            let logged = Logged::new(Answer::ok(view.version, &view)?, entry);
            Ok(renewed.into_iter().fold(logged, Logged::and))
        })
        .await
}
