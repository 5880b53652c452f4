//! Set-up links: an admin lets somebody without an account set SSO up. Invariants: a link is bound to the browser that begins with it; it
//! opens drafts of one company and nothing else; revoking it ends what it had opened at once.

use latchkey_contract::sso_configurations::{
    SetUpLink, SetUpLinkState, create_set_up_link, get_set_up, list_set_up_links,
};
use latchkey_contract::{ErrorCode, Language, paths};
use serde_json::json;

use super::{
    Actor, Editor, FieldRefusal, MOST, Result, SsoConfigurationError, append_audit, company_of,
    locked_company,
};
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::set_up_link::Standing;
use crate::domain::throttle::{Admission, RateLimit};
use crate::mail::{self, Asking, Message, Recipient};
use crate::rfc3339::rfc3339;
use crate::secrets::{new_token, token_hash};
use crate::store::audit::Origin;
use crate::store::sso_set_up_links::{self as store, NewSetUpLink, SetUpLinkRow};
use crate::store::{Connection, new_id, throttle};

/// How long a link works: 7 days.
const LIFETIME_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Makes a link, and mails it where `request` says so, in the language of whoever makes it. It is shown this once.
pub async fn create(
    app: &AppState,
    actor: Actor<'_>,
    request: &create_set_up_link::Request,
    language: Language,
) -> Result<create_set_up_link::Response> {
    let address = request.email.as_deref().map(parse_address).transpose()?;
    let mailed_to = address.map(|address| address.to_string());
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
    let new = NewSetUpLink {
        id: &new_id(),
        company_id: &company_id,
        made_by_account_id: actor.editor.answerable_account(),
        token_hash: &token_hash(&token),
        mailed_to: mailed_to.as_deref(),
        expires_at_ms: now_ms + LIFETIME_MS,
    };
    store::insert(&mut transaction, &new, now_ms).await?;
    let link = app
        .config
        .public_url
        .join(&format!("{}?token={token}", paths::SSO_SET_UP));
    if let Some(address) = &mailed_to {
        let to = Recipient { address, language };
        send(app, &mut transaction, actor, &to, (new.id, &link)).await?;
    }
    let detail = json!({ "expires_at_ms": new.expires_at_ms, "mailed_to": mailed_to });
    append_audit(
        &mut transaction,
        actor,
        "sso_set_up_link_created",
        &company_id,
        new.id,
        detail,
        now_ms,
    )
    .await?;
    transaction.commit().await?;
    Ok(create_set_up_link::Response {
        id: new.id.to_owned(),
        link,
        token,
        expires_at: rfc3339(new.expires_at_ms).unwrap_or_default(),
    })
}

fn parse_address(typed: &str) -> Result<EmailAddress> {
    let refusal = FieldRefusal {
        field: "email",
        entry: None,
        code: ErrorCode::UsernameNotAnAddress,
    };
    EmailAddress::parse(typed).ok_or_else(|| SsoConfigurationError::Fields(vec![refusal]))
}

/// Queues the mail with the link (identifier and address), as long as the company has not had too many sent.
async fn send(
    app: &AppState,
    connection: &mut Connection,
    actor: Actor<'_>,
    to: &Recipient<'_>,
    (id, link): (&str, &str),
) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let Some(row) = store::by_id(connection, id).await? else {
        return Err(SsoConfigurationError::NotFound);
    };
    let key = token_hash(&format!("set-up links of {}", row.company_id));
    let scopes = [(RateLimit::LinkMail, key.as_str())];
    if let Admission::Refused { retry_after_seconds } =
        throttle::reserve(connection, &new_id(), &scopes, now_ms).await?
    {
        return Err(SsoConfigurationError::TooManyAttempts { retry_after_seconds });
    }
    let message = Message::SetUpLink {
        link: link.to_owned(),
        expires_at_ms: row.expires_at_ms,
        company: row.company_name,
        made_by: row.made_by,
    };
    let asking = Asking::new(now_ms, &actor.origin.user_agent);
    mail::queue(connection, &app.secret_key, now_ms, to, &message, Some(asking)).await?;
    Ok(())
}

