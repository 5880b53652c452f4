//! A client that hangs up in the middle gains nothing by it: what was begun comes to its end.

use crate::support::{GLOBEX, PASSWORD, Platform};
use latchkey_server::passwords::PasswordHasher;
use zeroize::Zeroizing;

const COUNTED: &str = "SELECT COUNT(*) FROM throttle_attempts";

/// Begins a sign-in, waits until its password is waiting to be looked at, and hangs up.
async fn hang_up(platform: &Platform, password: &'static str) {
    // The one worker has something to do for a while.
    let busy = (0..15).map(|_| {
        let passwords = platform.app.passwords.clone();
        tokio::spawn(async move { passwords.verify(None, Zeroizing::new("x".into())).await })
    });
    let busy = busy.collect::<Vec<_>>();
    tokio::task::yield_now().await;
    let mut browser = platform.browser();
    let signing_in =
        tokio::spawn(async move { browser.sign_in("grace@globex.example", password).await.status });
    platform.wait_until(COUNTED, 2).await;
    signing_in.abort();
    assert!(
        signing_in
            .await
            .expect_err("it hung up before the answer")
            .is_cancelled()
    );
    for task in busy {
        task.await.expect("ends").expect("fits in");
    }
}

#[tokio::test]
async fn a_wrong_password_is_counted_and_told_of_all_the_same() {
    let platform = Platform::with(GLOBEX)
        .await
        .with_passwords(PasswordHasher::with_limits(1, 50));
    hang_up(&platform, "wrong").await;
    platform
        .wait_until(
            "SELECT COUNT(*) FROM audit_events WHERE action = 'sign_in_failed'",
            1,
        )
        .await;
    assert_eq!(platform.count(COUNTED).await, 2);
}

#[tokio::test]
async fn a_right_password_is_told_of_and_given_its_place_back() {
    let platform = Platform::with(GLOBEX)
        .await
        .with_passwords(PasswordHasher::with_limits(1, 50));
    hang_up(&platform, PASSWORD).await;
    platform
        .wait_until("SELECT COUNT(*) FROM audit_events WHERE action = 'signed_in'", 1)
        .await;
    assert_eq!(platform.count(COUNTED).await, 0);
}
