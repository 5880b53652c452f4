//! Requests for access, from the page of those who have none. Invariants: a person asks once a day for the same; request, mails and audit
//! event are in one transaction; whoever asks learns nothing of who answers.

use latchkey_contract::Language;
use serde_json::json;

use crate::app_settings::archive::require_in_use;
use crate::app_settings::{AppSettingsError, Asker, append_audit, locked_environment, managed_environment};
use crate::app_state::AppState;
use crate::domain::app_roles::chosen;
use crate::mail::{self, Message, Recipient};
use crate::store::access_requests::{self as store, AccessRequest};
use crate::store::app_settings::{Environment, StoredApp};
use crate::store::clients::Client;
use crate::store::sessions::Session;
use crate::store::{Connection, access, accounts, app_settings, clients, new_id};

type Result<T> = std::result::Result<T, AppSettingsError>;

/// Whether somebody without access can ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskingState {
    /// The person can ask now.
    Possible,
    /// Not again: the person asked within a day, and waits for the answer.
    Asked,
    /// Not yet again: a request of this day was declined.
    Declined {
        /// When the person can ask again, in milliseconds since the Unix epoch.
        again_at_ms: i64,
    },
    /// Nobody would answer.
    Impossible,
}

/// Whether this person can ask for access to this environment.
pub async fn asking(platform: &AppState, client: &Client, account_id: &str) -> Result<AskingState> {
    let mut connection = platform.store.read().await?;
    let (id, now) = (&client.environment_id, platform.clock.now_ms());
    if let Some(recent) = store::recent(&mut connection, id, account_id, now).await? {
        let again_at_ms = recent.asked_at_ms + store::PAUSE_MS;
        return Ok(match recent.declined_at_ms {
            Some(_) => AskingState::Declined { again_at_ms },
            None => AskingState::Asked,
        });
    }
    let managers = clients::managers_of(&mut connection, &client.app_id).await?;
    Ok(match managers.is_empty() {
        true => AskingState::Impossible,
        false => AskingState::Possible,
    })
}

/// Asks for access, and mails those who manage the app. Asked again within a day, nothing happens.
pub async fn ask(platform: &AppState, client: &Client, session: &Session, asker: Asker<'_>) -> Result<()> {
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let id = &client.environment_id;
    if !accounts::lock_active(&mut transaction, asker.account_id).await?
        || !clients::lock(&mut transaction, id).await?
    {
        return Ok(());
    }
    let published = &client.registration.settings.roles;
    let has_access = access::of(&mut transaction, id, asker.account_id, published).await?;
    let managers = clients::managers_of(&mut transaction, &client.app_id).await?;
    let app = app_settings::by_id(&mut transaction, &client.app_id, asker.account_id).await?;
    let (None, Some(app)) = (
        has_access,
        app.filter(|_| !managers.is_empty() && !client.is_archived),
    ) else {
        return Ok(());
    };
    if !store::ask(&mut transaction, &new_id(), id, asker.account_id, now).await? {
        return Ok(());
    }
    let name = format!("{} {}", session.first_name, session.last_name);
    let message = Message::AccessRequested {
        link: platform
            .config
            .public_url
            .join(&latchkey_spa::paths::environment_people(&app.slug, id)),
        app: client.app.clone(),
        environment: client.environment.clone(),
        person: match name.trim() {
            "" => session.email.clone(),
            name => format!("{name} ({})", session.email),
        },
    };
    for manager in &managers {
        let to = Recipient {
            address: &manager.email,
            language: manager.language_of_news(Language::default()),
        };
        mail::queue(&mut transaction, &platform.secret_key, now, &to, &message, None).await?;
    }
    let detail = json!({ "app": app.slug, "environment": client.environment, "environment_id": id });
    append_audit(
        &mut transaction,
        asker,
        "access_requested",
        &app,
        asker.account_id,
        detail,
        now,
    )
    .await?;
    Ok(transaction.commit().await?)
}

