//! Pages of lists whose rows are some of very many, e.g. the people of an environment among all accounts. Invariant: however the rows
//! are spread, and whatever is searched for, a statement looks at a bounded part of the many, or at the rows of the list alone.

use sqlx::any::AnyRow;
use sqlx::{FromRow, Row as _};

use super::{FEW, List, Part, Position, Rows, Sql, WALK, Way, finds_many, run};
use crate::{Connection, Result};

/// So many of the many are looked at first: with one in a hundred of them, that is a page.
const FIRST_WALK: i64 = 2_000;

/// A list of some of many. All statements have the values of `many`.
pub(crate) struct Sparse<'a> {
    /// The many, in the order of an index that has all columns of the order; the searched columns have such indexes, too.
    pub(crate) many: List<'a>,
    /// The condition that one of the many belongs to the list.
    pub(crate) belongs: &'a str,
    /// The same rows by what makes them belong; none where no index knows that.
    pub(crate) few: Option<Few<'a>>,
}

/// The rows of a list by what makes them belong to it: for where they are few, or far away in the order.
pub(crate) struct Few<'a> {
    /// What makes rows belong, at least one for each, so that it can be counted without gathering them: `access_grants WHERE …`.
    pub(crate) counted: &'a str,
    /// The rows: `accounts WHERE id IN (…)`.
    pub(crate) found: &'a str,
}

/// Reads a part of a list. A long statement where it is searched, or where its rows stand together far from the beginning of the part.
pub(crate) async fn read_sparse<T>(
    connection: &mut Connection,
    list: &Sparse<'_>,
    part: &Part,
) -> Result<Rows<T>>
where
    T: for<'r> FromRow<'r, AnyRow>,
{
    if let Some(few) = &list.few
        && !has_many(connection, &list.many, few.counted).await?
    {
        let few = from(&list.many, few.found);
        return run(connection, &few, part, Way::Gather).await;
    }
    if let Some(prefix) = &part.search
        && !finds_many(connection, &list.many, prefix).await?
    {
        let belonging = format!("{} AND {}", list.many.from, list.belongs);
        return run(connection, &from(&list.many, &belonging), part, Way::GatherEach).await;
    }
    for length in [FIRST_WALK, WALK] {
        let end = end_of_walk(connection, &list.many, part, length).await?;
        let is_whole = end.is_none();
        let rows = walk(connection, list, part, end).await?;
        if is_whole || rows.next.is_some() {
            return Ok(rows);
        }
    }
    match &list.few {
        Some(few) => run(connection, &from(&list.many, few.found), part, Way::Gather).await,
        None => walk(connection, list, part, None).await,
    }
}

/// The list with its rows from elsewhere.
const fn from<'a>(list: &List<'a>, from: &'a str) -> List<'a> {
    List { from, ..*list }
}

/// Whether the list may have more than [`FEW`] rows.
async fn has_many(connection: &mut Connection, many: &List<'_>, counted: &str) -> Result<bool> {
    let mut sql = Sql::new(many, connection);
    let limit = FEW + 1;
    sql.text = format!("SELECT COUNT(*) FROM (SELECT 1 FROM {counted} LIMIT {limit}) AS counted");
    let counted: i64 = match sql.fetch(connection).await?.first() {
        Some(row) => row.try_get(0)?,
        None => 0,
    };
    Ok(counted > FEW)
}

/// The row of the many at which a walk of this length ends; none where there are not so many.
async fn end_of_walk(
    connection: &mut Connection,
    many: &List<'_>,
    part: &Part,
    length: i64,
) -> Result<Option<Position>> {
    let mut sql = Sql::new(many, connection);
    let order = sql.order(many, part, "");
    let behind = sql.behind(&order, part);
    sql.text = format!(
        "SELECT {} AS list_key, {} AS list_id FROM {}{behind} ORDER BY {} LIMIT 1 OFFSET {}",
        many.key,
        many.id,
        many.from,
        order.text,
        length - 1
    );
    let rows = sql.fetch(connection).await?;
    rows.first().map(Position::of).transpose()
}

/// Reads the rows up to `end` that belong to the list.
async fn walk<T>(
    connection: &mut Connection,
    list: &Sparse<'_>,
    part: &Part,
    end: Option<Position>,
) -> Result<Rows<T>>
where
    T: for<'r> FromRow<'r, AnyRow>,
{
    let mut sql = Sql::new(&list.many, connection);
    let order = sql.order(&list.many, part, "");
    let mut rows = format!("{}{}", list.many.from, sql.behind(&order, part));
    if let Some(end) = end {
        let (key, id) = (sql.bind(&end.key), sql.bind(&end.id));
        let within = if part.descending { ">=" } else { "<=" };
        rows = format!("{rows} AND {} {within} ({key}, {id})", order.row);
    }
    if let Some(prefix) = &part.search {
        // No index has an expression: none but that of the order is used.
        let columns: Vec<_> = list
            .many
            .searched
            .iter()
            .map(|column| format!("{column} || ''"))
            .collect();
        rows = format!("{rows} AND {}", sql.begins_one(&columns, prefix));
    }
    sql.select(&list.many, part, &format!("{rows} AND {}", list.belongs), &order);
    sql.rows(connection, part).await
}
