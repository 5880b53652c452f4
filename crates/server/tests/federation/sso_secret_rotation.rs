//! Rotation of the active configuration's client secret in its place: entered beside the present one, tested, swapped, and taken back.

use latchkey_server::cli::sso::Operator;
use latchkey_server::housekeeping;
use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use super::sso_set_up_scene::{ANNA, LIST, SetUp, failure, followed, mails};
use crate::support::{Browser, Platform};

const DAY_MS: i64 = 24 * 3_600_000;
const NEW: &str = "the-new-secret~8Q";
const KEPT: &str = "SELECT COUNT(*) FROM kept_client_secrets";

/// A platform whose company Initech has an active configuration. Anna, who looks after it, is signed in.
async fn active(set_up: &SetUp) -> (Browser, String) {
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let sql = format!("UPDATE sso_configurations SET active = 1 WHERE id = '{id}'");
    set_up.platform.execute(&sql).await;
    // Linked before, so that a sign-in through the identity provider ends none of hers.
    let linked = format!(
        "INSERT INTO account_links (company_id, issuer, foreign_id_claim, foreign_id, account_id, linked_at_ms)
         SELECT company_id, '{}', 'sub', 'anna-1', id, 0 FROM accounts WHERE email = '{ANNA}'",
        set_up.idp.issuer()
    );
    set_up.platform.execute(&linked).await;
    (anna, id)
}

async fn rotation(browser: &mut Browser, id: &str) -> Value {
    let read = browser.get(&format!("{LIST}/{id}/secret-rotation")).await;
    assert_eq!(read.status, 200, "{read:?}");
    let text = read.json().to_string();
    assert!(!text.contains(NEW) && !text.contains("sealed"), "{text}");
    read.json()
}

async fn enter(browser: &mut Browser, id: &str, secret: &str, expires_on: Value) -> Answer {
    let version = rotation(browser, id).await["version"].clone();
    let body = json!({ "version": version, "client_secret": secret, "expires_on": expires_on });
    browser.post(&format!("{LIST}/{id}/secret-rotation"), &body).await
}

async fn act(browser: &mut Browser, id: &str, what: &str, version: &Value) -> Answer {
    let body = json!({ "version": version });
    browser
        .post(&format!("{LIST}/{id}/secret-rotation/{what}"), &body)
        .await
}

/// As somebody does who has looked just now.
async fn looked_at(browser: &mut Browser, id: &str, what: &str) -> Answer {
    let version = rotation(browser, id).await["version"].clone();
    act(browser, id, what, &version).await
}

/// A test run with the secret that waits.
async fn tested(set_up: &SetUp, anna: &mut Browser, id: &str) -> Value {
    let begun = anna
        .post(
            &format!("{LIST}/{id}/test-runs"),
            &json!({ "with_pending_secret": true }),
        )
        .await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let open = begun.json()["open"].as_str().expect("a path").to_owned();
    let url = anna.get(&open).await.location().to_owned();
    let back = set_up.idp.complete_login(&url, ANNA).expect("comes back");
    anna.follow(&back).await;
    let run = begun.json()["run"]["id"].as_str().expect("a run").to_owned();
    followed(anna, id, &run).await
}

/// Whether somebody gets in through the identity provider, as people do.
async fn gets_in(set_up: &SetUp) -> bool {
    signed_in(set_up).await.is_signed_in().await
}

async fn signed_in(set_up: &SetUp) -> Browser {
    let mut browser = set_up.platform.browser();
    let begun = browser
        .post("/api/sign-in/sso", &json!({ "username": ANNA }))
        .await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let url = begun.json()["redirect_to"]
        .as_str()
        .expect("an address")
        .to_owned();
    let back = set_up.idp.complete_login(&url, ANNA).expect("comes back");
    browser.follow(&back).await;
    browser
}

fn day(set_up: &SetUp, days: i64) -> String {
    let at_ms = set_up.platform.app.clock.now_ms() + days * DAY_MS;
    let at = time::OffsetDateTime::from_unix_timestamp(at_ms / 1000).expect("a time");
    at.date().to_string()
}

/// With a new secret that waits and has passed its test.
async fn ready(set_up: &SetUp) -> (Browser, String) {
    let (mut anna, id) = active(set_up).await;
    assert_eq!(enter(&mut anna, &id, NEW, json!(null)).await.status, 200);
    set_up.idp.set_client_secrets(&["secret", NEW]);
    assert_eq!(tested(set_up, &mut anna, &id).await["state"], "passed");
    (anna, id)
}

