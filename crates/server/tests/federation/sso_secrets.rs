//! The client secret of an active configuration: who notes until when it works, when admins are warned, and what the daily check tells them.

use latchkey_fake_idp::Fault;
use latchkey_server::sso_configurations::{secret_check, secret_expiry};
use latchkey_server::store::sso_secret_watch;
use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use super::sso_set_up_scene::{ANNA, LIST, SetUp};
use crate::support::Browser;

const DAY_MS: i64 = 24 * 3_600_000;

/// A platform whose company Initech has an active configuration. Anna, who looks after it, is signed in.
async fn active(set_up: &SetUp) -> (Browser, String) {
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let sql = format!("UPDATE sso_configurations SET active = 1 WHERE id = '{id}'");
    set_up.platform.execute(&sql).await;
    (anna, id)
}

const REFUSED_MAILS: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'mail' AND label = 'sso_secret_refused'";
const EXPIRY_MAILS: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'mail' AND label = 'sso_secret_expires'";

/// A day later: what the identity provider said, and how many mails there are.
async fn check(set_up: &SetUp, id: &str) -> (&'static str, i64) {
    let platform = &set_up.platform;
    platform.clock.advance(DAY_MS + 1);
    secret_check::queue_due(&platform.app).await.expect("queues");
    platform.run_jobs("sso_secret_check").await;
    let mut connection = platform.app.store.read().await.expect("a connection");
    let known = sso_secret_watch::of_configuration(&mut connection, id).await;
    let said = known
        .expect("reads")
        .check
        .map_or("nothing", |(_, standing)| standing.as_str());
    (said, platform.count(REFUSED_MAILS).await)
}

#[tokio::test]
async fn a_secret_that_is_refused_is_told_to_the_admins_once() {
    let set_up = SetUp::new().await;
    let (_, id) = active(&set_up).await;
    assert_eq!(check(&set_up, &id).await, ("accepted", 0));
    set_up.idp.set_fault(Fault::TokenError("invalid_client"));
    assert_eq!(check(&set_up, &id).await, ("refused", 1));
    assert_eq!(check(&set_up, &id).await, ("refused", 1), "once");
    set_up.idp.clear_faults();
    set_up.idp.set_fault(Fault::TokenError("temporarily_unavailable"));
    assert_ne!(check(&set_up, &id).await.0, "refused");
    set_up.idp.clear_faults();
    set_up.idp.set_fault(Fault::TokenError("invalid_client"));
    assert_eq!(check(&set_up, &id).await, ("refused", 2));
    let events = "SELECT COUNT(*) FROM audit_events WHERE action = 'sso_secret_refused'";
    assert_eq!(set_up.platform.count(events).await, 2);
}

#[tokio::test]
async fn admins_have_it_checked_at_once_and_nobody_else_does() {
    let set_up = SetUp::new().await;
    let bob = set_up.who("bob@initech.example").await;
    let grace = set_up.who("grace@globex.example").await;
    let (mut anna, id) = active(&set_up).await;
    let address = format!("{LIST}/{id}/secret-check");
    let checked = anna.post(&address, &json!({})).await;
    assert_eq!(checked.json()["secret"]["check"], "accepted", "{checked:?}");
    set_up.idp.set_client_secrets(&["another"]);
    let checked = anna.post(&address, &json!({})).await;
    assert_eq!(checked.json()["secret"]["check"], "refused", "{checked:?}");
    assert_eq!(set_up.platform.count(REFUSED_MAILS).await, 1);
    for mut other in [bob, grace] {
        assert_eq!(other.post(&address, &json!({})).await.status, 404);
    }
    let mut nobody = set_up.platform.browser();
    assert_eq!(nobody.post(&address, &json!({})).await.status, 401);
    let draft = format!("UPDATE sso_configurations SET active = 0 WHERE id = '{id}'");
    set_up.platform.execute(&draft).await;
    assert_eq!(anna.post(&address, &json!({})).await.status, 404);
}

#[tokio::test]
async fn a_refusal_means_nothing_where_people_sign_in_all_the_same() {
    let set_up = SetUp::new().await;
    let (_, id) = active(&set_up).await;
    set_up.idp.set_fault(Fault::TokenError("invalid_client"));
    assert_eq!(check(&set_up, &id).await, ("refused", 1));
    let now_ms = set_up.platform.app.clock.now_ms() + 1;
    let came = format!(
        "UPDATE last_sign_ins SET at_ms = {now_ms}, signed_in_by = 'sso'
         WHERE account_id = (SELECT id FROM accounts WHERE email = '{ANNA}')"
    );
    set_up.platform.execute(&came).await;
    assert_eq!(check(&set_up, &id).await, ("untold", 1));
    assert_eq!(check(&set_up, &id).await, ("untold", 1), "nor later");
}

