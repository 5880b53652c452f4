//! An account that is switched off: dead at the next request, by every way in, and alive again without its old sessions.

use latchkey_server::cli::account::{AccountError, Done, set_active};

use crate::support::{GLOBEX, PASSWORD, Platform};

const GRACE: &str = "grace@globex.example";

async fn set(platform: &Platform, email: &str, active: bool) -> Result<Done, AccountError> {
    let done = set_active(&platform.app.store, &platform.clock, email, active).await;
    done.map(|(_, done)| done)
}

#[tokio::test]
async fn a_deactivated_account_is_out_at_the_next_request_and_stays_out() {
    let platform = Platform::with(GLOBEX).await;
    let mut here = platform.grace().await;
    let mut there = platform.grace().await;
    let done = set(&platform, " Grace@GLOBEX.example ", false)
        .await
        .expect("is done");
    assert_eq!(done, Done::Deactivated { sessions_ended: 2 });
    for browser in [&mut here, &mut there] {
        for path in ["/api/session", "/api/my-apps"] {
            assert_eq!(browser.get(path).await.status, 401, "{path}");
        }
        assert_eq!(browser.get("/").await.status, 303);
    }
    assert_eq!(platform.count("SELECT COUNT(*) FROM sessions").await, 0);
    let answer = platform.browser().sign_in(GRACE, PASSWORD).await;
    assert_eq!(answer.code(), "wrong_credentials", "nobody is told more");
    assert_eq!(
        set(&platform, GRACE, false).await.expect("is done"),
        Done::Nothing
    );
    assert_eq!(
        set(&platform, GRACE, true).await.expect("is done"),
        Done::Reactivated
    );
    assert!(!here.is_signed_in().await, "what has ended stays so");
    assert_eq!(platform.browser().sign_in(GRACE, PASSWORD).await.status, 200);
    let events =
        "SELECT COUNT(*) FROM audit_events WHERE action IN ('account_deactivated', 'account_reactivated')";
    assert_eq!(platform.count(events).await, 2);
}

/// Others keep theirs, and nothing is changed for somebody who is not there.
#[tokio::test]
async fn nobody_else_is_touched() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    assert!(matches!(
        set(&platform, "nobody@globex.example", false).await,
        Err(AccountError::Unknown(_))
    ));
    assert!(matches!(
        set(&platform, "grace", false).await,
        Err(AccountError::NotAnAddress(_))
    ));
    assert!(grace.is_signed_in().await);
}

/// The password was looked at before the switch, the session begins after it: not so.
#[tokio::test]
async fn a_sign_in_under_way_does_not_slip_through() {
    let platform = Platform::with(GLOBEX).await;
    let sign_ins = (0..6).map(|_| {
        let mut browser = platform.browser();
        tokio::spawn(async move {
            browser.sign_in(GRACE, PASSWORD).await;
            browser
        })
    });
    let sign_ins = sign_ins.collect::<Vec<_>>();
    set(&platform, GRACE, false).await.expect("is done");
    for browser in futures_util::future::join_all(sign_ins).await {
        assert!(!browser.expect("runs").is_signed_in().await);
    }
    set(&platform, GRACE, true).await.expect("is done");
    assert_eq!(
        platform.count("SELECT COUNT(*) FROM sessions").await,
        0,
        "and nothing waits to revive"
    );
}
