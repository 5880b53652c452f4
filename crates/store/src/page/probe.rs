//! Looks at a list before it is read, by indexes that have all columns of the look. Invariant: each counts so far and no further.

use super::statement::{Begins, Piece, Statement};
use super::{List, Position};
use crate::{Connection, Result};

/// Counts, for each column by itself, the rows that begin with the searched text, up to a greatest number.
pub(super) async fn count_beginning(
    connection: &mut Connection,
    list: &List<'_>,
    begins: Begins<'_>,
    most: i64,
) -> Result<i64> {
    let mut statement = Statement::new(list, connection);
    let range = statement.range(begins.prefix);
    // The number as it stands: PostgreSQL plans by it. In an order: or it gathers all that begin so before it counts the first.
    let count = |column: &&str| {
        let (begins, from) = (statement.begins(column, range), list.from);
        let order = statement.collated(column);
        format!(
            "(SELECT COUNT(*) FROM (SELECT 1 FROM {from} AND {begins} ORDER BY {order} LIMIT {most}) AS begins)"
        )
    };
    let counts: Vec<_> = begins.columns.iter().map(count).collect();
    statement.text = format!("SELECT {}", counts.join(" + "));
    statement.number(connection).await
}

/// Counts the rows of `counted`, up to a greatest number. Its parameters are those of the list.
pub(super) async fn count(
    connection: &mut Connection,
    list: &List<'_>,
    counted: &str,
    most: i64,
) -> Result<i64> {
    let mut statement = Statement::new(list, connection);
    statement.text = format!("SELECT COUNT(*) FROM (SELECT 1 FROM {counted} LIMIT {most}) AS counted");
    statement.number(connection).await
}

/// Counts the rows of a piece, up to a greatest number.
pub(super) async fn count_within(
    connection: &mut Connection,
    list: &List<'_>,
    piece: &Piece,
    most: i64,
) -> Result<i64> {
    let mut statement = Statement::new(list, connection);
    let order = statement.order(list, piece, "");
    let within = statement.within(&order, piece);
    let (from, order) = (list.from, &order.text);
    statement.text = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM {from}{within} ORDER BY {order} LIMIT {most}) AS within"
    );
    statement.number(connection).await
}

/// The row of a piece at which a walk of this length ends; none where it has not so many.
pub(super) async fn end_of_walk(
    connection: &mut Connection,
    list: &List<'_>,
    piece: &Piece,
    length: i64,
) -> Result<Option<Position>> {
    let mut statement = Statement::new(list, connection);
    let order = statement.order(list, piece, "");
    let within = statement.within(&order, piece);
    let (List { key, id, from, .. }, order) = (list, &order.text);
    statement.text = format!(
        "SELECT {key} AS list_key, {id} AS list_id, CAST(-1 AS BIGINT) AS list_rank FROM {from}{within} ORDER BY {order} LIMIT 1 OFFSET {}",
        length - 1
    );
    let rows = statement.fetch(connection).await?;
    rows.first().map(Position::of).transpose()
}
