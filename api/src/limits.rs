//! How many entries may a list have? Checked where it is read, as everything else is.

use core::fmt;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};

use domain::reasons;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

/// A list of so many entries.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Rows<T, const LEAST: usize, const MOST: usize>(Vec<T>);

/// What is beyond a limit.
#[derive(Debug)]
enum Beyond {
    Either { least: usize, most: usize },
    TooMany { most: usize },
}

reasons! {
    Beyond {
        Self::Either { least, most } => "应填{least}至{most}条,请增减", "{least} to {most} entries; add some, or leave some out";
        Self::TooMany { most } => "最多填写{most}条,请删减或分次办理", "at most {most} entries; leave some out, or send them apart";
    }
}

impl<T, const LEAST: usize, const MOST: usize> Deref for Rows<T, LEAST, MOST> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T, const LEAST: usize, const MOST: usize> DerefMut for Rows<T, LEAST, MOST> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.0
    }
}

impl<T, const LEAST: usize, const MOST: usize> Default for Rows<T, LEAST, MOST> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// What is kept, however long it is.
impl<T, const LEAST: usize, const MOST: usize> From<Vec<T>> for Rows<T, LEAST, MOST> {
    fn from(rows: Vec<T>) -> Self {
        Self(rows)
    }
}

impl<'de, T: Deserialize<'de>, const LEAST: usize, const MOST: usize> Deserialize<'de>
    for Rows<T, LEAST, MOST>
{
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(Reading::<T, LEAST, MOST>(PhantomData)).map(Self)
    }
}

struct Reading<T, const LEAST: usize, const MOST: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const LEAST: usize, const MOST: usize> Visitor<'de>
    for Reading<T, LEAST, MOST>
{
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        // Those that were sent, also where one of them is known to be wrong and passed by; too many are not read at all.
        let sent = items.size_hint();
        let mut rows = Vec::new();
        if sent.is_none_or(|sent| (LEAST..=MOST).contains(&sent)) {
            while let Some(row) = items.next_element()? {
                rows.push(row);
            }
            if (LEAST..=MOST).contains(&sent.unwrap_or(rows.len())) {
                return Ok(rows);
            }
        }
        Err(A::Error::custom(match LEAST {
            0 => Beyond::TooMany { most: MOST },
            least => Beyond::Either { least, most: MOST },
        }))
    }
}
