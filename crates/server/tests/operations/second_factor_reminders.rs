//! Reminders to people who have no second factor although their company requires one.

use latchkey_contract::Language;
use latchkey_server::mail::{self, Message};
use latchkey_server::rfc3339::day_of;
use latchkey_server::store::mails;
use latchkey_server::two_step::reminders;
use serde_json::{Value, json};

use super::app_settings::{admin, platform, who};
use super::two_step::{GRACE, MINUTE_MS};
use crate::support::{Browser, PASSWORD, Platform};

const RULE: &str = "/api/company/second-factor-rule";
const REMIND: &str = "/api/company/second-factor-rule/reminders";
const KIND: &str = "second_factor_reminders";
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Who was reminded, of which day, in order.
async fn reminded(platform: &Platform) -> Vec<(String, String)> {
    let mut connection = platform.app.store.read().await.expect("a connection");
    let waiting = mails::all_after(&mut connection, "", 1000).await.expect("reads");
    let opened = waiting
        .iter()
        .map(|waiting| mail::open(&platform.app.secret_key, &waiting.id, &waiting.sealed).expect("opens"));
    let mut found: Vec<_> = opened
        .filter_map(|mail| match mail.message {
            Message::SecondFactorRequired {
                required_from, page, ..
            } => {
                assert!(page.ends_with("/profile/two-step"), "{page}");
                Some((mail.to, required_from))
            }
            _ => None,
        })
        .collect();
    found.sort();
    found
}

async fn require(admin: &mut Browser, from: &str) {
    let rule = json!({ "rule": "required", "required_from": from });
    assert_eq!(admin.post(RULE, &rule).await.status, 200);
}

#[tokio::test]
async fn a_reminder_speaks_the_language_of_the_last_sign_in_where_none_was_chosen() {
    let platform = platform().await;
    let mut grace = platform.browser();
    grace.headers = vec![("accept-language", "de".into())];
    assert_eq!(grace.sign_in(GRACE, PASSWORD).await.status, 200);
    let mut admin = admin(&platform).await;
    let day = day_of(platform.app.clock.now_ms() + 30 * DAY_MS).expect("a day");
    require(&mut admin, &day).await;
    let languages = async |chosen: Option<&str>| {
        platform.execute("DELETE FROM jobs").await;
        platform.clock.advance(2 * DAY_MS);
        let mut grace = platform.browser();
        grace.headers = vec![("accept-language", "fr".into())];
        if let Some(tag) = chosen {
            assert_eq!(grace.sign_in(GRACE, PASSWORD).await.status, 200);
            let set = grace
                .post("/api/profile/language", &json!({ "language": tag }))
                .await;
            assert_eq!(set.status, 200, "{set:?}");
        }
        let mut admin = super::app_settings::admin(&platform).await;
        assert_eq!(admin.post(REMIND, &json!({})).await.status, 200);
        done(&platform).await;
        let mails = super::queued::mails(&platform).await;
        let to = |address: &str| {
            mails
                .iter()
                .find(|mail| mail.to == address)
                .map(|mail| mail.language)
        };
        (to(GRACE), to("team@globex.example"))
    };
    let (remembered, never_came) = languages(None).await;
    assert_eq!(remembered, Some(Language::De));
    assert_eq!(never_came, Some(Language::En), "the platform's default");
    assert_eq!(
        languages(Some("nl")).await.0,
        Some(Language::Nl),
        "the choice counts first"
    );
}

/// Does what is due until nothing is.
async fn done(platform: &Platform) {
    for _ in 0..5 {
        platform.run_jobs(KIND).await;
        platform.clock.advance(2_000);
    }
    let left = "SELECT COUNT(*) FROM jobs WHERE kind = 'second_factor_reminders'";
    assert_eq!(platform.count(left).await, 0);
}

