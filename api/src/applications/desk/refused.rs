//! How is a refusal told? By the names of unions and officers and the numbers of cases, which people know.

use domain::access::Jurisdiction;
use domain::application::{Refusal, Road, SpeaksOf};
use domain::id::UnionId;
use domain::text::Language;
use persistence::{StoreError, Work};

use crate::problem::{Code, Problem};

/// As the caller reads it, by that name of what it speaks of.
pub(crate) fn refused(refusal: &Refusal, name: Option<&str>) -> Problem {
    let [chinese, english] =
        [Language::Chinese, Language::English].map(|language| refusal.text_naming(name, language));
    Problem::new(Code::Refused).by(refusal.code(), refusal.clause()).detail(chinese, english)
}

/// The same of a case on that road, by the name that is found. An officer is named whom somebody at that union may see; another's
/// name is told to nobody for typing an id.
pub(crate) async fn refused_on(work: &Work, at: UnionId, road: &Road, refusal: &Refusal) -> Problem {
    let within = Jurisdiction { root: at };
    match name(work, within, road, refusal).await {
        Ok(name) => refused(refusal, name.as_deref()),
        Err(error) => error.into(),
    }
}

async fn name(
    work: &Work,
    within: Jurisdiction,
    road: &Road,
    refusal: &Refusal,
) -> Result<Option<String>, StoreError> {
    Ok(match refusal.speaks_of() {
        None => None,
        Some(SpeaksOf::Case(id)) => work.applications().of_nobody(id).await?.map(|case| case.number),
        Some(SpeaksOf::Officer(id)) => {
            let seen = work.officers().find_within(within, id).await?;
            seen.map(|officer| officer.name.to_string())
        }
        Some(SpeaksOf::Union(at)) => match road.stops.iter().find(|stop| stop.position == at) {
            Some(stop) => work.unions().find(stop.union).await?.map(|union| union.name.to_string()),
            None => None,
        },
    })
}
