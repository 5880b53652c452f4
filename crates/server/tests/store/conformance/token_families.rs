//! What apps hold: families of tokens, and how they die.

use futures_util::future::join_all;
use latchkey_server::domain::consent::Agreement;
use latchkey_server::domain::scopes::Scopes;
use latchkey_server::store::token_families::{self, Family, FamilyStatus, NewFamily};
use latchkey_server::store::{Connection, Store, StoreError, access, consents, revoked_access_tokens};
use sqlx::AssertSqlSafe;

use super::authorizations::environment;
use super::*;

const END: i64 = NOW + 90_000;

/// Ada, in an app that she agreed to.
struct Scene {
    ada: String,
    environment: String,
}

impl Scene {
    async fn new(store: &Store) -> Self {
        let mut transaction = store.begin().await.expect("begins");
        let acme = company(&mut transaction, "acme").await;
        let scene = Self {
            ada: account(&mut transaction, &acme, "ada@acme.example").await,
            environment: environment(&mut transaction, &acme, "test").await,
        };
        session(&mut transaction, &scene.ada, "session", END).await;
        scene.let_in(&mut transaction, NOW).await;
        scene.agree(&mut transaction, NOW).await;
        transaction.commit().await.expect("commits");
        scene
    }

    async fn let_in(&self, transaction: &mut Transaction, now_ms: i64) {
        let roles = ["User".to_owned()];
        access::grant(transaction, &self.environment, &self.ada, &roles, now_ms)
            .await
            .expect("grants");
    }

    async fn agree(&self, transaction: &mut Transaction, now_ms: i64) {
        let agreement = Agreement {
            granted: Scopes::parse("openid email"),
            declined: Scopes::default(),
        };
        consents::save(transaction, &self.ada, &self.environment, agreement, now_ms)
            .await
            .expect("saves");
    }

    /// A family that began now, with an access token and a refresh token `access-ID` and `refresh-ID`.
    async fn family(&self, transaction: &mut Transaction, id: &str, offline: bool) {
        let family = NewFamily {
            id,
            authorization_request_id: &format!("request-{id}"),
            environment_id: &self.environment,
            account_id: &self.ada,
            session_id: "id-session",
            signed_in_by: SignedInBy::Password,
            signed_in_at_ms: NOW - 1,
            auth_time_known: true,
            second_factor: None,
            scopes: Scopes::parse("openid email"),
            offline,
            ends_at_ms: END,
        };
        token_families::insert(transaction, &family, NOW)
            .await
            .expect("a family");
    }
}

async fn standing(connection: &mut Connection, id: &str) -> FamilyStatus {
    let found = token_families::standing(connection, id, NOW).await;
    found.expect("reads").expect("is kept").0
}

async fn advance(transaction: &mut Transaction, id: &str, generation: i64, now_ms: i64) -> bool {
    let advanced = token_families::advance(transaction, id, generation, now_ms).await;
    advanced.expect("advances")
}

async fn alive(transaction: &mut Transaction, id: &str, now_ms: i64) -> Option<Family> {
    token_families::alive(transaction, id, now_ms)
        .await
        .expect("reads")
}

/// Runs statements of a test's own, which end something.
async fn end(transaction: &mut Transaction, sql: &str) {
    sqlx::query(AssertSqlSafe(sql))
        .execute(&mut **transaction)
        .await
        .expect("executes");
}

pub(crate) async fn a_family_says_whom_it_is_about_as_long_as_it_lives(store: &Store) {
    let scene = Scene::new(store).await;
    let mut transaction = store.begin().await.expect("begins");
    scene.family(&mut transaction, "f", false).await;
    let family = alive(&mut transaction, "f", NOW).await.expect("lives");
    assert_eq!(
        (
            family.client_id.as_str(),
            family.session_id.as_str(),
            family.ends_at_ms
        ),
        ("client-test", "id-session", END)
    );
    assert_eq!(
        (
            family.person.email.as_str(),
            family.person.company.as_str(),
            &family.person.roles[..]
        ),
        ("ada@acme.example", "ACME", &["User".to_owned()][..])
    );
    assert_eq!(family.scopes, Scopes::parse("openid email"));
    assert!(alive(&mut transaction, "f", END - 1).await.is_some());
    assert!(alive(&mut transaction, "f", END).await.is_none());
    assert!(alive(&mut transaction, "another", NOW).await.is_none());
    // Its own end, and not that of the session.
    scene.family(&mut transaction, "stays", true).await;
    assert!(alive(&mut transaction, "stays", END - 1).await.is_some());
    assert!(alive(&mut transaction, "stays", END).await.is_none());
    let again = NewFamily {
        id: "g",
        authorization_request_id: "request-f",
        environment_id: &scene.environment,
        account_id: &scene.ada,
        session_id: "id-session",
        signed_in_by: SignedInBy::Password,
        signed_in_at_ms: NOW,
        auth_time_known: true,
        second_factor: None,
        scopes: Scopes::default(),
        offline: false,
        ends_at_ms: END,
    };
    let twice = token_families::insert(&mut transaction, &again, NOW).await;
    assert!(
        matches!(twice, Err(StoreError::AlreadyExists)),
        "one authorization, one family"
    );
}

