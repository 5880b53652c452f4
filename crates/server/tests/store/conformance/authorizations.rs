//! What apps ask for, what people agreed to, and who apps are.

use futures_util::future::join_all;
use latchkey_contract::Language;
use latchkey_contract::app_settings::EnvironmentSettings;
use latchkey_server::domain::access::Access;
use latchkey_server::domain::authorization_request::RequestState;
use latchkey_server::domain::consent::Agreement;
use latchkey_server::domain::scopes::Scopes;
use latchkey_server::secrets::{BrowserSecrets, token_hash};
use latchkey_server::store::authorization_requests::{
    self, AuthorizationRequest, IssuedCode, RequestParameters,
};
use latchkey_server::store::{Store, StoreError, access, apps, clients, consents};

use super::*;

/// An environment of Acme's app; returns its identifier.
pub(super) async fn environment(transaction: &mut Transaction, acme: &Company, name: &str) -> String {
    environment_at(transaction, acme, name, None).await
}

/// The same of one that is told when a session is over.
pub(super) async fn environment_that_is_told(
    transaction: &mut Transaction,
    acme: &Company,
    name: &str,
) -> String {
    environment_at(transaction, acme, name, Some("https://a.example/over")).await
}

async fn environment_at(
    transaction: &mut Transaction,
    acme: &Company,
    name: &str,
    told_at: Option<&str>,
) -> String {
    let app = apps::upsert(transaction, &acme.id, "expenses", "Expenses", NOW)
        .await
        .expect("an app");
    let settings = EnvironmentSettings {
        redirect_uris: vec!["https://a.example/callback".into()],
        backchannel_logout_uri: told_at.map(str::to_owned),
        ..EnvironmentSettings::default()
    };
    let registration = apps::Registration::of(&settings, None);
    let environment = apps::NewEnvironment {
        app_id: &app,
        name,
        url: "https://a.example/",
        client_id: &format!("client-{name}"),
        client_secret_hash: Some("secret"),
        registration: &registration,
    };
    apps::upsert_environment(transaction, &environment, NOW)
        .await
        .expect("an environment")
}

fn request(environment_id: &str, name: &str, created_at_ms: i64) -> AuthorizationRequest {
    AuthorizationRequest {
        id: attempt_id(name),
        browser_hash: token_hash("browser"),
        environment_id: environment_id.into(),
        status: RequestState::Pending,
        parameters: RequestParameters {
            redirect_uri: "https://a.example/callback".into(),
            scope: "openid email".into(),
            state: Some("the \"state\"".into()),
            nonce: None,
            code_challenge: Some("challenge".into()),
            form_post: false,
            prompt: "login".into(),
            max_age: Some(5),
            acr_values: "urn:x".into(),
            login_hint: None,
            expected_account: None,
            ui_locale: Some(Language::De),
        },
        account_id: None,
        code: None,
        created_at_ms,
    }
}

fn code(hash: &str) -> IssuedCode {
    IssuedCode {
        hash: hash.into(),
        issued_at_ms: NOW,
        session_id: "session".into(),
        signed_in_by: SignedInBy::Password,
        signed_in_at_ms: NOW - 1,
        auth_time_known: true,
        second_factor: None,
    }
}

/// Ada, an environment, and a request of it for each of `names`.
async fn requests(store: &Store, names: &[&str]) -> (String, String) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    let environment = environment(&mut transaction, &acme, "test").await;
    for name in names {
        authorization_requests::insert(&mut transaction, &request(&environment, name, NOW))
            .await
            .expect("inserts");
    }
    transaction.commit().await.expect("commits");
    (ada, environment)
}

/// How many of these tries came back with `true`.
async fn wins(tries: impl IntoIterator<Item = tokio::task::JoinHandle<bool>>) -> usize {
    let done = join_all(tries).await;
    done.into_iter()
        .filter(|won| *won.as_ref().expect("runs"))
        .count()
}

