//! What need not be read again for each look? What is asked with every request and changes a few times a day.
//!
//! The process that changes it forgets it at once, others within seconds. Nothing is written by it: whoever writes reads again.

use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use moka::sync::Cache;

/// What another process changes is felt after this time at the latest.
const FRESH: Duration = Duration::from_secs(3);

/// What was found under some keys a moment ago.
pub(crate) struct Remembered<K, V> {
    known: Cache<K, V>,
    forgotten: AtomicU64,
}

impl<K, V> Remembered<K, V>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Nothing yet, and at most so many.
    pub(crate) fn at_most(many: u64) -> Self {
        let known = Cache::builder().max_capacity(many).time_to_live(FRESH).build();
        Self { known, forgotten: AtomicU64::new(0) }
    }

    /// What there is under a key: remembered, or read. What is not there is asked for again.
    pub(crate) async fn find<E>(
        &self,
        key: K,
        read: impl AsyncFnOnce() -> Result<Option<V>, E>,
    ) -> Result<Option<V>, E> {
        if let Some(value) = self.known.get(&key) {
            return Ok(Some(value));
        }
        let times = self.forgotten.load(Ordering::Acquire);
        let found = read().await?;
        if let Some(value) = &found {
            self.known.insert(key.clone(), value.clone());
            // Something was changed while it was read: it may be as it was before.
            if self.forgotten.load(Ordering::Acquire) != times {
                self.known.invalidate(&key);
            }
        }
        Ok(found)
    }

    /// Forgets all of them: something has changed.
    pub(crate) fn forget(&self) {
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        self.known.invalidate_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(of: &Remembered<u8, u8>, value: u8) -> Option<u8> {
        of.find(1, async || Ok::<_, ()>(Some(value))).await.unwrap_or_default()
    }

    #[tokio::test]
    async fn what_was_read_is_remembered_until_it_is_forgotten() {
        let kept = Remembered::at_most(10);
        assert_eq!(read(&kept, 1).await, Some(1));
        assert_eq!(read(&kept, 2).await, Some(1));
        kept.forget();
        assert_eq!(read(&kept, 2).await, Some(2));
    }

    #[tokio::test]
    async fn what_changes_while_it_is_read_is_not_remembered() {
        let kept = Remembered::at_most(10);
        let overtaken = kept.find(1, async || {
            kept.forget();
            Ok::<_, ()>(Some(1))
        });
        assert_eq!(overtaken.await, Ok(Some(1)));
        assert_eq!(read(&kept, 2).await, Some(2));
    }
}
