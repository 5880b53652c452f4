//! A folder and a database of a test's own, on either engine, for processes that are killed.

use std::process::Command;

use latchkey_server::store::Store;
use sqlx::AssertSqlSafe;
use tempfile::TempDir;

use crate::database::EmptyDatabase;
use crate::process::{Server, folder, latchkey};

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

pub(crate) struct Place {
    pub(crate) folder: TempDir,
    pub(crate) store: Store,
    url: String,
    on_postgres: Option<EmptyDatabase>,
}

impl Place {
    pub(crate) async fn on_sqlite() -> Self {
        let folder = folder();
        let url = format!("sqlite://{}/latchkey.db", folder.path().display());
        Self::at(folder, url, None).await
    }

    pub(crate) async fn on_postgres() -> Self {
        let database = EmptyDatabase::on_postgres().await;
        Self::at(folder(), database.url.clone(), Some(database)).await
    }

    async fn at(folder: TempDir, url: String, on_postgres: Option<EmptyDatabase>) -> Self {
        Self {
            folder,
            store: Store::open(&url).await.expect("a store"),
            url,
            on_postgres,
        }
    }

    fn settings(&self) -> [(&str, &str); 3] {
        [
            ("LATCHKEY_DATABASE_URL", &self.url),
            ("LATCHKEY_SECRET_KEY", KEY),
            ("LATCHKEY_LOG", "warn"),
        ]
    }

    /// A command over the database.
    pub(crate) fn latchkey(&self, arguments: &[&str]) -> Command {
        latchkey(&self.folder, arguments, &self.settings())
    }

    /// A server over the database.
    pub(crate) fn serve(&self) -> Server {
        Server::start_with(&self.folder, &self.settings())
    }

    /// The row of numbers and texts that a query answers: of one moment, whatever the database still does for a process that was killed.
    pub(crate) async fn row<T>(&self, sql: &'static str) -> T
    where
        T: for<'r> sqlx::FromRow<'r, sqlx::any::AnyRow> + Send + Unpin,
    {
        let mut connection = self.store.read().await.expect("a connection");
        sqlx::query_as(sql)
            .fetch_one(&mut *connection)
            .await
            .expect("a row")
    }

    /// Runs one statement.
    pub(crate) async fn execute(&self, sql: &str) {
        let mut transaction = self.store.begin().await.expect("begins");
        sqlx::query(AssertSqlSafe(sql))
            .execute(&mut *transaction)
            .await
            .expect("executes");
        transaction.commit().await.expect("commits");
    }

    /// The time is over for which jobs stay with a node that was killed, and for which they wait.
    pub(crate) async fn let_time_go_by(&self) {
        let sql = "UPDATE jobs SET lease_until_ms = 0, run_at_ms = 0 WHERE kind <> 'mail'";
        self.execute(sql).await;
    }

    pub(crate) async fn remove(self) {
        self.store.close().await;
        if let Some(database) = self.on_postgres {
            database.drop().await;
        }
    }
}
