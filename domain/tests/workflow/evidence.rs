//! Which evidence is taken, which is taken back, and for how long does it count?

use domain::access::Role::{self, Caseworker, Head};
use domain::application::circumstances::Standing;
use domain::application::evidence::{ConsentGiver, ConsentPurpose, Manner, OpinionBy, RuleName, Ruled};
use domain::application::state::ReturnTo;
use domain::application::{Action, Application, Deed, Recorded, Refusal};
use domain::edition::procedure::RequiredConsent;
use domain::id::{AttachmentId, ConsentId, OpinionId, RulingId, SignatureId, VisitId};
use domain::time::Instant;

use crate::story::full;
use crate::world::{World, act, at, by_code, id, matter, officer, papers, remark};

pub(crate) const NOW: &str = "2018-07-30T09:00:00+08:00";
pub(crate) const LATER: &str = "2018-08-08T09:00:00+08:00";

pub(crate) fn record(
    world: &World,
    case: &Application,
    (who, role): (u128, Role),
    deed: Deed,
    when: Instant,
) -> Result<Recorded, Refusal> {
    let by = world.actors().into_iter().find(|by| by.officer == officer(who) && by.role == role).unwrap();
    case.clone().record(deed, &by, &world.circumstances(matter(0), Standing::Eligible), when)
}

pub(crate) fn moved(
    world: &World,
    case: &Application,
    (who, role): (u128, Role),
    action: Action,
    when: Instant,
) -> Result<Application, Refusal> {
    let by = world.actors().into_iter().find(|by| by.officer == officer(who) && by.role == role).unwrap();
    let tried = act(action, ReturnTo::Draft, (when.day(), when.day().plus_days(4))).unwrap();
    let done = case.clone().act(tried, &by, &world.circumstances(matter(0), Standing::Eligible), when)?;
    Ok(done.application)
}

/// Submitted, with all papers.
pub(crate) fn with_papers(world: &World) -> Application {
    let mut case = moved(world, &world.draft(at(NOW)), (1, Caseworker), Action::Submit, at(NOW)).unwrap();
    for deed in papers(at(NOW).day(), matter(0), 1) {
        case = record(world, &case, (1, Caseworker), deed, at(NOW)).unwrap().application;
    }
    case
}

/// Approved by officer 21.
pub(crate) fn approved(world: &World) -> Application {
    let mut case = with_papers(world);
    case = moved(world, &case, (2, Head), Action::Sign, at(NOW)).unwrap();
    case = moved(world, &case, (1, Caseworker), Action::Post, at(NOW)).unwrap();
    case = moved(world, &case, (2, Head), Action::Forward, at(LATER)).unwrap();
    case = moved(world, &case, (12, Head), Action::Endorse, at(LATER)).unwrap();
    moved(world, &case, (21, Head), Action::Approve, at(LATER)).unwrap()
}

/// What these found on that day, coming like that.
pub(crate) fn visit(day: &str, visitors: &[u128], manner: Manner) -> Deed {
    let visitors = visitors.iter().copied().map(officer).collect();
    let day = day.parse().unwrap();
    Deed::Visit { id: id!(VisitId, 7), day, visitors, manner, agrees: true, corrected: false }
}

#[test]
fn visitors_hold_a_post_on_the_road_unless_they_are_entrusted() {
    let world = full();
    let draft = world.draft(at(NOW));
    let tried = |visitors: &[u128], manner| {
        record(&world, &draft, (1, Caseworker), visit("2018-07-30", visitors, manner), at(NOW)).map(drop)
    };
    assert_eq!(tried(&[1, 11], Manner::InPerson), Ok(()));
    assert_eq!(tried(&[1, 77], Manner::InPerson), Err(Refusal::VisitorNotOnRoad { visitor: officer(77) }));
    assert_eq!(tried(&[77, 78], Manner::Video), Err(Refusal::VisitorNotOnRoad { visitor: officer(77) }));
    assert_eq!(tried(&[77, 78], Manner::Entrusted), Ok(()));
    assert_eq!(tried(&[], Manner::Entrusted), Err(Refusal::VisitorsTooFew { needed: 1, were: 0 }));
}

#[test]
fn a_day_lies_between_the_opening_of_the_campaign_and_today() {
    let world = full();
    let draft = world.draft(at(NOW));
    let tried = |day: &str| {
        let visit = visit(day, &[1, 2], Manner::InPerson);
        let (id, day) = (id!(OpinionId, 7), day.parse().unwrap());
        let opinion = Deed::Opinion { id, from: OpinionBy::Workplace, day, in_favour: true };
        let told = |deed| record(&world, &draft, (1, Caseworker), deed, at(NOW)).map(drop);
        let both = (told(visit), told(opinion));
        assert_eq!(both.0, both.1);
        both.0
    };
    let (day, opens) = ("2018-06-30".parse().unwrap(), "2018-07-01".parse().unwrap());
    assert_eq!(tried("2018-06-30"), Err(Refusal::DayBeforeOpening { day, opens }));
    assert_eq!(tried("2018-07-01"), Ok(()));
    assert_eq!(tried("2018-07-30"), Ok(()));
    assert_eq!(tried("2018-07-31"), Err(Refusal::DayToCome { day: "2018-07-31".parse().unwrap() }));
}

