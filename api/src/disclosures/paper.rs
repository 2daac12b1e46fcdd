//! What does a paper show whole? What the table of disclosures lets its reader see for it, counted and written down before it is printed.

use domain::access::Actor;
use domain::application::Application;
use domain::disclosure::{DisclosurePurpose, NotShown, Of, Reach, SensitiveField, SubjectKind, shows};
use domain::id::{ApplicationId, DisclosedId, DisclosureId, UnionId};
use persistence::Work;
use persistence::disclosures::{Disclosed, Particulars};

use super::asked::not_shown;
use super::spent::spend_own;
use crate::problem::Problem;
use crate::write::Write;

/// Of these fields those that the reader may see on a paper, and how far.
///
/// # Errors
/// 403 for whoever prints nothing whole.
pub(crate) fn on_paper(
    write: &Write,
    wanted: &[SensitiveField],
) -> Result<(Vec<SensitiveField>, Reach), Problem> {
    let post = (write.actor.role, write.actor.level);
    let may = |fields: &[SensitiveField]| shows(post, DisclosurePurpose::Paper, Of::Families, fields);
    let fields: Vec<SensitiveField> = wanted.iter().copied().filter(|field| may(&[*field]).is_ok()).collect();
    let reach = may(&fields).map_err(not_shown)?;
    Ok((fields, reach))
}

/// Whether a case is an officer's own: their union keeps the dossier or took the case, or they have acted on it.
pub(crate) fn is_own(actor: &Actor, case: &Application, keeper: UnionId) -> bool {
    let taker = case.road.stops.first().map(|stop| stop.union);
    let acted = case.hands.iter().any(|hand| Some(hand.officer) == actor.officer);
    acted || taker == Some(actor.union) || keeper == actor.union
}

/// Whose values a paper shows of a case: its worker's and its student's.
pub(crate) fn of_case(case: ApplicationId, taker: UnionId) -> [Disclosed; 2] {
    let of = |kind| Disclosed { kind, id: DisclosedId::new(case.raw()), member: None, union: taker };
    [of(SubjectKind::Worker), of(SubjectKind::Student)]
}

/// Counts on the reader's day what a paper shows, and writes it down.
///
/// # Errors
/// 403 where the reader prints their own families alone and others are among them, 429 where it is too much for one day.
pub(crate) async fn disclose_on_paper(
    work: &Work,
    write: &Write,
    (fields, reach): (&[SensitiveField], Reach),
    all_own: bool,
    (shown, subjects): (u32, Vec<Disclosed>),
) -> Result<DisclosureId, Problem> {
    if reach == Reach::Own && !all_own {
        return Err(not_shown(NotShown::NotOwn));
    }
    spend_own(work, write, shown).await?;
    let said = Particulars {
        role: write.actor.role,
        purpose: DisclosurePurpose::Paper,
        standing: None,
        fields: fields.to_vec(),
        reasons: None,
        shown,
        subjects,
    };
    Ok(work.disclosures().add(&said).await?)
}
