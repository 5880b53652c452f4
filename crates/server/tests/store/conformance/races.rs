//! Two at once: one wins, or one waits.

use std::time::Duration;

use futures_util::future::join_all;
use latchkey_contract::app_settings::EnvironmentSettings;
use latchkey_server::domain::scopes::Scopes;
use latchkey_server::domain::sign_in_attempt::AttemptState;
use latchkey_server::secrets::BrowserSecrets;
use latchkey_server::store::companies;
use latchkey_server::store::passkeys::{self, Passkey};
use latchkey_server::store::sign_in_attempts::{self, SignInAttempt};
use latchkey_server::store::sso_configurations;
use latchkey_server::store::{Store, Transaction, accounts, apps, job_kinds, session_ends, token_families};

use super::*;

/// Longer than what need not wait takes.
const LONG_ENOUGH: Duration = Duration::from_millis(300);

/// The counter of a copied passkey says so only where no use is written over another.
pub(crate) async fn of_two_uses_of_a_passkey_that_read_one_counter_one_is_written(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let passkey = Passkey {
        id: "passkey".into(),
        account_id: account(&mut transaction, &acme, "ada@acme.example").await,
        credential_id: "credential".into(),
        user_handle: "handle".into(),
        public_key: "key".into(),
        algorithm: -7,
        sign_count: 4,
        backup_eligible: 0,
        backed_up: 0,
        transports: String::new(),
        name: "Blue key".into(),
        added_at_ms: NOW,
        last_used_at_ms: None,
        opens_alone: 1,
    };
    passkeys::insert(&mut transaction, &passkey)
        .await
        .expect("inserts");
    for (sign_count, is_first) in [(5, true), (6, false)] {
        let used = passkeys::Use {
            sign_count,
            backed_up: false,
            at_ms: NOW,
        };
        let written = passkeys::use_it(&mut transaction, &passkey, used).await;
        assert_eq!(written.expect("writes"), is_first);
    }
}

pub(crate) async fn at_most_one_configuration_is_active_whatever_the_race(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let names = ["a", "b", "c", "d", "e", "f"];
    for name in names {
        sso_configurations::upsert(&mut transaction, &configuration(&acme, name), NOW)
            .await
            .expect("inserts");
    }
    transaction.commit().await.expect("commits");
    let activations = names.map(|name| {
        let (store, company_id) = (store.clone(), acme.id.clone());
        tokio::spawn(async move {
            let mut transaction = store.begin().await?;
            sso_configurations::set_active(
                &mut transaction,
                &company_id,
                Some(&format!("configuration-{name}")),
                NOW,
            )
            .await?;
            transaction.commit().await
        })
    });
    let done = join_all(activations)
        .await
        .into_iter()
        .filter(|outcome| matches!(outcome, Ok(Ok(()))))
        .count();
    assert!(done >= 1, "one of them comes through");
    let mut connection = store.read().await.expect("a connection");
    let sql = "SELECT COUNT(*) FROM sso_configurations WHERE active = 1";
    let active: i64 = sqlx::query_scalar(sql)
        .fetch_one(&mut *connection)
        .await
        .expect("counts");
    assert_eq!(active, 1);
    drop(connection);
    let mut transaction = store.begin().await.expect("begins");
    let refused = sqlx::query("UPDATE sso_configurations SET active = 1")
        .execute(&mut *transaction)
        .await;
    assert!(refused.is_err(), "the database itself refuses a second one");
}

pub(crate) async fn an_attempt_advances_once_whatever_the_race(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let inserted = attempt(&acme, "1", NOW);
    sign_in_attempts::insert(&mut transaction, &inserted)
        .await
        .expect("inserts");
    transaction.commit().await.expect("commits");
    let advances = (0..20).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut transaction = store.begin().await.expect("begins");
            let won = sign_in_attempts::advance(
                &mut transaction,
                &attempt_id("1"),
                AttemptState::SentToIdp,
                AttemptState::Returned,
                "r",
                Some("{}"),
            )
            .await;
            transaction.commit().await.expect("commits");
            won.expect("updates")
        })
    });
    let won = join_all(advances)
        .await
        .into_iter()
        .filter(|won| *won.as_ref().expect("runs"))
        .count();
    assert_eq!(won, 1);
    let mut connection = store.read().await.expect("a connection");
    let read = sign_in_attempts::by_state_hash(&mut connection, "state-1")
        .await
        .expect("reads");
    let expected = SignInAttempt {
        status: AttemptState::Returned,
        request_id: "r".into(),
        identity: Some("{}".into()),
        ..inserted
    };
    assert_eq!(read, Some(expected.clone()));
    assert_eq!(
        sign_in_attempts::by_id_and_browser(
            &mut connection,
            &attempt_id("1"),
            &BrowserSecrets::new(["more", "browser"])
        )
        .await
        .expect("reads"),
        Some(expected)
    );
    assert_eq!(
        sign_in_attempts::by_id_and_browser(
            &mut connection,
            &attempt_id("1"),
            &BrowserSecrets::new(["another"])
        )
        .await
        .expect("reads"),
        None
    );
}

