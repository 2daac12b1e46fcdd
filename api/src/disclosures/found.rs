//! Whose values are asked for, and does the asker know of them at all? All of them, or none.

use std::collections::BTreeMap;

use domain::access::{Actor, Jurisdiction};
use domain::application::Stage;
use domain::disclosure::{SensitiveField, SubjectKind};
use domain::dossier::Household;
use domain::id::{ApplicationId, DossierId, OfficerId, PersonId};
use domain::officer::{Officer, OfficerIdentifiers};
use domain::person::Identifiers;
use domain::time::Day;
use persistence::Work;
use persistence::applications::CaseRecord;
use persistence::disclosures::Disclosed;
use persistence::dossiers::DossierRecord;

use super::asked::SubjectForm;
use crate::problem::{Code, Problem};

/// Somebody whose values are asked for.
pub(super) struct Found {
    /// Who.
    pub(super) of: Disclosed,
    /// The person, of a family.
    pub(super) person: Option<PersonId>,
    /// The name.
    pub(super) name: String,
    /// The values that were asked for, so far as they are known.
    pub(super) values: Identifiers,
    /// Whether the asker's own union keeps the dossier or took the case, or the asker has acted on it.
    pub(super) own: bool,
    /// Whether a case of theirs, by which they are asked for, is approved.
    pub(super) approved: bool,
}

/// What was read to find them: a query for each kind, however many are asked for.
struct Read {
    dossiers: BTreeMap<DossierId, DossierRecord>,
    cases: BTreeMap<ApplicationId, CaseRecord>,
    households: BTreeMap<DossierId, Household>,
    officers: BTreeMap<OfficerId, (Officer, OfficerIdentifiers)>,
}

/// A person of a family, before their values are opened.
struct Member {
    of: Disclosed,
    person: PersonId,
    name: String,
    own: bool,
    approved: bool,
}

fn absent() -> Problem {
    Problem::new(Code::NotFound)
}

/// Finds all of them, in the order in which they are asked for; one that is not there is none at all.
pub(super) async fn find(
    work: &Work,
    actor: &Actor,
    within: Jurisdiction,
    subjects: &[SubjectForm],
    (fields, today): (&[SensitiveField], Day),
) -> Result<Vec<Found>, Problem> {
    let read = Read::all(work, within, subjects).await?;
    let mut found = Vec::with_capacity(subjects.len());
    let mut members = Vec::new();
    for (at, subject) in subjects.iter().enumerate() {
        match subject.kind {
            SubjectKind::Officer => {
                found.push((at, read.officer(work, actor, subject, (fields, today)).await?));
            }
            SubjectKind::Member => members.push((at, read.member(actor, subject)?)),
            SubjectKind::Student | SubjectKind::Worker => members.push((at, read.of_case(actor, subject)?)),
        }
    }
    let persons: Vec<PersonId> = members.iter().map(|(_, member)| member.person).collect();
    let known =
        if persons.is_empty() { BTreeMap::new() } else { work.persons().identifiers(&persons).await? };
    for (at, Member { of, person, name, own, approved }) in members {
        // One person may be asked for twice, as a member and as a student.
        let values = known.get(&person).map(|values| values.clone().only(fields)).unwrap_or_default();
        found.push((at, Found { of, person: Some(person), name, values, own, approved }));
    }
    found.sort_by_key(|(at, _)| *at);
    Ok(found.into_iter().map(|(_, found)| found).collect())
}

impl Read {
    async fn all(work: &Work, within: Jurisdiction, subjects: &[SubjectForm]) -> Result<Self, Problem> {
        let ids = |kinds: &'static [SubjectKind]| {
            subjects
                .iter()
                .filter(move |subject| kinds.contains(&subject.kind))
                .map(|subject| subject.id.raw())
        };
        let dossiers: Vec<DossierId> = ids(&[SubjectKind::Member]).map(DossierId::new).collect();
        let cases: Vec<ApplicationId> =
            ids(&[SubjectKind::Student, SubjectKind::Worker]).map(ApplicationId::new).collect();
        let officers: Vec<OfficerId> = ids(&[SubjectKind::Officer]).map(OfficerId::new).collect();
        let dossiers = work.dossiers().some_within(within, &dossiers).await?;
        let cases = work.applications().some(within.root, &cases).await?;
        let of_cases = cases.iter().map(|case| case.application.dossier);
        let both: Vec<DossierId> = dossiers.iter().map(|record| record.id).chain(of_cases).collect();
        let households = if both.is_empty() { Vec::new() } else { work.dossiers().of_cases(&both).await? };
        let officers = work.officers().some_within(within, &officers).await?;
        Ok(Self {
            dossiers: dossiers.into_iter().map(|record| (record.id, record)).collect(),
            cases: cases.into_iter().map(|case| (case.application.id, case)).collect(),
            households: households.into_iter().map(|(record, household)| (record.id, household)).collect(),
            officers: officers.into_iter().map(|both| (both.0.id, both)).collect(),
        })
    }

    fn member(&self, actor: &Actor, subject: &SubjectForm) -> Result<Member, Problem> {
        let id = DossierId::new(subject.id.raw());
        let record = self.dossiers.get(&id).ok_or_else(absent)?;
        let household = self.households.get(&id).ok_or_else(absent)?;
        let mut members = household.members.iter();
        let member = members.find(|member| Some(member.number) == subject.member).ok_or_else(absent)?;
        Ok(Member {
            of: Disclosed { kind: subject.kind, id: subject.id, member: subject.member, union: record.union },
            person: member.person,
            name: member.name.as_str().to_owned(),
            own: record.union == actor.union,
            approved: false,
        })
    }

    fn of_case(&self, actor: &Actor, subject: &SubjectForm) -> Result<Member, Problem> {
        let case = self.cases.get(&ApplicationId::new(subject.id.raw())).ok_or_else(absent)?;
        let application = &case.application;
        let entry = application.road.stops.first().ok_or_else(absent)?.union;
        let acted = application.hands.iter().any(|hand| Some(hand.officer) == actor.officer);
        let (person, name) = if subject.kind == SubjectKind::Student {
            (application.student, &case.student_name)
        } else {
            let household = self.households.get(&application.dossier).ok_or_else(absent)?;
            let worker = household.members.iter().find(|member| member.number == household.worker);
            (worker.ok_or_else(absent)?.person, &case.worker_name)
        };
        Ok(Member {
            of: Disclosed { kind: subject.kind, id: subject.id, member: None, union: entry },
            person,
            name: name.as_str().to_owned(),
            own: entry == actor.union || acted,
            approved: application.stage() == Stage::Approved,
        })
    }

    async fn officer(
        &self,
        work: &Work,
        actor: &Actor,
        subject: &SubjectForm,
        (fields, today): (&[SensitiveField], Day),
    ) -> Result<Found, Problem> {
        let id = OfficerId::new(subject.id.raw());
        let (officer, known) = self.officers.get(&id).ok_or_else(absent)?;
        let post = work.accounts().of_officers(&[id], today).await?.into_iter().next();
        let union = post.map_or(actor.union, |post| post.union);
        let OfficerIdentifiers { citizen_id, phone } = known.clone();
        Ok(Found {
            of: Disclosed { kind: subject.kind, id: subject.id, member: None, union },
            person: None,
            name: officer.name.as_str().to_owned(),
            values: Identifiers { citizen_id, phone, ..Identifiers::default() }.only(fields),
            own: true,
            approved: false,
        })
    }
}
