//! A forgotten password.

use crate::mailbox::{NEW_PASSWORD, ask, link_to, mails, open, sent};
use crate::support::{Browser, GLOBEX, PASSWORD, Platform, acme};

const GRACE: &str = "grace@globex.example";

/// A browser at the form.
async fn at_the_form(platform: &Platform, address: &str) -> (Browser, String) {
    let mut browser = platform.browser();
    ask(&mut browser, "/reset-password", address).await;
    let link = link_to(platform, address).await;
    let (page, shown) = open(&mut browser, &link).await;
    assert_eq!(shown.status, 200, "{shown:?}");
    (browser, page)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_the_link_sees_the_brand_and_whoever_asks_for_one_does_not() {
    let platform = Platform::with(GLOBEX).await;
    platform.brand("globex", "Globex Works").await;
    let mut browser = platform.browser();
    let asked = ask(&mut browser, "/reset-password", GRACE).await;
    assert!(!asked.text().contains("Globex Works"), "{}", asked.text());
    let link = link_to(&platform, GRACE).await;
    let (page, shown) = open(&mut browser, &link).await;
    Platform::assert_branded(&shown, "Globex Works");
    let short = browser.submit(&page, &[("password", "short")]).await;
    assert_eq!(short.status, 422, "{short:?}");
    Platform::assert_branded(&short, "Globex Works");
    let elsewhere = platform.browser().get(&page).await;
    assert!(!elsewhere.text().contains("Globex Works"), "{}", elsewhere.text());
    let new = "new@globex.example";
    ask(&mut browser, "/sign-up", new).await;
    let (_, shown) = open(&mut browser, &link_to(&platform, new).await).await;
    Platform::assert_branded(&shown, "Globex Works");
}

async fn change(platform: &Platform, sql: &'static str) {
    let mut transaction = platform.app.store.begin().await.expect("a transaction");
    sqlx::query(sql)
        .execute(&mut *transaction)
        .await
        .expect("updates");
    transaction.commit().await.expect("commits");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_every_session_and_the_old_password() {
    let platform = Platform::with(GLOBEX).await;
    let (mut here, mut there) = (platform.grace().await, platform.grace().await);
    let (mut browser, page) = at_the_form(&platform, GRACE).await;
    let answer = browser.submit(&page, &[("password", NEW_PASSWORD)]).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    assert!(!here.is_signed_in().await && !there.is_signed_in().await);
    assert!(
        !browser.is_signed_in().await,
        "the mailbox alone is not the account"
    );
    let screen = browser.get(answer.location()).await;
    assert!(
        screen.text().contains("Your new password is set."),
        "{}",
        screen.text()
    );
    assert!(
        screen.text().contains(GRACE),
        "the username is filled in: {}",
        screen.text()
    );
    assert!(!answer.location().contains('@'), "and stands in no address");
    let elsewhere = platform.browser().get(answer.location()).await;
    assert!(
        !elsewhere.text().contains(GRACE),
        "in another browser it says nothing"
    );
    assert_eq!(platform.browser().sign_in(GRACE, PASSWORD).await.status, 401);
    assert_eq!(platform.browser().sign_in(GRACE, NEW_PASSWORD).await.status, 200);
    let sent = sent(&platform).await;
    assert_eq!(sent.last(), Some(&(GRACE.to_owned(), "password_changed")));
    let written = "SELECT COUNT(*) FROM audit_events WHERE action = 'password_reset'";
    assert_eq!(platform.count(written).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_reset_ends_all_other_links() {
    let platform = Platform::with(GLOBEX).await;
    let (mut first, first_page) = at_the_form(&platform, GRACE).await;
    let (mut second, second_page) = at_the_form(&platform, GRACE).await;
    assert_eq!(
        second
            .submit(&second_page, &[("password", NEW_PASSWORD)])
            .await
            .status,
        303
    );
    let answer = first
        .submit(&first_page, &[("password", "another good long password 7")])
        .await;
    assert_eq!(answer.status, 410);
    assert!(
        answer.text().contains("Another link was used"),
        "{}",
        answer.text()
    );
    assert_eq!(platform.browser().sign_in(GRACE, NEW_PASSWORD).await.status, 200);
}

/// The way round SSO: a link from before the domain was federated.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_from_before_sso_sets_no_password() {
    let platform = Platform::with(
        "[[company]]\nname = \"Acme\"\nslug = \"acme\"\ndomains = [\"acme.example\"]\n\
         [[company.account]]\nemail = \"ada@acme.example\"\nfirst_name = \"Ada\"\n",
    )
    .await;
    let (mut browser, page) = at_the_form(&platform, "ada@acme.example").await;
    // Without a password of its own: that would end the link already.
    let file = acme("https://idp.example").replace("  password = \"correct horse battery staple\"\n", "");
    platform.import(&file).await;
    let answer = browser.submit(&page, &[("password", NEW_PASSWORD)]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.text().contains("own account page"), "{}", answer.text());
    platform.run_jobs("sso_takeover").await;
    let with_password = "SELECT COUNT(*) FROM accounts WHERE password_hash IS NOT NULL";
    assert_eq!(platform.count(with_password).await, 0);
    assert_eq!(
        mails(&platform).await.len(),
        1,
        "nothing was changed, nothing is told"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_switched_off_account_and_one_with_another_address_are_not_reset() {
    for sql in [
        "UPDATE accounts SET deactivated_at_ms = 1",
        "UPDATE accounts SET email = 'g@globex.example', email_key = 'g@globex.example'",
    ] {
        let platform = Platform::with(GLOBEX).await;
        let (mut browser, page) = at_the_form(&platform, GRACE).await;
        change(&platform, sql).await;
        let answer = browser.submit(&page, &[("password", NEW_PASSWORD)]).await;
        assert_eq!(answer.status, 409, "{sql}");
        change(
            &platform,
            "UPDATE accounts SET deactivated_at_ms = NULL, email = 'grace@globex.example', email_key = 'grace@globex.example'",
        )
        .await;
        assert_eq!(
            platform.browser().sign_in(GRACE, NEW_PASSWORD).await.status,
            401,
            "{sql}"
        );
        assert_eq!(
            platform.browser().sign_in(GRACE, PASSWORD).await.status,
            200,
            "{sql}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poor_password_leaves_everything_as_it_was() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let (mut browser, page) = at_the_form(&platform, GRACE).await;
    for poor in ["", "short", "gracegracegracegrace", "password1234567"] {
        let answer = browser.submit(&page, &[("password", poor)]).await;
        assert_eq!(answer.status, 422, "{poor}");
        assert!(answer.text().contains("password-error"), "{}", answer.text());
    }
    assert!(grace.is_signed_in().await);
    assert_eq!(
        browser.submit(&page, &[("password", NEW_PASSWORD)]).await.status,
        303
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_that_cannot_be_written_down_does_not_happen() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let (mut browser, page) = at_the_form(&platform, GRACE).await;
    change(&platform, "ALTER TABLE audit_events RENAME TO audit_events_gone").await;
    let answer = browser.submit(&page, &[("password", NEW_PASSWORD)]).await;
    assert_eq!(answer.status, 500, "{answer:?}");
    assert!(grace.is_signed_in().await);
    change(&platform, "ALTER TABLE audit_events_gone RENAME TO audit_events").await;
    assert_eq!(platform.browser().sign_in(GRACE, PASSWORD).await.status, 200);
}