#[tokio::test]
async fn nobody_is_asked_about_drafts_and_another_secret_is_another_matter() {
    let set_up = SetUp::new().await;
    let (_, id) = active(&set_up).await;
    assert_eq!(check(&set_up, &id).await.0, "accepted");
    let other = format!("UPDATE sso_configurations SET secret_id = 'another' WHERE id = '{id}'");
    set_up.platform.execute(&other).await;
    let draft = format!("UPDATE sso_configurations SET active = 0 WHERE id = '{id}'");
    set_up.platform.execute(&draft).await;
    set_up.idp.set_fault(Fault::TokenError("invalid_client"));
    assert_eq!(check(&set_up, &id).await, ("nothing", 0), "it was not asked");
    let active = format!("UPDATE sso_configurations SET active = 1 WHERE id = '{id}'");
    set_up.platform.execute(&active).await;
    assert_eq!(check(&set_up, &id).await, ("refused", 1));
}

async fn note(browser: &mut Browser, id: &str, day: Value) -> Answer {
    let body = json!({ "expires_on": day });
    browser.post(&format!("{LIST}/{id}/secret-expiry"), &body).await
}

/// The day that is so many days after today, as the platform's clock has it.
fn day(set_up: &SetUp, days: i64) -> String {
    let at_ms = set_up.platform.app.clock.now_ms() + days * DAY_MS;
    let at = time::OffsetDateTime::from_unix_timestamp(at_ms / 1000).expect("a time");
    at.date().to_string()
}

#[tokio::test]
async fn admins_note_until_when_a_secret_works_and_are_warned_in_time() {
    let set_up = SetUp::new().await;
    let (mut anna, id) = active(&set_up).await;
    let noted = note(&mut anna, &id, json!(day(&set_up, 61))).await;
    assert_eq!(noted.status, 200, "{noted:?}");
    assert_eq!(noted.json()["secret"]["days_left"], 61, "{noted:?}");
    let listed = anna.get(LIST).await.json();
    assert_eq!(
        listed["configurations"][0]["secret"]["days_left"], 61,
        "{listed:#}"
    );
    let warned = async |days: i64| {
        set_up.platform.clock.advance(days * DAY_MS);
        for _ in 0..2 {
            secret_expiry::warn_due(&set_up.platform.app)
                .await
                .expect("warns");
        }
        set_up.platform.count(EXPIRY_MAILS).await
    };
    assert_eq!(warned(0).await, 0);
    assert_eq!(warned(1).await, 1, "60 days ahead");
    assert_eq!(warned(29).await, 1);
    assert_eq!(warned(1).await, 2, "30 days ahead");
    assert_eq!(
        warned(40).await,
        3,
        "it has passed: one mail, whatever was missed"
    );
    assert_eq!(warned(400).await, 3);
}

#[tokio::test]
async fn only_admins_note_dates_and_only_days_that_can_be() {
    let set_up = SetUp::new().await;
    // Once the configuration is active, nobody of Initech signs in with a password.
    let bob = set_up.who("bob@initech.example").await;
    let grace = set_up.who("grace@globex.example").await;
    let (mut anna, id) = active(&set_up).await;
    for mut other in [bob, grace] {
        assert_eq!(note(&mut other, &id, json!("2031-01-01")).await.status, 404);
    }
    let mut nobody = set_up.platform.browser();
    assert_eq!(note(&mut nobody, &id, json!("2031-01-01")).await.status, 401);
    let past = day(&set_up, -1);
    for wrong in [
        past.as_str(),
        "31.12.2031",
        "2031-02-29",
        "9999-12-31",
        "tomorrow",
    ] {
        let refused = note(&mut anna, &id, json!(wrong)).await;
        assert_eq!(refused.status, 422, "{wrong}: {refused:?}");
        assert_eq!(
            refused.json()["fields"][0]["code"],
            "date_out_of_range",
            "{refused:?}"
        );
    }
    let today = day(&set_up, 0);
    assert_eq!(note(&mut anna, &id, json!(today)).await.status, 200);
    let none = note(&mut anna, &id, json!(null)).await;
    assert_eq!(
        (none.status, &none.json()["secret"]["expires_on"]),
        (200, &json!(null))
    );
    // A copy has the same secret, and so the same date.
    let in_a_year = day(&set_up, 365);
    assert_eq!(note(&mut anna, &id, json!(in_a_year)).await.status, 200);
    let copy = anna
        .post(&format!("{LIST}/{id}/duplicate"), &json!({ "name": "Copy" }))
        .await;
    assert_eq!(copy.status, 200, "{copy:?}");
    let listed = anna.get(LIST).await.json();
    let dates: Vec<_> = listed["configurations"]
        .as_array()
        .expect("a list")
        .iter()
        .collect();
    assert!(
        dates
            .iter()
            .all(|one| one["secret"]["expires_on"] == in_a_year.as_str()),
        "{listed:#}"
    );
    assert_eq!(dates.len(), 2);
}
