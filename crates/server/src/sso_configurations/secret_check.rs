//! Asks each day whether identity providers of active configurations still accept their client secret, by a code that cannot exist. Invariant:
//! one that refuses it is told to the company's admins once; nothing else changes, and a wrong secret is sent at most once for each secret.

use std::sync::Arc;
use std::time::Duration;

use latchkey_contract::paths::SINGLE_SIGN_ON;
use latchkey_contract::sso_configurations::{CheckOutcome, SecretStatus};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::admin_notifier::AdminNotifier;
use super::{Editor, SsoConfigurationError, admit, found, secret_expiry};
use crate::app_state::AppState;
use crate::domain::job_schedule::Backoff;
use crate::domain::secret_check::{Known, Probe, SecretStanding, judge, wants_wrong_secret};
use crate::federation::{ClientKey, SsoSettings};
use crate::jobs::{
    self, Ending, Job, JobContext, JobError, JobFailure, JobLimits, JobOutcome, JobReport, Queueing,
};
use crate::mail::Message;
use crate::sign_in::sso_start::settings;
use crate::store::audit::{self, Origin};
use crate::store::sso_configurations::{self, SsoConfiguration};
use crate::store::sso_secret_watch::{self as store, CheckedSecret, WatchedSecret};
use crate::store::{Connection, StoreError};

/// How long a check may wait. The next one is queued at once.
const PATIENCE_MS: i64 = store::ASKED_EVERY_MS;

/// A client secret that nobody has.
const WRONG_SECRET: &str = "latchkey-sends-a-wrong-secret-once-to-see-whether-it-is-refused";

/// Queues a check of each active configuration that is due.
pub async fn queue_due(app: &AppState) -> Result<(), StoreError> {
    let now_ms = app.clock.now_ms();
    let due = store::due_for_check(&mut *app.store.read().await?, now_ms).await?;
    if due.is_empty() {
        return Ok(());
    }
    let mut transaction = app.store.begin().await?;
    for (company_id, configuration_id) in due {
        let queueing = Queueing {
            target: &company_id,
            label: &configuration_id,
            idempotency_key: Some(&configuration_id),
            expires_at_ms: Some(now_ms + PATIENCE_MS),
        };
        let payload = CheckedConfiguration {
            id: configuration_id.clone(),
        };
        let key = &app.secret_key;
        let queued = jobs::enqueue::<SsoSecretCheck>(&mut transaction, key, &payload, queueing, now_ms).await;
        queued.map_err(JobError::into_store_error)?;
    }
    transaction.commit().await
}

/// The configuration whose client secret is checked.
#[derive(Debug, Serialize, Deserialize)]
pub struct CheckedConfiguration {
    /// The configuration.
    id: String,
}

/// One check. The target is the company.
#[derive(Debug)]
pub struct SsoSecretCheck;

impl Job for SsoSecretCheck {
    type Payload = CheckedConfiguration;

    const KIND: &'static str = store::KIND;
    const LIMITS: JobLimits = JobLimits {
        targets: 8,
        per_target: 1,
        lease: Duration::from_secs(30),
        longest: Duration::from_secs(60),
    };
    const BACKOFF: Backoff = Backoff {
        first_ms: 5 * 60_000,
        longest_ms: 4 * 3_600_000,
    };

    async fn run(checked: CheckedConfiguration, context: &JobContext<'_>) -> Result<JobOutcome, JobFailure> {
        let app = context.app;
        let Some(look) = look(app, &checked.id).await? else {
            return Ok(JobOutcome::Obsolete);
        };
        let mut transaction = app.store.begin().await?;
        if !write_down(app, &mut transaction, look).await? {
            return Ok(JobOutcome::Obsolete);
        }
        if !context.finish(&mut transaction).await? {
            return Ok(JobOutcome::Interrupted);
        }
        transaction.commit().await?;
        Ok(JobOutcome::Finished)
    }

    fn report(report: &JobReport<'_>) {
        let configuration = report.label;
        match report.ending {
            Ending::Done => tracing::info!(configuration, "a client secret was checked"),
            Ending::TriedAgain(reason) | Ending::Refused(reason) | Ending::GivenUp(reason) => {
                tracing::info!(configuration, reason, "a client secret could not be checked");
            }
        }
    }
}

/// Asks at once, for an admin of the company. Returns what is known of the secret then.
pub async fn now(app: &AppState, editor: &Editor, id: &str) -> super::Result<SecretStatus> {
    let configuration = found(&mut *app.store.read().await?, editor, id).await?;
    admit(&app.store, &configuration.company_id, app.clock.now_ms()).await?;
    let look = look(app, id).await?.ok_or(SsoConfigurationError::NotFound)?;
    let mut transaction = app.store.begin().await?;
    if !write_down(app, &mut transaction, look).await? {
        return Err(SsoConfigurationError::ChangedMeanwhile);
    }
    let status = secret_expiry::status(&mut transaction, id, app.clock.now_ms()).await?;
    transaction.commit().await?;
    Ok(status)
}

/// What an identity provider said, before it is written down.
struct Look {
    configuration: SsoConfiguration,
    before: WatchedSecret,
    checked: CheckedSecret,
}

