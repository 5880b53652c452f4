//! Reads an authorization request (OpenID Connect Core §3.1.2.1). Until the client and its redirect URI have been checked, an error
//! cannot be sent to the app: the person gets an error page. Every later error is an error response to the app.

use latchkey_domain::authorization_step::{Prompt, parse_max_age};
use latchkey_domain::scopes::{Scope, Scopes};
use latchkey_domain::screen_language::first_known;
use latchkey_domain::second_factor::known_values;
use latchkey_domain::{pkce, redirect_uri};
use latchkey_store::authorization_requests::RequestParameters;
use latchkey_store::clients::{self, Client};
use latchkey_store::{Connection, StoreError};
use serde_json::Value;

use crate::authorization_response::ReturnAddress;
use crate::key_ring::Keys;
use crate::parameters::Parameters as Raw;
use crate::{OAuthCode, OAuthError, jwt};

/// Longest `nonce`, `login_hint` and `prompt`, in bytes: they are kept.
const MAX_BYTES: usize = 2048;

/// A good request.
#[derive(Debug)]
pub struct Checked {
    /// The app's environment.
    pub client: Client,
    /// What is asked for.
    pub parameters: RequestParameters,
}

/// A bad one.
#[derive(Debug)]
pub enum Rejection {
    /// No such client.
    UnknownClient,
    /// The redirect address is missing, or not registered for this client.
    RedirectUri(Box<Client>),
    /// `state` cannot be given back, so there is no response that the app could tell to be its own.
    State(Box<Client>),
    /// The app is told.
    Answer(Box<Client>, ReturnAddress, OAuthError),
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for Rejection {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Checks a request. `keys` read `id_token_hint`.
pub async fn check(
    connection: &mut Connection,
    raw: &Raw,
    keys: &Keys,
    issuer: &str,
) -> Result<Checked, Rejection> {
    let client_id = raw.get("client_id").ok().flatten();
    let client = match client_id {
        Some(client_id) => clients::by_client_id(connection, client_id).await?,
        None => None,
    };
    let client = client.ok_or(Rejection::UnknownClient)?;
    let address = match raw.get("redirect_uri") {
        Ok(Some(asked)) if redirect_uri::matches(&client.registration.settings.redirect_uris, asked) => {
            asked.to_owned()
        }
        _ => return Err(Rejection::RedirectUri(Box::new(client))),
    };
    let state = match raw.state() {
        Ok(state) => state.map(str::to_owned),
        Err(_) => return Err(Rejection::State(Box::new(client))),
    };
    let back = ReturnAddress {
        redirect_uri: address,
        state,
        form_post: matches!(raw.get("response_mode"), Ok(Some("form_post"))),
    };
    match read(raw, &client, back.clone(), keys, issuer) {
        Ok(parameters) => Ok(Checked { client, parameters }),
        Err(error) => Err(Rejection::Answer(Box::new(client), back, error)),
    }
}

const fn invalid(description: &'static str) -> OAuthError {
    OAuthError::new(OAuthCode::InvalidRequest, description)
}

fn read(
    raw: &Raw,
    client: &Client,
    back: ReturnAddress,
    keys: &Keys,
    issuer: &str,
) -> Result<RequestParameters, OAuthError> {
    refuse_request_objects(raw)?;
    match raw.require("response_type", "response_type is missing.")? {
        "code" => {}
        _ => {
            return Err(OAuthError::new(
                OAuthCode::UnsupportedResponseType,
                "Only response_type=code is supported.",
            ));
        }
    }
    match raw.get("response_mode")? {
        None | Some("query" | "form_post") => {}
        Some(_) => return Err(invalid("response_mode must be query or form_post.")),
    }
    let scopes = Scopes::parse(raw.get("scope")?.unwrap_or_default());
    if !scopes.contains(Scope::OpenId) {
        return Err(OAuthError::new(
            OAuthCode::InvalidScope,
            "scope must contain openid.",
        ));
    }
    let nonce = short(raw, "nonce")?;
    let code_challenge = read_challenge(raw, client)?;
    let prompt = raw.get("prompt")?.unwrap_or_default();
    if Prompt::parse(prompt).is_none() || prompt.len() > MAX_BYTES {
        return Err(invalid("prompt=none must stand alone."));
    }
    let max_age = match raw.get("max_age")? {
        Some(text) => Some(parse_max_age(text).ok_or(invalid("max_age must be a number of seconds."))?),
        None => None,
    };
    let expected_account = match raw.get("id_token_hint")? {
        Some(hint) => Some(hinted_account(hint, client, keys, issuer)?),
        None => None,
    };
    // They are a wish (Core §3.1.2.1): one that is said twice is not heard, and shuts nobody out.
    let acr_values = raw.get("acr_values").ok().flatten().unwrap_or_default();
    Ok(RequestParameters {
        redirect_uri: back.redirect_uri,
        scope: scopes.to_string(),
        state: back.state,
        nonce,
        code_challenge,
        form_post: back.form_post,
        prompt: prompt.to_owned(),
        max_age,
        acr_values: known_values(acr_values),
        login_hint: short(raw, "login_hint")?,
        expected_account,
        ui_locale: raw.get("ui_locales")?.and_then(first_known),
    })
}

fn refuse_request_objects(raw: &Raw) -> Result<(), OAuthError> {
    if raw.get("request")?.is_some() {
        return Err(OAuthError::new(
            OAuthCode::RequestNotSupported,
            "The parameter request is not supported.",
        ));
    }
    if raw.get("request_uri")?.is_some() {
        return Err(OAuthError::new(
            OAuthCode::RequestUriNotSupported,
            "The parameter request_uri is not supported.",
        ));
    }
    Ok(())
}

fn short(raw: &Raw, name: &str) -> Result<Option<String>, OAuthError> {
    match raw.get(name)? {
        Some(text) if text.len() > MAX_BYTES => Err(invalid("A parameter is too long.")),
        text => Ok(text.map(str::to_owned)),
    }
}

/// PKCE with S256, which a registration can waive for a confidential client: those for which it does know neither PKCE nor, often,
/// `nonce`, which is optional in this flow (OpenID Connect Core §3.1.2.1).
fn read_challenge(raw: &Raw, client: &Client) -> Result<Option<String>, OAuthError> {
    let method = raw.get("code_challenge_method")?;
    let Some(challenge) = raw.get("code_challenge")? else {
        let is_waived = !client.secrets.is_public() && !client.registration.settings.require_pkce;
        return match (is_waived, method) {
            (true, None) => Ok(None),
            _ => Err(invalid("PKCE is required: send code_challenge with S256.")),
        };
    };
    if method != Some("S256") {
        return Err(invalid("code_challenge_method must be S256."));
    }
    if !pkce::is_challenge(challenge) {
        return Err(invalid("code_challenge is not an S256 challenge."));
    }
    Ok(Some(challenge.to_owned()))
}

/// The account of an ID token that this client was given, expired or not.
fn hinted_account(hint: &str, client: &Client, keys: &Keys, issuer: &str) -> Result<String, OAuthError> {
    let claims = jwt::verify_id_token(keys, hint, issuer)
        .filter(|claims| claims.get("aud").and_then(Value::as_str) == Some(client.client_id.as_str()));
    claims
        .as_ref()
        .and_then(|claims| claims.get("sub")?.as_str())
        .map(str::to_owned)
        .ok_or(invalid("id_token_hint is not an ID token of this client."))
}