#[tokio::test]
async fn a_secret_is_entered_tested_swapped_and_taken_back_while_people_sign_in() {
    let set_up = SetUp::new().await;
    let (mut anna, id) = active(&set_up).await;
    let (soon, late) = (day(&set_up, 20), day(&set_up, 700));
    let noted = anna
        .post(
            &format!("{LIST}/{id}/secret-expiry"),
            &json!({ "expires_on": soon }),
        )
        .await;
    assert_eq!(noted.status, 200, "{noted:?}");

    let entered = enter(&mut anna, &id, &format!(" {NEW}\n"), json!(late)).await;
    assert_eq!(entered.status, 200, "{entered:?}");
    assert_eq!(entered.json()["pending"]["expires_on"], late.as_str());
    assert_eq!(entered.json()["pending"]["is_tested"], false);
    assert!(gets_in(&set_up).await, "with the present one");

    // It is not tested, and a test shows that the identity provider does not know it.
    let refused = looked_at(&mut anna, &id, "swap").await;
    assert_eq!(refused.json()["code"], "secret_not_tested", "{refused:?}");
    let run = tested(&set_up, &mut anna, &id).await;
    assert_eq!(failure(&run).0, "client_authentication", "{run:#}");
    let refused = looked_at(&mut anna, &id, "swap").await;
    assert_eq!(refused.json()["code"], "secret_not_tested", "{refused:?}");

    set_up.idp.set_client_secrets(&["secret", NEW]);
    let run = tested(&set_up, &mut anna, &id).await;
    assert_eq!(run["state"], "passed", "{run:#}");
    assert_eq!(rotation(&mut anna, &id).await["pending"]["is_tested"], true);
    // A test changes nothing: people go on with the present one.
    set_up.idp.set_client_secrets(&["secret"]);
    assert!(gets_in(&set_up).await);
    set_up.idp.set_client_secrets(&[NEW]);
    assert!(!gets_in(&set_up).await);

    let swapped = looked_at(&mut anna, &id, "swap").await;
    assert_eq!(swapped.status, 200, "{swapped:?}");
    assert_eq!(swapped.json()["pending"], json!(null));
    assert_eq!(swapped.json()["secret"]["expires_on"], late.as_str());
    assert_eq!(swapped.json()["previous"]["expires_on"], soon.as_str());
    assert!(gets_in(&set_up).await, "with the new one");
    assert!(anna.is_signed_in().await, "nobody is signed out");

    set_up.platform.clock.advance(4 * 60 * 1000);
    let back = looked_at(&mut anna, &id, "take-back").await;
    assert_eq!(back.status, 200, "{back:?}");
    assert_eq!(back.json()["secret"]["expires_on"], soon.as_str());
    assert!(!gets_in(&set_up).await, "the old one is not known there any more");
    set_up.idp.set_client_secrets(&["secret"]);
    assert!(gets_in(&set_up).await);
    assert_eq!(set_up.platform.count(KEPT).await, 0, "the newer one is erased");
    let told = mails(&set_up.platform).await;
    for kind in ["sso_secret_swapped", "sso_secret_taken_back"] {
        let of_kind = told
            .iter()
            .filter(|mail| mail.message.kind() == kind && mail.to == ANNA);
        assert_eq!(of_kind.count(), 1, "{kind}");
    }
    let events = "SELECT COUNT(*) FROM audit_events WHERE action IN
                    ('sso_secret_entered', 'sso_secret_swapped', 'sso_secret_taken_back')";
    assert_eq!(set_up.platform.count(events).await, 3);
    let leaked = "SELECT COUNT(*) FROM audit_events WHERE detail LIKE '%the-new-secret%'";
    assert_eq!(set_up.platform.count(leaked).await, 0);
}

#[tokio::test]
async fn the_old_secret_is_erased_after_a_day_and_a_new_one_that_nobody_used_after_a_week() {
    let set_up = SetUp::new().await;
    let (mut anna, id) = ready(&set_up).await;
    assert_eq!(looked_at(&mut anna, &id, "swap").await.status, 200);
    assert_eq!(enter(&mut anna, &id, "another", json!(null)).await.status, 200);
    let purged = async |days: i64| {
        set_up.platform.clock.advance(days * DAY_MS);
        housekeeping::purge(&set_up.platform.app).await.expect("purges");
        set_up.platform.count(KEPT).await
    };
    assert_eq!(purged(0).await, 2);
    // Its time is over, and nobody has come to erase it.
    let over = "UPDATE kept_client_secrets SET until_ms = 1 WHERE role = 'previous'";
    set_up.platform.execute(over).await;
    let late = looked_at(&mut anna, &id, "take-back").await;
    assert_eq!(late.json()["code"], "changed_meanwhile", "{late:?}");
    assert_eq!(purged(0).await, 1);
    assert_eq!(purged(6).await, 1);
    assert_eq!(purged(1).await, 0);
}

#[tokio::test]
async fn of_two_admins_who_swap_or_enter_at_once_the_second_is_told() {
    let set_up = SetUp::new().await;
    let (mut anna, id) = ready(&set_up).await;
    let mut other = anna.clone();
    let version = rotation(&mut anna, &id).await["version"].clone();
    let (first, second) = tokio::join!(
        act(&mut anna, &id, "swap", &version),
        act(&mut other, &id, "swap", &version)
    );
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{first:?} {second:?}");
    let version = rotation(&mut anna, &id).await["version"].clone();
    let body = |secret: &str| json!({ "version": version, "client_secret": secret });
    let address = format!("{LIST}/{id}/secret-rotation");
    let (one, two) = (body("one"), body("two"));
    let (first, second) = tokio::join!(anna.post(&address, &one), other.post(&address, &two));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{first:?} {second:?}");
    assert_eq!(
        set_up.platform.count(KEPT).await,
        2,
        "the old one and the new one"
    );
}

