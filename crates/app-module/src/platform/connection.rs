//! Discovers the platform: its endpoints, its keys, and whether it knows this app as a client. Invariant: while that fails, the platform is asked
//! at most every two seconds, and for new keys at most every ten.

use std::sync::Arc;

use latchkey_oidc_checks::SigningKeys;
use openidconnect::{
    AdditionalProviderMetadata, AuthType, AuthorizationCode, Client, ClientId, ClientSecret,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl,
    JsonWebKeySet, PkceCodeVerifier, ProviderMetadata, RedirectUrl, RequestTokenError, StandardErrorResponse,
    StandardTokenResponse,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreClaimName, CoreClaimType, CoreClientAuthMethod,
        CoreErrorResponseType, CoreGenderClaim, CoreGrantType, CoreJsonWebKey, CoreJsonWebKeySet,
        CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
        CoreResponseMode, CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
        CoreSubjectIdentifierType, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::{
    error::PlatformError,
    http::{Http, HttpError},
    id_token::OtherClaims,
};
use crate::{secrets::random_text, settings::PlatformSettings};

/// How long a failure is returned again without asking.
const PAUSE_MS: i64 = 2_000;
/// How long the platform's metadata is used before it is fetched again.
const METADATA_TTL_MS: i64 = 60 * 60_000;
/// The shortest time between two fetches of the keys: anybody can send tokens with made-up key IDs, each of which would cause one.
const KEYS_PAUSE_MS: i64 = 10_000;

/// Members of the metadata that `openidconnect` does not know.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub(super) struct OtherMetadata {
    #[serde(default)]
    end_session_endpoint: Option<Url>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    /// An extension of Latchkey's: where an app publishes its roles.
    #[serde(default)]
    latchkey_roles_endpoint: Option<String>,
}

impl AdditionalProviderMetadata for OtherMetadata {}

type Metadata = ProviderMetadata<
    OtherMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

pub(super) type RedeemedTokens = StandardTokenResponse<
    IdTokenFields<
        OtherClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

type PlatformClient = Client<
    OtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    RedeemedTokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

pub(super) type TokenError = RequestTokenError<HttpError, StandardErrorResponse<CoreErrorResponseType>>;

/// The discovered platform, and the client for requests to it.
#[derive(Clone)]
pub(super) struct Connected {
    pub(super) http: Http,
    pub(super) client: PlatformClient,
    pub(super) keys: SigningKeys,
    metadata: Metadata,
    found_ms: i64,
    keys_ms: i64,
}

impl Connected {
    pub(super) fn sends_iss(&self) -> bool {
        self.metadata
            .additional_metadata()
            .authorization_response_iss_parameter_supported
    }

    pub(super) fn end_session_endpoint(&self) -> Option<Url> {
        self.metadata.additional_metadata().end_session_endpoint.clone()
    }

    pub(super) fn roles_endpoint(&self) -> Option<&str> {
        self.metadata
            .additional_metadata()
            .latchkey_roles_endpoint
            .as_deref()
    }

    pub(super) fn has_userinfo(&self) -> bool {
        self.metadata.userinfo_endpoint().is_some()
    }
}

/// Discovers the platform when it is first needed, and caches the outcome.
pub(super) struct Connection {
    pub(super) settings: PlatformSettings,
    redirect_uri: String,
    /// Locked while one task asks the platform; the other tasks wait for its outcome.
    found: Mutex<Found>,
}

enum Found {
    NotAsked,
    No(PlatformError, i64),
    Yes(Arc<Connected>),
}

impl Connection {
    pub(super) fn new(settings: PlatformSettings, redirect_uri: String) -> Self {
        Self {
            settings,
            redirect_uri,
            found: Mutex::new(Found::NotAsked),
        }
    }

    pub(super) async fn get(&self, now_ms: i64) -> Result<Arc<Connected>, PlatformError> {
        let mut found = self.found.lock().await;
        let is_within = |since: i64, limit: i64| (0..limit).contains(&now_ms.saturating_sub(since));
        match &*found {
            Found::Yes(connected) if is_within(connected.found_ms, METADATA_TTL_MS) => {
                return Ok(Arc::clone(connected));
            }
            Found::No(error, since) if is_within(*since, PAUSE_MS) => return Err(*error),
            _ => {}
        }
        match (self.find(now_ms).await, &*found) {
            (Ok(connected), _) => {
                let connected = Arc::new(connected);
                *found = Found::Yes(Arc::clone(&connected));
                Ok(connected)
            }
            // The platform is unreachable: go on with the earlier metadata.
            (Err(PlatformError::Unreachable(_)), Found::Yes(connected)) => Ok(Arc::clone(connected)),
            (Err(error), _) => {
                *found = Found::No(error, now_ms);
                Err(error)
            }
        }
    }

