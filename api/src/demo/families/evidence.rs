//! What is written into a case at a step of its way, and what paper lies behind it?

use domain::access::Actor;
use domain::application::attachment::AttachmentKind;
use domain::application::evidence::{
    ConsentEvidence, ConsentGiver, ConsentPurpose, Exceptable, Manner, OpinionBy, Piece, RuleName, Ruled,
};
use domain::application::{Application, Deed, Matter};
use domain::edition::procedure::PaperCohort;
use domain::eligibility::tier::Cohort;
use domain::id::{
    AttachmentId, ConsentId, ExceptionId, ObjectionId, OpinionId, RulingId, SignatureId, VisitId,
};
use domain::name::Line;
use domain::time::Day;
use persistence::{Entry, Work};

use super::tables::{Kind, Turn, damaged};
use crate::applications::attachments::attach;
use crate::applications::desk::Desk;
use crate::problem::Problem;

/// Two officers came to see the family.
pub(super) fn visit(work: &Work, day: Day, visitors: [&Actor; 2]) -> Result<Deed, Problem> {
    let visitors = visitors.into_iter().filter_map(|actor| actor.officer).collect();
    let (id, manner) = (VisitId::new(work.new_id()?), Manner::InPerson);
    Ok(Deed::Visit { id, day, visitors, manner, agrees: true, corrected: false })
}

/// The form was signed and sealed, and its scan attached: both deeds, and the entry of the file.
pub(super) async fn signature(
    work: &Work,
    day: Day,
    desk: &Desk,
    by: &Actor,
) -> Result<([Deed; 2], Entry), Problem> {
    let scanned = desk.matter();
    let (scan, attached) =
        file(work, (&desk.record.application, scanned), AttachmentKind::SignatureScan, by).await?;
    let id = SignatureId::new(work.new_id()?);
    let signature = Deed::Signature { id, day, signed: true, sealed: true, scan, scanned };
    Ok(([Deed::Attachment, signature], attached))
}

/// The workplace spoke for the family, or without one the street.
pub(super) fn opinion(work: &Work, day: Day, desk: &Desk) -> Result<Deed, Problem> {
    let from = if desk.household.workplace.is_some() { OpinionBy::Workplace } else { OpinionBy::Street };
    Ok(Deed::Opinion { id: OpinionId::new(work.new_id()?), from, day, in_favour: true })
}

/// The consents that the edition asks for, each by a code; of a student under age a guardian's.
pub(super) fn consents(work: &Work, day: Day, desk: &Desk) -> Result<Vec<Deed>, Problem> {
    let asked = desk.edition.content.procedure.consents.iter().map(|asked| (asked.giver, asked.covers));
    let consent = |(asked, covers): (ConsentGiver, ConsentPurpose)| {
        let born = desk.circumstances().student_born;
        let giver = match (asked, born) {
            (ConsentGiver::Student, Some(born)) => ConsentGiver::for_student(born, day),
            _ => asked,
        };
        let reference = format!("短信验证{}-{}", desk.record.number, covers.word());
        let reference = Line::try_from(reference).map_err(|_| damaged())?;
        let evidence = ConsentEvidence::Code { on: day, reference };
        Ok(Deed::Consent { id: ConsentId::new(work.new_id()?), giver, covers, evidence })
    };
    asked.map(consent).collect()
}

/// What a turn writes into a case; none for one that moves it.
pub(super) async fn turn(work: &Work, desk: &Desk, turn: &Turn) -> Result<Option<Deed>, Problem> {
    let note = || turn.note.clone().ok_or_else(damaged);
    let parts = || turn.word.split_once(':').ok_or_else(damaged);
    let deed = match turn.kind {
        Kind::Rule => {
            let (rule, ruled) = parts()?;
            let rule = RuleName::try_from(rule.to_owned()).map_err(|_| damaged())?;
            let ruled: Ruled = ruled.parse().map_err(|_| damaged())?;
            Deed::Ruling { id: RulingId::new(work.new_id()?), rule, ruled, reasons: note()? }
        }
        Kind::Except => {
            let (paper, until) = parts()?;
            let paper: AttachmentKind = paper.parse().map_err(|_| damaged())?;
            let until: Day = until.parse().map_err(|_| damaged())?;
            let papers = work.attachments().standing(desk.record.application.id).await?;
            let undertaking = papers.into_iter().find(|file| file.kind == AttachmentKind::Undertaking);
            let attachment = undertaking.ok_or_else(damaged)?.id;
            Deed::Exception {
                id: ExceptionId::new(work.new_id()?),
                excepted: Exceptable::LatePaper,
                papers: vec![paper],
                reasons: note()?,
                evidence: vec![Piece { attachment, kind: AttachmentKind::Undertaking }],
                until: Some(until),
            }
        }
        Kind::Object => {
            let posting = desk.record.application.postings.last().ok_or_else(damaged)?.posting;
            Deed::Objection { id: ObjectionId::new(work.new_id()?), posting, word: note()? }
        }
        Kind::UpholdObjection => {
            let objection = desk.record.application.objections.last().ok_or_else(damaged)?.id;
            Deed::ObjectionRuling { objection, upheld: true, reasons: note()? }
        }
        Kind::Return | Kind::Reject | Kind::Withdraw | Kind::Appeal => return Ok(None),
    };
    Ok(Some(deed))
}

/// A paper of a case: a page that says what it stands for.
pub(super) async fn file(
    work: &Work,
    case: (&Application, Matter),
    kind: AttachmentKind,
    by: &Actor,
) -> Result<(AttachmentId, Entry), Problem> {
    let octets = format!("%PDF-1.4\n% {}\n%%EOF\n", kind.word());
    let (view, entry) = attach(work, case, (kind, "application/pdf", octets.as_bytes()), by.account).await?;
    Ok((view.id, entry))
}

/// The papers that the edition asks of a case, but for those that are lacking; for these there is an undertaking.
pub(super) fn asked(desk: &Desk, lacking: &[AttachmentKind]) -> Vec<AttachmentKind> {
    let cohort = desk.assessment().tier.map(|tier| tier.cohort);
    let fits = |of: PaperCohort| match of {
        PaperCohort::All => true,
        PaperCohort::New => cohort != Some(Cohort::Earlier),
        PaperCohort::Earlier => cohort == Some(Cohort::Earlier),
    };
    let asked = desk.edition.content.procedure.attachments.iter().filter(|asked| fits(asked.of));
    let there = asked.map(|asked| asked.kind).filter(|kind| !lacking.contains(kind));
    there.chain((!lacking.is_empty()).then_some(AttachmentKind::Undertaking)).collect()
}
