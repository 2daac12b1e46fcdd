//! What holds for many cases of one call? Campaign, edition, who sits where, extensions, schools: read once each.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use domain::application::deadlines::Extension;
use domain::application::enrolment::Enrolment;
use domain::application::seats::Staff;
use domain::application::{Application, Road};
use domain::campaign::{Campaign, CampaignEdition};
use domain::id::{CampaignId, EditionId, UnionId};
use domain::school::{School, SchoolCode};
use domain::time::Day;
use persistence::Work;

use super::{judge, school, staff};
use crate::problem::{Code, Problem};

/// What was read in a transaction and is no case's own, so that the next case needs not ask for it again.
#[derive(Default)]
pub(crate) struct Known {
    campaigns: Once<CampaignId, Campaign>,
    /// By the edition that a submitted case keeps, or by the campaign for the one in force.
    editions: Once<(Option<EditionId>, CampaignId), Rc<CampaignEdition>>,
    staff: Once<Vec<UnionId>, Staff>,
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

impl Known {
    pub(super) async fn campaign(&self, work: &Work, id: CampaignId) -> Result<Campaign, Problem> {
        let read = async || work.campaigns().find(id).await?.ok_or_else(|| Problem::new(Code::Internal));
        once(&self.campaigns, id, read).await
    }

    /// The edition a case goes by.
    pub(super) async fn edition(
        &self,
        work: &Work,
        application: &Application,
    ) -> Result<Rc<CampaignEdition>, Problem> {
        let read = async || judge::edition(work, application).await.map(Rc::new);
        once(&self.editions, (application.edition, application.campaign), read).await
    }

    pub(super) async fn staff(&self, work: &Work, road: &Road, today: Day) -> Result<Staff, Problem> {
        let unions = road.stops.iter().map(|stop| stop.union).collect();
        once(&self.staff, unions, async || staff(work, road, today).await).await
    }

    /// What the unions of a road, and the one directly under the city, were given.
    pub(super) async fn extensions(
        &self,
        work: &Work,
        campaign: CampaignId,
        road: &Road,
    ) -> Result<Vec<Extension>, Problem> {
        let stops = road.stops.iter().map(|stop| stop.union);
        let unions: Vec<UnionId> = stops.chain([road.branch.union]).collect();
        let given = async || Ok(work.campaigns().extensions(campaign, &unions).await?);
        once(&self.extensions, (campaign, unions.clone()), given).await
    }

    pub(super) async fn school(
        &self,
        work: &Work,
        enrolment: &Enrolment,
        today: Day,
    ) -> Result<Option<School>, Problem> {
        let Some(code) = enrolment.school.clone() else { return Ok(None) };
        once(&self.schools, (code, today), async || school(work, enrolment, today).await).await
    }
}
