//! `latchkey serve`

use crate::process::{Server, folder, latchkey, log_lines, run};

const FILE: &str = r#"
[[company]]
name = "Globex"
slug = "globex"
domains = ["globex.example"]
  [[company.account]]
  email = "grace@globex.example"
  first_name = "Grace"
  password = "correct horse battery staple"
  [[company.sso_configuration]]
  name = "Not active"
  endpoint_url = "https://idp.example"
  client_id = "latchkey"
  client_secret = "hush-hush-client-secret"
    [company.sso_configuration.claims]
    foreign_id = "sub"
    username = "email"
"#;

fn post(port: u16, path: &str, cookie: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\nContent-Type: application/json\r\n\
         Cookie: {cookie}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// What a build of `cargo xtask build` says besides, its commit, no other build knows.
#[test]
fn the_version_is_what_the_log_and_the_metrics_say_too() {
    let folder = folder();
    let output = latchkey(&folder, &["--version"], &[]).output().expect("runs");
    let said = String::from_utf8(output.stdout).expect("text");
    let version = said
        .trim_end()
        .strip_prefix("latchkey ")
        .expect("the name")
        .to_owned();
    assert!(version.starts_with(env!("CARGO_PKG_VERSION")), "{version}");
    let server = Server::start(&folder);
    let metrics = server.send(&format!(
        "GET /metrics HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
        server.port
    ));
    let number = metrics
        .lines()
        .find(|line| line.starts_with("latchkey_build_info{"))
        .expect("the metric");
    let label = format!("version=\"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(number.contains(&label) && number.ends_with("} 1"), "{number}");
    server.end("TERM");
    let lines = log_lines(&folder);
    let began = lines
        .iter()
        .find(|line| line.contains("\"listening\""))
        .expect("a line");
    assert!(began.contains(&format!("\"version\":\"{version}\"")), "{began}");
}

#[test]
fn it_serves_tells_no_secret_and_ends_in_order() {
    let folder = folder();
    std::fs::write(folder.path().join("import.toml"), FILE).expect("a file");
    let (status, said) = run(latchkey(&folder, &["import", "import.toml"], &[]));
    assert!(status.success() && said.contains("accounts: 1 added"), "{said}");
    let server = Server::start(&folder);
    let body = r#"{"username":"grace@globex.example","password":"correct horse battery staple"}"#;
    let answer = server.send(&post(server.port, "/api/sign-in/password", "", body));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: latchkey-session="))
        .expect("a cookie");
    let token = cookie.split(';').next().expect("a token").to_owned();
    let wrong = r#"{"username":"grace@globex.example","password":"a wrong password"}"#;
    server.send(&post(
        server.port,
        "/api/sign-in/password",
        &format!("latchkey-session={token}"),
        wrong,
    ));
    let callback = format!(
        "GET /sso/callback/globex?code=secret-code&state=secret-state HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
        server.port
    );
    assert!(server.send(&callback).starts_with("HTTP/1.1 400"));
    assert!(server.end("TERM").success());
    let log = log_lines(&folder);
    assert!(
        log.iter()
            .any(|line| line.contains("/api/sign-in/password") && line.contains("\"status\":401")),
        "{log:#?}"
    );
    for line in &log {
        assert!(
            serde_json::from_str::<serde_json::Value>(line).is_ok(),
            "every line is JSON: {line}"
        );
        for secret in [
            "correct horse",
            "a wrong password",
            &token,
            "secret-code",
            "secret-state",
            "hush-hush",
        ] {
            assert!(!line.contains(secret), "{secret} is in the log: {line}");
        }
    }
}

/// With the limits of the binary: nobody keeps a connection who sends no request on it, whatever it begins with.
#[test]
fn connections_without_a_request_are_closed() {
    use std::io::{Read as _, Write as _};
    use std::time::Duration;
    let folder = folder();
    let server = Server::start(&folder);
    let silent = [
        &b""[..],
        b"P",
        b"PRI * HTTP/2",
        b"\x16\x03\x01",
        b"GET / HTTP/1.1\r\nHost:",
    ]
    .map(|beginning| {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", server.port)).expect("connects");
        stream.write_all(beginning).expect("sends");
        stream
    });
    for mut stream in silent {
        let patience = Some(Duration::from_secs(40));
        stream.set_read_timeout(patience).expect("a timeout");
        // Ended, after a response perhaps; not still open when the patience is over.
        if let Err(error) = stream.read_to_end(&mut Vec::new()) {
            assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
        }
    }
    assert!(server.end("TERM").success());
}

#[test]
fn what_was_answered_survives_a_kill() {
    let folder = folder();
    std::fs::write(folder.path().join("import.toml"), FILE).expect("a file");
    assert!(
        run(latchkey(&folder, &["import", "import.toml"], &[]))
            .0
            .success()
    );
    let server = Server::start(&folder);
    let body = r#"{"username":"grace@globex.example","password":"correct horse battery staple"}"#;
    let answer = server.send(&post(server.port, "/api/sign-in/password", "", body));
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .expect("a cookie")
        .split(';')
        .next()
        .expect("a pair")
        .to_owned();
    server.end("KILL");
    let server = Server::start(&folder);
    let request =
        format!("GET /api/session HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n");
    assert!(
        server.send(&request).starts_with("HTTP/1.1 200"),
        "the session is still there"
    );
    assert!(server.end("INT").success());
}

#[test]
fn a_backup_of_a_running_server_is_a_database_of_its_own() {
    let folder = folder();
    std::fs::write(folder.path().join("import.toml"), FILE).expect("a file");
    assert!(
        run(latchkey(&folder, &["import", "import.toml"], &[]))
            .0
            .success()
    );
    let server = Server::start(&folder);
    let body = r#"{"username":"grace@globex.example","password":"correct horse battery staple"}"#;
    assert!(
        server
            .send(&post(server.port, "/api/sign-in/password", "", body))
            .starts_with("HTTP/1.1 200")
    );
    let (status, said) = run(latchkey(&folder, &["backup", "copy.db"], &[]));
    assert!(status.success(), "{said}");
    let (status, said) = run(latchkey(&folder, &["backup", "copy.db"], &[]));
    assert!(
        !status.success() && said.contains("copy.db"),
        "an older copy is not overwritten: {said}"
    );
    assert!(server.end("TERM").success());
    // The copy takes the place of the original; the key stays where it is.
    for name in ["latchkey.db", "latchkey.db-wal", "latchkey.db-shm"] {
        let _ = std::fs::remove_file(folder.path().join(name));
    }
    std::fs::rename(folder.path().join("copy.db"), folder.path().join("latchkey.db")).expect("renames");
    let server = Server::start(&folder);
    assert!(
        server
            .send(&post(server.port, "/api/sign-in/password", "", body))
            .starts_with("HTTP/1.1 200")
    );
    let postgres = [("LATCHKEY_DATABASE_URL", "postgres://localhost/x")];
    let (status, said) = run(latchkey(&folder, &["backup", "other.db"], &postgres));
    assert!(!status.success() && said.contains("pg_dump"), "{said}");
}
