//! The steps of an authorization request: sign-in, access, consent, response. Invariants: a request goes on only in the browser in which it began;
//! the app gets one response; a code is issued in the transaction that has checked access and consent.

use latchkey_domain::authorization_request::{RequestState, is_expired};
use latchkey_domain::authorization_step::{
    AuthorizationRefusal, AuthorizationStep, CurrentAccount, Demand, Prompt, is_good_enough, next,
};
use latchkey_domain::consent::{Agreement, RequestedScopes};
use latchkey_domain::redirect_uri::is_of_device;
use latchkey_domain::scopes::Scopes;
use latchkey_domain::second_factor::needs_step_up;
use latchkey_store::audit::{self, Origin};
use latchkey_store::authorization_requests::{self, AuthorizationRequest, IssuedCode};
use latchkey_store::clients::{self, Client};
use latchkey_store::sessions::Session;
use latchkey_store::{Connection, StoreError, access, consents, second_factors};
use latchkey_system::secrets::{BrowserSecrets, NoRandomness, new_token, token_hash};
use serde_json::json;

use crate::Provider;
use crate::authorization_response::{AuthorizationResponse, ReturnAddress};
use crate::{OAuthCode, OAuthError};

/// Why a request could not go on; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ProceedError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness for a code.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// A pending authorization request and its environment.
#[derive(Debug)]
pub struct Pending {
    /// The request.
    pub request: AuthorizationRequest,
    /// The environment.
    pub client: Client,
}

impl Pending {
    /// Where the response goes.
    pub fn back(&self) -> ReturnAddress {
        let parameters = &self.request.parameters;
        ReturnAddress {
            redirect_uri: parameters.redirect_uri.clone(),
            state: parameters.state.clone(),
            form_post: parameters.form_post,
        }
    }

    /// What is asked for.
    pub fn wish(&self) -> RequestedScopes {
        wish(&self.request, &self.client)
    }

    /// Whether the person can still go on with it.
    pub fn is_open(&self, now_ms: i64) -> bool {
        self.request.status.is_open() && !is_expired(self.request.created_at_ms, now_ms)
    }

    /// Whether the request demands a new sign-in (`prompt=login`, `max_age`): then an identity provider has to ask, and no session is renewed
    /// silently.
    pub fn wants_new_sign_in(&self, now_ms: i64) -> bool {
        let parameters = &self.request.parameters;
        self.is_open(now_ms) && (parameters.prompt().login || parameters.max_age.is_some())
    }

    /// Whether this session meets the request's demands, so that nobody has to sign in anew.
    pub fn accepts(&self, session: &Session, now_ms: i64) -> bool {
        is_good_enough(&self.demand(), &person(session), now_ms)
    }

    /// Whether the person is asked for consent each time: a public client on the person's device, since nothing proves which program there sends
    /// the request and receives the response (RFC 6749 §10.2, RFC 8252 §8.6).
    pub fn is_asked_each_time(&self) -> bool {
        self.client.secrets.is_public() && is_of_device(&self.request.parameters.redirect_uri)
    }

    fn demand(&self) -> Demand<'_> {
        let parameters = &self.request.parameters;
        let prompt = parameters.prompt();
        Demand {
            prompt: Prompt {
                consent: prompt.consent || self.is_asked_each_time(),
                ..prompt
            },
            max_age: parameters.max_age,
            expected_account: parameters.expected_account.as_deref(),
            made_at_ms: self.request.created_at_ms,
            is_back: false,
            wants_second_factor: false,
        }
    }
}

/// The scopes that a request asks for; its environment says which are optional.
pub fn wish(request: &AuthorizationRequest, client: &Client) -> RequestedScopes {
    let optional = client.registration.settings.optional_scopes.iter();
    let optional: Vec<_> = optional.map(|scope| scope.as_str()).collect();
    RequestedScopes::new(
        Scopes::parse(&request.parameters.scope),
        Scopes::parse(&optional.join(" ")),
    )
}

