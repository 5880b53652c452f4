//! `latchkey key rotate`: a new key, and everything that was sealed opens all the same.

use latchkey_server::secrets::SecretKey;
use latchkey_server::store::{Store, sealed};
use tempfile::TempDir;

use crate::process::{Server, folder, latchkey, run};

const FILE: &str = r#"
[[company]]
name = "Globex"
slug = "globex"
  [[company.sso_configuration]]
  name = "Not active"
  endpoint_url = "https://idp.example"
  client_id = "latchkey"
  client_secret = "hush-hush-client-secret"
    [company.sso_configuration.claims]
    foreign_id = "sub"
    username = "email"
"#;

async fn with_a_secret() -> (TempDir, Store) {
    let folder = folder();
    std::fs::write(folder.path().join("import.toml"), FILE).expect("a file");
    let (status, said) = run(latchkey(&folder, &["import", "import.toml"], &[]));
    assert!(status.success(), "{said}");
    let url = format!("sqlite://{}/latchkey.db", folder.path().display());
    (folder, Store::open(&url).await.expect("a store"))
}

fn key(folder: &TempDir, name: &str) -> SecretKey {
    let text = std::fs::read_to_string(folder.path().join(name)).expect("reads");
    SecretKey::from_base64(&text).expect("a key")
}

async fn secret(store: &Store, key: &SecretKey) -> Option<String> {
    let mut connection = store.read().await.expect("a connection");
    let sealed = sealed::one_of_each(&mut connection).await.expect("reads");
    let sealed = sealed.first().expect("a value");
    let opened = key.open(&sealed.purpose, &sealed.value).ok()?;
    Some(opened.to_string())
}

/// How many values `key` does not open.
async fn left(store: &Store, key: &SecretKey) -> usize {
    let mut connection = store.read().await.expect("a connection");
    let mut left = 0;
    for column in sealed::SEALED_COLUMNS {
        let page = column.page(&mut connection, "").await.expect("reads");
        left += page
            .iter()
            .filter(|sealed| key.open(&sealed.purpose, &sealed.value).is_err())
            .count();
    }
    left
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_key_file_the_server_goes_over_to_the_new_key() {
    let (folder, store) = with_a_secret().await;
    let before = key(&folder, "latchkey.db.key");
    let (status, said) = run(latchkey(&folder, &["key", "rotate"], &[]));
    assert!(status.success() && said.contains("Restart"), "{said}");
    let now = key(&folder, "latchkey.db.key");
    assert_eq!(
        *key(&folder, "latchkey.db.key.previous").to_base64(),
        *before.to_base64()
    );
    assert!(secret(&store, &before).await.is_some() && secret(&store, &now).await.is_none());
    let server = Server::start(&folder);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while left(&store, &now).await > 0 {
        assert!(std::time::Instant::now() < deadline, "it is not sealed anew");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(
        secret(&store, &now).await.as_deref(),
        Some("hush-hush-client-secret")
    );
    assert!(secret(&store, &before).await.is_none());
    server.end("KILL");
    let (status, said) = run(latchkey(&folder, &["key", "rotate"], &[]));
    assert!(
        status.success() && said.contains("Sealed anew: 0"),
        "not begun twice: {said}"
    );
    assert_eq!(*key(&folder, "latchkey.db.key").to_base64(), *now.to_base64());
    std::fs::remove_file(folder.path().join("latchkey.db.key.previous")).expect("removes");
    assert!(
        Server::start(&folder)
            .send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .contains("ok")
    );
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_keys_of_the_environment_the_command_seals_anew() {
    let (folder, store) = with_a_secret().await;
    let before = key(&folder, "latchkey.db.key").to_base64();
    let now = SecretKey::generate().expect("randomness");
    let text = now.to_base64();
    let alone = [("LATCHKEY_SECRET_KEY", text.as_str())];
    let (status, said) = run(latchkey(&folder, &["key", "rotate"], &alone));
    assert!(
        !status.success() && said.contains("LATCHKEY_PREVIOUS_SECRET_KEY"),
        "{said}"
    );
    let both = [alone[0], ("LATCHKEY_PREVIOUS_SECRET_KEY", before.as_str())];
    let (status, said) = run(latchkey(&folder, &["key", "rotate"], &both));
    assert!(status.success() && said.contains("Sealed anew: 2"), "{said}");
    assert_eq!(
        secret(&store, &now).await.as_deref(),
        Some("hush-hush-client-secret")
    );
    store.close().await;
}
