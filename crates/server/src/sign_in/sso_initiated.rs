//! Sign-ins that somebody else than the person begins (OpenID Connect Core §4): a tile in the identity provider's dashboard, or a response
//! at the callback that nobody here asked for. Invariant: any page can lead a browser here, so nothing is taken from the request but where
//! to go; whoever is signed in as somebody else is asked before they become another.

use super::SignInError;
use super::guesses::admitted;
use super::sso_start::{
    AskAnew, AuthorizationRedirect, AuthorizationTarget, SsoForm, redirect_to_idp, settings,
};
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::throttle::RateLimit;
use crate::federation::{endpoint_spellings, issuer_of_endpoint};
use crate::secrets::BrowserSecrets;
use crate::store::audit::Origin;
use crate::store::sessions::Session;
use crate::store::sso_configurations::{self, SsoConfiguration};
use crate::store::{Connection, StoreError, companies, throttle};

/// Longest `login_hint` that is handed on, in bytes.
const MAX_HINT_BYTES: usize = 512;

/// What is asked for.
#[derive(Debug)]
pub struct InitiatedSignIn<'a> {
    /// The company, by its slug, where the address says so.
    pub company_slug: Option<&'a str>,
    /// The issuer, where the address says so.
    pub iss: Option<&'a str>,
    /// Whom the identity provider means. Not necessarily an address.
    pub login_hint: Option<&'a str>,
    /// The address that the person typed for a sign-in that this one takes the place of.
    pub typed: Option<&'a str>,
    /// Where to go afterwards; checked here.
    pub return_to: Option<&'a str>,
    /// The key under which attempts from the client's address are counted.
    pub address_key: &'a str,
    /// The secrets in this browser's cookies.
    pub browser: &'a BrowserSecrets,
    /// What the identity provider shall do about a sign-in that it remembers.
    pub ask_anew: AskAnew,
    /// Who is signed in.
    pub session: Option<&'a Session>,
}

/// What an initiated sign-in leads to.
pub enum Initiated {
    /// There is nobody to sign in with, or it is not clear with whom.
    NotKnown,
    /// The person is signed in already.
    SignedIn,
    /// Off to the identity provider.
    Leave(AuthorizationRedirect),
}

/// Begins the sign-in.
pub async fn begin(
    app: &AppState,
    asked: &InitiatedSignIn<'_>,
    origin: &Origin,
) -> Result<Initiated, SignInError> {
    let scopes = [(RateLimit::SsoStart, asked.address_key)];
    admitted(throttle::look(&mut *app.store.read().await?, &scopes, app.clock.now_ms()).await?)?;
    let hint = asked.login_hint.map(str::trim).filter(|hint| is_usable(hint));
    let meant = hint.and_then(EmailAddress::parse);
    let configuration = configuration(&mut *app.store.read().await?, asked, meant.as_ref()).await?;
    let Some(configuration) = configuration else {
        return Ok(Initiated::NotKnown);
    };
    if asked
        .session
        .is_some_and(|session| is_of(session, &configuration, meant.as_ref()))
    {
        return Ok(Initiated::SignedIn);
    }
    let settings = settings(app, &configuration)?;
    let prompt = match asked.ask_anew {
        AskAnew::No => None,
        _ => Some(app.federation.forced_prompt(&settings).await?),
    };
    // Nobody typed an address. But whoever is signed in here does not become another person by a link.
    let expected = asked
        .session
        .map(|session| session.email.clone())
        .unwrap_or_default();
    let form = SsoForm {
        username: &expected,
        return_to: asked.return_to,
        address_key: asked.address_key,
        browser: asked.browser,
        ask_anew: asked.ask_anew,
    };
    let target = AuthorizationTarget {
        configuration: &configuration,
        settings: &settings,
        expected: expected.clone(),
        login_hint: hint.map(str::to_owned),
        prompt,
        renews_account_id: None,
        is_test: false,
    };
    redirect_to_idp(app, &form, &target, origin)
        .await
        .map(Initiated::Leave)
}

/// Whether a response at this company's callback that nobody here asked for may lead on to a sign-in: there is an identity provider to go
/// to, and the response names no other.
pub async fn may_begin_anew(
    app: &AppState,
    company_slug: &str,
    iss: Option<&str>,
) -> Result<bool, StoreError> {
    let found = of_company(&mut *app.store.read().await?, company_slug, iss).await?;
    Ok(found.is_some())
}

fn is_usable(hint: &str) -> bool {
    !hint.is_empty() && hint.len() <= MAX_HINT_BYTES && !hint.contains(char::is_control)
}

/// Whether this session is the one that the sign-in would lead to, as far as can be told.
fn is_of(session: &Session, configuration: &SsoConfiguration, meant: Option<&EmailAddress>) -> bool {
    let is_meant = meant
        .is_none_or(|meant| EmailAddress::parse(&session.email).is_some_and(|own| own.key() == meant.key()));
    session.company_id == configuration.company_id && is_meant
}

async fn configuration(
    connection: &mut Connection,
    asked: &InitiatedSignIn<'_>,
    meant: Option<&EmailAddress>,
) -> Result<Option<SsoConfiguration>, StoreError> {
    if let Some(slug) = asked.company_slug {
        return of_company(connection, slug, asked.iss).await;
    }
    let Some((iss, Ok(spellings))) = asked.iss.map(|iss| (iss, endpoint_spellings(iss))) else {
        return Ok(None);
    };
    // One issuer may serve many companies (Google's does): then the address says which is meant.
    if let Some(meant) = meant {
        let found = sso_configurations::active_for_address(connection, meant).await?;
        let found = found.filter(|found| has_issuer(found, iss));
        if found.is_some() {
            return Ok(found);
        }
    }
    sso_configurations::only_active_at(connection, &spellings).await
}

async fn of_company(
    connection: &mut Connection,
    slug: &str,
    iss: Option<&str>,
) -> Result<Option<SsoConfiguration>, StoreError> {
    let Some(company) = companies::by_slug(connection, slug).await? else {
        return Ok(None);
    };
    let found = sso_configurations::active_of_company(connection, &company.id).await?;
    Ok(found.filter(|found| iss.is_none_or(|iss| has_issuer(found, iss))))
}

/// As far as the addresses tell. The response at the callback is checked against what the identity provider publishes.
fn has_issuer(configuration: &SsoConfiguration, iss: &str) -> bool {
    match (
        issuer_of_endpoint(&configuration.endpoint_url),
        issuer_of_endpoint(iss),
    ) {
        (Ok(own), Ok(iss)) => own == iss,
        _ => false,
    }
}
