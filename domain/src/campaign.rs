//! Which year's campaign? One a year of each city, its editions one after another, and the time that unions were given.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::application::deadlines::Extension;
use crate::edition::{Edition, EditionStatus};
use crate::id::{CampaignId, EditionId, OfficerId, UnionId};
use crate::name::{Remark, Title};
use crate::text::reasons;
use crate::time::{Day, Instant};
use crate::words::named;
use crate::year::Year;

/// A year's campaign of one city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Campaign {
    /// Which.
    pub id: CampaignId,
    /// Its year; a city has one campaign a year.
    pub year: Year,
    /// Its name.
    pub name: Title,
    /// The city federation that publishes its policy.
    pub city: UnionId,
    /// Raised by every change of it, by its extensions, and when an edition comes into force.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// An edition with its place among those of its campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CampaignEdition {
    /// Which.
    pub id: EditionId,
    /// Of which campaign.
    pub campaign: CampaignId,
    /// Its number in the campaign, from 1.
    pub number: i32,
    /// Where it stands; only a draft can be changed.
    pub status: EditionStatus,
    /// What it says.
    pub content: Edition,
    /// When it was published.
    pub published_at: Option<Instant>,
    /// Raised by every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// More time together with why and by whom it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GivenExtension {
    /// To whom, for what, until when.
    #[serde(flatten)]
    pub extension: Extension,
    /// In which campaign.
    pub campaign: CampaignId,
    /// Why.
    pub reasons: Remark,
    /// Who gave it.
    pub officer: Option<OfficerId>,
    /// When.
    pub given_at: Instant,
}

named! {
    /// What a campaign lacks. New ones may be added.
    Lack {
        /// No edition is in force: nothing can be submitted.
        EditionInForce
        /// A deciding union has fewer than two officers who are its heads: an appeal could not be decided.
        SecondHead
        /// Nothing is known of the year's holidays: postings would count every weekday.
        Calendar
    }
}

/// What stands between an extension and its use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMoreTime {
    /// The day in force is as late already.
    NotLater {
        /// The last day as the edition has it.
        last: Day,
    },
    /// There is nothing to extend.
    NoDeadline,
}

reasons! {
    NoMoreTime {
        Self::NotLater { last } => "未延长期限:现行截止日已是{last},请填更晚的日期",
            "this gives no more time: the last day in force is {last}; choose a later one";
        Self::NoDeadline => "现行政策未对该工会下的申请规定报送截止日,无须延期",
            "the edition in force sets no last day of arrival for cases under this union; there is nothing to extend";
    }
}
