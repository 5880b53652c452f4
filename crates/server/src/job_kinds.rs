//! The kinds of jobs that there are. Invariant: a kind that is queued somewhere is listed here, or nobody would do its jobs.

use crate::access_management::bulk::job::BulkAccessChange;
use crate::app_logouts::AppLogout;
use crate::email_domains::check::EmailDomainCheck;
use crate::email_domains::watch::EmailDomainWatch;
use crate::jobs::Registered;
use crate::mail::outbox::SendMail;
use crate::sign_in::link_request::LinkRequested;
use crate::sign_in::password_links::MailPasswordLinks;
use crate::sign_in::recovery_request::RecoveryRequested;
use crate::sign_in::sso_takeover::SsoTakeover;
use crate::sso_configurations::notices::MailSsoNotices;
use crate::sso_configurations::secret_check::SsoSecretCheck;
use crate::two_step::reminders::RemindOfSecondFactor;

/// All kinds.
pub const fn all() -> [Registered; 12] {
    [
        Registered::of::<AppLogout>(),
        Registered::of::<BulkAccessChange>(),
        Registered::of::<SendMail>(),
        Registered::of::<LinkRequested>(),
        Registered::of::<RecoveryRequested>(),
        Registered::of::<SsoTakeover>(),
        Registered::of::<MailPasswordLinks>(),
        Registered::of::<MailSsoNotices>(),
        Registered::of::<EmailDomainCheck>(),
        Registered::of::<EmailDomainWatch>(),
        Registered::of::<SsoSecretCheck>(),
        Registered::of::<RemindOfSecondFactor>(),
    ]
}

/// Whether there is such a kind.
pub fn is_known(kind: &str) -> bool {
    all().iter().any(|known| known.kind == kind)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn kinds_have_names_of_their_own_and_leases_that_a_living_node_can_extend() {
        let kinds = all();
        let names: BTreeSet<&str> = kinds.iter().map(|known| known.kind).collect();
        assert_eq!(names.len(), kinds.len());
        for known in kinds {
            assert!(
                known.limits.targets > 0 && known.limits.per_target > 0,
                "{}",
                known.kind
            );
            assert!(known.limits.lease.as_secs() >= 6, "{}", known.kind);
            assert!(known.backoff.first_ms > 0, "{}", known.kind);
            assert!(
                known.backoff.first_ms <= known.backoff.longest_ms,
                "{}",
                known.kind
            );
        }
    }
}
