//! Which deeds does a random walk try?

use domain::application::attachment::AttachmentKind;
use domain::application::evidence::{
    ConsentGiver, ConsentPurpose, Exceptable, Manner, OpinionBy, Piece, Ruled,
};
use domain::application::{Actor, Deed};
use domain::id::{
    AttachmentId, ConsentId, ExceptionId, KinshipId, ObjectionId, OpinionId, PostingId, RulingId,
    SignatureId, VisitId,
};
use strum::VariantArray as _;

use crate::random::Run;
use crate::world::{by_code, id, matter, officer, remark};

impl Run<'_> {
    /// Something that this officer may try to record, and what the case is about after it.
    pub(crate) fn deed(&mut self, by: &Actor) -> Option<(Deed, u8)> {
        self.serial += 1;
        let (serial, day) = (self.serial, self.now.day());
        let mut now_matter = self.matter;
        let deed = match self.dice.roll(26) {
            0..=6 => {
                let corrected = self.dice.one_in(12);
                now_matter = if corrected { (self.matter + 1) % 3 } else { self.matter };
                let alone = self.dice.one_in(6);
                let mut visitors = vec![by.officer, self.dice.pick(&self.world.staff.posts).officer];
                visitors.truncate(if alone { 1 } else { 2 });
                let (id, agrees) = (id!(VisitId, serial), !self.dice.one_in(10));
                Deed::Visit { id, day, visitors, manner: Manner::InPerson, agrees, corrected }
            }
            7..=10 => Deed::Opinion {
                id: id!(OpinionId, serial),
                from: OpinionBy::Workplace,
                day,
                in_favour: !self.dice.one_in(10),
            },
            11..=14 => {
                // Now and then a scan that was made of something else, or is another signature's already.
                let scanned = matter(if self.dice.one_in(10) { (self.matter + 1) % 3 } else { self.matter });
                let scan = self.case.signatures.last().filter(|_| self.dice.one_in(10));
                let scan = scan.map_or(id!(AttachmentId, serial), |signature| signature.scan);
                let id = id!(SignatureId, serial);
                Deed::Signature { id, day, signed: true, sealed: !self.dice.one_in(10), scan, scanned }
            }
            15..=18 => {
                let giver = *self.dice.pick(ConsentGiver::VARIANTS);
                let covers = *self.dice.pick(ConsentPurpose::VARIANTS);
                Deed::Consent { id: id!(ConsentId, serial), giver, covers, evidence: by_code(day) }
            }
            19 => {
                let rule = "batch".to_owned().try_into().unwrap();
                Deed::Ruling { id: id!(RulingId, serial), rule, ruled: Ruled::Met, reasons: remark() }
            }
            20 => {
                let word = if self.dice.one_in(2) { remark() } else { "另有收入。".parse().unwrap() };
                Deed::Objection { id: id!(ObjectionId, serial), posting: id!(PostingId, 1), word }
            }
            21 => {
                let open = self.case.objections.iter().rev().find(|objection| objection.decided.is_none());
                let objection = open.map(|objection| objection.id)?;
                Deed::ObjectionRuling { objection, upheld: self.dice.one_in(3), reasons: remark() }
            }
            22 if self.dice.one_in(12) => {
                let officer = officer(u128::from(self.dice.roll(30)));
                Deed::Kinship { id: id!(KinshipId, serial), officer, word: remark() }
            }
            22 => {
                let evidence =
                    vec![Piece { attachment: id!(AttachmentId, 1), kind: AttachmentKind::Explanation }];
                let (id, excepted) = (id!(ExceptionId, serial), Exceptable::SingleVisitor);
                Deed::Exception { id, excepted, papers: Vec::new(), reasons: remark(), evidence, until: None }
            }
            23 => Deed::Attachment,
            24 => {
                let attachment = id!(AttachmentId, u128::from(self.dice.roll(30)));
                Deed::AttachmentRemoval { attachment, came: self.now, moved: self.dice.one_in(2) }
            }
            _ if self.dice.one_in(6) => {
                now_matter = (self.matter + 1) % 3;
                Deed::Facts
            }
            _ => return None,
        };
        Some((deed, now_matter))
    }
}
