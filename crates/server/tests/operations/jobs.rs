//! What goes on beside the requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use latchkey_server::{audit_chain, housekeeping};
use tokio::sync::watch;

use crate::support::{GLOBEX, Platform};

/// Each request leaves a measurement, and only asking for the numbers or this tidies them up.
#[tokio::test]
async fn each_round_tidies_the_numbers_up_until_told_to_stop() {
    let platform = Platform::with(GLOBEX).await;
    let rounds = Arc::new(AtomicU32::new(0));
    let counted = rounds.clone();
    let (stop, stopped) = watch::channel(false);
    let running = housekeeping::spawn(platform.app.clone(), stopped, move || {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let twice = async {
        while rounds.load(Ordering::SeqCst) < 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), twice)
        .await
        .expect("a second round");
    stop.send(true).expect("somebody listens");
    tokio::time::timeout(Duration::from_secs(5), running)
        .await
        .expect("it stops")
        .expect("in order");
}

/// The database lets nobody else delete an event, and nobody at all a newer one.
#[tokio::test]
async fn the_trail_forgets_what_it_need_not_keep_and_says_so() {
    let platform = Platform::with(GLOBEX).await;
    let day = 24 * 3_600_000;
    let now = platform.app.clock.now_ms();
    for (id, age) in [
        ("old-1", 400 * day),
        ("old-2", 91 * day + day / 2),
        ("kept", 89 * day),
    ] {
        let at = now - age;
        let sql = format!(
            "INSERT INTO audit_events (id, at_ms, action, detail, client_address, request_id) VALUES ('{id}', {at}, 'tried', '{{}}', '', '')"
        );
        platform.execute(&sql).await;
    }
    audit_chain::erase_old(&platform.app).await.expect("purges");
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM audit_events WHERE id LIKE 'old-%'")
            .await,
        0
    );
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM audit_events WHERE id = 'kept'")
            .await,
        1
    );
    let told =
        "SELECT COUNT(*) FROM audit_events WHERE action = 'audit_purged' AND detail LIKE '%\"events\":2%'";
    assert_eq!(platform.count(told).await, 1);
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let refused = sqlx::query("DELETE FROM audit_events WHERE id = 'kept'")
        .execute(&mut *transaction)
        .await;
    assert!(refused.is_err(), "the trail is append-only");
    drop(transaction);
    audit_chain::erase_old(&platform.app).await.expect("purges");
    assert_eq!(platform.count(told).await, 1, "once a day");
}
