//! Which names are one? A field that is checked on the way in has the schema of its type, not one of its own.

use serde_json::Value;

const HOME: &str = "#/components/schemas/";

/// Gives every checked field the schema of its type.
pub(crate) fn fold(document: &mut Value) {
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        for (name, schema) in std::mem::take(schemas) {
            schemas.insert(plain(&name).to_owned(), schema);
        }
    }
    rename(document);
}

fn rename(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(to)) = fields.get_mut("$ref")
                && let Some(name) = to.strip_prefix(HOME)
            {
                *to = format!("{HOME}{}", plain(name));
            }
            fields.values_mut().for_each(rename);
        }
        Value::Array(items) => items.iter_mut().for_each(rename),
        _ => {}
    }
}

/// `Title_Title` is what a checked `Title` is called.
fn plain(name: &str) -> &str {
    match name.split_once('_') {
        Some((field, inner)) if field == inner => inner,
        _ => name,
    }
}
