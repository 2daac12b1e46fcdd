//! What lies behind the figures of a household? Who belongs to it, why it is hard, where it lives and works, how it is paid.

use actix_web::put;
use domain::bank_card::BankCard;
use domain::code_list::Code;
use domain::dossier::{MemberNumber, WorkerKind, Workplace};
use domain::left_out::left_out;
use serde::Deserialize;
use utoipa::ToSchema;

use super::DossierPath;
use super::conflict::or_conflict;
use super::flaws::Part;
use super::household::{HouseholdForm, citizen_ids};
use super::member::{AccountForm, MemberForm};
use super::pieces::change;
use super::view::DossierView;
use crate::body::Body;
use crate::edge::Reader;
use crate::given::Given;
use crate::limits::Rows;
use crate::list::Path;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// The people of a household.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"worker_kind": "migrant_worker", "worker": 1,
    "members": [{"number": 1, "name": "马建国", "relation": "01", "identifiers": {"citizen_id": "****************14"}}]}))]
struct MembersChange {
    /// What kind of worker holds the dossier.
    worker_kind: WorkerKind,
    /// Which member is the worker.
    worker: MemberNumber,
    /// All members.
    #[schema(value_type = Vec<MemberForm>, min_items = 1, max_items = 30)]
    members: Rows<MemberForm, 1, 30>,
}

/// Change the members of a dossier.
///
/// All of them, and which of them is the worker. A member whose number stays is the same person, unless another citizen id
/// says otherwise.
#[utoipa::path(params(DossierPath), request_body = MembersChange, responses((status = 200, description = "Changed", body = DossierView)))]
#[put("/dossiers/{id}/members")]
pub(super) async fn change_members(
    write: Write,
    reader: Reader,
    path: Path<DossierPath>,
    body: Body<MembersChange>,
) -> Result<Answer, Problem> {
    let MembersChange { worker_kind, worker, members } = &body.value;
    let put = |form: &mut HouseholdForm| {
        form.worker_kind.clone_from(worker_kind);
        form.worker.clone_from(worker);
        form.members.clone_from(members);
        Ok(())
    };
    let part = Part::fields(&["/members", "/worker", "/worker_kind"]);
    let id = path.0.id;
    let enter = async || change(&write, &reader, id, &body.octets, part, put).await;
    or_conflict(&write, &citizen_ids(members), Some(id), enter).await
}

/// Why a household is in hardship.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"hardship_category": "near_subsistence", "main_cause": "9", "other_causes": ["6"], "dossier_category": null}))]
struct HardshipChange {
    /// 困难类别, of the list `hardship_category`.
    hardship_category: Option<Code>,
    /// 主要致困原因, of the list `hardship_cause`.
    main_cause: Option<Code>,
    /// 次要致困原因, of the same list.
    #[serde(default, deserialize_with = "left_out")]
    #[schema(value_type = Vec<Code>, max_items = 3)]
    other_causes: Rows<Code, 0, 3>,
    /// 档案类别, of the list `dossier_category`.
    dossier_category: Option<Code>,
}

/// Change the hardship of a dossier.
///
/// Its category, its causes, and the category of the dossier.
#[utoipa::path(params(DossierPath), request_body = HardshipChange, responses((status = 200, description = "Changed", body = DossierView)))]
#[put("/dossiers/{id}/hardship")]
pub(super) async fn change_hardship(
    write: Write,
    reader: Reader,
    path: Path<DossierPath>,
    body: Body<HardshipChange>,
) -> Result<Answer, Problem> {
    let HardshipChange { hardship_category, main_cause, other_causes, dossier_category } = &body.value;
    let put = |form: &mut HouseholdForm| {
        form.hardship_category.clone_from(hardship_category);
        form.main_cause.clone_from(main_cause);
        form.other_causes.clone_from(other_causes);
        form.dossier_category.clone_from(dossier_category);
        Ok(())
    };
    let part = Part::fields(&["/hardship_category", "/main_cause", "/other_causes", "/dossier_category"]);
    change(&write, &reader, path.0.id, &body.octets, part, put).await
}

/// Where a household lives.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"housing": "rented", "floor_area": "20_to_50"}))]
struct HousingChange {
    /// 住房类型, of the list `housing`.
    housing: Option<Code>,
    /// 建筑面积, of the list `floor_area`.
    floor_area: Option<Code>,
}

/// Change the housing of a dossier.
#[utoipa::path(params(DossierPath), request_body = HousingChange, responses((status = 200, description = "Changed", body = DossierView)))]
#[put("/dossiers/{id}/housing")]
pub(super) async fn change_housing(
    write: Write,
    reader: Reader,
    path: Path<DossierPath>,
    body: Body<HousingChange>,
) -> Result<Answer, Problem> {
    let put = |form: &mut HouseholdForm| {
        form.housing.clone_from(&body.value.housing);
        form.floor_area.clone_from(&body.value.floor_area);
        Ok(())
    };
    let part = Part::fields(&["/housing", "/floor_area"]);
    change(&write, &reader, path.0.id, &body.octets, part, put).await
}

/// Where the worker works.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"workplace": {"name": "兴庆纺织厂", "nature": "private", "contract_term": "two_years"}}))]
struct WorkplaceChange {
    /// The workplace; null for those without one.
    workplace: Option<Workplace>,
}

/// Change the workplace of a dossier.
#[utoipa::path(params(DossierPath), request_body = WorkplaceChange, responses((status = 200, description = "Changed", body = DossierView)))]
#[put("/dossiers/{id}/workplace")]
pub(super) async fn change_workplace(
    write: Write,
    reader: Reader,
    path: Path<DossierPath>,
    body: Body<WorkplaceChange>,
) -> Result<Answer, Problem> {
    let put = |form: &mut HouseholdForm| {
        form.workplace.clone_from(&body.value.workplace);
        Ok(())
    };
    change(&write, &reader, path.0.id, &body.octets, Part::fields(&["/workplace"]), put).await
}

/// Onto whose card, or into whose account, a household is paid.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"card_of": 1, "card": "6217000000000000012", "account": null}))]
struct CardChange {
    /// Which member's; null: not known yet, then there is neither card nor account.
    card_of: Option<MemberNumber>,
    /// 会员卡号 or another card of that member; stars sent back unchanged mean unchanged.
    #[schema(value_type = Option<String>, example = "6217000000000000012")]
    card: Option<Given<BankCard>>,
    /// An account of that member, where there is no card.
    account: Option<AccountForm>,
}

/// Change the card or account of a dossier.
///
/// Both as they are to be: what is null is no longer there. Those of other members stay.
#[utoipa::path(params(DossierPath), request_body = CardChange, responses((status = 200, description = "Changed", body = DossierView)))]
#[put("/dossiers/{id}/card")]
pub(super) async fn change_card(
    write: Write,
    reader: Reader,
    path: Path<DossierPath>,
    body: Body<CardChange>,
) -> Result<Answer, Problem> {
    let CardChange { card_of, card, account } = &body.value;
    let of = *card_of;
    if of.is_none() && (card.is_some() || account.is_some()) {
        let told = ["请说明卡或账户属于哪位成员", "say whose card or account it is"];
        return Err(Problem::field("/card_of", told));
    }
    let put = |form: &mut HouseholdForm| {
        form.card_of.clone_from(card_of);
        for member in form.members.iter_mut() {
            if of == Some(member.number) {
                member.identifiers.card.clone_from(card);
                member.identifiers.account.clone_from(account);
            }
        }
        Ok(())
    };
    change(&write, &reader, path.0.id, &body.octets, Part::CARD, put).await
}