#[tokio::test]
async fn a_configuration_that_changed_meanwhile_voids_the_secret_that_waits() {
    let set_up = SetUp::new().await;
    let (mut anna, id) = ready(&set_up).await;
    let version = rotation(&mut anna, &id).await["version"].clone();
    // By whatever way: this one erases nothing.
    let scopes = format!("UPDATE sso_configurations SET scopes = 'openid email' WHERE id = '{id}'");
    set_up.platform.execute(&scopes).await;
    let refused = act(&mut anna, &id, "swap", &version).await;
    assert_eq!(refused.json()["code"], "changed_meanwhile", "{refused:?}");
    assert_eq!(rotation(&mut anna, &id).await["pending"], json!(null));
    let refused = looked_at(&mut anna, &id, "swap").await;
    assert_eq!(refused.json()["code"], "changed_meanwhile", "{refused:?}");
    let unknown = anna
        .post(
            &format!("{LIST}/{id}/test-runs"),
            &json!({ "with_pending_secret": true }),
        )
        .await;
    assert_eq!(unknown.json()["code"], "changed_meanwhile", "{unknown:?}");

    assert_eq!(enter(&mut anna, &id, NEW, json!(null)).await.status, 200);
    by_operator(&set_up.platform, "of-the-operator").await;
    assert_eq!(set_up.platform.count(KEPT).await, 0);
    let shown = rotation(&mut anna, &id).await;
    assert_eq!(
        (&shown["pending"], &shown["previous"]),
        (&json!(null), &json!(null))
    );
    set_up.idp.set_client_secrets(&["of-the-operator"]);
    assert!(gets_in(&set_up).await);
}

async fn by_operator(platform: &Platform, secret: &str) {
    let app = &platform.app;
    let operator = Operator {
        store: &app.store,
        secret_key: &app.secret_key,
        public_url: &app.config.public_url,
        clock: app.clock.as_ref(),
    };
    operator.set_secret("initech", secret).await.expect("is set");
}

#[tokio::test]
async fn only_admins_of_the_company_who_signed_in_just_now_may_and_only_of_what_is_active() {
    let set_up = SetUp::new().await;
    let bob = set_up.who("bob@initech.example").await;
    let grace = set_up.who("grace@globex.example").await;
    let (mut anna, id) = ready(&set_up).await;
    let version = rotation(&mut anna, &id).await["version"].clone();
    let address = format!("{LIST}/{id}/secret-rotation");
    let body = json!({ "version": version, "client_secret": "x" });
    let mut nobody = set_up.platform.browser();
    for (browser, status) in [(bob, 404), (grace, 404)] {
        let mut browser = browser;
        assert_eq!(browser.get(&address).await.status, status);
        assert_eq!(browser.post(&address, &body).await.status, status);
        for what in ["swap", "take-back", "discard"] {
            assert_eq!(act(&mut browser, &id, what, &version).await.status, status);
        }
    }
    assert_eq!(nobody.get(&address).await.status, 401);
    for what in ["swap", "take-back", "discard"] {
        assert_eq!(act(&mut nobody, &id, what, &version).await.status, 401);
    }
    for (wrong, field) in [
        (json!({ "client_secret": " " }), "client_secret"),
        (json!({ "client_secret": "a\u{7}b" }), "client_secret"),
        (json!({ "client_secret": "x".repeat(2049) }), "client_secret"),
        (
            json!({ "client_secret": "x", "expires_on": "2001-01-01" }),
            "expires_on",
        ),
    ] {
        let mut body = wrong.clone();
        body["version"] = version.clone();
        let refused = anna.post(&address, &body).await;
        assert_eq!(refused.status, 422, "{wrong} {refused:?}");
        assert_eq!(refused.json()["fields"][0]["field"], field, "{refused:?}");
    }
    let older = "UPDATE sessions SET created_at_ms = created_at_ms - 601000";
    set_up.platform.execute(older).await;
    let stale = looked_at(&mut anna, &id, "swap").await;
    assert_eq!(
        (stale.status, &stale.json()["code"]),
        (403, &json!("sign_in_again"))
    );
    // What nobody signs in with is entered and thrown away without a new sign-in.
    assert_eq!(enter(&mut anna, &id, "other", json!(null)).await.status, 200);
    let discarded = looked_at(&mut anna, &id, "discard").await;
    assert_eq!(
        (discarded.status, &discarded.json()["pending"]),
        (200, &json!(null))
    );
    let draft = format!("UPDATE sso_configurations SET active = 0 WHERE id = '{id}'");
    set_up.platform.execute(&draft).await;
    assert_eq!(anna.get(&address).await.status, 404);
    assert_eq!(anna.post(&address, &body).await.status, 409);
}
