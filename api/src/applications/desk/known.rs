//! What is known before a case of many is judged? The cases with their households and papers, read together; and what holds
//! for all of them: campaign, edition, who sits where, extensions, schools, read once each.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;

use domain::application::attachment::AttachmentKind;
use domain::application::deadlines::Extension;
use domain::application::enrolment::Enrolment;
use domain::application::seats::Post;
use domain::application::{Application, Road};
use domain::campaign::{Campaign, CampaignEdition};
use domain::dossier::Household;
use domain::id::{ApplicationId, CampaignId, DossierId, EditionId, OfficerId, PersonId, UnionId};
use domain::person::Identifiers;
use domain::school::{School, SchoolCode};
use domain::time::Day;
use domain::union::Union;
use persistence::Work;
use persistence::applications::CaseRecord;
use persistence::dossiers::DossierRecord;

use super::seldom::Seldom;
use super::{judge, posts, school};
use crate::problem::{Code, Problem};
use crate::remembered::Remembered;

/// What was read in a transaction, under the locks of the cases that it is for. Nothing of it is changed by acting on one of
/// them; what is, the siblings of a case, stands not in here.
#[derive(Default)]
pub(crate) struct Known {
    /// What the process remembers, for a look that decides nothing.
    seldom: Option<Arc<Seldom>>,
    cases: BTreeMap<ApplicationId, CaseRecord>,
    households: Once<DossierId, (DossierRecord, Household)>,
    identifiers: Once<DossierId, BTreeMap<PersonId, Identifiers>>,
    /// Officers who are members of the household.
    family: Once<DossierId, Vec<OfficerId>>,
    papers: Once<ApplicationId, Vec<AttachmentKind>>,
    unions: Once<UnionId, Union>,
    campaigns: Once<CampaignId, Campaign>,
    /// By the edition that a submitted case keeps, or by the campaign for the one in force.
    editions: Once<(Option<EditionId>, CampaignId), Arc<CampaignEdition>>,
    posts: Once<(Vec<UnionId>, Day), Vec<Post>>,
    extensions: Once<(CampaignId, Vec<UnionId>), Vec<Extension>>,
    schools: Once<(SchoolCode, Day), Option<School>>,
}

type Once<K, V> = RefCell<BTreeMap<K, V>>;

async fn once<K: Ord, V: Clone>(
    held: &Once<K, V>,
    key: K,
    read: impl AsyncFnOnce() -> Result<V, Problem>,
) -> Result<V, Problem> {
    let known = held.borrow().get(&key).cloned();
    if let Some(value) = known {
        return Ok(value);
    }
    let value = read().await?;
    let _ = held.borrow_mut().insert(key, value.clone());
    Ok(value)
}

fn members(household: &Household) -> impl Iterator<Item = PersonId> {
    household.members.iter().map(|member| member.person)
}

/// Which officers a person is.
fn are(officers: &[(PersonId, OfficerId)], person: PersonId) -> impl Iterator<Item = OfficerId> {
    officers.iter().filter(move |(known, _)| *known == person).map(|(_, officer)| *officer)
}

impl Known {
    /// Nothing of the case, and of what changes seldom what was read a moment ago.
    pub(super) fn for_a_look(seldom: &Arc<Seldom>) -> Self {
        Self { seldom: Some(Arc::clone(seldom)), ..Self::default() }
    }

    /// What changes seldom: known, or remembered where a look is all that is wanted, or read.
    async fn seldom<K, V>(
        &self,
        known: &Once<K, V>,
        remembered: impl Fn(&Seldom) -> &Remembered<K, V>,
        key: K,
        read: impl AsyncFnOnce() -> Result<V, Problem>,
    ) -> Result<V, Problem>
    where
        K: Ord + Hash + Clone + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
    {
        let found = async || match &self.seldom {
            None => read().await,
            Some(seldom) => {
                let found = remembered(seldom).find(key.clone(), async || read().await.map(Some));
                found.await?.ok_or_else(|| Problem::new(Code::Internal))
            }
        };
        once(known, key.clone(), found).await
    }

    /// The same, and what is known of a case that is about to be entered, which has no papers.
    pub(crate) fn entering(
        self,
        case: ApplicationId,
        (campaign, edition): (Campaign, CampaignEdition),
        (dossier, household): (DossierRecord, Household),
    ) -> Self {
        let _ = self.editions.borrow_mut().insert((None, campaign.id), Arc::new(edition));
        let _ = self.campaigns.borrow_mut().insert(campaign.id, campaign);
        let _ = self.households.borrow_mut().insert(dossier.id, (dossier, household));
        let _ = self.papers.borrow_mut().insert(case, Vec::new());
        self
    }

