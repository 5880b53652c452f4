//! Whoever asks for a link learns nothing about who has the address: same bytes, same work, whatever goes out.

use latchkey_server::mail::words::letter;
use serde_json::json;

use crate::mailbox::{ask, mails, sent};
use crate::support::{GLOBEX, Platform, acme};

/// Globex by password, Acme federated, and one account of Globex switched off.
async fn platform() -> Platform {
    let platform = Platform::with(&format!("{GLOBEX}{}", acme("https://idp.example"))).await;
    platform
        .import(
            r#"
[[company]]
name = "Globex"
slug = "globex"
  [[company.account]]
  email = "gone@globex.example"
  first_name = "Gone"
"#,
        )
        .await;
    let mut transaction = platform.app.store.begin().await.expect("a transaction");
    sqlx::query("UPDATE accounts SET deactivated_at_ms = 1 WHERE email = 'gone@globex.example'")
        .execute(&mut *transaction)
        .await
        .expect("updates");
    transaction.commit().await.expect("commits");
    platform
}

async fn change(platform: &Platform, sql: &'static str) {
    let mut transaction = platform.app.store.begin().await.expect("a transaction");
    sqlx::query(sql)
        .execute(&mut *transaction)
        .await
        .expect("changes");
    transaction.commit().await.expect("commits");
}

const PEOPLE: [&str; 6] = [
    "grace@globex.example",
    "nobody@globex.example",
    "gone@globex.example",
    "ada@acme.example",
    "nobody@acme.example",
    "nobody@elsewhere.example",
];

