//! How are the values of an object or a list read? What is sound first, then what is missing, then what is known to be
//! wrong, so that each reading finds what the ones before it did not.

use domain::left_out::LEFT_OUT;
use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::body::STATED;
use crate::fault::{Fault, Known, Place, place};
use crate::problem::Wrong;
use crate::sent::Sent;
use crate::unfit::Unfit;

/// A value by its name.
struct Entry<'a, D> {
    name: &'a str,
    value: Given<D>,
}

/// What stands under a name.
enum Given<D> {
    /// A value that is not known to be wrong, and its place.
    There(Place, D),
    /// Nothing was sent.
    Missing(&'static str),
    /// What is known to be wrong or missing.
    Hole,
}

/// Named values on their way into the fields of a type.
pub(crate) struct Entries<'a, D> {
    known: &'a Known,
    object: Place,
    rest: std::vec::IntoIter<Entry<'a, D>>,
    value: Option<(&'a str, Given<D>)>,
}

impl<'a, D> Entries<'a, D> {
    /// Those of an object, read into these fields.
    pub(crate) fn new(
        known: &'a Known,
        object: Place,
        sent: &(impl Iterator<Item = (&'a str, Place, D)> + Clone),
        fields: &'static [&'static str],
    ) -> Self {
        let mut entries = Vec::with_capacity(sent.size_hint().0);
        let mut holes = Vec::new();
        for (name, at, value) in sent.clone().filter(|(_, at, _)| !known.is_unknown(*at)) {
            let entry = |value| Entry { name, value };
            if known.is_broken(at) {
                holes.push(entry(Given::Hole));
            } else {
                entries.push(entry(Given::There(at, value)));
            }
        }
        let absent = fields.iter().filter(|_| known.looks_for_all());
        for name in absent.filter(|field| sent.clone().all(|(name, ..)| name != **field)) {
            let entry = |value| Entry { name, value };
            if known.is_missing(object, name) {
                holes.push(entry(Given::Hole));
            } else {
                entries.push(entry(Given::Missing(name)));
            }
        }
        entries.extend(holes);
        Self { known, object, rest: entries.into_iter(), value: None }
    }
}

impl<'de, D: Deserializer<'de, Error = Fault>> MapAccess<'de> for Entries<'_, D> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some(entry) = self.rest.next() else { return Ok(None) };
        let key = seed.deserialize(entry.name.into_deserializer()).map_err(|fault: Fault| {
            if let Given::There(at, _) = entry.value {
                self.known.note_unknown(at);
            }
            Fault { noted: true, ..fault }
        })?;
        self.value = Some((entry.name, entry.value));
        Ok(Some(key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let (name, value) = self.value.take().ok_or_else(|| Wrong::new("", Unfit::Form))?;
        match value {
            Given::There(at, value) => seed.deserialize(value).map_err(|fault| {
                self.known.note_within(self.object);
                noted(self.known, at, fault).below(name)
            }),
            Given::Missing(name) => seed.deserialize(Hole::Missing).map_err(|_| {
                self.known.note_missing(self.object, name);
                self.known.note_within(self.object);
                Fault { noted: true, ..Wrong::new("", Unfit::Absent).into() }.below(name)
            }),
            Given::Hole => seed.deserialize(Hole::Wrong).map_err(|_| Fault::KNOWN),
        }
    }
}

/// Values of a list, without those that are known to be wrong.
pub(crate) struct Items<'a> {
    rest: std::iter::Enumerate<std::slice::Iter<'a, Value>>,
    known: &'a Known,
}

impl<'a> Items<'a> {
    /// Those of a list.
    pub(crate) fn new(items: &'a [Value], known: &'a Known) -> Self {
        Self { rest: items.iter().enumerate(), known }
    }
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let known = self.known;
        let Some((at, value)) = self.rest.find(|(_, value)| !known.is_broken(place(*value))) else {
            return Ok(None);
        };
        let read = seed.deserialize(Sent(value, known)).map(Some);
        read.map_err(|fault| noted(known, place(value), fault).below(at))
    }

    /// How many are left, those that are known to be wrong among them.
    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The fault, noted of the value at that place unless it is noted of something in it.
fn noted(known: &Known, at: Place, fault: Fault) -> Fault {
    let fault = known.by_itself(at, fault);
    if !fault.noted {
        known.note_broken(at);
    }
    Fault { noted: true, ..fault }
}

/// Where there is no value: what may be absent passes, and nothing else that is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hole {
    /// Nothing was sent.
    Missing,
    /// What was sent is known to be wrong: as far as an empty list or an object without anything does for it, what stands
    /// around it can be read on.
    Wrong,
}

impl<'de> Deserializer<'de> for Hole {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fault> {
        Err(Fault::KNOWN)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_none()
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self == Self::Missing { Err(Fault::KNOWN) } else { visitor.visit_seq(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match name {
            STATED => Err(Fault::KNOWN),
            LEFT_OUT => visitor.visit_unit(),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if self == Self::Missing { Err(Fault::KNOWN) } else { visitor.visit_map(Holes(fields.iter())) }
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 bool char str string bytes byte_buf unit unit_struct tuple
        tuple_struct map enum identifier ignored_any
    }
}

impl<'de> SeqAccess<'de> for Hole {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, _: T) -> Result<Option<T::Value>, Fault> {
        Ok(None)
    }
}

/// Fields of which none was sent.
struct Holes(std::slice::Iter<'static, &'static str>);

impl<'de> MapAccess<'de> for Holes {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.0.next().map(|name| seed.deserialize((*name).into_deserializer())).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        seed.deserialize(Hole::Wrong)
    }
}
