//! The second step of a sign-in: who passes it, and who does not.

use latchkey_server::secrets::token_hash;
use latchkey_server::store::second_factors;
use serde_json::json;

use super::two_step::{GRACE, MINUTE_MS};
use crate::support::{Browser, GLOBEX, PASSWORD, Platform, acme};

const LINUS: &str = "linus@globex.example";

/// Types the password; returns the place of the second step.
async fn password_of(browser: &mut Browser, email: &str) -> String {
    let answer = browser.sign_in(email, PASSWORD).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let next = answer.json()["next"].as_str().expect("a place").to_owned();
    assert!(next.starts_with("/sign-in/second-step/"), "{next}");
    assert!(!browser.is_signed_in().await, "not yet");
    next
}

#[tokio::test]
async fn a_right_password_leads_to_the_second_step_and_a_right_code_on() {
    let platform = Platform::with(GLOBEX).await;
    let (secret, _) = platform.add_totp(&mut platform.grace().await).await;
    let mut browser = platform.browser();
    let step = password_of(&mut browser, GRACE).await;
    let page = browser.get(&step).await;
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.text().contains(GRACE) && page.text().contains("one-time-code"));
    platform.brand("globex", "Globex Works").await;
    Platform::assert_branded(&browser.get(&step).await, "Globex Works");
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(!page.text().contains("<script"), "{}", page.text());
    let wrong = browser.submit(&step, &[("code", "000000")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("This code is wrong"), "{}", wrong.text());
    Platform::assert_branded(&wrong, "Globex Works");
    let stranger = platform.browser().get(&step).await;
    assert!(!stranger.text().contains("Globex"), "{}", stranger.text());
    let code = platform.totp(&secret);
    let done = browser.submit(&step, &[("code", &code)]).await;
    assert_eq!((done.status, done.location()), (303, "/"), "{done:?}");
    assert!(browser.is_signed_in().await);
    // The step is over, and so is the code.
    let again = browser.submit(&step, &[("code", &code)]).await;
    assert_eq!(again.status, 404);
    let mut other = platform.browser();
    let step = password_of(&mut other, GRACE).await;
    assert_eq!(
        other.submit(&step, &[("code", &code)]).await.status,
        422,
        "one code once"
    );
    let sql = "SELECT COUNT(*) FROM sessions WHERE second_factor = 'totp'";
    assert!(platform.count(sql).await >= 1);
}

#[tokio::test]
async fn without_a_script_the_form_leads_there_and_back_to_where_somebody_wanted_to_go() {
    let platform = Platform::with(GLOBEX).await;
    let (secret, _) = platform.add_totp(&mut platform.grace().await).await;
    let mut browser = platform.browser();
    let fields = [
        ("username", GRACE),
        ("password", PASSWORD),
        ("return_to", "/profile"),
    ];
    let sent = browser.submit("/sign-in", &fields).await;
    assert_eq!(sent.status, 303, "{sent:?}");
    let step = sent.location().to_owned();
    let code = platform.totp(&secret);
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let done = browser.submit(&step, &[("code", &spaced)]).await;
    assert_eq!((done.status, done.location()), (303, "/profile"), "{done:?}");
}

#[tokio::test]
async fn the_step_is_nobody_elses() {
    let platform = Platform::with(GLOBEX).await;
    let (secret, _) = platform.add_totp(&mut platform.grace().await).await;
    let step = password_of(&mut platform.browser(), GRACE).await;
    let mut thief = platform.browser();
    let code = platform.totp(&secret);
    // A browser with a secret of its own, in which the password was typed as well, and one without.
    let own = password_of(&mut thief, GRACE).await;
    assert_eq!(thief.get(&own).await.status, 200);
    for mut browser in [thief, platform.browser()] {
        assert_eq!(browser.get(&step).await.status, 404);
        assert_eq!(browser.submit(&step, &[("code", &code)]).await.status, 404);
        assert!(!browser.is_signed_in().await);
    }
    for bad in ["/sign-in/second-step/x", "/sign-in/second-step/%00"] {
        assert!(
            [400, 404].contains(&platform.browser().get(bad).await.status),
            "{bad}"
        );
    }
}

