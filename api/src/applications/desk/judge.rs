//! What does a case come to on the facts of today? Read with its household, siblings and edition, and assessed.

use std::sync::Arc;

use domain::application::evidence::Ruling;
use domain::application::{Application, Matter};
use domain::campaign::{Campaign, CampaignEdition};
use domain::dossier::{Figures, Household, figures};
use domain::eligibility::assess;
use domain::month::MonthSpan;
use domain::posting::Shown;
use domain::time::Instant;
use persistence::Work;
use persistence::applications::{CaseRecord, Frozen};
use persistence::dossiers::DossierRecord;

use super::around::Around;
use super::known::Known;
use super::matter;
use crate::problem::{Code, Problem};

/// A case with the assessment of today's facts.
pub(super) struct Judged {
    pub(super) record: CaseRecord,
    pub(super) dossier: DossierRecord,
    pub(super) household: Household,
    pub(super) campaign: Campaign,
    pub(super) edition: Arc<CampaignEdition>,
    pub(super) around: Around,
    pub(super) frozen: Frozen,
    pub(super) matter: Matter,
    pub(super) shown: Shown,
}

impl Judged {
    /// Judges a case that has been read within its road, or is about to be entered. Until it is decided it goes by the
    /// names that its household has today.
    pub(super) async fn read(
        work: &Work,
        known: &Known,
        mut record: CaseRecord,
        at: Instant,
    ) -> Result<Self, Problem> {
        let campaign = known.campaign(work, record.application.campaign).await?;
        let edition = known.edition(work, &record.application).await?;
        let (dossier, household) = known.household(work, record.application.dossier).await?;
        let student = household.member(record.enrolment.member);
        let shown = Shown::of(dossier.worker_name.clone(), student.map(|member| member.relation));
        if record.application.stage().open() {
            record.worker_name = dossier.worker_name.clone();
            record.student_name = student.map_or(record.student_name, |student| student.name.clone());
        }
        let around = Around::read(work, known, &record, &dossier, &household, &campaign, at.day()).await?;
        let (figures, aid) = (household_figures(&household, &edition), &edition.content.aid);
        let facts = around.facts(&record, &dossier, &household, &figures, aid);
        let identifiers = &around.identifiers;
        let matter = matter::of(work, &record, &household, identifiers, &facts, &edition, &campaign);
        let rulings = Ruling::holding(&record.application.rulings, matter);
        let rulings: Vec<_> = rulings.into_iter().filter_map(Ruling::as_fact).collect();
        let year = i32::from(campaign.year);
        let assessment = assess(&facts, &edition.content.aid, year, &rulings);
        let frozen = Frozen { edition: edition.id, year, facts, rulings, assessment, at };
        Ok(Self { record, dossier, household, campaign, edition, around, frozen, matter, shown })
    }
}

/// The edition a case goes by: its own once submitted, else the one in force.
pub(super) async fn edition(work: &Work, application: &Application) -> Result<CampaignEdition, Problem> {
    let found = match application.edition {
        Some(id) => work.campaigns().edition(id).await?,
        None => work.campaigns().edition_in_force(application.campaign).await?,
    };
    found.ok_or_else(no_edition)
}

/// Nothing is decided without an edition.
pub(crate) fn no_edition() -> Problem {
    Problem::new(Code::Refused).by("no_edition", None).detail(
        "该年度活动尚未发布政策,请待市总工会发布",
        "no edition of this campaign is in force; the city publishes one",
    )
}

/// The household's figures for the months and the school year of an edition.
pub(super) fn household_figures(household: &Household, edition: &CampaignEdition) -> Figures {
    let aid = &edition.content.aid;
    let months = MonthSpan { from: aid.months.from(), to: aid.months.to() };
    figures(household, months, *aid.school_year)
}
