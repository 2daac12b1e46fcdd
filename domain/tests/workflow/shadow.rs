//! What do the clauses promise? A second account of each case, written from them and not from the table.

use std::collections::BTreeSet;

use domain::application::Deed;
use domain::application::circumstances::Standing;
use domain::application::{Action, HistoryRow, Matter, Stage};
use domain::id::{AttachmentId, ObjectionId, OfficerId};
use domain::payment::PaymentState;
use domain::time::Day;
use domain::union::UnionKind;

/// What was seen to happen to one case.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each tells that a thing was seen once")]
pub(crate) struct Shadow {
    acted: BTreeSet<(OfficerId, u8)>,
    prepared: BTreeSet<OfficerId>,
    kin: BTreeSet<OfficerId>,
    /// The officers among the household as it is now.
    pub(crate) family: BTreeSet<OfficerId>,
    visit: Option<(Matter, bool, BTreeSet<OfficerId>)>,
    signature: Option<(Matter, bool)>,
    scans: BTreeSet<AttachmentId>,
    opinion: Option<(Matter, bool)>,
    posting: Option<(Matter, Day, Day)>,
    lifted: bool,
    open: BTreeSet<ObjectionId>,
    entered: BTreeSet<(ObjectionId, OfficerId)>,
    submitted: bool,
    arrived: bool,
    appeals: u8,
    rejected_by: Option<OfficerId>,
    single_visitor: bool,
}

/// How a case stood in the world when something was done, by whoever set the world up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) standing: Standing,
    pub(crate) missing: bool,
    pub(crate) payment: Option<PaymentState>,
    pub(crate) matter: Matter,
}

const HEADS: [Action; 11] = [
    Action::Sign,
    Action::Forward,
    Action::Endorse,
    Action::Approve,
    Action::Return,
    Action::Reject,
    Action::Uphold,
    Action::Dismiss,
    Action::Revoke,
    Action::Reclaim,
    Action::Expire,
];

impl Shadow {
    /// N15 and the bullets on separation.
    fn separated(&mut self, by: OfficerId, at: u8, decides: bool) {
        self.acted.insert((by, at));
        let unions = self.acted.iter().filter(|(officer, _)| *officer == by).count();
        assert_eq!(unions, 1, "{by} acted at two unions of one road");
        if decides {
            assert!(!self.prepared.contains(&by), "{by} prepared it and decides");
            assert!(!self.kin.contains(&by), "{by} is kin and decides");
            assert!(!self.family.contains(&by), "{by} decides on their own family");
            let alone = self.visit.as_ref().is_some_and(|(_, _, visitors)| *visitors == BTreeSet::from([by]));
            assert!(!alone, "{by} visited alone and decides");
        }
    }

    pub(crate) fn acts(
        &mut self,
        row: &HistoryRow,
        by: OfficerId,
        own: u8,
        seen: &Seen,
        deciding: u8,
        branch: UnionKind,
    ) {
        let entry =
            matches!(row.from.stage, Stage::Draft | Stage::Signing | Stage::UnitReview | Stage::Posted)
                || matches!(row.action, Action::Withdraw | Action::Appeal);
        let decides = HEADS.contains(&row.action);
        self.separated(by, if entry { 0 } else { own }, decides);
        if row.action == Action::Submit {
            self.prepared.insert(by);
        }
        assert!(
            !row.from.stage.ended() || row.action == Action::Appeal,
            "what ended went on by {:?}",
            row.action
        );
        let may_pass = [Action::Return, Action::Reject, Action::Withdraw];
        assert!(self.open.is_empty() || may_pass.contains(&row.action), "{:?} past an objection", row.action);
        if matches!(
            row.action,
            Action::Sign | Action::Post | Action::Forward | Action::Endorse | Action::Approve
        ) {
            self.rests(seen, row);
        }
        // N26: what is being paid stays, and what was paid is not forgotten with the approval.
        assert!(row.action != Action::Revoke || seen.payment.is_none(), "revoked while it is paid");
        assert!(
            row.action != Action::Reclaim || seen.payment == Some(PaymentState::Paid),
            "nothing to reclaim"
        );
        if row.action == Action::Approve {
            assert!(!seen.missing, "approved with something missing");
        }
        self.in_time(row, deciding, branch);
        match row.action {
            Action::Reject => self.rejected_by = Some(by),
            Action::Uphold | Action::Dismiss => assert_ne!(self.rejected_by, Some(by)),
            Action::Appeal => self.appeals += 1,
            _ => {}
        }
        assert!(self.appeals <= 1, "appealed twice");
    }