#[tokio::test]
async fn another_account_s_code_opens_nothing() {
    let linus = format!(
        "{GLOBEX}\n[[company.account]]\nemail = \"{LINUS}\"\nfirst_name = \"L\"\npassword = \"{PASSWORD}\"\n"
    );
    let platform = Platform::with(&linus).await;
    platform.add_totp(&mut platform.grace().await).await;
    let mut browser = platform.browser();
    assert_eq!(browser.sign_in(LINUS, PASSWORD).await.status, 200);
    let (secret, codes) = platform.add_totp(&mut browser).await;
    let mut browser = platform.browser();
    let step = password_of(&mut browser, GRACE).await;
    assert_eq!(
        browser
            .submit(&step, &[("code", &platform.totp(&secret))])
            .await
            .status,
        422
    );
    assert_eq!(
        browser
            .submit(&step, &[("recovery_code", &codes[0])])
            .await
            .status,
        422
    );
    assert!(!browser.is_signed_in().await);
}

#[tokio::test]
async fn whoever_needed_a_recovery_code_is_told_where_what_is_lost_is_removed() {
    let platform = Platform::with(GLOBEX).await;
    let (_, codes) = platform.add_totp(&mut platform.grace().await).await;
    let mut browser = platform.browser();
    let fields = [
        ("username", GRACE),
        ("password", PASSWORD),
        ("return_to", "/apps"),
    ];
    let step = browser.submit("/sign-in", &fields).await.location().to_owned();
    let done = browser.submit(&step, &[("recovery_code", &codes[0])]).await;
    assert_eq!(done.status, 200, "{done:?}");
    assert!(browser.is_signed_in().await);
    assert_eq!(done.header("cache-control"), "no-store");
    for said in ["Codes left: 9.", "href=\"/profile/two-step\"", "href=\"/apps\""] {
        assert!(done.text().contains(said), "{said}: {}", done.text());
    }
}

#[tokio::test]
async fn ten_wrong_codes_are_the_most_and_count_as_wrong_passwords_do() {
    let platform = Platform::with(GLOBEX).await;
    let (secret, codes) = platform.add_totp(&mut platform.grace().await).await;
    let mut browser = platform.browser();
    let step = password_of(&mut browser, GRACE).await;
    for n in 0..10 {
        let code = format!("{n:06}");
        let field = if n % 2 == 0 { "code" } else { "recovery_code" };
        let answer = browser.submit(&step, &[(field, &code)]).await;
        assert_eq!(answer.status, 422, "{n}");
        // What is wrong is said where it was entered.
        let is_of_recovery_code = answer.text().contains("This recovery code is wrong");
        assert_eq!(is_of_recovery_code, field == "recovery_code", "{n}");
    }
    let right = browser.submit(&step, &[("code", &platform.totp(&secret))]).await;
    assert_eq!(right.status, 429, "{right:?}");
    assert!(
        right
            .header("retry-after")
            .parse::<u32>()
            .is_ok_and(|seconds| seconds > 0)
    );
    assert_eq!(
        browser
            .submit(&step, &[("recovery_code", &codes[0])])
            .await
            .status,
        429
    );
    assert_eq!(platform.browser().sign_in(GRACE, PASSWORD).await.status, 429);
    // A quarter of an hour later everything is as before.
    platform.clock.advance(15 * MINUTE_MS);
    let step = password_of(&mut browser, GRACE).await;
    assert_eq!(
        browser
            .submit(&step, &[("code", &platform.totp(&secret))])
            .await
            .status,
        303
    );
    let sql = "SELECT COUNT(*) FROM audit_events WHERE action = 'second_step_failed'";
    assert_eq!(platform.count(sql).await, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_at_once_with_one_code_one_gets_in() {
    let platform = Platform::with(GLOBEX).await;
    let (secret, codes) = platform.add_totp(&mut platform.grace().await).await;
    for (field, code, status) in [
        ("code", platform.totp(&secret), 303),
        ("recovery_code", codes[0].clone(), 200),
    ] {
        let mut tries = Vec::new();
        for _ in 0..4 {
            let mut browser = platform.browser();
            let step = password_of(&mut browser, GRACE).await;
            let code = code.clone();
            tries.push(tokio::spawn(async move {
                browser.submit(&step, &[(field, &code)]).await.status
            }));
        }
        let mut statuses = Vec::new();
        for attempt in tries {
            statuses.push(attempt.await.expect("an answer"));
        }
        statuses.sort_unstable();
        assert_eq!(statuses, [status, 422, 422, 422], "{field}");
    }
}

/// Two nodes have both seen that the code is right before either of them writes: the statement itself decides.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_nodes_that_have_seen_one_code_one_uses_it_up() {
    let platform = Platform::with(GLOBEX).await;
    let (_, codes) = platform.add_totp(&mut platform.grace().await).await;
    let mut connection = platform.app.store.read().await.expect("a connection");
    let account: String = sqlx::query_scalar("SELECT account_id FROM totp_factors")
        .fetch_one(&mut *connection)
        .await
        .expect("an account");
    drop(connection);
    let hash = token_hash(&codes[0].replace('-', ""));
    for of_app in [true, false] {
        let mut tries = Vec::new();
        for _ in 0..2 {
            let (store, account, hash) = (platform.app.store.clone(), account.clone(), hash.clone());
            tries.push(tokio::spawn(async move {
                let mut transaction = store.begin().await.expect("begins");
                let used = match of_app {
                    true => second_factors::use_step(&mut transaction, &account, i64::MAX, 1).await,
                    false => second_factors::use_code(&mut transaction, &account, &hash, 1).await,
                };
                let used = used.expect("writes");
                transaction.commit().await.expect("commits");
                used
            }));
        }
        let mut won = 0;
        for attempt in tries {
            won += u8::from(attempt.await.expect("is done"));
        }
        assert_eq!(won, 1, "of the app: {of_app}");
    }
}

#[tokio::test]
async fn the_step_ends_with_its_time_and_with_the_password() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let (secret, _) = platform.add_totp(&mut grace).await;
    let mut late = platform.browser();
    let step = password_of(&mut late, GRACE).await;
    platform.clock.advance(10 * MINUTE_MS);
    assert_eq!(late.get(&step).await.status, 404);
    assert_eq!(
        late.submit(&step, &[("code", &platform.totp(&secret))])
            .await
            .status,
        404
    );
    let mut other = platform.browser();
    let step = password_of(&mut other, GRACE).await;
    let mut grace = platform.browser();
    let own = password_of(&mut grace, GRACE).await;
    let code = platform.totp(&secret);
    assert_eq!(grace.submit(&own, &[("code", &code)]).await.status, 303);
    platform.clock.advance(30_000);
    let body = json!({ "current_password": PASSWORD, "password": "seven purple kettles under the bridge" });
    assert_eq!(grace.post("/api/profile/password", &body).await.status, 200);
    assert_eq!(
        other
            .submit(&step, &[("code", &platform.totp(&secret))])
            .await
            .status,
        404
    );
    assert!(!other.is_signed_in().await);
}