#[tokio::test]
async fn an_admin_reminds_those_who_are_not_ready_once_a_day_at_most() {
    let platform = platform().await;
    platform.add_totp(&mut who(&platform, GRACE).await).await;
    let mut admin = admin(&platform).await;
    let day = day_of(platform.app.clock.now_ms() + 30 * DAY_MS).expect("a day");
    require(&mut admin, &day).await;
    for _ in 0..2 {
        assert_eq!(admin.post(REMIND, &json!({})).await.status, 200);
    }
    let queued = "SELECT COUNT(*) FROM jobs WHERE kind = 'second_factor_reminders'";
    assert_eq!(platform.count(queued).await, 1, "pressed twice is pressed once");
    done(&platform).await;
    let expected: Vec<_> = ["admin@globex.example", "team@globex.example"]
        .map(|email| (email.to_owned(), day.clone()))
        .into();
    assert_eq!(reminded(&platform).await, expected, "Grace has one");
    assert_eq!(admin.post(REMIND, &json!({})).await.status, 200);
    done(&platform).await;
    assert_eq!(reminded(&platform).await.len(), 2, "nobody twice within a day");
    let events = "SELECT COUNT(*) FROM audit_events WHERE action = 'second_factor_reminded'";
    assert_eq!(platform.count(events).await, 2);
    let asked = "SELECT COUNT(*) FROM audit_events WHERE action = 'second_factor_reminders_asked' AND actor_account_id IS NOT NULL";
    assert_eq!(platform.count(asked).await, 2);
}

#[tokio::test]
async fn nobody_but_admins_and_only_where_one_is_required() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    assert_eq!(
        admin.post(REMIND, &json!({})).await.status,
        404,
        "nothing is required"
    );
    let day = day_of(platform.app.clock.now_ms() + 30 * DAY_MS).expect("a day");
    require(&mut admin, &day).await;
    for email in [GRACE, "admin@initech.example"] {
        let mut other = who(&platform, email).await;
        let refused = other.post(REMIND, &json!({})).await;
        assert!([403, 404].contains(&refused.status), "{email}: {refused:?}");
    }
    assert_eq!(platform.browser().post(REMIND, &json!({})).await.status, 401);
    let bad: Value = json!({ "company": "x" });
    assert_eq!(admin.post(REMIND, &bad).await.status, 400);
}

#[tokio::test]
async fn where_it_is_required_already_the_mail_says_so() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    require(&mut admin, "2020-01-01").await;
    assert_eq!(admin.post(REMIND, &json!({})).await.status, 200);
    done(&platform).await;
    let reminded = reminded(&platform).await;
    assert_eq!(reminded.len(), 3);
    assert!(reminded.iter().all(|(_, day)| day.is_empty()), "{reminded:?}");
}

#[tokio::test]
async fn whom_the_identity_provider_signs_in_gets_none_nor_do_the_switched_off() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    require(&mut admin, "2020-01-01").await;
    assert_eq!(admin.post(REMIND, &json!({})).await.status, 200);
    // Since then: nobody's password counts for one of them, the other is switched off.
    platform
        .execute("UPDATE accounts SET password_hash = NULL WHERE email = 'team@globex.example'")
        .await;
    platform
        .execute("UPDATE accounts SET deactivated_at_ms = 1 WHERE email = 'grace@globex.example'")
        .await;
    done(&platform).await;
    let whom: Vec<_> = reminded(&platform).await.into_iter().map(|(to, _)| to).collect();
    assert_eq!(whom, ["admin@globex.example"]);
}

#[tokio::test]
async fn the_platform_reminds_a_week_and_a_day_before_by_itself() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let day = day_of(platform.app.clock.now_ms() + 9 * DAY_MS).expect("a day");
    require(&mut admin, &day).await;
    let from = latchkey_server::rfc3339::parse_day(&day).expect("a day");
    let mut sent = Vec::new();
    let mut left = Vec::new();
    for _ in 0..(9 * 24) {
        reminders::queue_due(&platform.app).await.expect("queues");
        let now = platform.app.clock.now_ms();
        let queued = "SELECT COUNT(*) FROM jobs WHERE kind = 'second_factor_reminders'";
        if platform.count(queued).await > 0 {
            left.push((from - now + DAY_MS - 1) / DAY_MS);
            done(&platform).await;
            sent.push(reminded(&platform).await.len());
        }
        platform.clock.advance(60 * MINUTE_MS);
    }
    assert_eq!(left, [7, 1]);
    assert_eq!(sent, [3, 6]);
}

#[tokio::test]
async fn a_rule_that_was_taken_back_reminds_nobody() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    require(&mut admin, "2020-01-01").await;
    assert_eq!(admin.post(REMIND, &json!({})).await.status, 200);
    assert_eq!(admin.post(RULE, &json!({ "rule": "offered" })).await.status, 200);
    done(&platform).await;
    assert!(reminded(&platform).await.is_empty());
}
