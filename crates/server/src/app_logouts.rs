//! Notifies apps that sessions have ended (OpenID Connect Back-Channel Logout 1.0). Invariant: no logout token is stored; each
//! attempt signs a new one, so that an app may refuse a token that it has seen before.

use std::time::Duration;

use crate::app_state::AppState;
use crate::domain::job_schedule::Backoff;
use crate::domain::logout_delivery::{BACKOFF, SILENCE_MS, Verdict, verdict};
use crate::jobs::{Ending, Job, JobContext, JobFailure, JobLimits, JobOutcome, JobReport};
use crate::provider::logout_token::{LogoutTokenParts, sign};
use crate::secrets::new_token;
use crate::store::backchannel_logouts::{self, Logout};
use crate::store::clients::{self, Client};

/// Notifies one environment of an app that a session is over. The target is the environment.
#[derive(Debug)]
pub struct AppLogout;

impl Job for AppLogout {
    type Payload = Logout;

    const KIND: &'static str = backchannel_logouts::KIND;
    const LIMITS: JobLimits = JobLimits {
        targets: 64,
        per_target: 4,
        // Three times as long as the egress guard waits for a response.
        lease: Duration::from_secs(15),
        longest: Duration::from_secs(60),
    };
    const BACKOFF: Backoff = BACKOFF;
    const WAITING_GAUGE: Option<&'static str> = Some("latchkey_app_logouts_waiting");

    async fn run(logout: Logout, context: &JobContext<'_>) -> Result<JobOutcome, JobFailure> {
        let app = context.app;
        // Also one that was deleted: that is what it is notified of.
        let client = clients::present_or_deleted(&mut *app.store.read().await?, &context.job.target).await?;
        let address = client
            .as_ref()
            .and_then(|client| client.registration.settings.backchannel_logout_uri.as_deref());
        let (Some(client), Some(address)) = (&client, address) else {
            // It does not want to be notified any more.
            return Ok(JobOutcome::Obsolete);
        };
        let token = logout_token(app, client, &logout).await?;
        Ok(
            match app.egress.notify(address, &[("logout_token", &token)]).await {
                Ok(status) => settled(status),
                Err(error) => JobOutcome::TargetSilent(error.to_string(), SILENCE_MS),
            },
        )
    }

    /// The address is the app's own affair, the token nobody's.
    fn report(report: &JobReport<'_>) {
        let client_id = report.label;
        let outcome = match report.ending {
            Ending::Done => {
                tracing::info!(client_id, "an app was told of a logout");
                "sent"
            }
            Ending::Refused(reason) => {
                tracing::warn!(
                    client_id,
                    reason,
                    "an app refused a logout token; it is not sent again"
                );
                "refused"
            }
            Ending::TriedAgain(reason) => {
                tracing::warn!(
                    client_id,
                    reason,
                    "an app could not be told of a logout; it is tried again"
                );
                "failed"
            }
            Ending::GivenUp(reason) => {
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
}

fn settled(status: u16) -> JobOutcome {
    match verdict(status) {
        Verdict::Done => JobOutcome::Done,
        Verdict::Refused => JobOutcome::Refused(format!("status {status}")),
        Verdict::NotNow => JobOutcome::Failed(format!("status {status}")),
    }
}

async fn logout_token(app: &AppState, client: &Client, logout: &Logout) -> Result<String, JobFailure> {
    let keys = app.provider().keys().await?;
    let parts = LogoutTokenParts {
        issuer: app.provider().issuer(),
        client_id: &client.client_id,
        account_id: &logout.account_id,
        session_id: &logout.session_id,
        id: &new_token()?,
        now_ms: app.clock.now_ms(),
        wall_ms: app.wall_clock.now_ms(),
    };
    Ok(sign(&keys, client, parts)?)
}
