//! How is what was sent read into a type? What is wrong is told by its pointer, in both languages, and nothing of what
//! stands there is repeated.

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IntoDeserializer, Visitor};
use serde_json::{Map, Number, Value};

use crate::entries::{Entries, Items};
use crate::fault::{Fault, Known, place};
use crate::problem::Wrong;
use crate::unfit::Unfit;
use crate::whole::whole_numbers;

/// A value of JSON on its way into a type, with what is known to be wrong in it.
#[derive(Clone, Copy)]
pub(crate) struct Sent<'a>(pub(crate) &'a Value, pub(crate) &'a Known);

impl<'a> Sent<'a> {
    /// What is wrong with it when it is not of that kind.
    fn unless_null(&self, unfit: Unfit) -> Wrong {
        Wrong::new("", if self.0.is_null() { Unfit::Absent } else { unfit })
    }

    fn whole<N: TryFrom<i128>>(self, least: i128, most: i128) -> Result<N, Wrong> {
        let number = self.0.as_number().and_then(Number::as_i128).and_then(|n| N::try_from(n).ok());
        number.ok_or_else(|| self.unless_null(Unfit::Whole { least, most }))
    }

    /// What stands in an object, on its way into these fields.
    fn entries(self, object: &'a Map<String, Value>, fields: &'static [&'static str]) -> Entries<'a, Self> {
        let sent = object.iter().map(|(name, value)| (name.as_str(), place(value), Sent(value, self.1)));
        Entries::new(self.1, place(self.0), &sent, fields)
    }
}

impl<'de> Deserializer<'de> for Sent<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(truth) => visitor.visit_bool(*truth),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(n), ..) => visitor.visit_u64(n),
                (_, Some(n), _) => visitor.visit_i64(n),
                (_, _, Some(n)) => visitor.visit_f64(n),
                _ => Err(Wrong::new("", Unfit::Number).into()),
            },
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => visitor.visit_seq(Items::new(items, self.1)),
            Value::Object(fields) => visitor.visit_map(self.entries(fields, &[])),
        }
    }

    whole_numbers! {}

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bool(self.0.as_bool().ok_or_else(|| self.unless_null(Unfit::Truth))?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::String(text) => visitor.visit_str(text),
            _ => Err(self.unless_null(Unfit::Text).into()),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.0.is_array() {
            self.deserialize_any(visitor)
        } else {
            Err(self.unless_null(Unfit::List).into())
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_struct("", &[], visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let object = self.0.as_object().ok_or_else(|| self.unless_null(Unfit::Object))?;
        visitor.visit_map(self.entries(object, fields))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0 {
            Value::String(word) => visitor.visit_enum(word.as_str().into_deserializer()),
            Value::Object(fields) => {
                visitor.visit_enum(MapAccessDeserializer::new(self.entries(fields, &[])))
            }
            Value::Null => Err(Wrong::new("", Unfit::Absent).into()),
            _ => Err(Fault::unknown_variant("", words)),
        }
    }

    serde::forward_to_deserialize_any! {
        i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
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

    fn read(sent: &Value) -> Result<Form, Wrong> {
        Form::deserialize(Sent(sent, &Known::default())).map_err(|fault| fault.wrong.unwrap())
    }

    fn form(changed: &str, value: Value) -> Value {
        let mut form = json!({"day": "2018-07-30", "years": 4, "level": "city", "open": null, "sums": [1]});
        form[changed] = value;
        form
    }

    #[test]
    fn what_fits_is_read() {
        assert!(read(&form("open", json!(true))).is_ok());
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
            let wrong = read(&sent).unwrap_err();
            let told =
                [Language::Chinese, Language::English].map(|language| wrong.told.text(language).to_owned());
            assert_eq!((wrong.pointer.as_str(), told), (pointer, [chinese.to_owned(), english.to_owned()]));
        }
    }

    #[test]
    fn an_unknown_name_is_pointed_at_only_when_it_is_a_word() {
        let unknown = |name: &str| read(&form(name, json!(1))).unwrap_err();
        assert_eq!(unknown("month").pointer, "/month");
        for name in ["640104197405121014", "马小兰", "13995000000"] {
            let wrong = unknown(name);
            assert_eq!(wrong.pointer, "");
            assert!(!wrong.to_string().contains(name), "{wrong}");
        }
        assert!(unknown("month").told.text(Language::Chinese).contains("可填:day, years, level, open, sums"));
    }
}