pub(crate) async fn a_family_dies_with_session_account_access_and_consent(store: &Store) {
    let scene = Scene::new(store).await;
    let deaths = [
        ("DELETE FROM sessions", true),
        ("UPDATE sessions SET ended_at_ms = 1", true),
        ("UPDATE sessions SET expires_at_ms = 1", true),
        ("UPDATE accounts SET deactivated_at_ms = 1", false),
        ("DELETE FROM access_grants", false),
        ("DELETE FROM consents", false),
        ("UPDATE token_families SET revoked_at_ms = 1", false),
    ];
    for (death, spares_offline) in deaths {
        let mut transaction = store.begin().await.expect("begins");
        scene.family(&mut transaction, "f", false).await;
        scene.family(&mut transaction, "offline", true).await;
        for id in ["f", "offline"] {
            assert!(alive(&mut transaction, id, NOW).await.is_some(), "{death}");
        }
        end(&mut transaction, death).await;
        assert!(alive(&mut transaction, "f", NOW).await.is_none(), "{death}");
        let lives_on = alive(&mut transaction, "offline", NOW).await.is_some();
        assert_eq!(lives_on, spares_offline, "{death}");
        // Not committed: the next one finds all as it was.
    }
}

pub(crate) async fn access_or_consent_given_anew_brings_no_family_back(store: &Store) {
    let scene = Scene::new(store).await;
    for what in ["access_grants", "consents"] {
        let mut transaction = store.begin().await.expect("begins");
        scene.family(&mut transaction, "f", true).await;
        end(&mut transaction, &format!("DELETE FROM {what}")).await;
        scene.let_in(&mut transaction, NOW + 1).await;
        scene.agree(&mut transaction, NOW + 1).await;
        assert!(alive(&mut transaction, "f", NOW + 2).await.is_none(), "{what}");
    }
}

pub(crate) async fn families_are_revoked_one_or_all(store: &Store) {
    let scene = Scene::new(store).await;
    let mut transaction = store.begin().await.expect("begins");
    for id in ["a", "b", "c", "d"] {
        scene.family(&mut transaction, id, false).await;
    }
    for newly in [true, false] {
        let revoked = token_families::revoke(&mut transaction, "a", NOW).await;
        assert_eq!(revoked.expect("revokes"), newly);
    }
    token_families::revoke_of_request(&mut transaction, "request-b", NOW)
        .await
        .expect("revokes");
    for (id, lives) in [("a", false), ("b", false), ("c", true), ("d", true)] {
        assert_eq!(alive(&mut transaction, id, NOW).await.is_some(), lives, "{id}");
    }
    for (account, environment, lives) in [
        ("another", scene.environment.as_str(), true),
        (scene.ada.as_str(), "another", true),
        (scene.ada.as_str(), scene.environment.as_str(), false),
    ] {
        token_families::revoke_of_consent(&mut transaction, account, environment, NOW)
            .await
            .expect("revokes");
        assert_eq!(alive(&mut transaction, "c", NOW).await.is_some(), lives);
    }
    scene.family(&mut transaction, "e", true).await;
    set_password(&mut transaction, &scene.ada, Some("hash")).await;
    assert!(alive(&mut transaction, "e", NOW).await.is_none());
}

