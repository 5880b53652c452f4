//! What a company asks of its people who sign in by password: who says so, and what follows for whoever has no second factor.

use serde_json::{Value, json};

use super::app_settings::{admin, platform, who};
use super::repository_access::status;
use super::two_step::{APP, GRACE, MINUTE_MS, TWO_STEP};
use crate::support::authenticator::{Authenticator, challenge};
use crate::support::{Browser, PASSWORD, Platform};

const RULE: &str = "/api/company/second-factor-rule";
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

fn required(from: &str) -> Value {
    json!({ "rule": "required", "required_from": from })
}

/// What is shown of a rule that says nothing of remembered browsers.
fn shown(rule: &Value) -> Value {
    let mut shown = rule.clone();
    shown["remembers_browsers"] = json!(rule["rule"] != "required");
    shown
}

async fn set(admin: &mut Browser, rule: &Value) {
    let done = admin.post(RULE, rule).await;
    assert_eq!(done.status, 200, "{done:?}");
}

/// The secret that the page of an enrolment shows.
fn secret_on(page: &str) -> String {
    let begin = page.find("otpauth://totp/").expect("an address");
    let begin = begin + page[begin..].find("secret=").expect("a secret") + 7;
    page[begin..begin + 32].to_owned()
}

#[tokio::test]
async fn admins_set_it_and_nobody_else_sees_it() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    assert_eq!(admin.get(RULE).await.json(), shown(&json!({ "rule": "offered" })));
    for rule in [
        json!({ "rule": "off" }),
        required("2020-01-01"),
        json!({ "rule": "offered" }),
    ] {
        set(&mut admin, &rule).await;
        assert_eq!(admin.get(RULE).await.json(), shown(&rule));
    }
    set(&mut admin, &json!({ "rule": "offered" })).await;
    let sql = "SELECT COUNT(*) FROM audit_events WHERE action = 'second_factor_rule_set'";
    assert_eq!(platform.count(sql).await, 3, "what is so already is no change");
    for email in [GRACE, "team@globex.example"] {
        let mut other = who(&platform, email).await;
        assert_eq!(other.get(RULE).await.status, 404, "{email}");
        assert_eq!(
            other.post(RULE, &json!({ "rule": "off" })).await.status,
            404,
            "{email}"
        );
    }
    let mut elsewhere = who(&platform, "admin@initech.example").await;
    set(&mut elsewhere, &json!({ "rule": "off" })).await;
    assert_eq!(
        admin.get(RULE).await.json(),
        shown(&json!({ "rule": "offered" })),
        "each has its own"
    );
    assert_eq!(platform.browser().get(RULE).await.status, 401);
    assert_eq!(
        platform
            .browser()
            .post(RULE, &json!({ "rule": "off" }))
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn a_rule_is_whole_and_begins_within_a_year() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    for bad in [
        json!({ "rule": "required" }),
        required(""),
        required("2027-02-30"),
        required("9999-01-01"),
        json!({ "rule": "off", "required_from": "2027-01-01" }),
    ] {
        let answer = admin.post(RULE, &bad).await;
        assert_eq!(
            (answer.status, answer.code()),
            (422, "date_out_of_range".to_owned()),
            "{bad}"
        );
        assert_eq!(answer.json()["field"], "required_from");
    }
    for bad in [json!({}), json!({ "rule": "maybe" }), json!({ "rule": null })] {
        assert_eq!(admin.post(RULE, &bad).await.status, 400, "{bad}");
    }
    platform.clock.advance(10 * MINUTE_MS + 1);
    let late = admin.post(RULE, &json!({ "rule": "off" })).await;
    assert_eq!((late.status, late.code()), (403, "sign_in_again".to_owned()));
}

#[tokio::test]
async fn where_it_is_off_nobody_adds_one_and_those_that_are_there_go_on() {
    let platform = platform().await;
    let mut grace = who(&platform, GRACE).await;
    let (secret, _) = platform.add_totp(&mut grace).await;
    set(&mut admin(&platform).await, &json!({ "rule": "off" })).await;
    assert_eq!(grace.get(TWO_STEP).await.json()["is_offered"], false);
    assert_eq!(grace.post(APP, &json!({})).await.status, 404);
    let mut browser = platform.browser();
    let step = browser.sign_in(GRACE, PASSWORD).await.json()["next"].clone();
    let step = step.as_str().expect("a place");
    assert_eq!(
        browser
            .submit(step, &[("code", &platform.totp(&secret))])
            .await
            .status,
        303
    );
}

