//! Scenes in which the owner of an account changes something about it, or whoever has the owner's mailbox does.

use latchkey_server::mail::Message;
use serde_json::json;

use super::people::{GRACE, NEW_PASSWORD, grace};
use super::prepared::{Prepared, remembered};
use crate::support::{GLOBEX, PASSWORD};

pub(super) const SCENES: &[&str] = &[
    "an import sets another password",
    "a mailed link sets a new password",
    "the person sets another password",
    "the address changes",
    "an address change is stopped by its link",
    "the person adds a second factor",
    "the person removes a second factor",
    "the person ends all other sessions",
];

/// Plays the scene with this name.
pub(super) async fn play(name: &str) -> Prepared {
    match name {
        "an import sets another password" => {
            let prepared = grace().await;
            prepared
                .platform
                .import(&GLOBEX.replace(PASSWORD, NEW_PASSWORD))
                .await;
            prepared
        }
        "a mailed link sets a new password" => {
            let prepared = grace().await;
            let mut browser = prepared.platform.browser();
            browser.submit("/reset-password", &[("username", GRACE)]).await;
            while prepared
                .platform
                .count("SELECT COUNT(*) FROM jobs WHERE kind = 'link_request'")
                .await
                > 0
            {
                tokio::task::yield_now().await;
            }
            let link = prepared.mailed(|message| match message {
                Message::ResetPassword { link, .. } => Some(link),
                _ => None,
            });
            let link = link.await;
            prepared.use_link(&link, &[("password", NEW_PASSWORD)]).await;
            prepared
        }
        "the person sets another password" => {
            let mut prepared = grace().await;
            let body = json!({ "current_password": PASSWORD, "password": NEW_PASSWORD });
            let done = prepared.browser.post("/api/profile/password", &body).await;
            assert_eq!(done.status, 200, "{done:?}");
            prepared
        }
        "the address changes" => {
            let mut prepared = grace().await;
            let (confirm, _) = prepared.ask_for("hopper@globex.example").await;
            prepared.use_link(&confirm, &[]).await;
            prepared
        }
        "an address change is stopped by its link" => {
            let mut prepared = grace().await;
            let (_, stop) = prepared.ask_for("hopper@globex.example").await;
            prepared.use_link(&stop, &[]).await;
            prepared
        }
        "the person adds a second factor" => {
            let mut prepared = grace().await;
            prepared.platform.add_totp(&mut prepared.browser).await;
            prepared
        }
        "the person removes a second factor" => {
            let mut prepared = grace().await;
            prepared.platform.add_totp(&mut prepared.browser).await;
            remembered(&prepared.platform, &prepared.account_id).await;
            let removed = prepared.browser.delete("/api/profile/two-step/app").await;
            assert_eq!(removed.status, 200, "{removed:?}");
            prepared
        }
        "the person ends all other sessions" => {
            let mut prepared = grace().await;
            let ended = prepared.browser.delete("/api/profile/sessions").await;
            assert_eq!(ended.status, 200, "{ended:?}");
            prepared
        }
        other => panic!("no scene for {other:?}"),
    }
}
