//! What is kept of a test run, and how far a run is. Invariant: what came back is about a person, and is stored encrypted.

use latchkey_contract::sso_configurations::{ReturnedClaim, TestRun, TestRunState, TraceStep};
use serde::{Deserialize, Serialize};

use super::Result;
use crate::app_state::AppState;
use crate::federation::TestedSignIn;
use crate::rfc3339::rfc3339;
use crate::store::sso_configurations::SsoConfiguration;
use crate::store::sso_test_runs::{self, TestRunRow};
use crate::store::{Connection, StoreError};

/// What is stored of a test run.
#[derive(Serialize, Deserialize)]
struct Kept {
    trace: Vec<TraceStep>,
    claims: Vec<ReturnedClaim>,
}

/// The result as it is stored.
pub(super) fn sealed(app: &AppState, run_id: &str, tested: &TestedSignIn) -> Result<String> {
    let kept = Kept {
        trace: tested.trace.clone(),
        claims: tested.claims.clone(),
    };
    let kept = serde_json::to_string(&kept).map_err(|_| StoreError::Corrupt("sso_test_runs.result"))?;
    Ok(app
        .secret_key
        .seal(&sso_test_runs::result_purpose(run_id), &kept)?)
}

/// How far a run is, by the status that is stored and the time.
pub(super) fn state_of(run: &TestRunRow, now_ms: i64) -> TestRunState {
    match run.status.as_str() {
        "passed" => TestRunState::Passed,
        "failed" => TestRunState::Failed,
        // Whoever has come back in time is waited for.
        "redeeming" => TestRunState::AtIdp,
        "started" if run.deadline_at_ms > now_ms => TestRunState::Started,
        "at_idp" if run.deadline_at_ms > now_ms => TestRunState::AtIdp,
        _ => TestRunState::Expired,
    }
}

/// What is kept of a run.
fn kept_of(app: &AppState, run: &TestRunRow) -> Result<Option<Kept>> {
    let Some(sealed) = &run.result_sealed else {
        return Ok(None);
    };
    let kept = app
        .secret_key
        .open(&sso_test_runs::result_purpose(&run.id), sealed)?;
    let kept = serde_json::from_str(&kept).map_err(|_| StoreError::Corrupt("sso_test_runs.result"))?;
    Ok(Some(kept))
}

/// The claims that came back in the last test of a configuration with its present settings, if it passed.
pub async fn claims_of_last_test(
    app: &AppState,
    connection: &mut Connection,
    configuration: &SsoConfiguration,
) -> std::result::Result<Option<Vec<ReturnedClaim>>, StoreError> {
    let fingerprint = configuration.settings_fingerprint();
    let last = sso_test_runs::last_finished(connection, &configuration.id, &fingerprint).await?;
    let passed = last.filter(|run| run.status == "passed");
    // What cannot be opened any more is as good as gone.
    let kept = passed.and_then(|run| kept_of(app, &run).ok().flatten());
    Ok(kept.map(|kept| kept.claims))
}

/// The run as admins see it.
pub(super) fn shown(app: &AppState, run: &TestRunRow) -> Result<TestRun> {
    let now_ms = app.clock.now_ms();
    let state = state_of(run, now_ms);
    let tested = match kept_of(app, run)? {
        Some(kept) => TestedSignIn {
            trace: kept.trace,
            claims: kept.claims,
        },
        None if state == TestRunState::Expired => TestedSignIn::without_answer(),
        None => TestedSignIn::not_begun(),
    };
    let left_ms = match state.is_over() {
        true => 0,
        false => (run.deadline_at_ms - now_ms).max(0),
    };
    Ok(TestRun {
        id: run.id.clone(),
        state,
        // Rounded up: it is over when it says 0.
        seconds_left: u32::try_from((left_ms + 999) / 1000).unwrap_or(u32::MAX),
        is_extended: run.extended == 1,
        trace: tested.trace,
        claims: tested.claims,
        began_at: rfc3339(run.began_at_ms).unwrap_or_default(),
        request_id: run.request_id.clone(),
    })
}
