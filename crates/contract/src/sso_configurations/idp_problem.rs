//! What can be wrong at an identity provider. Invariant: each problem has its words on the screens.

use serde::{Deserialize, Serialize};

macro_rules! problems {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)+) => {
        /// What is wrong at the identity provider. The screens have a cause and a repair for each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum IdpProblem {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)+
        }

        impl IdpProblem {
            /// Every problem, for tests that each one has its words.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// As it stands in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

problems! {
    /// Our redirect URL is not registered, or not exactly.
    RedirectNotRegistered = "redirect_not_registered";
    /// There is no application with this client ID.
    ClientUnknown = "client_unknown";
    /// There is no such tenant.
    TenantUnknown = "tenant_unknown";
    /// The tenant is in another cloud (national clouds).
    WrongCloud = "wrong_cloud";
    /// The address for many tenants was used for an application of one.
    SharedEndpoint = "shared_endpoint";
    /// The client secret is another one; often its ID was pasted.
    SecretWrong = "secret_wrong";
    /// The client secret has expired.
    SecretExpired = "secret_expired";
    /// No client secret arrived: it is sent by another method than the identity provider reads.
    SecretMissing = "secret_missing";
    /// The application is a public or native one, which has no secret.
    ClientIsPublic = "client_is_public";
    /// The client is not let in: its ID, its secret, or the way in which the secret is sent.
    ClientRefused = "client_refused";
    /// The application is switched off.
    ClientDisabled = "client_disabled";
    /// The person has no access to the application.
    PersonNotAssigned = "person_not_assigned";
    /// Somebody has to agree that the application may read profiles; often an administrator.
    ConsentNeeded = "consent_needed";
    /// The person cancelled or did not agree.
    Declined = "declined";
    /// A scope does not exist, or may not be asked for.
    ScopeRefused = "scope_refused";
    /// The account is of another tenant.
    PersonOfAnotherTenant = "person_of_another_tenant";
    /// This kind of account (say a personal one) may not sign in.
    AccountKindRefused = "account_kind_refused";
    /// A policy (conditional access, network zone, sign-on policy) stops the sign-in.
    PolicyBlocked = "policy_blocked";
    /// The authorization server has no access policy that fits the application.
    AccessPolicyMissing = "access_policy_missing";
    /// The device or the program is not one that the company trusts.
    DeviceRefused = "device_refused";
    /// A second factor is asked for, or has to be set up first.
    SecondFactorNeeded = "second_factor_needed";
    /// The account is locked, switched off, or its password has expired.
    AccountUnusable = "account_unusable";
    /// Nobody is signed in at the identity provider, and it was not allowed to ask.
    SignInNeeded = "sign_in_needed";
    /// The code was used before or has expired.
    CodeExpired = "code_expired";
    /// The proof of PKCE was not accepted.
    PkceRefused = "pkce_refused";
    /// Parts of two authorization servers or tenants were mixed.
    ServersMixed = "servers_mixed";
    /// The identity provider stopped a loop of sign-ins.
    LoopStopped = "loop_stopped";
    /// The application may not use the authorization code flow.
    FlowNotAllowed = "flow_not_allowed";
    /// The application's manifest lacks what its custom claims need.
    ManifestIncomplete = "manifest_incomplete";
    /// Two ways of client authentication were used at once.
    SeveralCredentials = "several_credentials";
    /// More groups match than fit, or an expression of a claim fails.
    ClaimsFailed = "claims_failed";
    /// The address after a sign-out is not registered.
    SignOutNotRegistered = "sign_out_not_registered";
    /// The application has no permission to the resource (AD FS).
    ResourceNotPermitted = "resource_not_permitted";
    /// Userinfo takes only tokens of its own audience (AD FS).
    UserInfoRefused = "userinfo_refused";
    /// An administrator of the identity provider has to allow the application first.
    AdminPolicy = "admin_policy";
    /// The application is not published, or only for other people.
    AppNotPublished = "app_not_published";
    /// The source of accounts is not switched on for the application.
    ConnectionDisabled = "connection_disabled";
    /// The identity provider is busy or down.
    IdpBusy = "idp_busy";
}
