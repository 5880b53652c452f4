//! The statements that read a piece of a list. Invariant: each says by its form which index it reads by. Left to choose, both databases may look
//! at a million rows to find one.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::{List, Position};
use crate::{Connection, Result};

/// Behind everything that begins with a text: the last character that there is.
const LAST: char = '\u{10ffff}';

/// Behind every text that begins with `prefix`.
pub(super) fn behind_all(prefix: &str) -> String {
    format!("{prefix}{LAST}")
}

/// A piece of the order of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The position behind which it begins; none: at the beginning of the list.
    pub(super) after: Option<Position>,
    /// Its last position; none: the end of the list.
    pub(super) end: Option<Position>,
    /// Whether the order is reversed, and with it which of the two is which.
    pub(super) descending: bool,
    /// [`Position::rank`] of its rows.
    pub(super) rank: Option<usize>,
}

/// The condition that one of some columns begins with a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begins<'a> {
    pub(super) columns: &'a [&'static str],
    pub(super) prefix: &'a str,
}

/// Reads by the index of the order, and asks each row for the conditions: that it does not begin as `unless` says, and that it belongs.
pub(super) fn in_order(
    list: &List<'_>,
    piece: &Piece,
    unless: Begins<'_>,
    belongs: Option<&str>,
    connection: &Connection,
) -> Statement {
    let mut statement = Statement::new(list, connection);
    let order = statement.order(list, piece, "");
    let within = statement.within(&order, piece);
    let mut rows = format!("{}{within}{}", list.from, statement.unless(unless));
    if let Some(belongs) = belongs {
        rows = format!("{rows} AND {belongs}");
    }
    statement.select(list, &rows, (&order, piece));
    statement
}

/// Sorts what the list's condition finds, or of that what begins so, and not as `unless` says.
pub(super) fn gathered(
    list: &List<'_>,
    piece: &Piece,
    begins: Option<Begins<'_>>,
    unless: Begins<'_>,
    connection: &Connection,
) -> Statement {
    let mut statement = Statement::new(list, connection);
    let order = statement.order(list, piece, FENCE);
    let within = statement.within(&order, piece);
    let mut rows = format!("{}{within}{}", list.from, statement.unless(unless));
    if let Some(begins) = begins {
        rows = format!(
            "{rows} AND {}",
            statement.begins_one(begins.columns, begins.prefix)
        );
    }
    statement.select(list, &rows, (&order, piece));
    statement
}

/// Sorts what the indexes of the columns find. Each of them has the whole condition: SQLite, which does not know how many rows a company
/// has, would read all of them otherwise.
pub(super) fn gathered_each(
    list: &List<'_>,
    piece: &Piece,
    begins: Begins<'_>,
    belongs: Option<&str>,
    connection: &Connection,
) -> Statement {
    let mut statement = Statement::new(list, connection);
    let order = statement.order(list, piece, FENCE);
    let within = statement.within(&order, piece);
    let (table, condition) = list.from.split_once(" WHERE ").unwrap_or((list.from, "TRUE"));
    let range = statement.range(begins.prefix);
    let each = |column: &&str| format!("({condition} AND {})", statement.begins(column, range));
    let each: Vec<_> = begins.columns.iter().map(each).collect();
    let belongs = belongs
        .map(|belongs| format!(" AND {belongs}"))
        .unwrap_or_default();
    let rows = format!("{table} WHERE ({}){within}{belongs}", each.join(" OR "));
    statement.select(list, &rows, (&order, piece));
    statement
}

/// Put behind columns of the order: no index has an expression, so that none is used for the order.
const FENCE: &str = " || ''";

/// An order of a list, as statements have it.
pub(super) struct Order {
    /// What is compared: `(key, id)`.
    row: String,
    /// Behind `ORDER BY`.
    pub(super) text: String,
}

/// A statement in the making.
pub(super) struct Statement {
    pub(super) text: String,
    values: Vec<Value>,
    /// Makes texts be compared by their bytes, as SQLite does anyway.
    collation: &'static str,
}

enum Value {
    Text(String),
    Number(i64),
}

impl Begins<'_> {
    /// No column.
    pub(super) const NONE: Self = Begins {
        columns: &[],
        prefix: "",
    };
}

impl Statement {
    /// For this list, with the values of its condition.
    pub(super) fn new(list: &List<'_>, connection: &Connection) -> Self {
        let values = list.values.iter().map(|value| Value::Text((*value).to_owned()));
        Self {
            text: String::new(),
            values: values.collect(),
            collation: match connection.backend_name() {
                "PostgreSQL" => " COLLATE \"C\"",
                _ => "",
            },
        }
    }