    /// Fetches the keys again, after a token was signed by an unknown one. `old`: the state in which the key was not found.
    pub(super) async fn with_new_keys(
        &self,
        old: &Connected,
        now_ms: i64,
    ) -> Result<Arc<Connected>, PlatformError> {
        let mut found = self.found.lock().await;
        let current = match &*found {
            Found::Yes(current) => Arc::clone(current),
            _ => return Err(PlatformError::UnknownKey),
        };
        // Another task has fetched them meanwhile.
        if current.keys_ms != old.keys_ms {
            return Ok(current);
        }
        if (0..KEYS_PAUSE_MS).contains(&now_ms.saturating_sub(current.keys_ms))
            && current.keys_ms != current.found_ms
        {
            return Err(PlatformError::UnknownKey);
        }
        let keys = JsonWebKeySet::fetch_async(current.metadata.jwks_uri(), &current.http).await;
        let mut renewed = Connected::clone(&current);
        let keys = keys.map_err(|_| PlatformError::Unreachable("its keys cannot be read"))?;
        renewed.keys = signing_keys(&keys);
        // Never equal to `found_ms`: the first refetch after discovery is free, the next ones wait.
        renewed.keys_ms = if now_ms == current.found_ms {
            now_ms + 1
        } else {
            now_ms
        };
        let renewed = Arc::new(renewed);
        *found = Found::Yes(Arc::clone(&renewed));
        Ok(renewed)
    }

    /// Discards the cached outcome, after the platform answered that it does not know this client (any more).
    pub(super) async fn forget(&self) {
        *self.found.lock().await = Found::NotAsked;
    }

    async fn find(&self, now_ms: i64) -> Result<Connected, PlatformError> {
        let http = Http::new().map_err(|error| PlatformError::Unreachable(error.0))?;
        let issuer = IssuerUrl::new(self.settings.issuer.clone())
            .map_err(|_| PlatformError::Unreachable("its address is not a URL"))?;
        let metadata = Metadata::discover_async(issuer, &http)
            .await
            .map_err(|error| match error {
                openidconnect::DiscoveryError::Request(error) => PlatformError::Unreachable(error.0),
                _ => PlatformError::Unreachable("its description of itself cannot be used"),
            })?;
        let connected = Connected {
            client: self.client(&metadata)?,
            keys: signing_keys(metadata.jwks()),
            http,
            metadata,
            found_ms: now_ms,
            keys_ms: now_ms,
        };
        self.check_that_we_are_known(&connected).await?;
        Ok(connected)
    }

    fn client(&self, metadata: &Metadata) -> Result<PlatformClient, PlatformError> {
        let redirect_uri = RedirectUrl::new(self.redirect_uri.clone())
            .map_err(|_| PlatformError::Unreachable("our own address is not a URL"))?;
        let secret = self.settings.client_secret.clone().map(ClientSecret::new);
        let offered = metadata.token_endpoint_auth_methods_supported();
        let posts = offered.is_some_and(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretPost));
        // `client_secret_post` if offered: many implementations get the double encoding of `client_secret_basic` wrong. The latter if the
        // metadata does not say (OpenID Connect Discovery §3).
        let method = if posts || secret.is_none() {
            AuthType::RequestBody
        } else {
            AuthType::BasicAuth
        };
        let id = ClientId::new(self.settings.client_id.clone());
        let client = Client::from_provider_metadata(metadata.clone(), id, secret);
        Ok(client.set_auth_type(method).set_redirect_uri(redirect_uri))
    }

    /// Checks that the platform knows this client, before anybody is redirected there: its authorization endpoint never redirects back to an
    /// unknown client. A code that cannot exist is sent to the token endpoint: `invalid_grant` means known, `invalid_client` unknown.
    async fn check_that_we_are_known(&self, connected: &Connected) -> Result<(), PlatformError> {
        let request = connected
            .client
            .exchange_code(AuthorizationCode::new("does-this-platform-know-us".to_owned()))
            .map_err(|_| PlatformError::Unreachable("it has no token endpoint"))?;
        let verifier = PkceCodeVerifier::new(random_text());
        match request
            .set_pkce_verifier(verifier)
            .request_async(&connected.http)
            .await
        {
            Err(error) => match token_error(&error) {
                PlatformError::Refused(_) => Ok(()),
                other => Err(other),
            },
            Ok(_) => Err(PlatformError::Unreachable("it gives tokens for nothing")),
        }
    }
}

/// The published keys that can verify signatures; an empty set if there are none.
fn signing_keys(published: &CoreJsonWebKeySet) -> SigningKeys {
    let document = serde_json::to_value(published).ok();
    let keys = document
        .as_ref()
        .and_then(Value::as_object)
        .and_then(SigningKeys::read);
    keys.unwrap_or_default()
}

/// What an error of the token endpoint means for the app.
pub(super) fn token_error(error: &TokenError) -> PlatformError {
    match error {
        RequestTokenError::Request(error) => PlatformError::Unreachable(error.0),
        RequestTokenError::ServerResponse(answer) => match answer.error() {
            CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient => {
                PlatformError::NotSynchronised
            }
            _ => PlatformError::Refused("the code was refused"),
        },
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            PlatformError::Unreachable("its answer is not a token answer")
        }
    }
}