fn person(session: &Session) -> CurrentAccount<'_> {
    CurrentAccount {
        account_id: &session.account_id,
        signed_in_at_ms: session.created_at_ms,
        auth_time_known: session.auth_time_known,
    }
}

/// The next step of an authorization request.
#[derive(Debug)]
pub enum Next {
    /// The sign-in screen.
    SignIn,
    /// The page that asks for the second factor.
    SecondFactor,
    /// The page that says whom to ask for access.
    NoAccess,
    /// The consent page, with what was agreed to before.
    Consent(Agreement),
    /// A response to the app.
    Respond(AuthorizationResponse),
    /// The consent page anew: what the environment requires has changed since it was shown.
    Changed,
    /// Nothing: another HTTP request has taken the step meanwhile.
    Over,
}

/// The fields of a consent page's form: the account it was shown to, its locked scopes, and the ticked ones.
#[derive(Debug, Clone, Copy)]
pub struct ConsentChoice<'a> {
    /// The account that was asked.
    pub account_id: &'a str,
    /// What could not be left out, as it was shown.
    pub locked: Scopes,
    /// The optional scopes that were chosen.
    pub ticked: Scopes,
}

/// The request with this identifier, if it is this browser's.
pub async fn find(
    provider: &Provider,
    id: &str,
    browser: &BrowserSecrets,
) -> Result<Option<Pending>, StoreError> {
    let mut connection = provider.store.read().await?;
    let Some(request) = authorization_requests::by_id_and_browser(&mut connection, id, browser).await? else {
        return Ok(None);
    };
    let client = clients::by_environment(&mut connection, &request.environment_id).await?;
    Ok(client.map(|client| Pending { request, client }))
}

/// What a request that is not kept yet comes to.
#[derive(Debug)]
pub enum Outlook {
    /// The app is refused, which needs no request to be kept.
    Refused(AuthorizationResponse),
    /// A page comes first.
    Page,
    /// The app gets its code.
    Code,
}

/// Looks ahead, and writes nothing: many requests come to an end here.
pub async fn look_ahead(
    provider: &Provider,
    pending: &Pending,
    session: Option<&Session>,
) -> Result<Outlook, ProceedError> {
    let standing = standing(&mut *provider.store.read().await?, pending, session).await?;
    Ok(
        match step_of(pending, session, &standing, false, provider.clock.now_ms()) {
            AuthorizationStep::Refuse(refusal) => {
                Outlook::Refused(error_response(provider, pending, &error_of(refusal)))
            }
            AuthorizationStep::SignIn
            | AuthorizationStep::SecondFactor
            | AuthorizationStep::NoAccess
            | AuthorizationStep::Consent => Outlook::Page,
            AuthorizationStep::IssueCode => Outlook::Code,
        },
    )
}

fn step_of(
    pending: &Pending,
    session: Option<&Session>,
    standing: &AccessAndConsent,
    is_back: bool,
    now_ms: i64,
) -> AuthorizationStep {
    let person = session.map(person);
    let has_consented = pending.wish().granted_by(standing.agreement).is_some();
    let demand = Demand {
        is_back,
        wants_second_factor: standing.wants_second_factor,
        ..pending.demand()
    };
    next(
        &demand,
        person.as_ref(),
        standing.has_access,
        has_consented,
        now_ms,
    )
}

