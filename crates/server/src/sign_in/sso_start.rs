//! Sends the browser to the company's identity provider. `nonce` and `code_verifier` are derived from `state` and the platform's
//! key, so that nothing in the store could complete an attempt.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::SignInError;
use super::guesses::admitted;
use super::password::address;
use super::sso_failures::{FailedSignIn, write_down_start};
use super::sso_test_access::tried_configuration;
use crate::app_state::AppState;
use crate::domain::return_to;
use crate::domain::sign_in_attempt::AttemptState;
use crate::domain::throttle::RateLimit;
use crate::federation::{AuthorizationParameters, ClientAuthMethod, ClientKey, RequestedPrompt, SsoSettings};
use crate::secrets::{BrowserSecrets, CannotOpen, new_token, token_hash};
use crate::store::audit::Origin;
use crate::store::sign_in_attempts::{self, SignInAttempt};
use crate::store::sso_configurations::{self, SsoConfiguration};
use crate::store::{new_id, throttle};

/// What `nonce` is derived for.
pub(crate) const NONCE: &str = "nonce";
/// What `code_verifier` is derived for.
pub(crate) const CODE_VERIFIER: &str = "code_verifier";

/// Who wants to leave.
#[derive(Debug)]
pub struct SsoForm<'a> {
    /// The username, as typed.
    pub username: &'a str,
    /// As asked for; checked here.
    pub return_to: Option<&'a str>,
    /// The key under which attempts from the client's address are counted.
    pub address_key: &'a str,
    /// The secrets in this browser's cookies.
    pub browser: &'a BrowserSecrets,
    /// What the identity provider shall do about a sign-in that it remembers.
    pub ask_anew: AskAnew,
}

/// Whether the identity provider shall ask anew whom it remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskAnew {
    /// The identity provider decides whether to ask.
    No,
    /// Yes, and say when it did (`max_age=0`): the person signed out here, or an app wants a sign-in of this moment.
    AndProve,
}

/// The way out.
pub struct AuthorizationRedirect {
    /// Absolute URL of the identity provider.
    pub redirect_to: String,
    /// The secret that binds the attempt to this browser; goes into its cookie.
    pub browser_token: String,
}

/// Begins an attempt.
pub async fn start(
    app: &AppState,
    form: &SsoForm<'_>,
    origin: &Origin,
) -> Result<AuthorizationRedirect, SignInError> {
    let scopes = [(RateLimit::SsoStart, form.address_key)];
    admitted(throttle::look(&mut *app.store.read().await?, &scopes, app.clock.now_ms()).await?)?;
    if let Some(configuration) = tried_configuration(app, form.username).await? {
        return start_test(app, form, &configuration, origin).await;
    }
    let address = address(form.username)?;
    let configuration =
        sso_configurations::active_for_address(&mut *app.store.read().await?, &address).await?;
    let configuration = configuration.ok_or(SignInError::SsoNotConfigured)?;
    let settings = settings(app, &configuration)?;
    let prompt = if form.ask_anew != AskAnew::No {
        Some(app.federation.forced_prompt(&settings).await?)
    } else {
        None
    };
    let target = AuthorizationTarget {
        configuration: &configuration,
        settings: &settings,
        expected: address.to_string(),
        login_hint: Some(address.to_string()),
        prompt,
        renews_account_id: None,
        is_test: false,
    };
    redirect_to_idp(app, form, &target, origin).await
}

/// Begins a sign-in that tries a configuration. Whoever tries chooses the account there.
async fn start_test(
    app: &AppState,
    form: &SsoForm<'_>,
    configuration: &SsoConfiguration,
    origin: &Origin,
) -> Result<AuthorizationRedirect, SignInError> {
    let settings = settings(app, configuration)?;
    let target = AuthorizationTarget {
        configuration,
        prompt: Some(app.federation.choosing_prompt(&settings).await?),
        settings: &settings,
        expected: form.username.trim().to_owned(),
        login_hint: None,
        renews_account_id: None,
        is_test: true,
    };
    // A test ends on the portal's home.
    let form = SsoForm {
        return_to: None,
        ..*form
    };
    redirect_to_idp(app, &form, &target, origin).await
}

/// Where to, and what for.
pub(super) struct AuthorizationTarget<'a> {
    pub(super) configuration: &'a SsoConfiguration,
    pub(super) settings: &'a SsoSettings,
    /// Who is expected to come back: the address that was typed. May be empty.
    pub(super) expected: String,
    /// Whom the identity provider is told of.
    pub(super) login_hint: Option<String>,
    pub(super) prompt: Option<RequestedPrompt>,
    pub(super) renews_account_id: Option<String>,
    /// Whether the configuration is tried, not used.
    pub(super) is_test: bool,
}