#[tokio::test]
async fn whoever_has_none_adds_one_on_the_way_and_gets_on() {
    let platform = platform().await;
    platform.brand("globex", "Globex Works").await;
    set(&mut admin(&platform).await, &required("2020-01-01")).await;
    let mut browser = platform.browser();
    let fields = [
        ("username", GRACE),
        ("password", PASSWORD),
        ("return_to", "/profile"),
    ];
    let step = browser.submit("/sign-in", &fields).await.location().to_owned();
    assert!(step.starts_with("/sign-in/second-step/"), "{step}");
    let page = browser.get(&step).await;
    let secret = secret_on(page.text());
    assert!(page.text().contains("<svg"), "{}", page.text());
    Platform::assert_branded(&page, "Globex Works");
    assert_eq!(
        secret,
        secret_on(browser.get(&step).await.text()),
        "looking changes nothing"
    );
    assert!(!browser.is_signed_in().await);
    // Neither a guess nor a recovery code, of which there are none.
    assert_eq!(browser.submit(&step, &[("code", "000000")]).await.status, 422);
    assert_eq!(
        browser.submit(&step, &[("recovery_code", "ABCD")]).await.status,
        422
    );
    assert_eq!(
        platform.browser().get(&step).await.status,
        404,
        "another browser sees no secret"
    );
    let done = browser.submit(&step, &[("code", &platform.totp(&secret))]).await;
    assert_eq!(done.status, 200, "{done:?}");
    assert!(done.text().contains("href=\"/profile\""), "{}", done.text());
    Platform::assert_branded(&done, "Globex Works");
    assert_eq!(done.text().matches("<li>").count(), 10, "{}", done.text());
    assert!(browser.is_signed_in().await);
    assert_eq!(browser.get(TWO_STEP).await.json()["recovery_codes"]["left"], 10);
    // From now on it is asked for.
    platform.clock.advance(30_000);
    let mut other = platform.browser();
    let step = other.sign_in(GRACE, PASSWORD).await.json()["next"].clone();
    let page = other.get(step.as_str().expect("a place")).await;
    assert!(!page.text().contains("otpauth"), "{}", page.text());
}

/// What the page of an enrolment has the browser make.
fn asked_on(page: &str) -> Value {
    let begin = page.find("data-asked=\"").expect("what is asked") + "data-asked=\"".len();
    let end = begin + page[begin..].find('"').expect("an end");
    let json = page[begin..end].replace("&quot;", "\"").replace("&amp;", "&");
    serde_json::from_str(&json).expect("JSON")
}

/// Types the password of somebody who adds a factor first; returns the place of that.
async fn enrolling(browser: &mut Browser) -> String {
    let next = browser.sign_in(GRACE, PASSWORD).await.json()["next"].clone();
    next.as_str().expect("a place").to_owned()
}

#[tokio::test]
async fn a_passkey_is_added_on_the_way_as_well() {
    let platform = platform().await;
    set(&mut admin(&platform).await, &required("2020-01-01")).await;
    let mut browser = platform.browser();
    let step = enrolling(&mut browser).await;
    let page = browser.get(&step).await;
    assert!(
        page.text().contains("src=\"/assets/front/new-passkey.js?"),
        "{}",
        page.text()
    );
    let asked = asked_on(page.text());
    assert_eq!(
        (&asked["rp_id"], &asked["user_name"]),
        (&json!("localhost"), &json!(GRACE))
    );
    let mut key = Authenticator::new();
    let made = key.made(&asked).to_string();
    let done = browser.submit(&step, &[("passkey", &made)]).await;
    assert_eq!(done.status, 200, "{done:?}");
    assert_eq!(done.text().matches("<li>").count(), 10, "{}", done.text());
    assert!(browser.is_signed_in().await);
    let sql = "SELECT COUNT(*) FROM sessions WHERE second_factor = 'passkey'";
    assert_eq!(platform.count(sql).await, 1);
    assert_eq!(key.sign_in(&mut platform.browser()).await.status, 200);
    let again = browser.submit(&step, &[("passkey", &made)]).await;
    assert_eq!(again.status, 404, "the step is over");
}

