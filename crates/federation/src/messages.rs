//! Messages by which an identity provider has sessions ended: logout tokens, security events, and what authorizes a global token revocation.
//! Invariant: what leaves this module was checked in full, but for whether it came before.

use latchkey_oidc_checks::{
    Refusal, SigningKeys, logout_token,
    logout_token::LogoutToken,
    security_event::{self, EventExpectation, SecurityEventToken, Statement},
};

use super::{
    Federation, Issuer, TOLERANCE,
    discovery::Metadata,
    error::{FederationError, FederationStep},
    log_fast_clock,
    settings::SsoSettings,
};

impl Federation {
    /// Checks a logout token in full, but for whether it came before.
    pub async fn verify_logout_token(
        &self,
        settings: &SsoSettings,
        raw: &str,
    ) -> Result<LogoutToken, FederationError> {
        let (issuer, metadata) = self.issuer(settings).await?;
        let expectation = logout_token::LogoutTokenExpectation {
            issuer: &metadata.issuer,
            client_id: &settings.client_id,
            may_have_other_audiences: false,
            tolerance: TOLERANCE,
            now_ms: self.clock.now_ms(),
        };
        // Nobody is asked for keys on behalf of a token that is refused anyway.
        logout_token::look(raw, &expectation).map_err(refused_message)?;
        let verify = |keys: &SigningKeys| logout_token::verify(raw, keys, &expectation);
        let verified = self.with_keys(&issuer, &metadata, verify).await?;
        log_fast_clock(settings, verified.ahead);
        Ok(verified)
    }

    /// Checks in full a security event token that was pushed to `endpoint` (RFC 8935), but for whether it came before.
    pub async fn verify_security_event(
        &self,
        settings: &SsoSettings,
        endpoint: &str,
        raw: &str,
    ) -> Result<SecurityEventToken, FederationError> {
        let (issuer, metadata) = self.issuer(settings).await?;
        let expectation = EventExpectation {
            issuer: &metadata.issuer,
            audiences: &[&settings.client_id, endpoint],
            tolerance: TOLERANCE,
            now_ms: self.clock.now_ms(),
        };
        security_event::look_at_event(raw, &expectation).map_err(refused_message)?;
        let verify = |keys: &SigningKeys| security_event::verify_event(raw, keys, &expectation);
        let verified = self.with_keys(&issuer, &metadata, verify).await?;
        log_fast_clock(settings, verified.statement.ahead);
        Ok(verified)
    }

    /// Checks in full a token that authorizes a global token revocation at `endpoint`, but for whether it came before.
    pub async fn verify_revocation(
        &self,
        settings: &SsoSettings,
        endpoint: &str,
        raw: &str,
    ) -> Result<Statement, FederationError> {
        let (issuer, metadata) = self.issuer(settings).await?;
        let expectation = EventExpectation {
            issuer: &metadata.issuer,
            // The address alone: what names the client is an ID token.
            audiences: &[endpoint],
            tolerance: TOLERANCE,
            now_ms: self.clock.now_ms(),
        };
        security_event::look_at_revocation(raw, &expectation).map_err(refused_message)?;
        let verify = |keys: &SigningKeys| security_event::verify_revocation(raw, keys, &expectation);
        let verified = self.with_keys(&issuer, &metadata, verify).await?;
        log_fast_clock(settings, verified.ahead);
        Ok(verified)
    }

    /// Verifies with the issuer's keys, and once more where a key is not known that the issuer may have published since.
    async fn with_keys<T>(
        &self,
        issuer: &Issuer,
        metadata: &Metadata,
        verify: impl Fn(&SigningKeys) -> Result<T, Refusal>,
    ) -> Result<T, FederationError> {
        let keys = self.keys(issuer, metadata).await?;
        match verify(&keys) {
            Err(refusal) if refusal.may_be_a_new_key => {
                let newer = self.newer_keys(issuer, metadata, &keys).await?;
                let newer = newer.ok_or_else(|| refused_message(refusal))?;
                verify(&newer)
            }
            first => first,
        }
        .map_err(refused_message)
    }
}

/// A message that has sessions ended, and did not pass a check.
fn refused_message(refusal: Refusal) -> FederationError {
    FederationError::of_token(FederationStep::LogoutToken, &refusal)
}
