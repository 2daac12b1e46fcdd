//! The national system over HTTP: which families stand there and how, what officers enter, and what its side is told and says (N17).

mod compare;
mod exchange;
mod keep;
mod view;
mod worksheet;

use actix_web::get;
use actix_web::web::Data;
use domain::access::{Deed, Jurisdiction};
use domain::id::{DossierId, NationalRecordId, UnionId};
use domain::log::Act;
use domain::national_record::{NationalNumber, NationalRecord, NationalRecordState, NotSo, Spoken};
use domain::time::{Day, Instant};
use persistence::dossiers::DossierRecord;
use persistence::national_records::Filter;
use persistence::{Entry, LockKind, Logged, Page, Subject, Work};
use serde::Deserialize;
use utoipa::IntoParams;

#[cfg(test)]
pub(crate) use self::compare::tests as lists;
use self::view::{NationalRecordView, views};
use crate::State;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::Answer;

/// The routes of this folder.
pub(crate) fn routes() -> Routes {
    Routes::tagged("national-records")
        .allow(Allow::Can(Deed::ReadNationalRecords), || list_national_records)
        .allow(Allow::Can(Deed::ExchangeNationalRecords), || exchange::due::pull_national_records)
        .allow(Allow::Can(Deed::KeepNationalRecords), || compare::compare_national_records)
        .allow(Allow::Can(Deed::KeepNationalRecords), || worksheet::read_worksheet)
        .allow(Allow::Can(Deed::ReadNationalRecords), || find_national_record)
        .allow_versioned(Allow::Can(Deed::KeepNationalRecords), || keep::enter_national_record)
        .allow_versioned(Allow::Can(Deed::KeepNationalRecords), || keep::settle_national_record)
        .allow_versioned(Allow::Can(Deed::KeepNationalRecords), || keep::enter_again)
        .allow(Allow::Can(Deed::ExchangeNationalRecords), || exchange::acknowledge_national_record)
        .allow(Allow::Can(Deed::ExchangeNationalRecords), || exchange::fail_national_record)
        .allow(Allow::Can(Deed::ExchangeNationalRecords), || exchange::report_differences)
}

/// Which record.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct NationalRecordPath {
    /// The record.
    id: NationalRecordId,
}

/// Which records.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NationalRecordQuery {
    /// Kept by this union.
    union: Option<UnionId>,
    /// Of this dossier.
    dossier: Option<DossierId>,
    /// That stand so.
    #[param(inline)]
    state: Option<NationalRecordState>,
    /// Of which the national system lacks what the dossier says by now, or lacks nothing.
    due: Option<bool>,
    /// Known there by this number.
    number: Option<NationalNumber>,
    /// Last entered or changed there before this day, or never (一年未改: the day a year ago).
    untouched_since: Option<Day>,
    /// Of families of which a payment stands as paid, or none does (未帮扶过).
    helped: Option<bool>,
    /// Changed at or after this instant.
    updated_since: Option<Instant>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List how families stand in the national system.
///
/// A record comes to be when the first case of a family is signed as eligible, and is kept by the county, bureau or direct union. It is
/// there for that union and those above. What is `due` has to be entered, by hand or by the national system's side.
#[utoipa::path(params(NationalRecordQuery), responses((status = 200, description = "A page of records", body = List<NationalRecordView>)))]
#[get("/national-records")]
async fn list_national_records(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<NationalRecordQuery>,
) -> Result<List<NationalRecordView>, Problem> {
    let NationalRecordQuery {
        union,
        dossier,
        state: stands,
        due,
        number,
        untouched_since,
        helped,
        updated_since,
        limit,
        cursor,
        total,
    } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let filter = Filter { union, dossier, state: stands, due, number, untouched_since, helped };
    let within = signed_in.actor.jurisdiction();
    let read = async |work: &Work| -> Result<List<NationalRecordView>, Problem> {
        let Page { items, next, total } = work.national_records().list(within, &filter, paging).await?;
        Ok(Page { items: views(work, items).await?, next, total }.into())
    };
    state.store.read(read).await
}