/// Takes an open request as far as it goes without asking anybody. `is_back`: from the identity provider, for this request.
pub async fn proceed(
    provider: &Provider,
    pending: &Pending,
    session: Option<&Session>,
    is_back: bool,
    origin: &Origin,
) -> Result<Next, ProceedError> {
    let now = provider.clock.now_ms();
    let mut transaction = provider.store.begin().await?;
    let standing = standing(&mut transaction, pending, session).await?;
    let outcome = match (step_of(pending, session, &standing, is_back, now), session) {
        (AuthorizationStep::Refuse(refusal), _) => {
            advance(&mut transaction, pending, RequestState::Denied, None)
                .await?
                .then(|| Next::Respond(error_response(provider, pending, &error_of(refusal))))
        }
        (AuthorizationStep::SecondFactor, _) => return Ok(Next::SecondFactor),
        (AuthorizationStep::NoAccess, _) => return Ok(Next::NoAccess),
        (AuthorizationStep::Consent, Some(session)) => {
            let account = Some(session.account_id.as_str());
            let moved = advance(&mut transaction, pending, RequestState::SignedIn, account).await?;
            moved.then(|| Next::Consent(standing.agreement.unwrap_or_default()))
        }
        (AuthorizationStep::IssueCode, Some(session)) => {
            issue_code(provider, &mut transaction, pending, session, origin)
                .await?
                .map(Next::Respond)
        }
        (AuthorizationStep::SignIn, _) | (_, None) => return Ok(Next::SignIn),
    };
    let Some(outcome) = outcome else {
        return Ok(Next::Over);
    };
    transaction.commit().await?;
    Ok(outcome)
}

/// The person has agreed to what the consent page showed. The page is worth nothing where somebody else is signed in by now,
/// or was asked after it: then the request begins again.
pub async fn agree(
    provider: &Provider,
    pending: &Pending,
    session: &Session,
    reply: ConsentChoice<'_>,
    origin: &Origin,
) -> Result<Next, ProceedError> {
    if session.account_id != reply.account_id {
        return Ok(Next::Over);
    }
    let now = provider.clock.now_ms();
    let mut transaction = provider.store.begin().await?;
    let request = &pending.request;
    let is_asked = request.status == RequestState::SignedIn
        && authorization_requests::lock_asked(&mut transaction, &request.id, reply.account_id).await?;
    let is_there = clients::lock(&mut transaction, &pending.client.environment_id).await?;
    let standing = standing(&mut transaction, pending, Some(session)).await?;
    let mut demand = pending.demand();
    // It has been asked for.
    demand.prompt.consent = false;
    demand.wants_second_factor = standing.wants_second_factor;
    let step = next(&demand, Some(&person(session)), standing.has_access, true, now);
    if !is_asked || !is_there || step != AuthorizationStep::IssueCode {
        return Ok(Next::Over);
    }
    let before = standing.agreement.unwrap_or_default();
    let Some(agreement) = pending.wish().answered(before, reply.locked, reply.ticked) else {
        return Ok(Next::Changed);
    };
    let environment = &pending.client.environment_id;
    consents::save(&mut transaction, reply.account_id, environment, agreement, now).await?;
    append_audit(&mut transaction, "app_authorized", pending, session, origin, now).await?;
    let Some(answer) = issue_code(provider, &mut transaction, pending, session, origin).await? else {
        return Ok(Next::Over);
    };
    transaction.commit().await?;
    Ok(Next::Respond(answer))
}

/// Ends the request with `access_denied`, because the person declines or has no access.
pub async fn cancel(provider: &Provider, pending: &Pending) -> Result<Next, ProceedError> {
    let mut transaction = provider.store.begin().await?;
    let account = pending.request.account_id.as_deref();
    if !advance(&mut transaction, pending, RequestState::Denied, account).await? {
        return Ok(Next::Over);
    }
    transaction.commit().await?;
    let denied = OAuthError::new(OAuthCode::AccessDenied, "The person did not authorize access.");
    Ok(Next::Respond(error_response(provider, pending, &denied)))
}

fn error_response(provider: &Provider, pending: &Pending, error: &OAuthError) -> AuthorizationResponse {
    pending.back().with_error(error, provider.issuer())
}

struct AccessAndConsent {
    has_access: bool,
    agreement: Option<Agreement>,
    /// Whether the app asks for a second factor (`acr_values`) that this session lacks and the person has.
    wants_second_factor: bool,
}

