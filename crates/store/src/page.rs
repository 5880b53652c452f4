//! Pages of lists: the one place that builds the statements which read them. Invariant: a page begins behind a row (its sort key and
//! its identifier), never at a number, so that the last page costs what the first does and rows that come or go meanwhile neither
//! repeat nor hide others.

use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, FromRow, Row as _};

use super::{Connection, Result};

#[cfg(test)]
mod plans;
mod sparse;

pub(super) use sparse::{Few, Sparse, read_sparse};

/// The row behind which a page begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// What the row is sorted by.
    pub key: String,
    /// Its identifier: two rows may have the same key.
    pub id: String,
}

impl Position {
    fn of(row: &AnyRow) -> Result<Self> {
        Ok(Self {
            key: row.try_get("list_key")?,
            id: row.try_get("list_id")?,
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
    pub(super) from: &'a str,
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

/// So many rows of each column are gathered and sorted in a few milliseconds, wherever they stand in the order.
const FEW: i64 = 5_000;
/// So many rows are looked at in the order of the list in a few milliseconds.
const WALK: i64 = 20_000;

/// How a statement comes by its rows. Left to choose, both databases may look at a million rows to find one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By the index of the order: for lists that are not searched.
    InOrder,
    /// The same for the next [`WALK`] rows, and then no further: finds enough where what is searched for is frequent.
    Walk,
    /// By the indexes of the searched columns, sorting what they find. Each of them has the whole condition: SQLite, which does not know how many
    /// rows a company has, would read all of them otherwise.
    GatherEach,
    /// By what the condition finds, sorting it.
    Gather,
}

impl Way {
    /// Whether what is found has to be sorted.
    const fn sorts(self) -> bool {
        matches!(self, Self::Gather | Self::GatherEach)
    }
}

/// Reads a part of a list.
pub(super) async fn read<T>(connection: &mut Connection, list: &List<'_>, part: &Part) -> Result<Rows<T>>
where
    T: for<'r> FromRow<'r, AnyRow>,
{
    let Some(prefix) = &part.search else {
        return run(connection, list, part, Way::InOrder).await;
    };
    if finds_many(connection, list, prefix).await? {
        let rows = run(connection, list, part, Way::Walk).await?;
        if rows.next.is_some() {
            return Ok(rows);
        }
    }
    run(connection, list, part, Way::GatherEach).await
}

/// Reads a part of a list of rows that are some of many, e.g. the people of a group. `few` and `many` are the same list: in `few` the
/// condition finds the rows by what makes them belong to it, in `many` it walks through the many and asks each. `counted` is what makes them
/// belong, at least one for each, with the values of `few`: SQLite would gather all of `few` before it counts the first.
pub(super) async fn read_some_of_many<T>(
    connection: &mut Connection,
    counted: &str,
    few: &List<'_>,
    many: &List<'_>,
    part: &Part,
) -> Result<Rows<T>>
where
    T: for<'r> FromRow<'r, AnyRow>,
{
    let mut sql = Sql::new(few, connection);
    let limit = FEW + 1;
    sql.text = format!("SELECT COUNT(*) FROM (SELECT 1 FROM {counted} LIMIT {limit}) AS belong");
    let found: i64 = match sql.fetch(connection).await?.first() {
        Some(row) => row.try_get(0)?,
        None => 0,
    };
    if found > FEW {
        return read(connection, many, part).await;
    }
    run(connection, few, part, Way::Gather).await
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
    run(connection, list, part, Way::Gather).await
}

/// Whether more than [`FEW`] rows begin with `prefix`, in one of the columns.
async fn finds_many(connection: &mut Connection, list: &List<'_>, prefix: &str) -> Result<bool> {
    let mut sql = Sql::new(list, connection);
    let range = sql.range(prefix);
    // As it stands: PostgreSQL plans by it.
    let limit = FEW + 1;
    let count = |column: &&str| {
        let begins = sql.begins(column, range);
        format!(
            "(SELECT COUNT(*) FROM (SELECT 1 FROM {} AND {begins} LIMIT {limit}) AS begins)",
            list.from
        )
    };
    let counts: Vec<_> = list.searched.iter().map(count).collect();
    sql.text = format!("SELECT {}", counts.join(" + "));
    let found: i64 = sql.fetch(connection).await?.iter().try_fold(0, |sum, row| {
        let count: i64 = row.try_get(0)?;
        Ok::<_, sqlx::Error>(sum + count)
    })?;
    Ok(found > FEW)
}

async fn run<T>(connection: &mut Connection, list: &List<'_>, part: &Part, way: Way) -> Result<Rows<T>>
where
    T: for<'r> FromRow<'r, AnyRow>,
{
    statement(list, part, way, connection)
        .rows(connection, part)
        .await
}

fn statement(list: &List<'_>, part: &Part, way: Way, connection: &Connection) -> Sql {
    let mut sql = Sql::new(list, connection);
    // No index has an expression: none is used for the order.
    let order = sql.order(list, part, if way.sorts() { " || ''" } else { "" });
    let behind = sql.behind(&order, part);
    let from = list.from;
    let rows = match (way, &part.search) {
        (Way::Walk, Some(prefix)) => {
            let (order, found) = (&order.text, sql.begins_one(list.searched, prefix));
            format!("(SELECT * FROM {from}{behind} ORDER BY {order} LIMIT {WALK}) AS walked WHERE {found}")
        }
        (Way::GatherEach, Some(prefix)) => {
            let (table, condition) = from.split_once(" WHERE ").unwrap_or((from, "TRUE"));
            let range = sql.range(prefix);
            let each = |column: &&str| format!("({condition} AND {})", sql.begins(column, range));
            let each: Vec<_> = list.searched.iter().map(each).collect();
            format!("{table} WHERE ({}){behind}", each.join(" OR "))
        }
        (_, Some(prefix)) => format!("{from}{behind} AND {}", sql.begins_one(list.searched, prefix)),
        (_, None) => format!("{from}{behind}"),
    };
    sql.select(list, part, &rows, &order);
    sql
}

/// An order of a list, as statements have it.
struct Order {
    /// What is compared: `(key, id)`.
    row: String,
    /// Behind `ORDER BY`.
    text: String,
}

/// A statement in the making.
struct Sql {
    text: String,
    values: Vec<Value>,
    /// Makes texts be compared by their bytes, as SQLite does anyway.
    collation: &'static str,
}

enum Value {
    Text(String),
    Number(i64),
}

impl Sql {
    /// For this list, with the values of its condition.
    fn new(list: &List<'_>, connection: &Connection) -> Self {
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

    fn bind_number(&mut self, number: i64) -> String {
        self.values.push(Value::Number(number));
        format!("${}", self.values.len())
    }

    /// The order of a part; `fence` is put behind its columns.
    fn order(&self, list: &List<'_>, part: &Part, fence: &str) -> Order {
        let collation = self.collation;
        let (key, id) = (
            format!("{}{fence}{collation}", list.key),
            format!("{}{fence}{collation}", list.id),
        );
        let direction = if part.descending { " DESC" } else { "" };
        Order {
            text: format!("{key}{direction}, {id}{direction}"),
            row: format!("({key}, {id})"),
        }
    }

    /// The condition that a row is behind the one where the part begins, with `AND` before it; empty at the beginning of the list.
    fn behind(&mut self, order: &Order, part: &Part) -> String {
        let Some(after) = &part.after else {
            return String::new();
        };
        let (key, id) = (self.bind(&after.key), self.bind(&after.id));
        let beyond = if part.descending { "<" } else { ">" };
        format!(" AND {} {beyond} ({key}, {id})", order.row)
    }

    /// The condition that one of the columns begins with `prefix`.
    fn begins_one<C: AsRef<str>>(&mut self, columns: &[C], prefix: &str) -> String {
        let range = self.range(prefix);
        let begins = columns.iter().map(|column| self.begins(column.as_ref(), range));
        format!("({})", begins.collect::<Vec<_>>().join(" OR "))
    }

    /// Makes it the statement that reads the items of a part from `rows`, and where they stand.
    fn select(&mut self, list: &List<'_>, part: &Part, rows: &str, order: &Order) {
        // One more than is wanted says whether there are more.
        let limit = self.bind_number(i64::from(part.limit) + 1);
        let (List { columns, key, id, .. }, order) = (list, &order.text);
        self.text = format!(
            "SELECT {columns}, {key} AS list_key, {id} AS list_id FROM {rows} ORDER BY {order} LIMIT {limit}"
        );
    }

    /// What [`Self::select`] asks for.
    async fn rows<T>(self, connection: &mut Connection, part: &Part) -> Result<Rows<T>>
    where
        T: for<'r> FromRow<'r, AnyRow>,
    {
        let rows = self.fetch(connection).await?;
        let wanted = usize::try_from(part.limit).unwrap_or(usize::MAX);
        let last = (rows.len() > wanted).then(|| wanted.checked_sub(1).and_then(|last| rows.get(last)));
        let next = last.flatten().map(Position::of).transpose()?;
        let items = rows.iter().take(wanted).map(T::from_row);
        Ok(Rows {
            items: items.collect::<std::result::Result<_, _>>()?,
            next,
        })
    }

    /// Binds the first text that begins with `prefix`, and what is behind the last one; the number of the first's place.
    fn range(&mut self, prefix: &str) -> usize {
        self.bind(prefix);
        let at = self.values.len();
        self.bind(&format!("{prefix}{LAST}"));
        at
    }

    /// Whether the column is in the range.
    fn begins(&self, column: &str, range: usize) -> String {
        let (collation, end) = (self.collation, range + 1);
        format!("({column}{collation} >= ${range} AND {column}{collation} < ${end})")
    }

    async fn fetch(self, connection: &mut Connection) -> Result<Vec<AnyRow>> {
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
