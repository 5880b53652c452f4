//! An app that changes what it requires while somebody looks at its consent page: nobody agrees to what was not shown.

use latchkey_test_browser::Answer;

use crate::app::{answer, authorize, file, goes_on_to, hidden, platform, redeem, request, settle};
use crate::support::{Browser, Platform};

const OPTIONAL: &str = "optional_scopes = [\"email\"]";

/// What the app's owner makes optional, by the import file.
async fn optional(platform: &Platform, scopes: &str) {
    let changed = file().replace(OPTIONAL, &format!("optional_scopes = [{scopes}]"));
    platform.import(&changed).await;
}

async fn shown(browser: &mut Browser, with: &[(&str, &str)]) -> Answer {
    let page = browser.get(&request(with)).await;
    settle(browser, page).await
}

fn is_ticked(page: &Answer, scope: &str) -> bool {
    let is_locked = format!("id=\"scope-{scope}\" class=\"what\"");
    page.text().contains(&format!("value=\"{scope}\" checked")) || page.text().contains(&is_locked)
}

#[tokio::test]
async fn what_has_become_required_since_the_page_was_shown_is_asked_and_not_granted() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let page = shown(&mut grace, &[]).await;
    assert_eq!(hidden(&page, "required"), "openid profile");
    optional(&platform, "").await;
    let anew = authorize(&mut grace, &page, &[]).await;
    assert_eq!(anew.status, 409, "{anew:?}");
    assert_eq!(anew.header("cache-control"), "no-store");
    for shown in [
        "<h1>Authorize access</h1>",
        "The app has changed what it asks for, so nothing is authorized yet.",
        "<small>always</small> <span class=\"tag new\">",
    ] {
        assert!(anew.text().contains(shown), "{shown}: {}", anew.text());
    }
    assert_eq!(anew.text().matches("class=\"tag new\"").count(), 1, "the address");
    for nothing in [
        "SELECT COUNT(*) FROM consents",
        "SELECT COUNT(*) FROM authorization_requests WHERE code_hash IS NOT NULL",
        "SELECT COUNT(*) FROM audit_events WHERE action = 'app_authorized'",
    ] {
        assert_eq!(platform.count(nothing).await, 0, "{nothing}");
    }
    // The page as it is now can be agreed to.
    assert_eq!(hidden(&anew, "required"), "openid profile email");
    let done = authorize(&mut grace, &anew, &[]).await;
    let tokens = redeem(&platform, &answer(&goes_on_to(&done))["code"])
        .await
        .json();
    assert_eq!(tokens["scope"], "openid profile email");
}

#[tokio::test]
async fn what_was_ticked_stays_where_it_can_still_be_chosen() {
    let platform = platform().await;
    optional(&platform, "\"email\", \"apps\", \"profile\"").await;
    let mut grace = platform.grace().await;
    let page = shown(&mut grace, &[("scope", "openid profile email apps")]).await;
    optional(&platform, "\"apps\", \"profile\"").await;
    let anew = authorize(&mut grace, &page, &["apps"]).await;
    assert_eq!(anew.status, 409, "{anew:?}");
    assert!(is_ticked(&anew, "apps") && is_ticked(&anew, "email"));
    assert!(!is_ticked(&anew, "profile"), "{}", anew.text());
    assert_eq!(hidden(&anew, "required"), "openid email");
    // And once more, when it is changed back.
    optional(&platform, "\"email\", \"apps\", \"profile\"").await;
    let anew = authorize(&mut grace, &anew, &["apps"]).await;
    assert_eq!(anew.status, 409, "{anew:?}");
    assert!(
        is_ticked(&anew, "apps") && !is_ticked(&anew, "email"),
        "{}",
        anew.text()
    );
    let done = authorize(&mut grace, &anew, &["apps"]).await;
    let tokens = redeem(&platform, &answer(&goes_on_to(&done))["code"])
        .await
        .json();
    assert_eq!(tokens["scope"], "openid apps");
}

/// Whatever the hidden field says: it gives nothing that was not ticked, and nothing without being asked.
#[tokio::test]
async fn the_hidden_field_gives_nothing() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let page = shown(&mut grace, &[("scope", "openid profile email apps")]).await;
    let (request, account) = (hidden(&page, "request"), hidden(&page, "account"));
    for forged in [
        "",
        "openid",
        "openid profile email",
        "openid profile apps email offline_access",
    ] {
        let fields = [
            ("request", request.as_str()),
            ("account", account.as_str()),
            ("required", forged),
            ("decision", "authorize"),
        ];
        let anew = grace.submit("/consent", &fields).await;
        assert_eq!(anew.status, 409, "{forged}: {anew:?}");
        assert!(!is_ticked(&anew, "email"), "{forged}");
    }
    assert_eq!(platform.count("SELECT COUNT(*) FROM consents").await, 0);
}

/// Cancelling needs nobody to look again.
#[tokio::test]
async fn cancelling_does_not_ask_anew() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let page = shown(&mut grace, &[]).await;
    optional(&platform, "").await;
    let request = hidden(&page, "request");
    let sent = grace
        .submit("/consent", &[("request", &request), ("decision", "cancel")])
        .await;
    assert_eq!(answer(&goes_on_to(&sent))["error"], "access_denied");
}
