//! Acme's SSO configurations: an active one, one that was tested, and a draft.

use latchkey_contract::{
    Empty,
    claim_mapping::ClaimMapping,
    sso_configurations::{
        ActivateSsoConfiguration, ActivationObstacle, BeginSetUp, CheckOutcome, CheckReport,
        CheckSsoConfiguration, ClaimSource, ConfigurationStatus, ConnectionSettings, CreateRecoveryCodes,
        CreateSetUpLink, CreateSsoConfiguration, CreateTestAccess, DeactivateSsoConfiguration,
        DeleteSsoConfiguration, DomainImpact, DuplicateSsoConfiguration, EndSetUp, ExtendSsoTest,
        GetRecoveryCodes, GetSetUp, GetSsoConfiguration, GetSsoTest, IdpKind, IdpProblem, ListSetUpLinks,
        ListSsoConfigurations, ListedSsoConfiguration, MailPreview, MakeClientKey, MetadataProblem,
        MetadataReport, PlatformAddresses, PreflightCheck, PreviewSsoActivation, ProviderMetadata,
        ReadIdpMetadata, RecoveryCodes, ReturnedClaim, RevokeSetUpLink, SecretRotation, SecretStatus,
        SetSecretExpiry, SetUpLink, SetUpLinkState, SsoConfiguration, StartSsoTest, StepOutcome, TestAccess,
        TestProblem, TestRun, TestRunState, TestStep, TraceStep, UpdateClaimMapping, UpdateSsoConnection,
        create_recovery_codes, create_set_up_link, create_sso_configuration, duplicate_sso_configuration,
        get_recovery_codes, get_set_up, list_set_up_links, list_sso_configurations,
        preview_sso_activation::{self, NOTICE},
        set_secret_expiry, start_sso_test, update_claim_mapping, update_sso_connection,
    },
};

use crate::{FakeBackend, MockResponse, canned_people_jobs, canned_secret_rotation, canned_sso_pilot};

/// Where Acme's Keycloak is.
pub const KEYCLOAK: &str = "https://sso.acme.example/realms/staff";

/// One link that nobody has opened, and one that somebody works with.
pub fn set_up_links() -> Vec<SetUpLink> {
    let link = |id: &str, begun_at: Option<&str>| SetUpLink {
        id: id.to_owned(),
        state: match begun_at {
            Some(_) => SetUpLinkState::Begun,
            None => SetUpLinkState::Waiting,
        },
        made_by: "ada@acme.example".to_owned(),
        made_at: "2026-03-02T09:00:00Z".to_owned(),
        mailed_to: begun_at.map(|_| "eve@idp.example".to_owned()),
        expires_at: "2026-03-09T09:00:00Z".to_owned(),
        begun_at: begun_at.map(str::to_owned),
    };
    vec![link("waiting", None), link("begun", Some("2026-03-02T10:00:00Z"))]
}

/// From now on these set-up links of Acme's work.
pub fn has_set_up_links(backend: &FakeBackend, links: Vec<SetUpLink>) {
    backend.on::<ListSetUpLinks>(move |_| {
        let links = links.clone();
        MockResponse::Success(list_set_up_links::Response { links })
    });
}

/// From now on Acme has these recovery codes, and whoever is signed in came in by one where `is_recovering`.
pub fn has_recovery_codes(backend: &FakeBackend, codes: Option<RecoveryCodes>, is_recovering: bool) {
    backend.on::<GetRecoveryCodes>(move |_| {
        MockResponse::Success(get_recovery_codes::Response {
            codes: codes.clone(),
            is_recovering,
        })
    });
}

fn answers_recovery_codes(backend: &FakeBackend) {
    let codes = RecoveryCodes {
        made_by: "ada@acme.example".to_owned(),
        made_at: "2026-03-02T09:00:00Z".to_owned(),
        made: 10,
        left: 9,
    };
    has_recovery_codes(backend, Some(codes), false);
    backend.on::<CreateRecoveryCodes>(|_| {
        let code = |number| format!("K7QM-2XWD-{number}RTA-9HVE");
        MockResponse::Success(create_recovery_codes::Response {
            codes: (2..10).chain(2..4).map(code).collect(),
        })
    });
}