/// Who asks for access to an environment, for somebody who manages its app.
pub async fn list(platform: &AppState, account_id: &str, environment_id: &str) -> Result<Vec<AccessRequest>> {
    let mut connection = platform.store.read().await?;
    let (_, environment) = managed_environment(&mut connection, account_id, environment_id).await?;
    Ok(store::waiting(&mut connection, &environment.id, platform.clock.now_ms()).await?)
}

/// Gives access with these roles to somebody who asked.
pub async fn accept(
    platform: &AppState,
    asker: Asker<'_>,
    environment_id: &str,
    id: &str,
    roles: &[String],
) -> Result<()> {
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let (app, environment) = locked_environment(&mut transaction, asker, environment_id).await?;
    require_in_use(&environment)?;
    let published = &environment.registration.settings.roles;
    let roles = chosen(&[], published, roles).ok_or(AppSettingsError::ChangedMeanwhile)?;
    let request = waiting(&mut transaction, &environment, id, now).await?;
    decided(store::accept(&mut transaction, &request.id).await?)?;
    access::grant(
        &mut transaction,
        &environment.id,
        &request.account_id,
        &roles,
        now,
    )
    .await?;
    let message = Message::AccessGiven {
        link: environment.url.clone(),
        app: app.name.clone(),
        environment: environment.name.clone(),
    };
    notify(platform, &mut transaction, &request, &message, now).await?;
    let answer = Answer {
        action: "access_request_accepted",
        app: &app,
        environment: &environment,
        request: &request,
        roles: Some(&roles),
    };
    answer.append(&mut transaction, asker, now).await?;
    Ok(transaction.commit().await?)
}

/// Declines a request.
pub async fn decline(platform: &AppState, asker: Asker<'_>, environment_id: &str, id: &str) -> Result<()> {
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let (app, environment) = locked_environment(&mut transaction, asker, environment_id).await?;
    let request = waiting(&mut transaction, &environment, id, now).await?;
    decided(store::decline(&mut transaction, &request.id, now).await?)?;
    let message = Message::AccessDeclined {
        app: app.name.clone(),
        environment: environment.name.clone(),
    };
    notify(platform, &mut transaction, &request, &message, now).await?;
    let answer = Answer {
        action: "access_request_declined",
        app: &app,
        environment: &environment,
        request: &request,
        roles: None,
    };
    answer.append(&mut transaction, asker, now).await?;
    Ok(transaction.commit().await?)
}

/// A request of this environment that waits.
async fn waiting(
    connection: &mut Connection,
    environment: &Environment,
    id: &str,
    now_ms: i64,
) -> Result<AccessRequest> {
    let request = store::find(connection, &environment.id, id, now_ms).await?;
    request.ok_or(AppSettingsError::NotFound)
}

/// Of two who decide one at once, one does.
const fn decided(is_first: bool) -> Result<()> {
    match is_first {
        true => Ok(()),
        false => Err(AppSettingsError::NotFound),
    }
}

/// Queues a mail to the person who asked for access.
async fn notify(
    platform: &AppState,
    connection: &mut Connection,
    request: &AccessRequest,
    message: &Message,
    now_ms: i64,
) -> Result<()> {
    let account = accounts::by_id(connection, &request.account_id).await?;
    let to = Recipient {
        address: &request.email,
        language: account.map_or_else(Language::default, |account| {
            account.language_of_news(Language::default())
        }),
    };
    mail::queue(connection, &platform.secret_key, now_ms, &to, message, None).await?;
    Ok(())
}

/// What the audit event of a decided access request is made from.
struct Answer<'a> {
    action: &'static str,
    app: &'a StoredApp,
    environment: &'a Environment,
    request: &'a AccessRequest,
    roles: Option<&'a [String]>,
}

impl Answer<'_> {
    async fn append(&self, connection: &mut Connection, asker: Asker<'_>, now_ms: i64) -> Result<()> {
        let detail = json!({
            "app": self.app.slug, "environment": self.environment.name, "environment_id": self.environment.id,
            "roles": self.roles,
        });
        let subject = &self.request.account_id;
        append_audit(connection, asker, self.action, self.app, subject, detail, now_ms).await
    }
}
