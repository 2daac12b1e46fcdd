//! What does a union declare? All that has gone up to the deciding union on its road and stands in no declaration of it yet (N16).

use actix_web::post;
use domain::application::CaseOrder;
use domain::application::deadlines::ExtensionOf;
use domain::campaign::Campaign;
use domain::clause::Clause;
use domain::declaration::{Declaration, DeclaredCase, can_be_declared};
use domain::id::{ApplicationId, CampaignId};
use domain::log::Act;
use domain::time::Day;
use domain::union::Union;
use persistence::applications::{Begin, CaseRecord, Filter, Slice};
use persistence::declarations::Particulars;
use persistence::{Entry, Logged, Subject, Work};
use serde::Deserialize;
use utoipa::ToSchema;

use super::refused;
use crate::body::Body;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// The most cases of one declaration.
const MOST: u64 = 2_000;

/// A declaration to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDeclaration {
    /// In which campaign.
    campaign: CampaignId,
    /// That there is nobody: said, and never guessed.
    nil: Option<bool>,
}

/// Declare whom a union asks aid for.
///
/// By an officer of a union directly under the city: the cases on its road that have gone up to the deciding union, are not over, and
/// stand in no declaration of it that was not given back. What goes up later is declared later. The list is frozen; it is printed at
/// `/declarations/{id}/page.pdf`, signed, sealed and handed in. Whether it is in time is told by `due` and `late`.
#[utoipa::path(request_body = NewDeclaration, responses((status = 201, description = "Declared", body = Declaration)))]
#[post("/declarations")]
pub(super) async fn declare(write: Write, body: Body<NewDeclaration>) -> Result<Answer, Problem> {
    let NewDeclaration { campaign, nil } = body.value;
    write
        .once(&body.octets, async |work| {
            let own = write.actor.union;
            let union = work.unions().hold(write.actor.jurisdiction(), own).await?;
            let union = union.ok_or_else(|| Problem::new(Code::NotFound))?;
            let campaign = campaign_of(work, &union, campaign).await?;
            let cases = undeclared(work, &campaign, &union).await?;
            let stands = work.declarations().stands(campaign.id, union.id).await?;
            can_be_declared(cases.len(), nil == Some(true), stands).map_err(refused)?;
            let due = due(work, &campaign, &union).await?;
            let said = Particulars { campaign: campaign.id, union: union.id, due, cases };
            let made = work.declarations().add(&said).await?;
            let entry = Entry::new(Act::DeclareList, Subject::new("declaration", made.id.raw()));
            let entry = entry.change(&(), &made)?;
            Ok(Logged::new(
                Answer::created(&format!("/declarations/{}", made.id), made.version, &made)?,
                entry,
            ))
        })
        .await
}

/// The campaign, of the city directly above the union: whoever stands lower is declared by the union between (N16).
async fn campaign_of(work: &Work, union: &Union, id: CampaignId) -> Result<Campaign, Problem> {
    let campaign = work.campaigns().find(id).await?.ok_or_else(|| {
        Problem::field(
            "/campaign",
            ["没有这个年度活动,请核对", "no such campaign; look it up at GET /api/v1/campaigns"],
        )
    })?;
    if union.parent == Some(campaign.city) {
        return Ok(campaign);
    }
    Err(Problem::new(Code::Refused).by("not_under_city", Some(Clause::N16)).detail(
        "申报名单由市总工会直属的县(市、区)、局(委)工会或企业工会报送;本工会的申请由上级工会一并申报",
        "a union directly under the city declares; the cases of this one are declared by the union above it",
    ))
}

async fn undeclared(work: &Work, campaign: &Campaign, union: &Union) -> Result<Vec<DeclaredCase>, Problem> {
    let filter = Filter { campaign: Some(campaign.id), ..Filter::default() };
    let slice = Slice { begin: Begin::First(CaseOrder::Entered), limit: MOST, total: false };
    let page = work.applications().list(union.id, &filter, &slice).await?;
    if page.next.is_some() {
        return Err(Problem::new(Code::Refused).by("too_many_rows", None).detail(
            format!("一份申报最多{MOST}件,请联系运维人员"),
            format!("a declaration has at most {MOST} cases; call the operator"),
        ));
    }
    let declared = work.declarations().declared(campaign.id, union.id).await?;
    let ids: Vec<ApplicationId> =
        page.items.iter().map(|case| case.id).filter(|id| !declared.contains(id)).collect();
    let cases = work.applications().some(union.id, &ids).await?;
    let gone_up = |case: &&CaseRecord| case.application.arrived.is_some() && case.application.stage().live();
    let line = |case: &CaseRecord| DeclaredCase {
        application: case.application.id,
        amount_fen: case.reckoned.amount_fen.and_then(|fen| fen.try_into().ok()),
    };
    Ok(cases.iter().filter(gone_up).map(line).collect())
}

/// The last day on which the union's cases arrive in time, with what it was given.
async fn due(work: &Work, campaign: &Campaign, union: &Union) -> Result<Option<Day>, Problem> {
    let Some(edition) = work.campaigns().edition_in_force(campaign.id).await? else { return Ok(None) };
    let Some(last) = edition.content.procedure.deadline(union.kind) else { return Ok(None) };
    let given = work.campaigns().extensions(campaign.id, &[union.id]).await?;
    let given = given.iter().filter(|extension| extension.of == ExtensionOf::Arrival);
    Ok(Some(given.map(|extension| extension.until).fold(last, Day::max)))
}
