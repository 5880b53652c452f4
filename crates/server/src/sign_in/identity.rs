//! A verified identity before it has an account: mapped from claims, passed to the linking decision, and stored with the attempt
//! while its person is being onboarded.

use latchkey_contract::claim_mapping::denies_email_verified;
use latchkey_contract::sign_in::SsoFailure;
use serde::{Deserialize, Serialize};

use crate::domain::account_linking::{AccountFacts, Assertion, Conflict, Decision, decide};
use crate::domain::email_address::EmailAddress;
use crate::domain::expected_person::account_of;
use crate::domain::group_rules::SeenClaims;
use crate::domain::identity_conflict::{FoundConflict, found};
use crate::domain::name_text;
use crate::federation::VerifiedIdentity;
use crate::store::account_links::{self, ForeignIdentity};
use crate::store::accounts::{self, Account};
use crate::store::sessions::IdpSession;
use crate::store::sso_configurations::SsoConfiguration;
use crate::store::{Connection, StoreError, companies, second_accounts};

/// Who stands at the door, as the identity provider says and as every check confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// `iss`
    pub issuer: String,
    /// `sub`
    pub subject: String,
    /// `sid`
    pub sid: Option<String>,
    /// The claim that Foreign ID maps to.
    pub foreign_id_claim: String,
    /// The value of that claim: the Foreign ID.
    pub foreign_id: String,
    /// The address.
    pub email: String,
    /// `email_verified` is explicitly false.
    pub email_denied: bool,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// When the ID token was issued, by our own clock, in milliseconds.
    pub issued_at_ms: i64,
    /// `session_expiry`, milliseconds.
    pub session_expires_at_ms: Option<i64>,
    /// When the person proved who it is, by our own clock, in milliseconds; where the identity provider says so.
    pub authenticated_at_ms: Option<i64>,
    /// The claims that rules of groups read.
    #[serde(default)]
    pub seen: SeenClaims,
}

impl Identity {
    /// Maps the claims of a checked response. `rule_claims` are those that the company's rules of groups read.
    ///
    /// # Errors
    /// [`SsoFailure::ClaimsMissing`] where a claim is missing or the username is not an address.
    pub fn from_verified(
        verified: &VerifiedIdentity,
        configuration: &SsoConfiguration,
        rule_claims: &[String],
        now_ms: i64,
    ) -> Result<Self, SsoFailure> {
        let mapping = &configuration.claim_mapping;
        let mapped = mapping.apply(&verified.claims).map_err(|missing| {
            tracing::warn!(
                company = configuration.company_slug,
                step = "claims",
                member = missing.claim,
                "a claim that the mapping needs is missing, no text, or longer than 255 bytes"
            );
            SsoFailure::ClaimsMissing
        })?;
        let email = EmailAddress::parse(&mapped.username).ok_or_else(|| {
            tracing::warn!(
                company = configuration.company_slug,
                step = "claims",
                member = mapping.username,
                "the claim for the username is no email address"
            );
            SsoFailure::ClaimsMissing
        })?;
        Ok(Self {
            issuer: verified.issuer.clone(),
            subject: verified.subject.clone(),
            sid: verified.sid.clone(),
            foreign_id_claim: mapping.foreign_id.clone(),
            foreign_id: mapped.foreign_id,
            email: email.to_string(),
            email_denied: denies_email_verified(&verified.claims),
            // Taken out, not refused: nobody is kept out by what the directory holds.
            first_name: name_text::plain(&mapped.first_name),
            last_name: name_text::plain(&mapped.last_name),
            issued_at_ms: now_ms.saturating_sub(verified.age_ms),
            session_expires_at_ms: verified.session_expires_at_ms,
            authenticated_at_ms: verified
                .authentication_age_ms
                .map(|age_ms| now_ms.saturating_sub(age_ms)),
            seen: SeenClaims::read(
                &verified.claims,
                rule_claims.iter().map(String::as_str),
                verified.is_complete,
            ),
        })
    }

    /// The address. It was one when the identity was made.
    pub fn address(&self) -> Result<EmailAddress, StoreError> {
        EmailAddress::parse(&self.email).ok_or(StoreError::Corrupt("identity.email"))
    }

    /// The key to its account.
    pub fn foreign<'a>(&'a self, company_id: &'a str) -> ForeignIdentity<'a> {
        ForeignIdentity {
            company_id,
            issuer: &self.issuer,
            foreign_id_claim: &self.foreign_id_claim,
            foreign_id: &self.foreign_id,
        }
    }

    /// The identity provider's side of the session.
    pub fn idp_session(&self) -> IdpSession<'_> {
        IdpSession {
            issuer: &self.issuer,
            subject: &self.subject,
            sid: self.sid.as_deref(),
        }
    }
}

/// Whose account it is, and what does not agree about that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedAccount {
    /// What to do about the sign-in.
    pub decision: Decision,
    /// What an admin has to look at.
    pub found: Option<FoundConflict>,
}

/// Gathers the facts and decides whose account it is.
pub async fn decide_account(
    connection: &mut Connection,
    identity: &Identity,
    company_id: &str,
) -> Result<DecidedAccount, StoreError> {
    let address = identity.address()?;
    let by_address = accounts::by_email(connection, &address).await?;
    let by_address = facts(connection, by_address, identity).await?;
    // The link is read last: another form of the same person may commit between two statements (PostgreSQL). An account that is
    // linked by then would look like somebody else's if the link had been looked for before.
    let linked = account_links::linked_account(connection, identity.foreign(company_id)).await?;
    let linked = match linked {
        Some(account_id) => accounts::by_id(connection, &account_id).await?,
        None => None,
    };
    let linked = facts(connection, linked, identity).await?;
    let domains = companies::proven_domains(connection, company_id).await?;
    let assertion = Assertion {
        company_id: company_id.to_owned(),
        address,
        address_denied: identity.email_denied,
    };
    let decision = decide(&assertion, linked.as_ref(), by_address.as_ref(), &domains);
    match account_of(&decision) {
        // A deactivation at this very moment ends the session that begins here, or is seen here.
        Some(account_id) if !accounts::lock_active(connection, account_id).await? => Ok(DecidedAccount {
            decision: Decision::Conflict(Conflict::Deactivated),
            found: None,
        }),
        _ => Ok(DecidedAccount {
            found: found(&assertion, linked.as_ref(), by_address.as_ref(), &decision),
            decision,
        }),
    }
}

async fn facts(
    connection: &mut Connection,
    account: Option<Account>,
    identity: &Identity,
) -> Result<Option<AccountFacts>, StoreError> {
    let Some(account) = account else { return Ok(None) };
    let linked_at_this_issuer = account_links::is_linked(
        connection,
        &account.id,
        &identity.issuer,
        &identity.foreign_id_claim,
    )
    .await?
        || second_accounts::is_attached(
            connection,
            &account.id,
            &identity.issuer,
            &identity.foreign_id_claim,
        )
        .await?;
    Ok(Some(AccountFacts {
        linked_at_this_issuer,
        deactivated: account.deactivated_at_ms.is_some(),
        account_id: account.id,
        company_id: account.company_id,
    }))
}

/// What the person is told of a conflict.
pub const fn failure_of(conflict: Conflict) -> SsoFailure {
    match conflict {
        Conflict::Deactivated => SsoFailure::AccountDeactivated,
        Conflict::AddressNotVerified => SsoFailure::AddressNotVerified,
        Conflict::ForeignDomain => SsoFailure::ForeignDomain,
        Conflict::OtherCompany | Conflict::OtherIdentity => SsoFailure::AccountConflict,
    }
}
