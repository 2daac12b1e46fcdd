//! What does a form say? The case as it lies on the desk, whose it is, and what else is known of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::access::Actor;
use domain::disclosure::SensitiveField;
use domain::dossier::Member;
use domain::id::{ApplicationId, OfficerId};
use domain::name::PersonName;
use domain::national_record::{NationalField, NationalRecord};
use domain::person::Identifiers;
use domain::school::School;
use domain::time::Day;
use domain::union::Union;
use persistence::Work;

use crate::applications::desk::Desk;
use crate::disclosures::is_own;
use crate::labels::Labels;
use crate::problem::{Code, Problem};
use crate::write::Write;

/// A case, as its form says it.
pub(in crate::applications) struct FormOfCase {
    /// As it lies on the desk.
    pub(in crate::applications) desk: Desk,
    /// The union that took it.
    pub(in crate::applications) taker: Union,
    /// The school, where it is known.
    pub(in crate::applications) school: Option<School>,
    /// How the family stands in the national system.
    pub(in crate::applications) record: Option<NationalRecord>,
    /// The names of visitors.
    pub(in crate::applications) names: BTreeMap<OfficerId, PersonName>,
    /// The day of printing.
    pub(in crate::applications) today: Day,
    identifiers: BTreeMap<domain::id::PersonId, Identifiers>,
    labels: Arc<Labels>,
}

/// Reads the cases that are asked for, of those whose road passes the reader's union.
pub(in crate::applications) async fn read(
    write: &Write,
    wanted: &[ApplicationId],
    fields: &[SensitiveField],
) -> Result<Vec<FormOfCase>, Problem> {
    for (at, id) in wanted.iter().enumerate() {
        if wanted.iter().take(at).any(|other| other == id) {
            let said = ["与前面的申请重复,请删去", "named before in the same list; leave it out"];
            return Err(Problem::field(format!("/applications/{at}"), said));
        }
    }
    let store = &write.state().store;
    let labels = Arc::new(Labels::shipped()?);
    let mut forms = Vec::with_capacity(wanted.len());
    for id in wanted {
        // One by one: many forms in one transaction keep a connection from others.
        let read = async |work: &Work| Box::pin(FormOfCase::read(work, write, *id, fields, &labels)).await;
        forms.push(Box::pin(store.read(read)).await?);
    }
    Ok(forms)
}

impl FormOfCase {
    async fn read(
        work: &Work,
        write: &Write,
        id: ApplicationId,
        fields: &[SensitiveField],
        labels: &Arc<Labels>,
    ) -> Result<Self, Problem> {
        let (union, at) = (write.actor.union, write.at());
        let desk = Desk::look(work, &write.state().seldom, union, id, at).await?;
        let internal = || Problem::new(Code::Internal);
        let taker = desk.record.application.road.stops.first().ok_or_else(internal)?.union;
        let persons: Vec<_> = desk.household.members.iter().map(|member| member.person).collect();
        let visitors: Vec<OfficerId> =
            desk.record.application.visits.iter().flat_map(|visit| visit.visitors.clone()).collect();
        let school = match &desk.record.enrolment.school {
            Some(key) => work.schools().find_or_last(key, at.day()).await?.map(|entry| entry.school),
            None => None,
        };
        let known = work.persons().identifiers(&persons).await?;
        Ok(Self {
            taker: work.unions().find(taker).await?.ok_or_else(internal)?,
            school,
            record: work.national_records().of(desk.dossier.id).await?,
            names: work.officers().names(&visitors).await?,
            today: at.day(),
            identifiers: known.into_iter().map(|(person, known)| (person, known.only(fields))).collect(),
            labels: Arc::clone(labels),
            desk,
        })
    }

    /// The case.
    pub(in crate::applications) fn id(&self) -> ApplicationId {
        self.desk.record.application.id
    }

    /// Whether it is an officer's own: their union keeps the dossier or took the case, or they have acted on it.
    pub(in crate::applications) fn is_of(&self, actor: &Actor) -> bool {
        is_own(actor, &self.desk.record.application, self.desk.dossier.union)
    }

    /// The worker.
    pub(in crate::applications) fn worker(&self) -> Option<&Member> {
        self.desk.household.member(self.desk.household.worker)
    }

    /// The student.
    pub(in crate::applications) fn student(&self) -> Option<&Member> {
        let student = self.desk.record.application.student;
        self.desk.household.members.iter().find(|member| member.person == student)
    }

    /// What the reader is shown of a member.
    pub(in crate::applications) fn known(&self, member: &Member) -> Identifiers {
        self.identifiers.get(&member.person).cloned().unwrap_or_default()
    }

    /// What a field of the national form says of a member, in the labels of the day; nothing where it is not known.
    pub(in crate::applications) fn of(&self, member: Option<&Member>, field: NationalField) -> String {
        let said = |member| field.of_member(member, &self.known(member), &self.labels.on(self.today));
        member.and_then(said).unwrap_or_default()
    }

    /// What a field of the national form says of the household.
    pub(in crate::applications) fn of_household(&self, field: NationalField) -> String {
        field.of_household(&self.desk.household, &self.labels.on(self.today)).unwrap_or_default()
    }

    /// How many values of those fields the form shows.
    pub(in crate::applications) fn values(&self, fields: &[SensitiveField]) -> u32 {
        let shown = self.worker().into_iter().chain(self.student());
        shown.map(|member| self.known(member).only(fields).count()).sum()
    }
}