pub(crate) async fn a_refresh_token_is_used_once_whatever_the_race(store: &Store) {
    let scene = Scene::new(store).await;
    let mut transaction = store.begin().await.expect("begins");
    scene.family(&mut transaction, "f", false).await;
    transaction.commit().await.expect("commits");
    let uses = join_all((1..=20).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut transaction = store.begin().await.expect("begins");
            let used = advance(&mut transaction, "f", 0, NOW + n).await;
            transaction.commit().await.expect("commits");
            used
        })
    }));
    let wins = uses
        .await
        .into_iter()
        .filter(|used| *used.as_ref().expect("runs"));
    assert_eq!(wins.count(), 1);
    let mut connection = store.read().await.expect("a connection");
    let found = standing(&mut connection, "f").await;
    let moments = NOW + 1..=NOW + 20;
    assert!(
        moments.contains(&found.refreshed_at_ms),
        "when the newest was given"
    );
    let expected = FamilyStatus {
        client_id: "client-test".into(),
        generation: 1,
        refreshed_at_ms: found.refreshed_at_ms,
        is_revoked: false,
    };
    assert_eq!(found, expected, "who came late has written nothing");
    drop(connection);
    let mut transaction = store.begin().await.expect("begins");
    for (generation, is_newest) in [(0, false), (2, false), (1, true), (1, false)] {
        let advanced = advance(&mut transaction, "f", generation, NOW).await;
        assert_eq!(advanced, is_newest, "{generation}");
    }
    token_families::revoke(&mut transaction, "f", NOW)
        .await
        .expect("revokes");
    let revoked = standing(&mut transaction, "f").await;
    assert!(revoked.is_revoked && revoked.generation == 2);
}

/// Who uses a refresh token decides by what it finds; who uses it at the same time has to find that it was used.
pub(crate) async fn whoever_holds_a_family_is_alone_with_it(store: &Store) {
    let scene = Scene::new(store).await;
    let mut transaction = store.begin().await.expect("begins");
    scene.family(&mut transaction, "f", false).await;
    transaction.commit().await.expect("commits");
    let mut first = store.begin().await.expect("begins");
    token_families::lock(&mut first, "f").await.expect("holds");
    let other = store.clone();
    let second = tokio::spawn(async move {
        let mut transaction = other.begin().await.expect("begins");
        token_families::lock(&mut transaction, "f").await.expect("holds");
        u64::try_from(standing(&mut transaction, "f").await.generation).expect("no less than 0")
    });
    assert!(advance(&mut first, "f", 0, NOW).await);
    assert_eq!(
        waits_for(first, second).await,
        1,
        "it sees what the first one did"
    );
}

pub(crate) async fn an_access_token_that_was_taken_back_is_remembered_until_its_end(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    for time in 0..2 {
        for (hash, expires_at_ms) in [("soon", NOW + 1), ("later", NOW + 2)] {
            let taken = revoked_access_tokens::insert(&mut transaction, hash, expires_at_ms).await;
            assert!(taken.is_ok(), "{time}");
        }
    }
    let purged = revoked_access_tokens::purge(&mut transaction, NOW + 1).await;
    assert_eq!(purged.expect("purges"), 1);
    for (hash, is_revoked) in [("soon", false), ("later", true), ("never", false)] {
        let found = revoked_access_tokens::contains(&mut transaction, hash).await;
        assert_eq!(found.expect("reads"), is_revoked, "{hash}");
    }
}

pub(crate) async fn a_used_refresh_token_is_remembered_as_long_as_its_family(store: &Store) {
    let scene = Scene::new(store).await;
    let mut transaction = store.begin().await.expect("begins");
    scene.family(&mut transaction, "ended", true).await;
    scene.family(&mut transaction, "revoked", true).await;
    end(
        &mut transaction,
        "UPDATE token_families SET ends_at_ms = 70 WHERE id = 'ended'",
    )
    .await;
    end(
        &mut transaction,
        "UPDATE token_families SET revoked_at_ms = 80 WHERE id = 'revoked'",
    )
    .await;
    scene.family(&mut transaction, "f", true).await;
    assert!(advance(&mut transaction, "f", 0, NOW).await);
    for (before, gone) in [(69, 0), (70, 1), (80, 1), (END - 1, 0)] {
        let purged = token_families::purge(&mut transaction, before).await;
        assert_eq!(purged.expect("purges"), gone, "{before}");
    }
    assert_eq!(
        standing(&mut transaction, "f").await.generation,
        1,
        "a replay is still known"
    );
    let purged = token_families::purge(&mut transaction, END).await;
    assert_eq!(purged.expect("purges"), 1);
    let gone = token_families::standing(&mut transaction, "f", NOW).await;
    assert_eq!(gone.expect("reads"), None);
}
