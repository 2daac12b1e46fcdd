//! Do the rows keep what the tables promise, and does the log hold?

use domain::log::Position;
use persistence::signing_keys::Purpose;
use persistence::survey::{Engine, Survey};
use persistence::{Store, StoreError};

use super::{Extent, Line};
use crate::clock::Clock;

/// So many positions of the log are read, the newest, unless all are.
const NEWEST: Position = 1000;
/// An entry waits a second for its position while the service runs, and a checkpoint is made each minute.
const OVERDUE: i64 = 10 * 60;

/// What must hold between rows.
pub(super) async fn data(survey: &Survey, extent: Extent, lines: &mut Vec<Line>) -> Result<(), StoreError> {
    let settings = survey.unsafe_settings().await?;
    lines.push(match settings.as_slice() {
        [] => Line::ok("durability", "what is acknowledged is on disk"),
        found => Line::warning(
            "durability",
            found.join(", "),
            "set it so that an acknowledged change survives a loss of power",
        ),
    });
    if extent == Extent::Whole {
        let damage = survey.damage().await?;
        lines.push(Line::none_of(
            "pages",
            &damage,
            "the file is damaged: stop the service, copy it, and restore a backup",
        ));
    }
    if extent == Extent::Whole || survey.engine() == Engine::Postgres {
        let broken = survey.broken_promises().await?;
        lines.push(Line::none_of(
            "constraints",
            &broken,
            "rows were written beside the service: find out by whom, and validate them",
        ));
    }
    lines.push(match survey.wrong_figures().await? {
        0 => Line::ok("figures", "case_counts is what the cases add up to"),
        wrong => Line::wrong(
            "figures",
            format!("{wrong} rows of case_counts are not what the cases add up to"),
            "rows were changed beside the service: find out by whom",
        ),
    });
    money(survey, lines).await?;
    let (erased, kept) = survey.erased().await?;
    let without = survey.without_key().await?;
    if without > 0 {
        let found = format!(
            "{without} subjects of the log have no key, nothing of them opens, and no act of the log erased them"
        );
        let next = "restore a backup elsewhere and look; find out who could write at the database";
        lines.push(Line::wrong("subjects", found, next));
    }
    if kept > 0 {
        let found = format!("{kept} keys are there of what was erased");
        let next = "see under schema which trigger is not there, put it back, and have the owner delete from subject_keys what erasures names";
        lines.push(Line::wrong("subjects", found, next));
    }
    if without == 0 && kept == 0 {
        lines.push(Line::ok(
            "subjects",
            format!("each case, dossier and other subject of the log has its key, but for {erased} that were erased by an act"),
        ));
    }
    Ok(())
}

/// Whether funds, awards and payments are what the ledger, the decisions and the log say of them.
async fn money(survey: &Survey, lines: &mut Vec<Line>) -> Result<(), StoreError> {
    lines.push(match (survey.wrong_balances().await?, survey.wrong_awards().await?) {
        (0, 0) => Line::ok("money", "each fund has what its ledger adds up to, each approved case its award"),
        (funds, cases) => Line::wrong(
            "money",
            format!("{funds} funds have another balance than their ledger, {cases} cases another award than their decision"),
            "rows were changed beside the service: pay nobody before it is found out by whom",
        ),
    });
    lines.push(match survey.missing_payments().await? {
        0 => Line::ok("payments", "each batch of the log is there as far as it came, each payment with what the bank said"),
        missing => Line::wrong(
            "payments",
            format!("{missing} batches or payments lack what the log, or their own state, says of them"),
            "rows were taken away, or older ones put back: pay nobody before it is found out by whom, and ask the bank what it paid",
        ),
    });
    Ok(())
}

/// Whether the tables, their constraints and their triggers are those that the steps make.
pub(super) async fn schema(survey: &Survey, lines: &mut Vec<Line>) -> Result<(), StoreError> {
    let next =
        "somebody changed the tables: find out who, and put back what the steps of `jinqiu migrate` make";
    lines.push(Line::none_of("schema", &survey.strayed().await?, next));
    let unlocked = survey.unlocked().await?;
    if !unlocked.is_empty() {
        let next = "the log, histories and disclosures are only ever added to: revoke it, or run `jinqiu migrate` with both addresses set";
        lines.push(Line::none_of("rights", &unlocked, next));
    }
    Ok(())
}

/// Whether the log holds, as far as it is read, and whether it is being sealed.
pub(super) async fn log(survey: &Survey, store: &Store, extent: Extent) -> Result<Vec<Line>, StoreError> {
    let head = survey.head().await?.0;
    let after = if extent == Extent::Whole { 0 } else { head.saturating_sub(NEWEST) };
    let report = crate::log::examine(store, after).await?;
    let next = "write it out by `jinqiu log export`, have an auditor look, and trust no decision of that time before";
    let findings: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    let signs = store.read(async |work| work.signing_keys(Purpose::Log).await).await?;
    let chain = if signs.is_empty() && head > 0 {
        let found = "the key that signs the log is not there as the service wrote it: no position can be checked, and none is added";
        Line::wrong(
            "log",
            found,
            "put its row back from a backup, then check again; find out who could write there",
        )
    } else if report.holds() && head == 0 {
        Line::ok("log", "nothing has its position yet")
    } else if report.holds() {
        Line::ok("log", format!("positions {} to {} hold", after + 1, report.last.max(head)))
    } else {
        Line::none_of("log", &findings, next)
    };
    let (waiting, newest) = survey.unsealed().await?;
    let age = newest.map(|at| (Clock::system().real().as_micros() - at.as_micros()) / 1_000_000);
    let sealing = match (waiting, age) {
        (0, None) => Line::ok("checkpoints", "nothing was done yet"),
        (0, Some(age)) => {
            Line::ok("checkpoints", format!("the newest is {age} seconds old, and nothing waits"))
        }
        (_, Some(age)) if age < OVERDUE => {
            Line::ok("checkpoints", format!("the newest is {age} seconds old, {waiting} entries wait"))
        }
        _ => Line::warning(
            "checkpoints",
            format!("{waiting} entries wait for their position"),
            "start `jinqiu serve`, whose processes seal the log, or run `jinqiu log checkpoint`",
        ),
    };
    Ok(vec![chain, sealing])
}
