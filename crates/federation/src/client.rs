//! The authorization request and the token request (OpenID Connect Core §3.1.2, §3.1.3), made by the openidconnect
//! crate. Invariant: every request carries PKCE S256, `state` and `nonce`, and an error response is judged by its code
//! alone: its text is never repeated.

use std::{sync::Mutex, time::Duration};

use latchkey_contract::sso_configurations::MetadataProblem;
use latchkey_oidc_checks::Check;
use openidconnect::{
    AccessToken, AuthType, AuthUrl, AuthenticationFlow, AuthorizationCode, Client, ClientId, ClientSecret,
    CsrfToken, EmptyAdditionalClaims, EndpointNotSet, EndpointSet, IssuerUrl, JsonWebKeySet, LoginHint,
    Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardErrorResponse,
    TokenUrl,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
        CoreTokenIntrospectionResponse,
    },
};
use url::Url;

use super::{
    client_assertion::{ASSERTION_TYPE, assertion, audiences},
    client_key::AssertionAlgorithm,
    discovery::Metadata,
    egress::{Egress, EgressError},
    error::{FederationError, FederationStep},
    settings::{AuthorizationParameters, ClientAuthMethod, Expected, RequestedPrompt, SsoSettings},
    token_endpoint::{IdpStatement, TokenEndpoint},
    token_response::{RedeemedTokens, bearer_token},
};

/// The openidconnect client for our response type, which hands the ID token out unread: so a token that cannot be parsed
/// is told apart from a token response that cannot.
type CodeFlowClient = Client<
    EmptyAdditionalClaims,
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
    EndpointSet,
    EndpointNotSet,
>;

/// Why a token response without an ID token is refused.
pub(super) const NO_ID_TOKEN: &str =
    "the token response has no ID token: `openid` has to be among the scopes that the client may ask for";

/// The tokens that a code was worth.
pub(super) struct Tokens {
    /// With which userinfo can be asked; or why it cannot.
    pub(super) access_token: Result<AccessToken, FederationError>,
    /// Not looked at yet.
    pub(super) id_token: String,
}

/// Where to send the browser.
pub(super) fn authorization_url(
    settings: &SsoSettings,
    metadata: &Metadata,
    parameters: &AuthorizationParameters<'_>,
) -> Result<Url, FederationError> {
    let verifier = code_verifier(parameters.code_verifier)?;
    let client = client(settings, metadata, FederationStep::Authorization)?;
    let (state, nonce) = (parameters.state.to_owned(), parameters.nonce.to_owned());
    let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
    let mut request = client
        .authorize_url(flow, move || CsrfToken::new(state), move || Nonce::new(nonce))
        .add_scopes(extra_scopes(settings))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
    if let Some(hint) = parameters.login_hint.filter(|hint| !hint.is_empty()) {
        request = request.set_login_hint(LoginHint::new(hint.to_owned()));
    }
    if let Some(prompt) = parameters.prompt {
        request = request.add_prompt(match prompt {
            RequestedPrompt::None => CoreAuthPrompt::None,
            RequestedPrompt::Login => CoreAuthPrompt::Login,
            RequestedPrompt::SelectAccount => CoreAuthPrompt::SelectAccount,
        });
    }
    if parameters.must_be_new {
        request = request.set_max_age(Duration::ZERO);
    }
    Ok(request.url().0)
}

/// A call of the token endpoint.
#[derive(Clone, Copy)]
pub(super) struct Redemption<'a> {
    /// The way out.
    pub(super) egress: &'a Egress,
    /// The settings of the platform as a client of the identity provider.
    pub(super) settings: &'a SsoSettings,
    /// The identity provider's metadata, which have the endpoint's URL.
    pub(super) metadata: &'a Metadata,
    /// The code.
    pub(super) code: &'a str,
    /// What the attempt remembers.
    pub(super) expected: &'a Expected<'a>,
    /// The machine's clock, in milliseconds since 1970.
    pub(super) now_ms: i64,
}

