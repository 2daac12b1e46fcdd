//! How is a list cut into pages? By seeking past the last row seen, so every page costs the same.

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
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The rows, oldest first.
    pub items: Vec<T>,
    /// Where the next page begins; none on the last.
    pub next: Option<Uuid>,
    /// How many match, where it was asked for.
    pub total: Option<u64>,
}

impl<T> Page<T> {
    /// Cuts one row more than asked for into a page and where it goes on.
    pub(crate) fn cut(mut rows: Vec<T>, paging: Paging, total: Option<u64>, id: impl Fn(&T) -> Uuid) -> Self {
        let limit = usize::try_from(paging.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(id) } else { None };
        Self { items: rows, next, total }
    }

    /// Another form of the same rows.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(turn).collect(), next: self.next, total: self.total }
    }

    pub(crate) fn try_map<U, E>(self, turn: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        let items = self.items.into_iter().map(turn).collect::<Result<_, _>>()?;
        Ok(Page { items, next: self.next, total: self.total })
    }
}

/// Seeks, limits and, where asked, counts.
macro_rules! page {
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
        $crate::page::Page::cut(rows, $paging, total, |row| row.id)
    }};
}
pub(crate) use page;