/// Read how a family stands in the national system.
#[utoipa::path(params(NationalRecordPath), responses((status = 200, description = "The record", body = NationalRecordView)))]
#[get("/national-records/{id}")]
async fn find_national_record(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<NationalRecordPath>,
) -> Result<Found<NationalRecordView>, Problem> {
    let within = signed_in.actor.jurisdiction();
    let read = async |work: &Work| -> Result<_, Problem> {
        let record = work.national_records().find(within, path.0.id).await?;
        let record = record.ok_or_else(|| Problem::new(Code::NotFound))?;
        Ok((record.version, shown(work, record).await?))
    };
    let (version, view) = state.store.read(read).await?;
    Ok(Found { version, view })
}

async fn shown(work: &Work, record: NationalRecord) -> Result<NationalRecordView, Problem> {
    views(work, vec![record]).await?.pop().ok_or_else(|| Problem::new(Code::Internal))
}

/// A record of a jurisdiction with its dossier, which nobody else changes until the transaction ends.
async fn hold(
    work: &Work,
    within: Jurisdiction,
    id: NationalRecordId,
) -> Result<(NationalRecord, DossierRecord), Problem> {
    let absent = || Problem::new(Code::NotFound);
    let seen = work.national_records().find(within, id).await?.ok_or_else(absent)?;
    work.lock(LockKind::Dossier, seen.dossier.raw()).await?;
    let record = work.national_records().find(within, id).await?.ok_or_else(absent)?;
    let dossier = work.dossiers().of_case(record.dossier).await?;
    Ok((record, dossier))
}

/// The record as it became, logged and answered.
async fn keep(
    work: &Work,
    was: &NationalRecord,
    now: NationalRecord,
    act: Act,
) -> Result<Logged<Answer>, Problem> {
    let (now, entry) = kept(work, was, &now, act).await?;
    let version = now.version;
    Ok(Logged::new(Answer::ok(version, &shown(work, now).await?)?, entry))
}

/// The record as it became, kept, and the entry of the log for it.
async fn kept(
    work: &Work,
    was: &NationalRecord,
    now: &NationalRecord,
    act: Act,
) -> Result<(NationalRecord, Entry), Problem> {
    let now = work.national_records().keep(now).await?;
    let entry = entry(act, was).change(&told(was), &told(&now))?;
    Ok((now, entry))
}

/// What the log says of a record.
fn told(of: &NationalRecord) -> impl serde::Serialize {
    serde_json::json!({
        "state": of.state, "due": of.due, "number": of.number, "taken": of.taken, "touched_on": of.touched_on,
        "failure": of.failure, "differences": of.differences,
    })
}

/// That a record is kept by another union than the actor's.
fn of_another() -> Problem {
    Problem::new(Code::Refused).by("record_of_another", None).detail(
        "该记录由下级工会办理;上级可以查阅",
        "this record is kept by a union below yours, whose officers enter it; you may read it",
    )
}

fn entry(act: Act, of: &NationalRecord) -> Entry {
    Entry::new(act, Subject::new("dossier", of.dossier.raw()))
}

const fn spoken(of: i64, now: i64) -> Spoken {
    Spoken { of, now }
}

/// Where in the body it stands that a record does not become what is said, and what is refused as it stands.
fn refused(why: NotSo) -> Problem {
    let pointer = match &why {
        NotSo::NoVersion { .. } => "/dossier_version",
        NotSo::Future { .. } => "/entered_on",
        NotSo::NoDifference
        | NotSo::OfWhom { .. }
        | NotSo::Twice { .. }
        | NotSo::Unsettled { .. }
        | NotSo::NotOne { .. } => "/differences",
        NotSo::OtherNumber { .. } => return rule("other_number", why),
        NotSo::NotCorrected { .. } => return rule("dossier_not_corrected", why),
        NotSo::Stands { .. } => return rule("record_stands", why),
    };
    Problem::field(pointer, why)
}

fn rule(rule: &'static str, why: NotSo) -> Problem {
    Problem::new(Code::Refused).by(rule, Some(domain::clause::Clause::N17)).telling(why)
}