impl Redemption<'_> {
    /// Redeems the code.
    pub(super) async fn redeem(self) -> Result<Tokens, FederationError> {
        self.redeem_and_listen(&Mutex::default()).await
    }

    /// Redeems the code, and hands out what the identity provider says should it refuse.
    pub(super) async fn redeem_and_listen(
        self,
        statement: &Mutex<IdpStatement>,
    ) -> Result<Tokens, FederationError> {
        let AuthWay::Key(algorithm) = auth_way(self.settings, self.metadata)? else {
            return self.send(None, statement).await;
        };
        let key = self.settings.client_key.as_deref().ok_or_else(no_usable_method)?;
        let (issuer, endpoint) = (&self.metadata.issuer, self.metadata.token_endpoint.as_str());
        let audiences = audiences(issuer, endpoint);
        let known = &self.metadata.audience;
        // A client is known or not before its code is looked at (RFC 6749 §4.1.3): the code is still worth something for the other audience.
        let mut last = Err(FederationError::ClientRefused);
        for place in known.order() {
            let made = assertion(
                key,
                algorithm,
                &self.settings.client_id,
                audiences[place],
                self.now_ms,
            );
            let made = made
                .map_err(|_| FederationError::misconfigured(FederationStep::Token, "the key cannot sign"))?;
            last = self.send(Some(made), statement).await;
            if !matches!(last, Err(FederationError::ClientRefused)) {
                known.learn(place);
                break;
            }
        }
        last
    }

    async fn send(
        self,
        assertion: Option<String>,
        statement: &Mutex<IdpStatement>,
    ) -> Result<Tokens, FederationError> {
        let client = client(self.settings, self.metadata, FederationStep::Token)?;
        let verifier = code_verifier(self.expected.code_verifier)?;
        let mut request = client
            .exchange_code(AuthorizationCode::new(self.code.to_owned()))
            .set_pkce_verifier(verifier);
        if let Some(assertion) = assertion {
            request = request
                .add_extra_param("client_assertion_type", ASSERTION_TYPE)
                .add_extra_param("client_assertion", assertion);
        }
        let endpoint = TokenEndpoint {
            egress: self.egress,
            statement,
        };
        let answer = request.request_async(&endpoint).await.map_err(token_error)?;
        let missing = || FederationError::refused(FederationStep::IdToken(Check::Format), NO_ID_TOKEN);
        let id_token = answer.id_token.as_str().filter(|token| !token.is_empty());
        Ok(Tokens {
            access_token: bearer_token(&answer),
            id_token: id_token.ok_or_else(missing)?.to_owned(),
        })
    }
}

fn client(
    settings: &SsoSettings,
    metadata: &Metadata,
    step: FederationStep,
) -> Result<CodeFlowClient, FederationError> {
    let redirect_uri = RedirectUrl::new(settings.redirect_uri.clone())
        .map_err(|_| FederationError::misconfigured(step, "the redirect URL is not a URL"))?;
    let issuer = IssuerUrl::new(metadata.issuer.clone())
        .map_err(|_| FederationError::misconfigured(step, "the issuer is not a URL"))?;
    // Keys and issuer are for the crate's own verifier, which `id_token` sets up by itself.
    let mut client = Client::new(
        ClientId::new(settings.client_id.clone()),
        issuer,
        JsonWebKeySet::default(),
    );
    let way = auth_way(settings, metadata)?;
    if matches!(way, AuthWay::Key(_)) && settings.client_key.is_none() {
        return Err(no_usable_method());
    }
    if !settings.client_secret.is_empty() && !matches!(way, AuthWay::Key(_)) {
        client = client.set_client_secret(ClientSecret::new(settings.client_secret.clone()));
    }
    Ok(client
        .set_auth_type(way.auth_type())
        .set_redirect_uri(redirect_uri)
        .set_auth_uri(AuthUrl::from_url(metadata.authorization_endpoint.clone()))
        .set_token_uri(TokenUrl::from_url(metadata.token_endpoint.clone())))
}

/// How Latchkey proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AuthWay {
    /// The client secret in the body.
    Post,
    /// The client secret in the header `Authorization`.
    Basic,
    /// An assertion, signed so.
    Key(AssertionAlgorithm),
}

