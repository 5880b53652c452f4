//! A back-channel logout by the identity provider ends the sessions that it began. Invariant: it ends only what the issuer of the
//! company's active configuration vouched for, in accounts of that company.

use serde_json::json;

use super::SignInError;
use super::sso_start::settings;
use crate::app_state::AppState;
use crate::federation::LogoutToken;
use crate::secrets::token_hash;
use crate::store::audit::{self, Origin};
use crate::store::session_ends::{self, SessionsAtIdp};
use crate::store::{companies, logout_tokens, sso_configurations};

/// Takes a logout token that came to a company's address. `None` where the company has no identity provider; else how many
/// sessions ended, which may be none.
///
/// # Errors
/// [`SignInError::IdentityProvider`] where the token is not good; [`crate::store::StoreError::AlreadyExists`] where it came before.
pub async fn take(
    app: &AppState,
    company_slug: &str,
    logout_token: &str,
    origin: &Origin,
) -> Result<Option<u64>, SignInError> {
    let mut connection = app.store.read().await?;
    let Some(company) = companies::by_slug(&mut connection, company_slug).await? else {
        return Ok(None);
    };
    let configuration = sso_configurations::active_of_company(&mut connection, &company.id).await?;
    drop(connection);
    let Some(configuration) = configuration else {
        return Ok(None);
    };
    let settings = settings(app, &configuration)?;
    let token = app
        .federation
        .verify_logout_token(&settings, logout_token)
        .await?;
    let (app, origin) = (app.clone(), origin.clone());
    // A task of its own: a token that was taken ends what it is to end, whether or not its sender still waits.
    let ended = tokio::spawn(async move { end(&app, &company.id, &token, &origin).await });
    ended.await.unwrap_or(Err(SignInError::Interrupted)).map(Some)
}

async fn end(
    app: &AppState,
    company_id: &str,
    token: &LogoutToken,
    origin: &Origin,
) -> Result<u64, SignInError> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let jti_hash = token_hash(&token.jti);
    logout_tokens::insert(&mut transaction, &token.issuer, &jti_hash, now + token.dies_in_ms).await?;
    let which = SessionsAtIdp {
        company_id,
        issuer: &token.issuer,
        subject: token.subject.as_deref(),
        sid: token.sid.as_deref(),
    };
    let ended = session_ends::end_at_idp(&mut transaction, &which, now).await?;
    for session in &ended {
        let event = audit::Event {
            action: "signed_out_by_identity_provider",
            company_id: Some(company_id),
            actor_account_id: Some(&session.account_id),
            subject: Some(&session.id),
            detail: json!({}),
        };
        audit::append(&mut transaction, &event, origin, now).await?;
    }
    transaction.commit().await?;
    let count = ended.len() as u64;
    metrics::counter!("latchkey_backchannel_logouts_total").increment(1);
    tracing::info!(
        company_id,
        sessions_ended = count,
        "signed out by the identity provider"
    );
    Ok(count)
}
