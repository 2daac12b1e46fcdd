//! What does a declaration imply for the document? Permission, key, version, and the problems that may be answered.

use utoipa::openapi::path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Required, SecurityRequirement};

use super::{Allow, WITH_KEY, WITHOUT_KEY};
use crate::problem::example::{exemplify, response};

/// Adds to an operation what its declaration implies: permission, key, and the problems it may answer.
pub(super) fn complete(operation: &mut Operation, allow: Allow, path: &str, method: &HttpMethod) {
    let mut problems = vec![(400, "Not JSON, or a wrong parameter"), (500, "A fault of the service")];
    problems.push((429, "More requests a second than are taken: try again after `Retry-After`"));
    problems.push((503, "Not available now; try again after `Retry-After`"));
    match allow {
        Allow::Anyone => operation.security = Some(vec![SecurityRequirement::default()]),
        Allow::Can(deed) => {
            operation.security = Some(vec![SecurityRequirement::new("bearer", [<&str>::from(deed)])]);
            problems.push((401, "No access token, or one that is not good"));
            problems.push((403, "Known, but not permitted"));
        }
    }
    // What exists in the demonstration only is elsewhere as little there as any record.
    if path.contains('{') || path.starts_with("/demo/") {
        problems.push((404, "Not there, or outside your jurisdiction"));
    }
    if path.starts_with("/applications/{id}") || path.starts_with("/dossiers/{id}") || path == "/applications"
    {
        problems.push((410, "Erased by law"));
    }
    if operation.parameters.iter().flatten().any(is_as_of) {
        problems.push((422, "As of a day to come, of which nothing is known"));
    }
    if operation.request_body.is_some() {
        problems.push((408, "The body came too slowly"));
        problems.push((413, "Larger than allowed"));
        problems.push((415, "Not a media type that is understood"));
        problems.push((422, "Not valid: each wrong field is named"));
    }
    if !matches!(method, HttpMethod::Get) {
        problems.push((409, "A rule refuses, or a record like it is there"));
        problems.push((507, "No space is left"));
    }
    if matches!(method, HttpMethod::Post) && !WITHOUT_KEY.contains(&path) {
        let about = "Names this change: sent again with the same key and body, it is answered as before \
                     and not done twice";
        let schema = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(200));
        let required = if WITH_KEY.contains(&path) { Required::True } else { Required::False };
        add_header(operation, header("Idempotency-Key", required, about, schema));
    }
    add_problems(operation, &problems);
}

/// Adds to an operation what follows from its checking the version.
pub(super) fn add_version(operation: &mut Operation) {
    let about = "The version that was read, as its `ETag` gave it";
    let schema = ObjectBuilder::new().schema_type(Type::String).examples([serde_json::json!("\"1\"")]);
    add_header(operation, header("If-Match", Required::True, about, schema));
    add_problems(
        operation,
        &[
            (412, "The record has changed since it was read"),
            (428, "The version must be given in `If-Match`"),
        ],
    );
}

fn is_as_of(parameter: &RefOr<Parameter>) -> bool {
    matches!(parameter, RefOr::T(parameter) if parameter.name == "as_of")
}

fn add_problems(operation: &mut Operation, problems: &[(u16, &str)]) {
    let answers = &mut operation.responses.responses;
    for (status, description) in problems {
        answers.entry(status.to_string()).or_insert_with(|| RefOr::T(response(description)));
    }
    for (status, answer) in answers {
        if let (Ok(status), RefOr::T(told)) = (status.parse(), answer) {
            exemplify(status, told);
        }
    }
}

fn add_header(operation: &mut Operation, header: Parameter) {
    operation.parameters.get_or_insert_default().push(header.into());
}

fn header(name: &str, required: Required, about: &str, schema: ObjectBuilder) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(required)
        .description(Some(about))
        .schema(Some(schema))
        .build()
}
