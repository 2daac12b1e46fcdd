//! How is what was sent read into a type? The first wrong place is told by its pointer, in both languages, and nothing
//! of what stands there is repeated.

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, SeqAccess, Visitor};
use serde_json::{Number, Value};

use crate::entries::Entries;
use crate::problem::Wrong;
use crate::unfit::Unfit;
use crate::whole::whole_numbers;

/// A value of JSON on its way into a type.
pub(crate) struct Sent(pub(crate) Value);

impl Sent {
    /// What is wrong with it when it is not of that kind.
    fn unless_null(&self, unfit: Unfit) -> Wrong {
        Wrong::new("", if self.0.is_null() { Unfit::Absent } else { unfit })
    }

    fn whole<N: TryFrom<i128>>(&self, least: i128, most: i128) -> Result<N, Wrong> {
        let number = self.0.as_number().and_then(Number::as_i128).and_then(|n| N::try_from(n).ok());
        number.ok_or_else(|| self.unless_null(Unfit::Whole { least, most }))
    }
}

impl<'de> Deserializer<'de> for Sent {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(truth) => visitor.visit_bool(truth),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(n), ..) => visitor.visit_u64(n),
                (_, Some(n), _) => visitor.visit_i64(n),
                (_, _, Some(n)) => visitor.visit_f64(n),
                _ => Err(Wrong::new("", Unfit::Number)),
            },
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(Items { rest: items.into_iter(), at: 0 }),
            Value::Object(fields) => visitor.visit_map(Entries::new(fields.into_iter().map(field))),
        }
    }

    whole_numbers! {}

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_bool(self.0.as_bool().ok_or_else(|| self.unless_null(Unfit::Truth))?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            _ => Err(self.unless_null(Unfit::Text)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.0.is_array() { self.deserialize_any(visitor) } else { Err(self.unless_null(Unfit::List)) }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.0.is_object() { self.deserialize_any(visitor) } else { Err(self.unless_null(Unfit::Object)) }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self.0 {
            Value::String(word) => visitor.visit_enum(word.into_deserializer()),
            Value::Object(fields) => {
                visitor.visit_enum(MapAccessDeserializer::new(Entries::new(fields.into_iter().map(field))))
            }
            Value::Null => Err(Wrong::new("", Unfit::Absent)),
            _ => Err(Wrong::unknown_variant("", words)),
        }
    }

    serde::forward_to_deserialize_any! {
        i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

fn field((name, value): (String, Value)) -> (String, Sent) {
    (name, Sent(value))
}

struct Items {
    rest: std::vec::IntoIter<Value>,
    at: usize,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Wrong> {
        let Some(value) = self.rest.next() else { return Ok(None) };
        let at = self.at;
        self.at += 1;
        seed.deserialize(Sent(value)).map(Some).map_err(|wrong| wrong.below(at))
    }
}

#[cfg(test)]
mod tests {
    use domain::money::Money;
    use domain::text::Language;
    use domain::time::Day;
    use domain::union::Level;
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only what does not fit is of interest")]
    struct Form {
        day: Day,
        years: u8,
        level: Level,
        open: Option<bool>,
        sums: Vec<Money>,
    }

    fn form(changed: &str, value: Value) -> Value {
        let mut form = json!({"day": "2018-07-30", "years": 4, "level": "city", "open": null, "sums": [1]});
        form[changed] = value;
        form
    }

    #[test]
    fn what_fits_is_read() {
        assert!(Form::deserialize(Sent(form("open", json!(true)))).is_ok());
    }

    #[test]
    fn what_does_not_fit_is_told_by_place_in_both_languages_and_not_repeated() {
        let table = [
            (json!([1]), "", "此处应为对象({…}),请更正", "an object is expected"),
            (json!({}), "/day", "此项必填,请补充", "this is required; add it"),
            (
                form("years", json!(300)),
                "/years",
                "此处应为0至255的整数,请更正",
                "a whole number from 0 to 255 is expected",
            ),
            (
                form("years", json!(4.5)),
                "/years",
                "此处应为0至255的整数,请更正",
                "a whole number from 0 to 255 is expected",
            ),
            (form("years", Value::Null), "/years", "此项必填,请补充", "this is required; add it"),
            (form("open", json!("yes")), "/open", "此处应为true或false,请更正", "true or false is expected"),
            (
                form("level", json!("moon")),
                "/level",
                "不在可选值之中,请从中选填:grassroots, county, city",
                "choose one of: grassroots, county, city",
            ),
            (
                form("level", json!(640_104)),
                "/level",
                "不在可选值之中,请从中选填:grassroots, county, city",
                "choose one of: grassroots, county, city",
            ),
            (form("sums", json!({})), "/sums", "此处应为列表([…]),请更正", "a list is expected"),
            (
                form("sums", json!([1, -5])),
                "/sums/1",
                "金额应为0至10000000000分(1亿元),请更正",
                "a sum is 0 to 10000000000 fen (100 million yuan); correct it",
            ),
        ];
        for (sent, pointer, chinese, english) in table {
            let wrong = Form::deserialize(Sent(sent)).unwrap_err();
            let told =
                [Language::Chinese, Language::English].map(|language| wrong.told.text(language).to_owned());
            assert_eq!((wrong.pointer.as_str(), told), (pointer, [chinese.to_owned(), english.to_owned()]));
        }
    }

    #[test]
    fn an_unknown_name_is_pointed_at_only_when_it_is_a_word() {
        let unknown = |name: &str| Form::deserialize(Sent(form(name, json!(1)))).unwrap_err();
        assert_eq!(unknown("month").pointer, "/month");
        for name in ["640104197405121014", "马小兰", "13995000000"] {
            let wrong = unknown(name);
            assert_eq!(wrong.pointer, "");
            assert!(!wrong.to_string().contains(name), "{wrong}");
        }
        assert!(unknown("month").told.text(Language::Chinese).contains("可填:day, years, level, open, sums"));
    }
}
