//! What do officers do for a family in the national system? Enter it by hand, settle in what it differs, see to what failed (N17).

use std::collections::BTreeMap;

use actix_web::post;
use domain::dossier::{Household, Member};
use domain::id::PersonId;
use domain::log::Act;
use domain::national_record::{Difference, NationalNumber, NationalRecord, Settled};
use domain::person::Identifiers;
use domain::time::Day;
use persistence::Work;
use persistence::dossiers::DossierRecord;
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::NationalRecordView;
use super::{NationalRecordPath, hold, keep, of_another, refused, spoken};
use crate::body::Body;
use crate::labels::Labels;
use crate::limits::Rows;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// That a family was entered by hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EnteredRecord {
    /// The family's number there (职工编号).
    number: NationalNumber,
    /// The version of the dossier that was entered.
    #[schema(minimum = 1, example = 1)]
    dossier_version: i64,
    /// On which day it was entered; today unless said.
    entered_on: Option<Day>,
}

/// Say that a family was entered by hand.
///
/// By an officer of the union that keeps the record, where nobody asks for what is due. It is acknowledged when the national system's
/// side says so; a family that is acknowledged already stays so, and its change there is on record.
#[utoipa::path(params(NationalRecordPath), request_body = EnteredRecord, responses((status = 200, description = "Entered", body = NationalRecordView)))]
#[post("/national-records/{id}/entry")]
pub(super) async fn enter_national_record(
    write: Write,
    path: Path<NationalRecordPath>,
    body: Body<EnteredRecord>,
) -> Result<Answer, Problem> {
    let EnteredRecord { number, dossier_version, entered_on } = &body.value;
    let today = write.at().day();
    let on = entered_on.unwrap_or(today);
    let by = write.actor.officer.ok_or_else(|| Problem::new(Code::Forbidden))?;
    write
        .once(&body.octets, async |work| {
            let (was, dossier) = hold_own(work, &write, &path).await?;
            let said = (number.clone(), on);
            let spoken = spoken(*dossier_version, dossier.version);
            let now = was.clone().entered(said, by, spoken, today).map_err(refused)?;
            keep(work, &was, now, Act::EnterNationalRecord).await
        })
        .await
}

/// Which side is right in each difference.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSettlement {
    /// Each difference once.
    #[schema(value_type = Vec<Settled>, min_items = 1, max_items = 200)]
    differences: Rows<Settled, 1, 200>,
}

/// Settle in what a family differs.
///
/// By an officer of the union that keeps the record, of each difference. Where the national system is right the dossier is corrected
/// first. The record is due again then, and is acknowledged anew.
#[utoipa::path(params(NationalRecordPath), request_body = NewSettlement, responses((status = 200, description = "Settled", body = NationalRecordView)))]
#[post("/national-records/{id}/settlement")]
pub(super) async fn settle_national_record(
    write: Write,
    path: Path<NationalRecordPath>,
    body: Body<NewSettlement>,
) -> Result<Answer, Problem> {
    write
        .once(&body.octets, async |work| {
            let (was, dossier) = hold_own(work, &write, &path).await?;
            let household = Corrected::of(work, dossier, write.at().day()).await?;
            let settled = was.clone().settled(&body.value.differences, |one| household.has(one));
            let now = settled.map_err(refused)?;
            keep(work, &was, now, Act::SettleNationalRecord).await
        })
        .await
}

/// Have a family be due again.
///
/// By an officer of the union that keeps the record: one that failed, once what stood in the way is seen to, as a change of the dossier does
/// too; or one that stands under a wrong number, which it loses with its acknowledgement.
#[utoipa::path(params(NationalRecordPath), responses((status = 200, description = "Due again", body = NationalRecordView)))]
#[post("/national-records/{id}/again")]
pub(super) async fn enter_again(write: Write, path: Path<NationalRecordPath>) -> Result<Answer, Problem> {
    write
        .once(&[], async |work| {
            let (was, _) = hold_own(work, &write, &path).await?;
            let now = was.clone().again().map_err(refused)?;
            keep(work, &was, now, Act::SettleNationalRecord).await
        })
        .await
}

/// A household as it stands, to be held against what the other side has of it.
struct Corrected {
    household: Household,
    identifiers: BTreeMap<PersonId, Identifiers>,
    labels: Labels,
    today: Day,
}

impl Corrected {
    async fn of(work: &Work, dossier: DossierRecord, today: Day) -> Result<Self, Problem> {
        let whole = work.dossiers().whole(dossier).await?;
        let labels = Labels::shipped()?;
        Ok(Self { household: whole.household, identifiers: whole.identifiers, labels, today })
    }

    /// Whether it has what the other side had there.
    fn has(&self, one: &Difference) -> bool {
        let known = |member: &Member| self.identifiers.get(&member.person).cloned().unwrap_or_default();
        let labels = one.field.list().map(|list| self.labels.all(list, self.today)).unwrap_or_default();
        one.is_corrected(&self.household, known, &labels, &self.labels.on(self.today))
    }
}

/// The record, if the actor's own union keeps it, at the version that was read; with its dossier.
async fn hold_own(
    work: &Work,
    write: &Write,
    path: &Path<NationalRecordPath>,
) -> Result<(NationalRecord, DossierRecord), Problem> {
    let (record, dossier) = hold(work, write.actor.jurisdiction(), path.0.id).await?;
    if record.union != write.actor.union {
        return Err(of_another());
    }
    write.expect(record.version)?;
    Ok((record, dossier))
}
