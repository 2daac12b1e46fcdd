//! What does a problem look like? One example for each status, as the document shows it.

use domain::application::Refusal;
use domain::citizen_id::CitizenId;
use domain::text::Language;
use strum::VariantArray;
use utoipa::openapi::example::{Example, ExampleBuilder};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use super::{Code, Problem};

/// The media type of problems.
const MEDIA_TYPE: &str = "application/problem+json";

/// Every example, by its name among the components of the document.
pub fn examples() -> Vec<(String, RefOr<Example>)> {
    let mut statuses: Vec<u16> = Code::VARIANTS.iter().map(|code| code.status()).collect();
    statuses.dedup();
    // No operation can list what is answered where there is none.
    statuses.retain(|status| *status != 405);
    let made = statuses.into_iter().filter_map(|status| Some((name(status), RefOr::T(example(status)?))));
    made.collect()
}

/// An answer that is a problem.
pub(crate) fn response(description: &str) -> Response {
    let schema = Ref::from_schema_name("Problem");
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new().description(description).content(MEDIA_TYPE, content).build()
}

/// Gives an answer of that status its example, if it is a problem.
pub(crate) fn exemplify(status: u16, response: &mut Response) {
    if let Some(RefOr::T(content)) = response.content.get_mut(MEDIA_TYPE) {
        let there = Ref::new(format!("#/components/examples/{}", name(status)));
        content.examples.insert("problem".to_owned(), RefOr::Ref(there));
    }
}

fn name(status: u16) -> String {
    format!("Problem{status}")
}

fn example(status: u16) -> Option<Example> {
    let problem = match status {
        409 => refused(),
        422 => "640104197405121015".parse::<CitizenId>().map_or_else(
            |no| Problem::field("/household/members/0/identifiers/citizen_id", no),
            |_| Problem::new(Code::Invalid),
        ),
        _ => Problem::new(*Code::VARIANTS.iter().find(|code| code.status() == status)?),
    };
    let view = problem.view(Language::Chinese, "5f1c2a90b7d34e6812c4a0ff");
    Some(ExampleBuilder::new().value(serde_json::to_value(view).ok()).build())
}

fn refused() -> Problem {
    let refusal = Refusal::VisitMissing;
    let [chinese, english] = [Language::Chinese, Language::English].map(|language| refusal.text(language));
    Problem::new(Code::Refused).by(refusal.code(), refusal.clause()).detail(chinese, english)
}
