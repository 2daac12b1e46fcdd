//! A small world: a road, the officers on it, and circumstances that a test can bend.

use domain::access::Role;
use domain::application::Deed;
use domain::application::act::Act;
use domain::application::circumstances::{Finding, Findings, Standing};
use domain::application::deadlines::Extension;
use domain::application::evidence::{ConsentEvidence, ConsentGiver, ConsentPurpose, Manner, OpinionBy};
use domain::application::road::Link;
use domain::application::seats::{Post, Staff};
use domain::application::state::ReturnTo;
use domain::application::{Action, Actor, Application, Circumstances, Matter, Opening, Position, Road};
use domain::clause::Clause;
use domain::edition::Procedure;
use domain::edition::procedure::{DecidingLevel, PROCEDURE_2018};
use domain::id::{
    AccountId, ApplicationId, AttachmentId, CampaignId, ConsentId, DossierId, EditionId, OfficerId,
    OpinionId, PersonId, PostingId, SignatureId, UnionId, VisitId,
};
use domain::name::Remark;
use domain::posting::Shown;
use domain::time::{Day, Instant};
use domain::union::UnionKind;

macro_rules! id {
    ($of:ident, $n:expr) => {
        $of::new(uuid::Uuid::from_u128($n))
    };
}
pub(crate) use id;

pub(crate) struct World {
    pub(crate) procedure: Procedure,
    pub(crate) road: Road,
    pub(crate) staff: Staff,
    pub(crate) extensions: Vec<Extension>,
}

pub(crate) fn procedure() -> Procedure {
    serde_json::from_str(PROCEDURE_2018).unwrap()
}

pub(crate) fn counties_decide() -> Procedure {
    let mut procedure = procedure();
    for desk in &mut procedure.final_desks {
        desk.value.desk = DecidingLevel::County;
    }
    procedure
}

pub(crate) fn remark() -> Remark {
    "情况属实。".parse().unwrap()
}

pub(crate) fn officer(n: u128) -> OfficerId {
    id!(OfficerId, n)
}

pub(crate) fn shown() -> Shown {
    Shown::of("马建国".parse().unwrap(), "32".parse().ok())
}

pub(crate) fn matter(n: u8) -> Matter {
    Matter::new([n; 32])
}

pub(crate) fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

impl World {
    /// A road over these kinds; at each position of it, officers by number with their role.
    pub(crate) fn new(kinds: &[UnionKind], procedure: Procedure, posts: &[(u8, u128, Role)]) -> Self {
        let chain = (100..).zip(kinds).map(|(n, kind)| Link { union: id!(UnionId, n), kind: *kind });
        let road = Road::along(&chain.collect::<Vec<_>>(), &procedure).unwrap();
        let post = |&(at, n, role): &(u8, u128, Role)| Post {
            position: Position::new(at),
            officer: officer(n),
            role,
        };
        let staff = Staff { posts: posts.iter().map(post).collect(), family: Vec::new() };
        Self { procedure, road, staff, extensions: Vec::new() }
    }

    pub(crate) fn actor(&self, post: &Post) -> Actor {
        let stop = self.road.stop(post.position).unwrap();
        let account = id!(AccountId, post.officer.raw().as_u128());
        let (union, level) = (stop.union, stop.kind.level());
        let (officer, role) = (post.officer, post.role);
        Actor { officer, account, delegation: None, role, union, level, stands_for: union }
    }

    pub(crate) fn actors(&self) -> Vec<Actor> {
        self.staff.posts.iter().map(|post| self.actor(post)).collect()
    }

