//! Reads an identity provider's metadata (OpenID Connect Discovery). Invariant: metadata that leaves this module names
//! the issuer that was configured, has everything the code flow needs, and only addresses that may be called.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http::{HeaderValue, Request, Response, StatusCode, header};
use latchkey_contract::sso_configurations::MetadataProblem;
use latchkey_oidc_checks::{is_accepted_algorithm, object};
use serde_json::{Map, Value};
use url::Url;

use super::{
    egress::Egress,
    error::{FederationError, FederationStep},
};

const WELL_KNOWN: &str = "/.well-known/openid-configuration";

/// Where a configured address leads, and what may come from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IssuerAddress {
    /// Where the metadata is.
    pub(super) discovery_url: Url,
    /// The issuer as it was typed and as URLs are normalised, both without a slash at the end.
    bases: [String; 2],
}

impl IssuerAddress {
    /// Reads what an administrator typed: an issuer or its discovery URL. A query is kept for discovery (Entra ID's
    /// `?appid=`), the issuer is without it.
    pub(super) fn parse(endpoint_url: &str) -> Result<Self, FederationError> {
        let refuse = |reason| {
            Err(FederationError::of_metadata(
                MetadataProblem::NotAnAddress,
                reason,
            ))
        };
        let typed = endpoint_url.trim();
        let Ok(mut url) = Url::parse(typed) else {
            return refuse("the endpoint URL is not a URL");
        };
        if !matches!(url.scheme(), "https" | "http") {
            return refuse("the endpoint URL does not begin with https://");
        }
        if url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return refuse("the endpoint URL has a fragment, a user name or a password");
        }
        let typed_base = base_of(typed.split('?').next().unwrap_or(typed));
        let path_base = base_of(url.path());
        url.set_path(&format!("{path_base}{WELL_KNOWN}"));
        let normalised_base = base_of(url.as_str().split('?').next().unwrap_or_default());
        Ok(Self {
            discovery_url: url,
            bases: [typed_base, normalised_base],
        })
    }

    /// The issuer, normalised, without a slash at the end.
    pub(super) fn issuer_base(&self) -> &str {
        &self.bases[1]
    }

    /// Whether an issuer that calls itself so is the one that was configured. Only the slash at the end is free.
    fn is_issuer(&self, issuer: &str) -> bool {
        let issuer = issuer.strip_suffix('/').unwrap_or(issuer);
        self.bases.iter().any(|base| base == issuer)
    }
}

/// Without the well-known part and the slashes at the end.
fn base_of(text: &str) -> String {
    let trimmed = text.trim_end_matches('/');
    trimmed
        .strip_suffix(WELL_KNOWN)
        .unwrap_or(trimmed)
        .trim_end_matches('/')
        .to_owned()
}

/// What the relying party needs to know about an identity provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Metadata {
    /// Exactly as the issuer writes itself: what `iss` is compared with.
    pub(super) issuer: String,
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    pub(super) userinfo_endpoint: Option<Url>,
    pub(super) jwks_uri: Url,
    /// `None` where discovery says nothing, which means `client_secret_basic`.
    pub(super) token_auth_methods: Option<Vec<String>>,
    /// How assertions of clients may be signed, where discovery says so.
    pub(super) token_auth_algorithms: Option<Vec<String>>,
    /// For whom assertions are.
    pub(super) audience: KnownAudience,
    pub(super) prompt_values: Option<Vec<String>>,
    /// Whether every authorization response names its issuer (RFC 9207).
    pub(super) sends_iss: bool,
}

/// Whether the identity provider takes assertions for the second of the audiences that they can be for: found out by the first sign-in, and
/// known as long as the metadata is.
#[derive(Debug, Clone, Default)]
pub(super) struct KnownAudience(Arc<AtomicBool>);

impl KnownAudience {
    /// The places of both audiences, the one that is known to be taken first.
    pub(super) fn order(&self) -> [usize; 2] {
        match self.0.load(Ordering::Relaxed) {
            true => [1, 0],
            false => [0, 1],
        }
    }

    /// The one at this place is taken.
    pub(super) fn learn(&self, place: usize) {
        self.0.store(place == 1, Ordering::Relaxed);
    }
}