pub(crate) async fn a_request_is_its_browser_s_and_advances_once_whatever_the_race(store: &Store) {
    let (ada, environment) = requests(store, &["1"]).await;
    let id = attempt_id("1");
    let mut connection = store.read().await.expect("a connection");
    for (id, browser, there) in [
        (id.as_str(), "browser", true),
        (id.as_str(), "another", false),
        ("no identifier\0", "browser", false),
    ] {
        let found =
            authorization_requests::by_id_and_browser(&mut connection, id, &BrowserSecrets::new([browser]))
                .await;
        let expected = there.then(|| request(&environment, "1", NOW));
        assert_eq!(found.expect("reads"), expected, "{id} {browser}");
    }
    drop(connection);
    let denied = wins((0..20).map(|_| {
        let (store, id) = (store.clone(), id.clone());
        tokio::spawn(async move {
            let mut transaction = store.begin().await.expect("begins");
            let won = authorization_requests::advance(
                &mut transaction,
                &id,
                RequestState::Pending,
                RequestState::Denied,
                None,
            )
            .await;
            transaction.commit().await.expect("commits");
            won.expect("updates")
        })
    }));
    assert_eq!(denied.await, 1);
    let mut transaction = store.begin().await.expect("begins");
    let late = code("late");
    let issued =
        authorization_requests::issue_code(&mut transaction, &id, RequestState::Pending, &ada, &late).await;
    assert!(!issued.expect("updates"), "what was denied gets no code");
}

pub(crate) async fn a_code_is_issued_once_is_unique_and_is_exchanged_once_whatever_the_race(store: &Store) {
    let (ada, environment) = requests(store, &["1", "2"]).await;
    let issued = wins((0..20).map(|n| {
        let (store, ada) = (store.clone(), ada.clone());
        tokio::spawn(async move {
            let mut transaction = store.begin().await.expect("begins");
            let code = code(&format!("code-{n}"));
            let won = authorization_requests::issue_code(
                &mut transaction,
                &attempt_id("1"),
                RequestState::Pending,
                &ada,
                &code,
            )
            .await;
            transaction.commit().await.expect("commits");
            won.expect("updates")
        })
    }));
    assert_eq!(issued.await, 1);
    let sql = "SELECT code_hash FROM authorization_requests WHERE code_hash IS NOT NULL";
    let mut connection = store.read().await.expect("a connection");
    let hash: String = sqlx::query_scalar(sql)
        .fetch_one(&mut *connection)
        .await
        .expect("one");
    let found = authorization_requests::by_code_hash(&mut connection, &hash).await;
    let expected = AuthorizationRequest {
        status: RequestState::CodeIssued,
        account_id: Some(ada.clone()),
        code: Some(code(&hash)),
        ..request(&environment, "1", NOW)
    };
    assert_eq!(found.expect("reads"), Some(expected));
    drop(connection);
    let mut transaction = store.begin().await.expect("begins");
    let (second, code) = (attempt_id("2"), code(&hash));
    let twice =
        authorization_requests::issue_code(&mut transaction, &second, RequestState::Pending, &ada, &code)
            .await;
    assert!(
        matches!(twice, Err(StoreError::AlreadyExists)),
        "one code, one request"
    );
    drop(transaction);
    let exchanged = wins((0..20).map(|_| {
        let (store, ada) = (store.clone(), ada.clone());
        tokio::spawn(async move {
            let mut transaction = store.begin().await.expect("begins");
            let won = authorization_requests::advance(
                &mut transaction,
                &attempt_id("1"),
                RequestState::CodeIssued,
                RequestState::Exchanged,
                Some(&ada),
            )
            .await;
            transaction.commit().await.expect("commits");
            won.expect("updates")
        })
    }));
    assert_eq!(exchanged.await, 1);
}

pub(crate) async fn whoever_was_asked_stays_asked_until_the_answer_is_written(store: &Store) {
    let (ada, _) = requests(store, &["1"]).await;
    let id = attempt_id("1");
    let mut transaction = store.begin().await.expect("begins");
    authorization_requests::advance(
        &mut transaction,
        &id,
        RequestState::Pending,
        RequestState::SignedIn,
        Some(&ada),
    )
    .await
    .expect("asks");
    transaction.commit().await.expect("commits");
    let mut answering = store.begin().await.expect("begins");
    for (account, held) in [("somebody", false), (ada.as_str(), true)] {
        let asked = authorization_requests::lock_asked(&mut answering, &id, account).await;
        assert_eq!(asked.expect("holds"), held, "{account}");
    }
    let other = store.clone();
    let meanwhile = tokio::spawn(async move {
        let mut transaction = other.begin().await.expect("begins");
        let id = attempt_id("1");
        let asks = authorization_requests::advance(
            &mut transaction,
            &id,
            RequestState::SignedIn,
            RequestState::SignedIn,
            None,
        )
        .await;
        transaction.commit().await.expect("commits");
        u64::from(asks.expect("updates"))
    });
    authorization_requests::advance(
        &mut answering,
        &id,
        RequestState::SignedIn,
        RequestState::Denied,
        Some(&ada),
    )
    .await
    .expect("answers");
    assert_eq!(
        waits_for(answering, meanwhile).await,
        0,
        "the answer was there first"
    );
}