    pub(crate) fn circumstances(&self, matter: Matter, standing: Standing) -> Circumstances<'_> {
        let finding = || Finding { rule: "batch".to_owned().try_into().unwrap(), clause: Clause::N01 };
        let on = |wanted: Standing| if standing == wanted { vec![finding()] } else { Vec::new() };
        Circumstances {
            edition: id!(EditionId, 1),
            procedure: &self.procedure,
            matter,
            shown: shown(),
            findings: Findings {
                standing,
                not_met: on(Standing::NotEligible),
                unknown: on(Standing::Incomplete),
                for_review: on(Standing::ForReview),
                disputed: false,
            },
            missing: Vec::new(),
            student_born: None,
            opinion_from: OpinionBy::Workplace,
            staff: Staff {
                posts: [&self.staff.posts[..], &visitors()].concat(),
                family: self.staff.family.clone(),
            },
            extensions: self.extensions.clone(),
            other_live: None,
            dismissed: Vec::new(),
            payment: None,
        }
    }

    /// A draft, entered by the first officer who may.
    pub(crate) fn draft(&self, at: Instant) -> Application {
        let opening = || Opening {
            id: id!(ApplicationId, 1),
            campaign: id!(CampaignId, 1),
            dossier: id!(DossierId, 1),
            student: id!(PersonId, 1),
            road: self.road.clone(),
            objections: Vec::new(),
        };
        let opened =
            self.actors().iter().find_map(|by| Application::open(opening(), by, &self.staff, at).ok());
        opened.unwrap().application
    }
}

/// An act of that kind with operands that suit; whoever calls it names where a return goes.
pub(crate) fn act(action: Action, to: ReturnTo, posting: (Day, Day)) -> Option<Act> {
    Some(match action {
        Action::Submit => Act::Submit,
        Action::Sign => Act::Sign,
        Action::Post => Act::Post { posting: id!(PostingId, 1), first_day: posting.0, last_day: posting.1 },
        Action::Forward => Act::Forward,
        Action::Endorse => Act::Endorse,
        Action::Approve => Act::Approve,
        Action::Return => Act::Return { to, reasons: remark() },
        Action::Reject => Act::Reject { reasons: remark() },
        Action::Withdraw => Act::Withdraw { word: remark() },
        Action::Appeal => Act::Appeal { grounds: Some(remark()) },
        Action::Uphold => Act::Uphold { reasons: remark() },
        Action::Dismiss => Act::Dismiss { reasons: remark() },
        Action::Revoke => Act::Revoke { reasons: remark() },
        Action::Reclaim => Act::Reclaim { reasons: remark() },
        Action::Expire => return None,
    })
}

/// Those who only visit: their posts sit in no seat of the road.
fn visitors() -> [Post; 2] {
    [901, 902].map(|n| Post { position: Position::ENTRY, officer: officer(n), role: Role::Finance })
}

/// That somebody agreed on that day, by a code.
pub(crate) fn by_code(on: Day) -> ConsentEvidence {
    ConsentEvidence::Code { on, reference: "短信平台0042".parse().unwrap() }
}

/// The papers of entry, as good as they can be: of that matter, with that scan of the form.
pub(crate) fn papers(day: Day, scanned: Matter, scan: u128) -> Vec<Deed> {
    let scan = id!(AttachmentId, scan);
    let consent = |n, giver| {
        [(n, ConsentPurpose::Processing), (n + 1, ConsentPurpose::Publication)]
            .map(|(n, covers)| Deed::Consent { id: id!(ConsentId, n), giver, covers, evidence: by_code(day) })
    };
    let mut deeds = vec![
        Deed::Visit {
            id: id!(VisitId, 1),
            day,
            visitors: vec![officer(901), officer(902)],
            manner: Manner::InPerson,
            agrees: true,
            corrected: false,
        },
        Deed::Opinion { id: id!(OpinionId, 1), from: OpinionBy::Workplace, day, in_favour: true },
        Deed::Signature { id: id!(SignatureId, 1), day, signed: true, sealed: true, scan, scanned },
    ];
    deeds.extend(consent(1, ConsentGiver::Worker));
    deeds.extend(consent(3, ConsentGiver::Student));
    deeds
}

pub(crate) const THREE: [UnionKind; 3] =
    [UnionKind::Grassroots, UnionKind::CountyFederation, UnionKind::CityFederation];
pub(crate) const BUREAU: [UnionKind; 3] =
    [UnionKind::Grassroots, UnionKind::Bureau, UnionKind::CityFederation];
pub(crate) const TWO: [UnionKind; 2] = [UnionKind::DirectEnterprise, UnionKind::CityFederation];
