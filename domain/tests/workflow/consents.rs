//! Who agrees, when is it taken back, and what does a later word count?

use domain::access::Role::Caseworker;
use domain::application::circumstances::{Circumstances, Standing};
use domain::application::evidence::{ConsentGiver, ConsentPurpose, WithdrawalEffect, is_taken_back};
use domain::application::{Application, Deed, Refusal};
use domain::id::ConsentId;

use crate::evidence::{NOW, record, with_papers};
use crate::story::full;
use crate::world::{at, by_code, id, matter, officer, remark};

#[test]
fn a_student_agrees_themself_from_their_eighteenth_birthday_on_and_before_it_a_guardian_with_them() {
    let world = full();
    let case = with_papers(&world);
    let covers = ConsentPurpose::Processing;
    let tried = |born: Option<&str>, giver, on: &str| {
        let born = born.map(|born| born.parse().unwrap());
        let circumstances =
            Circumstances { student_born: born, ..world.circumstances(matter(0), Standing::Eligible) };
        let consent =
            Deed::Consent { id: id!(ConsentId, 9), giver, covers, evidence: by_code(on.parse().unwrap()) };
        let by = world.actors().into_iter().find(|by| by.officer == officer(1)).unwrap();
        case.clone().record(consent, &by, &circumstances, at(NOW)).map(drop)
    };
    let on = "2018-07-29".parse().unwrap();
    assert_eq!(tried(Some("2000-07-30"), ConsentGiver::Student, "2018-07-30"), Ok(()));
    let refused = Err(Refusal::ConsentUnderAge { on });
    assert_eq!(tried(Some("2000-07-30"), ConsentGiver::Student, "2018-07-29"), refused);
    assert_eq!(tried(Some("2000-07-30"), ConsentGiver::Guardian, "2018-07-29"), Ok(()));
    let refused = Err(Refusal::ConsentOfAge { on });
    assert_eq!(tried(Some("2000-07-29"), ConsentGiver::Guardian, "2018-07-29"), refused);
    for giver in [ConsentGiver::Worker, ConsentGiver::Student, ConsentGiver::Guardian] {
        assert_eq!(tried(None, giver, "2018-07-30"), Ok(()));
    }
    let refused = Err(Refusal::DayToCome { day: "2018-07-31".parse().unwrap() });
    assert_eq!(tried(None, ConsentGiver::Worker, "2018-07-31"), refused);
}

#[test]
fn a_consent_that_is_taken_back_says_what_follows() {
    let world = full();
    let mut case = with_papers(&world);
    let on = at(NOW).day();
    let (giver, covers) = (ConsentGiver::Worker, ConsentPurpose::ProvisionToBank);
    let asked_of_nobody = Deed::Consent { id: id!(ConsentId, 9), giver, covers, evidence: by_code(on) };
    case = record(&world, &case, (1, Caseworker), asked_of_nobody, at(NOW)).unwrap().application;
    let mut effect = |covers| {
        let worker = ConsentGiver::Worker;
        let mark =
            case.consents.iter().find(|mark| (mark.giver, mark.covers) == (worker, covers)).unwrap().id;
        let back = Deed::ConsentWithdrawal { consent: mark, word: remark(), on, evidence: Some(by_code(on)) };
        case = record(&world, &case, (1, Caseworker), back, at(NOW)).unwrap().application;
        let mark = case.consents.iter().find(|other| other.id == mark).unwrap();
        mark.withdrawn.as_ref().unwrap().effect
    };
    assert_eq!(effect(ConsentPurpose::ProvisionToBank), Some(WithdrawalEffect::NotAskedFor));
    assert_eq!(effect(ConsentPurpose::Publication), Some(WithdrawalEffect::Stops));
}

#[test]
fn what_was_taken_back_is_given_again_by_later_evidence_alone() {
    let world = full();
    let mut case = with_papers(&world);
    let born = Some("2000-07-01".parse().unwrap());
    let circumstances =
        Circumstances { student_born: born, ..world.circumstances(matter(0), Standing::Eligible) };
    let by = world.actors().into_iter().find(|by| by.officer == officer(1)).unwrap();
    let covers = ConsentPurpose::ProvisionToBank;
    let given = |case: &Application, id: ConsentId, giver, on: &str| {
        let deed = Deed::Consent { id, giver, covers, evidence: by_code(on.parse().unwrap()) };
        case.clone().record(deed, &by, &circumstances, at(NOW)).map(|recorded| recorded.application)
    };
    let back = |case: &Application, consent: ConsentId, on: &str| {
        let deed =
            Deed::ConsentWithdrawal { consent, word: remark(), on: on.parse().unwrap(), evidence: None };
        case.clone().record(deed, &by, &circumstances, at(NOW)).map(|recorded| recorded.application)
    };
    let (student, opens) = (ConsentGiver::Student, *circumstances.procedure.opens);
    // None is of a day before the campaign.
    let day = opens.plus_days(-1);
    let refused = Err(Refusal::DayBeforeOpening { day, opens });
    assert_eq!(given(&case, id!(ConsentId, 9), student, &day.to_string()).map(drop), refused);
    case = given(&case, id!(ConsentId, 9), student, "2018-07-28").unwrap();
    let refused = Err(Refusal::WithdrawnBeforeGiven { given: "2018-07-28".parse().unwrap() });
    assert_eq!(back(&case, id!(ConsentId, 9), "2018-07-27").map(drop), refused);
    let (on, withdrawn) = ("2018-07-28".parse().unwrap(), "2018-07-29".parse().unwrap());
    case = back(&case, id!(ConsentId, 9), "2018-07-29").unwrap();
    let refused = Err(Refusal::ConsentBeforeWithdrawal { on, withdrawn });
    assert_eq!(given(&case, id!(ConsentId, 10), student, "2018-07-28").map(drop), refused);
    // What the worker agrees to is another matter.
    assert!(given(&case, id!(ConsentId, 10), ConsentGiver::Worker, "2018-07-28").is_ok());
    assert!(given(&case, id!(ConsentId, 10), student, "2018-07-29").is_ok());
}