/// What was found out is no part of what was published.
impl PartialEq for KnownAudience {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for KnownAudience {}

/// Fetches and checks the metadata.
pub(super) async fn fetch(egress: &Egress, address: &IssuerAddress) -> Result<Metadata, FederationError> {
    Ok(fetch_with_document(egress, address).await?.0)
}

/// Fetches and checks the metadata, and hands out what was published beside what was read of it.
pub(super) async fn fetch_with_document(
    egress: &Egress,
    address: &IssuerAddress,
) -> Result<(Metadata, Map<String, Value>), FederationError> {
    let document = get_json_object(egress, &address.discovery_url, FederationStep::Discovery).await?;
    let metadata = check(address, &document)?;
    let endpoints = [
        &metadata.authorization_endpoint,
        &metadata.token_endpoint,
        &metadata.jwks_uri,
    ];
    for endpoint in endpoints.into_iter().chain(&metadata.userinfo_endpoint) {
        if endpoint.scheme() != "https" && !egress.admits(endpoint).await {
            return Err(FederationError::of_metadata(
                MetadataProblem::EndpointNotSecure,
                "an endpoint is not https",
            ));
        }
    }
    Ok((metadata, document))
}

/// Gets a JSON object; anything else is a misconfiguration of `step`.
pub(super) async fn get_json_object(
    egress: &Egress,
    url: &Url,
    step: FederationStep,
) -> Result<Map<String, Value>, FederationError> {
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = url
        .as_str()
        .parse()
        .map_err(|_| FederationError::misconfigured(step, "an address in the metadata is not a URL"))?;
    request
        .headers_mut()
        .insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let response = egress
        .send(request)
        .await
        .map_err(|detail| FederationError::Unavailable { step, detail })?;
    json_object(&response, step)
}

/// Reads a response that must be 200 and a JSON object.
pub(super) fn json_object(
    response: &Response<Vec<u8>>,
    step: FederationStep,
) -> Result<Map<String, Value>, FederationError> {
    if response.status() != StatusCode::OK {
        return Err(FederationError::from_status(step, response.status()));
    }
    object::read(response.body())
        .ok_or_else(|| FederationError::misconfigured(step, "the answer is not a JSON object"))
}

fn check(address: &IssuerAddress, document: &Map<String, Value>) -> Result<Metadata, FederationError> {
    let refuse = |problem, member, reason| Err(FederationError::of_metadata(problem, reason).about(member));
    let Some(issuer) = text(document, "issuer") else {
        return refuse(
            MetadataProblem::NotOpenIdConnect,
            "issuer",
            "the metadata names no issuer",
        );
    };
    if !address.is_issuer(issuer) {
        let (problem, reason) = if issuer.contains('{') {
            (
                MetadataProblem::ManyTenants,
                "the address is for many tenants (`common`, `organizations`): use the one of your tenant",
            )
        } else if issuer.starts_with("https://sts.windows.net/") {
            (
                MetadataProblem::EntraVersionOne,
                "the address is Entra ID's of the version before: use the one with `/v2.0`",
            )
        } else {
            (
                MetadataProblem::IssuerMismatch,
                "the metadata is another issuer's",
            )
        };
        let error = FederationError::of_metadata(problem, reason).about("issuer");
        return Err(error.between(&address.bases[0], issuer));
    }
    if !contains(document, "response_types_supported", "code").unwrap_or(false) {
        return refuse(
            MetadataProblem::NoCodeFlow,
            "response_types_supported",
            "the authorization code flow is not offered",
        );
    }
    if contains(document, "grant_types_supported", "authorization_code") == Some(false) {
        return refuse(
            MetadataProblem::NoCodeFlow,
            "grant_types_supported",
            "the authorization code flow is not offered",
        );
    }
    let algorithms = list(document, "id_token_signing_alg_values_supported");
    if algorithms.is_some_and(|offered| !offered.iter().any(|name| is_accepted_algorithm(name))) {
        let reason = "ID tokens are signed with no algorithm that is accepted";
        return refuse(
            MetadataProblem::NoUsableAlgorithm,
            "id_token_signing_alg_values_supported",
            reason,
        );
    }
    Ok(Metadata {
        issuer: issuer.to_owned(),
        authorization_endpoint: required_endpoint(
            document,
            "authorization_endpoint",
            "no authorization_endpoint",
        )?,
        token_endpoint: required_endpoint(document, "token_endpoint", "no token_endpoint")?,
        userinfo_endpoint: endpoint(document, "userinfo_endpoint")?,
        jwks_uri: required_endpoint(document, "jwks_uri", "no jwks_uri")?,
        token_auth_methods: list(document, "token_endpoint_auth_methods_supported"),
        token_auth_algorithms: list(document, "token_endpoint_auth_signing_alg_values_supported"),
        audience: KnownAudience::default(),
        prompt_values: list(document, "prompt_values_supported"),
        sends_iss: document.get("authorization_response_iss_parameter_supported") == Some(&Value::Bool(true)),
    })
}

pub(super) fn text<'a>(document: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    document
        .get(name)
        .and_then(Value::as_str)
        .filter(|value| !value.is_empty())
}

/// A list of texts; where it has one entry, some write that entry alone.
pub(super) fn list(document: &Map<String, Value>, name: &str) -> Option<Vec<String>> {
    let values = match document.get(name)? {
        one @ Value::String(_) => std::slice::from_ref(one),
        several => several.as_array()?,
    };
    Some(
        values
            .iter()
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect(),
    )
}

fn contains(document: &Map<String, Value>, name: &str, value: &str) -> Option<bool> {
    list(document, name).map(|values| values.iter().any(|each| each == value))
}

fn required_endpoint(
    document: &Map<String, Value>,
    name: &'static str,
    missing: &'static str,
) -> Result<Url, FederationError> {
    let problem = match name {
        "jwks_uri" => MetadataProblem::NoJwksUri,
        _ => MetadataProblem::EndpointMissing,
    };
    let missing = || FederationError::of_metadata(problem, missing).about(name);
    endpoint(document, name)?.ok_or_else(missing)
}

