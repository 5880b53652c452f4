//! What the wizard shows of an identity provider's metadata: what is published, or why it cannot be worked with, and which address
//! would do. Invariant: an address is suggested only after it was read from itself and called itself so there.

use latchkey_contract::sso_configurations::{IdpKind, MetadataProblem, MetadataReport, ProviderMetadata};
use serde_json::{Map, Value};
use url::Url;

use super::{
    Federation,
    client::{AuthWay, auth_way},
    discovery::{self, IssuerAddress, Metadata, list, text},
    error::FederationError,
    keys,
    settings::SsoSettings,
};

/// Most scopes and claims that are shown.
const MOST_SHOWN: usize = 100;
/// The end of the addresses of Entra ID that can be used.
const ENTRA_VERSION: &str = "/v2.0";
/// Entra ID's addresses for more than one tenant.
const SHARED_TENANTS: [&str; 4] = ["/common", "/organizations", "/consumers", "/{tenantid}"];

impl Federation {
    /// Reads what an identity provider publishes at this moment, from the address that was typed. Nothing is remembered.
    pub async fn metadata_report(&self, endpoint_url: &str) -> MetadataReport {
        let typed = match IssuerAddress::parse(endpoint_url) {
            Ok(address) => address.issuer_base().to_owned(),
            Err(_) => String::new(),
        };
        let is_entra = IdpKind::of_address(&typed) == Some(IdpKind::EntraId);
        match self.provider_metadata(endpoint_url).await {
            Ok(provider) => MetadataReport {
                provider: Some(provider),
                typed,
                ..MetadataReport::default()
            },
            Err(error) => {
                let published = error.published_issuer().map(str::to_owned);
                let problem = match problem_of(&error, &typed, is_entra) {
                    MetadataProblem::Unreachable if self.is_not_secure(&typed).await => {
                        MetadataProblem::NotSecure
                    }
                    problem => problem,
                };
                MetadataReport {
                    suggestion: self.suggestion(problem, &typed, published.as_deref()).await,
                    problem: Some(problem),
                    published,
                    typed,
                    ..MetadataReport::default()
                }
            }
        }
    }

    /// Whether an address is not called because it is a plain http one. Where those are allowed, as in a demo, that is not what is wrong.
    async fn is_not_secure(&self, typed: &str) -> bool {
        match Url::parse(typed) {
            Ok(url) => url.scheme() == "http" && !self.egress.admits(&url).await,
            Err(_) => false,
        }
    }

    async fn provider_metadata(&self, endpoint_url: &str) -> Result<ProviderMetadata, FederationError> {
        let address = IssuerAddress::parse(endpoint_url)?;
        let (metadata, document) = discovery::fetch_with_document(&self.egress, &address).await?;
        let keys = keys::fetch(&self.egress, &metadata.jwks_uri).await?;
        let way = auth_way(&of_nobody(endpoint_url), &metadata)?;
        Ok(shown(&metadata, &document, keys.len(), way))
    }

    /// Another address that can be worked with, where the typed one shows which that is.
    async fn suggestion(
        &self,
        problem: MetadataProblem,
        typed: &str,
        published: Option<&str>,
    ) -> Option<String> {
        let candidate = match problem {
            MetadataProblem::EntraVersionOne => format!("{typed}{ENTRA_VERSION}"),
            MetadataProblem::IssuerMismatch => published?.to_owned(),
            _ => return None,
        };
        match self.provider_metadata(&candidate).await {
            Ok(provider) => Some(provider.issuer),
            // Entra ID finds a tenant by its domain, and calls it by its identifier.
            Err(error) => {
                let published = error.published_issuer()?.to_owned();
                let provider = self.provider_metadata(&published).await.ok()?;
                Some(provider.issuer)
            }
        }
    }
}

fn problem_of(error: &FederationError, typed: &str, is_entra: bool) -> MetadataProblem {
    let problem = error
        .metadata_problem()
        .unwrap_or(MetadataProblem::NotOpenIdConnect);
    let is_shared = |tenant: &&str| {
        let base = typed.strip_suffix(ENTRA_VERSION).unwrap_or(typed);
        base.to_ascii_lowercase().ends_with(*tenant)
    };
    if is_entra && SHARED_TENANTS.iter().any(is_shared) {
        return MetadataProblem::ManyTenants;
    }
    problem
}

/// Settings whose client nobody is: the method that is used where none is chosen depends on what is published alone.
fn of_nobody(endpoint_url: &str) -> SsoSettings {
    SsoSettings {
        company_slug: String::new(),
        endpoint_url: endpoint_url.to_owned(),
        client_id: String::new(),
        client_secret: "x".to_owned(),
        client_key: None,
        scopes: Vec::new(),
        client_auth_method: None,
        redirect_uri: String::new(),
    }
}

fn shown(
    metadata: &Metadata,
    document: &Map<String, Value>,
    signing_keys: usize,
    way: AuthWay,
) -> ProviderMetadata {
    let some = |name| {
        let mut all = list(document, name).unwrap_or_default();
        all.truncate(MOST_SHOWN);
        all
    };
    ProviderMetadata {
        issuer: metadata.issuer.clone(),
        authorization_endpoint: metadata.authorization_endpoint.to_string(),
        token_endpoint: metadata.token_endpoint.to_string(),
        userinfo_endpoint: metadata.userinfo_endpoint.as_ref().map(ToString::to_string),
        jwks_uri: metadata.jwks_uri.to_string(),
        end_session_endpoint: text(document, "end_session_endpoint").map(str::to_owned),
        signing_keys: u32::try_from(signing_keys).unwrap_or(u32::MAX),
        auth_methods: metadata.token_auth_methods.clone(),
        auth_method_in_use: way.as_str().to_owned(),
        scopes: some("scopes_supported"),
        claims: some("claims_supported"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_entra_for_many_tenants_are_recognised() {
        let error = FederationError::of_metadata(
            MetadataProblem::IssuerMismatch,
            "the metadata is another issuer's",
        );
        for (typed, problem) in [
            (
                "https://login.microsoftonline.com/common/v2.0",
                MetadataProblem::ManyTenants,
            ),
            (
                "https://login.microsoftonline.com/Organizations",
                MetadataProblem::ManyTenants,
            ),
            (
                "https://login.microsoftonline.com/acme.example/v2.0",
                MetadataProblem::IssuerMismatch,
            ),
        ] {
            assert_eq!(problem_of(&error, typed, true), problem, "{typed}");
        }
        let elsewhere = problem_of(&error, "https://idp.example/common", false);
        assert_eq!(elsewhere, MetadataProblem::IssuerMismatch);
    }
}
