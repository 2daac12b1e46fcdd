//! How many cases has each union taken in a campaign, at which stage? Read off, not counted: kept with every case.

use actix_web::body::BoxBody;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, Responder, get};
use domain::access::Deed;
use domain::application::Stage;
use domain::id::UnionId;
use persistence::applications::{Count, CountFilter, CountPaging};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{CampaignPath, find};
use crate::State;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Path, Query};
use crate::problem::Problem;
use crate::route::{Allow, Routes};

/// The routes of this file.
pub(super) fn routes() -> Routes {
    Routes::tagged("campaigns").allow(Allow::Can(Deed::ReadCases), || read_case_counts)
}

/// Which figures.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CaseCountQuery {
    /// Of this union and those below it; of the reader's own and those below it unless said.
    union: Option<UnionId>,
    /// At this stage.
    stage: Option<Stage>,
    /// The most figures, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all figures that match.
    total: Option<bool>,
}

/// How many cases of a stage a union has taken.
#[derive(Serialize, ToSchema)]
struct CaseCount {
    /// The union that took them.
    union: UnionId,
    /// The stage.
    stage: Stage,
    /// How many.
    cases: i64,
}

impl From<Count> for CaseCount {
    fn from(of: Count) -> Self {
        Self { union: of.union, stage: of.stage, cases: of.cases }
    }
}

/// How many cases of a stage there are.
#[derive(Serialize, ToSchema)]
struct StageCount {
    /// The stage.
    stage: Stage,
    /// How many.
    cases: i64,
}

/// Figures of a campaign.
#[derive(Serialize, ToSchema)]
struct CaseCounts {
    /// All that match, added up by stage, on every page.
    stages: Vec<StageCount>,
    /// The figures by union and stage; what has none is left out.
    #[serde(flatten)]
    page: List<CaseCount>,
}

/// Count the cases of a campaign.
///
/// By the union that took them and their stage, for the reader's union and those below it. They are changed with every
/// case in its transaction, so they are what counting would give.
#[utoipa::path(params(CampaignPath, CaseCountQuery), responses((status = 200, description = "The figures", body = CaseCounts)))]
#[get("/campaigns/{id}/case-counts")]
async fn read_case_counts(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<CampaignPath>,
    query: Query<CaseCountQuery>,
) -> Result<CaseCounts, Problem> {
    let CaseCountQuery { union, stage, limit, cursor, total } = query.0;
    let asked = ListQuery { limit, cursor, total };
    let paging = CountPaging { limit: asked.limit(), after: asked.after()?, total: total.unwrap_or(false) };
    let within = signed_in.actor.jurisdiction();
    let (page, sums) = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let filter = CountFilter { campaign: find(work, path.0.id).await?.id, union, stage };
            let page = work.applications().counts(within, &filter, paging).await?;
            Ok((page, work.applications().counts_by_stage(within, &filter).await?))
        })
        .await?;
    let stages = sums.into_iter().map(|(stage, cases)| StageCount { stage, cases }).collect();
    Ok(CaseCounts { stages, page: List::sought(page.map(CaseCount::from)) })
}

impl Responder for CaseCounts {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        self.page.answer(request).json(self)
    }
}