/// What activating each of Acme's configurations would change. The tested one is ready; the draft was never tested.
fn answers_activation(backend: &FakeBackend) {
    backend.on::<PreviewSsoActivation>(|request| {
        let (name, is_active, obstacles) = match request.configuration.as_str() {
            "entra" => ("Entra ID", true, Vec::new()),
            "okta" => ("Okta", false, Vec::new()),
            _ => (
                "Keycloak",
                false,
                vec![
                    ActivationObstacle::NotTested,
                    ActivationObstacle::NotMapped,
                    ActivationObstacle::NoRecoveryCodes,
                ],
            ),
        };
        MockResponse::Success(preview_sso_activation::Response {
            is_pilot: false,
            name: name.to_owned(),
            version: "as-it-was-looked-at".to_owned(),
            is_active,
            obstacles,
            domains: vec![DomainImpact {
                domain: "acme.example".to_owned(),
                accounts: 120,
                with_password: 80,
                never_came: 40,
                repository_passwords: 3,
                service_accounts: 1,
            }],
            outside: 3,
            admins: 2,
            replaces: (!is_active).then(|| "Entra ID".to_owned()),
            ends_session: false,
            links_voided: if is_active { 0 } else { 80 },
            mailed: if is_active { 40 } else { 0 },
            mail: is_active.then(deactivation_mail),
        })
    });
    backend.on::<ActivateSsoConfiguration>(|_| MockResponse::Success(Empty {}));
    backend.on::<DeactivateSsoConfiguration>(|_| MockResponse::Success(Empty {}));
}

fn answers_set_up_links(backend: &FakeBackend) {
    backend.on::<CreateSetUpLink>(|_| {
        MockResponse::Success(create_set_up_link::Response {
            id: "new-link".to_owned(),
            link: "https://latchkey.example/sso/set-up?token=a-token-of-a-set-up-link".to_owned(),
            token: "a-token-of-a-set-up-link".to_owned(),
            expires_at: "2026-03-09T09:00:00Z".to_owned(),
        })
    });
    has_set_up_links(backend, set_up_links());
    backend.on::<RevokeSetUpLink>(|_| MockResponse::Success(Empty {}));
    backend.on::<BeginSetUp>(|_| MockResponse::Success(Empty {}));
    backend.on::<EndSetUp>(|_| MockResponse::Success(Empty {}));
    backend.on::<GetSetUp>(|_| {
        MockResponse::Success(get_set_up::Response {
            company: "Acme".to_owned(),
            made_by: "ada@acme.example".to_owned(),
            expires_at: "2026-03-09T09:00:00Z".to_owned(),
        })
    });
}

/// Every operation of the wizard succeeds.
pub fn answers_sso(backend: &FakeBackend) {
    has_configurations(backend, configurations(), true);
    backend.on::<GetSsoConfiguration>(|request| {
        MockResponse::Success(match request.configuration.as_str() {
            "entra" => active(),
            "okta" => tested(),
            _ => configuration(),
        })
    });
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
    backend.on::<SetSecretExpiry>(|request| {
        MockResponse::Success(set_secret_expiry::Response {
            secret: SecretStatus {
                expires_on: request.expires_on,
                ..SecretStatus::default()
            },
        })
    });
    backend.on::<DeleteSsoConfiguration>(|_| MockResponse::Success(Empty {}));
    backend.on::<CheckSsoConfiguration>(|request| {
        let outcome = match request.check {
            PreflightCheck::Authorization => CheckOutcome::Unknown,
            _ => CheckOutcome::Passed,
        };
        MockResponse::Success(CheckReport {
            outcome,
            problem: None,
            metadata: None,
            error: None,
        })
    });
    backend.on::<StartSsoTest>(|_| {
        MockResponse::Success(start_sso_test::Response {
            run: test_run(TestRunState::Started),
            // A page of the tests' own server that says nothing.
            open: "about:blank".to_owned(),
        })
    });
    // The draft's passes; of the others, each shows another end.
    backend.on::<GetSsoTest>(|request| {
        let state = match request.configuration.as_str() {
            "entra" => TestRunState::Expired,
            "okta" => TestRunState::Failed,
            _ => TestRunState::Passed,
        };
        MockResponse::Success(test_run(state))
    });
    backend.on::<ExtendSsoTest>(|_| {
        MockResponse::Success(TestRun {
            seconds_left: 80,
            is_extended: true,
            ..test_run(TestRunState::AtIdp)
        })
    });
    backend.on::<UpdateClaimMapping>(|_| {
        let version = "as-it-was-mapped".to_owned();
        MockResponse::Success(update_claim_mapping::Response { version })
    });
    answers_set_up_links(backend);
    answers_recovery_codes(backend);
    canned_secret_rotation::answers_check(backend);
    backend.on::<MakeClientKey>(|_| MockResponse::Success(canned_secret_rotation::client_key()));
    canned_secret_rotation::has_secret_rotation(
        backend,
        SecretRotation {
            pending: Some(canned_secret_rotation::pending_secret()),
            ..canned_secret_rotation::secret_rotation()
        },
    );
    canned_sso_pilot::has_sso_pilot(backend, canned_sso_pilot::sso_pilot());
    canned_people_jobs::has_people_jobs(backend, vec![canned_people_jobs::people_job()]);
    answers_activation(backend);
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
            rising_failures: None,
        })
    });
}

