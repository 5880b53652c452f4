//! The audit trail as a chain: what was done to it is found, and what retention does is not taken for that.

use latchkey_server::audit_chain::{ChainError, begin_anew, erase_old, go_on, verify};
use latchkey_server::domain::audit_chain::ChainBreak;
use latchkey_server::secrets::SecretKey;
use latchkey_server::store::audit::{Event, Origin, append_all};

use crate::support::{GLOBEX, Platform};

const DAY: i64 = 24 * 3_600_000;

/// A platform whose trail has some events, all with their places; whoever is at it has the database.
async fn chained() -> Platform {
    let platform = Platform::with(GLOBEX).await;
    for _ in 0..3 {
        platform.grace().await;
    }
    go_on(&platform.app).await.expect("goes on");
    platform
}

/// What the database itself refuses no longer.
async fn unguarded(platform: &Platform) {
    let is_postgres = platform
        .app
        .store
        .read()
        .await
        .expect("a connection")
        .backend_name()
        == "PostgreSQL";
    match is_postgres {
        true => {
            platform
                .execute("ALTER TABLE audit_events DISABLE TRIGGER USER")
                .await;
        }
        false => {
            platform.execute("DROP TRIGGER audit_events_no_update").await;
            platform.execute("DROP TRIGGER audit_events_no_delete").await;
        }
    }
}

async fn found(platform: &Platform) -> Result<u64, ChainBreak> {
    match verify(&platform.app.store, &platform.app.secret_key).await {
        Ok(verified) => Ok(verified.events),
        Err(ChainError::Broken(broken)) => Err(broken),
        Err(error) => panic!("{error}"),
    }
}

/// More than one statement adds, and more than get their places at once.
#[tokio::test]
async fn events_that_were_appended_together_get_their_places_as_others_do() {
    let platform = chained().await;
    let before = found(&platform).await.expect("whole");
    let subjects: Vec<String> = (0..1_201).map(|number| format!("\"account\\{number}")).collect();
    let event = |subject| Event {
        action: "account_taken_over_by_sso",
        company_id: None,
        actor_account_id: None,
        subject: Some(subject),
        detail: serde_json::json!({ "job": "é\n" }),
    };
    let events: Vec<_> = subjects.iter().map(|subject| event(subject.as_str())).collect();
    let mut transaction = platform.app.store.begin().await.expect("begins");
    append_all(
        &mut transaction,
        &events,
        &Origin::default(),
        platform.app.clock.now_ms(),
    )
    .await
    .expect("appends");
    transaction.commit().await.expect("commits");
    go_on(&platform.app).await.expect("goes on");
    assert_eq!(found(&platform).await, Ok(before + 1_201));
}

#[tokio::test]
async fn a_trail_that_nobody_was_at_is_whole_and_goes_on() {
    let platform = chained().await;
    let events = u64::try_from(platform.count("SELECT COUNT(*) FROM audit_events").await).expect("some");
    assert_eq!(found(&platform).await, Ok(events));
    platform.grace().await;
    let verified = verify(&platform.app.store, &platform.app.secret_key)
        .await
        .expect("whole");
    assert_eq!((verified.events, verified.without_place), (events, 1));
    go_on(&platform.app).await.expect("goes on");
    assert_eq!(found(&platform).await, Ok(events + 1));
    platform
        .execute("INSERT INTO audit_events (id, at_ms, action, detail, client_address, request_id) SELECT 'another', MAX(at_ms), 'signed_in', '{}', '', '' FROM audit_events")
        .await;
    let refused = platform
        .tried("UPDATE audit_events SET action = 'signed_out', chain_position = 99, chain_hash = '' WHERE id = 'another'")
        .await;
    assert!(refused.is_err(), "a place is all that an event is given");
    let refused = platform
        .tried("UPDATE audit_events SET chain_position = 99 WHERE chain_position = 1")
        .await;
    assert!(refused.is_err(), "it is given once");
}

/// Each with the statements that do it, and what is found of it.
#[tokio::test]
async fn whatever_is_done_to_events_with_their_places_is_found() {
    let swap = |from: i64, to: i64| {
        format!("UPDATE audit_events SET chain_position = {to} WHERE chain_position = {from}")
    };
    let cases: [(&str, Vec<String>, &str); 7] = [
        ("altered", vec!["UPDATE audit_events SET detail = '{\"by\":\"nobody\"}' WHERE chain_position = 3".into()], "event 3 of the chain"),
        ("given to another", vec!["UPDATE audit_events SET actor_account_id = NULL WHERE chain_position = (SELECT MAX(chain_position) FROM audit_events)".into()], "is not what it was"),
        ("removed", vec!["DELETE FROM audit_events WHERE chain_position = 2".into()], "event 2 of the chain is missing"),
        ("reordered", vec![swap(2, -1), swap(3, 2), swap(-1, 3)], "event 2 of the chain"),
        ("inserted", vec![swap(4, 99), "INSERT INTO audit_events (id, at_ms, action, detail, client_address, request_id, chain_position, chain_hash) SELECT 'x', at_ms, 'signed_in', '{}', '', '', 4, chain_hash FROM audit_events WHERE chain_position = 3".into()], "behind its end"),
        ("cut", vec!["DELETE FROM audit_events WHERE chain_position = (SELECT MAX(chain_position) FROM audit_events)".into()], "the newest ones were removed"),
        ("its ends removed", vec!["UPDATE audit_chain SET ends_sealed = NULL".into()], "is not written down any more"),
    ];
    for (what, statements, said) in cases {
        let platform = chained().await;
        unguarded(&platform).await;
        for statement in statements {
            platform.execute(&statement).await;
        }
        let broken = found(&platform).await.expect_err(what).to_string();
        assert!(broken.contains(said), "{what}: {broken}");
    }
}