impl AuthWay {
    /// As discovery writes it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "client_secret_post",
            Self::Basic => "client_secret_basic",
            Self::Key(_) => "private_key_jwt",
        }
    }

    const fn auth_type(self) -> AuthType {
        match self {
            Self::Basic => AuthType::BasicAuth,
            // Without a client secret, the client's name goes into the body, and the assertion beside it.
            Self::Post | Self::Key(_) => AuthType::RequestBody,
        }
    }
}

/// Of client secrets: post where it is offered, because basic's double encoding of odd characters is done wrong in many places; basic
/// where discovery says nothing (OpenID Connect Discovery §3: that is the default).
pub(super) fn auth_way(settings: &SsoSettings, metadata: &Metadata) -> Result<AuthWay, FederationError> {
    match settings.client_auth_method {
        Some(ClientAuthMethod::Post) => return Ok(AuthWay::Post),
        Some(ClientAuthMethod::Basic) => return Ok(AuthWay::Basic),
        Some(ClientAuthMethod::PrivateKeyJwt) => return by_key(metadata),
        None if settings.client_key.is_some() => return by_key(metadata),
        None => {}
    }
    let Some(offered) = &metadata.token_auth_methods else {
        return Ok(AuthWay::Basic);
    };
    let offers = |name: &str| offered.iter().any(|each| each == name);
    if offers("client_secret_post") || settings.client_secret.is_empty() {
        Ok(AuthWay::Post)
    } else if offers("client_secret_basic") {
        Ok(AuthWay::Basic)
    } else if offers("private_key_jwt") {
        by_key(metadata)
    } else {
        Err(no_usable_method())
    }
}

fn by_key(metadata: &Metadata) -> Result<AuthWay, FederationError> {
    AssertionAlgorithm::chosen(metadata.token_auth_algorithms.as_deref())
        .map(AuthWay::Key)
        .ok_or_else(no_usable_method)
}

fn no_usable_method() -> FederationError {
    FederationError::of_metadata(
        MetadataProblem::NoUsableAuthMethod,
        "neither client secrets nor our keys are accepted at the token endpoint",
    )
}

/// All but `openid`, which the crate adds itself.
fn extra_scopes(settings: &SsoSettings) -> impl Iterator<Item = Scope> + '_ {
    settings
        .scopes
        .iter()
        .filter(|scope| *scope != "openid")
        .map(|scope| Scope::new(scope.clone()))
}

fn code_verifier(text: &str) -> Result<PkceCodeVerifier, FederationError> {
    // The crate panics on other lengths.
    if (43..=128).contains(&text.len()) {
        Ok(PkceCodeVerifier::new(text.to_owned()))
    } else {
        Err(FederationError::refused(
            FederationStep::Authorization,
            "the code verifier has a wrong length",
        ))
    }
}

fn token_error(
    error: RequestTokenError<EgressError, StandardErrorResponse<CoreErrorResponseType>>,
) -> FederationError {
    match error {
        RequestTokenError::Request(detail) => FederationError::Unavailable {
            step: FederationStep::Token,
            detail,
        },
        RequestTokenError::ServerResponse(answer) => refusal(answer.error()),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            FederationError::misconfigured(FederationStep::Token, "the answer is not a token answer")
        }
    }
}

