//! The rule of two-step sign-in in import files.

use serde_json::{Value, json};

use super::app_settings::{admin, platform, who};
use super::import::refused;
use super::two_step::GRACE;
use crate::support::{GLOBEX, PASSWORD, Platform};

const RULE: &str = "/api/company/second-factor-rule";

/// Globex, with this rule.
fn with(rule: &str) -> String {
    GLOBEX.replacen(
        "[[company.account]]",
        &format!("[company.second_factor]\n{rule}\n[[company.account]]"),
        1,
    )
}

async fn shown(platform: &Platform) -> Value {
    admin(platform).await.get(RULE).await.json()
}

#[tokio::test]
async fn a_file_sets_the_rule_and_does_so_once() {
    let platform = platform().await;
    let required = with("rule = \"required\"\nrequired_from = \"2999-01-31\"\nremembers_browsers = true");
    platform.import(&required).await;
    let said = json!({ "rule": "required", "required_from": "2999-01-31", "remembers_browsers": true });
    assert_eq!(shown(&platform).await, said);
    let sql = "SELECT COUNT(*) FROM audit_events WHERE action = 'imported' AND detail LIKE '%second_factor%'";
    assert_eq!(platform.count(sql).await, 1);
    // What an admin decides since stays, whether the same file comes again or one that says nothing of it.
    let mut admin = admin(&platform).await;
    let offered = json!({ "rule": "offered", "remembers_browsers": true });
    assert_eq!(admin.post(RULE, &offered).await.status, 200);
    for file in [&required, &GLOBEX.to_owned()] {
        platform.import(file).await;
        assert_eq!(shown(&platform).await, offered);
    }
    platform.import(&with("rule = \"off\"")).await;
    assert_eq!(shown(&platform).await["rule"], "off");
    platform
        .import(&with("rule = \"required\"\nrequired_from = \"2999-01-31\""))
        .await;
    assert_eq!(shown(&platform).await["remembers_browsers"], false, "left out");
}

#[tokio::test]
async fn a_file_that_forbids_to_remember_browsers_forgets_them() {
    let platform = platform().await;
    let mut grace = who(&platform, GRACE).await;
    let (secret, _) = platform.add_totp(&mut grace).await;
    platform.clock.advance(30_000);
    let mut browser = platform.browser();
    let step = browser.sign_in(GRACE, PASSWORD).await.json()["next"].clone();
    let code = platform.totp(&secret);
    let sent = browser
        .submit(
            step.as_str().expect("a place"),
            &[("code", &code), ("remember", "yes")],
        )
        .await;
    assert_eq!(sent.status, 303);
    let known = "SELECT COUNT(*) FROM remembered_browsers";
    assert_eq!(platform.count(known).await, 1);
    platform
        .import(&with("rule = \"offered\"\nremembers_browsers = false"))
        .await;
    assert_eq!(platform.count(known).await, 0);
}

#[tokio::test]
async fn what_is_no_rule_is_refused_with_a_line_that_says_why() {
    let platform = platform().await;
    for (rule, why) in [
        ("rule = \"maybe\"", "must be off, offered or required"),
        ("rule = \"required\"", "needs required_from"),
        (
            "rule = \"required\"\nrequired_from = \"31.1.2027\"",
            "must be a day like",
        ),
        ("rule = \"off\"\nrequired_from = \"2027-01-31\"", "goes with rule"),
        ("rule = \"off\"\nother = 1", "unknown field"),
        ("required_from = \"2027-01-31\"", "missing field"),
    ] {
        let line = refused(&platform, &with(rule)).await;
        assert!(line.contains(why), "{line}");
    }
}
