//! Pages of lists: the one place that builds the statements which read them. Invariant: a page begins behind a row (its sort key and
//! its identifier), never at a number, so that the last page costs what the first does and rows that come or go meanwhile neither
//! repeat nor hide others. A search that finds very many is ordered by the column that it finds them by ([`search`]).

use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{FromRow, Row as _};

use super::{Connection, Result};

mod legs;
#[cfg(test)]
mod model;
#[cfg(test)]
mod plans;
mod probe;
mod search;
mod sparse;
mod statement;

pub(super) use sparse::{Few, Sparse, read_sparse};

use search::{Bounds, Search};
use statement::{Begins, Piece, gathered, in_order};

/// The row behind which a page begins; ordered as rows are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// What the row is sorted by.
    pub key: String,
    /// Its identifier: two rows may have the same key.
    pub id: String,
    /// Where a search finds too many rows to sort them: the column by which it found this one, 0 for that of the order; `key` is that
    /// column's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<usize>,
}

impl Position {
    fn of(row: &AnyRow) -> Result<Self> {
        Ok(Self {
            key: row.try_get("list_key")?,
            id: row.try_get("list_id")?,
            // -1: the row is where the order of the list has it.
            rank: usize::try_from(row.try_get::<i64, _>("list_rank")?).ok(),
        })
    }
}

/// Which part of a list is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// The most rows.
    pub limit: u32,
    /// Where it begins; none: at the beginning.
    pub after: Option<Position>,
    /// What a row begins with that is read, as a key ([`latchkey_domain::sort_key`]); none: every row is.
    pub search: Option<String>,
    /// Whether the order is reversed.
    pub descending: bool,
}

impl Part {
    /// The most rows that are read: one more than is wanted says whether there are more.
    fn most(&self) -> usize {
        usize::try_from(self.limit)
            .unwrap_or(usize::MAX)
            .saturating_add(1)
    }

    /// All that is left of the list.
    fn rest(&self) -> Piece {
        Piece {
            after: self.after.clone(),
            end: None,
            descending: self.descending,
            rank: None,
        }
    }
}

/// A page of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<T> {
    /// The rows, in order.
    pub items: Vec<T>,
    /// Where the next page begins; none: these were the last rows.
    pub next: Option<Position>,
}

impl<T> Rows<T>
where
    T: for<'r> FromRow<'r, AnyRow>,
{
    /// Of [`Part::most`] rows, or all that there are.
    fn of(rows: &[AnyRow], part: &Part) -> Result<Self> {
        let wanted = part.most() - 1;
        let last = (rows.len() > wanted).then(|| wanted.checked_sub(1).and_then(|last| rows.get(last)));
        let items = rows.iter().take(wanted).map(T::from_row);
        Ok(Self {
            items: items.collect::<std::result::Result<_, _>>()?,
            next: last.flatten().map(Position::of).transpose()?,
        })
    }
}

/// A list: SQL made of constants of this crate, and the values of its parameters.
#[derive(Clone, Copy)]
pub(super) struct List<'a> {
    /// The columns that an item is made of.
    pub(super) columns: &'static str,
    /// Where from, with a condition: `accounts WHERE company_id = $1`.
    pub(super) from: &'a str,
    /// `$1`, `$2`… of the condition.
    pub(super) values: &'a [&'a str],
    /// The column that it is sorted by.
    pub(super) key: &'static str,
    /// The column of the identifier.
    pub(super) id: &'static str,
    /// The columns of which one has to begin with what is searched for, `key` among them. Each has an index as that of the order.
    pub(super) searched: &'static [&'static str],
}

/// Reads a part of a list.
pub(super) async fn read<T>(connection: &mut Connection, list: &List<'_>, part: &Part) -> Result<Rows<T>>
where
    T: for<'r> FromRow<'r, AnyRow>,
{
    let rows = match &part.search {
        Some(prefix) => {
            let search = Search::new(*list, None, None, prefix, Bounds::OF_LISTS);
            search.read(connection, part).await?
        }
        None => {
            let statement = in_order(list, &part.rest(), Begins::NONE, None, connection);
            statement.rows(connection, part.most()).await?
        }
    };
    Rows::of(&rows, part)
}

/// Reads a part of a list whose condition finds its rows and whose order no index has: all of them are gathered and sorted, which
/// takes a while where they are very many, so that it is a long statement.
pub(super) async fn read_gathered<T>(
    connection: &mut Connection,
    list: &List<'_>,
    part: &Part,
) -> Result<Rows<T>>
where
    T: for<'r> FromRow<'r, AnyRow>,
{
    Rows::of(&gather(connection, list, part).await?, part)
}

/// Sorts the rows of a list, or those that begin as is searched for.
async fn gather(connection: &mut Connection, list: &List<'_>, part: &Part) -> Result<Vec<AnyRow>> {
    let begins = part.search.as_deref().map(|prefix| Begins {
        columns: list.searched,
        prefix,
    });
    let statement = gathered(list, &part.rest(), begins, Begins::NONE, connection);
    statement.rows(connection, part.most()).await
}