    /// The place of a value.
    fn bind(&mut self, value: &str) -> String {
        self.values.push(Value::Text(value.to_owned()));
        format!("${}", self.values.len())
    }

    /// The order of a piece; `fence` is put behind its columns.
    pub(super) fn order(&self, list: &List<'_>, piece: &Piece, fence: &str) -> Order {
        let collation = self.collation;
        let (key, id) = (
            format!("{}{fence}{collation}", list.key),
            format!("{}{fence}{collation}", list.id),
        );
        let direction = if piece.descending { " DESC" } else { "" };
        Order {
            text: format!("{key}{direction}, {id}{direction}"),
            row: format!("({key}, {id})"),
        }
    }

    /// The condition that a row is in the piece, with `AND` before it; empty where that is the whole list.
    pub(super) fn within(&mut self, order: &Order, piece: &Piece) -> String {
        let (beyond, until) = if piece.descending {
            ("<", ">=")
        } else {
            (">", "<=")
        };
        let mut condition = |position: &Option<Position>, compared: &str| {
            let Some(Position { key, id, .. }) = position else {
                return String::new();
            };
            let (key, id) = (self.bind(key), self.bind(id));
            format!(" AND {} {compared} ({key}, {id})", order.row)
        };
        condition(&piece.after, beyond) + &condition(&piece.end, until)
    }

    /// The condition that one of the columns begins with `prefix`.
    fn begins_one<C: AsRef<str>>(&mut self, columns: &[C], prefix: &str) -> String {
        let range = self.range(prefix);
        let begins = columns.iter().map(|column| self.begins(column.as_ref(), range));
        format!("({})", begins.collect::<Vec<_>>().join(" OR "))
    }

    /// The condition that a row begins by none of these columns, with `AND` before it; empty where there is no column.
    fn unless(&mut self, begins: Begins<'_>) -> String {
        if begins.columns.is_empty() {
            return String::new();
        }
        // No index has an expression: none but that of the order is used.
        let columns: Vec<_> = begins
            .columns
            .iter()
            .map(|column| format!("{column} || ''"))
            .collect();
        format!(" AND NOT {}", self.begins_one(&columns, begins.prefix))
    }

    /// Makes it the statement that reads items from `rows`, and where they stand; the most is said by [`Self::rows`].
    fn select(&mut self, list: &List<'_>, rows: &str, (order, piece): (&Order, &Piece)) {
        let (List { columns, key, id, .. }, order) = (list, &order.text);
        let limit = self.values.len() + 1;
        let rank = piece.rank.map_or("-1".to_owned(), |rank| rank.to_string());
        self.text = format!(
            "SELECT {columns}, {key} AS list_key, {id} AS list_id, CAST({rank} AS BIGINT) AS list_rank
             FROM {rows} ORDER BY {order} LIMIT ${limit}"
        );
    }

    /// The rows that [`Self::select`] asks for, at most `most`.
    pub(super) async fn rows(mut self, connection: &mut Connection, most: usize) -> Result<Vec<AnyRow>> {
        self.values
            .push(Value::Number(i64::try_from(most).unwrap_or(i64::MAX)));
        self.fetch(connection).await
    }

    /// Binds the first text that begins with `prefix`, and what is behind the last one; the number of the first's place.
    pub(super) fn range(&mut self, prefix: &str) -> usize {
        self.bind(prefix);
        let at = self.values.len();
        self.bind(&behind_all(prefix));
        at
    }

    /// The column, compared by bytes.
    pub(super) fn collated(&self, column: &str) -> String {
        format!("{column}{}", self.collation)
    }

    /// Whether the column is in the range.
    pub(super) fn begins(&self, column: &str, range: usize) -> String {
        let (column, end) = (self.collated(column), range + 1);
        format!("({column} >= ${range} AND {column} < ${end})")
    }

    pub(super) async fn number(self, connection: &mut Connection) -> Result<i64> {
        match self.fetch(connection).await?.first() {
            Some(row) => Ok(row.try_get(0)?),
            None => Ok(0),
        }
    }

    pub(super) async fn fetch(self, connection: &mut Connection) -> Result<Vec<AnyRow>> {
        let mut query = sqlx::query(AssertSqlSafe(self.text));
        for value in self.values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        Ok(query.fetch_all(connection).await?)
    }
}
