//! Requests for access: one for each person and environment, anew after a day, and decided once.

use latchkey_server::store::access_requests::{self as requests, KEPT_MS, PAUSE_MS, RecentRequest};
use latchkey_server::store::{Store, access};

use super::authorizations::environment;
use super::*;

pub(crate) async fn a_person_asks_once_a_day_and_is_answered_once(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    let here = environment(&mut transaction, &acme, "test").await;
    let there = environment(&mut transaction, &acme, "production").await;
    for (id, place, now_ms, is_made) in [
        ("one", &here, NOW, true),
        ("two", &here, NOW + PAUSE_MS - 1, false),
        ("there", &there, NOW + 1, true),
    ] {
        let made = requests::ask(&mut transaction, id, place, &ada, now_ms).await;
        assert_eq!(made.expect("asks"), is_made, "{id}");
    }
    for (now_ms, was_asked) in [(NOW, true), (NOW + PAUSE_MS - 1, true), (NOW + PAUSE_MS, false)] {
        let asked = requests::recent(&mut transaction, &here, &ada, now_ms).await;
        let expected = was_asked.then_some(RecentRequest {
            asked_at_ms: NOW,
            declined_at_ms: None,
        });
        assert_eq!(asked.expect("reads"), expected);
    }
    let waiting = requests::waiting(&mut transaction, &here, NOW)
        .await
        .expect("reads");
    assert_eq!((waiting.len(), waiting[0].id.as_str()), (1, "one"));
    let elsewhere = requests::find(&mut transaction, &there, "one", NOW).await;
    assert_eq!(elsewhere.expect("reads"), None);
    for (id, is_open) in [("one", true), ("a\0b", false)] {
        let found = requests::find(&mut transaction, &here, id, NOW)
            .await
            .expect("reads");
        assert_eq!(found.is_some(), is_open, "{id:?}");
    }
    for is_decided in [true, false] {
        let decided = requests::decline(&mut transaction, "one", NOW + 2).await;
        assert_eq!(decided.expect("decides"), is_decided);
    }
    assert!(!requests::accept(&mut transaction, "one").await.expect("decides"));
    let asked = requests::recent(&mut transaction, &here, &ada, NOW + 3).await;
    let declined = asked.expect("reads").and_then(|asked| asked.declined_at_ms);
    assert_eq!(declined, Some(NOW + 2));
    assert!(
        requests::waiting(&mut transaction, &here, NOW)
            .await
            .expect("reads")
            .is_empty()
    );
    let again = requests::ask(&mut transaction, "three", &here, &ada, NOW + PAUSE_MS).await;
    assert!(again.expect("asks"));
    for is_accepted in [true, false] {
        let accepted = requests::accept(&mut transaction, "three").await;
        assert_eq!(accepted.expect("decides"), is_accepted);
    }
    // Whoever loses the access again can ask anew at once.
    let anew = requests::ask(&mut transaction, "four", &here, &ada, NOW + PAUSE_MS).await;
    assert!(anew.expect("asks"));
    assert_eq!(
        requests::waiting(&mut transaction, &here, NOW)
            .await
            .expect("reads")
            .len(),
        1
    );
    access::grant(&mut transaction, &here, &ada, &[], NOW)
        .await
        .expect("grants");
    assert!(
        requests::waiting(&mut transaction, &here, NOW)
            .await
            .expect("reads")
            .is_empty(),
        "has access"
    );
    for (now_ms, gone) in [
        (NOW + KEPT_MS, 0),
        (NOW + KEPT_MS + 1, 1),
        (NOW + KEPT_MS + PAUSE_MS, 1),
    ] {
        assert_eq!(
            requests::purge(&mut transaction, now_ms).await.expect("purges"),
            gone
        );
    }
}
