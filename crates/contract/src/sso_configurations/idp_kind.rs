//! The identity providers that the wizard knows. Invariant: what kind one is decides hints and recommendations, never whether
//! somebody may sign in.

use serde::{Deserialize, Serialize};

use crate::claim_mapping::ClaimMapping;

/// A kind of identity provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum IdpKind {
    /// Microsoft Entra ID.
    EntraId,
    /// Okta.
    Okta,
    /// Auth0.
    Auth0,
    /// PingOne.
    Ping,
    /// Active Directory Federation Services.
    Adfs,
    /// Keycloak.
    Keycloak,
    /// Google Workspace.
    Google,
    /// Any other OpenID provider.
    #[default]
    Other,
}

/// A part of an identity provider's address that an admin fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AddressPart {
    /// Directory (tenant) ID of Entra ID.
    TenantId,
    /// The host name alone.
    Host,
    /// The realm of Keycloak.
    Realm,
    /// The environment ID of PingOne.
    EnvironmentId,
}

impl IdpKind {
    /// In the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::EntraId,
        Self::Okta,
        Self::Auth0,
        Self::Ping,
        Self::Adfs,
        Self::Keycloak,
        Self::Google,
        Self::Other,
    ];

    /// As it is stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EntraId => "entra_id",
            Self::Okta => "okta",
            Self::Auth0 => "auth0",
            Self::Ping => "ping",
            Self::Adfs => "adfs",
            Self::Keycloak => "keycloak",
            Self::Google => "google",
            Self::Other => "other",
        }
    }

    /// The kind with this name; [`Self::Other`] where there is none.
    pub fn from_text(text: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .unwrap_or_default()
    }

    /// What the makers call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EntraId => "Microsoft Entra ID",
            Self::Okta => "Okta",
            Self::Auth0 => "Auth0",
            Self::Ping => "PingOne",
            Self::Adfs => "AD FS",
            Self::Keycloak => "Keycloak",
            Self::Google => "Google Workspace",
            Self::Other => "OpenID Connect",
        }
    }

    /// The kind that has such an address, where the address alone tells.
    pub fn of_address(endpoint_url: &str) -> Option<Self> {
        let address = endpoint_url.trim().to_ascii_lowercase();
        let (_, rest) = address.split_once("://")?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = host.split(':').next().unwrap_or_default();
        let within = |domain: &str| {
            host.strip_suffix(domain)
                .is_some_and(|before| before.is_empty() || before.ends_with('.'))
        };
        let entra = [
            "login.microsoftonline.com",
            "login.microsoftonline.us",
            "login.partner.microsoftonline.cn",
            "sts.windows.net",
        ];
        if entra.contains(&host) {
            Some(Self::EntraId)
        } else if ["okta.com", "oktapreview.com", "okta-emea.com"]
            .into_iter()
            .any(within)
        {
            Some(Self::Okta)
        } else if within("auth0.com") {
            Some(Self::Auth0)
        } else if host.starts_with("auth.pingone.") {
            Some(Self::Ping)
        } else if host == "accounts.google.com" {
            Some(Self::Google)
        } else if path.starts_with("adfs") {
            Some(Self::Adfs)
        } else if path.starts_with("realms/") || path.starts_with("auth/realms/") {
            Some(Self::Keycloak)
        } else {
            None
        }
    }

    /// The parts of its address that an admin fills in. Empty where the whole address is asked for, or is the same for everybody.
    pub const fn address_parts(self) -> &'static [AddressPart] {
        match self {
            Self::EntraId => &[AddressPart::TenantId],
            Self::Okta | Self::Auth0 | Self::Adfs => &[AddressPart::Host],
            Self::Ping => &[AddressPart::Host, AddressPart::EnvironmentId],
            Self::Keycloak => &[AddressPart::Host, AddressPart::Realm],
            Self::Google | Self::Other => &[],
        }
    }

    /// The address of the parts, in the order of [`Self::address_parts`]; none while one of them is empty. `https://` and slashes
    /// around a host are left out, however it was pasted.
    pub fn address_from(self, parts: &[&str]) -> Option<String> {
        if self == Self::Google {
            return Some("https://accounts.google.com".to_owned());
        }
        let asked = self.address_parts();
        let parts: Vec<&str> = parts.iter().map(|part| bare(part)).collect();
        if asked.is_empty() || parts.len() != asked.len() || parts.iter().any(|part| part.is_empty()) {
            return None;
        }
        let first = parts[0];
        Some(match self {
            Self::EntraId => format!("https://login.microsoftonline.com/{first}/v2.0"),
            Self::Okta => format!("https://{first}"),
            Self::Auth0 => format!("https://{first}/"),
            Self::Adfs => format!("https://{first}/adfs"),
            Self::Ping => format!("https://{first}/{}/as", parts[1]),
            Self::Keycloak => format!("https://{first}/realms/{}", parts[1]),
            Self::Google | Self::Other => return None,
        })
    }

    /// The parts of an address, in the order of [`Self::address_parts`]: what [`Self::address_from`] would make it of. None where it
    /// makes no such address.
    pub fn parts_of(self, address: &str) -> Option<Vec<String>> {
        let (host, path) = bare(address).split_once('/').unwrap_or((bare(address), ""));
        let path = path
            .strip_suffix("/.well-known/openid-configuration")
            .unwrap_or(path);
        let parts = match (self, path) {
            (Self::EntraId, _) => vec![path.strip_suffix("/v2.0")?],
            (Self::Okta | Self::Auth0, "") | (Self::Adfs, "adfs") => vec![host],
            (Self::Ping, _) => vec![host, path.strip_suffix("/as")?],
            (Self::Keycloak, _) => vec![host, path.strip_prefix("realms/")?],
            _ => return None,
        };
        let made = self.address_from(&parts)?;
        let (made, address) = (bare(&made), [host, path].join("/"));
        (made == bare(&address)).then(|| parts.into_iter().map(str::to_owned).collect())
    }

    /// The mapping that fits most tenants.
    pub fn recommended_mapping(self) -> ClaimMapping {
        let (foreign_id, username) = match self {
            Self::EntraId => ("oid", "preferred_username"),
            Self::Adfs => ("sub", "upn"),
            _ => ("sub", "email"),
        };
        ClaimMapping {
            foreign_id: foreign_id.to_owned(),
            username: username.to_owned(),
            first_name: Some("given_name".to_owned()),
            last_name: Some("family_name".to_owned()),
        }
    }

    /// Whether `sub` is another one for each client ID, so that a new registration would lose everybody (Entra ID, AD FS).
    pub const fn has_pairwise_subjects(self) -> bool {
        matches!(self, Self::EntraId | Self::Adfs)
    }

    /// Whether its client secrets expire.
    pub const fn has_expiring_secrets(self) -> bool {
        matches!(self, Self::EntraId)
    }
}

