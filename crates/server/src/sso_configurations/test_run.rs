//! A test run: it is begun in one tab, goes to the identity provider and back in another, and is followed in the first. Invariants: it
//! goes on only in the session in which it was begun; it signs nobody in and writes no account; one answer is taken once.

use latchkey_contract::sso_configurations::TestRun;
use serde_json::json;

use super::{
    Actor, Editor, Result, SsoConfigurationError, admit, append_audit, found, locked, secret_rotation,
    test_result,
};
use crate::app_state::AppState;
use crate::federation::{
    AuthorizationParameters, CodeResponse, Expected, FederationError, IdpStatement, SsoSettings,
    TestResponse, TestedSignIn,
};
use crate::secrets::{new_token, token_hash};
use crate::sign_in::sso_start::{CODE_VERIFIER, NONCE, settings};
use crate::store::audit::Origin;
use crate::store::sso_configurations::{self as store, SsoConfiguration};
use crate::store::sso_test_runs::{self, TestRunRow};
use crate::store::{new_id, sso_test_runs as runs};

/// How much longer a run gets for whoever asks.
const EXTENSION_MS: i64 = 60_000;

/// What somebody wants tested.
#[derive(Debug, Clone, Copy)]
pub struct RunWanted {
    /// The identity provider shall ask for another person than the one that it remembers.
    pub as_someone_else: bool,
    /// With the new client secret that waits beside the present one.
    pub with_pending_secret: bool,
}

/// Begins a run.
pub async fn start(
    app: &AppState,
    actor: Actor<'_>,
    configuration_id: &str,
    wanted: RunWanted,
) -> Result<TestRun> {
    let now_ms = app.clock.now_ms();
    let configuration = found(&mut *app.store.read().await?, actor.editor, configuration_id).await?;
    admit(&app.store, &configuration.company_id, now_ms).await?;
    let mut transaction = app.store.begin().await?;
    let configuration = locked(&mut transaction, actor, configuration_id).await?;
    let configuration = match wanted.with_pending_secret {
        true => secret_rotation::with_pending(&mut transaction, configuration, now_ms)
            .await?
            .ok_or(SsoConfigurationError::ChangedMeanwhile)?,
        false => configuration,
    };
    let run = TestRunRow {
        id: new_id(),
        company_id: configuration.company_id.clone(),
        sso_configuration_id: configuration.id.clone(),
        account_id: actor.editor.own_id().to_owned(),
        session_id: actor.editor.session_id().to_owned(),
        state_hash: None,
        settings_fingerprint: configuration.settings_fingerprint(),
        status: "started".to_owned(),
        as_someone_else: i64::from(wanted.as_someone_else),
        extended: 0,
        began_at_ms: now_ms,
        deadline_at_ms: now_ms.saturating_add(app.config.test_run_ttl_ms),
        result_sealed: None,
        request_id: actor.origin.request_id.clone(),
    };
    runs::insert(&mut transaction, &run).await?;
    transaction.commit().await?;
    test_result::shown(app, &run)
}

/// How far a test run is. Reading a run whose time is over also finishes it.
pub async fn read(app: &AppState, editor: &Editor, configuration_id: &str, run_id: &str) -> Result<TestRun> {
    let run = own_run(app, editor, configuration_id, run_id).await?;
    let shown = test_result::shown(app, &run)?;
    if shown.state.is_over() && run.result_sealed.is_none() {
        finish(app, &run, "expired", &TestedSignIn::without_answer()).await?;
    }
    Ok(shown)
}

/// Gives one more minute, once.
pub async fn extend(
    app: &AppState,
    editor: &Editor,
    configuration_id: &str,
    run_id: &str,
) -> Result<TestRun> {
    let run = own_run(app, editor, configuration_id, run_id).await?;
    let mut transaction = app.store.begin().await?;
    runs::extend(&mut transaction, &run.id, EXTENSION_MS, app.clock.now_ms()).await?;
    transaction.commit().await?;
    read(app, editor, configuration_id, run_id).await
}

async fn own_run(
    app: &AppState,
    editor: &Editor,
    configuration_id: &str,
    run_id: &str,
) -> Result<TestRunRow> {
    let mut connection = app.store.read().await?;
    let configuration = found(&mut connection, editor, configuration_id).await?;
    let run = runs::by_id(&mut connection, run_id).await?;
    run.filter(|run| run.sso_configuration_id == configuration.id && run.account_id == editor.own_id())
        .ok_or(SsoConfigurationError::NotFound)
}

/// Where the new tab goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestTab {
    /// To the identity provider.
    Leave(String),
    /// To the page that says that this tab can be closed, of this configuration.
    Done(String),
}

/// The new tab leaves. None where there is no such run in this session.
pub async fn leave(app: &AppState, editor: &Editor, run_id: &str) -> Result<Option<TestTab>> {
    let Some((run, configuration)) = of_session(app, editor, run_id).await? else {
        return Ok(None);
    };
    let done = TestTab::Done(configuration.id.clone());
    let settings = settings(app, &configuration)?;
    // Whoever tests has just changed something, here or there.
    app.federation.forget(&settings);
    let state = new_token()?;
    let address = match address(app, &settings, &state, run.as_someone_else == 1).await {
        Ok(address) => address,
        Err(error) => {
            finish(app, &run, "failed", &TestedSignIn::refused_before(&error)).await?;
            return Ok(Some(done));
        }
    };
    let mut transaction = app.store.begin().await?;
    let leaves = runs::leave(&mut transaction, &run.id, &token_hash(&state), app.clock.now_ms()).await?;
    transaction.commit().await?;
    Ok(Some(match leaves {
        true => TestTab::Leave(address),
        false => done,
    }))
}

