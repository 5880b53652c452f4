//! Tells apps that sessions are over: takes what is queued, sends it, forgets it. Invariants: an app has one worker at a time here,
//! so that one that is slow holds up no other; a row is taken for longer than a try lasts, so that two nodes do not both send it;
//! a crash sends it again, never not at all.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use tokio::sync::watch;
use tokio::task::{Id, JoinHandle, JoinSet};

use super::key_ring::{KeyFault, KeyRingError};
use super::logout_token::{LogoutTokenParts, sign};
use crate::app::App;
use crate::domain::logout_delivery::{NextStep, SILENCE_MS, Verdict, after, verdict};
use crate::secrets::{NoRandomness, new_token};
use crate::store::backchannel_logouts::{self, WaitingLogout};
use crate::store::clients::{self, Client};
use crate::store::{Result as StoreResult, StoreError};

/// Pause between two looks into the queue.
const ROUND: Duration = Duration::from_secs(1);
/// How many apps are told at once.
const APPS_AT_ONCE: usize = 64;
/// How many requests one app gets at once.
const PER_APP: usize = 4;
/// How many rows of an app are read at once.
const BATCH: i64 = 64;
/// How long a row is taken for: three times as long as a try may last.
const LEASE_MS: i64 = 15_000;
/// How long a server that ends waits for requests that are under way.
const LAST_ROUND: Duration = Duration::from_secs(5);

/// Why an app could not be looked after; its rows stay.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Keys(#[from] KeyRingError),
    #[error(transparent)]
    Key(#[from] KeyFault),
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// Runs until told to stop.
pub fn spawn(app: App, mut stopped: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut workers = JoinSet::new();
        let mut busy = HashMap::new();
        loop {
            if let Err(error) = begin(&app, &mut workers, &mut busy).await {
                tracing::error!(error = %error, "apps could not be told of logouts; it goes on in the next round");
            }
            tokio::select! {
                () = tokio::time::sleep(ROUND) => {}
                _ = stopped.changed() => break,
            }
        }
        // What is not through by then is sent again by the next server.
        let rest = async { while workers.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(LAST_ROUND, rest).await;
    })
}

/// Sets a worker to each app that has something due and none yet.
async fn begin(app: &App, workers: &mut JoinSet<()>, busy: &mut HashMap<Id, String>) -> StoreResult<()> {
    while let Some(ended) = workers.try_join_next_with_id() {
        busy.remove(&ended.map_or_else(|error| error.id(), |(id, ())| id));
    }
    for environment_id in environments_due(app).await? {
        if busy.len() >= APPS_AT_ONCE {
            break;
        }
        if !busy.values().any(|known| *known == environment_id) {
            let (app, environment) = (app.clone(), environment_id.clone());
            let worker = workers.spawn(async move { look_after(&app, &environment).await });
            busy.insert(worker.id(), environment_id);
        }
    }
    Ok(())
}

/// Tells all apps what is due, once.
pub async fn round(app: &App) -> StoreResult<()> {
    let due = environments_due(app).await?;
    stream::iter(due)
        .for_each_concurrent(APPS_AT_ONCE, |environment| async move {
            look_after(app, &environment).await;
        })
        .await;
    Ok(())
}

/// Also those that have a worker: as many more are asked for, so that these crowd nobody out.
async fn environments_due(app: &App) -> StoreResult<Vec<String>> {
    let mut connection = app.store.read().await?;
    let waiting = backchannel_logouts::count(&mut connection).await?;
    metrics::gauge!("latchkey_app_logouts_waiting").set(waiting as f64);
    if waiting == 0 {
        return Ok(Vec::new());
    }
    let limit = 2 * APPS_AT_ONCE as i64;
    backchannel_logouts::environments_due(&mut connection, app.clock.now_ms(), limit).await
}

async fn look_after(app: &App, environment_id: &str) {
    if let Err(error) = tell(app, environment_id).await {
        tracing::error!(environment_id, error = %error, "an app could not be told of logouts; they stay");
    }
}

/// Tells one app what is due there, until nothing is, or it does not answer.
async fn tell(app: &App, environment_id: &str) -> Result<(), Fault> {
    loop {
        let mut connection = app.store.read().await?;
        let now = app.clock.now_ms();
        let due = backchannel_logouts::due_of(&mut connection, environment_id, now, BATCH).await?;
        // Also one that was deleted: that is what it is told of.
        let client = clients::present_or_deleted(&mut connection, environment_id).await?;
        drop(connection);
        let (false, Some(client)) = (due.is_empty(), client) else {
            return Ok(());
        };
        let is_silent = AtomicBool::new(false);
        let tries = stream::iter(due).map(|waiting| {
            let (client, is_silent) = (&client, &is_silent);
            async move {
                if is_silent.load(Ordering::Relaxed) {
                    return Ok(());
                }
                let silent = try_to_send(app, client, &waiting).await?;
                is_silent.fetch_or(silent, Ordering::Relaxed);
                Ok(())
            }
        });
        let outcomes: Vec<Result<(), Fault>> = tries.buffer_unordered(PER_APP).collect().await;
        outcomes.into_iter().collect::<Result<(), _>>()?;
        if is_silent.load(Ordering::Relaxed) {
            return Ok(());
        }
    }
}

