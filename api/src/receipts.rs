//! Receipts over HTTP: what families said of money that was paid, and who has it not.

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::Deed;
use domain::id::{ApplicationId, AwardId};
use domain::log::Act;
use domain::name::Remark;
use domain::receipt::{NoReceipt, Receipt, ReceiptGiver, ReceiptMeans, ReceiptWord, can_be_said};
use domain::time::{Day, Instant};
use persistence::receipts::{Filter, Said};
use persistence::{Entry, Logged, Subject};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("payments")
        .allow(Allow::Can(Deed::ReadCases), || list_receipts)
        .allow(Allow::Can(Deed::RecordReceipts), || create_receipt)
}

/// Of which award.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct ReceiptPath {
    /// The award.
    id: AwardId,
}

/// Which receipts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReceiptQuery {
    /// Of this award.
    award: Option<AwardId>,
    /// Of this case.
    application: Option<ApplicationId>,
    /// That say so.
    #[param(inline)]
    word: Option<ReceiptWord>,
    /// Known by these means.
    #[param(inline)]
    means: Option<ReceiptMeans>,
    /// Taken down at or after this instant.
    since: Option<Instant>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List receipts.
///
/// What families said, of cases whose road passes the reader's union; of one payment the latest word counts. Which awards are not
/// paid, or not said to be received, is at `/awards?paid=false` and `/awards?paid=true&received=false`.
#[utoipa::path(params(ReceiptQuery), responses((status = 200, description = "A page of receipts", body = List<Receipt>)))]
#[get("/receipts")]
async fn list_receipts(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<ReceiptQuery>,
) -> Result<List<Receipt>, Problem> {
    let ReceiptQuery { award, application, word, means, since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?;
    let (union, filter) = (signed_in.actor.union, Filter { award, application, word, means, since });
    let page = state.store.read(async |work| work.receipts().list(union, &filter, paging).await).await?;
    Ok(page.into())
}

/// What a family said of money that was paid.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"word": "received", "giver": "student", "means": "signature", "on": "2018-08-27", "remark": null}))]
struct NewReceipt {
    /// What was said.
    word: ReceiptWord,
    /// Who said so.
    giver: ReceiptGiver,
    /// How that is known.
    means: ReceiptMeans,
    /// On which day it was said; today unless said.
    on: Option<Day>,
    /// What else was said: which sum, for one.
    remark: Option<Remark>,
}

/// Take down what a family said of its money.
///
/// By an officer of a union on the case's road, of an award of which a payment stands as paid. Nothing is changed afterwards: what
/// the family says later stands beside it, and counts.
#[utoipa::path(params(ReceiptPath), request_body = NewReceipt, responses((status = 201, description = "Taken down", body = Receipt)))]
#[post("/awards/{id}/receipts")]
async fn create_receipt(
    write: Write,
    path: Path<ReceiptPath>,
    body: Body<NewReceipt>,
) -> Result<Answer, Problem> {
    let NewReceipt { word, giver, means, on, remark } = &body.value;
    let today = write.at().day();
    let on = on.unwrap_or(today);
    let said = Said { word: *word, giver: *giver, means: *means, on, remark: remark.clone() };
    write
        .once(&body.octets, async |work| {
            let award = work.awards().find(write.actor.union, path.0.id).await?;
            let award = award.ok_or_else(|| Problem::new(Code::NotFound))?;
            let paid = work.payments().paid_of(award.id).await?;
            let paid = paid.ok_or_else(|| refused(NoReceipt::NotPaid))?;
            let sent = work.payment_batches().sent_at(paid.batch).await?;
            let sent = sent.ok_or_else(|| Problem::new(Code::Internal))?;
            can_be_said(on, sent.day(), today).map_err(|why| Problem::field("/on", why))?;
            let receipt = work.receipts().add(&paid, &said).await?;
            let entry = Entry::new(Act::RecordReceipt, Subject::new("application", paid.application.raw()));
            let entry = entry.change(&(), &receipt)?;
            let path = format!("/receipts?award={}", award.id);
            Ok(Logged::new(Answer::created(&path, 1, &receipt)?, entry))
        })
        .await
}

fn refused(why: NoReceipt) -> Problem {
    Problem::new(Code::Refused).by("not_paid", None).telling(why)
}
