//! Pages of lists: the one place that builds the statements which read them. Invariant: a page begins behind a row (its sort key and
//! its identifier), never at a number, so that the last page costs what the first does and rows that come or go meanwhile neither
//! repeat nor hide others.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, FromRow, Row as _};

use super::{Connection, Result};

/// The row behind which a page begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// What the row is sorted by.
    pub key: String,
    /// Its identifier: two rows may have the same key.
    pub id: String,
}

/// Which part of a list is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// The most rows.
    pub limit: u32,
    /// Where it begins; none: at the beginning.
    pub after: Option<Position>,
    /// What a row begins with that is read, as a key ([`crate::domain::sort_key`]); none: every row is.
    pub search: Option<String>,
    /// Whether the order is reversed.
    pub descending: bool,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<T> {
    /// The rows, in order.
    pub items: Vec<T>,
    /// Where the next page begins; none: these were the last rows.
    pub next: Option<Position>,
}

/// A list: constants of this folder, and the values that its condition is about.
pub(super) struct List<'a> {
    /// The columns that an item is made of.
    pub(super) columns: &'static str,
    /// Where from, with a condition: `accounts WHERE company_id = $1`.
    pub(super) from: &'static str,
    /// `$1`, `$2`… of the condition.
    pub(super) values: &'a [&'a str],
    /// The column that it is sorted by.
    pub(super) key: &'static str,
    /// The column of the identifier.
    pub(super) id: &'static str,
    /// The columns of which one has to begin with what is searched for.
    pub(super) searched: &'static [&'static str],
}

/// Behind everything that begins with a text: the last character that there is.
const LAST: char = '\u{10ffff}';

/// Reads a part of a list.
pub(super) async fn read<T>(connection: &mut Connection, list: &List<'_>, part: &Part) -> Result<Rows<T>>
where
    T: for<'r> FromRow<'r, AnyRow>,
{
    let (sql, values) = statement(list, part, connection.backend_name() == "PostgreSQL");
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for value in values {
        query = query.bind(value);
    }
    // One more than is wanted says whether there are more.
    let wanted = usize::try_from(part.limit).unwrap_or(usize::MAX);
    let rows = query
        .bind(i64::from(part.limit) + 1)
        .fetch_all(connection)
        .await?;
    let last = (rows.len() > wanted).then(|| wanted.checked_sub(1).and_then(|last| rows.get(last)));
    let next = match last.flatten() {
        Some(row) => Some(Position {
            key: row.try_get("list_key")?,
            id: row.try_get("list_id")?,
        }),
        None => None,
    };
    let items = rows.iter().take(wanted).map(T::from_row);
    Ok(Rows {
        items: items.collect::<std::result::Result<_, _>>()?,
        next,
    })
}

/// The statement, whose last parameter is the limit, and the values of the others.
fn statement(list: &List<'_>, part: &Part, is_postgres: bool) -> (String, Vec<String>) {
    // By bytes on both databases.
    let collation = if is_postgres { " COLLATE \"C\"" } else { "" };
    let mut values: Vec<String> = list.values.iter().map(|value| (*value).to_owned()).collect();
    let List {
        columns,
        from,
        key,
        id,
        ..
    } = list;
    let mut sql = format!("SELECT {columns}, {key} AS list_key, {id} AS list_id FROM {from}");
    if let Some(prefix) = &part.search {
        let (from, to) = (values.len() + 1, values.len() + 2);
        let begins =
            |column: &&str| format!("({column}{collation} >= ${from} AND {column}{collation} < ${to})");
        let any: Vec<_> = list.searched.iter().map(begins).collect();
        let _ = write!(sql, " AND ({})", any.join(" OR "));
        values.extend([prefix.clone(), format!("{prefix}{LAST}")]);
    }
    let (beyond, direction) = if part.descending {
        ("<", " DESC")
    } else {
        (">", "")
    };
    if let Some(after) = &part.after {
        let (key_at, id_at) = (values.len() + 1, values.len() + 2);
        let _ = write!(
            sql,
            " AND ({key}{collation}, {id}{collation}) {beyond} (${key_at}, ${id_at})"
        );
        values.extend([after.key.clone(), after.id.clone()]);
    }
    let limit_at = values.len() + 1;
    let _ = write!(
        sql,
        " ORDER BY {key}{collation}{direction}, {id}{collation}{direction} LIMIT ${limit_at}"
    );
    (sql, values)
}