fn bare(part: &str) -> &str {
    let part = part.trim();
    let part = part
        .strip_prefix("https://")
        .or_else(|| part.strip_prefix("http://"))
        .unwrap_or(part);
    part.trim_matches('/')
}

/// Whether the text is a GUID. Of a client secret at Entra ID it means that the secret's ID was copied in place of its value.
pub fn is_guid(text: &str) -> bool {
    let groups: Vec<&str> = text.trim().split('-').collect();
    let is_hex = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && groups.iter().all(is_hex)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_kind_is_known_by_its_own_address() {
        for (kind, parts) in [
            (IdpKind::EntraId, vec!["8f0a…"]),
            (IdpKind::Okta, vec!["https://acme.okta.com/"]),
            (IdpKind::Auth0, vec!["acme.eu.auth0.com"]),
            (IdpKind::Ping, vec!["auth.pingone.eu", "1-2"]),
            (IdpKind::Adfs, vec!["sts.acme.example"]),
            (IdpKind::Keycloak, vec!["sso.acme.example:8443", "staff"]),
            (IdpKind::Google, vec![]),
        ] {
            let address = kind.address_from(&parts).expect("an address");
            assert_eq!(IdpKind::of_address(&address), Some(kind), "{address}");
        }
        for other in [
            "https://idp.example",
            "https://notokta.com",
            "https://evilokta.com/",
            "okta.com",
            "",
        ] {
            assert_eq!(IdpKind::of_address(other), None, "{other}");
        }
    }

    #[test]
    fn an_address_has_all_of_its_parts() {
        assert_eq!(
            IdpKind::Keycloak.address_from(&["https://sso.acme.example/", " staff "]),
            Some("https://sso.acme.example/realms/staff".to_owned())
        );
        assert_eq!(IdpKind::Keycloak.address_from(&["sso.acme.example", " "]), None);
        assert_eq!(IdpKind::Keycloak.address_from(&["sso.acme.example"]), None);
        assert_eq!(IdpKind::Other.address_from(&[]), None);
    }

    #[test]
    fn the_parts_of_an_address_are_read_back() {
        for (kind, address, parts) in [
            (
                IdpKind::EntraId,
                "https://login.microsoftonline.com/8f0a/v2.0",
                vec!["8f0a"],
            ),
            (IdpKind::Okta, " https://acme.okta.com/ ", vec!["acme.okta.com"]),
            (
                IdpKind::Keycloak,
                "https://sso.acme.example/realms/staff/.well-known/openid-configuration",
                vec!["sso.acme.example", "staff"],
            ),
            (
                IdpKind::Ping,
                "https://auth.pingone.eu/1-2/as",
                vec!["auth.pingone.eu", "1-2"],
            ),
            (
                IdpKind::Adfs,
                "https://sts.acme.example/adfs",
                vec!["sts.acme.example"],
            ),
        ] {
            let read = kind.parts_of(address);
            assert_eq!(
                read,
                Some(parts.into_iter().map(str::to_owned).collect()),
                "{address}"
            );
        }
        for (kind, address) in [
            (IdpKind::EntraId, "https://sts.windows.net/8f0a/"),
            (IdpKind::EntraId, "https://idp.example/8f0a/v2.0"),
            (IdpKind::Okta, "https://acme.okta.com/oauth2/default"),
            (IdpKind::Keycloak, "https://sso.acme.example/auth/realms/staff"),
            (IdpKind::Google, "https://accounts.google.com"),
            (IdpKind::Other, "https://idp.example"),
            (IdpKind::Okta, ""),
        ] {
            assert_eq!(kind.parts_of(address), None, "{address}");
        }
    }

    #[test]
    fn a_guid_is_told_from_a_secret() {
        assert!(is_guid(" 0f8fad5b-d9cb-469f-a165-70867728950e "));
        for secret in [
            "x~8Q~abc.def_ghi-jkl",
            "0f8fad5b-d9cb-469f-a165-70867728950",
            "",
            "0f8fad5bd9cb469fa16570867728950e",
        ] {
            assert!(!is_guid(secret), "{secret}");
        }
    }

    proptest! {
        #[test]
        fn names_are_read_back(index in 0_usize..8) {
            let kind = IdpKind::ALL[index];
            prop_assert_eq!(IdpKind::from_text(kind.as_str()), kind);
        }

        #[test]
        fn any_text_can_be_looked_at(text in ".{0,60}") {
            let _ = (IdpKind::of_address(&text), is_guid(&text));
            for kind in IdpKind::ALL {
                let _ = kind.parts_of(&text);
            }
        }
    }
}