/// The links of the admin's company that work.
pub async fn list(app: &AppState, editor: &Editor) -> Result<list_set_up_links::Response> {
    let mut connection = app.store.read().await?;
    let company_id = company_of(&mut connection, editor).await?;
    let now_ms = app.clock.now_ms();
    let links = store::of_company(&mut connection, &company_id, now_ms).await?;
    let links = links
        .into_iter()
        .filter(|link| matches!(link.standing(now_ms), Standing::Waiting | Standing::Begun));
    Ok(list_set_up_links::Response {
        links: links.map(shown).collect(),
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

/// Begins with a link in the browser that has this secret from then on.
pub async fn begin(app: &AppState, token: &str, secret: &str, origin: &Origin) -> Result<()> {
    let now_ms = app.clock.now_ms();
    // Anybody can ask: what is no link must not take turns with those who write.
    let link = opened(app, token).await?;
    let link = link.filter(|link| link.standing(now_ms) == Standing::Waiting);
    let link = link.ok_or(SsoConfigurationError::NotFound)?;
    let editor = Editor::guest(&link, now_ms);
    let actor = Actor {
        editor: &editor,
        origin,
    };
    let mut transaction = app.store.begin().await?;
    let company_id = locked_company(&mut transaction, actor).await?;
    if !store::begin(&mut transaction, &link.id, &token_hash(secret), now_ms).await? {
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
    Ok(transaction.commit().await?)
}

/// Whoever has this secret has done their part: it opens nothing any more.
pub async fn end(app: &AppState, secret: &str, origin: &Origin) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let link = working(app, secret).await?;
    let link = link.ok_or(SsoConfigurationError::NotFound)?;
    let editor = Editor::guest(&link, now_ms);
    let actor = Actor {
        editor: &editor,
        origin,
    };
    let mut transaction = app.store.begin().await?;
    let company_id = locked_company(&mut transaction, actor).await?;
    if !store::end(&mut transaction, &link.id, now_ms).await? {
        return Err(SsoConfigurationError::NotFound);
    }
    append_audit(
        &mut transaction,
        actor,
        "sso_set_up_ended",
        &company_id,
        &link.id,
        json!({}),
        now_ms,
    )
    .await?;
    Ok(transaction.commit().await?)
}

/// The link with this token, wherever it stands.
pub async fn opened(app: &AppState, token: &str) -> Result<Option<SetUpLinkRow>> {
    Ok(store::by_token(&mut *app.store.read().await?, &token_hash(token)).await?)
}

/// The link with which the browser with this secret began, wherever it stands.
pub async fn begun_with(app: &AppState, secret: &str) -> Result<Option<SetUpLinkRow>> {
    Ok(store::by_guest(&mut *app.store.read().await?, &token_hash(secret)).await?)
}

/// The same while it works.
async fn working(app: &AppState, secret: &str) -> Result<Option<SetUpLinkRow>> {
    let now_ms = app.clock.now_ms();
    let link = begun_with(app, secret).await?;
    Ok(link.filter(|link| link.standing(now_ms) == Standing::Begun))
}

/// Whoever has this secret in their browser's cookie.
pub async fn guest(app: &AppState, secret: &str) -> Result<Option<Editor>> {
    let link = working(app, secret).await?;
    Ok(link.map(|link| Editor::guest(&link, app.clock.now_ms())))
}

/// What a guest may know of the set-up.
pub async fn of_guest(app: &AppState, secret: &str) -> Result<get_set_up::Response> {
    let link = working(app, secret).await?;
    let link = link.ok_or(SsoConfigurationError::NotFound)?;
    Ok(get_set_up::Response {
        company: link.company_name,
        made_by: link.made_by,
        expires_at: rfc3339(link.expires_at_ms).unwrap_or_default(),
    })
}

fn shown(link: SetUpLinkRow) -> SetUpLink {
    SetUpLink {
        state: match link.begun_at_ms {
            Some(_) => SetUpLinkState::Begun,
            None => SetUpLinkState::Waiting,
        },
        made_by: link.made_by,
        made_at: rfc3339(link.made_at_ms).unwrap_or_default(),
        mailed_to: link.mailed_to,
        expires_at: rfc3339(link.expires_at_ms).unwrap_or_default(),
        begun_at: link.begun_at_ms.and_then(rfc3339),
        id: link.id,
    }
}
