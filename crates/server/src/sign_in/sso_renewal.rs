//! Renews an expired session without input from the person: the identity provider is asked with `prompt=none` whether the same
//! person is still signed in there. Invariant: the old secret opens nothing; the response decides about a new one, as in any other
//! sign-in.

use super::SignInError;
use super::session::find_renewable;
use super::sso_start::{
    AskAnew, AuthorizationRedirect, AuthorizationTarget, SsoForm, redirect_to_idp, settings,
};
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::federation::RequestedPrompt;
use crate::secrets::{BrowserSecrets, token_hash};
use crate::store::audit::Origin;
use crate::store::sessions::{self, Session};
use crate::store::sso_configurations;

/// A request that carries the token of a session which may have expired.
#[derive(Debug)]
pub struct Visitor<'a> {
    /// The token of the session.
    pub session_token: &'a str,
    /// Where to go afterwards; checked here.
    pub return_to: Option<&'a str>,
    /// The key under which attempts from the client's address are counted.
    pub address_key: &'a str,
    /// The secrets in this browser's cookies.
    pub browser: &'a BrowserSecrets,
}

/// An expired session that could be renewed.
pub struct ExpiredSession {
    /// Email address of the session's account.
    pub username: String,
    /// The redirect to the identity provider; `None` where nobody may be sent there.
    pub redirect: Result<Option<AuthorizationRedirect>, SignInError>,
}

/// Begins to renew the session, if it has expired and can be renewed; else `None`.
pub async fn renew(
    app: &AppState,
    visitor: &Visitor<'_>,
    origin: &Origin,
) -> Result<Option<ExpiredSession>, SignInError> {
    let Some(session) = find_renewable(app, visitor.session_token).await? else {
        return Ok(None);
    };
    // Stored before anything can fail, so that whoever comes back from an identity provider that is down is not sent there again.
    let mut transaction = app.store.begin().await?;
    let read = token_hash(visitor.session_token);
    sessions::mark_renewal(&mut transaction, &read, app.clock.now_ms()).await?;
    transaction.commit().await?;
    let redirect = begin_renewal(app, visitor, &session, origin).await;
    Ok(Some(ExpiredSession {
        username: session.email,
        redirect,
    }))
}

async fn begin_renewal(
    app: &AppState,
    visitor: &Visitor<'_>,
    session: &Session,
    origin: &Origin,
) -> Result<Option<AuthorizationRedirect>, SignInError> {
    let Some(address) = EmailAddress::parse(&session.email) else {
        return Ok(None);
    };
    let configuration =
        sso_configurations::active_for_address(&mut *app.store.read().await?, &address).await?;
    let Some(configuration) = configuration.filter(|active| active.company_id == session.company_id) else {
        return Ok(None);
    };
    let settings = settings(app, &configuration)?;
    // Another identity provider than the one that vouched for the session knows nothing of it.
    if session.idp_issuer.as_deref() != Some(&app.federation.issuer_name(&settings).await?) {
        return Ok(None);
    }
    let form = SsoForm {
        username: &session.email,
        return_to: visitor.return_to,
        address_key: visitor.address_key,
        browser: visitor.browser,
        ask_anew: AskAnew::No,
    };
    let target = AuthorizationTarget {
        configuration: &configuration,
        settings: &settings,
        expected: address.to_string(),
        login_hint: Some(address.to_string()),
        prompt: Some(RequestedPrompt::None),
        renews_account_id: Some(session.account_id.clone()),
        is_test: false,
    };
    redirect_to_idp(app, &form, &target, origin).await.map(Some)
}
