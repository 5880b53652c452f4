//! `latchkey ready`, as a container's health check calls it.

use crate::process::{Server, folder, latchkey, run};

#[test]
fn a_server_is_ready_while_its_database_can_be_written() {
    let folder = folder();
    let server = Server::start(&folder);
    let listen = format!("127.0.0.1:{}", server.port);
    let (status, said) = run(latchkey(&folder, &["ready"], &[("LATCHKEY_LISTEN", &listen)]));
    assert!(status.success(), "{said}");

    // Another program holds the database: nothing can be written.
    let database = rusqlite::Connection::open(folder.path().join("latchkey.db")).expect("the database");
    database.execute_batch("BEGIN EXCLUSIVE").expect("is locked");
    // The server may have looked a moment ago.
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    let (status, said) = run(latchkey(&folder, &["ready", "--listen", &listen], &[]));
    assert!(
        !status.success() && said.contains("is not ready: HTTP/1.1 503"),
        "{said}"
    );
    database.execute_batch("ROLLBACK").expect("is free again");

    server.end("TERM");
    let (status, said) = run(latchkey(&folder, &["ready", "--listen", &listen], &[]));
    assert!(
        !status.success() && said.contains("no server answers at 127.0.0.1"),
        "{said}"
    );
    let (status, said) = run(latchkey(&folder, &["ready", "--listen", "8080"], &[]));
    assert!(!status.success() && said.contains("LATCHKEY_LISTEN"), "{said}");
}
