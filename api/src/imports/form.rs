//! How is a form put together? Field by field at its pointer, over what is kept.

use serde_json::{Map, Value};

/// A list of the household, as far as the file says anything of it.
#[derive(Default)]
pub(super) struct Listed {
    /// Whether it says anything.
    pub(super) said: bool,
    /// Its rows.
    pub(super) rows: Vec<Value>,
}

/// Puts a value at a pointer, with the objects around it.
pub(super) fn put(into: &mut Map<String, Value>, pointer: &str, value: Value) {
    let pointer = pointer.trim_start_matches('/');
    match pointer.split_once('/') {
        None => {
            let _ = into.insert(pointer.to_owned(), value);
        }
        Some((name, rest)) => {
            let inner = into.entry(name).or_insert_with(|| Value::Object(Map::new()));
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

/// Puts fields over others, object into object.
pub(super) fn over(into: &mut Map<String, Value>, fields: &Map<String, Value>) {
    for (name, value) in fields {
        match (into.get_mut(name), value) {
            (Some(Value::Object(kept)), Value::Object(said)) => over(kept, said),
            _ => {
                let _ = into.insert(name.clone(), value.clone());
            }
        }
    }
}

/// An object of which nothing is known is none.
pub(super) fn empty_out(of: &mut Map<String, Value>, names: &[&str]) {
    for name in names {
        if let Some(Value::Object(inner)) = of.get(*name)
            && inner.values().all(Value::is_null)
        {
            let _ = of.insert((*name).to_owned(), Value::Null);
        }
    }
}

/// What was not known and is known now is no longer among what is not known.
pub(super) fn forget_known(form: &mut Value) {
    let Some(Value::Array(unknowns)) = form.get("unknowns") else { return };
    let still = |unknown: &&Value| {
        let field = unknown.get("field").and_then(Value::as_str).and_then(|field| form.pointer(field));
        field.is_none_or(Value::is_null)
    };
    let left: Vec<Value> = unknowns.iter().filter(still).cloned().collect();
    if let Some(fields) = form.as_object_mut() {
        let _ = fields.insert("unknowns".to_owned(), Value::Array(left));
    }
}

/// Puts the rows of a list in place of those for the same time; what is kept of other times stays.
pub(super) fn put_listed(form: &mut Map<String, Value>, name: &str, listed: &Listed, time: &str) {
    if !listed.said {
        let _ = form.entry(name).or_insert(Value::Null);
        return;
    }
    let kept = form.remove(name);
    let same = |row: &Value| listed.rows.iter().any(|said| said.get(time) == row.get(time));
    let mut rows = listed.rows.clone();
    if let Some(Value::Array(kept)) = kept {
        rows.extend(kept.into_iter().filter(|row| !same(row)));
    }
    let _ = form.insert(name.to_owned(), Value::Array(rows));
}
