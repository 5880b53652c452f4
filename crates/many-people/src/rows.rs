//! Many rows in one statement. Invariant: a statement has one value, a JSON array of rows: SQLite looks for each place of a value among all
//! others.

use latchkey_store::{Connection, Result, StoreError};
use serde_json::Value;
use sqlx::AssertSqlSafe;

/// Writes all rows, each an array with a value for each column. The table and its columns are constants of this crate.
pub(crate) async fn insert<const COLUMNS: usize>(
    connection: &mut Connection,
    table: &'static str,
    columns: [&'static str; COLUMNS],
    rows: Vec<[Value; COLUMNS]>,
) -> Result<()> {
    let source = match connection.backend_name() {
        "PostgreSQL" => "jsonb_array_elements(CAST($1 AS jsonb)) AS rows (value)",
        _ => "json_each($1)",
    };
    let values: Vec<_> = columns.iter().enumerate().map(value).collect();
    let sql = format!(
        "INSERT INTO {table} ({}) SELECT {} FROM {source}",
        columns.join(", "),
        values.join(", ")
    );
    let rows: Vec<_> = rows.iter().map(|row| row.as_slice()).collect();
    let json = serde_json::to_string(&rows).map_err(|_| StoreError::Corrupt("rows"))?;
    sqlx::query(AssertSqlSafe(sql))
        .bind(json)
        .execute(connection)
        .await?;
    Ok(())
}

/// A value of a row, in the type of its column: times are numbers.
fn value((place, column): (usize, &&'static str)) -> String {
    let kind = match column.ends_with("_ms") {
        true => "BIGINT",
        false => "TEXT",
    };
    format!("CAST(value ->> {place} AS {kind})")
}
