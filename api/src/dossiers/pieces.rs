//! How is one part of a household's figures changed? Alone in its body, checked alone, as a version of the whole.

use actix_web::put;
use domain::dossier::{Income, Tuition, UnionAid};
use domain::id::DossierId;
use persistence::Work;
use serde::Deserialize;
use utoipa::ToSchema;

use super::DossierPath;
use super::enter::{keep, open};
use super::flaws::Part;
use super::household::HouseholdForm;
use super::people::take;
use super::view::DossierView;
use crate::body::Body;
use crate::edge::Reader;
use crate::limits::Rows;
use crate::list::Path;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// Puts a part into the household as it is kept, and keeps the whole.
pub(super) async fn change(
    write: &Write,
    reader: &Reader,
    id: DossierId,
    octets: &[u8],
    part: Part,
    put: impl Fn(&mut HouseholdForm) -> Result<(), Problem>,
) -> Result<Answer, Problem> {
    write
        .once(octets, async |work: &Work| {
            let before = open(write, work, id).await?;
            let mut form = HouseholdForm::kept(&before);
            put(&mut form)?;
            let by = (write.actor.jurisdiction(), write.at().day());
            let household = take(work, &form, part, id, Some(&before), by).await?;
            keep(write, work, &before, &household, reader).await
        })
        .await
}

/// The incomes of a household.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"incomes": [{"member": 1, "kind": "wage", "months": {"from": "2017-07", "to": "2018-06"}, "amount_fen": 2_400_000}]}))]
struct IncomesChange {
    /// What came in, without the unions' student aid; null: not asked for.
    #[schema(value_type = Option<Vec<Income>>, max_items = 500)]
    incomes: Option<Rows<Income, 0, 500>>,
}

/// Change the incomes of a dossier.
///
/// All of them, by member and kind, without the unions' student aid.
#[utoipa::path(params(DossierPath), request_body = IncomesChange, responses((status = 200, description = "Changed", body = DossierView)))]
#[put("/dossiers/{id}/incomes")]
pub(super) async fn change_incomes(
    write: Write,
    reader: Reader,
    path: Path<DossierPath>,
    body: Body<IncomesChange>,
) -> Result<Answer, Problem> {
    let put = |form: &mut HouseholdForm| {
        form.incomes.clone_from(&body.value.incomes);
        Ok(())
    };
    change(&write, &reader, path.0.id, &body.octets, Part::fields(&["/incomes"]), put).await
}

/// What unions gave a household for students.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"union_aid": [{"member": 1, "received_on": "2017-08-25", "amount_fen": 300_000}]}))]
struct UnionAidChange {
    /// What unions gave for students; null: not asked for.
    #[schema(value_type = Option<Vec<UnionAid>>, max_items = 100)]
    union_aid: Option<Rows<UnionAid, 0, 100>>,
}

/// Change the union aid of a dossier.
///
/// All student aid that unions paid to the household.
#[utoipa::path(params(DossierPath), request_body = UnionAidChange, responses((status = 200, description = "Changed", body = DossierView)))]
#[put("/dossiers/{id}/union-aid")]
pub(super) async fn change_union_aid(
    write: Write,
    reader: Reader,
    path: Path<DossierPath>,
    body: Body<UnionAidChange>,
) -> Result<Answer, Problem> {
    let put = |form: &mut HouseholdForm| {
        form.union_aid.clone_from(&body.value.union_aid);
        Ok(())
    };
    change(&write, &reader, path.0.id, &body.octets, Part::fields(&["/union_aid"]), put).await
}

/// What schools charge a household.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"tuition": [{"member": 1, "school_year": 2018, "amount_fen": 500_000}]}))]
struct TuitionChange {
    /// What schools charge, by child and school year; null: not asked for.
    #[schema(value_type = Option<Vec<Tuition>>, max_items = 100)]
    tuition: Option<Rows<Tuition, 0, 100>>,
}

/// Change the tuition of a dossier.
///
/// All of it, without board, lodging and books.
#[utoipa::path(params(DossierPath), request_body = TuitionChange, responses((status = 200, description = "Changed", body = DossierView)))]
#[put("/dossiers/{id}/tuition")]
pub(super) async fn change_tuition(
    write: Write,
    reader: Reader,
    path: Path<DossierPath>,
    body: Body<TuitionChange>,
) -> Result<Answer, Problem> {
    let put = |form: &mut HouseholdForm| {
        form.tuition.clone_from(&body.value.tuition);
        Ok(())
    };
    change(&write, &reader, path.0.id, &body.octets, Part::fields(&["/tuition"]), put).await
}
