//! The periodic work of every node: it stores the time, encrypts anew after a change of the key, and deletes what has expired. Each step is a small
//! transaction, so that requests never wait long and a crash loses nothing.

use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::app_state::AppState;
use crate::audit_chain;
use crate::clock_mark::Keeper;
use crate::domain::authorization_request;
use crate::domain::passkey::CHALLENGE_MS;
use crate::domain::second_factor::SECOND_STEP_MS;
use crate::domain::sign_in_attempt::LIFETIME_MS;
use crate::domain::totp::ENROLMENT_MS;
use crate::email_domains;
use crate::key_rotation;
use crate::security_history::failures::KEPT_MS;
use crate::sso_configurations::{secret_check, secret_expiry};
use crate::store::{
    Result, access_requests, app_invitations, authorization_requests, bulk_changes, kept_secrets,
    logout_tokens, mailed_links, passkeys, personal_tokens, remembered_browsers, revoked_access_tokens,
    second_factors, second_steps, seen_claims, session_ends, sign_in_attempts, sso_set_up_links,
    sso_sign_in_failures, sso_test_runs, throttle, token_families,
};
use crate::two_step::reminders;

/// Pause between rounds.
const ROUND: Duration = Duration::from_secs(2);
/// Rounds between two purges.
const ROUNDS_PER_PURGE: u32 = 30;

/// How long the results of test runs are kept, except the last one that passed, in milliseconds: a day.
const TEST_RUNS_KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// Runs until `stopped`. Each round calls `upkeep`, the maintenance of the Prometheus recorder: without scrapes its histograms would grow without
/// bound.
pub fn spawn(
    app: AppState,
    mut stopped: watch::Receiver<bool>,
    upkeep: impl Fn() + Send + Sync + 'static,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut round: u32 = 0;
        let mut keeper = Keeper::default();
        // A broken chain is reported once a minute, and not in each round.
        let mut chain_is_whole = true;
        loop {
            let work = async {
                report("clock", keeper.keep(&app).await);
                if round.is_multiple_of(ROUNDS_PER_PURGE) {
                    seal_anew(&app).await;
                    report("purge", aside(purge, &app).await);
                    report("email domains", email_domains::watch::queue_due(&app).await);
                    report("secret checks", secret_check::queue_due(&app).await);
                    report("second step reminders", reminders::queue_due(&app).await);
                    report("secret expiry", secret_expiry::warn_due(&app).await);
                    report("audit retention", aside(audit_chain::erase_old, &app).await);
                }
                if round.is_multiple_of(ROUNDS_PER_PURGE) || chain_is_whole {
                    let gone_on = aside(audit_chain::go_on, &app).await;
                    chain_is_whole = gone_on.is_ok();
                    report("audit chain", gone_on);
                }
                upkeep();
                if round == 0 || app.passwords.has_given_memory_back() {
                    // Starting up leaves some behind, too.
                    let _ = spawn_blocking(latchkey_allocator::release_unused).await;
                }
                tokio::time::sleep(ROUND).await;
            };
            tokio::select! {
                () = work => round = round.wrapping_add(1),
                _ = stopped.changed() => break,
            }
        }
        report("clock", keeper.finish(&app).await);
    })
}

/// Runs work that reads many rows on a thread that serves no requests.
async fn aside<E: Send + 'static>(
    work: impl AsyncFnOnce(&AppState) -> std::result::Result<(), E> + Send + 'static,
    app: &AppState,
) -> std::result::Result<(), E> {
    let (app, runtime) = (app.clone(), Handle::current());
    let done = spawn_blocking(move || runtime.block_on(work(&app))).await;
    // An error of the task itself: the runtime is shutting down.
    done.unwrap_or(Ok(()))
}

fn report(what: &str, outcome: std::result::Result<(), impl std::fmt::Display>) {
    if let Err(error) = outcome {
        tracing::error!(what, error = %error, "a job failed; it goes on in the next round");
    }
}

/// Seals with the present key what the previous one sealed, as long as there is a previous one.
async fn seal_anew(app: &AppState) {
    if !app.secret_key.has_previous() {
        return;
    }
    match key_rotation::run(&app.store, &app.secret_key).await {
        Ok(rotated) if rotated.sealed_anew > 0 => {
            tracing::info!(sealed_anew = rotated.sealed_anew, "sealed with the present key");
        }
        Ok(_) => {}
        Err(error) => tracing::error!(error = %error, "not all is sealed with the present key; it goes on"),
    }
}

/// Forgets what has expired: sessions, attempts, links, and places in the throttle.
pub async fn purge(app: &AppState) -> Result<()> {
    loop {
        let now = app.clock.now_ms();
        let mut transaction = app.store.begin().await?;
        let mut gone = session_ends::purge_expired(&mut transaction, now).await?;
        gone += throttle::purge(&mut transaction, now).await?;
        gone += mailed_links::purge(&mut transaction, now).await?;
        gone += logout_tokens::purge(&mut transaction, now).await?;
        // A while longer than they work: their pages still say why they failed.
        gone += sign_in_attempts::purge(&mut transaction, now - 4 * LIFETIME_MS).await?;
        gone += sso_sign_in_failures::purge(&mut transaction, now - KEPT_MS).await?;
        gone += sso_set_up_links::purge(&mut transaction, now).await?;
        gone += app_invitations::purge(&mut transaction, now).await?;
        gone += access_requests::purge(&mut transaction, now).await?;
        gone += bulk_changes::purge(&mut transaction, now).await?;
        gone += seen_claims::purge(&mut transaction, now).await?;
        gone += kept_secrets::purge(&mut transaction, now).await?;
        gone += sso_test_runs::purge(&mut transaction, now - TEST_RUNS_KEPT_MS).await?;
        let remembered = now - authorization_request::REMEMBERED_MS;
        let kept = now - authorization_request::KEPT_WITHOUT_CODE_MS;
        gone += authorization_requests::purge(&mut transaction, remembered, kept).await?;
        gone += token_families::purge(&mut transaction, remembered).await?;
        gone += personal_tokens::purge(&mut transaction, now).await?;
        gone += second_steps::purge(&mut transaction, now - SECOND_STEP_MS).await?;
        gone += second_factors::purge_enrolments(&mut transaction, now - ENROLMENT_MS).await?;
        gone += passkeys::purge_challenges(&mut transaction, now - 2 * CHALLENGE_MS).await?;
        gone += remembered_browsers::purge(&mut transaction, now).await?;
        gone += revoked_access_tokens::purge(&mut transaction, now).await?;
        transaction.commit().await?;
        if gone == 0 {
            return Ok(());
        }
    }
}