/// Whether the task waits for a transaction that is open, and comes to its end once that is committed.
pub(super) async fn waits_for(transaction: Transaction, waiting: tokio::task::JoinHandle<u64>) -> u64 {
    tokio::time::sleep(LONG_ENOUGH).await;
    assert!(!waiting.is_finished(), "it has to wait");
    transaction.commit().await.expect("commits");
    waiting.await.expect("ends")
}

pub(crate) async fn a_sign_in_by_password_and_a_link_do_not_pass_each_other(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    set_password(&mut transaction, &ada, Some("hash")).await;
    transaction.commit().await.expect("commits");
    let mut sign_in = store.begin().await.expect("begins");
    assert!(
        accounts::lock_credentials(&mut sign_in, &ada, "hash")
            .await
            .expect("holds")
    );
    let (other, account_id) = (store.clone(), ada.clone());
    let link = tokio::spawn(async move {
        let mut transaction = other.begin().await.expect("begins");
        let ended = set_password(&mut transaction, &account_id, None).await;
        transaction.commit().await.expect("commits");
        ended
    });
    session(&mut sign_in, &ada, "late", NOW + 1).await;
    assert_eq!(
        waits_for(sign_in, link).await,
        1,
        "the session that came at the last moment ends with the others"
    );
    let mut transaction = store.begin().await.expect("begins");
    assert!(
        !accounts::lock_credentials(&mut transaction, &ada, "hash")
            .await
            .expect("asks"),
        "too late now"
    );
}

/// What `latchkey account deactivate` does, while somebody comes back from an identity provider.
pub(crate) async fn a_sign_in_by_sso_and_a_deactivation_do_not_pass_each_other(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    transaction.commit().await.expect("commits");
    let mut sign_in = store.begin().await.expect("begins");
    assert!(accounts::lock_active(&mut sign_in, &ada).await.expect("holds"));
    let (other, account_id) = (store.clone(), ada.clone());
    let deactivation = tokio::spawn(async move {
        let mut transaction = other.begin().await.expect("begins");
        let ended = deactivate(&mut transaction, &account_id).await;
        transaction.commit().await.expect("commits");
        ended
    });
    session(&mut sign_in, &ada, "late", NOW + 1).await;
    assert_eq!(
        waits_for(sign_in, deactivation).await,
        1,
        "the session that came at the last moment ends with the others"
    );
    let mut transaction = store.begin().await.expect("begins");
    assert!(
        !accounts::lock_active(&mut transaction, &ada).await.expect("asks"),
        "too late now"
    );
}

pub(crate) async fn an_activation_waits_for_whoever_decides_by_what_is_active(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    sso_configurations::upsert(&mut transaction, &configuration(&acme, "one"), NOW)
        .await
        .expect("inserts");
    transaction.commit().await.expect("commits");
    let mut deciding = store.begin().await.expect("begins");
    companies::lock_for_share(&mut deciding, &acme.id)
        .await
        .expect("holds");
    let (other, company_id) = (store.clone(), acme.id.clone());
    let activation = tokio::spawn(async move {
        let mut transaction = other.begin().await.expect("begins");
        sso_configurations::set_active(&mut transaction, &company_id, Some("configuration-one"), NOW)
            .await
            .expect("activates");
        transaction.commit().await.expect("commits");
        1
    });
    let active = sso_configurations::active_of_company(&mut deciding, &acme.id)
        .await
        .expect("reads");
    assert_eq!(active, None);
    waits_for(deciding, activation).await;
}

/// Somebody signs out while an app exchanges a code: either the app gets nothing, or it is told.
pub(crate) async fn an_exchange_and_a_sign_out_do_not_pass_each_other(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    session(&mut transaction, &ada, "in", NOW + 1).await;
    let app = apps::upsert(&mut transaction, &acme.id, "expenses", "Expenses", NOW)
        .await
        .expect("an app");
    let settings = EnvironmentSettings {
        backchannel_logout_uri: Some("https://expenses.example/logout".into()),
        ..EnvironmentSettings::default()
    };
    let registration = apps::Registration::of(&settings, None);
    let environment = apps::NewEnvironment {
        app_id: &app,
        name: "Test",
        url: "https://expenses.example/",
        client_id: "expenses",
        client_secret_hash: None,
        registration: &registration,
    };
    let environment = apps::upsert_environment(&mut transaction, &environment, NOW)
        .await
        .expect("an environment");
    transaction.commit().await.expect("commits");
    let mut exchange = store.begin().await.expect("begins");
    assert!(
        sessions::lock_live(&mut exchange, "id-in", NOW)
            .await
            .expect("holds")
    );
    let other = store.clone();
    let sign_out = tokio::spawn(async move {
        let mut transaction = other.begin().await.expect("begins");
        let ended = session_ends::end(&mut transaction, "in", NOW)
            .await
            .expect("ends");
        transaction.commit().await.expect("commits");
        u64::from(ended)
    });
    let family = token_families::NewFamily {
        id: "family",
        authorization_request_id: "request",
        environment_id: &environment,
        account_id: &ada,
        session_id: "id-in",
        signed_in_by: SignedInBy::Password,
        signed_in_at_ms: NOW,
        auth_time_known: true,
        second_factor: None,
        scopes: Scopes::parse("openid"),
        offline: false,
        ends_at_ms: NOW + 1,
    };
    token_families::insert(&mut exchange, &family, NOW)
        .await
        .expect("inserts");
    assert_eq!(waits_for(exchange, sign_out).await, 1);
    let mut transaction = store.begin().await.expect("begins");
    let told = job_kinds::count(&mut transaction, "app_logout")
        .await
        .expect("counts");
    assert_eq!(told, 1, "the app that came at the last moment is told");
    assert!(
        !sessions::lock_live(&mut transaction, "id-in", NOW)
            .await
            .expect("asks"),
        "too late now"
    );
}

