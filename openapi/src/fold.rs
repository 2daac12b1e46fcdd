//! Which names are one? A field that is checked on the way in has the schema of its type, and so has a line of a list.

use serde_json::{Value, json};

const HOME: &str = "#/components/schemas/";
/// A page of lines is called this and the name of its lines.
const LIST: &str = "List_";

/// Gives every checked field, and every line of a list, the schema of its type.
pub(crate) fn fold(document: &mut Value) {
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        for (name, schema) in std::mem::take(schemas) {
            schemas.insert(plain(&name).to_owned(), schema);
        }
        let mut lines = Vec::new();
        for (name, schema) in schemas.iter_mut() {
            if let Some(of) = name.strip_prefix(LIST)
                && let Some(line) = schema.pointer_mut("/properties/items/items")
            {
                let own = std::mem::replace(line, json!({ "$ref": format!("{HOME}{of}") }));
                lines.push((of.to_owned(), own));
            }
        }
        for (of, own) in lines {
            schemas.entry(of).or_insert(own);
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