async fn standing(
    connection: &mut Connection,
    pending: &Pending,
    session: Option<&Session>,
) -> Result<AccessAndConsent, StoreError> {
    let Some(session) = session else {
        return Ok(AccessAndConsent {
            has_access: false,
            agreement: None,
            wants_second_factor: false,
        });
    };
    let environment = &pending.client.environment_id;
    let roles = &pending.client.registration.settings.roles;
    let access = access::of(connection, environment, &session.account_id, roles).await?;
    Ok(AccessAndConsent {
        has_access: access.is_some() && !pending.client.is_archived,
        agreement: consents::find(connection, &session.account_id, environment).await?,
        wants_second_factor: wants_second_factor(connection, pending, session).await?,
    })
}

async fn wants_second_factor(
    connection: &mut Connection,
    pending: &Pending,
    session: &Session,
) -> Result<bool, StoreError> {
    let wanted = &pending.request.parameters.acr_values;
    let is_more = |has_factor| needs_step_up(wanted, session.signed_in_by, session.second_factor, has_factor);
    // Most apps ask for none; then the store is not asked.
    Ok(is_more(true) && is_more(second_factors::has_any(connection, &session.account_id).await?))
}

async fn advance(
    connection: &mut Connection,
    pending: &Pending,
    to: RequestState,
    account_id: Option<&str>,
) -> Result<bool, StoreError> {
    let request = &pending.request;
    authorization_requests::advance(connection, &request.id, request.status, to, account_id).await
}

const fn error_of(refusal: AuthorizationRefusal) -> OAuthError {
    match refusal {
        AuthorizationRefusal::LoginRequired => {
            OAuthError::new(OAuthCode::LoginRequired, "Somebody has to sign in.")
        }
        AuthorizationRefusal::InteractionRequired => OAuthError::new(
            OAuthCode::InteractionRequired,
            "The person has to show the second factor.",
        ),
        AuthorizationRefusal::ConsentRequired => {
            OAuthError::new(OAuthCode::ConsentRequired, "The person has to agree.")
        }
        AuthorizationRefusal::AccessDenied => OAuthError::new(
            OAuthCode::AccessDenied,
            "The person has no access to this environment.",
        ),
    }
}

/// Issues a code and makes the response with it; `None` if another response was made meanwhile.
async fn issue_code(
    provider: &Provider,
    connection: &mut Connection,
    pending: &Pending,
    session: &Session,
    origin: &Origin,
) -> Result<Option<AuthorizationResponse>, ProceedError> {
    let now_ms = provider.clock.now_ms();
    let code = new_token()?;
    let issued = IssuedCode {
        hash: token_hash(&code),
        issued_at_ms: now_ms,
        session_id: session.id.clone(),
        signed_in_by: session.signed_in_by,
        signed_in_at_ms: session.created_at_ms,
        auth_time_known: session.auth_time_known,
        second_factor: session.second_factor,
    };
    let request = &pending.request;
    let moved = authorization_requests::issue_code(
        connection,
        &request.id,
        request.status,
        &session.account_id,
        &issued,
    )
    .await?;
    if !moved {
        return Ok(None);
    }
    let environment = &pending.client.environment_id;
    consents::touch(connection, &session.account_id, environment, now_ms).await?;
    append_audit(connection, "app_signed_in", pending, session, origin, now_ms).await?;
    Ok(Some(pending.back().with_code(&code, provider.issuer())))
}

async fn append_audit(
    connection: &mut Connection,
    action: &'static str,
    pending: &Pending,
    session: &Session,
    origin: &Origin,
    now_ms: i64,
) -> Result<(), StoreError> {
    let event = audit::Event {
        action,
        company_id: Some(&session.company_id),
        actor_account_id: Some(&session.account_id),
        subject: Some(&pending.client.environment_id),
        detail: json!({ "client_id": pending.client.client_id, "scope": pending.request.parameters.scope }),
    };
    audit::append(connection, &event, origin, now_ms).await
}
