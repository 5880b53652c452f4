//! Latchkey as relying party of companies' identity providers: makes authorization requests and verifies the responses. Invariant: types of the
//! openidconnect crate and of the HTTP client do not leave this crate, which knows neither the store nor a web framework.

mod address_rules;
mod cache;
mod certificate;
mod client;
mod client_assertion;
mod client_key;
mod discovery;
mod egress;
mod egress_policy;
mod error;
mod failed_step;
mod key_fault;
mod keys;
mod messages;
mod metadata_report;
mod probe;
mod settings;
mod test_sign_in;
mod test_trace;
mod token_endpoint;
mod token_response;
mod user_info;

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use latchkey_contract::claim_mapping::NeededClaims;
use latchkey_contract::claim_sources::add_user_info;
use latchkey_contract::sso_configurations::IdpKind;
use latchkey_oidc_checks::{SigningKeys, Tolerance, id_token, is_identifier, object::seconds_as_ms};
use openidconnect::AccessToken;
use serde_json::Value;

use self::{
    cache::Cached,
    discovery::{IssuerAddress, Metadata},
};
use latchkey_system::clock::Clock;

pub use self::{
    client_key::{ClientKey, PublicKey},
    egress::{Egress, EgressError, EgressSetupError, Resolution, ResolveHost, SystemResolver},
    egress_policy::{AllowedDestination, DestinationError, EgressPolicy},
    error::{FederationError, FederationStep, Reason},
    failed_step::{failed_step, refused_authorization},
    key_fault::KeyFault,
    settings::{
        AuthorizationParameters, ClientAuthMethod, CodeResponse, Expected, RequestedPrompt, SsoSettings,
        VerifiedIdentity,
    },
    test_sign_in::{TestResponse, TestedSignIn},
    token_endpoint::IdpStatement,
};

pub use latchkey_oidc_checks::{
    Check, Subject,
    logout_token::LogoutToken,
    security_event::{SecurityEvent, SecurityEventToken, Statement},
};

/// An identity provider's clock may be further ahead than the default allows: clocks without a time server are minutes off, and a fast clock
/// helps no attacker, since only the holder of the issuer's key can make such a token.
const TOLERANCE: Tolerance = Tolerance {
    after_expiry_ms: 60_000,
    ahead_ms: 180_000,
    oldest_ms: 10 * 60_000,
};

/// Greatest number of cached identity providers. When it is exceeded, the cache is emptied, which costs a few requests.
const MOST_ISSUERS: usize = 10_000;

/// What is cached of one identity provider. It is public, so companies with the same one share it.
#[derive(Debug, Default)]
struct Issuer {
    metadata: Cached<Metadata>,
    keys: Cached<SigningKeys>,
}

/// The relying party. One for the whole server.
pub struct Federation {
    egress: Egress,
    clock: Arc<dyn Clock>,
    issuers: Mutex<HashMap<String, Arc<Issuer>>>,
}

impl fmt::Debug for Federation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Federation").finish_non_exhaustive()
    }
}

impl Federation {
    /// A relying party with an empty cache.
    pub fn new(egress: Egress, clock: Arc<dyn Clock>) -> Self {
        Self {
            egress,
            clock,
            issuers: Mutex::default(),
        }
    }

    /// The address of an authorization request, to which the browser is redirected. Where nobody listens at the identity provider's address any
    /// more, this is an error, also within the time for which its metadata are known.
    pub async fn authorization_url(
        &self,
        settings: &SsoSettings,
        parameters: &AuthorizationParameters<'_>,
    ) -> Result<String, FederationError> {
        let address = IssuerAddress::parse(&settings.endpoint_url)?;
        let issuer = self.slot(address.discovery_url.as_str());
        let fetch = || discovery::fetch(&self.egress, &address);
        let metadata = issuer.metadata.get_of_present(self.clock.now_ms(), fetch).await?;
        Ok(client::authorization_url(settings, &metadata, parameters)?.into())
    }

    /// The issuer in the identity provider's metadata.
    pub async fn issuer_name(&self, settings: &SsoSettings) -> Result<String, FederationError> {
        let (_, metadata) = self.issuer(settings).await?;
        Ok(metadata.issuer.clone())
    }

    /// The `prompt` with which this identity provider asks the person anew although there is a session.
    pub async fn forced_prompt(&self, settings: &SsoSettings) -> Result<RequestedPrompt, FederationError> {
        let (_, metadata) = self.issuer(settings).await?;
        Ok(forced_prompt(&metadata.issuer, metadata.prompt_values.as_deref()))
    }