async fn address(
    app: &AppState,
    settings: &SsoSettings,
    state: &str,
    as_someone_else: bool,
) -> std::result::Result<String, FederationError> {
    let prompt = match as_someone_else {
        true => app.federation.forced_prompt(settings).await?,
        false => app.federation.choosing_prompt(settings).await?,
    };
    let parameters = AuthorizationParameters {
        state,
        nonce: &app.secret_key.derive(NONCE, state),
        code_verifier: &app.secret_key.derive(CODE_VERIFIER, state),
        // Entra ID refuses a hint beside the wish to choose, and nobody has typed an address.
        login_hint: None,
        prompt: Some(prompt),
        must_be_new: false,
    };
    app.federation.authorization_url(settings, &parameters).await
}

/// The run and its configuration, where the session is the one in which it was begun, and the settings are those that are tested.
async fn of_session(
    app: &AppState,
    editor: &Editor,
    run_id: &str,
) -> Result<Option<(TestRunRow, SsoConfiguration)>> {
    let mut connection = app.store.read().await?;
    let run = runs::by_id(&mut connection, run_id).await?;
    let Some(run) =
        run.filter(|run| run.session_id == editor.session_id() && run.account_id == editor.own_id())
    else {
        return Ok(None);
    };
    let configuration = store::by_id(&mut connection, &run.company_id, &run.sso_configuration_id).await?;
    let is_tested =
        |configuration: &SsoConfiguration| configuration.settings_fingerprint() == run.settings_fingerprint;
    let tested = match configuration {
        Some(configuration) if is_tested(&configuration) => Some(configuration),
        Some(configuration) => {
            secret_rotation::with_pending(&mut connection, configuration, app.clock.now_ms()).await?
        }
        None => None,
    };
    Ok(tested
        .filter(is_tested)
        .map(|configuration| (run.clone(), configuration)))
}

/// What came back to the callback with the `state` of a test run.
#[derive(Debug, Clone, Default)]
pub struct TestCallback {
    /// `state`
    pub state: String,
    /// `code`
    pub code: Option<String>,
    /// `iss`
    pub iss: Option<String>,
    /// `error` and `error_description`
    pub statement: IdpStatement,
}

/// Takes an answer, if it belongs to a test run of this session. Returns where the tab goes on.
pub async fn take_answer(
    app: &AppState,
    editor: Option<&Editor>,
    company_slug: &str,
    callback: TestCallback,
    origin: &Origin,
) -> Result<Option<TestTab>> {
    let run = runs::by_state_hash(&mut *app.store.read().await?, &token_hash(&callback.state)).await?;
    let (Some(run), Some(editor)) = (run, editor) else {
        return Ok(None);
    };
    let Some((run, configuration)) = of_session(app, editor, &run.id).await? else {
        return Ok(None);
    };
    if configuration.company_slug != company_slug {
        return Ok(None);
    }
    let done = TestTab::Done(configuration.id.clone());
    let mut transaction = app.store.begin().await?;
    let is_first = runs::claim(&mut transaction, &run.id, app.clock.now_ms()).await?;
    transaction.commit().await?;
    if is_first {
        let (app, editor, origin) = (app.clone(), editor.clone(), origin.clone());
        // A task of its own: a tab that is closed too early must not leave half a run behind.
        let redeeming =
            tokio::spawn(
                async move { redeem(&app, &run, &configuration, &callback, (&editor, &origin)).await },
            );
        redeeming.await.unwrap_or(Ok(()))?;
    }
    Ok(Some(done))
}

async fn redeem(
    app: &AppState,
    run: &TestRunRow,
    configuration: &SsoConfiguration,
    callback: &TestCallback,
    (editor, origin): (&Editor, &Origin),
) -> Result<()> {
    let settings = settings(app, configuration)?;
    let expected = Expected {
        nonce: &app.secret_key.derive(NONCE, &callback.state),
        code_verifier: &app.secret_key.derive(CODE_VERIFIER, &callback.state),
    };
    let iss = callback.iss.as_deref();
    let answer = match (&callback.statement.error, &callback.code) {
        (Some(_), _) => TestResponse::Error {
            iss,
            statement: &callback.statement,
        },
        (None, Some(code)) => TestResponse::Code(CodeResponse { code, iss }),
        (None, None) => TestResponse::Nothing,
    };
    let tested = app.federation.test_sign_in(&settings, answer, &expected).await;
    let status = match tested.has_passed() {
        true => "passed",
        false => "failed",
    };
    if finish(app, run, status, &tested).await? {
        let failed = tested
            .trace
            .iter()
            .find(|step| step.outcome == latchkey_contract::sso_configurations::StepOutcome::Failed);
        let detail = json!({ "outcome": status, "run": run.id, "step": failed.map(|step| step.step), "problem": failed.map(|step| step.problem) });
        let mut transaction = app.store.begin().await?;
        let actor = Actor { editor, origin };
        let now_ms = app.clock.now_ms();
        append_audit(
            &mut transaction,
            actor,
            "sso_configuration_tested",
            &run.company_id,
            &run.sso_configuration_id,
            detail,
            now_ms,
        )
        .await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// Ends a run. Returns whether it was not over.
async fn finish(app: &AppState, run: &TestRunRow, status: &str, tested: &TestedSignIn) -> Result<bool> {
    let sealed = test_result::sealed(app, &run.id, tested)?;
    let mut transaction = app.store.begin().await?;
    let finished = sso_test_runs::finish(&mut transaction, &run.id, status, &sealed).await?;
    transaction.commit().await?;
    Ok(finished)
}