#[tokio::test]
async fn what_is_not_the_answer_to_this_step_s_challenge_adds_nothing() {
    let platform = platform().await;
    set(&mut admin(&platform).await, &required("2020-01-01")).await;
    let mut browser = platform.browser();
    let step = enrolling(&mut browser).await;
    let asked = asked_on(browser.get(&step).await.text());
    let other_step = enrolling(&mut browser).await;
    let others = asked_on(browser.get(&other_step).await.text());
    let alone = challenge(&mut browser).await;
    let mut elsewhere = Authenticator::new();
    elsewhere.origin = "https://evil.example".to_owned();
    let mut foreign = Authenticator::new();
    foreign.rp_id = "evil.example".to_owned();
    for (mut key, asked) in [
        (Authenticator::new(), others),
        (Authenticator::new(), json!({ "challenge": alone })),
        (elsewhere, asked.clone()),
        (foreign, asked_on(browser.get(&step).await.text())),
    ] {
        let made = key.made(&asked).to_string();
        let sent = browser.submit(&step, &[("passkey", &made)]).await;
        assert_eq!(sent.status, 422, "{sent:?}");
    }
    let mut key = Authenticator::new();
    let made = key.made(&asked).to_string();
    let sent = browser.submit(&step, &[("passkey", &made)]).await;
    assert_eq!(sent.status, 422, "the challenge was answered");
    for bad in ["", "{}", "null"] {
        assert_eq!(
            browser.submit(&step, &[("passkey", bad)]).await.status,
            422,
            "{bad}"
        );
    }
    let asked = asked_on(browser.get(&step).await.text());
    let made = key.made(&asked).to_string();
    let mut thief = platform.browser();
    assert_eq!(thief.submit(&step, &[("passkey", &made)]).await.status, 404);
    assert_eq!(platform.count("SELECT COUNT(*) FROM passkeys").await, 0);
    assert!(!browser.is_signed_in().await);
}

#[tokio::test]
async fn whoever_has_a_factor_by_then_adds_no_passkey_in_that_step() {
    let platform = platform().await;
    set(&mut admin(&platform).await, &required("2020-01-01")).await;
    let mut thief = platform.browser();
    let step = enrolling(&mut thief).await;
    let asked = asked_on(thief.get(&step).await.text());
    let mut grace = platform.browser();
    let own = enrolling(&mut grace).await;
    let secret = secret_on(grace.get(&own).await.text());
    let code = platform.totp(&secret);
    assert_eq!(grace.submit(&own, &[("code", &code)]).await.status, 200);
    let made = Authenticator::new().made(&asked).to_string();
    assert_eq!(thief.submit(&step, &[("passkey", &made)]).await.status, 422);
    assert_eq!(platform.count("SELECT COUNT(*) FROM passkeys").await, 0);
}

#[tokio::test]
async fn a_step_of_before_does_not_replace_a_factor_that_is_there_by_now() {
    let platform = platform().await;
    set(&mut admin(&platform).await, &required("2020-01-01")).await;
    let mut thief = platform.browser();
    let step = thief.sign_in(GRACE, PASSWORD).await.json()["next"].clone();
    let step = step.as_str().expect("a place").to_owned();
    let stolen = secret_on(thief.get(&step).await.text());
    let mut grace = platform.browser();
    let own = grace.sign_in(GRACE, PASSWORD).await.json()["next"].clone();
    let own = own.as_str().expect("a place").to_owned();
    let secret = secret_on(grace.get(&own).await.text());
    assert_eq!(
        grace
            .submit(&own, &[("code", &platform.totp(&secret))])
            .await
            .status,
        200
    );
    platform.clock.advance(30_000);
    let page = thief.get(&step).await;
    assert!(!page.text().contains("otpauth"), "{}", page.text());
    assert_eq!(
        thief
            .submit(&step, &[("code", &platform.totp(&stolen))])
            .await
            .status,
        422
    );
    assert!(!thief.is_signed_in().await);
}

#[tokio::test]
async fn it_begins_on_its_day_and_lets_scripts_in_by_token_alone() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let now = platform.app.clock.now_ms();
    let tomorrow = latchkey_server::rfc3339::day_of(now + DAY_MS).expect("a day");
    set(&mut admin, &required(&tomorrow)).await;
    assert_eq!(
        platform.browser().sign_in(GRACE, PASSWORD).await.json()["next"],
        "/"
    );
    assert_eq!(status(&platform, GRACE, PASSWORD).await, 200);
    platform.clock.advance(DAY_MS);
    let next = platform.browser().sign_in(GRACE, PASSWORD).await.json()["next"].clone();
    assert!(
        next.as_str()
            .is_some_and(|next| next.starts_with("/sign-in/second-step/"))
    );
    assert_eq!(status(&platform, GRACE, PASSWORD).await, 401);
    let elsewhere = platform
        .browser()
        .sign_in("admin@initech.example", PASSWORD)
        .await;
    assert_eq!(elsewhere.json()["next"], "/", "other companies have other rules");
}

#[tokio::test]
async fn admins_see_who_is_not_ready() {
    let platform = platform().await;
    platform.add_totp(&mut who(&platform, GRACE).await).await;
    let mut admin = admin(&platform).await;
    for (query, expected) in [
        ("true", vec![GRACE]),
        ("false", vec!["admin@globex.example", "team@globex.example"]),
    ] {
        let list = admin
            .get(&format!("/api/company/members?second_factor={query}"))
            .await
            .json();
        let emails = list["items"].as_array().expect("a list").iter();
        let mut emails: Vec<_> = emails.filter_map(|member| member["email"].as_str()).collect();
        emails.sort_unstable();
        assert_eq!(emails, expected);
    }
}
