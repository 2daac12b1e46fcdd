//! How is a file read while its families are taken in? By a thread of its own, a few families ahead, so that no file lies in memory whole
//! as families.

use std::collections::HashMap;
use std::ops::ControlFlow;

use domain::edition::Aid;
use domain::reasons;
use domain::time::Day;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::cell::Choices;
use super::family::Family;
use super::places::fault;
use super::rows::{FamilyRows, Headings, NoFamilies, apart, each_family};
use crate::problem::Problem;

/// How many families are read ahead.
const AHEAD: usize = 64;

/// Somebody who stood in the file before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Again {
    row: u32,
}

reasons! {
    Again {
        Self { row } => "第{row}行已有同一身份证号,请核对后只保留一处", "row {row} has the same citizen id; keep one of them";
    }
}

/// What comes out of a file.
pub(super) enum Read {
    /// A family.
    Family(Box<Family>),
    /// It is at its end.
    End,
    /// It cannot be read any further.
    Broken,
}

/// A file that is being read.
pub(super) struct Reading {
    families: Receiver<Read>,
}

impl Reading {
    /// Reads on after so many rows of families, by the figures of the edition and the choices of that day.
    pub(super) fn of(octets: Vec<u8>, after: u32, aid: Aid, today: Day) -> Result<Self, Problem> {
        let choices = Choices::on(today)?;
        let (tell, families) = channel(AHEAD);
        drop(tokio::task::spawn_blocking(move || {
            let ends = match read(&octets, after, (&aid, &choices), &tell) {
                Ok(()) => Read::End,
                Err(_) => Read::Broken,
            };
            drop(tell.blocking_send(ends));
        }));
        Ok(Self { families })
    }

    /// What comes next; waits until it is read.
    pub(super) async fn next(&mut self) -> Read {
        self.families.recv().await.unwrap_or(Read::Broken)
    }

    /// What comes next, if it is read already.
    pub(super) fn at_once(&mut self) -> Option<Read> {
        self.families.try_recv().ok()
    }
}

fn read(
    octets: &[u8],
    after: u32,
    (aid, choices): (&Aid, &Choices),
    tell: &Sender<Read>,
) -> Result<(), NoFamilies> {
    let apart = apart(octets)?;
    let (mut gone_through, mut seen) = (0_u32, HashMap::new());
    each_family(octets, |headings: &Headings, rows: FamilyRows| {
        let count = u32::try_from(rows.rows.len()).unwrap_or(u32::MAX);
        let mut family = Family::read(&rows, headings, choices, aid);
        if apart.contains(&rows.name) {
            family.stands_apart();
        }
        for (number, row) in family.citizen_ids.clone() {
            match seen.get(&number) {
                // Within the family the form itself tells it.
                Some(before) if *before < family.row => {
                    family.add(fault(row, Some("身份证号"), &Again { row: *before }));
                }
                Some(_) => {}
                None => {
                    let _ = seen.insert(number, row);
                }
            }
        }
        gone_through = gone_through.saturating_add(count);
        if gone_through <= after {
            return ControlFlow::Continue(());
        }
        match tell.blocking_send(Read::Family(Box::new(family))) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    })
}
