//! Apps that open the sign-in in a window of their own: the opener keeps hold of it, all the way to the answer.

use crate::app::{platform, request};

#[tokio::test]
async fn the_way_of_a_sign_in_does_not_cut_the_app_s_window_off() {
    let platform = platform().await;
    let mut grace = platform.browser();
    let begin = grace.get(&request(&[])).await;
    assert!(begin.location().starts_with("/sign-in"));
    let way = [
        request(&[]),
        begin.location().to_owned(),
        "/oauth/authorize/continue?request=x".into(),
        "/oauth/end-session".into(),
        "/consent?request=x".into(),
        "/sign-in".into(),
        "/sign-in/failed/x".into(),
        "/sign-in/mismatch?attempt=x".into(),
        "/sso/callback/acme?state=x".into(),
        "/onboarding?attempt=x".into(),
        "/sign-up".into(),
        "/reset-password".into(),
        "/signed-out".into(),
    ];
    for path in way {
        let page = grace.get(&path).await;
        assert_eq!(page.header("cross-origin-opener-policy"), "unsafe-none", "{path}");
        // Being opened is all; nobody frames it.
        assert_eq!(page.header("x-frame-options"), "DENY", "{path}");
    }
    for path in [
        "/",
        "/profile",
        "/api/session",
        "/healthz",
        "/sign-inside",
        "/nothing",
    ] {
        let page = grace.get(path).await;
        assert_eq!(page.header("cross-origin-opener-policy"), "same-origin", "{path}");
    }
}