/// What the token endpoint's error code means (RFC 6749 §5.2). Its own words are not repeated.
fn refusal(code: &CoreErrorResponseType) -> FederationError {
    let reason = match code {
        CoreErrorResponseType::InvalidClient => return FederationError::ClientRefused,
        CoreErrorResponseType::InvalidGrant => {
            return FederationError::refused(FederationStep::Token, "the identity provider refused the code")
                .about("code");
        }
        CoreErrorResponseType::UnauthorizedClient => {
            "the identity provider refused the request (unauthorized_client): let the client use the authorization code"
        }
        CoreErrorResponseType::InvalidScope => "the identity provider refused the request (invalid_scope)",
        CoreErrorResponseType::InvalidRequest => {
            "the identity provider refused the request (invalid_request)"
        }
        _ => "the identity provider refused the request",
    };
    FederationError::misconfigured(FederationStep::Token, reason).about("error")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discovery::KnownAudience;

    fn metadata(methods: Option<&[&str]>) -> Metadata {
        let url = |path: &str| Url::parse(&format!("https://idp.example/{path}")).unwrap();
        Metadata {
            issuer: "https://idp.example".into(),
            authorization_endpoint: url("authorize?tenant=7"),
            token_endpoint: url("token"),
            userinfo_endpoint: None,
            jwks_uri: url("jwks"),
            token_auth_methods: methods.map(|names| names.iter().map(|&name| name.to_owned()).collect()),
            token_auth_algorithms: None,
            audience: KnownAudience::default(),
            prompt_values: None,
            sends_iss: false,
        }
    }

    fn settings() -> SsoSettings {
        SsoSettings {
            company_slug: "acme".into(),
            endpoint_url: "https://idp.example".into(),
            client_id: "latchkey".into(),
            client_secret: "s3cret".into(),
            client_key: None,
            scopes: vec!["openid".into(), "email".into()],
            client_auth_method: None,
            redirect_uri: "https://platform.example/sso/callback/acme".into(),
        }
    }

    #[test]
    fn the_authorization_request_has_everything_once() {
        let parameters = AuthorizationParameters {
            state: "st",
            nonce: "no",
            code_verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            login_hint: Some("ada+x@acme.example"),
            prompt: Some(RequestedPrompt::SelectAccount),
            must_be_new: true,
        };
        let url = authorization_url(&settings(), &metadata(None), &parameters).unwrap();
        let mut query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        query.sort();
        let expected = [
            ("client_id", "latchkey"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
            ("login_hint", "ada+x@acme.example"),
            ("max_age", "0"),
            ("nonce", "no"),
            ("prompt", "select_account"),
            ("redirect_uri", "https://platform.example/sso/callback/acme"),
            ("response_type", "code"),
            ("scope", "openid email"),
            ("state", "st"),
            ("tenant", "7"),
        ];
        assert_eq!(
            query,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }

    #[test]
    fn a_code_verifier_of_a_wrong_length_is_an_error_not_a_panic() {
        let parameters = AuthorizationParameters {
            state: "s",
            nonce: "n",
            code_verifier: "short",
            login_hint: None,
            prompt: None,
            must_be_new: false,
        };
        assert!(authorization_url(&settings(), &metadata(None), &parameters).is_err());
    }

    #[test]
    fn the_client_authenticates_as_discovery_allows() {
        let both: &[&str] = &["client_secret_basic", "client_secret_post"];
        let by_key = AuthWay::Key(AssertionAlgorithm::Rs256);
        for (offered, expected) in [
            (None, Some(AuthWay::Basic)),
            (Some(both), Some(AuthWay::Post)),
            (Some(&["client_secret_post"][..]), Some(AuthWay::Post)),
            (
                Some(&["private_key_jwt", "client_secret_basic"][..]),
                Some(AuthWay::Basic),
            ),
            (Some(&["private_key_jwt"][..]), Some(by_key)),
            (Some(&["tls_client_auth"][..]), None),
        ] {
            assert_eq!(
                auth_way(&settings(), &metadata(offered)).ok(),
                expected,
                "{offered:?}"
            );
        }
        let mut chosen_by_hand = settings();
        chosen_by_hand.client_auth_method = Some(ClientAuthMethod::Basic);
        assert_eq!(
            auth_way(&chosen_by_hand, &metadata(Some(both))),
            Ok(AuthWay::Basic)
        );
        chosen_by_hand.client_auth_method = Some(ClientAuthMethod::PrivateKeyJwt);
        assert_eq!(auth_way(&chosen_by_hand, &metadata(Some(both))), Ok(by_key));
        let unknown = Metadata {
            token_auth_algorithms: Some(vec!["RS512".to_owned()]),
            ..metadata(Some(both))
        };
        assert!(auth_way(&chosen_by_hand, &unknown).is_err());
    }
}
