//! What import files last said of each object: per field, the SHA-256 of its value. Invariant: no secret is stored here; secrets
//! and passwords keep their own marks where they are stored.

use serde_json::{Map, Value};

use super::{Connection, Result, StoreError};

/// What is remembered of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// The fields that a file has said something of, each with a digest of the value.
    pub given: Map<String, Value>,
    /// Whether the object is older than the memory of imports.
    pub is_baseline: bool,
}

/// What is remembered of the thing of this kind; `None` where no file named it.
pub async fn of(connection: &mut Connection, kind: &str, subject_id: &str) -> Result<Option<Remembered>> {
    let sql = "SELECT given, is_baseline FROM import_memory WHERE kind = $1 AND subject_id = $2";
    let row: Option<(String, i64)> = sqlx::query_as(sql)
        .bind(kind)
        .bind(subject_id)
        .fetch_optional(connection)
        .await?;
    row.map(|(given, is_baseline)| {
        Ok(Remembered {
            given: serde_json::from_str(&given).map_err(|_| StoreError::Corrupt("import_memory.given"))?,
            is_baseline: is_baseline != 0,
        })
    })
    .transpose()
}

/// Remembers what files have said of a thing by now.
pub async fn save(
    connection: &mut Connection,
    kind: &str,
    subject_id: &str,
    given: &Map<String, Value>,
) -> Result<()> {
    let given = serde_json::to_string(given).map_err(|_| StoreError::Corrupt("import_memory.given"))?;
    let sql = "INSERT INTO import_memory (kind, subject_id, given, is_baseline) VALUES ($1, $2, $3, 0)
               ON CONFLICT (kind, subject_id) DO UPDATE SET given = excluded.given, is_baseline = 0";
    sqlx::query(sql)
        .bind(kind)
        .bind(subject_id)
        .bind(given)
        .execute(connection)
        .await?;
    Ok(())
}
