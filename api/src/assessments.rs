//! Would this family qualify, and for how much? Asked without anything being stored.

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, post};
use domain::access::Deed;
use domain::eligibility::assess;
use domain::eligibility::facts;
use domain::eligibility::request::{AssessmentRequest, UnknownSchool};
use domain::eligibility::view::AssessmentView;
use domain::school::SchoolCode;
use domain::time::Day;
use persistence::Work;

use crate::State;
use crate::applications::desk::no_edition;
use crate::body::Body;
use crate::edge::language;
use crate::gate::SignedIn;
use crate::problem::{Problem, Wrong};
use crate::route::{Allow, Routes};

/// The most students of a household that are asked about at once.
const MOST_SIBLINGS: usize = 20;

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("assessments").allow(Allow::Can(Deed::Assess), || create_assessment)
}

/// Assess a family.
///
/// Nothing is stored. The same function decides cases, by the edition in force in one's own city. A value that is not known is null,
/// and the findings name what would settle it.
#[utoipa::path(request_body = AssessmentRequest, responses((status = 200, description = "What was found, rule by rule", body = AssessmentView)))]
#[post("/assessments")]
async fn create_assessment(
    request: HttpRequest,
    state: Data<State>,
    signed_in: SignedIn,
    body: Body<AssessmentRequest>,
) -> Result<Json<AssessmentView>, Problem> {
    let asked = body.value;
    if asked.siblings.len() > MOST_SIBLINGS {
        return Err(Problem::field(
            "/siblings",
            ["最多填写20名兄弟姐妹,请删减", "at most 20 siblings; leave some out"],
        ));
    }
    let today = state.clock.business().day();
    let (edition, schools) = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let year = i32::from(asked.campaign.get());
            let year = domain::year::Year::try_from(year);
            let year = year.map_err(|error| Problem::field("/campaign", error))?;
            let campaign = work.campaigns().of_year(signed_in.actor.union, year).await?;
            let campaign = campaign.ok_or_else(|| {
                Problem::field(
                    "/campaign",
                    [
                        "该年度尚无活动,请核对年度",
                        "no campaign of this year; look it up at GET /api/v1/campaigns",
                    ],
                )
            })?;
            let edition = work.campaigns().edition_in_force(campaign.id).await?.ok_or_else(no_edition)?;
            Ok((edition, look_up(work, &asked, today).await?))
        })
        .await?;
    let year = i32::from(asked.campaign.get());
    let find = |code: &SchoolCode| schools.iter().find(|(named, _)| named == code).map(|(_, school)| *school);
    let facts =
        asked.resolve(find).map_err(|unknown| Problem::invalid(unknown.iter().map(error).collect()))?;
    let made = assess(&facts, &edition.content.aid, year, &[]);
    Ok(Json(made.view(edition.id, language(&request))))
}

async fn look_up(
    work: &Work,
    asked: &AssessmentRequest,
    today: Day,
) -> Result<Vec<(SchoolCode, facts::School)>, Problem> {
    let mut found = Vec::new();
    for code in asked.codes() {
        if let Some(entry) = work.schools().find_or_last(code, today).await? {
            found.push((code.clone(), facts::School::from(&entry.school)));
        }
    }
    Ok(found)
}

fn error(unknown: &UnknownSchool) -> Wrong {
    let pointer = match unknown.sibling {
        None => "/student/school".to_owned(),
        Some(at) => format!("/siblings/{at}/school"),
    };
    Wrong::new(pointer, unknown)
}
