//! What a mapping makes of the claims that a test returned: the person as the platform would see them, and what an admin should know
//! before saving. Invariant: the identity comes from the very function that every sign-in uses.

use serde_json::{Map, Value};

use super::{IdpKind, ReturnedClaim};
use crate::claim_mapping::{ClaimMapping, MappedIdentity, denies_email_verified};

/// The person, or why there would be none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingPreview {
    /// The person; none where a claim that is needed is missing.
    pub identity: Option<MappedIdentity>,
    /// The claim that is missing.
    pub missing: Option<String>,
    /// What the identity provider says of the address.
    pub email_verified: EmailVerified,
    /// What an admin should know, the gravest first.
    pub warnings: Vec<MappingWarning>,
}

/// The value of the claim `email_verified`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailVerified {
    /// The address is verified.
    True,
    /// It is not, or what is said cannot be understood: such a person is not signed in.
    False,
    /// Nothing is said. Within the company's domains nothing depends on it.
    Absent,
}

/// What an admin should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MappingWarning {
    /// This person would not be signed in: a claim is missing.
    NobodyWouldSignIn,
    /// The username is no email address: this person would not be signed in.
    UsernameNotAnAddress,
    /// The address is in none of the company's proven domains: this person would not be signed in.
    OutsideDomains,
    /// The identity provider denies that the address is verified: this person would not be signed in.
    AddressDenied,
    /// The Foreign ID is another one for each client ID: with a new registration nobody would be recognised.
    ForeignIdFollowsClientId,
    /// The Foreign ID is an address, which changes and may be given to somebody else.
    ForeignIdIsAnAddress,
    /// Neither name comes: people are asked for their name at their first visit.
    NoName,
}

impl MappingWarning {
    /// Every warning, for tests that each one has a phrase.
    pub const ALL: [Self; 7] = [
        Self::NobodyWouldSignIn,
        Self::UsernameNotAnAddress,
        Self::OutsideDomains,
        Self::AddressDenied,
        Self::ForeignIdFollowsClientId,
        Self::ForeignIdIsAnAddress,
        Self::NoName,
    ];

    /// Whether this very person could not sign in.
    pub const fn keeps_out(self) -> bool {
        matches!(
            self,
            Self::NobodyWouldSignIn | Self::UsernameNotAnAddress | Self::OutsideDomains | Self::AddressDenied
        )
    }
}

impl MappingPreview {
    /// Applies `mapping` to what came back. `proven_domains` are in small letters, as the platform writes domains.
    pub fn of(
        mapping: &ClaimMapping,
        claims: &[ReturnedClaim],
        kind: IdpKind,
        proven_domains: &[String],
    ) -> Self {
        let claims: Map<String, Value> = claims
            .iter()
            .map(|claim| (claim.name.clone(), claim.value.clone()))
            .collect();
        let applied = mapping.apply(&claims);
        let mut warnings = Vec::new();
        match &applied {
            Err(_) => warnings.push(MappingWarning::NobodyWouldSignIn),
            Ok(identity) => match domain_of(&identity.username) {
                None => warnings.push(MappingWarning::UsernameNotAnAddress),
                Some(domain) if !proven_domains.contains(&domain) => {
                    warnings.push(MappingWarning::OutsideDomains);
                }
                Some(_) => {}
            },
        }
        let email_verified = match claims.contains_key("email_verified") {
            false => EmailVerified::Absent,
            true if denies_email_verified(&claims) => EmailVerified::False,
            true => EmailVerified::True,
        };
        if email_verified == EmailVerified::False {
            warnings.push(MappingWarning::AddressDenied);
        }
        if mapping.foreign_id == "sub" && kind.has_pairwise_subjects() {
            warnings.push(MappingWarning::ForeignIdFollowsClientId);
        }
        if let Ok(identity) = &applied {
            if domain_of(&identity.foreign_id).is_some() {
                warnings.push(MappingWarning::ForeignIdIsAnAddress);
            }
            if identity.first_name.is_empty() && identity.last_name.is_empty() {
                warnings.push(MappingWarning::NoName);
            }
        }
        let (identity, missing) = match applied {
            Ok(identity) => (Some(identity), None),
            Err(missing) => (None, Some(missing.claim)),
        };
        Self {
            identity,
            missing,
            email_verified,
            warnings,
        }
    }
}

/// The domain of what looks like an email address, in small letters. The server has the last word on addresses.
fn domain_of(text: &str) -> Option<String> {
    let (local, domain) = text.trim().rsplit_once('@')?;
    let is_domain = domain.contains('.') && !domain.contains(char::is_whitespace);
    (is_domain && !local.is_empty() && !local.contains(char::is_whitespace)).then(|| domain.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::super::ClaimSource;
    use super::*;
    use serde_json::json;

    fn preview(claims: &Value, change: impl Fn(&mut ClaimMapping)) -> MappingPreview {
        let claims: Vec<_> = claims
            .as_object()
            .expect("an object")
            .iter()
            .map(|(name, value)| ReturnedClaim {
                name: name.clone(),
                value: value.clone(),
                source: ClaimSource::IdToken,
            })
            .collect();
        let mut mapping = IdpKind::EntraId.recommended_mapping();
        change(&mut mapping);
        MappingPreview::of(&mapping, &claims, IdpKind::EntraId, &["acme.example".to_owned()])
    }

    #[test]
    fn a_good_mapping_shows_the_person() {
        let claims =
            json!({"oid": "7", "sub": "x", "preferred_username": "Ada@Acme.example", "given_name": "Ada"});
        let good = preview(&claims, |_| ());
        assert_eq!(
            (good.warnings, good.email_verified),
            (vec![], EmailVerified::Absent)
        );
        assert_eq!(good.identity.expect("a person").first_name, "Ada");
    }

    #[test]
    fn each_warning_has_its_case() {
        use MappingWarning as W;
        let claims = json!({"oid": "7", "sub": "x", "upn": "ada", "mail": "ada@other.example", "name": "Ada",
            "email": "ada@acme.example", "email_verified": "false", "given_name": "Ada"});
        type Change = fn(&mut ClaimMapping);
        let cases: [(Change, Vec<W>); 6] = [
            (
                |mapping| mapping.username = "gone".into(),
                vec![W::NobodyWouldSignIn, W::AddressDenied],
            ),
            (
                |mapping| mapping.username = "upn".into(),
                vec![W::UsernameNotAnAddress, W::AddressDenied],
            ),
            (
                |mapping| mapping.username = "mail".into(),
                vec![W::OutsideDomains, W::AddressDenied],
            ),
            (
                |mapping| {
                    mapping.username = "email".into();
                    mapping.foreign_id = "sub".into();
                },
                vec![W::AddressDenied, W::ForeignIdFollowsClientId],
            ),
            (
                |mapping| {
                    mapping.username = "email".into();
                    mapping.foreign_id = "email".into();
                },
                vec![W::AddressDenied, W::ForeignIdIsAnAddress],
            ),
            (
                |mapping| {
                    mapping.username = "email".into();
                    mapping.first_name = None;
                },
                vec![W::AddressDenied, W::NoName],
            ),
        ];
        for (change, warnings) in cases {
            assert_eq!(preview(&claims, change).warnings, warnings);
        }
    }
}
