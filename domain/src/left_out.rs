//! Which fields of a form may be left out? Those without a value of their own then say so to whoever reads the form.

use core::fmt;
use core::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

/// By this name whoever reads a form knows a field that may be left out.
pub const LEFT_OUT: &str = "LeftOut";

/// Reads a field that has a default, for `deserialize_with` beside `default`: else it would be told as missing where
/// something else is wrong besides. A field that is an `Option` needs it not.
///
/// # Errors
/// Those of the field.
pub fn left_out<'de, T: Deserialize<'de> + Default, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    from.deserialize_newtype_struct(LEFT_OUT, Reading(PhantomData))
}

struct Reading<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Default> Visitor<'de> for Reading<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, or nothing")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        T::deserialize(from)
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        Ok(T::default())
    }
}