    /// The `prompt` with which this identity provider lets the person choose an account.
    pub async fn choosing_prompt(&self, settings: &SsoSettings) -> Result<RequestedPrompt, FederationError> {
        let (_, metadata) = self.issuer(settings).await?;
        Ok(choosing_prompt(
            &metadata.issuer,
            metadata.prompt_values.as_deref(),
        ))
    }

    /// Checks the `iss` of an authorization response (RFC 9207): if present it must be the issuer, and it must be present if the issuer's metadata
    /// say so. Call it for success and error responses alike, before anything else is done with them.
    pub async fn check_callback_issuer(
        &self,
        settings: &SsoSettings,
        iss: Option<&str>,
    ) -> Result<(), FederationError> {
        let (_, metadata) = self.issuer(settings).await?;
        check_response_issuer(&metadata, iss)
    }

    /// Redeems the code and verifies the ID token. Userinfo is read, too, if the issuer has it: it may hold more claims, or say that the address is
    /// not verified. It may fail or be late if the ID token has every required claim, but it must be about the same subject.
    pub async fn redeem(
        &self,
        settings: &SsoSettings,
        answer: &CodeResponse<'_>,
        expected: &Expected<'_>,
        needed: &NeededClaims<'_>,
    ) -> Result<VerifiedIdentity, FederationError> {
        self.redeem_and_listen(settings, answer, expected, needed, &Mutex::default())
            .await
    }

    /// Like [`Self::redeem`]; `statement` receives the token endpoint's own error if it refuses.
    pub async fn redeem_and_listen(
        &self,
        settings: &SsoSettings,
        answer: &CodeResponse<'_>,
        expected: &Expected<'_>,
        needed: &NeededClaims<'_>,
        statement: &Mutex<IdpStatement>,
    ) -> Result<VerifiedIdentity, FederationError> {
        let (issuer, metadata) = self.issuer(settings).await?;
        check_response_issuer(&metadata, answer.iss)?;
        // Before the code is used up: without keys the ID token could not be verified.
        let keys = self.keys(&issuer, &metadata).await?;
        let redemption = self.redemption(settings, &metadata, answer.code, expected);
        let tokens = redemption.redeem_and_listen(statement).await?;
        let expectation = id_token::IdTokenExpectation {
            issuer: &metadata.issuer,
            client_id: &settings.client_id,
            may_have_other_audiences: true,
            nonce: expected.nonce,
            access_token: tokens
                .access_token
                .as_ref()
                .ok()
                .map(|token| token.secret().as_str()),
            tolerance: TOLERANCE,
            now_ms: self.clock.now_ms(),
        };
        let refused = |refusal| FederationError::of_token(FederationStep::IdToken, &refusal);
        let mut token = match id_token::verify(&tokens.id_token, &keys, &expectation) {
            Err(refusal) if refusal.may_be_a_new_key => {
                let newer = self.newer_keys(&issuer, &metadata, &keys).await?;
                let newer = newer.ok_or_else(|| refused(refusal))?;
                id_token::verify(&tokens.id_token, &newer, &expectation)
            }
            first => first,
        }
        .map_err(refused)?;
        log_fast_clock(settings, token.ahead);
        let is_complete = self
            .complete(settings, &metadata, &tokens.access_token, &mut token, needed)
            .await?;
        let identity = identity(metadata.issuer.clone(), token, self.clock.now_ms());
        Ok(VerifiedIdentity {
            is_complete,
            ..identity
        })
    }