#[tokio::test(flavor = "multi_thread")]
async fn everybody_gets_the_same_answer() {
    let platform = platform().await;
    for page in ["/sign-up", "/reset-password"] {
        let mut answers = Vec::new();
        for address in PEOPLE {
            let answer = ask(&mut platform.browser(), page, address).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            assert!(answer.text().contains(address), "{}", answer.text());
            let mut headers = answer.headers.clone();
            headers.remove("x-request-id");
            let length = answer.body.len() - address.len();
            headers.remove("content-length");
            let text = answer.text().replace(address, "ADDRESS");
            answers.push((answer.status, format!("{headers:?}"), length, text));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{page}: {answers:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mail_alone_tells_and_only_to_whom_it_concerns() {
    let platform = platform().await;
    for address in PEOPLE {
        ask(&mut platform.browser(), "/sign-up", address).await;
        ask(&mut platform.browser(), "/reset-password", address).await;
    }
    let mut sent = sent(&platform).await;
    sent.sort();
    let expected = [
        ("ada@acme.example", "use_sso"),
        ("ada@acme.example", "use_sso"),
        ("grace@globex.example", "already_has_account"),
        ("grace@globex.example", "reset_password"),
        ("nobody@acme.example", "use_sso"),
        ("nobody@acme.example", "use_sso"),
        ("nobody@elsewhere.example", "sign_up"),
        ("nobody@globex.example", "sign_up"),
    ];
    let expected = expected.map(|(to, kind)| (to.to_owned(), kind));
    assert_eq!(sent, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_speak_the_language_of_the_page() {
    let platform = platform().await;
    let mut browser = platform.browser();
    browser.headers = vec![("accept-language", "de".into())];
    ask(&mut browser, "/reset-password", "Grace@GLOBEX.example").await;
    let mails = mails(&platform).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].language, latchkey_contract::Language::De);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_says_when_and_with_what_it_was_asked_for() {
    const CHROME: &str = "Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36 <script>";
    let platform = platform().await;
    let mut browser = platform.browser();
    browser.headers = vec![("user-agent", CHROME.into())];
    ask(&mut browser, "/reset-password", "grace@globex.example").await;
    let mail = mails(&platform).await.pop().expect("a mail");
    let letter = letter(&mail, "Latchkey").expect("renders");
    let asking = mail.asking.expect("who asked");
    assert_eq!(asking.at_ms, platform.app.clock.now_ms());
    let last = letter.after.last().expect("a paragraph");
    assert!(
        last.starts_with("Address: grace@globex.example. Time: "),
        "{last}"
    );
    assert!(last.ends_with(" Device: Chrome on Android."), "{last}");
}

/// The answer is given before anybody looks: what fails afterwards neither shows in it nor loses the request.
#[tokio::test(flavor = "multi_thread")]
async fn the_answer_does_not_wait_for_the_decision() {
    let platform = platform().await;
    change(&platform, "ALTER TABLE audit_events RENAME TO audit_events_gone").await;
    let mut answers = Vec::new();
    for address in [
        "grace@globex.example",
        "nobody@globex.example",
        "ada@acme.example",
    ] {
        let answer = ask(&mut platform.browser(), "/reset-password", address).await;
        answers.push((answer.status, answer.text().replace(address, "ADDRESS")));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0].0, 200);
    let failed = "SELECT COUNT(*) FROM jobs WHERE kind = 'link_request' AND last_error IS NOT NULL";
    while platform.count(failed).await < 2 {
        tokio::task::yield_now().await;
    }
    change(&platform, "ALTER TABLE audit_events_gone RENAME TO audit_events").await;
    platform.clock.advance(60_000);
    platform.run_jobs("link_request").await;
    let sent = sent(&platform).await;
    assert_eq!(sent.len(), 2, "Grace's link and Ada's word about SSO: {sent:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_was_answered_is_not_lost() {
    let platform = platform().await;
    ask(&mut platform.browser(), "/reset-password", "grace@globex.example").await;
    assert_eq!(mails(&platform).await.len(), 1);
    // A row that nobody has taken on, as after a crash between the answer and the decision.
    let mut transaction = platform.app.store.begin().await.expect("a transaction");
    let insert = r#"INSERT INTO jobs (id, kind, target, label, payload, created_at_ms, run_at_ms) VALUES ('left', 'link_request', '', '',
                  '{"asked":"reset_password","address":"grace@globex.example","language":"en","return_to":null,"client_address":"","request_id":""}', 1, 1)"#;
    sqlx::query(insert)
        .execute(&mut *transaction)
        .await
        .expect("inserts");
    transaction.commit().await.expect("commits");
    platform.run_jobs("link_request").await;
    assert_eq!(mails(&platform).await.len(), 2);
    platform.run_jobs("link_request").await;
    assert_eq!(mails(&platform).await.len(), 2, "once is enough");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobodys_mailbox_is_flooded_and_nobody_is_told() {
    let platform = platform().await;
    let mut last = String::new();
    for n in 0..8 {
        let mut browser = platform.browser();
        browser.address = format!("198.51.100.{n}:1").parse().expect("an address");
        let address = ["grace@globex.example", "GRACE@Globex.example"][n % 2];
        let answer = ask(&mut browser, "/sign-up", address).await;
        assert_eq!(answer.status, 200);
        if n == 6 {
            last = answer.text().to_owned();
        }
        if n == 0 {
            last = answer.text().to_owned();
        }
        mails(&platform).await;
    }
    let first = ask(&mut platform.browser(), "/sign-up", "grace@globex.example").await;
    assert_eq!(first.text(), last, "the ninth answer is the first one's twin");
    assert_eq!(mails(&platform).await.len(), 5);
    platform.clock.advance(60 * 60 * 1000);
    ask(&mut platform.browser(), "/sign-up", "grace@globex.example").await;
    assert_eq!(mails(&platform).await.len(), 6, "an hour later there is room");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_client_cannot_mail_the_world() {
    let platform = platform().await;
    let mut statuses = Vec::new();
    for n in 0..203 {
        let mut browser = platform.browser();
        browser.address = format!("[2001:db8::{n:x}]:1").parse().expect("an address");
        let answer = ask(&mut browser, "/sign-up", &format!("nobody{n}@elsewhere.example")).await;
        if answer.status == 429 {
            assert!(!answer.header("retry-after").is_empty(), "{answer:?}");
            assert!(answer.text().contains("Too many attempts"), "{}", answer.text());
        }
        statuses.push(answer.status);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 200);
    assert_eq!(statuses[200..], [429, 429, 429]);
    let answer = ask(&mut platform.browser(), "/sign-up", "nobody@elsewhere.example").await;
    assert_eq!(answer.status, 200, "others are not concerned");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_address_is_said_next_to_the_field() {
    let platform = platform().await;
    for typed in [
        "",
        "grace",
        "a@b@globex.example",
        "grace@localhost",
        "<b>@globex.example",
    ] {
        for page in ["/sign-up", "/reset-password"] {
            let answer = ask(&mut platform.browser(), page, typed).await;
            assert_eq!(answer.status, 422, "{typed}");
            assert!(answer.text().contains("field-error"), "{}", answer.text());
            assert!(!answer.text().contains("<b>"));
        }
    }
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM jobs WHERE kind = 'link_request'")
            .await,
        0
    );
    assert!(mails(&platform).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_cannot_ask_and_bodies_that_are_no_forms_do_no_harm() {
    let platform = platform().await;
    let mut browser = platform.browser();
    browser.headers = vec![("sec-fetch-site", "cross-site".into())];
    for page in [
        "/sign-up",
        "/reset-password",
        "/sign-up/x",
        "/reset-password/x",
        "/set-up/x",
    ] {
        let answer = browser
            .submit(page, &[("username", "grace@globex.example")])
            .await;
        assert_eq!(answer.status, 403, "{page}");
    }
    assert!(mails(&platform).await.is_empty());
    let mut browser = platform.browser();
    let answer = browser
        .post("/sign-up", &json!({ "username": ["grace@globex.example"] }))
        .await;
    assert_eq!(answer.status, 415);
    let answer = browser
        .submit("/sign-up", &[("username", &"x".repeat(70_000))])
        .await;
    assert_eq!(answer.status, 413);
}

/// The store fails: nobody is told that a mail is on its way.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_cannot_be_written_down_is_not_confirmed() {
    let platform = platform().await;
    change(&platform, "ALTER TABLE jobs RENAME TO jobs_gone").await;
    let answer = ask(&mut platform.browser(), "/sign-up", "nobody@elsewhere.example").await;
    assert_eq!(answer.status, 500, "{answer:?}");
    assert!(!answer.text().contains("Check your mail"), "{}", answer.text());
}

/// Else anybody could keep a person from a new password by asking for accounts in their name.
#[tokio::test]
async fn who_asks_for_something_else_in_ones_name_keeps_nobody_from_a_new_password() {
    let platform = Platform::with(GLOBEX).await;
    for _ in 0..6 {
        ask(&mut platform.browser(), "/sign-up", "grace@globex.example").await;
        sent(&platform).await;
    }
    ask(&mut platform.browser(), "/reset-password", "grace@globex.example").await;
    let sent = sent(&platform).await;
    assert_eq!(sent.last().map(|(_, kind)| *kind), Some("reset_password"));
}
