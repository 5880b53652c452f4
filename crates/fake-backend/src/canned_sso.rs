//! Acme's SSO configurations: an active one, one that was tested, and a draft.

use latchkey_contract::{
    Empty,
    claim_mapping::ClaimMapping,
    sso_configurations::{
        ConfigurationStatus, ConnectionSettings, CreateSsoConfiguration, CreateTestAccess,
        DeleteSsoConfiguration, DuplicateSsoConfiguration, GetSsoConfiguration, IdpKind,
        ListSsoConfigurations, ListedSsoConfiguration, MetadataProblem, MetadataReport, PlatformAddresses,
        ProviderMetadata, ReadIdpMetadata, SsoConfiguration, TestAccess, UpdateSsoConnection,
        create_sso_configuration, duplicate_sso_configuration, list_sso_configurations,
        update_sso_connection,
    },
};

use crate::{FakeBackend, MockResponse};

/// Where Acme's Keycloak is.
pub const KEYCLOAK: &str = "https://sso.acme.example/realms/staff";

/// Every operation of the wizard succeeds.
pub fn answers_sso(backend: &FakeBackend) {
    has_configurations(backend, configurations(), true);
    backend.on::<GetSsoConfiguration>(|_| MockResponse::Success(configuration()));
    backend.on::<CreateSsoConfiguration>(|_| {
        let id = "keycloak".to_owned();
        MockResponse::Success(create_sso_configuration::Response { id })
    });
    backend.on::<UpdateSsoConnection>(|_| {
        let version = "as-it-was-saved".to_owned();
        MockResponse::Success(update_sso_connection::Response { version })
    });
    backend.on::<DuplicateSsoConfiguration>(|_| {
        let id = "copy".to_owned();
        MockResponse::Success(duplicate_sso_configuration::Response { id })
    });
    backend.on::<DeleteSsoConfiguration>(|_| MockResponse::Success(Empty {}));
    backend.on::<CreateTestAccess>(|_| MockResponse::Success(test_access()));
    backend.on::<ReadIdpMetadata>(|request| {
        let report = match request.endpoint_url.trim_end_matches('/') {
            KEYCLOAK => found(),
            _ => mismatch(&request.endpoint_url),
        };
        MockResponse::Success(report)
    });
}

/// From now on these are Acme's configurations.
pub fn has_configurations(
    backend: &FakeBackend,
    configurations: Vec<ListedSsoConfiguration>,
    domain_proven: bool,
) {
    backend.on::<ListSsoConfigurations>(move |Empty {}| {
        MockResponse::Success(list_sso_configurations::Response {
            configurations: configurations.clone(),
            domain_proven,
            addresses: addresses(),
        })
    });
}

/// One in each status.
pub fn configurations() -> Vec<ListedSsoConfiguration> {
    let listed = |id: &str, name: &str, idp, endpoint_url: &str, status| ListedSsoConfiguration {
        id: id.to_owned(),
        name: name.to_owned(),
        idp,
        endpoint_url: endpoint_url.to_owned(),
        status,
        test_passed: status != ConfigurationStatus::Draft,
        is_mapped: status != ConfigurationStatus::Draft,
        test_access: (status == ConfigurationStatus::Tested).then(test_access),
        changed_at: "2026-11-20T09:00:00Z".to_owned(),
        changed_by: (status != ConfigurationStatus::Active).then(|| "ada@acme.example".to_owned()),
    };
    let entra = "https://login.microsoftonline.com/8f0a2b6e-0000-4000-8000-1c2d3e4f5a6b/v2.0";
    vec![
        listed(
            "entra",
            "Entra ID",
            IdpKind::EntraId,
            entra,
            ConfigurationStatus::Active,
        ),
        listed(
            "okta",
            "Okta trial",
            IdpKind::Okta,
            "https://acme.okta.com",
            ConfigurationStatus::Tested,
        ),
        listed(
            "keycloak",
            "Keycloak",
            IdpKind::Keycloak,
            KEYCLOAK,
            ConfigurationStatus::Draft,
        ),
    ]
}

/// The draft, as a whole.
pub fn configuration() -> SsoConfiguration {
    SsoConfiguration {
        id: "keycloak".to_owned(),
        version: "as-it-was-looked-at".to_owned(),
        connection: ConnectionSettings {
            name: "Keycloak".to_owned(),
            idp: IdpKind::Keycloak,
            endpoint_url: KEYCLOAK.to_owned(),
            client_id: "latchkey".to_owned(),
            client_auth_method: None,
            scopes: ["openid", "profile", "email"].map(str::to_owned).to_vec(),
        },
        has_secret: true,
        status: ConfigurationStatus::Draft,
        mapping: None::<ClaimMapping>,
        last_test: None,
        test_access: None,
        changed_at: "2026-11-20T09:00:00Z".to_owned(),
        changed_by: Some("ada@acme.example".to_owned()),
        proven_domains: vec!["acme.example".to_owned()],
        addresses: addresses(),
    }
}

/// Addresses of the platform for Acme.
pub fn addresses() -> PlatformAddresses {
    PlatformAddresses {
        redirect_url: "https://latchkey.example/sso/callback/acme".to_owned(),
        backchannel_logout_url: "https://latchkey.example/sso/backchannel-logout/acme".to_owned(),
        start_url: "https://latchkey.example/sso/start".to_owned(),
        signed_out_url: "https://latchkey.example/sign-in".to_owned(),
    }
}

/// A way to try a configuration.
pub fn test_access() -> TestAccess {
    TestAccess {
        test_link: "https://latchkey.example/sso/test/k3yf0b".to_owned(),
        test_email_domain: "k3yf0b.test".to_owned(),
        expires_at: "2026-11-27T09:00:00Z".to_owned(),
    }
}

/// What Acme's Keycloak publishes.
pub fn found() -> MetadataReport {
    let address = |part: &str| [KEYCLOAK, "/protocol/openid-connect/", part].concat();
    MetadataReport {
        typed: KEYCLOAK.to_owned(),
        provider: Some(ProviderMetadata {
            issuer: KEYCLOAK.to_owned(),
            authorization_endpoint: address("auth"),
            token_endpoint: address("token"),
            userinfo_endpoint: Some(address("userinfo")),
            jwks_uri: address("certs"),
            end_session_endpoint: Some(address("logout")),
            signing_keys: 1,
            auth_methods: Some(vec![
                "client_secret_basic".to_owned(),
                "client_secret_post".to_owned(),
            ]),
            auth_method_in_use: "client_secret_post".to_owned(),
            scopes: ["openid", "profile", "email", "roles"]
                .map(str::to_owned)
                .to_vec(),
            claims: ["sub", "email", "given_name"].map(str::to_owned).to_vec(),
        }),
        ..MetadataReport::default()
    }
}

/// Another issuer than the typed one; Acme's Keycloak is suggested.
pub fn mismatch(typed: &str) -> MetadataReport {
    MetadataReport {
        problem: Some(MetadataProblem::IssuerMismatch),
        typed: typed.to_owned(),
        published: Some(KEYCLOAK.to_owned()),
        suggestion: Some(KEYCLOAK.to_owned()),
        ..MetadataReport::default()
    }
}
