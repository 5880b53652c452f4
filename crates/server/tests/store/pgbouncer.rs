//! PostgreSQL behind PgBouncer (Debian's `pgbouncer`), with fewer connections than there are clients, so that they meet.

use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use latchkey_server::store::companies::{self, Company};
use latchkey_server::store::{Store, StoreError};
use tempfile::TempDir;

use super::conformance;
use super::database::EmptyDatabase;

/// A PgBouncer, which ends with this value.
struct Pooler {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Pooler {
    /// Starts one in front of the server of `database`.
    fn start(database: &EmptyDatabase, mode: &str, settings: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let port = latchkey_free_port::find().expect("a free port");
        let server = url::Url::parse(&database.url).expect("a URL");
        let password = server.password().map(|password| format!(" password={password}"));
        let file = format!(
            "[databases]\n* = host={} port={} user={}{}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = any\npool_mode = {mode}\ndefault_pool_size = 3\nmax_client_conn = 200\n{settings}\n",
            server.host_str().expect("a host"),
            server.port().unwrap_or(5432),
            server.username(),
            password.unwrap_or_default(),
        );
        let path = folder.path().join("pgbouncer.ini");
        std::fs::write(&path, file).expect("writes");
        // Another user reads it, see below.
        for (path, mode) in [(folder.path(), 0o755), (&path, 0o644)] {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions");
        }
        let child = as_any_user(&path)
            .current_dir("/")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let pooler = Self {
            child,
            port,
            _folder: folder,
        };
        let deadline = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "pgbouncer does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        pooler
    }

    fn url(&self, database: &EmptyDatabase) -> String {
        let mut url = url::Url::parse(&database.url).expect("a URL");
        url.set_host(Some("127.0.0.1")).expect("a host");
        url.set_port(Some(self.port)).expect("a port");
        url.into()
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// PgBouncer refuses to run as root: then it runs as the user `postgres` that PostgreSQL's package made.
fn as_any_user(file: &Path) -> Command {
    let program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"]
        .into_iter()
        .find(|program| Path::new(program).is_file())
        .expect("PgBouncer: apt-get install pgbouncer");
    let id = Command::new("id").arg("-u").output().expect("id").stdout;
    let mut command = if id.trim_ascii() == b"0" {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", program]);
        command
    } else {
        Command::new(program)
    };
    command.arg("-q").arg(file);
    command
}

const USUAL: &str = "ignore_startup_parameters = extra_float_digits";

async fn company(store: &Store, slug: &str) -> Result<(), StoreError> {
    let company = Company {
        id: slug.into(),
        slug: slug.into(),
        name: slug.into(),
    };
    let mut transaction = store.begin().await?;
    companies::upsert(&mut transaction, &company, 0).await?;
    transaction.commit().await?;
    let mut connection = store.read().await?;
    let found = companies::by_slug(&mut connection, slug).await?;
    assert_eq!(found, Some(company), "an answer of one's own");
    Ok(())
}

/// Four nodes start at once on an empty database, and all of their clients share three connections.
async fn several_nodes_share_what_there_is(mode: &str) {
    let database = EmptyDatabase::on_postgres().await;
    let pooler = Pooler::start(&database, mode, USUAL);
    let url = pooler.url(&database);
    let nodes = futures_util::future::join_all((0..4).map(|_| Store::open(&url))).await;
    let nodes = nodes
        .into_iter()
        .map(|node| node.expect("starts"))
        .collect::<Vec<_>>();
    let work = (0..80).map(|n| {
        let store = nodes[n % nodes.len()].clone();
        tokio::spawn(async move { company(&store, &format!("company-{n}")).await })
    });
    for done in futures_util::future::join_all(work.collect::<Vec<_>>()).await {
        done.expect("ends").expect("works");
    }
    conformance::the_throttle_is_exact_under_parallel_load(&nodes[0]).await;
    conformance::at_most_one_configuration_is_active_whatever_the_race(&nodes[1]).await;
    for node in &nodes {
        node.ready().await.expect("ready");
        node.close().await;
    }
    drop(pooler);
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_transaction_mode_several_nodes_share_what_there_is() {
    several_nodes_share_what_there_is("transaction").await;
}

/// A connection belongs to a client as long as that one keeps it: enough of them are needed.
#[tokio::test(flavor = "multi_thread")]
async fn in_session_mode_a_node_works_as_without() {
    let database = EmptyDatabase::on_postgres().await;
    let pooler = Pooler::start(&database, "session", USUAL);
    let store = Store::open(&pooler.url(&database)).await.expect("starts");
    company(&store, "acme").await.expect("works");
    store.close().await;
    drop(pooler);
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_pgbouncer_refuses_is_said_with_what_to_set() {
    let database = EmptyDatabase::on_postgres().await;
    for (mode, settings, named) in [
        ("transaction", "", "ignore_startup_parameters"),
        ("statement", USUAL, "pool_mode"),
    ] {
        let pooler = Pooler::start(&database, mode, settings);
        let refused = Store::open(&pooler.url(&database)).await.expect_err("refused");
        assert!(refused.to_string().contains(named), "{refused}");
    }
    database.drop().await;
}
