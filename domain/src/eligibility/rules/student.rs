//! Is this a student whom the notice means? Six rules on one student, used for siblings too (N01, N18, N19).

use super::{Pupil, Reading};
use crate::eligibility::facts::{EnrolmentProof, StudyLevel};
use crate::eligibility::finding::{Evidence, Verdict};
use crate::eligibility::measure::Measure;
use crate::eligibility::tier::Cohort;

/// N01: a child of the worker (困难职工家庭子女).
pub(super) fn child(pupil: Pupil<'_>) -> Reading {
    let relation = pupil.student.relation;
    let verdict = relation.map_or(Verdict::Unknown, |code| pupil.aid.child.of(code));
    Reading::new(Measure::Child { relation }, verdict, Evidence::Relation)
}

/// N01: admitted through the national unified enrolment (国家统招).
pub(super) fn unified_enrolment(pupil: Pupil<'_>) -> Reading {
    let unified = pupil.student.unified_enrolment;
    let verdict = match unified {
        None => Verdict::Unknown,
        Some(true) => pupil.aid.unified_enrolment.unified.into(),
        Some(false) => pupil.aid.unified_enrolment.otherwise.into(),
    };
    Reading::new(Measure::UnifiedEnrolment { unified }, verdict, Evidence::UnifiedEnrolment)
}

/// N01: second batch or above (二本以上).
///
/// Who runs the school is needed only where the edition reads the batch differently by it.
pub(super) fn batch(pupil: Pupil<'_>) -> Reading {
    let student = pupil.student;
    let readings = &pupil.aid.batch;
    let public = student.school.and_then(|school| school.public);
    let (verdict, evidence) = match (student.level, student.batch) {
        (Some(StudyLevel::Postgraduate), _) => (readings.postgraduate.into(), Evidence::Batch),
        (_, None) => (Verdict::Unknown, Evidence::Batch),
        (_, Some(batch)) => {
            let reading = readings.of(batch);
            let verdict = match public {
                Some(true) => reading.public.into(),
                Some(false) => reading.private.into(),
                None if reading.public == reading.private => reading.public.into(),
                None => Verdict::Unknown,
            };
            let lacking = if student.school.is_some() { Evidence::SchoolOwnership } else { Evidence::School };
            (verdict, lacking)
        }
    };
    Reading::new(Measure::Batch { batch: student.batch, level: student.level, public }, verdict, evidence)
}

/// N01: not a military academy (军队院校除外).
pub(super) fn not_military(pupil: Pupil<'_>) -> Reading {
    let school = pupil.student.school;
    let military = school.and_then(|school| school.military);
    let verdict = match (school, military) {
        (None, _) => Verdict::Unknown,
        (Some(_), Some(true)) => pupil.aid.military.military.into(),
        (Some(_), Some(false)) => pupil.aid.military.civil.into(),
        (Some(_), None) => pupil.aid.military.grey.into(),
    };
    Reading::new(Measure::NotMilitary { school_known: school.is_some(), military }, verdict, Evidence::School)
}

/// N01: at college (在校) in the school year that begins in the campaign's year.
pub(super) fn enrolled(pupil: Pupil<'_>) -> Reading {
    let (student, campaign_year) = (pupil.student, pupil.campaign_year);
    let readings = &pupil.aid.enrolled;
    let admitted = student.admission_year.map(super::super::figures::AdmissionYear::get);
    let ends = admitted.zip(student.years).map(|(year, years)| year + i32::from(years.get()));
    let (verdict, evidence) = match (admitted, ends) {
        (None, _) => (Verdict::Unknown, Evidence::AdmissionYear),
        (Some(year), _) if year == campaign_year => (readings.this_year.into(), Evidence::AdmissionYear),
        (Some(year), _) if year > campaign_year => (readings.later_year.into(), Evidence::AdmissionYear),
        (Some(_), None) => (Verdict::Unknown, Evidence::CourseYears),
        (Some(_), Some(ends)) if ends > campaign_year => {
            (readings.within_years.into(), Evidence::CourseYears)
        }
        (Some(_), Some(_)) => match student.enrolment_proof {
            Some(EnrolmentProof::Verified) => (readings.beyond_verified.into(), Evidence::CourseYears),
            None => (readings.beyond.into(), Evidence::CourseYears),
        },
    };
    let measure = Measure::Enrolled {
        campaign_year,
        admission_year: student.admission_year,
        years: student.years,
        ends,
        enrolment_proof: student.enrolment_proof,
    };
    Reading::new(measure, verdict, evidence)
}

/// N18, N19: this year's students, and undergraduates of earlier years (受助学生, 受助本科生).
///
/// The year of admission is needed only where the edition reads the level differently by it.
pub(super) fn level(pupil: Pupil<'_>) -> Reading {
    let cohort = pupil.cohort();
    let level = pupil.student.level;
    let (verdict, evidence) = match level {
        None => (Verdict::Unknown, Evidence::Level),
        Some(level) => {
            let (new, earlier) = (pupil.aid.level_new.of(level), pupil.aid.level_earlier.of(level));
            let verdict = match cohort {
                Some(Cohort::New) => new.into(),
                Some(Cohort::Earlier) => earlier.into(),
                None if new == earlier => new.into(),
                None => Verdict::Unknown,
            };
            (verdict, Evidence::AdmissionYear)
        }
    };
    Reading::new(Measure::Level { level, cohort }, verdict, evidence)
}

/// Whether a sibling counts into A: none of the six is not met.
pub(super) fn counts(sibling: Pupil<'_>) -> bool {
    [child, unified_enrolment, batch, not_military, enrolled, level]
        .iter()
        .all(|rule| rule(sibling).verdict != Verdict::NotMet)
}
