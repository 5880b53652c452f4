//! Whose account is this? The one decision that stands between an identity provider's word and an account of ours.
//!
//! In this order: the account that (issuer, Foreign ID) is linked to; else an account with the asserted address, if that
//! lies in a proven domain of the same company and was never linked to anybody else there, once; else onboarding; else a
//! conflict. An address alone never opens an account (that would be the takeover known as nOAuth).

use crate::email_address::{EmailAddress, EmailDomain};

/// What the identity provider says, after every check of its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// The company whose identity provider says it.
    pub company_id: String,
    /// The address, read from the claim that Username maps to.
    pub address: EmailAddress,
    /// `email_verified` is explicitly false.
    pub address_denied: bool,
}

/// What the decision needs to know of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountFacts {
    /// Its identifier.
    pub account_id: String,
    /// The company it belongs to.
    pub company_id: String,
    /// Whether it is deactivated.
    pub deactivated: bool,
    /// Whether it is linked to an identity of this issuer already.
    pub linked_at_this_issuer: bool,
}

/// What to do about an assertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Sign in to the account that the identity is linked to.
    SignIn {
        /// Identifier of that account.
        account_id: String,
    },
    /// Link the account that has the asserted address, and sign in to it.
    Link {
        /// Identifier of that account.
        account_id: String,
    },
    /// Nobody has an account yet: take them through onboarding.
    Onboard,
    /// Do nothing; tell the person, and leave a trace for the admin.
    Conflict(Conflict),
}

/// Why there is nothing that could be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// The account is switched off.
    Deactivated,
    /// The identity provider denies that the address is verified.
    AddressNotVerified,
    /// The address does not lie in a proven domain of the company.
    ForeignDomain,
    /// The account with this address belongs to another company.
    OtherCompany,
    /// The account with this address is linked to another identity of the same issuer.
    OtherIdentity,
}

impl Conflict {
    /// The word for logs and the audit trail.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deactivated => "deactivated",
            Self::AddressNotVerified => "address_not_verified",
            Self::ForeignDomain => "foreign_domain",
            Self::OtherCompany => "other_company",
            Self::OtherIdentity => "other_identity",
        }
    }
}

/// Decides which account an assertion signs in to. `linked`: the account that (issuer, Foreign ID) is linked to; `by_address`: the
/// account with the asserted address; `proven_domains`: the company's.
pub fn decide(
    assertion: &Assertion,
    linked: Option<&AccountFacts>,
    by_address: Option<&AccountFacts>,
    proven_domains: &[EmailDomain],
) -> Decision {
    if let Some(account) = linked {
        return match account {
            _ if account.company_id != assertion.company_id => Decision::Conflict(Conflict::OtherCompany),
            _ if account.deactivated => Decision::Conflict(Conflict::Deactivated),
            // The address may have changed at the identity provider since: the link outlives that.
            _ => Decision::SignIn {
                account_id: account.account_id.clone(),
            },
        };
    }
    if assertion.address_denied {
        return Decision::Conflict(Conflict::AddressNotVerified);
    }
    if !proven_domains.contains(assertion.address.domain()) {
        return Decision::Conflict(Conflict::ForeignDomain);
    }
    match by_address {
        None => Decision::Onboard,
        Some(account) if account.company_id != assertion.company_id => {
            Decision::Conflict(Conflict::OtherCompany)
        }
        Some(account) if account.linked_at_this_issuer => Decision::Conflict(Conflict::OtherIdentity),
        Some(account) if account.deactivated => Decision::Conflict(Conflict::Deactivated),
        Some(account) => Decision::Link {
            account_id: account.account_id.clone(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn account() -> impl Strategy<Value = AccountFacts> {
        ("[ab]", "[xy]", any::<bool>(), any::<bool>()).prop_map(
            |(account_id, company_id, deactivated, linked_at_this_issuer)| AccountFacts {
                account_id,
                company_id,
                deactivated,
                linked_at_this_issuer,
            },
        )
    }

    fn assertion() -> impl Strategy<Value = Assertion> {
        (
            "[xy]",
            prop::sample::select(vec!["acme.example", "globex.example"]),
            any::<bool>(),
        )
            .prop_map(|(company_id, domain, address_denied)| {
                let address = EmailAddress::parse(&format!("ada@{domain}")).expect("an address");
                Assertion {
                    company_id,
                    address,
                    address_denied,
                }
            })
    }

    fn domains() -> impl Strategy<Value = Vec<EmailDomain>> {
        prop::sample::subsequence(vec!["acme.example", "globex.example"], 0..=2)
            .prop_map(|names| names.into_iter().filter_map(EmailDomain::parse).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn nobody_enters_another_companys_account(a in assertion(), linked in prop::option::of(account()), found in prop::option::of(account()), d in domains()) {
            match decide(&a, linked.as_ref(), found.as_ref(), &d) {
                Decision::SignIn { account_id } => {
                    let account = linked.expect("only a link signs in at once");
                    prop_assert_eq!(&account.account_id, &account_id);
                    prop_assert!(account.company_id == a.company_id && !account.deactivated);
                }
                Decision::Link { account_id } => {
                    let account = found.expect("only an account that was found is linked");
                    prop_assert_eq!(&account.account_id, &account_id);
                    prop_assert!(account.company_id == a.company_id && !account.deactivated);
                }
                Decision::Onboard | Decision::Conflict(_) => {}
            }
        }

        #[test]
        fn an_address_counts_only_when_proven_not_denied_and_not_linked_yet(a in assertion(), found in prop::option::of(account()), d in domains()) {
            let decision = decide(&a, None, found.as_ref(), &d);
            if matches!(decision, Decision::Link { .. } | Decision::Onboard) {
                prop_assert!(!a.address_denied);
                prop_assert!(d.contains(a.address.domain()));
                prop_assert!(found.as_ref().is_none_or(|account| !account.linked_at_this_issuer));
            }
            prop_assert_eq!(decision == Decision::Onboard, found.is_none() && !a.address_denied && d.contains(a.address.domain()));
        }

        #[test]
        fn a_link_outlives_its_address(a in assertion(), linked in account(), found in prop::option::of(account()), d in domains()) {
            let with = decide(&a, Some(&linked), found.as_ref(), &d);
            prop_assert_eq!(with, decide(&a, Some(&linked), None, &[]));
        }
    }
}