    fn redemption<'a>(
        &'a self,
        settings: &'a SsoSettings,
        metadata: &'a Metadata,
        code: &'a str,
        expected: &'a Expected<'a>,
    ) -> client::Redemption<'a> {
        client::Redemption {
            egress: &self.egress,
            settings,
            metadata,
            code,
            expected,
            now_ms: self.clock.now_ms(),
        }
    }

    /// Adds what userinfo says. Returns whether nothing of it is missing.
    async fn complete(
        &self,
        settings: &SsoSettings,
        metadata: &Metadata,
        access_token: &Result<AccessToken, FederationError>,
        token: &mut id_token::IdToken,
        needed: &NeededClaims<'_>,
    ) -> Result<bool, FederationError> {
        let Some(endpoint) = &metadata.userinfo_endpoint else {
            return Ok(true);
        };
        let has_required = user_info::has_required(&token.claims, needed);
        let fetched = match access_token {
            Ok(access_token) => {
                user_info::fetch_for(&self.egress, endpoint, access_token, &token.subject, has_required).await
            }
            Err(error) => Err(error.clone()),
        };
        match fetched {
            Ok(more) => {
                add_user_info(&mut token.claims, more);
                Ok(true)
            }
            Err(error) if user_info::can_do_without(&error, &token.claims, needed) => {
                log_failed_user_info(settings, &error, user_info::is_wanted(&token.claims, needed));
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    async fn issuer(&self, settings: &SsoSettings) -> Result<(Arc<Issuer>, Arc<Metadata>), FederationError> {
        let address = IssuerAddress::parse(&settings.endpoint_url)?;
        let issuer = self.slot(address.discovery_url.as_str());
        let now_ms = self.clock.now_ms();
        let metadata = issuer
            .metadata
            .get(now_ms, || discovery::fetch(&self.egress, &address))
            .await?;
        Ok((issuer, metadata))
    }

    /// Forgets what is remembered about the identity provider of these settings: an admin who has just repaired something there wants
    /// to see it.
    pub fn forget(&self, settings: &SsoSettings) {
        if let Ok(address) = IssuerAddress::parse(&settings.endpoint_url) {
            let mut issuers = self.issuers.lock().unwrap_or_else(PoisonError::into_inner);
            issuers.remove(address.discovery_url.as_str());
        }
    }

    fn slot(&self, discovery_url: &str) -> Arc<Issuer> {
        let mut issuers = self.issuers.lock().unwrap_or_else(PoisonError::into_inner);
        if issuers.len() >= MOST_ISSUERS && !issuers.contains_key(discovery_url) {
            issuers.clear();
        }
        Arc::clone(issuers.entry(discovery_url.to_owned()).or_default())
    }

    async fn keys(&self, issuer: &Issuer, metadata: &Metadata) -> Result<Arc<SigningKeys>, FederationError> {
        issuer
            .keys
            .get(self.clock.now_ms(), || {
                keys::fetch(&self.egress, &metadata.jwks_uri)
            })
            .await
    }

    /// Keys newer than `seen`, or `None` when the identity provider was asked less than a minute ago: unknown key ids
    /// must not become a flood of requests.
    async fn newer_keys(
        &self,
        issuer: &Issuer,
        metadata: &Metadata,
        seen: &Arc<SigningKeys>,
    ) -> Result<Option<Arc<SigningKeys>>, FederationError> {
        let fetch = || keys::fetch(&self.egress, &metadata.jwks_uri);
        issuer
            .keys
            .refetch(seen, self.clock.now_ms(), fetch)
            .await
            .transpose()
    }
}

/// The issuer that an endpoint URL names, normalised and without the slash at its end, as far as the address alone tells.
///
/// # Errors
/// [`FederationError::Misconfigured`] where it is no address that an identity provider could have.
pub fn issuer_of_endpoint(endpoint_url: &str) -> Result<String, FederationError> {
    Ok(IssuerAddress::parse(endpoint_url)?.issuer_base().to_owned())
}

/// How an endpoint URL with this issuer may be spelled: with and without a slash at its end, and as its discovery URL.
///
/// # Errors
/// [`FederationError::Misconfigured`] where it is no address that an identity provider could have.
pub fn endpoint_spellings(issuer: &str) -> Result<[String; 4], FederationError> {
    let base = issuer_of_endpoint(issuer)?;
    let discovery_url = IssuerAddress::parse(&base)?.discovery_url.to_string();
    Ok([format!("{base}/"), discovery_url, base, issuer.trim().to_owned()])
}

/// `login`, unless the identity provider does not know it. Google does not say which it knows, and knows no `login`.
pub fn forced_prompt(issuer: &str, prompt_values_supported: Option<&[String]>) -> RequestedPrompt {
    let knows_no_login =
        prompt_values_supported.is_some_and(|values| !values.iter().any(|value| value == "login"));
    if knows_no_login || issuer == "https://accounts.google.com" {
        RequestedPrompt::SelectAccount
    } else {
        RequestedPrompt::Login
    }
}

/// `select_account` where it is said to be known, and at Entra ID and Google, which know it and do not say so. Others may refuse the
/// whole request for a prompt that they do not know; `login` is known everywhere else, and lets the person choose as well.
fn choosing_prompt(issuer: &str, prompt_values_supported: Option<&[String]>) -> RequestedPrompt {
    let is_said =
        prompt_values_supported.is_some_and(|values| values.iter().any(|value| value == "select_account"));
    let is_known = prompt_values_supported.is_none()
        && matches!(
            IdpKind::of_address(issuer),
            Some(IdpKind::EntraId | IdpKind::Google)
        );
    match is_said || is_known {
        true => RequestedPrompt::SelectAccount,
        false => RequestedPrompt::Login,
    }
}

fn check_response_issuer(metadata: &Metadata, iss: Option<&str>) -> Result<(), FederationError> {
    match iss {
        Some(iss) if iss != metadata.issuer => Err(FederationError::refused(
            FederationStep::Authorization,
            "`iss` is another issuer",
        )),
        None if metadata.sends_iss => Err(FederationError::refused(
            FederationStep::Authorization,
            "`iss` is missing, though the issuer always sends it",
        )),
        _ => Ok(()),
    }
}

/// Logs that userinfo failed while the sign-in goes on. Where a name is missing because of that, people have to type it.
fn log_failed_user_info(settings: &SsoSettings, error: &FederationError, is_wanted: bool) {
    let (company, step, member) = (&settings.company_slug, error.step(), error.member());
    if is_wanted {
        tracing::warn!(company, %step, member, %error, "going on without userinfo");
    } else {
        tracing::info!(company, %step, member, %error, "going on without userinfo, of which nothing was needed");
    }
}

/// Logs that the issuer's clock is ahead, by so little that the token was accepted.
fn log_fast_clock(settings: &SsoSettings, ahead: Option<(&'static str, i64)>) {
    if let Some((member, seconds)) = ahead {
        let company = &settings.company_slug;
        tracing::warn!(company, member, seconds, "the identity provider's clock is ahead");
    }
}

fn identity(issuer: String, token: id_token::IdToken, now_ms: i64) -> VerifiedIdentity {
    let age_ms = now_ms.saturating_sub(token.issued_at_ms).max(0);
    let authenticated_at_ms = token.claims.get("auth_time").and_then(seconds_as_ms);
    VerifiedIdentity {
        issuer,
        subject: token.subject,
        session_expires_at_ms: token.claims.get("session_expiry").and_then(seconds_as_ms),
        // Serves only to end a session early, and a logout by `sub` still does: one that cannot be kept counts as absent
        // rather than shut everybody of that identity provider out.
        sid: token
            .claims
            .get("sid")
            .and_then(Value::as_str)
            .filter(|sid| is_identifier(sid))
            .map(str::to_owned),
        age_ms,
        // By the identity provider's own clock up to the ID token, by ours from there.
        authentication_age_ms: authenticated_at_ms.map(|at_ms| {
            token
                .issued_at_ms
                .saturating_sub(at_ms)
                .max(0)
                .saturating_add(age_ms)
        }),
        claims: token.claims,
        is_complete: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_chosen_by_a_prompt_that_the_issuer_knows() {
        let values = |names: &[&str]| Some(names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
        let entra = "https://login.microsoftonline.com/8f0a/v2.0";
        for (issuer, said, prompt) in [
            ("https://idp.example", None, RequestedPrompt::Login),
            (entra, None, RequestedPrompt::SelectAccount),
            (
                "https://accounts.google.com",
                None,
                RequestedPrompt::SelectAccount,
            ),
            (
                "https://idp.example",
                values(&["login", "select_account"]),
                RequestedPrompt::SelectAccount,
            ),
            (entra, values(&["login"]), RequestedPrompt::Login),
        ] {
            assert_eq!(
                choosing_prompt(issuer, said.as_deref()),
                prompt,
                "{issuer} {said:?}"
            );
        }
    }

    #[test]
    fn a_forced_prompt_is_one_that_the_issuer_knows() {
        let values = |names: &[&str]| Some(names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
        let idp = "https://idp.example";
        assert_eq!(forced_prompt(idp, None), RequestedPrompt::Login);
        assert_eq!(
            forced_prompt(idp, values(&["none", "login"]).as_deref()),
            RequestedPrompt::Login
        );
        assert_eq!(
            forced_prompt(idp, values(&["none", "select_account"]).as_deref()),
            RequestedPrompt::SelectAccount
        );
        assert_eq!(
            forced_prompt("https://accounts.google.com", None),
            RequestedPrompt::SelectAccount
        );
    }
}
