//! What could be sent to a route? A body that its schema in the document makes, with the examples that stand there.

use harness::{Method, Value, json, operation};

/// An id of a record that nobody has.
pub(crate) const NOBODY: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

/// A body for a route; null where it takes no JSON.
pub(crate) fn body(document: &Value, method: &Method, path: &str) -> Value {
    let content =
        operation(method, path).map(|operation| &operation["requestBody"]["content"]["application/json"]);
    match content {
        Some(content) if content.is_object() => made(document, &content["schema"]),
        _ => Value::Null,
    }
}

/// A value of that schema: its example, or what its required parts make.
fn made(document: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        return made(document, document.pointer(name.trim_start_matches('#')).unwrap());
    }
    for example in
        [&schema["example"], &schema["examples"][0], &schema["default"], &schema["const"], &schema["enum"][0]]
    {
        if !example.is_null() {
            return example.clone();
        }
    }
    for parts in ["oneOf", "anyOf"] {
        if let Some(parts) = schema[parts].as_array() {
            let part = parts.iter().find(|part| part["type"] != "null").unwrap();
            return made(document, part);
        }
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut whole = json!({});
        for part in parts.iter().map(|part| made(document, part)) {
            whole.as_object_mut().unwrap().extend(part.as_object().cloned().unwrap_or_default());
        }
        return whole;
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match kind {
        Some("string") => text(schema["format"].as_str()),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("boolean") => json!(true),
        Some("array") => json!([made(document, &schema["items"])]),
        _ => object(document, schema),
    }
}

fn text(format: Option<&str>) -> Value {
    json!(match format {
        Some("uuid") => NOBODY,
        Some("date") => "2018-07-30",
        Some("date-time") => "2018-07-30T09:00:00+08:00",
        _ => "情况属实",
    })
}

fn object(document: &Value, schema: &Value) -> Value {
    let required = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
    let names = required.iter().filter_map(Value::as_str);
    let made = names.map(|name| (name.to_owned(), made(document, &schema["properties"][name])));
    Value::Object(made.collect())
}