#[test]
fn a_consent_taken_back_no_longer_counts_and_a_later_one_does() {
    let world = full();
    let mut case = with_papers(&world);
    case = moved(&world, &case, (2, Head), Action::Sign, at(NOW)).unwrap();
    let of = |case: &Application| {
        let publication = |mark: &&domain::application::evidence::ConsentMark| {
            mark.giver == ConsentGiver::Worker && mark.covers == ConsentPurpose::Publication
        };
        case.consents.iter().rev().find(publication).unwrap().clone()
    };
    let (giver, covers) = (ConsentGiver::Worker, ConsentPurpose::Publication);
    let twice = Deed::Consent { id: id!(ConsentId, 7), giver, covers, evidence: by_code(at(NOW).day()) };
    case = record(&world, &case, (1, Caseworker), twice, at(NOW)).unwrap().application;
    let back =
        Deed::ConsentWithdrawal { consent: of(&case).id, word: remark(), on: at(NOW).day(), evidence: None };
    case = record(&world, &case, (1, Caseworker), back, at(NOW)).unwrap().application;
    assert!(of(&case).withdrawn.is_some());
    let again =
        Deed::ConsentWithdrawal { consent: of(&case).id, word: remark(), on: at(NOW).day(), evidence: None };
    let refused = record(&world, &case, (1, Caseworker), again, at(NOW)).map(drop);
    assert_eq!(refused, Err(Refusal::ConsentWithdrawn));
    let unknown = Deed::ConsentWithdrawal {
        consent: id!(ConsentId, 99),
        word: remark(),
        on: at(NOW).day(),
        evidence: None,
    };
    let refused = record(&world, &case, (1, Caseworker), unknown, at(NOW)).map(drop);
    assert_eq!(refused, Err(Refusal::NoSuchConsent));
    let refused = moved(&world, &case, (1, Caseworker), Action::Post, at(NOW));
    let missing = vec![RequiredConsent { giver: ConsentGiver::Worker, covers: ConsentPurpose::Publication }];
    assert_eq!(refused, Err(Refusal::ConsentMissing { missing }));
    let later = Deed::Consent { id: id!(ConsentId, 8), giver, covers, evidence: by_code(at(NOW).day()) };
    case = record(&world, &case, (1, Caseworker), later, at(NOW)).unwrap().application;
    assert!(moved(&world, &case, (1, Caseworker), Action::Post, at(NOW)).is_ok());
}

#[test]
fn a_file_is_taken_out_while_nobody_relies_on_it() {
    let world = full();
    let signed = with_papers(&world);
    let scan = signed.signatures[0].scan;
    let tried = |case: &Application, (who, attachment), came: &str, moved| {
        let deed = Deed::AttachmentRemoval { attachment, came: at(came), moved };
        record(&world, case, (who, Caseworker), deed, at(LATER)).map(drop)
    };
    let other = id!(AttachmentId, 99);
    assert_eq!(tried(&signed, (1, other), NOW, false), Ok(()));
    assert_eq!(tried(&signed, (1, other), NOW, true), Err(Refusal::AttachmentJudged));
    assert_eq!(tried(&signed, (1, scan), NOW, false), Err(Refusal::AttachmentNamed));
    assert!(matches!(tried(&signed, (11, other), NOW, false), Err(Refusal::WrongUnion { .. })));
    let draft = world.draft(at(NOW));
    assert_eq!(tried(&draft, (1, other), NOW, true), Ok(()));
    let rule: RuleName = "batch".to_owned().try_into().unwrap();
    let mut circumstances = world.circumstances(matter(0), Standing::ForReview);
    circumstances.findings.for_review[0].rule = rule.clone();
    let ruled = Ruled::Met;
    let ruling = Deed::Ruling { id: id!(RulingId, 1), rule, ruled, reasons: remark() };
    let head = world.actors().into_iter().find(|by| by.officer == officer(12)).unwrap();
    let ruled = draft.record(ruling, &head, &circumstances, at(NOW)).unwrap().application;
    assert_eq!(tried(&ruled, (1, other), NOW, false), Err(Refusal::AttachmentJudged));
    assert_eq!(tried(&ruled, (1, other), LATER, false), Ok(()));
    let ended = approved(&world);
    assert!(matches!(tried(&ended, (1, other), LATER, false), Err(Refusal::NotRecordedNow { .. })));
}

#[test]
fn a_scan_is_of_one_signature_and_of_the_matter_that_stood_when_it_came() {
    let world = full();
    let case = with_papers(&world);
    let sign = |scan: u128, scanned| {
        let (id, day) = (id!(SignatureId, 7), at(NOW).day());
        let scan = id!(AttachmentId, scan);
        let deed = Deed::Signature { id, day, signed: true, sealed: true, scan, scanned };
        record(&world, &case, (1, Caseworker), deed, at(NOW)).map(drop)
    };
    assert_eq!(sign(1, matter(0)), Err(Refusal::ScanNamed));
    assert_eq!(sign(2, matter(1)), Err(Refusal::ScanOutdated));
    assert_eq!(sign(2, matter(0)), Ok(()));
}