/// What came of one try.
enum Outcome {
    /// It wants to be told nothing (any more).
    NobodyToTell,
    /// It answered with this status.
    Answered(u16),
    /// It did not answer, for this reason.
    Silent(String),
}

/// Sends one token. Returns whether the app did not answer.
async fn try_to_send(app: &App, client: &Client, waiting: &WaitingLogout) -> Result<bool, Fault> {
    let mut transaction = app.store.begin().await?;
    let until = app.clock.now_ms() + LEASE_MS;
    let claimed = backchannel_logouts::claim(&mut transaction, waiting, until).await?;
    transaction.commit().await?;
    if !claimed {
        return Ok(false);
    }
    // No transaction is open while the app is talked to.
    let outcome = match &client.registration.settings.backchannel_logout_uri {
        None => Outcome::NobodyToTell,
        Some(address) => {
            let token = logout_token(app, client, waiting).await?;
            let answered = app.egress.notify(address, &[("logout_token", &token)]).await;
            answered.map_or_else(|error| Outcome::Silent(error.to_string()), Outcome::Answered)
        }
    };
    settle(app, client, waiting, &outcome).await?;
    Ok(matches!(outcome, Outcome::Silent(_)))
}

async fn logout_token(app: &App, client: &Client, waiting: &WaitingLogout) -> Result<String, Fault> {
    let keys = app
        .signing_keys
        .keys(&app.store, &app.secret_key, app.clock.as_ref())
        .await?;
    let parts = LogoutTokenParts {
        issuer: app.config.public_url.origin(),
        client_id: &client.client_id,
        account_id: &waiting.account_id,
        session_id: &waiting.session_id,
        id: &new_token()?,
        now_ms: app.clock.now_ms(),
        wall_ms: app.wall_clock.now_ms(),
    };
    Ok(sign(&keys, client, parts)?)
}

/// Writes down what came of a try.
async fn settle(app: &App, client: &Client, waiting: &WaitingLogout, outcome: &Outcome) -> StoreResult<()> {
    let (verdict, reason) = match outcome {
        Outcome::NobodyToTell => (Verdict::Done, String::new()),
        Outcome::Answered(status) => (verdict(*status), format!("status {status}")),
        Outcome::Silent(reason) => (Verdict::NotNow, reason.clone()),
    };
    let now = app.clock.now_ms();
    let next = match verdict {
        Verdict::Done | Verdict::Refused => NextStep::GiveUp,
        Verdict::NotNow => after(waiting.tries + 1, now, waiting.expires_at_ms),
    };
    let mut transaction = app.store.begin().await?;
    match next {
        NextStep::GiveUp => backchannel_logouts::delete(&mut transaction, waiting).await?,
        NextStep::TryAgainAt(at_ms) => {
            backchannel_logouts::put_off(&mut transaction, waiting, at_ms, &reason).await?;
        }
    }
    if matches!(outcome, Outcome::Silent(_)) {
        let environment = &waiting.environment_id;
        backchannel_logouts::put_off_due_of(&mut transaction, environment, now, now + SILENCE_MS).await?;
    }
    transaction.commit().await?;
    if !matches!(outcome, Outcome::NobodyToTell) {
        report(client, verdict, next, &reason);
    }
    Ok(())
}

/// Says what became of it, to the operator. The address is the app's own affair, the token nobody's.
fn report(client: &Client, verdict: Verdict, next: NextStep, reason: &str) {
    let client_id = &client.client_id;
    let outcome = match (verdict, next) {
        (Verdict::Done, _) => {
            tracing::info!(client_id, "an app was told of a logout");
            "sent"
        }
        (Verdict::Refused, _) => {
            tracing::warn!(
                client_id,
                reason,
                "an app refused a logout token; it is not sent again"
            );
            "refused"
        }
        (Verdict::NotNow, NextStep::TryAgainAt(_)) => {
            tracing::warn!(
                client_id,
                reason,
                "an app could not be told of a logout; it is tried again"
            );
            "failed"
        }
        (Verdict::NotNow, NextStep::GiveUp) => {
            tracing::error!(
                client_id,
                reason,
                "an app could not be told of a logout; given up"
            );
            "given_up"
        }
    };
    metrics::counter!("latchkey_app_logouts_total", "outcome" => outcome).increment(1);
}