#[test]
fn no_guardian_agrees_again_to_what_the_student_took_back() {
    let world = full();
    let case = with_papers(&world);
    let by = world.actors().into_iter().find(|by| by.officer == officer(1)).unwrap();
    let born = Some("2000-07-29".parse().unwrap());
    let circumstances =
        Circumstances { student_born: born, ..world.circumstances(matter(0), Standing::Eligible) };
    let covers = ConsentPurpose::ProvisionToBank;
    let of = |giver, on: &str| (giver, by_code(on.parse().unwrap()));
    let given = |case: &Application, id: ConsentId, (giver, evidence)| {
        let deed = Deed::Consent { id, giver, covers, evidence };
        case.clone().record(deed, &by, &circumstances, at(NOW)).map(|recorded| recorded.application)
    };
    let case = given(&case, id!(ConsentId, 9), of(ConsentGiver::Student, "2018-07-29")).unwrap();
    let on = "2018-07-30".parse().unwrap();
    let back = Deed::ConsentWithdrawal { consent: id!(ConsentId, 9), word: remark(), on, evidence: None };
    let case = case.record(back, &by, &circumstances, at(NOW)).unwrap().application;
    let under_age = of(ConsentGiver::Guardian, "2018-07-28");
    let refused = Err(Refusal::ConsentBeforeWithdrawal { on: "2018-07-28".parse().unwrap(), withdrawn: on });
    assert_eq!(given(&case, id!(ConsentId, 10), under_age).map(drop), refused);
    assert!(given(&case, id!(ConsentId, 10), of(ConsentGiver::Student, "2018-07-30")).is_ok());
}

#[test]
fn what_anybody_took_back_is_taken_back_until_they_agree_again_and_a_student_of_age_speaks_for_themself() {
    use ConsentGiver::{Guardian, Student, Worker};
    for (agreed, taken_back) in [
        (vec![], false),
        (vec![(Worker, false), (Student, false)], false),
        (vec![(Worker, true), (Student, false)], true),
        (vec![(Worker, false), (Student, true)], true),
        (vec![(Student, true), (Student, false)], false),
        (vec![(Guardian, true)], true),
        (vec![(Guardian, true), (Student, false)], false),
        (vec![(Guardian, false), (Student, true)], true),
    ] {
        assert_eq!(is_taken_back(&agreed), taken_back, "{agreed:?}");
    }
}

#[test]
fn what_a_student_of_age_takes_back_a_guardian_s_earlier_word_does_not_keep() {
    let world = full();
    let mut case = with_papers(&world);
    let by = world.actors().into_iter().find(|by| by.officer == officer(1)).unwrap();
    let born = Some("2000-07-29".parse().unwrap());
    let circumstances =
        Circumstances { student_born: born, ..world.circumstances(matter(0), Standing::Eligible) };
    let covers = ConsentPurpose::ProvisionToPartnerUnion;
    for (id, giver, on) in [
        (id!(ConsentId, 9), ConsentGiver::Guardian, "2018-07-28"),
        (id!(ConsentId, 10), ConsentGiver::Student, "2018-07-29"),
    ] {
        let deed = Deed::Consent { id, giver, covers, evidence: by_code(on.parse().unwrap()) };
        case = case.record(deed, &by, &circumstances, at(NOW)).unwrap().application;
    }
    let standing = |case: &Application| {
        let of_them = case.consents.iter().filter(|mark| mark.covers == covers);
        of_them.filter(|mark| mark.withdrawn.is_none()).map(|mark| mark.giver).collect::<Vec<_>>()
    };
    let back = |case: &Application, consent: ConsentId| {
        let on = at(NOW).day();
        let deed = Deed::ConsentWithdrawal { consent, word: remark(), on, evidence: None };
        case.clone().record(deed, &by, &circumstances, at(NOW)).unwrap().application
    };
    assert_eq!(standing(&back(&case, id!(ConsentId, 10))), []);
    assert_eq!(standing(&back(&case, id!(ConsentId, 9))), [ConsentGiver::Student]);
}
