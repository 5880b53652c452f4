//! Making apps and environments. Invariant: whoever makes an environment is the first who may enter it, with all its roles.

use latchkey_contract::app_settings::{ClientKind, EnvironmentSettings};
use serde_json::json;
use zeroize::Zeroizing;

use super::{AppSettingsError, Asker, Result, append_audit, changes, locked_app, locked_membership};
use crate::app_state::AppState;
use crate::domain::app_management::may_create;
use crate::domain::{registration, slug};
use crate::secrets::{new_token, token_hash};
use crate::store::app_settings::{self as store, StoredApp};
use crate::store::apps::NewEnvironment;
use crate::store::{Connection, StoreError, access, new_id};

/// A new environment.
pub struct Created {
    /// Its identifier.
    pub id: String,
    /// `client_id`
    pub client_id: String,
    /// The secret of a confidential client, this once.
    pub client_secret: Option<Zeroizing<String>>,
}

/// Makes an app for the asker's company; returns its slug: the chosen one, or one that is made of the name.
pub async fn app(platform: &AppState, asker: Asker<'_>, name: &str, slug: Option<&str>) -> Result<String> {
    let chosen = slug.map(str::trim);
    let slug_problem = chosen
        .filter(|slug| !slug::is_slug(slug))
        .map(|_| AppSettingsError::SlugInvalid);
    let name = match (app_name(name), slug_problem) {
        (Ok(name), None) => name,
        (Ok(_), Some(problem)) => return Err(problem),
        (Err(problem), other) => {
            return Err(AppSettingsError::Fields(
                [problem].into_iter().chain(other).collect(),
            ));
        }
    };
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let place = locked_membership(&mut transaction, asker).await?;
    let company_id = place
        .company_id
        .clone()
        .filter(|_| may_create(place.as_membership()));
    let company_id = company_id.ok_or(AppSettingsError::NotFound)?;
    let id = new_id();
    let wanted = chosen.map_or_else(|| slug::of_name(name, "app"), str::to_owned);
    let mut n = 1;
    let slug = loop {
        let slug = slug::numbered(&wanted, n);
        if store::insert(&mut transaction, &id, &company_id, &slug, name, now).await? {
            break slug;
        }
        if chosen.is_some() {
            return Err(AppSettingsError::SlugTaken);
        }
        n += 1;
    };
    let app = StoredApp {
        id,
        slug,
        name: name.to_owned(),
        company_id,
        is_in_team: false,
    };
    let detail = json!({ "slug": app.slug });
    append_audit(&mut transaction, asker, "app_created", &app, &app.id, detail, now).await?;
    transaction.commit().await?;
    Ok(app.slug)
}

/// The name without the spaces around it, if an app may be called that.
pub(super) fn app_name(name: &str) -> Result<&str> {
    let name = name.trim();
    registration::is_name(name)
        .then_some(name)
        .ok_or(AppSettingsError::NameInvalid)
}

/// Makes an environment of an app, and lets the asker in.
pub async fn environment(
    platform: &AppState,
    asker: Asker<'_>,
    slug: &str,
    settings: EnvironmentSettings,
) -> Result<Created> {
    let settings = changes::trimmed(settings);
    let registration = changes::registration(&settings, None)?;
    let client_secret = match settings.kind {
        ClientKind::Confidential => Some(Zeroizing::new(new_token()?)),
        ClientKind::Public => None,
    };
    let hash = client_secret.as_deref().map(|secret| token_hash(secret));
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let app = locked_app(&mut transaction, asker, slug).await?;
    let new = NewEnvironment {
        app_id: &app.id,
        name: &settings.name,
        url: &settings.url,
        client_id: "",
        client_secret_hash: hash.as_deref(),
        registration: &registration,
    };
    let (id, client_id) = insert(&mut transaction, &app, new, now).await?;
    access::grant(&mut transaction, &id, asker.account_id, &settings.roles, now).await?;
    let detail = json!({ "app": app.slug, "client_id": client_id, "with_secret": client_secret.is_some() });
    append_audit(
        &mut transaction,
        asker,
        "environment_created",
        &app,
        &id,
        detail,
        now,
    )
    .await?;
    transaction.commit().await?;
    Ok(Created {
        id,
        client_id,
        client_secret,
    })
}

/// Gives it an identifier and a `client_id` that nobody has: readable, since people copy it and look for it in logs.
async fn insert(
    connection: &mut Connection,
    app: &StoredApp,
    environment: NewEnvironment<'_>,
    now_ms: i64,
) -> Result<(String, String)> {
    let id = new_id();
    let wanted = slug::of_name(environment.name, "environment");
    let mut n = 1;
    loop {
        let client_id = format!("{}-{}", app.slug, slug::numbered(&wanted, n));
        let environment = NewEnvironment {
            client_id: &client_id,
            ..environment
        };
        match store::insert_environment(connection, &id, &environment, now_ms).await {
            Ok(true) => return Ok((id, client_id)),
            Ok(false) => n += 1,
            Err(StoreError::AlreadyExists) => return Err(AppSettingsError::NameTaken),
            Err(other) => return Err(other.into()),
        }
    }
}
