//! Access that is taken from many people at once ends as that of one does: the app's tokens at once, and the app is told.

use serde_json::json;

use crate::app::{file, id_token, refresh, tokens, userinfo};
use crate::receiver::{Manner, Receiver};
use crate::support::{Browser, Platform};

/// Takes the access of everybody to Acceptance, which Grace manages; the address of its changes.
pub(crate) async fn take_from_everybody(platform: &Platform, grace: &mut Browser) -> String {
    let mut connection = platform.app.store.read().await.expect("a connection");
    let environment: String =
        sqlx::query_scalar("SELECT id FROM app_environments WHERE client_id = 'expenses'")
            .fetch_one(&mut *connection)
            .await
            .expect("an environment");
    drop(connection);
    let path = format!("/api/environments/{environment}/bulk-changes");
    let (selection, act) = (json!({ "kind": "matching" }), json!({ "kind": "remove_access" }));
    let preview = json!({ "selection": selection, "act": act });
    let total = grace.post(&format!("{path}/preview"), &preview).await.json()["total"].clone();
    let body = json!({ "selection": selection, "act": act, "total": total });
    assert_eq!(grace.post(&path, &body).await.status, 200);
    platform.run_jobs("bulk_access_change").await;
    path
}

#[tokio::test]
async fn who_loses_the_last_way_in_holds_no_token_and_the_app_is_told() {
    let receiver = Receiver::start(Manner::Status(200)).await;
    let line = "    client_id = \"expenses\"\n";
    let told = format!("{line}    backchannel_logout_uri = \"{}\"\n", receiver.address());
    let platform = Platform::with(&file().replacen(line, &told, 1)).await;
    let mut grace = platform.grace().await;
    let held = tokens(&platform, &mut grace, &[("scope", "openid offline_access")]).await;
    let (_, claims) = id_token(&platform, &held["id_token"]).await;
    let refreshing = held["refresh_token"].as_str().expect("a token");
    let path = take_from_everybody(&platform, &mut grace).await;
    assert_eq!(userinfo(&platform, &held["access_token"]).await.status, 401);
    assert_eq!(refresh(&platform, refreshing).await.status, 400);
    platform.run_jobs("app_logout").await;
    let sent = receiver.tokens();
    assert_eq!(sent.len(), 1, "{sent:?}");
    let (_, logout) = id_token(&platform, &json!(sent[0])).await;
    assert_eq!((&logout["sub"], &logout["sid"]), (&claims["sub"], &claims["sid"]));
    // Given back, nothing revives: the person signs in again.
    let change = grace.get(&path).await.json()["changes"][0]["id"].clone();
    let undo = format!("{path}/{}", change.as_str().expect("a text"));
    assert_eq!(grace.post(&undo, &json!({ "step": "undo" })).await.status, 200);
    platform.run_jobs("bulk_access_change").await;
    assert_eq!(userinfo(&platform, &held["access_token"]).await.status, 401);
    assert_eq!(refresh(&platform, refreshing).await.status, 400);
}
