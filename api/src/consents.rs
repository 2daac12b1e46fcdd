//! Who agreed to what anywhere below somebody, and who took it back? The register of consents.

use actix_web::get;
use actix_web::web::Data;
use domain::access::Deed;
use domain::application::evidence::{ConsentGiver, ConsentMark, ConsentPurpose};
use domain::id::{ApplicationId, CampaignId, UnionId};
use domain::time::Day;
use persistence::registers::InCase;
use persistence::registers::consents::Filter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Query};
use crate::problem::Problem;
use crate::route::{Allow, Routes};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("consents").allow(Allow::Can(Deed::ReadCases), || list_consents)
}

/// A consent with the case it was given for.
#[derive(Serialize, ToSchema)]
struct RegisteredConsent {
    /// The case.
    application: ApplicationId,
    /// The number of the case.
    #[schema(example = "JQ2018-640104-000123")]
    number: String,
    /// The campaign.
    campaign: CampaignId,
    /// The union that took the case.
    union: UnionId,
    /// The consent.
    consent: ConsentMark,
}

impl From<InCase<ConsentMark>> for RegisteredConsent {
    fn from(of: InCase<ConsentMark>) -> Self {
        let InCase { application, number, campaign, union, entry: consent } = of;
        Self { application, number, campaign, union, consent }
    }
}

/// Which consents.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ConsentQuery {
    /// Of this campaign.
    campaign: Option<CampaignId>,
    /// In this case.
    application: Option<ApplicationId>,
    /// In cases that this union took.
    union: Option<UnionId>,
    /// Given by such a person.
    giver: Option<ConsentGiver>,
    /// To this.
    covers: Option<ConsentPurpose>,
    /// Whether it was taken back.
    withdrawn: Option<bool>,
    /// Recorded from this day on.
    from: Option<Day>,
    /// Recorded up to this day, included.
    to: Option<Day>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List consents.
///
/// Those of the cases whose road passes the reader's union, withdrawn ones included.
#[utoipa::path(params(ConsentQuery), responses((status = 200, description = "A page of consents", body = List<RegisteredConsent>)))]
#[get("/consents")]
async fn list_consents(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<ConsentQuery>,
) -> Result<List<RegisteredConsent>, Problem> {
    let ConsentQuery {
        campaign,
        application,
        union,
        giver,
        covers,
        withdrawn,
        from,
        to,
        limit,
        cursor,
        total,
    } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?;
    let filter = Filter { campaign, application, union, giver, covers, withdrawn, from, to };
    let reader = signed_in.actor.union;
    let page = state.store.read(async |work| work.consents().list(reader, &filter, paging).await).await?;
    Ok(page.map(RegisteredConsent::from).into())
}
