//! How are named values read into the fields of a type? Fields of an object, and parameters of an address.

use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess};

use crate::problem::Wrong;
use crate::unfit::Unfit;

/// Named values on their way into the fields of a type.
pub(crate) struct Entries<I, D> {
    rest: I,
    value: Option<(String, D)>,
}

impl<I, D> Entries<I, D> {
    pub(crate) const fn new(rest: I) -> Self {
        Self { rest, value: None }
    }
}

impl<'de, D: Deserializer<'de, Error = Wrong>, I: Iterator<Item = (String, D)>> MapAccess<'de>
    for Entries<I, D>
{
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        let key = seed.deserialize(name.as_str().into_deserializer())?;
        self.value = Some((name, value));
        Ok(Some(key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let (name, value) = self.value.take().ok_or_else(|| Wrong::new("", Unfit::Form))?;
        seed.deserialize(value).map_err(|wrong| wrong.below(name))
    }
}
