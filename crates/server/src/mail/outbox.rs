//! The queue's worker: takes what is due, sends it, forgets it. Invariant: a mail is taken for longer than a try lasts, so
//! that two nodes do not send it both; a crash sends it again, never not at all.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::smtp::{Mailer, NotSent, SEND_TIMEOUT};
use super::{MailError, open};
use crate::app::App;
use crate::domain::mail_delivery::{Failure, MailRetry, after};
use crate::store::mails::{self, WaitingMail};

/// Pause between two looks into the queue.
const ROUND: Duration = Duration::from_secs(1);
/// How many mails are under way at once: one slow conversation does not hold up the others.
const AT_ONCE: usize = 8;
/// How many mails a round takes.
const PER_ROUND: i64 = 64;
/// How long a mail is taken for: twice the time of a try.
const LEASE_MS: i64 = 2 * SEND_TIMEOUT.as_millis() as i64;
/// How long a server that ends waits for mails that are under way.
const LAST_ROUND: Duration = Duration::from_secs(5);

/// Runs until told to stop. Without a mailer mails wait, and expire.
pub fn spawn(app: App, mailer: Option<Mailer>, mut stopped: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            let mut round = std::pin::pin!(round(&app, mailer.as_ref()));
            let outcome = tokio::select! {
                outcome = &mut round => outcome,
                _ = stopped.changed() => {
                    // What is not through by then is sent again by the next server.
                    let _ = tokio::time::timeout(LAST_ROUND, round).await;
                    return;
                }
            };
            if let Err(error) = outcome {
                tracing::error!(error = %error, "the outbox failed; it goes on in the next round");
            }
            tokio::select! {
                () = tokio::time::sleep(ROUND) => {}
                _ = stopped.changed() => return,
            }
        }
    })
}

/// Sends what is due, once, and gives up what has expired.
pub async fn round(app: &App, mailer: Option<&Mailer>) -> Result<(), MailError> {
    give_up_expired(app).await?;
    if let Some(mailer) = mailer {
        let due = mails::due(&mut *app.store.read().await?, app.clock.now_ms(), PER_ROUND).await?;
        let tries = stream::iter(due).map(|mail| async move {
            if let Err(error) = try_to_send(app, mailer, &mail).await {
                tracing::error!(mail = mail.id, error = %error, "a mail could not be looked after; it stays");
            }
        });
        tries.buffer_unordered(AT_ONCE).collect::<()>().await;
    }
    let waiting = mails::count(&mut *app.store.read().await?).await?;
    metrics::gauge!("latchkey_mails_waiting").set(waiting as f64);
    Ok(())
}

async fn give_up_expired(app: &App) -> Result<(), MailError> {
    let now_ms = app.clock.now_ms();
    if !mails::any_expired(&mut *app.store.read().await?, now_ms).await? {
        return Ok(());
    }
    let mut transaction = app.store.begin().await?;
    let kinds = mails::take_expired(&mut transaction, now_ms, PER_ROUND).await?;
    transaction.commit().await?;
    for kind in kinds {
        gave_up(&kind, "its time was over");
    }
    Ok(())
}

async fn try_to_send(app: &App, mailer: &Mailer, mail: &WaitingMail) -> Result<(), MailError> {
    let mut transaction = app.store.begin().await?;
    let now_ms = app.clock.now_ms();
    let claimed = mails::claim(&mut transaction, mail, now_ms + LEASE_MS).await?;
    transaction.commit().await?;
    if !claimed {
        return Ok(());
    }
    // No transaction is open while the server is talked to.
    let sent = match open(&app.secret_key, &mail.id, &mail.sealed) {
        Ok(content) => mailer.send(&mail.id, &content).await,
        Err(error) => Err(NotSent {
            failure: Failure::NotNow,
            reason: error.to_string(),
        }),
    };
    settle(app, mail, sent).await
}

/// Writes down what came of a try.
async fn settle(app: &App, mail: &WaitingMail, sent: Result<(), NotSent>) -> Result<(), MailError> {
    let now_ms = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let given_up = match &sent {
        Ok(()) => {
            mails::delete(&mut transaction, &mail.id).await?;
            None
        }
        Err(NotSent { failure, reason }) => match after(*failure, mail.tries + 1, now_ms, mail.expires_at_ms)
        {
            MailRetry::TryAgainAt(at_ms) => {
                mails::put_off(&mut transaction, &mail.id, at_ms, reason).await?;
                None
            }
            MailRetry::GiveUp => {
                mails::delete(&mut transaction, &mail.id).await?;
                Some(reason)
            }
        },
    };
    transaction.commit().await?;
    match (&sent, given_up) {
        (Ok(()), _) => {
            count("sent");
            tracing::info!(mail = mail.id, kind = mail.kind, "mail sent");
        }
        (Err(_), Some(reason)) => gave_up(&mail.kind, reason),
        (Err(not_sent), None) => {
            count("failed");
            tracing::warn!(
                mail = mail.id,
                kind = mail.kind,
                reason = not_sent.reason,
                "mail not sent; it is tried again"
            );
        }
    }
    Ok(())
}

fn gave_up(kind: &str, reason: &str) {
    count("given_up");
    tracing::error!(kind, reason, "mail given up");
}

fn count(outcome: &'static str) {
    metrics::counter!("latchkey_mails_total", "outcome" => outcome).increment(1);
}
