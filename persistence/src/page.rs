//! How is a list cut into pages? By seeking past the last row seen, so every page costs the same.

use domain::time::Instant;
use uuid::Uuid;

/// Which page is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    /// The most rows.
    pub limit: u64,
    /// The last row seen; none for the first page.
    pub after: Option<Uuid>,
    /// Whether to count all rows that match.
    pub total: bool,
    /// Only rows that were changed at or after this instant.
    pub since: Option<Instant>,
}

impl Paging {
    /// The first rows, uncounted.
    pub const fn first(limit: u64) -> Self {
        Self { limit, after: None, total: false, since: None }
    }

    /// The same page of what was changed at or after an instant.
    #[must_use]
    pub const fn since(self, since: Option<Instant>) -> Self {
        Self { since, ..self }
    }
}

/// A page of a list; `N` tells where the next one begins.
#[derive(Clone, Debug)]
pub struct Page<T, N = Uuid> {
    /// The rows, oldest first unless another order was asked for.
    pub items: Vec<T>,
    /// The last row seen; none on the last page.
    pub next: Option<N>,
    /// How many match, where it was asked for.
    pub total: Option<u64>,
}

impl<T, N> Page<T, N> {
    /// Cuts one row more than asked for into a page and where it goes on.
    pub(crate) fn cut(mut rows: Vec<T>, limit: u64, total: Option<u64>, last: impl Fn(&T) -> N) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(last) } else { None };
        Self { items: rows, next, total }
    }

    /// Another form of the same rows.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U, N> {
        Page { items: self.items.into_iter().map(turn).collect(), next: self.next, total: self.total }
    }

    /// Without some of its rows; where the next page begins stays.
    pub(crate) fn retain(mut self, keep: impl FnMut(&T) -> bool) -> Self {
        self.items.retain(keep);
        self
    }

    pub(crate) fn try_map<U, E>(self, turn: impl FnMut(T) -> Result<U, E>) -> Result<Page<U, N>, E> {
        let items = self.items.into_iter().map(turn).collect::<Result<_, _>>()?;
        Ok(Page { items, next: self.next, total: self.total })
    }
}

/// Seeks, limits and, where asked, counts. Rows that change name the column that says when they did.
macro_rules! page {
    ($query:expr, $id:expr, changed: $changed:expr, $paging:expr, $db:expr) => {{
        use sea_orm::{ColumnTrait as _, QueryFilter as _};
        let query = match $paging.since {
            Some(since) => $query.filter($changed.gte(since.as_micros())),
            None => $query,
        };
        $crate::page::page!(query, $id, $paging, $db)
    }};
    ($query:expr, $id:expr, $paging:expr, $db:expr) => {{
        use sea_orm::{
            ColumnTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
        };
        let query = $query;
        let total = if $paging.total { Some(query.clone().count($db).await?) } else { None };
        let query = match $paging.after {
            Some(after) => query.filter($id.gt(after)),
            None => query,
        };
        let rows = query.order_by_asc($id).limit($paging.limit.saturating_add(1)).all($db).await?;
        $crate::page::Page::cut(rows, $paging.limit, total, |row| row.id)
    }};
}
pub(crate) use page;
