//! What is the assembled document? The declared routes with title, prose, security and schemas.

mod chapters;
mod fold;

use std::collections::{BTreeMap, BTreeSet};

use api::problem::ProblemView;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, License, OpenApi, OpenApiBuilder, RefOr, Schema, Server,
};
use utoipa::{PartialSchema, ToSchema};

const PROSE: &str = include_str!("prose.md");

/// The document.
pub fn document() -> OpenApi {
    let (paths, mut schemas) = api::routes().document();
    schemas.push((ProblemView::name().into_owned(), ProblemView::schema()));
    ProblemView::schemas(&mut schemas);
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some(
            "The `access_token` of `POST /api/v1/sessions`. The names beside it are permissions.",
        ))
        .build();
    let mut license = License::new("Apache-2.0");
    license.identifier = Some("Apache-2.0".to_owned());
    let mut components = ComponentsBuilder::new()
        .schemas_from_iter(distinct(schemas))
        .security_scheme("bearer", SecurityScheme::Http(bearer))
        .build();
    components.examples = api::problem::example::examples().into_iter().collect();
    let info = InfoBuilder::new()
        .title("jinqiu 金秋")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(PROSE))
        .license(Some(license))
        .build();
    let here = Server::new("/");
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([here]))
        .paths(paths)
        .tags(Some(chapters::chapters()))
        .components(Some(components))
        .build()
}

/// The document as it is checked in.
pub fn text() -> Result<String, serde_json::Error> {
    let mut document = serde_json::to_value(document())?;
    fold::fold(&mut document);
    Ok(escaped(&serde_json::to_string_pretty(&document)?) + "\n")
}

/// Characters beyond U+FFFF, which patterns name for being seen by nobody, as JSON's escapes: so that they are seen.
fn escaped(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for c in text.chars() {
        if u32::from(c) > 0xFFFF {
            whole.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            whole.push(c);
        }
    }
    whole
}

/// The names that two different schemas claim; a document with any would lie about one of them.
pub fn collisions() -> Vec<String> {
    let (_, schemas) = api::routes().document();
    let mut first: BTreeMap<String, RefOr<Schema>> = BTreeMap::new();
    let mut claimed = BTreeSet::new();
    for (name, schema) in schemas {
        match first.get(&name) {
            Some(other) if *other != schema => {
                claimed.insert(name);
            }
            Some(_) => {}
            None => {
                first.insert(name, schema);
            }
        }
    }
    claimed.into_iter().collect()
}

fn distinct(schemas: Vec<(String, RefOr<Schema>)>) -> BTreeMap<String, RefOr<Schema>> {
    schemas.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_schemas_share_a_name() {
        let (_, mut schemas) = api::routes().document();
        schemas.push((ProblemView::name().into_owned(), ProblemView::schema()));
        ProblemView::schemas(&mut schemas);
        let mut seen = std::collections::BTreeMap::new();
        for (name, schema) in schemas {
            let schema = serde_json::to_string(&schema).unwrap_or_default();
            let first = seen.entry(name.clone()).or_insert_with(|| schema.clone());
            assert_eq!(*first, schema, "{name} is two things");
        }
    }
}
