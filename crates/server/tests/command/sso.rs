//! `latchkey sso` and `latchkey recover-admin`, as an operator gives them: while the server runs, and while it does not.

use std::io::Write as _;
use std::process::{Command, Stdio};

use latchkey_server::secrets::SecretKey;
use latchkey_server::store::{Store, companies, sso_configurations};
use tempfile::TempDir;

use crate::process::{Server, folder, latchkey, run};

const FILE: &str = r#"
[[company]]
name = "Acme"
slug = "acme"
domains = ["acme.example"]

  [[company.account]]
  email = "ada@acme.example"
  first_name = "Some"
  company_admin = true

  [[company.account]]
  email = "bob@acme.example"
  first_name = "Some"

  [[company.sso_configuration]]
  name = "Acme IdP"
  endpoint_url = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"
  client_id = "latchkey"
  client_secret = "expired"
  active = true

    [company.sso_configuration.claims]
    foreign_id = "oid"
    username = "email"
    first_name = "given_name"

[[company]]
name = "Globex"
slug = "globex"
domains = ["globex.example"]

  [[company.account]]
  email = "grace@globex.example"
  first_name = "Some"
  company_admin = true
"#;

fn acme() -> TempDir {
    let folder = folder();
    std::fs::write(folder.path().join("acme.toml"), FILE).expect("a file");
    let (status, said) = run(latchkey(&folder, &["import", "acme.toml"], &[]));
    assert!(status.success(), "{said}");
    folder
}

/// Gives the command this on standard input; returns whether it succeeded, and all that it said.
fn fed(mut command: Command, input: &str) -> (bool, String) {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut stdin = child.stdin.take().expect("standard input");
    // It may have ended without reading.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("ends");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).expect("text"))
}

/// The client secret of Acme's active configuration, if there is one.
async fn secret(folder: &TempDir) -> Option<String> {
    let store = Store::open(&format!("sqlite://{}/latchkey.db", folder.path().display()))
        .await
        .expect("a store");
    let key = std::fs::read_to_string(folder.path().join("latchkey.db.key")).expect("the key");
    let key = SecretKey::from_base64(&key).expect("a key");
    let mut connection = store.read().await.expect("a connection");
    let acme = companies::by_slug(&mut connection, "acme").await.expect("reads");
    let active = sso_configurations::active_of_company(&mut connection, &acme.expect("Acme").id).await;
    let secret = active.expect("reads").map(|active| {
        let purpose = sso_configurations::client_secret_purpose(&active.id);
        key.open(&purpose, &active.client_secret_sealed)
            .expect("opens")
            .to_string()
    });
    drop(connection);
    store.close().await;
    secret
}

fn outbox(folder: &TempDir) -> String {
    let output = latchkey(folder, &["outbox"], &[]).output().expect("runs");
    String::from_utf8(output.stdout).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_secret_is_read_from_standard_input_alone() {
    let folder = acme();
    let server = Server::start(&folder);
    let (done, said) = fed(
        latchkey(&folder, &["sso", "set-secret", "acme"], &[]),
        "  fresh-value \n",
    );
    assert!(
        done && said.contains("Acme IdP") && !said.contains("fresh"),
        "{said}"
    );
    assert!(!said.contains("GUID"), "{said}");
    assert_eq!(secret(&folder).await.as_deref(), Some("fresh-value"));
    let guid = "0f8fad5b-d9cb-469f-a165-70867728950e";
    let (done, said) = fed(latchkey(&folder, &["sso", "set-secret", "acme"], &[]), guid);
    assert!(done && said.contains("GUID"), "{said}");
    for (arguments, input, why) in [
        (["sso", "set-secret", "acme"], " \n", "no client secret was given"),
        (["sso", "set-secret", "globex"], "x", "is not active"),
        (["sso", "set-secret", "nobody"], "x", "no company with the slug"),
    ] {
        let (done, said) = fed(latchkey(&folder, &arguments, &[]), input);
        assert!(!done && said.contains(why), "{said}");
    }
    let (done, _) = fed(
        latchkey(&folder, &["sso", "set-secret", "acme", "an-argument"], &[]),
        "",
    );
    assert!(!done);
    assert_eq!(secret(&folder).await.as_deref(), Some(guid));
    let mails = outbox(&folder);
    assert!(
        mails.contains("ada@acme.example") && mails.contains("new client secret"),
        "{mails}"
    );
    assert!(!mails.contains("fresh-value"));
    assert!(server.end("TERM").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn de_activating_says_what_follows_and_asks() {
    let folder = acme();
    for answer in ["", "no\n", "y\n"] {
        let (done, said) = fed(latchkey(&folder, &["sso", "deactivate", "acme"], &[]), answer);
        assert!(
            !done && said.contains("of 2 accounts in its domains, 2 have none"),
            "{said}"
        );
        assert!(said.contains("nothing was changed"), "{said}");
    }
    assert!(secret(&folder).await.is_some());
    let (done, said) = fed(latchkey(&folder, &["sso", "deactivate", "acme"], &[]), "yes\n");
    assert!(done, "{said}");
    assert_eq!(secret(&folder).await, None);
    let (done, said) = fed(
        latchkey(&folder, &["sso", "deactivate", "acme", "--yes"], &[]),
        "",
    );
    assert!(!done && said.contains("is not active"), "{said}");
    assert!(outbox(&folder).contains("The operator has de-activated"));
}

#[test]
fn an_admin_is_let_in_by_a_link_that_is_mailed_or_printed() {
    let folder = acme();
    let recover = |arguments: &[&str]| {
        let all = [&["recover-admin"], arguments].concat();
        let output = latchkey(&folder, &all, &[]).output().expect("runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (output.status.success(), text(output.stdout), text(output.stderr))
    };
    for (email, why) in [
        ("bob@acme.example", "is no admin"),
        ("grace@globex.example", "signs in with a password"),
        ("nobody@acme.example", "nobody has the address"),
        ("ada", "is not an email address"),
    ] {
        let (done, printed, said) = recover(&[email, "--print"]);
        assert!(!done && said.contains(why) && printed.is_empty(), "{said}");
    }
    let (done, printed, said) = recover(&["ada@acme.example"]);
    assert!(
        done && printed.is_empty() && said.contains("is mailed there"),
        "{said}"
    );
    let mails = outbox(&folder);
    assert!(mails.contains("http://localhost:8080/recover?token="), "{mails}");
    let (done, printed, said) = recover(&["ADA@acme.example", "--print"]);
    assert!(done && said.contains("within an hour"), "{said}");
    let path = printed
        .trim()
        .strip_prefix("http://localhost:8080")
        .expect("the usual address");
    let server = Server::start(&folder);
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
        server.port
    );
    let answer = server.send(&request);
    assert!(
        answer.starts_with("HTTP/1.1 303") && answer.contains("location: /recover/"),
        "{answer}"
    );
    assert!(server.end("TERM").success());
}