    /// N14, N15: nothing goes on without what its stage rests on, for its present matter.
    fn rests(&self, seen: &Seen, row: &HistoryRow) {
        assert_eq!(seen.standing, Standing::Eligible, "{:?} though not eligible", row.action);
        let Some((matter, agrees, visitors)) = &self.visit else {
            panic!("{:?} though never visited", row.action)
        };
        assert!(*matter == seen.matter && *agrees, "{:?} though unvisited", row.action);
        assert!(visitors.len() >= 2 || self.single_visitor, "{:?} on one visitor", row.action);
        assert_eq!(self.signature, Some((seen.matter, true)), "{:?} though unsigned", row.action);
        if row.action == Action::Sign {
            return;
        }
        assert_eq!(self.opinion, Some((seen.matter, true)), "{:?} without an opinion", row.action);
        if row.action == Action::Post {
            return;
        }
        let Some((matter, first, last)) = self.posting else {
            panic!("{:?} though never posted", row.action)
        };
        assert!(matter == seen.matter && !self.lifted, "{:?} though unposted", row.action);
        assert!(last.as_epoch() - first.as_epoch() >= 4, "posted for too few days");
        assert!(row.at >= last.ends(), "{:?} while posted", row.action);
    }

    /// D1, D2 and the days of the campaign.
    fn in_time(&mut self, row: &HistoryRow, deciding: u8, branch: UnionKind) {
        let day = row.at.day().to_string();
        if row.action == Action::Submit && !core::mem::replace(&mut self.submitted, true) {
            assert!(("2018-07-01"..="2018-08-25").contains(&day.as_str()), "first submitted on {day}");
        }
        let there = row.to.position.is_some_and(|at| at.raw() == deciding);
        let comes = matches!(row.action, Action::Forward | Action::Endorse | Action::Appeal);
        if there && comes && !core::mem::replace(&mut self.arrived, true) {
            let bound = matches!(branch, UnionKind::Bureau | UnionKind::DirectEnterprise);
            assert!(!bound || day.as_str() <= "2018-08-13", "arrived on {day} under {branch:?}");
        }
    }

    pub(crate) fn posted(&mut self, matter: Matter, first: Day, last: Day) {
        (self.posting, self.lifted) = (Some((matter, first, last)), false);
    }

    pub(crate) fn records(&mut self, deed: &Deed, by: OfficerId, own: u8, matter: Matter) {
        match deed {
            Deed::Visit { visitors, agrees, corrected, .. } => {
                let own = visitors.iter().find(|visitor| self.family.contains(visitor));
                assert_eq!(own, None, "visited their own family");
                self.visit = Some((matter, *agrees, visitors.iter().copied().collect()));
                self.separated(by, 0, false);
                if *corrected {
                    self.prepared.insert(by);
                }
            }
            Deed::Signature { signed, sealed, scan, scanned, .. } => {
                assert!(self.scans.insert(*scan), "one scan for two signatures");
                assert_eq!(*scanned, matter, "a scan of another matter");
                self.signature = Some((matter, *signed && *sealed));
                self.separated(by, 0, false);
            }
            Deed::Opinion { in_favour, .. } => {
                self.opinion = Some((matter, *in_favour));
                self.separated(by, 0, false);
            }
            Deed::Ruling { .. } => self.separated(by, own, true),
            Deed::Objection { id, .. } => {
                self.open.insert(*id);
                self.entered.insert((*id, by));
            }
            Deed::ObjectionRuling { objection, upheld, .. } => {
                self.separated(by, own, true);
                assert!(!self.entered.contains(&(*objection, by)), "{by} entered it and decides it");
                self.open.remove(objection);
                self.lifted |= *upheld;
            }
            Deed::Kinship { officer, .. } => {
                self.kin.insert(*officer);
            }
            Deed::Exception { .. } => {
                self.single_visitor = true;
                self.separated(by, own, true);
            }
            Deed::Facts => self.prepares(by),
            _ => {}
        }
    }

    pub(crate) fn enters(&mut self, by: OfficerId) {
        self.acted.insert((by, 0));
        self.prepares(by);
    }

    /// Changed what the case is about, from wherever.
    pub(crate) fn prepares(&mut self, by: OfficerId) {
        self.prepared.insert(by);
    }
}
