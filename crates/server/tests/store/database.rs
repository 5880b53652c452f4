//! A database for one test.

use latchkey_server::store::Store;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};
use tempfile::TempDir;

pub(crate) struct Database {
    pub(crate) store: Store,
    url: String,
    cleanup: Cleanup,
}

enum Cleanup {
    Folder(TempDir),
    Postgres(EmptyDatabase),
}

impl Database {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/store.db", folder.path().display());
        Self {
            store: Store::open(&url).await.expect("a store"),
            url,
            cleanup: Cleanup::Folder(folder),
        }
    }

    pub(crate) async fn postgres() -> Self {
        Self::over(EmptyDatabase::on_postgres().await).await
    }

    pub(crate) async fn postgres_in_english() -> Self {
        Self::over(EmptyDatabase::in_english().await).await
    }

    async fn over(empty: EmptyDatabase) -> Self {
        Self {
            store: Store::open(&empty.url).await.expect("a store"),
            url: empty.url.clone(),
            cleanup: Cleanup::Postgres(empty),
        }
    }

    /// Where it is reached.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) async fn drop(self) {
        self.store.close().await;
        match self.cleanup {
            Cleanup::Folder(folder) => folder.close().expect("removes the folder"),
            Cleanup::Postgres(empty) => empty.drop().await,
        }
    }
}

/// A database on PostgreSQL in which nothing is yet.
pub(crate) struct EmptyDatabase {
    server: String,
    name: String,
    pub(crate) url: String,
}

impl EmptyDatabase {
    pub(crate) async fn on_postgres() -> Self {
        Self::made_with("").await
    }

    /// One that sorts texts as people of a language do, as many servers are set up.
    pub(crate) async fn in_english() -> Self {
        let options = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'";
        Self::made_with(options).await
    }

    async fn made_with(options: &str) -> Self {
        let server = std::env::var("LATCHKEY_TEST_POSTGRES_URL")
            .expect("LATCHKEY_TEST_POSTGRES_URL must name a PostgreSQL server for tests; `cargo xtask test` starts one");
        let name = format!("latchkey_{}", uuid::Uuid::now_v7().simple());
        execute(&server, format!("CREATE DATABASE {name} {options}")).await;
        let (base, _) = server.rsplit_once('/').expect("a database in the URL");
        let url = format!("{base}/{name}");
        Self { server, name, url }
    }

    pub(crate) async fn drop(self) {
        execute(&self.server, format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
    }
}

async fn execute(server: &str, sql: String) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(server)
        .await
        .expect("a connection to the test server");
    sqlx::query(AssertSqlSafe(sql))
        .execute(&mut connection)
        .await
        .expect("executes");
    connection.close().await.expect("closes");
}
