//! Fills the keys by which lists are sorted and searched, for rows of earlier releases. Invariant: once a server of this release
//! has started, `name_key` is never empty.

use std::fmt::Write as _;

use sqlx::AssertSqlSafe;

use super::{Connection, Result};
use latchkey_domain::sort_key::{given_name_key, name_key, sort_key};

/// Rows in one statement.
const BATCH: i64 = 1000;

/// Gives some accounts their keys. Returns how many; 0: all of them have theirs.
pub async fn fill_accounts(connection: &mut Connection) -> Result<usize> {
    let sql = "SELECT id, first_name, last_name FROM accounts WHERE name_key = '' LIMIT $1";
    let rows: Vec<(String, String, String)> = sqlx::query_as(sql)
        .bind(BATCH)
        .fetch_all(&mut *connection)
        .await?;
    let keys = rows.into_iter().map(|(id, first, last)| {
        let (name, given) = (name_key(&first, &last), given_name_key(&first, &last));
        vec![id, name, given]
    });
    let set = "UPDATE accounts SET name_key = keys.column2, given_name_key = keys.column3 FROM";
    update(connection, set, "accounts", keys.collect()).await
}

/// The same for apps.
pub async fn fill_apps(connection: &mut Connection) -> Result<usize> {
    let sql = "SELECT id, name FROM apps WHERE name_key = '' LIMIT $1";
    let rows: Vec<(String, String)> = sqlx::query_as(sql)
        .bind(BATCH)
        .fetch_all(&mut *connection)
        .await?;
    let keys = rows.into_iter().map(|(id, name)| vec![id, app_key(&name)]);
    let set = "UPDATE apps SET name_key = keys.column2 FROM";
    update(connection, set, "apps", keys.collect()).await
}

/// What an app is sorted by; never empty.
pub fn app_key(name: &str) -> String {
    format!("{} ", sort_key(name))
}

/// What a group is sorted by, and unique by in its company.
pub fn group_key(name: &str) -> String {
    sort_key(name)
}

/// Runs `set` over rows whose first column is the identifier.
async fn update(
    connection: &mut Connection,
    set: &'static str,
    table: &'static str,
    rows: Vec<Vec<String>>,
) -> Result<usize> {
    let count = rows.len();
    if count == 0 {
        return Ok(0);
    }
    let mut sql = format!("{set} (VALUES ");
    let mut number = 0;
    for (at, row) in rows.iter().enumerate() {
        sql.push_str(if at == 0 { "(" } else { ", (" });
        for column in 0..row.len() {
            number += 1;
            let _ = write!(sql, "{}${number}", if column == 0 { "" } else { ", " });
        }
        sql.push(')');
    }
    let _ = write!(sql, ") AS keys WHERE {table}.id = keys.column1");
    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
    for value in rows.into_iter().flatten() {
        query = query.bind(value);
    }
    query.execute(connection).await?;
    Ok(count)
}