pub(crate) async fn requests_are_forgotten_by_their_age(store: &Store) {
    let (_, environment) = requests(store, &["1"]).await;
    let mut transaction = store.begin().await.expect("begins");
    authorization_requests::insert(&mut transaction, &request(&environment, "2", NOW + 1))
        .await
        .expect("inserts");
    for (before, gone) in [(NOW - 1, 0), (NOW, 1), (NOW, 0), (NOW + 1, 1)] {
        let purged = authorization_requests::purge(&mut transaction, before, 0).await;
        assert_eq!(purged.expect("purges"), gone, "{before}");
    }
}

pub(crate) async fn an_agreement_keeps_its_age_until_it_is_taken_back(store: &Store) {
    let (ada, environment) = requests(store, &[]).await;
    let mut transaction = store.begin().await.expect("begins");
    let agreement = |granted: &str, declined: &str| Agreement {
        granted: Scopes::parse(granted),
        declined: Scopes::parse(declined),
    };
    let age = "SELECT granted_at_ms FROM consents";
    let said = [
        (agreement("openid", "email"), NOW),
        (agreement("openid email", ""), NOW + 1),
    ];
    for (said, now) in said {
        consents::save(&mut transaction, &ada, &environment, said, now)
            .await
            .expect("saves");
        let found = consents::find(&mut transaction, &ada, &environment).await;
        assert_eq!(found.expect("reads"), Some(said));
        let since: i64 = sqlx::query_scalar(age)
            .fetch_one(&mut *transaction)
            .await
            .expect("reads");
        assert_eq!(since, NOW, "what is older than it would be worth nothing");
    }
    for gone in [true, false] {
        let deleted = consents::delete(&mut transaction, &ada, &environment).await;
        assert_eq!(deleted.expect("deletes"), gone);
    }
    let found = consents::find(&mut transaction, &ada, &environment).await;
    assert_eq!(found.expect("reads"), None);
}

pub(crate) async fn clients_are_known_by_their_name_and_say_whom_to_ask(store: &Store) {
    let (ada, environment) = requests(store, &[]).await;
    let mut transaction = store.begin().await.expect("begins");
    let client = clients::by_client_id(&mut transaction, "client-test").await;
    let client = client.expect("reads").expect("is there");
    assert_eq!(
        (
            client.environment_id.as_str(),
            client.app.as_str(),
            client.environment.as_str()
        ),
        (environment.as_str(), "Expenses", "test")
    );
    assert_eq!(
        client.registration.settings.redirect_uris,
        ["https://a.example/callback"]
    );
    let same = clients::by_environment(&mut transaction, &environment).await;
    assert_eq!(same.expect("reads").as_ref(), Some(&client));
    for nobody in ["CLIENT-TEST", "client-test\0", ""] {
        let found = clients::by_client_id(&mut transaction, nobody).await;
        assert_eq!(found.expect("reads"), None, "{nobody:?}");
    }
    assert_eq!(
        access::of(&mut transaction, &environment, &ada, &[])
            .await
            .expect("reads"),
        None
    );
    access::grant(&mut transaction, &environment, &ada, &["User".into()], NOW)
        .await
        .expect("grants");
    let access = access::of(&mut transaction, &environment, &ada, &[]).await;
    let roles = access.expect("reads").map(Access::role_names);
    assert_eq!(roles, Some(vec!["User".to_owned()]));
    let app = apps::upsert(&mut transaction, &client.company_id, "expenses", "Expenses", NOW)
        .await
        .expect("the app");
    apps::add_team_member(&mut transaction, &app, &ada)
        .await
        .expect("adds");
    let team = clients::team_of(&mut transaction, &environment).await;
    let team = team.expect("reads").into_iter().map(|member| member.email);
    assert_eq!(team.collect::<Vec<_>>(), ["ada@acme.example"]);
    deactivate(&mut transaction, &ada).await;
    let team = clients::team_of(&mut transaction, &environment).await;
    assert!(team.expect("reads").is_empty(), "who cannot answer is not named");
}
