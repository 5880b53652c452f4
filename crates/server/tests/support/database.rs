//! What lies in a platform's database, and ways to put things into it and to stand in the way there.

use std::collections::BTreeMap;
use std::time::Duration;

use latchkey_server::store::{Connection, ReadConnection, Transaction};
use sqlx::{AssertSqlSafe, Connection as _};

use super::Platform;

/// How many rows each table has.
pub type Rows = BTreeMap<String, i64>;

impl Platform {
    /// The rows of all tables.
    pub async fn rows(&self) -> Rows {
        let mut connection = self.app.store.read().await.expect("a connection");
        let mut rows = Rows::new();
        for table in tables(&mut connection).await {
            let count = sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}")))
                .fetch_one(&mut *connection)
                .await
                .expect("a number");
            rows.insert(table, count);
        }
        rows
    }

    /// Runs one statement.
    pub async fn execute(&self, sql: &str) {
        let mut transaction = self.app.store.begin().await.expect("a transaction");
        sqlx::query(AssertSqlSafe(sql))
            .execute(&mut *transaction)
            .await
            .expect("executes");
        transaction.commit().await.expect("commits");
    }

    /// Tries a statement; nothing of it stays.
    pub async fn tried(&self, sql: &str) -> Result<(), sqlx::Error> {
        let mut transaction = self.app.store.begin().await.expect("a transaction");
        let tried = sqlx::query(AssertSqlSafe(sql)).execute(&mut *transaction).await;
        tried.map(drop)
    }

    /// All connections to read with at once.
    pub async fn connections(&self) -> Vec<ReadConnection> {
        let mut connections = Vec::new();
        for _ in 0..8 {
            connections.push(self.app.store.read().await.expect("a connection"));
        }
        connections
    }

    /// How many pages SQLite's database may have; a limit of the connection that writes.
    pub async fn limit_pages(&self, pages: i64) {
        self.execute(&format!("PRAGMA max_page_count = {pages}")).await;
    }

    /// Waits until a query answers this number: no test ends before what it looks at.
    pub async fn wait_until(&self, sql: &'static str, wanted: i64) {
        let reached = async {
            while self.count(sql).await != wanted {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        if tokio::time::timeout(Duration::from_secs(20), reached)
            .await
            .is_err()
        {
            panic!("{sql} is {}, not {wanted}", self.count(sql).await);
        }
    }

    /// As if `count` attempts had been made just now; a transaction of them, not as many requests.
    pub async fn seed_throttle(&self, scope: &str, count: u32) {
        let now = self.app.clock.now_ms();
        let mut transaction = self.app.store.begin().await.expect("a transaction");
        for n in 0..count {
            let sql = "INSERT INTO throttle_attempts (attempt_id, scope, at_ms) VALUES ($1, $2, $3)";
            sqlx::query(sql)
                .bind(format!("seed-{n}"))
                .bind(scope)
                .bind(now)
                .execute(&mut *transaction)
                .await
                .expect("inserts");
        }
        transaction.commit().await.expect("commits");
    }

    /// A transaction that everybody who signs in from `address` has to wait for: on SQLite because it is the one writer, on
    /// PostgreSQL because it holds the address's row in the throttle.
    pub async fn in_the_way_of(&self, address: &str) -> Transaction {
        let mut transaction = self.app.store.begin().await.expect("a transaction");
        let sql = "INSERT INTO throttle_scopes (scope, last_attempt_at_ms) VALUES ($1, 0)
                   ON CONFLICT (scope) DO UPDATE SET last_attempt_at_ms = 0";
        sqlx::query(sql)
            .bind(format!("address:{address}"))
            .execute(&mut *transaction)
            .await
            .expect("inserts");
        transaction
    }
}

/// The tables that are different in `after`, by how many rows.
pub fn added(before: &Rows, after: &Rows) -> BTreeMap<String, i64> {
    after
        .iter()
        .map(|(table, count)| (table.clone(), count - before.get(table).copied().unwrap_or(0)))
        .filter(|(_, added)| *added != 0)
        .collect()
}

async fn tables(connection: &mut Connection) -> Vec<String> {
    let sql = match connection.backend_name() {
        "PostgreSQL" => "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'",
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
    };
    sqlx::query_scalar(sql)
        .fetch_all(connection)
        .await
        .expect("names")
}

/// A database that cannot be written, and can be read.
pub enum Unwritable {
    /// Another process has SQLite's writer and keeps it.
    Taken(Box<sqlx::AnyConnection>),
    /// PostgreSQL is read-only, as after a failover to a standby.
    ReadOnly {
        server: Box<sqlx::AnyConnection>,
        name: String,
    },
}

impl Platform {
    /// Makes the database one that cannot be written, until [`Unwritable::end`].
    pub async fn unwritable(&self) -> Unwritable {
        let Some(name) = self.database_name().await else {
            let url = super::sqlite_url(&self.folder);
            let mut other = sqlx::AnyConnection::connect(&url).await.expect("connects");
            run(&mut other, "BEGIN IMMEDIATE".into()).await;
            return Unwritable::Taken(other.into());
        };
        let server =
            std::env::var("LATCHKEY_TEST_POSTGRES_URL").expect("LATCHKEY_TEST_POSTGRES_URL names a server");
        let mut server = sqlx::AnyConnection::connect(&server).await.expect("connects");
        run(
            &mut server,
            format!("ALTER DATABASE {name} SET default_transaction_read_only = on"),
        )
        .await;
        // It holds for connections that are made from now on.
        let cut = format!(
            "SELECT COUNT(*) FILTER (WHERE pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = '{name}'"
        );
        run(&mut server, cut).await;
        Unwritable::ReadOnly {
            server: server.into(),
            name,
        }
    }

    /// Of PostgreSQL's.
    async fn database_name(&self) -> Option<String> {
        let mut connection = self.app.store.read().await.expect("a connection");
        if connection.backend_name() != "PostgreSQL" {
            return None;
        }
        let name = sqlx::query_scalar("SELECT CAST(current_database() AS TEXT)");
        Some(name.fetch_one(&mut *connection).await.expect("a name"))
    }
}

impl Unwritable {
    /// Lets it be written again.
    pub async fn end(self) {
        match self {
            Self::Taken(mut other) => run(&mut other, "ROLLBACK".into()).await,
            Self::ReadOnly { mut server, name } => {
                let sql = format!("ALTER DATABASE {name} RESET default_transaction_read_only");
                run(&mut server, sql).await;
            }
        }
    }
}

async fn run(connection: &mut sqlx::AnyConnection, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(connection)
        .await
        .expect("runs");
}