/// Two tabs come back from the identity provider at once, with the same old token.
pub(crate) async fn a_session_goes_on_once_whatever_the_race(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    session(&mut transaction, &ada, "old", NOW).await;
    sessions::mark_ended(&mut transaction, "old", NOW)
        .await
        .expect("marks");
    transaction.commit().await.expect("commits");
    let tabs = ["a", "b", "c", "d"].map(|token_hash| {
        let (store, ada) = (store.clone(), ada.clone());
        async move {
            let mut transaction = store.begin().await.expect("begins");
            let next = NewSession {
                id: "id-old",
                token_hash,
                account_id: &ada,
                signed_in_by: SignedInBy::Sso,
                lifetime: Lifetime {
                    expires_at_ms: NOW + 9,
                    ends_at_ms: NOW + 9,
                },
                idp: None,
                auth_time_known: true,
                second_factor: None,
            };
            let went_on =
                sessions::go_on(&mut transaction, "old", &next, NOW - 7, &Origin::default(), NOW).await;
            transaction.commit().await.expect("commits");
            u64::from(went_on.expect("asks"))
        }
    });
    assert_eq!(join_all(tabs).await.into_iter().sum::<u64>(), 1);
    let mut connection = store.read().await.expect("a connection");
    let old = sessions::by_token_hash(&mut connection, "old")
        .await
        .expect("reads");
    assert_eq!(old, None, "the old token opens nothing");
    let live = sessions::live_of(&mut connection, &ada, NOW)
        .await
        .expect("reads");
    assert_eq!(live.len(), 1);
    assert_eq!((live[0].id.as_str(), live[0].created_at_ms), ("id-old", NOW - 7));
}

/// A look that began before a renewal ends after it: what it saw is true of the old token alone.
pub(crate) async fn a_late_look_does_not_touch_what_the_session_went_on_as(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    session(&mut transaction, &ada, "old", NOW).await;
    transaction.commit().await.expect("commits");
    let old = sessions::by_token_hash(&mut store.read().await.expect("a connection"), "old").await;
    let old = old.expect("reads").expect("is there");

    let mut renewal = store.begin().await.expect("begins");
    let next = NewSession {
        id: &old.id,
        token_hash: "new",
        account_id: &ada,
        signed_in_by: SignedInBy::Sso,
        lifetime: Lifetime {
            expires_at_ms: NOW + 1000,
            ends_at_ms: NOW + 1000,
        },
        idp: None,
        auth_time_known: true,
        second_factor: None,
    };
    let went_on = sessions::go_on(&mut renewal, "old", &next, NOW, &Origin::default(), NOW).await;
    assert!(went_on.expect("goes on"));
    let late = tokio::spawn({
        let store = store.clone();
        async move {
            let mut late = store.begin().await.expect("begins");
            let ended = sessions::mark_ended(&mut late, "old", NOW).await;
            let begun = sessions::mark_renewal(&mut late, "old", NOW).await;
            let touched = sessions::touch(&mut late, "old", old.lifetime, NOW - 5).await;
            late.commit().await.and(ended).and(begun).and(touched)
        }
    });
    tokio::time::sleep(LONG_ENOUGH).await;
    renewal.commit().await.expect("commits");
    late.await.expect("no panic").expect("changes nothing");
    let new = sessions::by_token_hash(&mut store.read().await.expect("a connection"), "new").await;
    let new = new.expect("reads").expect("is there");
    assert_eq!((new.ended_at_ms, new.renewal_begun_at_ms), (None, None));
    assert_eq!((new.lifetime, new.last_seen_at_ms), (next.lifetime, NOW));
    let mut second = store.begin().await.expect("begins");
    let went_on = sessions::go_on(&mut second, "old", &next, NOW, &Origin::default(), NOW).await;
    assert!(!went_on.expect("reads"), "it goes on once");
}
