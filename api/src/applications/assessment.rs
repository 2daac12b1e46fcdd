//! Why does a case qualify, or not? On today's facts, and on those it was last decided on.

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, get};
use domain::eligibility::recompute::{Recomputed, recompute};
use domain::eligibility::view::AssessmentView;
use domain::text::Language;
use domain::time::Instant;
use persistence::applications::Frozen;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ApplicationPath;
use super::desk::Desk;
use crate::State;
use crate::edge::language;
use crate::gate::SignedIn;
use crate::list::{Path, Query};
use crate::problem::{Code, Problem};

/// Which assessment is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AssessmentQuery {
    /// Whether to make it on today's facts; else that of the last act, where there was one.
    today: Option<bool>,
    /// Whether to make that of the last act again from what it was made on, and compare.
    recompute: Option<bool>,
}

/// On what an assessment was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum MadeOn {
    /// On today's facts: nothing is decided on it.
    Today,
    /// On those of the last act on the case or deed written into it, with which it is kept.
    LastAct,
}

/// The assessment of a case.
#[derive(Serialize, ToSchema)]
pub(super) struct CaseAssessment {
    /// On what it was made.
    made_on: MadeOn,
    /// When it was made.
    made_at: Instant,
    /// What was found.
    assessment: AssessmentView,
    /// Whether the same facts and rules give the same findings today; only of the last act, with `recompute=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    same: Option<bool>,
}

impl CaseAssessment {
    fn new(made_on: MadeOn, made: &Frozen, language: Language) -> Self {
        let assessment = made.assessment.view(made.edition, language);
        Self { made_on, made_at: made.at, assessment, same: None }
    }
}

/// Read the assessment of a case.
///
/// That of the last act on it, or of the last deed written into it before it was decided, is kept with all that it was made
/// on: made again, it gives the same findings, or says that it does not. A ruling counts in it at once. Before the first
/// one, and with `today=true`, it is made on today's facts, and nothing is kept.
#[utoipa::path(params(ApplicationPath, AssessmentQuery), responses((status = 200, description = "The assessment", body = CaseAssessment)))]
#[get("/applications/{id}/assessment")]
pub(super) async fn find_assessment(
    request: HttpRequest,
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<ApplicationPath>,
    query: Query<AssessmentQuery>,
) -> Result<Json<CaseAssessment>, Problem> {
    let (union, id, at) = (signed_in.actor.union, path.0.id, state.clock.business());
    let (language, again) = (language(&request), query.0.recompute.unwrap_or(false));
    let view = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let found = work.applications().find(union, id).await?;
            let found = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            let kept = found.frozen.clone().filter(|_| !query.0.today.unwrap_or(false));
            let Some(frozen) = kept else {
                let desk = Desk::around(work, found, at).await?;
                return Ok(CaseAssessment::new(MadeOn::Today, &desk.frozen, language));
            };
            let view = CaseAssessment::new(MadeOn::LastAct, &frozen, language);
            let edition = work.campaigns().edition(frozen.edition).await?;
            let aid = edition.ok_or_else(|| Problem::new(Code::Internal))?.content.aid;
            let Frozen { facts, rulings, assessment, year, .. } = &frozen;
            let same = again.then(|| recompute(assessment, facts, &aid, *year, rulings) == Recomputed::Same);
            Ok(CaseAssessment { same, ..view })
        })
        .await?;
    Ok(Json(view))
}
