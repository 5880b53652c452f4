//! Invitations over real SMTP: one arrives, and one that a mail server refuses is marked as not delivered.

use serde_json::json;

use crate::scene::{node, round, waiting};
use crate::sink::Sink;
use crate::support::{GLOBEX, Platform};

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_a_server_refuses_is_shown_to_whoever_invited_it() {
    let app = r#"
  [[company.app]]
  name = "Company Expenses"
  slug = "company-expenses"
  team = ["grace@globex.example"]

    [[company.app.environment]]
    name = "Acceptance"
    url = "https://expenses.example/"
    client_id = "expenses"
    redirect_uris = ["https://expenses.example/callback"]
"#;
    let platform = Platform::with(&format!("{GLOBEX}{app}")).await;
    let sink = Sink::start(&["--refuse", "nobody@elsewhere.example"]);
    let node = node(&platform, &format!("smtp://127.0.0.1:{}", sink.port), None);
    let mut grace = platform.grace().await;
    let app = grace.get("/api/apps/company-expenses").await.json();
    let id = app["environments"][0]["id"].as_str().expect("a text");
    let place = format!("/api/environments/{id}/invitations");
    let list = json!({ "emails": ["nobody@elsewhere.example", "nora@elsewhere.example"], "roles": [] });
    assert_eq!(grace.post(&place, &list).await.status, 200);
    round(&node).await;
    let mails = sink.wait_for(1).await;
    assert_eq!(mails[0].header("x-sink-to"), "nora@elsewhere.example");
    assert_eq!(
        mails[0].header("subject"),
        "Grace Hopper invites you to Company Expenses"
    );
    assert_eq!(waiting(&platform).await, 0);
    let list = grace.get(&place).await.json();
    let states: Vec<_> = list["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| (&item["email"], &item["state"]))
        .collect();
    assert_eq!(
        states,
        [
            (&json!("nobody@elsewhere.example"), &json!("bounced")),
            (&json!("nora@elsewhere.example"), &json!("pending")),
        ]
    );
}
