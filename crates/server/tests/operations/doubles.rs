//! The step at the first start of a release that reads addresses more alike: earlier rows are brought to the present form,
//! and of two accounts with one address one keeps it.

use latchkey_server::clock::Clock as _;
use latchkey_server::sign_in::canonical_addresses::bring_up_to_date;

use crate::support::{GLOBEX, PASSWORD, Platform};

/// As an earlier release wrote an account down: the address as it was typed, the key in lower case.
async fn written_before(platform: &Platform, id: &str, email: &str, created_at_ms: i64, off: bool) {
    let deactivated = if off { "1" } else { "NULL" };
    let sql = format!(
        "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name, password_hash,
                               email_verified_at_ms, deactivated_at_ms, created_at_ms)
         SELECT '{id}', company_id, '{email}', '{}', 'globex.example', 'N', 'N', password_hash, 1, {deactivated}, {created_at_ms}
         FROM accounts WHERE email_key = 'grace@globex.example'",
        email.to_lowercase()
    );
    platform.execute(&sql).await;
}

async fn start(platform: &Platform) -> usize {
    bring_up_to_date(&platform.app.store, platform.clock.now_ms())
        .await
        .expect("is brought up to date")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_before_is_found_by_its_present_form() {
    let platform = Platform::with(GLOBEX).await;
    written_before(&platform, "nfd", "rene\u{301}e@globex.example", 5, false).await;
    written_before(&platform, "hidden", "ni\u{ad}na@globex.example", 5, false).await;
    platform
        .execute(
            "INSERT INTO username_aliases (username_key, account_id, confirmed_at_ms)
             VALUES ('old\u{200b}@globex.example', 'nfd', 1)",
        )
        .await;
    assert_eq!(
        platform
            .browser()
            .sign_in("ren\u{e9}e@globex.example", PASSWORD)
            .await
            .status,
        401
    );
    assert_eq!(start(&platform).await, 0, "nobody loses an address");
    for spelling in [
        "ren\u{e9}e@globex.example",
        "rene\u{301}e@globex.example",
        "nina@globex.example",
        "ni\u{ad}na@globex.example",
    ] {
        let answer = platform.browser().sign_in(spelling, PASSWORD).await;
        assert_eq!(answer.status, 200, "{spelling:?} {answer:?}");
    }
    let aliases = "SELECT COUNT(*) FROM username_aliases WHERE username_key = 'old@globex.example'";
    assert_eq!(platform.count(aliases).await, 1);
    // Another mailbox than the one that was verified; the other is the same in another normalization form.
    let verified = "SELECT COUNT(*) FROM accounts WHERE id = 'nfd' AND email_verified_at_ms IS NOT NULL";
    assert_eq!(platform.count(verified).await, 1);
    let verified = "SELECT COUNT(*) FROM accounts WHERE id = 'hidden' AND email_verified_at_ms IS NOT NULL";
    assert_eq!(platform.count(verified).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_accounts_with_one_address_the_oldest_active_one_keeps_it() {
    let platform = Platform::with(GLOBEX).await;
    written_before(&platform, "off", "zo\u{eb}@globex.example", 1, true).await;
    written_before(&platform, "older", "zoe\u{308}@globex.example", 2, false).await;
    written_before(&platform, "younger", "zo\u{200b}\u{eb}@globex.example", 3, false).await;
    let mut session = platform.browser();
    let answer = session.sign_in("zo\u{eb}@globex.example", PASSWORD).await;
    assert_eq!(answer.status, 401, "that one is switched off");
    assert_eq!(start(&platform).await, 2);
    assert_eq!(start(&platform).await, 0, "once");

    assert_eq!(
        session.sign_in("zo\u{eb}@globex.example", PASSWORD).await.status,
        200
    );
    let signed_in = "SELECT COUNT(*) FROM sessions WHERE account_id = 'older'";
    assert_eq!(platform.count(signed_in).await, 1);
    for (id, lost) in [("older", 0), ("younger", 1), ("off", 1)] {
        let sql = format!(
            "SELECT COUNT(*) FROM accounts WHERE id = '{id}' AND deactivated_at_ms IS NOT NULL AND email_key = 'double:{id}'"
        );
        assert_eq!(platform.count(sql.leak()).await, lost, "{id}");
        let sql = format!(
            "SELECT COUNT(*) FROM audit_events WHERE action = 'account_lost_address' AND subject = '{id}'"
        );
        assert_eq!(platform.count(sql.leak()).await, lost, "{id}");
    }
}

/// Whoever is in the account that loses its address is out of it.
#[tokio::test(flavor = "multi_thread")]
async fn sessions_of_an_account_that_loses_its_address_end() {
    let platform = Platform::with(GLOBEX).await;
    written_before(&platform, "younger", "z@globex.example", 3, false).await;
    let mut browser = platform.browser();
    assert_eq!(browser.sign_in("z@globex.example", PASSWORD).await.status, 200);
    written_before(&platform, "older", ".z@globex.example", 2, false).await;
    assert_eq!(start(&platform).await, 1);
    assert!(!browser.is_signed_in().await);
}
