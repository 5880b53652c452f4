//! PostgreSQL behind a pooler that lends a server connection per transaction (PgBouncer, `pool_mode = transaction`). There,
//! settings, locks and prepared statements of one client's session reach another client.
//!
//! Invariant: behind such a pooler every statement is in a transaction, none is prepared by name, and settings and locks last until
//! the transaction ends.

use sqlx::any::AnyConnectOptions;
use sqlx::{AnyConnection, ConnectOptions as _, Connection as _};

use super::engine::Engine;
use super::migrations::migrator;
use super::{Result, StoreError, new_id};

/// Begins a transaction with the limits that a connection of its own has from its start.
pub(super) const BEGIN: &str = "BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '30s';
    SET LOCAL idle_in_transaction_session_timeout = '30s'";

/// How often the marker is looked for: with others about, once may not tell.
const LOOKS: usize = 10;

/// A setting of the session that PostgreSQL keeps for whoever made it up.
const MARKER: &str = "latchkey.session";

/// The lock of the migrations, of this database alone (advisory locks are a database's): "latchkey" in hexadecimal.
const MIGRATION_LOCK: i64 = 0x6c61_7463_686b_6579;

/// Whether the server's connections are lent for a transaction at a time. One client marks its session: where the mark is gone
/// later, or another client meets it, the session is nobody's. Nothing is held meanwhile: nodes that start at once would wait for
/// each other's connections.
pub(super) async fn is_between(options: &AnyConnectOptions) -> Result<bool> {
    let mut one = options.connect().await.map_err(explained)?;
    let mut other = options.connect().await.map_err(explained)?;
    let mut is_between = false;
    for _ in 0..LOOKS {
        let mark = new_id();
        // An identifier of ours. Without arguments: not prepared.
        let set = sqlx::AssertSqlSafe(format!("SET {MARKER} = '{mark}'"));
        sqlx::raw_sql(set).execute(&mut one).await.map_err(explained)?;
        let met = mark_of(&mut other).await.map_err(explained)?;
        let kept = mark_of(&mut one).await.map_err(explained)?;
        is_between = met.as_ref() == Some(&mark) || kept.as_ref() != Some(&mark);
        if is_between {
            break;
        }
    }
    one.close().await?;
    other.close().await?;
    Ok(is_between)
}

/// The mark of the session that this client meets now.
async fn mark_of(connection: &mut AnyConnection) -> std::result::Result<Option<String>, sqlx::Error> {
    let mut transaction = connection.begin().await?;
    let sql = sqlx::AssertSqlSafe(format!("SELECT current_setting('{MARKER}', true)"));
    let mark = sqlx::query_scalar(sql)
        .persistent(false)
        .fetch_one(&mut *transaction)
        .await?;
    transaction.rollback().await?;
    Ok(mark)
}

/// Brings the schema up to date in one transaction, on a connection that is closed afterwards.
pub(super) async fn migrate(options: &AnyConnectOptions) -> Result<()> {
    let mut connection = options.connect().await?;
    let mut transaction = connection.begin().await?;
    // Names that others have left on the server's connection, and then ours. Without arguments: not prepared.
    const FORGET_STATEMENTS: &str = "DEALLOCATE ALL";
    let lock = format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
    for sql in [FORGET_STATEMENTS, &lock] {
        // A constant and a number of ours.
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
            .execute(&mut *transaction)
            .await?;
    }
    migrator(Engine::Postgres)
        .set_locking(false)
        .run(&mut transaction)
        .await?;
    sqlx::raw_sql(FORGET_STATEMENTS)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    connection.close().await?;
    Ok(())
}

/// What a pooler says that refuses a connection, with what to do about it.
fn explained(error: sqlx::Error) -> StoreError {
    let message = match &error {
        sqlx::Error::Database(fault) => fault.message().to_owned(),
        _ => return error.into(),
    };
    if message.contains("unsupported startup parameter") {
        return StoreError::Setting(format!(
            "PgBouncer refuses the connection ({message}); set `ignore_startup_parameters = extra_float_digits` in pgbouncer.ini"
        ));
    }
    if message.contains("statement pooling") {
        return StoreError::Setting(
            "PgBouncer's pool_mode is `statement`, which allows no transactions; set it to `transaction` or `session`".into(),
        );
    }
    error.into()
}
