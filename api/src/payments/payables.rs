//! Who can be paid from a fund today, and what stands in the way of the others? What finance works through.

use actix_web::get;
use actix_web::web::Data;
use domain::award::Award;
use domain::id::FundId;
use domain::name::PersonName;
use domain::payment::{Grounds, PaymentObstacle, RecipientView};
use domain::text::{Language, Tell};
use persistence::Work;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Prospected, prospects};
use crate::State;
use crate::edge::Reads;
use crate::funds;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Path, Query};
use crate::problem::Problem;

/// Of which fund.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct PayablesPath {
    /// The fund.
    id: FundId,
}

/// Which of its awards.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PayablesQuery {
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// What stands in the way, with its name.
#[derive(Serialize, ToSchema)]
struct ObstacleView {
    /// Which.
    obstacle: PaymentObstacle,
    /// The same for a person, in the language of the answer.
    #[schema(example = "决定名单公示尚未结束")]
    text: String,
}

/// An award that has money and of which no payment is under way.
#[derive(Serialize, ToSchema)]
struct Payable {
    /// The award.
    #[serde(flatten)]
    award: Award,
    /// The number of its case.
    #[schema(example = "JQ2018-640104-000123")]
    number: String,
    /// The worker's name.
    worker_name: PersonName,
    /// The student's name.
    student_name: PersonName,
    /// To whom it would go; null where no card or account is known.
    recipient: Option<RecipientView>,
    /// On what the payment would rest.
    grounds: Grounds,
    /// What stands in the way; nothing where it can be paid today.
    obstacles: Vec<ObstacleView>,
}

/// List whom a fund can pay.
///
/// Its awards that have money and of which no payment is under way, each with what stands in the way today: a day before the
/// second phase of the campaign or after its end, a posting that is missing or hangs still, an open objection, no card, one that
/// another household has too, a record in the national system that is not acknowledged.
#[utoipa::path(params(PayablesPath, PayablesQuery), responses((status = 200, description = "A page of awards", body = List<Payable>)))]
#[get("/funds/{id}/payables")]
pub(super) async fn list_payables(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<PayablesPath>,
    query: Query<PayablesQuery>,
    reads: Reads,
) -> Result<List<Payable>, Problem> {
    let PayablesQuery { limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?;
    let (within, today) = (signed_in.actor.jurisdiction(), state.clock.business().day());
    let read = async |work: &Work| -> Result<_, Problem> {
        let fund = funds::expect(work, within, path.0.id).await?;
        let page = work.awards().payable(fund.id, paging).await?;
        let (next, total) = (page.next, page.total);
        let items = prospects(work, &fund, page.items, today).await?;
        let items = items.into_iter().map(|found| payable(found, reads.0)).collect();
        Ok(persistence::Page { items, next, total })
    };
    Ok(state.store.read(read).await?.into())
}

fn payable(of: Prospected, language: Language) -> Payable {
    let told = |obstacle: PaymentObstacle| ObstacleView { obstacle, text: obstacle.text(language) };
    Payable {
        award: of.award,
        number: of.case.number,
        worker_name: of.case.worker_name,
        student_name: of.case.student_name,
        recipient: of.recipient.as_ref().map(domain::payment::Recipient::view),
        grounds: of.grounds,
        obstacles: of.obstacles.into_iter().map(told).collect(),
    }
}