/// Writes the attempt down and shows the way.
pub(super) async fn redirect_to_idp(
    app: &AppState,
    form: &SsoForm<'_>,
    target: &AuthorizationTarget<'_>,
    origin: &Origin,
) -> Result<AuthorizationRedirect, SignInError> {
    let state = new_token()?;
    let parameters = AuthorizationParameters {
        state: &state,
        nonce: &app.secret_key.derive(NONCE, &state),
        code_verifier: &app.secret_key.derive(CODE_VERIFIER, &state),
        login_hint: target.login_hint.as_deref(),
        prompt: target.prompt,
        must_be_new: form.ask_anew == AskAnew::AndProve,
    };
    let redirect_to = match app
        .federation
        .authorization_url(target.settings, &parameters)
        .await
    {
        Ok(redirect_to) => redirect_to,
        Err(error) => {
            // Nobody has pressed anything for a renewal.
            if !target.is_test && target.renews_account_id.is_none() {
                let failed = FailedSignIn {
                    company_id: &target.configuration.company_id,
                    sso_configuration_id: &target.configuration.id,
                    person: &target.expected,
                };
                write_down_start(app, failed, form.address_key, &error, origin).await?;
            }
            return Err(error.into());
        }
    };
    let browser_token = match form.browser.newest() {
        Some(token) => token.to_owned(),
        None => new_token()?,
    };
    let attempt = SignInAttempt {
        id: new_id(),
        state_hash: token_hash(&state),
        browser_hash: token_hash(&browser_token),
        company_id: target.configuration.company_id.clone(),
        settings_fingerprint: fingerprint(target.configuration),
        sso_configuration_id: target.configuration.id.clone(),
        status: AttemptState::SentToIdp,
        username: target.expected.clone(),
        return_to: form.return_to.and_then(return_to::checked).map(str::to_owned),
        request_id: origin.request_id.clone(),
        identity: None,
        created_at_ms: app.clock.now_ms(),
        renews_account_id: target.renews_account_id.clone(),
        asked_anew: form.ask_anew != AskAnew::No,
        is_test: target.is_test,
    };
    let scopes = [(RateLimit::SsoStart, form.address_key)];
    let mut transaction = app.store.begin().await?;
    admitted(throttle::reserve(&mut transaction, &attempt.id, &scopes, attempt.created_at_ms).await?)?;
    sign_in_attempts::insert(&mut transaction, &attempt).await?;
    transaction.commit().await?;
    Ok(AuthorizationRedirect {
        redirect_to,
        browser_token,
    })
}

/// A configuration as the relying party needs it.
pub(crate) fn settings(app: &AppState, configuration: &SsoConfiguration) -> Result<SsoSettings, CannotOpen> {
    let purpose = sso_configurations::client_secret_purpose(&configuration.id);
    let secret: Zeroizing<String> = app
        .secret_key
        .open(&purpose, &configuration.client_secret_sealed)?;
    let client_auth_method = match configuration.client_auth_method.as_deref() {
        Some("client_secret_basic") => Some(ClientAuthMethod::Basic),
        Some("private_key_jwt") => Some(ClientAuthMethod::PrivateKeyJwt),
        Some(_) => Some(ClientAuthMethod::Post),
        None => None,
    };
    let (client_secret, client_key) = match configuration.uses_key() {
        true => {
            let key = ClientKey::from_text(&secret).map_err(|_| CannotOpen)?;
            (String::new(), Some(Arc::new(key)))
        }
        false => (secret.to_string(), None),
    };
    Ok(SsoSettings {
        company_slug: configuration.company_slug.clone(),
        endpoint_url: configuration.endpoint_url.clone(),
        client_id: configuration.client_id.clone(),
        client_secret,
        client_key,
        scopes: configuration.scopes.clone(),
        client_auth_method,
        redirect_uri: app
            .config
            .public_url
            .join(&format!("/sso/callback/{}", configuration.company_slug)),
    })
}

/// What a response has to belong to. A new secret may come in mid-flight; another identity provider, client or mapping may
/// not.
pub(super) fn fingerprint(configuration: &SsoConfiguration) -> String {
    let parts = [
        configuration.id.as_str(),
        &configuration.endpoint_url,
        &configuration.client_id,
        &configuration.claim_mapping.claims().join("\u{1f}"),
    ];
    token_hash(&parts.join("\0"))
}
