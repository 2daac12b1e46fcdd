//! How are the parameters of an address read? Known ones only, each of the right form.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest};
use domain::text::{Language, Told};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};

use crate::problem::{Code, Problem, Wrong};
use crate::sent::Entries;
use crate::unfit::Unfit;

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

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    let pairs = actix_web::web::Query::<Vec<(String, String)>>::from_query(text);
    let pairs = pairs.map_err(|_| Problem::new(Code::BadQuery))?.into_inner().into_iter();
    let values = Entries::new(pairs.map(|(name, value)| (name, Parameter(value))));
    T::deserialize(MapAccessDeserializer::new(values)).map_err(|wrong| refused(&wrong))
}

/// Which parameter is wrong, and how.
fn refused(wrong: &Wrong) -> Problem {
    let said = |language: Language| match wrong.pointer.strip_prefix('/') {
        Some(name) => format!("{name}: {}", wrong.told.text(language)),
        None => wrong.told.text(language).to_owned(),
    };
    Problem::new(Code::BadQuery).telling(Told::new(said(Language::Chinese), said(Language::English)))
}

/// The text of a parameter on its way into a type.
struct Parameter(String);

macro_rules! whole {
    ($($deserialize:ident $visit:ident $kind:ty)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            let unfit = Unfit::Whole { least: <$kind>::MIN.into(), most: <$kind>::MAX.into() };
            visitor.$visit(self.0.parse().map_err(|_| Wrong::new("", unfit))?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Parameter {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_string(self.0)
    }

    whole! {
        deserialize_i8 visit_i8 i8
        deserialize_i16 visit_i16 i16
        deserialize_i32 visit_i32 i32
        deserialize_i64 visit_i64 i64
        deserialize_u8 visit_u8 u8
        deserialize_u16 visit_u16 u16
        deserialize_u32 visit_u32 u32
        deserialize_u64 visit_u64 u64
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_bool(self.0.parse().map_err(|_| Wrong::new("", Unfit::Truth))?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    serde::forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}
