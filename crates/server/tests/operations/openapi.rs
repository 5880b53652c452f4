//! The description of the API, kept beside the code: a change of the contract shows in the change of this file. To accept
//! one, run the test with `UPDATE_SNAPSHOTS=1`.

use crate::support::{GLOBEX, Platform};

#[tokio::test]
async fn the_description_is_the_one_that_was_agreed_on() {
    let platform = Platform::with(GLOBEX).await;
    let served = platform.browser().get("/api/openapi.json").await.json();
    let served = format!("{}\n", serde_json::to_string_pretty(&served).expect("JSON"));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, &served).expect("writes");
    }
    let agreed = std::fs::read_to_string(path).expect("the snapshot");
    assert_eq!(served, agreed);
}
