//! How does a case move? By one action of its table, by the officer whose turn it is.

use actix_web::post;
use domain::application::state::ReturnTo;
use domain::application::{Act as Step, Action};
use domain::log::Act;
use domain::name::Remark;
use serde::Deserialize;
use utoipa::ToSchema;

use super::ApplicationPath;
use super::desk::{Desk, Known, officer};
use super::settled::answer_knowing;
use super::view::ApplicationView;
use crate::body::Body;
use crate::list::Path;
use crate::problem::{Problem, Wrong};
use crate::write::{Answer, Write};

const NO_REASONS: [&str; 2] = ["请写明理由,家庭会读到", "say why: this is read by the family"];
const NO_STAGE: [&str; 2] =
    ["请填退回到的阶段:draft、signing或unit_review", "say to which stage: draft, signing or unit_review"];

/// An action with what it needs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAction {
    /// The action: one of `allowed_actions`.
    pub(super) action: Action,
    /// Where a case is returned to; for `return` alone.
    pub(super) to: Option<ReturnTo>,
    /// Why; for `return`, `reject`, `uphold`, `dismiss`, `revoke` and `reclaim`. The worker's word for `withdraw`, new
    /// grounds for `appeal`.
    pub(super) note: Option<Remark>,
}

impl NewAction {
    /// The step that it asks for.
    pub(super) fn step(&self) -> Result<Step, Problem> {
        let reasons = || self.note.clone().ok_or_else(|| Wrong::new("/note", NO_REASONS));
        let reasons_alone = || reasons().map_err(|wrong| Problem::invalid(vec![wrong]));
        let action = self.action;
        if self.to.is_some() && action != Action::Return {
            return Err(Problem::field(
                "/to",
                ["只有退回须填退回到的阶段,请删去", "only a return has a stage to go to; leave it out"],
            ));
        }
        Ok(match action {
            Action::Submit => Step::Submit,
            Action::Sign => Step::Sign,
            Action::Forward => Step::Forward,
            Action::Endorse => Step::Endorse,
            Action::Approve => Step::Approve,
            Action::Return => {
                let to = self.to.ok_or_else(|| Wrong::new("/to", NO_STAGE));
                match (to, reasons()) {
                    (Ok(to), Ok(reasons)) => Step::Return { to, reasons },
                    (to, reasons) => {
                        return Err(Problem::invalid(reasons.err().into_iter().chain(to.err()).collect()));
                    }
                }
            }
            Action::Reject => Step::Reject { reasons: reasons_alone()? },
            Action::Withdraw => Step::Withdraw { word: reasons_alone()? },
            Action::Appeal => Step::Appeal { grounds: self.note.clone() },
            Action::Uphold => Step::Uphold { reasons: reasons_alone()? },
            Action::Dismiss => Step::Dismiss { reasons: reasons_alone()? },
            Action::Revoke => Step::Revoke { reasons: reasons_alone()? },
            Action::Reclaim => Step::Reclaim { reasons: reasons_alone()? },
            Action::Post => {
                return Err(Problem::field(
                    "/action",
                    ["公示请用POST /api/v1/postings", "a case is posted by POST /api/v1/postings"],
                ));
            }
            Action::Expire => {
                return Err(Problem::field(
                    "/action",
                    [
                        "到期由系统自动处理,不能由人员操作",
                        "time does this, not an officer; choose one of allowed_actions",
                    ],
                ));
            }
        })
    }
}

/// Act on a case.
///
/// Refused with the condition, its clause and what to do. The assessment of that moment is frozen with the act.
#[utoipa::path(params(ApplicationPath), request_body = NewAction, responses((status = 200, description = "Done", body = ApplicationView)))]
#[post("/applications/{id}/actions")]
pub(super) async fn act_on_application(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewAction>,
) -> Result<Answer, Problem> {
    let step = body.value.step()?;
    let by = officer(&write.actor)?;
    write
        .once(&body.octets, async |work| {
            let known = Known::default();
            let desk = Desk::lock_knowing(work, &known, write.actor.union, path.0.id, write.at()).await?;
            write.expect(desk.version())?;
            let record = Box::pin(desk.act(work, step.clone(), &by, write.at())).await?;
            answer_knowing(work, &known, &write, record, Act::ActOnApplication).await
        })
        .await
}