#[tokio::test]
async fn while_sso_is_active_the_factor_sleeps_and_opens_nothing() {
    let file = acme("https://idp.example").replace("active = true", "active = false");
    let platform = Platform::with(&file).await;
    let mut ada = platform.browser();
    assert_eq!(ada.sign_in("ada@acme.example", PASSWORD).await.status, 200);
    let (secret, _) = platform.add_totp(&mut ada).await;
    let mut browser = platform.browser();
    let step = password_of(&mut browser, "ada@acme.example").await;
    platform.import(&acme("https://idp.example")).await;
    let code = platform.totp(&secret);
    assert_eq!(browser.submit(&step, &[("code", &code)]).await.status, 404);
    assert!(!browser.is_signed_in().await);
    let sql = "SELECT COUNT(*) FROM totp_factors";
    assert_eq!(platform.count(sql).await, 1, "it wakes with the password");
}

#[tokio::test]
async fn nothing_says_that_there_is_a_factor_before_the_password_was_right() {
    let linus = format!(
        "{GLOBEX}\n[[company.account]]\nemail = \"{LINUS}\"\nfirst_name = \"L\"\npassword = \"{PASSWORD}\"\n"
    );
    let platform = Platform::with(&linus).await;
    platform.add_totp(&mut platform.grace().await).await;
    let mut texts = Vec::new();
    for email in [GRACE, LINUS, "nobody@globex.example"] {
        let mut browser = platform.browser();
        let answer = browser.sign_in(email, "not the password at all").await;
        let mut body = answer.json();
        body["request_id"] = json!("");
        let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().cloned().collect();
        texts.push((answer.status, body.to_string(), cookies));
        let page = browser.get("/sign-in").await;
        assert_eq!(page.status, 200);
    }
    assert!(texts[0] == texts[1] && texts[1] == texts[2], "{texts:?}");
}

#[tokio::test]
async fn a_mailed_link_sets_a_password_and_the_factor_is_asked_for_all_the_same() {
    let platform = Platform::with(GLOBEX).await;
    platform.add_totp(&mut platform.grace().await).await;
    let new = "seven purple kettles under the bridge";
    // As a reset link does, without a session.
    platform.import(&GLOBEX.replace(PASSWORD, new)).await;
    let mut browser = platform.browser();
    let next = browser.sign_in(GRACE, new).await.json()["next"].clone();
    assert!(
        next.as_str()
            .is_some_and(|next| next.starts_with("/sign-in/second-step/"))
    );
    assert!(!browser.is_signed_in().await);
}
