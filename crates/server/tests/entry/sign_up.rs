//! Signing up.

use latchkey_server::store::companies;

use crate::mailbox::{NEW_PASSWORD, ask, link_to, open, sign_up_form, signed_up};
use crate::support::{GLOBEX, Platform, acme};

const NORA: &str = "nora@elsewhere.example";
const COMPANY: &str = "SELECT COUNT(*) FROM accounts a JOIN companies c ON c.id = a.company_id
                       WHERE a.email = 'nora@elsewhere.example' AND c.slug = 'elsewhere'";

#[tokio::test(flavor = "multi_thread")]
async fn somebody_new_gets_an_account_and_is_in() {
    let platform = Platform::with(GLOBEX).await;
    let mut nora = signed_up(&platform, NORA).await;
    let session = nora.get("/api/session").await.json();
    assert_eq!(session["account"]["email"], NORA);
    assert_eq!(session["account"]["first_name"], "Nora");
    assert!(
        !nora.cookies.keys().any(|name| name.starts_with("latchkey-link")),
        "{:?}",
        nora.cookies
    );
    assert_eq!(platform.browser().sign_in(NORA, NEW_PASSWORD).await.status, 200);
    let written =
        "SELECT COUNT(*) FROM audit_events WHERE action = 'account_created' AND detail LIKE '%sign_up%'";
    assert_eq!(platform.count(written).await, 1);
}

/// Made beforehand with a stranger's address, without reading the mail: there is nothing to take over later.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_mail_there_is_no_account() {
    let platform = Platform::with(GLOBEX).await;
    let mut stranger = platform.browser();
    ask(&mut stranger, "/sign-up", NORA).await;
    link_to(&platform, NORA).await;
    assert_eq!(platform.count("SELECT COUNT(*) FROM accounts").await, 1);
    assert!(!stranger.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_the_account_is_follows_from_its_domain() {
    let platform = Platform::with(GLOBEX).await;
    signed_up(&platform, NORA).await;
    signed_up(&platform, "nina@globex.example").await;
    let of_globex =
        "SELECT COUNT(*) FROM accounts a JOIN companies c ON c.id = a.company_id WHERE c.slug = 'globex'";
    assert_eq!(platform.count(of_globex).await, 2, "Grace and Nina");
    assert_eq!(platform.count(COMPANY).await, 0);
    let elsewhere =
        "[[company]]\nname = \"Elsewhere\"\nslug = \"elsewhere\"\ndomains = [\"elsewhere.example\"]\n";
    platform.import(elsewhere).await;
    assert_eq!(
        platform.count(COMPANY).await,
        1,
        "the company that proves the domain gets its people"
    );
    let adopted = "SELECT COUNT(*) FROM audit_events WHERE action = 'accounts_adopted'";
    assert_eq!(platform.count(adopted).await, 1);
    platform.import(elsewhere).await;
    assert_eq!(platform.count(adopted).await, 1, "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_true_since_the_mail_counts() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    ask(&mut browser, "/sign-up", "alan@acme.example").await;
    let link = link_to(&platform, "alan@acme.example").await;
    let (page, _) = open(&mut browser, &link).await;
    platform.import(&acme("https://idp.example")).await;
    let answer = browser.submit(&page, &sign_up_form()).await;
    assert_eq!(answer.status, 409);
    assert!(answer.text().contains("own account page"), "{}", answer.text());
    assert!(!browser.is_signed_in().await);
    let alan = "SELECT COUNT(*) FROM accounts WHERE email = 'alan@acme.example'";
    assert_eq!(platform.count(alan).await, 0);
    let mut browser = platform.browser();
    ask(&mut browser, "/sign-up", NORA).await;
    let link = link_to(&platform, NORA).await;
    let (page, _) = open(&mut browser, &link).await;
    signed_up(&platform, NORA).await;
    let answer = browser.submit(&page, &sign_up_form()).await;
    assert_eq!(answer.status, 410, "the other link took its place");
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_told_next_to_the_field_and_leave_the_link_as_it_was() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    ask(&mut browser, "/sign-up", NORA).await;
    let link = link_to(&platform, NORA).await;
    let (page, _) = open(&mut browser, &link).await;
    for (first, password, said) in [
        ("", NEW_PASSWORD, "first_name-error"),
        ("Nora", "", "Enter your password"),
        ("Nora", "too short", "at least 15 characters"),
        ("Nora", "passwordpassword", "easy to guess"),
        ("Nora", "nora.elsewhere.example", "easy to guess"),
        ("Nora", &"x7".repeat(200), "at most 256 characters"),
    ] {
        let form = [("first_name", first), ("password", password)];
        let answer = browser.submit(&page, &form).await;
        assert_eq!(answer.status, 422, "{first} {password}");
        assert!(answer.text().contains(said), "{said}: {}", answer.text());
        assert!(
            password.is_empty() || !answer.text().contains(password),
            "never sent back"
        );
        assert!(answer.text().contains(NORA));
    }
    assert_eq!(browser.submit(&page, &sign_up_form()).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_that_was_there_before_ends() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.grace().await;
    let before = browser.clone();
    ask(&mut browser, "/sign-up", NORA).await;
    let link = link_to(&platform, NORA).await;
    let (page, _) = open(&mut browser, &link).await;
    browser.submit(&page, &sign_up_form()).await;
    assert!(browser.is_signed_in().await);
    assert!(!before.clone().is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_cannot_be_written_down_is_not_made() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    ask(&mut browser, "/sign-up", NORA).await;
    let link = link_to(&platform, NORA).await;
    let (page, _) = open(&mut browser, &link).await;
    let mut transaction = platform.app.store.begin().await.expect("a transaction");
    sqlx::query("ALTER TABLE audit_events RENAME TO audit_events_gone")
        .execute(&mut *transaction)
        .await
        .expect("renames");
    transaction.commit().await.expect("commits");
    let answer = browser.submit(&page, &sign_up_form()).await;
    assert_eq!(answer.status, 500, "{answer:?}");
    assert_eq!(platform.count("SELECT COUNT(*) FROM accounts").await, 1);
    let used = "SELECT COUNT(*) FROM mailed_links WHERE used_at_ms IS NOT NULL";
    assert_eq!(platform.count(used).await, 0, "whole or not at all");
}

#[tokio::test]
async fn nobodys_company_cannot_be_reached_or_taken() {
    let platform = Platform::with(GLOBEX).await;
    let answer = platform.browser().get("/sso/callback/-?state=x&code=y").await;
    assert!(answer.status >= 400);
    let file = "[[company]]\nname = \"Mine\"\nslug = \"-\"\n";
    let importer = latchkey_server::cli::import::Importer {
        store: &platform.app.store,
        secret_key: &platform.app.secret_key,
        passwords: &platform.app.passwords,
        clock: &platform.clock,
    };
    let file = latchkey_server::cli::import::parse(file).expect("an import file");
    let refused = importer.run(file).await.expect_err("is refused").to_string();
    assert!(refused.contains("slug"), "{refused}");
    let mut connection = platform.app.store.read().await.expect("a connection");
    let nobodys = companies::by_id(&mut connection, companies::UNAFFILIATED).await;
    assert_eq!(nobodys.expect("reads").expect("is there").name, "");
}
