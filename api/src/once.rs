//! Is each field sent once? JSON with what stands twice: the first counts, and the other is told.

use core::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::fault::MOST;
use crate::problem::Wrong;
use crate::unfit::{Unfit, is_word};

/// A value of JSON, and the fields of it that stand twice.
pub(crate) fn parse(octets: &[u8]) -> Result<(Value, Vec<Wrong>), serde_json::Error> {
    let mut twice = Vec::new();
    let mut from = serde_json::Deserializer::from_slice(octets);
    let value = Once(&mut twice).deserialize(&mut from)?;
    from.end()?;
    Ok((value, twice))
}

/// Makes a value, and notes what stands twice in it.
struct Once<'a>(&'a mut Vec<Wrong>);

impl Once<'_> {
    /// Reads what lies below a name or number, and points at what is found there from here.
    fn below<T>(&mut self, point: impl Fn(Wrong) -> Wrong, read: impl FnOnce(Once<'_>) -> T) -> T {
        let before = self.0.len();
        let value = read(Once(self.0));
        let found = self.0.split_off(before);
        self.0.extend(found.into_iter().map(point));
        value
    }
}

impl<'de> DeserializeSeed<'de> for Once<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Value, E> {
        Ok(truth.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) =
            self.below(|wrong| wrong.below(all.len()), |below| items.next_element_seed(below))?
        {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            // A name that may be somebody's is not repeated: the pointer is that of the object.
            let here = |wrong: Wrong| {
                if is_word(&name) { wrong.below(&name) } else { Wrong { pointer: String::new(), ..wrong } }
            };
            let value = self.below(here, |below| fields.next_value_seed(below))?;
            if !all.contains_key(&name) {
                all.insert(name, value);
            } else if self.0.len() < MOST {
                self.0.push(here(Wrong::new("", Unfit::Twice)));
            }
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twice(text: &str) -> Vec<String> {
        parse(text.as_bytes()).unwrap().1.into_iter().map(|wrong| wrong.pointer).collect()
    }

    #[test]
    fn what_stands_twice_is_pointed_at_and_the_first_counts() {
        let text = r#"{"a": [{"b": 1, "c": {}, "b": 2}, 3], "a": 4, "a": 5}"#;
        assert_eq!(twice(text), ["/a/0/b", "/a", "/a"]);
        let (value, _) = parse(text.as_bytes()).unwrap();
        assert_eq!(value, serde_json::json!({"a": [{"b": 1, "c": {}}, 3]}));
        assert_eq!(twice(r#"{"640104197405121014": 1, "640104197405121014": 2}"#), [""]);
        assert_eq!(twice(r#"{"a": {"马小兰": {"b": 1, "b": 2}}}"#), ["/a"]);
        assert!(twice(r#"{"a": {"b": 1}, "b": {"b": 1}}"#).is_empty());
    }

    #[test]
    fn it_reads_what_serde_json_reads() {
        for text in ["null", "[1, -2, 1.5, 1e30, \"\\u4e2d\\n\", true, {}]", " {\"a\": {\"b\": [[]]}} "] {
            let read: Value = serde_json::from_str(text).unwrap();
            assert_eq!(parse(text.as_bytes()).unwrap(), (read, Vec::new()), "{text}");
        }
        for text in ["", "{", "{\"a\": 1}}", "[1,]", "1e999", &"[".repeat(1000)] {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
    }
}
