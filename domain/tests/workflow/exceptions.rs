//! Who sets a condition aside, for what does that count, and when does it end?

use domain::access::Role::{Caseworker, Head};
use domain::application::attachment::AttachmentKind;
use domain::application::evidence::{Exceptable, Manner, Piece};
use domain::application::{Application, Deed, Position, Refusal};
use domain::id::{AttachmentId, ExceptionId};
use domain::union::Level;

use crate::evidence::{LATER, NOW, record, visit};
use crate::story::full;
use crate::world::{THREE, World, at, counties_decide, id, remark};

#[test]
fn an_exception_ended_binds_no_longer_and_is_ended_once() {
    let world = full();
    let mut case = world.draft(at(NOW));
    let (id, excepted) = (id!(ExceptionId, 1), Exceptable::SingleVisitor);
    let evidence = vec![Piece { attachment: id!(AttachmentId, 1), kind: AttachmentKind::Explanation }];
    let deed = Deed::Exception { id, excepted, papers: Vec::new(), reasons: remark(), evidence, until: None };
    case = record(&world, &case, (12, Head), deed, at(NOW)).unwrap().application;
    assert!(case.exceptions[0].in_force(at(LATER).day()));
    let end = |exception| Deed::ExceptionEnd { exception, reasons: remark() };
    let tried = |case: &Application, who, exception| {
        record(&world, case, (who, Head), end(exception), at(LATER)).map(|done| done.application)
    };
    assert!(matches!(tried(&case, 2, id), Err(Refusal::ExceptionLevel { .. })));
    assert_eq!(tried(&case, 12, id!(ExceptionId, 2)), Err(Refusal::NoSuchException));
    case = tried(&case, 12, id).unwrap();
    assert!(!case.exceptions[0].in_force(at(NOW).day()));
    assert_eq!(tried(&case, 12, id), Err(Refusal::ExceptionEnded));
}

#[test]
fn a_visit_tells_of_the_household_when_it_suffices_or_is_excepted() {
    let world = full();
    let day = "2018-07-30";
    let told =
        |case: &Application| case.telling_visit(&world.procedure).map(|visit| (visit.agrees, visit.day));
    let draft = world.draft(at(NOW));
    assert_eq!(told(&draft), None);
    let right = Some((true, day.parse().unwrap()));
    for (visitors, manner, excepted, kind) in [
        (&[1, 2][..], Manner::Video, Exceptable::VideoVisit, AttachmentKind::VisitRecord),
        (&[77, 78][..], Manner::Entrusted, Exceptable::EntrustedVisit, AttachmentKind::Entrustment),
        (&[1][..], Manner::InPerson, Exceptable::SingleVisitor, AttachmentKind::Explanation),
    ] {
        let deed = visit(day, visitors, manner);
        let seen = record(&world, &draft, (1, Caseworker), deed.clone(), at(NOW)).unwrap().application;
        assert_eq!(told(&seen), None, "{manner:?}");
        let piece = Piece { attachment: id!(AttachmentId, 1), kind };
        let (id, evidence) = (id!(ExceptionId, 1), vec![piece]);
        let (papers, reasons) = (Vec::new(), remark());
        let allow = Deed::Exception { id, excepted, papers, reasons, evidence, until: None };
        let after = record(&world, &seen, (12, Head), allow.clone(), at(NOW)).unwrap().application;
        assert_eq!(told(&after), right, "{manner:?} excepted afterwards");
        let before = record(&world, &draft, (12, Head), allow, at(NOW)).unwrap().application;
        let after = record(&world, &before, (1, Caseworker), deed, at(NOW)).unwrap().application;
        assert_eq!(told(&after), right, "{manner:?} excepted before");
    }
    let enough = record(&world, &draft, (1, Caseworker), visit(day, &[1, 2], Manner::InPerson), at(NOW));
    assert_eq!(told(&enough.unwrap().application), right);
    let mut against = visit(day, &[1], Manner::Video);
    let Deed::Visit { agrees, .. } = &mut against else { panic!("a visit") };
    *agrees = false;
    let against = record(&world, &draft, (1, Caseworker), against, at(NOW)).unwrap().application;
    assert_eq!(told(&against), Some((false, day.parse().unwrap())), "a doubt counts whoever came");
}

#[test]
fn what_only_the_city_excepts_a_county_that_decides_does() {
    let posts =
        [(0, 1, Caseworker), (0, 2, Head), (1, 11, Caseworker), (1, 12, Head), (2, 21, Head), (2, 22, Head)];
    let piece = Piece { attachment: id!(AttachmentId, 1), kind: AttachmentKind::Identity };
    let tried = |world: &World, who| {
        let (id, excepted, evidence) = (id!(ExceptionId, 1), Exceptable::OddId, vec![piece]);
        let (papers, reasons) = (Vec::new(), remark());
        let deed = Deed::Exception { id, excepted, papers, reasons, evidence, until: None };
        record(world, &world.draft(at(NOW)), (who, Head), deed, at(NOW)).map(drop)
    };
    let city = full();
    assert_eq!(tried(&city, 12), Err(Refusal::ExceptionLevel { needed: Level::City }));
    assert_eq!(tried(&city, 21), Ok(()));
    let county = World::new(&THREE, counties_decide(), &posts);
    assert_eq!(tried(&county, 2), Err(Refusal::ExceptionLevel { needed: Level::County }));
    assert_eq!(tried(&county, 12), Ok(()));
    assert_eq!(tried(&county, 21), Err(Refusal::OnlyReads { deciding: Position::new(1) }));
}