#[tokio::test]
async fn an_event_that_was_put_in_with_an_old_time_is_found() {
    let platform = chained().await;
    let long_ago = platform.app.clock.now_ms() - 30 * DAY;
    platform
        .execute(&format!(
            "INSERT INTO audit_events (id, at_ms, action, detail, client_address, request_id) VALUES ('forged', {long_ago}, 'signed_in', '{{}}', '', '')"
        ))
        .await;
    let forged = Err(ChainBreak::PutIn {
        id: "forged".to_owned(),
    });
    // Before it has its place, and afterwards.
    assert_eq!(found(&platform).await, forged);
    go_on(&platform.app).await.expect("goes on");
    assert_eq!(found(&platform).await, forged);
}

/// What was done stays visible: the chain does not go on over it, until an operator says so.
#[tokio::test]
async fn a_chain_without_its_end_is_not_gone_on_with() {
    let platform = chained().await;
    unguarded(&platform).await;
    platform
        .execute(
            "DELETE FROM audit_events WHERE chain_position = (SELECT MAX(chain_position) FROM audit_events)",
        )
        .await;
    platform.grace().await;
    assert!(matches!(
        go_on(&platform.app).await,
        Err(ChainError::Broken(ChainBreak::CutOff { .. }))
    ));
    let events = platform.count("SELECT COUNT(*) FROM audit_events").await;
    let now = platform.app.clock.now_ms();
    begin_anew(&platform.app.store, &platform.app.secret_key, now)
        .await
        .expect("begins");
    go_on(&platform.app).await.expect("goes on");
    assert_eq!(
        found(&platform).await,
        Ok(2),
        "the sign-in, and that the chain was begun anew"
    );
    assert_eq!(
        platform.count("SELECT COUNT(*) FROM audit_events").await,
        events + 1,
        "nothing is dropped"
    );
    let told = "SELECT COUNT(*) FROM audit_events WHERE action = 'audit_chain_begun_anew' AND detail LIKE '%newest ones were removed%'";
    assert_eq!(platform.count(told).await, 1);
}

#[tokio::test]
async fn another_key_proves_nothing() {
    let platform = chained().await;
    let other = SecretKey::generate().expect("a key");
    let refused = verify(&platform.app.store, &other).await.expect_err("refuses");
    assert!(
        refused.to_string().contains("cannot be read with this key"),
        "{refused}"
    );
}

/// What retention takes, it takes from the beginning of the chain; the anchor is sealed, so that nobody else can.
#[tokio::test]
async fn retention_does_not_break_the_chain() {
    let platform = chained().await;
    platform.clock.advance(500 * DAY);
    platform.grace().await;
    let before = platform.count("SELECT COUNT(*) FROM audit_events").await;
    assert!(before > 4);
    erase_old(&platform.app).await.expect("erases");
    let left = platform.count("SELECT COUNT(*) FROM audit_events").await;
    assert_eq!(left, 2, "the sign-in of now, and that older ones went");
    go_on(&platform.app).await.expect("goes on");
    let verified = verify(&platform.app.store, &platform.app.secret_key)
        .await
        .expect("whole");
    assert_eq!(verified.events, 2);
    let anchor = verified.ends.expect("ends").anchor.position;
    assert_eq!(anchor, before - 1);
    // What was done to an event does not go with it.
    unguarded(&platform).await;
    platform
        .execute("UPDATE audit_events SET client_address = 'x'")
        .await;
    platform.clock.advance(500 * DAY);
    assert!(matches!(
        erase_old(&platform.app).await,
        Err(ChainError::Broken(_))
    ));
}

/// Of several nodes that go on at once each event gets one place.
#[tokio::test(flavor = "multi_thread")]
async fn several_nodes_go_on_together() {
    let platform = Platform::with(GLOBEX).await;
    let other = platform.another_node(None);
    for _ in 0..4 {
        platform.grace().await;
        let (one, two) = tokio::join!(go_on(&platform.app), go_on(&other));
        one.and(two).expect("goes on");
    }
    let events = platform.count("SELECT COUNT(*) FROM audit_events").await;
    assert_eq!(found(&platform).await, Ok(u64::try_from(events).expect("some")));
}