    /// Reads those of the cases that are on the union's road, with their households and papers.
    pub(crate) async fn gather(
        work: &Work,
        union: UnionId,
        cases: &[ApplicationId],
    ) -> Result<Self, Problem> {
        let read = work.applications().some(union, cases).await?;
        let dossiers: Vec<DossierId> = read.iter().map(|case| case.application.dossier).collect();
        let households = work.dossiers().of_cases(&dossiers).await?;
        let persons: Vec<PersonId> =
            households.iter().flat_map(|(_, household)| members(household)).collect();
        let all = work.persons().identifiers(&persons).await?;
        let held = |person: PersonId| all.get(&person).map(|held| (person, held.clone()));
        let identifiers = households
            .iter()
            .map(|(dossier, household)| (dossier.id, members(household).filter_map(held).collect()))
            .collect();
        let officers = work.officers().among(&all).await?;
        let own = |household| members(household).flat_map(|person| are(&officers, person)).collect();
        let family = households.iter().map(|(dossier, household)| (dossier.id, own(household))).collect();
        let mut papers: BTreeMap<_, Vec<_>> = cases.iter().map(|case| (*case, Vec::new())).collect();
        for (case, file) in work.attachments().of_cases(cases).await? {
            papers.entry(case).or_default().push(file.kind);
        }
        Ok(Self {
            cases: read.into_iter().map(|case| (case.application.id, case)).collect(),
            households: RefCell::new(households.into_iter().map(|both| (both.0.id, both)).collect()),
            identifiers: RefCell::new(identifiers),
            family: RefCell::new(family),
            papers: RefCell::new(papers),
            ..Self::default()
        })
    }

    /// One of the cases that were gathered.
    pub(super) fn case(&self, id: ApplicationId) -> Option<CaseRecord> {
        self.cases.get(&id).cloned()
    }

    pub(super) async fn household(
        &self,
        work: &Work,
        id: DossierId,
    ) -> Result<(DossierRecord, Household), Problem> {
        let read = async || {
            let dossier = work.dossiers().of_case(id).await?;
            let household = work.dossiers().household(&dossier).await?;
            Ok((dossier, household))
        };
        once(&self.households, id, read).await
    }

    /// The identifiers of the members of a household.
    pub(super) async fn identifiers(
        &self,
        work: &Work,
        dossier: DossierId,
        household: &Household,
    ) -> Result<BTreeMap<PersonId, Identifiers>, Problem> {
        let read = async || Ok(work.dossiers().identifiers(household).await?);
        once(&self.identifiers, dossier, read).await
    }

    /// The officers who are members of the household with these identifiers.
    pub(super) async fn family(
        &self,
        work: &Work,
        dossier: DossierId,
        identifiers: &BTreeMap<PersonId, Identifiers>,
    ) -> Result<Vec<OfficerId>, Problem> {
        let read = async || {
            Ok(work.officers().among(identifiers).await?.into_iter().map(|(_, officer)| officer).collect())
        };
        once(&self.family, dossier, read).await
    }

    /// What papers a case has.
    pub(super) async fn papers(
        &self,
        work: &Work,
        id: ApplicationId,
    ) -> Result<Vec<AttachmentKind>, Problem> {
        let read = async || {
            let files = work.attachments().standing(id).await?;
            Ok(files.iter().map(|file| file.kind).collect())
        };
        once(&self.papers, id, read).await
    }

    /// A union that a case refers to.
    pub(crate) async fn union(&self, work: &Work, id: UnionId) -> Result<Union, Problem> {
        let read = async || work.unions().find(id).await?.ok_or_else(|| Problem::new(Code::Internal));
        once(&self.unions, id, read).await
    }

    pub(super) async fn campaign(&self, work: &Work, id: CampaignId) -> Result<Campaign, Problem> {
        let read = async || work.campaigns().find(id).await?.ok_or_else(|| Problem::new(Code::Internal));
        self.seldom(&self.campaigns, |seldom| &seldom.campaigns, id, read).await
    }

    /// The edition a case goes by.
    pub(super) async fn edition(
        &self,
        work: &Work,
        application: &Application,
    ) -> Result<Arc<CampaignEdition>, Problem> {
        let read = async || judge::edition(work, application).await.map(Arc::new);
        let key = (application.edition, application.campaign);
        self.seldom(&self.editions, |seldom| &seldom.editions, key, read).await
    }

    pub(crate) async fn posts(&self, work: &Work, road: &Road, today: Day) -> Result<Vec<Post>, Problem> {
        let unions = road.stops.iter().map(|stop| stop.union).collect();
        let seated = async || posts(work, road, today).await;
        self.seldom(&self.posts, |seldom| &seldom.posts, (unions, today), seated).await
    }

    /// What the unions above the taker, on its road or not, were given.
    pub(super) async fn extensions(
        &self,
        work: &Work,
        campaign: CampaignId,
        road: &Road,
    ) -> Result<Vec<Extension>, Problem> {
        let unions: Vec<UnionId> = road.below_city().collect();
        let given = async || Ok(work.campaigns().extensions(campaign, &unions).await?);
        let key = (campaign, unions.clone());
        self.seldom(&self.extensions, |seldom| &seldom.extensions, key, given).await
    }

    /// What the list of schools says of an enrolment's school.
    pub(crate) async fn school(
        &self,
        work: &Work,
        enrolment: &Enrolment,
        today: Day,
    ) -> Result<Option<School>, Problem> {
        let Some(code) = enrolment.school.clone() else { return Ok(None) };
        let read = async || school(work, enrolment, today).await;
        self.seldom(&self.schools, |seldom| &seldom.schools, (code, today), read).await
    }
}