fn endpoint(document: &Map<String, Value>, name: &'static str) -> Result<Option<Url>, FederationError> {
    let Some(value) = text(document, name) else {
        return Ok(None);
    };
    match Url::parse(value) {
        Ok(url)
            if matches!(url.scheme(), "https" | "http")
                && url.username().is_empty()
                && url.password().is_none()
                && url.fragment().is_none() =>
        {
            Ok(Some(url))
        }
        _ => Err(FederationError::of_metadata(
            MetadataProblem::EndpointMissing,
            "an endpoint is not a web address",
        )
        .about(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(issuer: &str) -> Map<String, Value> {
        let document = serde_json::json!({
            "issuer": issuer,
            "authorization_endpoint": "https://idp.example/authorize",
            "token_endpoint": "https://idp.example/token",
            "jwks_uri": "https://idp.example/jwks",
            "response_types_supported": ["code"],
        });
        document.as_object().unwrap().clone()
    }

    fn checked(typed: &str, issuer: &str) -> Result<Metadata, FederationError> {
        check(&IssuerAddress::parse(typed).unwrap(), &document(issuer))
    }

    #[test]
    fn the_discovery_url_is_derived_from_any_spelling() {
        for (typed, url) in [
            (
                "https://idp.example",
                "https://idp.example/.well-known/openid-configuration",
            ),
            (
                "https://idp.example/",
                "https://idp.example/.well-known/openid-configuration",
            ),
            (
                "https://idp.example/a",
                "https://idp.example/a/.well-known/openid-configuration",
            ),
            (
                "https://idp.example/a/",
                "https://idp.example/a/.well-known/openid-configuration",
            ),
            (
                " https://IdP.example/a/.well-known/openid-configuration ",
                "https://idp.example/a/.well-known/openid-configuration",
            ),
            (
                "https://idp.example/a/.well-known/openid-configuration?appid=7",
                "https://idp.example/a/.well-known/openid-configuration?appid=7",
            ),
        ] {
            assert_eq!(
                IssuerAddress::parse(typed).unwrap().discovery_url.as_str(),
                url,
                "{typed}"
            );
        }
    }

    #[test]
    fn addresses_that_are_none_are_refused() {
        for typed in [
            "",
            "idp.example",
            "ftp://idp.example",
            "https://a:b@idp.example",
            "https://idp.example/#x",
        ] {
            let error = IssuerAddress::parse(typed).unwrap_err();
            assert!(
                matches!(
                    error,
                    FederationError::Misconfigured {
                        step: FederationStep::Discovery,
                        ..
                    }
                ),
                "{typed}"
            );
        }
    }

    #[test]
    fn the_issuer_must_be_the_configured_one_but_for_its_last_slash() {
        for typed in [
            "https://idp.example/a",
            "https://idp.example/a/",
            "https://IDP.example/a",
        ] {
            assert_eq!(
                checked(typed, "https://idp.example/a").unwrap().issuer,
                "https://idp.example/a"
            );
            assert_eq!(
                checked(typed, "https://idp.example/a/").unwrap().issuer,
                "https://idp.example/a/"
            );
        }
        for issuer in [
            "https://idp.example",
            "https://idp.example/A",
            "https://idp.example/a//",
            "https://idp.example.evil/a",
        ]
        .into_iter()
        .chain([
            "http://idp.example/a",
            "https://idp.example/a?x",
            "https://login.example/{tenantid}/v2.0",
        ]) {
            assert!(checked("https://idp.example/a", issuer).is_err(), "{issuer}");
        }
    }

    #[test]
    fn what_the_code_flow_needs_must_be_there() {
        let address = IssuerAddress::parse("https://idp.example").unwrap();
        let cases = [
            ("issuer", Value::Null),
            ("jwks_uri", Value::Null),
            ("jwks_uri", "".into()),
            ("token_endpoint", Value::Null),
            ("token_endpoint", "javascript:alert(1)".into()),
            ("authorization_endpoint", Value::Null),
            ("authorization_endpoint", "https://a:b@idp.example/".into()),
            ("userinfo_endpoint", "file:///etc/passwd".into()),
            ("response_types_supported", Value::Null),
            (
                "response_types_supported",
                serde_json::json!(["id_token", "code id_token"]),
            ),
            ("grant_types_supported", serde_json::json!(["implicit"])),
            (
                "id_token_signing_alg_values_supported",
                serde_json::json!(["none", "HS256"]),
            ),
        ];
        check(&address, &document("https://idp.example")).unwrap();
        for (name, value) in cases {
            let mut broken = document("https://idp.example");
            broken.insert(name.to_owned(), value.clone());
            let error = check(&address, &broken).unwrap_err();
            assert!(
                matches!(
                    error,
                    FederationError::Misconfigured {
                        step: FederationStep::Discovery,
                        ..
                    }
                ),
                "{name} {value}"
            );
        }
    }
}