/// Asks about the secret of a configuration; none where it is not active.
async fn look(app: &AppState, id: &str) -> Result<Option<Look>, StoreError> {
    let Some((configuration, before)) = active(&mut *app.store.read().await?, id).await? else {
        return Ok(None);
    };
    let company_id = configuration.company_id.clone();
    let last = app
        .store
        .read_long(async move |connection| store::last_sign_in(connection, &company_id).await);
    let last = last.await?;
    // A secret that another key sealed is the operator's matter, and shows at each sign-in.
    let Ok(settings) = settings(app, &configuration) else {
        return Ok(None);
    };
    let checked = ask(app, (&settings, &configuration), &before, last).await;
    Ok(Some(Look {
        configuration,
        before,
        checked,
    }))
}

/// Writes down what came of it, unless the configuration has another secret by now. `false` where it is not active any more.
async fn write_down(app: &AppState, connection: &mut Connection, look: Look) -> Result<bool, JobError> {
    let Some((now_stored, _)) = active(connection, &look.configuration.id).await? else {
        return Ok(false);
    };
    if now_stored.secret_id == look.configuration.secret_id {
        record(app, connection, &look.configuration, &look.before, look.checked).await?;
    }
    Ok(true)
}

/// The configuration while it is active, and what is known of its secret.
async fn active(
    connection: &mut Connection,
    id: &str,
) -> Result<Option<(SsoConfiguration, WatchedSecret)>, StoreError> {
    let configuration = sso_configurations::with_id(connection, id).await?;
    let Some(configuration) = configuration.filter(|configuration| configuration.active) else {
        return Ok(None);
    };
    let watched = store::of_configuration(connection, id).await?;
    Ok(Some((configuration, watched)))
}

/// Asks with the secret, and once with a wrong one. `last_sign_in`: when somebody signed in last by single sign-on.
async fn ask(
    app: &AppState,
    (settings, configuration): (&SsoSettings, &SsoConfiguration),
    before: &WatchedSecret,
    last_sign_in: Option<i64>,
) -> CheckedSecret {
    let refused_at_ms = before
        .check
        .and_then(|(at_ms, standing)| (standing == SecretStanding::Refused).then_some(at_ms));
    let known = Known {
        tells_wrong: before.tells_wrong,
        worked_since_refused: refused_at_ms
            .zip(last_sign_in)
            .is_some_and(|(refused_at_ms, last)| last > refused_at_ms),
    };
    let own = match settings.client_secret.is_empty() && settings.client_key.is_none() {
        // A public client: there is nothing to ask about.
        true => Probe::Silent,
        false => probe(app, settings).await,
    };
    let wrong = match wants_wrong_secret(own, known) {
        true => match with_wrong_secret(app, settings, configuration) {
            Some(wrong) => Some(probe(app, &wrong).await),
            None => None,
        },
        false => None,
    };
    let (standing, tells_wrong) = judge(own, wrong, known);
    CheckedSecret {
        standing,
        tells_wrong,
        signed_in_at_ms: last_sign_in,
    }
}

/// The same client, with a client secret that nobody has, or a key whose signatures are wrong.
fn with_wrong_secret(
    app: &AppState,
    settings: &SsoSettings,
    configuration: &SsoConfiguration,
) -> Option<SsoSettings> {
    if settings.client_key.is_none() {
        return Some(SsoSettings {
            client_secret: WRONG_SECRET.to_owned(),
            ..settings.clone()
        });
    }
    let purpose = sso_configurations::client_secret_purpose(&configuration.id);
    let text = app
        .secret_key
        .open(&purpose, &configuration.client_secret_sealed)
        .ok()?;
    let key = ClientKey::from_text(&text).ok()?;
    Some(SsoSettings {
        client_key: Some(Arc::new(key.spoiled())),
        ..settings.clone()
    })
}

async fn probe(app: &AppState, settings: &SsoSettings) -> Probe {
    match app.federation.probe_client(settings).await.outcome {
        CheckOutcome::Passed => Probe::Accepted,
        CheckOutcome::Failed => Probe::Refused,
        CheckOutcome::Unknown => Probe::Silent,
    }
}

/// Writes down what came of it, and tells the admins of a secret that is refused from now on.
async fn record(
    app: &AppState,
    connection: &mut Connection,
    configuration: &SsoConfiguration,
    before: &WatchedSecret,
    checked: CheckedSecret,
) -> Result<(), JobError> {
    let now_ms = app.clock.now_ms();
    let (id, secret_id) = (&configuration.id, &configuration.secret_id);
    store::record_check(connection, id, secret_id, checked, now_ms).await?;
    let was_refused = before
        .check
        .is_some_and(|(_, standing)| standing == SecretStanding::Refused);
    if checked.standing != SecretStanding::Refused || was_refused {
        return Ok(());
    }
    let message = Message::SsoSecretRefused {
        configuration: configuration.name.clone(),
        page: app.config.public_url.join(SINGLE_SIGN_ON),
    };
    let notifier = AdminNotifier::without_request(app);
    notifier
        .admins(connection, &configuration.company_id, &message)
        .await?;
    let event = audit::Event {
        action: "sso_secret_refused",
        company_id: Some(&configuration.company_id),
        actor_account_id: None,
        subject: Some(id),
        detail: json!({ "name": configuration.name }),
    };
    Ok(audit::append(connection, &event, &Origin::default(), now_ms).await?)
}
