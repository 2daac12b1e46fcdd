//! How is a dossier put on file, lapsed or closed? By the rules of its standing, and nothing else.

use actix_web::post;
use domain::access::{Actor, Role};
use domain::application::Refusal;
use domain::dossier::{DossierDeed, DossierRefusal};
use domain::log::Act;
use domain::text::Told;
use domain::time::Day;
use domain::union::Level;
use persistence::dossiers::DossierRecord;
use persistence::{Entry, LockKind, Logged, Work};
use serde::Deserialize;
use strum::{EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

use super::view::{DossierView, Eyes, dossier};
use super::{DossierPath, subject};
use crate::applications::desk::{refused as refused_case, relist};
use crate::body::Body;
use crate::edge::Reader;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// What a union above does to a dossier. A visit renews it, and is entered with a case.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    serde::Serialize,
    Deserialize,
    ToSchema,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
enum StandingDeed {
    /// Puts it on file, after a visit of the year.
    Confirm,
    /// The year passed without a visit.
    Lapse,
    /// The household is no longer in need, or was never.
    Close,
}

impl StandingDeed {
    const fn deed(self) -> DossierDeed {
        match self {
            Self::Confirm => DossierDeed::Confirm,
            Self::Lapse => DossierDeed::Lapse,
            Self::Close => DossierDeed::Close,
        }
    }
}

/// What is done to a dossier, and from which day.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"deed": "close", "on": "2018-07-30"}))]
struct StandingChange {
    /// What is done.
    deed: StandingDeed,
    /// On which day; today unless said, never later.
    on: Option<Day>,
}

/// Confirm, lapse or close a dossier.
///
/// Confirming needs a visit of the same year; what was visited in the year does not lapse; a closed one
/// stays closed, and its people may enter another household. The nearest county-level union does it, the city
/// where there is none, and nobody of the household; none is closed while a case of it is not decided.
#[utoipa::path(params(DossierPath), request_body = StandingChange, responses((status = 200, description = "Done", body = DossierView)))]
#[post("/dossiers/{id}/standing")]
pub(super) async fn move_dossier(
    write: Write,
    reader: Reader,
    path: Path<DossierPath>,
    body: Body<StandingChange>,
) -> Result<Answer, Problem> {
    let today = write.at().day();
    let deed = body.value.deed.deed();
    let on = match &body.value.on {
        Some(on) => *on,
        None => today,
    };
    if on > today {
        return Err(Problem::field(
            "/on",
            Told::new(
                format!("不得晚于今天({today}),请更正"),
                format!("no day after today, {today}; correct it"),
            ),
        ));
    }
    write
        .once(&body.octets, async |work| {
            work.lock(LockKind::Dossier, path.0.id.raw()).await?;
            let found = work.dossiers().find(write.actor.jurisdiction(), path.0.id).await?;
            let record = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            write.expect(record.version)?;
            if !moves(work, &write.actor, &record, today).await? {
                return Err(not_nearest());
            }
            not_of_the_family(work, &write.actor, &record).await?;
            let (record, entry) = moved(work, &record, deed, (on, today)).await?;
            relist(work, record.id, None, write.at()).await?;
            let whole = work.dossiers().whole(record).await?;
            let eyes = Eyes { actor: &write.actor, moves: true, today, language: reader.0 };
            Ok(Logged::new(Answer::ok(whole.record.version, &dossier(whole, &eyes))?, entry))
        })
        .await
}

/// Whether somebody acts for the union that moves a dossier: the nearest of county level, its own included, where anybody
/// has such a post; else the city.
pub(super) async fn moves(
    work: &Work,
    actor: &Actor,
    record: &DossierRecord,
    today: Day,
) -> Result<bool, Problem> {
    let chain = work.unions().chain(record.union).await?;
    let county = chain.iter().find(|union| union.kind.level() == Level::County);
    let Some(county) = county.filter(|county| county.id != actor.union) else {
        return Ok(county.is_some() || actor.level == Level::City);
    };
    let posts = work.staff(&[county.id], today).await?;
    let manned = posts.iter().any(|post| matches!(post.role, Role::Caseworker | Role::Head));
    Ok(!manned && actor.level == Level::City)
}

/// Nobody moves the dossier of their own household.
pub(crate) async fn not_of_the_family(
    work: &Work,
    actor: &Actor,
    record: &DossierRecord,
) -> Result<(), Problem> {
    let household = work.dossiers().household(record).await?;
    let officers = work.officers().among(&work.dossiers().identifiers(&household).await?).await?;
    let own = officers.iter().any(|(_, officer)| Some(*officer) == actor.officer);
    if own { Err(refused_case(&Refusal::OfTheFamily, None)) } else { Ok(()) }
}

fn not_nearest() -> Problem {
    Problem::new(Code::Refused).by("nearest_county", None).detail(
        "档案由最近的县级工会确认、转未复核或撤档,没有县级工会的由市总工会办理",
        "the nearest county-level union confirms, lapses or closes a dossier, and the city where there is none",
    )
}

/// A visit could not put right any more what a case rests on.
fn case_open() -> Problem {
    Problem::new(Code::Refused).by("case_open", None).detail(
        "该档案有未办结的申请,请先决定、撤回该申请后再撤档",
        "a case of this dossier is not decided; decide or withdraw it first",
    )
}

/// Moves a dossier that is locked, and gives the entry of the log for it.
pub(crate) async fn moved(
    work: &Work,
    record: &DossierRecord,
    deed: DossierDeed,
    (on, today): (Day, Day),
) -> Result<(DossierRecord, Entry), Problem> {
    let act = match deed {
        DossierDeed::Renew | DossierDeed::Doubt => Act::RenewDossier,
        DossierDeed::Confirm => Act::ConfirmDossier,
        DossierDeed::Lapse => Act::LapseDossier,
        DossierDeed::Close => Act::CloseDossier,
    };
    if deed == DossierDeed::Close && !work.applications().undecided(record.id).await?.is_empty() {
        return Err(case_open());
    }
    let standing = record.standing.after(deed, on, today).map_err(refused)?;
    let entry = Entry::new(act, subject(record.id)).change(&record.standing, &standing)?;
    let household = work.dossiers().household(record).await?;
    let record = work.dossiers().change(record, standing, &record.worker_name, &household).await?;
    Ok((record, entry))
}

fn refused(refusal: DossierRefusal) -> Problem {
    let rule = match refusal {
        DossierRefusal::NotFrom { .. } => "standing",
        DossierRefusal::NotVisited { .. } => "visited_this_year",
        DossierRefusal::BeforeSince { .. } => "not_before_since",
        DossierRefusal::VisitedThisYear { .. } => "not_visited_this_year",
    };
    Problem::new(Code::Refused).by(rule, None).telling(refusal)
}
