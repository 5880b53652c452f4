//! Set-up links: an admin lets somebody without an account set SSO up. Invariants: a link is bound to the browser that begins with it; it
//! opens drafts of one company and nothing else; revoking it ends what it had opened at once.

use latchkey_contract::sso_configurations::{
    SetUpLink, SetUpLinkState, create_set_up_link, get_set_up, list_set_up_links,
};
use serde_json::json;

use super::{Actor, Editor, MOST, Result, SsoConfigurationError, append_audit, company_of, locked_company};
use crate::app_state::AppState;
use crate::rfc3339::rfc3339;
use crate::secrets::{new_token, token_hash};
use crate::store::audit::Origin;
use crate::store::new_id;
use crate::store::sso_set_up_links::{self as store, NewSetUpLink, SetUpLinkRow};

/// How long a link works: 7 days.
const LIFETIME_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Makes a link. It is shown this once.
pub async fn create(app: &AppState, actor: Actor<'_>) -> Result<create_set_up_link::Response> {
    let now_ms = app.clock.now_ms();
    let token = new_token()?;
    let mut transaction = app.store.begin().await?;
    let company_id = locked_company(&mut transaction, actor).await?;
    if store::of_company(&mut transaction, &company_id, now_ms)
        .await?
        .len()
        >= MOST
    {
        return Err(SsoConfigurationError::TooMany);
    }
    let link = NewSetUpLink {
        id: &new_id(),
        company_id: &company_id,
        made_by_account_id: actor.editor.answerable_account(),
        token_hash: &token_hash(&token),
        expires_at_ms: now_ms + LIFETIME_MS,
    };
    store::insert(&mut transaction, &link, now_ms).await?;
    let detail = json!({ "expires_at_ms": link.expires_at_ms });
    append_audit(
        &mut transaction,
        actor,
        "sso_set_up_link_created",
        &company_id,
        link.id,
        detail,
        now_ms,
    )
    .await?;
    transaction.commit().await?;
    Ok(create_set_up_link::Response {
        id: link.id.to_owned(),
        token,
        expires_at: rfc3339(link.expires_at_ms).unwrap_or_default(),
    })
}

/// The links of the admin's company that work.
pub async fn list(app: &AppState, editor: &Editor) -> Result<list_set_up_links::Response> {
    let mut connection = app.store.read().await?;
    let company_id = company_of(&mut connection, editor).await?;
    let links = store::of_company(&mut connection, &company_id, app.clock.now_ms()).await?;
    Ok(list_set_up_links::Response {
        links: links.into_iter().map(shown).collect(),
    })
}

/// Ends a link, and what it had opened.
pub async fn revoke(app: &AppState, actor: Actor<'_>, id: &str) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let company_id = locked_company(&mut transaction, actor).await?;
    // Identifiers come from addresses: what is none finds nothing, and PostgreSQL takes no NUL.
    if uuid::Uuid::try_parse(id).is_err() || !store::revoke(&mut transaction, &company_id, id, now_ms).await?
    {
        return Err(SsoConfigurationError::NotFound);
    }
    append_audit(
        &mut transaction,
        actor,
        "sso_set_up_link_revoked",
        &company_id,
        id,
        json!({}),
        now_ms,
    )
    .await?;
    Ok(transaction.commit().await?)
}

/// Begins with a link in this browser. Returns the secret for its cookie.
pub async fn begin(app: &AppState, token: &str, origin: &Origin) -> Result<String> {
    let now_ms = app.clock.now_ms();
    let hash = token_hash(token);
    // Anybody can ask: what is no link must not take turns with those who write.
    let link = store::unopened(&mut *app.store.read().await?, &hash, now_ms).await?;
    let link = link.ok_or(SsoConfigurationError::NotFound)?;
    let secret = new_token()?;
    let editor = Editor::guest(&link, now_ms);
    let actor = Actor {
        editor: &editor,
        origin,
    };
    let mut transaction = app.store.begin().await?;
    let company_id = locked_company(&mut transaction, actor).await?;
    if !store::begin(&mut transaction, &link.id, &token_hash(&secret), now_ms).await? {
        return Err(SsoConfigurationError::NotFound);
    }
    append_audit(
        &mut transaction,
        actor,
        "sso_set_up_begun",
        &company_id,
        &link.id,
        json!({}),
        now_ms,
    )
    .await?;
    transaction.commit().await?;
    Ok(secret)
}

/// Whoever has this secret in their browser's cookie.
pub async fn guest(app: &AppState, secret: &str) -> Result<Option<Editor>> {
    let now_ms = app.clock.now_ms();
    let link = by_secret(app, secret, now_ms).await?;
    Ok(link.map(|link| Editor::guest(&link, now_ms)))
}

/// What a guest may know of the set-up.
pub async fn of_guest(app: &AppState, secret: &str) -> Result<get_set_up::Response> {
    let link = by_secret(app, secret, app.clock.now_ms()).await?;
    let link = link.ok_or(SsoConfigurationError::NotFound)?;
    Ok(get_set_up::Response {
        company: link.company_name,
        made_by: link.made_by,
        expires_at: rfc3339(link.expires_at_ms).unwrap_or_default(),
    })
}

async fn by_secret(app: &AppState, secret: &str, now_ms: i64) -> Result<Option<SetUpLinkRow>> {
    Ok(store::by_guest(&mut *app.store.read().await?, &token_hash(secret), now_ms).await?)
}

fn shown(link: SetUpLinkRow) -> SetUpLink {
    SetUpLink {
        state: match link.begun_at_ms {
            Some(_) => SetUpLinkState::Begun,
            None => SetUpLinkState::Waiting,
        },
        made_by: link.made_by,
        made_at: rfc3339(link.made_at_ms).unwrap_or_default(),
        expires_at: rfc3339(link.expires_at_ms).unwrap_or_default(),
        begun_at: link.begun_at_ms.and_then(rfc3339),
        id: link.id,
    }
}
