//! What does a campaign lack today? Warnings, in words for a person and a code for programs.

use std::collections::BTreeSet;

use domain::access::Role;
use domain::campaign::{Campaign, CampaignEdition, Lack};
use domain::edition::procedure::DecidingLevel;
use domain::id::{OfficerId, UnionId};
use domain::name::Title;
use domain::text::Language;
use domain::time::Day;
use domain::union::UnionKind;
use persistence::unions::Filter;
use persistence::{Paging, StoreError, Work};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;

/// Two, so that another can decide an appeal against the first one's decision.
const HEADS_NEEDED: usize = 2;

/// Something that a campaign lacks.
pub(super) enum Lacking {
    Edition,
    SecondHead { union: UnionId, name: Title, heads: usize },
    Calendar { campaign: Campaign },
}

/// A warning.
#[derive(Serialize, ToSchema)]
pub(super) struct LackView {
    /// What is lacking.
    code: Lack,
    /// At which union.
    union: Option<UnionId>,
    /// How many officers are heads there today.
    #[schema(example = 1)]
    heads: Option<usize>,
    /// For a person.
    #[schema(example = "银川市总工会今日可任负责人1人,至少需2人")]
    text: String,
}

impl Lacking {
    /// The warning in a person's language.
    pub(super) fn view(self, language: Language) -> LackView {
        match self {
            Self::Edition => LackView {
                code: Lack::EditionInForce,
                union: None,
                heads: None,
                text: language
                    .choose("尚无生效的政策版本,不能提交申请", "no edition is in force: nothing can be submitted")
                    .to_owned(),
            },
            Self::SecondHead { union, name, heads } => LackView {
                code: Lack::SecondHead,
                union: Some(union),
                heads: Some(heads),
                text: language.choose(
                    format!("{name}今日可任负责人{heads}人,至少需{HEADS_NEEDED}人,否则申诉无人可复议"),
                    format!("{name} has {heads} heads today and needs {HEADS_NEEDED}, or nobody can decide an appeal"),
                ),
            },
            Self::Calendar { campaign } => LackView {
                code: Lack::Calendar,
                union: None,
                heads: None,
                text: language.choose(
                    format!("{}年节假日尚未录入,公示期将按周一至周五计算", campaign.year),
                    format!("no holidays of {} are known: postings count every weekday", campaign.year),
                ),
            },
        }
    }
}

/// What the campaign lacks on that day.
pub(super) async fn of(
    work: &Work,
    campaign: &Campaign,
    edition: Option<&CampaignEdition>,
    today: Day,
) -> Result<Vec<Lacking>, Problem> {
    let mut lacks = Vec::new();
    if edition.is_none() {
        lacks.push(Lacking::Edition);
    }
    for (union, name, posts) in deciding(work, campaign, edition).await? {
        let staff = work.staff(&posts, today).await?;
        let heads = staff.iter().filter(|held| held.role == Role::Head);
        let heads: BTreeSet<OfficerId> = heads.map(|held| held.officer).collect();
        if heads.len() < HEADS_NEEDED {
            lacks.push(Lacking::SecondHead { union, name, heads: heads.len() });
        }
    }
    if work.calendars().find(campaign.year).await?.version == 0 {
        lacks.push(Lacking::Calendar { campaign: campaign.clone() });
    }
    Ok(lacks)
}

/// The unions that decide under the edition, each with the unions at which its heads may have their posts.
async fn deciding(
    work: &Work,
    campaign: &Campaign,
    edition: Option<&CampaignEdition>,
) -> Result<Vec<(UnionId, Title, Vec<UnionId>)>, StoreError> {
    let mut deciding = Vec::new();
    if let Some(city) = work.unions().find(campaign.city).await? {
        // Officers of the service centre act for the city.
        let mut posts = vec![city.id];
        posts.extend(under(work, city.id, UnionKind::ServiceCentre).await?.into_iter().map(|(id, _)| id));
        deciding.push((city.id, city.name, posts));
    }
    let desks = edition.map(|edition| edition.content.procedure.final_desks.as_slice()).unwrap_or_default();
    for desk in desks.iter().filter(|desk| desk.desk == DecidingLevel::County) {
        let unions = under(work, campaign.city, desk.kind).await?;
        deciding.extend(unions.into_iter().map(|(id, name)| (id, name, vec![id])));
    }
    Ok(deciding)
}

async fn under(work: &Work, city: UnionId, kind: UnionKind) -> Result<Vec<(UnionId, Title)>, StoreError> {
    let filter = Filter { kind: Some(kind), parent: Some(city), ..Filter::default() };
    let page = work.unions().list(&filter, Paging { limit: 200, after: None, total: false }).await?;
    let open = page.items.into_iter().filter(|union| union.closed_on.is_none());
    Ok(open.map(|union| (union.id, union.name)).collect())
}