/// Of those that are not active nobody said anything.
fn secret_of(status: ConfigurationStatus) -> SecretStatus {
    match status {
        ConfigurationStatus::Active => canned_secret_rotation::active_secret(),
        ConfigurationStatus::Draft | ConfigurationStatus::Tested => SecretStatus::default(),
    }
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
        secret: secret_of(status),
        uses_key: false,
        is_pilot: false,
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
        running_test: None,
        test_access: None,
        changed_at: "2026-11-20T09:00:00Z".to_owned(),
        changed_by: Some("ada@acme.example".to_owned()),
        proven_domains: vec!["acme.example".to_owned()],
        addresses: addresses(),
    }
}

/// The one that was tested, with the mapping that fits what came.
pub fn tested() -> SsoConfiguration {
    let connection = ConnectionSettings {
        name: "Okta trial".to_owned(),
        idp: IdpKind::Okta,
        endpoint_url: "https://acme.okta.com".to_owned(),
        ..configuration().connection
    };
    SsoConfiguration {
        id: "okta".to_owned(),
        mapping: Some(connection.idp.recommended_mapping()),
        connection,
        status: ConfigurationStatus::Tested,
        last_test: Some(test_run(TestRunState::Passed)),
        test_access: Some(test_access()),
        ..configuration()
    }
}

/// The one that people sign in with.
pub fn active() -> SsoConfiguration {
    let connection = ConnectionSettings {
        name: "Entra ID".to_owned(),
        idp: IdpKind::EntraId,
        endpoint_url: "https://login.microsoftonline.com/8f0a2b6e-0000-4000-8000-1c2d3e4f5a6b/v2.0"
            .to_owned(),
        ..configuration().connection
    };
    SsoConfiguration {
        id: "entra".to_owned(),
        mapping: Some(connection.idp.recommended_mapping()),
        connection,
        status: ConfigurationStatus::Active,
        changed_by: None,
        ..configuration()
    }
}

/// A test run of the draft: what came is Ada's.
pub fn test_run(state: TestRunState) -> TestRun {
    let claim = |name: &str, value: &str| ReturnedClaim {
        name: name.to_owned(),
        value: value.into(),
        source: ClaimSource::IdToken,
    };
    let failed_at = TestStep::Authorization;
    let trace = TestStep::ALL.map(|step| TraceStep {
        step,
        outcome: match state {
            TestRunState::Passed => StepOutcome::Passed,
            TestRunState::Failed | TestRunState::Expired if step < failed_at => StepOutcome::Passed,
            TestRunState::Failed | TestRunState::Expired if step == failed_at => StepOutcome::Failed,
            _ => StepOutcome::NotReached,
        },
        problem: (state == TestRunState::Expired && step == failed_at)
            .then_some(TestProblem::NothingCameBack),
        idp_problem: (state == TestRunState::Failed && step == failed_at)
            .then_some(IdpProblem::PersonNotAssigned),
        metadata_problem: None,
        evidence: Vec::new(),
    });
    let passed = state == TestRunState::Passed;
    TestRun {
        id: "run".to_owned(),
        state,
        seconds_left: if state.is_over() { 0 } else { 20 },
        is_extended: false,
        trace: trace.to_vec(),
        claims: match passed {
            true => vec![
                claim("email", "ada@acme.example"),
                claim("family_name", "Lovelace"),
                claim("given_name", "Ada"),
                claim("sub", "7f3a"),
            ],
            false => Vec::new(),
        },
        began_at: "2026-11-20T09:00:00Z".to_owned(),
        request_id: "0193f0c2".to_owned(),
    }
}

/// Addresses of the platform for Acme.
pub fn addresses() -> PlatformAddresses {
    PlatformAddresses {
        redirect_url: "https://latchkey.example/sso/callback/acme".to_owned(),
        backchannel_logout_url: "https://latchkey.example/sso/backchannel-logout/acme".to_owned(),
        start_url: "https://latchkey.example/sso/start/acme".to_owned(),
        signed_out_url: "https://latchkey.example/sign-in".to_owned(),
        client_keys_url: "https://latchkey.example/sso/keys/acme".to_owned(),
        universal_logout_url: "https://latchkey.example/sso/universal-logout/acme".to_owned(),
        shared_signals_url: "https://latchkey.example/sso/shared-signals/acme".to_owned(),
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

/// The mail to people who have no password afterwards.
fn deactivation_mail() -> MailPreview {
    MailPreview {
        subject: "Set a password for your account at Latchkey".to_owned(),
        paragraphs: vec![
            "Acme no longer signs you in to Latchkey by single sign-on.".to_owned(),
            format!("The admins of Acme add: \"{NOTICE}\"."),
        ],
        button: "Set a password".to_owned(),
    }
}
