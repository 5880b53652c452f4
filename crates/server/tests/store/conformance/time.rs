//! The newest time that was written down.

use latchkey_server::store::audit::{self, Origin};
use latchkey_server::store::{Store, clock, sessions};
use serde_json::json;

use super::*;

const DAY: i64 = 24 * 60 * 60 * 1000;

async fn newest(store: &Store) -> Option<i64> {
    let mut connection = store.read().await.expect("a connection");
    clock::mark(&mut connection).await.expect("reads").newest_ms
}

async fn advance(store: &Store, now_ms: i64, resets: i64) -> bool {
    let mut transaction = store.begin().await.expect("begins");
    let done = clock::advance(&mut transaction, now_ms, resets)
        .await
        .expect("writes");
    transaction.commit().await.expect("commits");
    done
}

async fn tell(store: &Store, at_ms: i64) {
    let event = audit::Event {
        action: "signed_in",
        company_id: None,
        actor_account_id: None,
        subject: None,
        detail: json!({}),
    };
    let mut transaction = store.begin().await.expect("begins");
    audit::append(&mut transaction, &event, &Origin::default(), at_ms)
        .await
        .expect("appends");
    transaction.commit().await.expect("commits");
}

/// Nodes whose clocks differ write in any order.
pub(crate) async fn the_newest_time_is_kept_whatever_the_order(store: &Store) {
    assert_eq!(newest(store).await, None, "a new database knows no time");
    assert!(advance(store, NOW + DAY, 0).await && advance(store, NOW, 0).await);
    assert_eq!(newest(store).await, Some(NOW + DAY));
    // The event with the later time has the earlier identifier.
    tell(store, NOW + 3 * DAY).await;
    tell(store, NOW).await;
    assert_eq!(newest(store).await, Some(NOW + 3 * DAY));
}

pub(crate) async fn nothing_of_before_lives_on_where_time_is_set_back(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    session(&mut transaction, &ada, "before", NOW + DAY).await;
    transaction.commit().await.expect("commits");
    tell(store, NOW + 400 * DAY).await;
    let mut transaction = store.begin().await.expect("begins");
    let ended = clock::reset(&mut transaction, NOW).await.expect("resets");
    assert_eq!(ended, 1);
    let left = sessions::by_token_hash(&mut transaction, "before")
        .await
        .expect("reads");
    assert!(left.is_none(), "it had expired by the time of before");
    transaction.commit().await.expect("commits");
    assert_eq!(newest(store).await, Some(NOW));
    assert!(
        !advance(store, NOW + 400 * DAY, 0).await,
        "a server that ran on does not undo it"
    );
    assert!(advance(store, NOW + 1, 1).await);
    assert_eq!(newest(store).await, Some(NOW + 1));
    // Forward, nothing needs to end.
    let mut transaction = store.begin().await.expect("begins");
    session(&mut transaction, &ada, "after", NOW + DAY).await;
    assert_eq!(clock::reset(&mut transaction, NOW + 2).await.expect("resets"), 0);
}
