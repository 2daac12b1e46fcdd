//! Which campaign is in the demonstration? That of 2018, with the shipped edition in force.

use domain::edition::Edition;
use domain::id::UnionId;
use domain::log::Act;
use domain::name::Title;
use domain::year::Year;
use persistence::campaigns::Particulars;
use persistence::{Entry, Subject, Work};

use crate::problem::{Code, Problem};

const NAME: &str = "2018年金秋助学活动";
const YEAR: i32 = 2018;

/// Makes the campaign and publishes its edition.
pub(super) async fn load(work: &Work, city: UnionId) -> Result<[Entry; 2], Problem> {
    let internal = || Problem::new(Code::Internal);
    let year = Year::try_from(YEAR).map_err(|_| internal())?;
    let name: Title = NAME.parse().map_err(|_| internal())?;
    let campaign = work.campaigns().add(&Particulars { year, name, city }).await?;
    let content = Edition::shipped_2018().map_err(|_| internal())?;
    let draft = work.campaigns().draft(campaign.id, &content).await?;
    let edition = work.campaigns().publish(&draft).await?;
    let created = Entry::new(Act::CreateCampaign, Subject::new("campaign", campaign.id.raw()));
    let published = Entry::new(Act::PublishEdition, Subject::new("edition", edition.id.raw()));
    Ok([created.change(&(), &campaign)?, published.change(&(), &edition)?])
}
