//! How are the parameters of an address read? Known ones only, each of the right form.

use std::future::{Ready, ready};
use std::str::FromStr;

use actix_web::{FromRequest, HttpRequest};
use domain::name::NotText;
use domain::text::{Language, Told};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};

use crate::entries::Entries;
use crate::fault::{self, Fault, Known, place};
use crate::problem::{Code, Problem, Wrong};
use crate::unfit::{self, Unfit};
use crate::whole::whole_numbers;

/// Parameters of the address: known ones only, each of the right form.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        ready(read(request.query_string()).map(Self))
    }
}

/// Parameters of the path; an ill-formed id is not there.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Path<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut actix_web::dev::Payload) -> Self::Future {
        let parsed = actix_web::web::Path::<T>::from_request(request, payload).into_inner();
        ready(parsed.map(|path| Self(path.into_inner())).map_err(|_| Problem::new(Code::NotFound)))
    }
}

/// A whole number from one to another, as a parameter of the address: what is wrong with it is told by its own limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Within<const LEAST: u16, const MOST: u16>(u16);

impl<const LEAST: u16, const MOST: u16> Within<LEAST, MOST> {
    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl<const LEAST: u16, const MOST: u16> TryFrom<String> for Within<LEAST, MOST> {
    type Error = Unfit;

    fn try_from(text: String) -> Result<Self, Unfit> {
        let number = text.parse().ok().filter(|number| (LEAST..=MOST).contains(number));
        number.map(Self).ok_or(Unfit::Whole { least: LEAST.into(), most: MOST.into() })
    }
}

/// What an address asks, or everything that is wrong with it.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    let pairs = actix_web::web::Query::<Vec<(String, String)>>::from_query(text);
    let pairs = pairs.map_err(|_| Problem::new(Code::BadQuery))?.into_inner();
    let mut wrong = Vec::new();
    for (at, (name, value)) in pairs.iter().enumerate().filter(|(_, (name, _))| unfit::is_word(name)) {
        if pairs.iter().take(at).any(|(before, _)| before == name) {
            wrong.push(Wrong::new(format!("/{name}"), Unfit::Twice));
        }
        // No text has it, and not every database can be asked for it.
        if let Some(at) = value.chars().position(|c| c == '\0') {
            wrong.push(Wrong::new(format!("/{name}"), NotText::Hidden { at: at + 1 }));
        }
    }
    fault::read((text.len(), place(&pairs)), wrong, |known| T::deserialize(Asked { pairs: &pairs, known }))
        .map_err(|wrongs| refused(&wrongs))
}

/// Which parameters are wrong, and how.
fn refused(wrongs: &[Wrong]) -> Problem {
    let said = |language: Language| {
        let each = wrongs.iter().map(|wrong| match wrong.pointer.strip_prefix('/') {
            Some(name) => format!("{name}: {}", wrong.told.text(language)),
            None => wrong.told.text(language).to_owned(),
        });
        each.collect::<Vec<_>>().join(language.choose(";", "; "))
    };
    Problem::new(Code::BadQuery).telling(Told::new(said(Language::Chinese), said(Language::English)))
}

/// The parameters of an address on their way into a type.
struct Asked<'a> {
    pairs: &'a Vec<(String, String)>,
    known: &'a Known,
}

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_struct("", &[], visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let first = |at: usize| {
            let name = self.pairs.get(at).map(|(name, _)| name);
            self.pairs.iter().take(at).all(|(before, _)| Some(before) != name)
        };
        let sent = self.pairs.iter().enumerate().filter(|(at, _)| first(*at));
        let sent = sent.map(|(_, pair)| (pair.0.as_str(), place(pair), Parameter(&pair.1)));
        visitor.visit_map(Entries::new(self.known, place(self.pairs), &sent, fields))
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 bool char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The text of a parameter on its way into a type.
struct Parameter<'a>(&'a str);

impl Parameter<'_> {
    fn whole<N: FromStr>(&self, least: i128, most: i128) -> Result<N, Wrong> {
        self.0.parse().map_err(|_| Wrong::new("", Unfit::Whole { least, most }))
    }
}

impl<'de> Deserializer<'de> for Parameter<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.0)
    }

    whole_numbers! {}

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bool(self.0.parse().map_err(|_| Wrong::new("", Unfit::Truth))?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    serde::forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}
