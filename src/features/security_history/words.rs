//! What the history says of each event, and what its topics and periods are called.
//!
//! Invariant: each action of the contract has its words; the match is exhaustive, so a new one does not compile without.

use latchkey_contract::security_history::{AuditAction, EventKind, EventPeriod};

use crate::i18n::*;

/// Words for the action of an event.
pub fn action_words(locale: Locale, action: AuditAction) -> &'static str {
    use AuditAction as A;
    match action {
        A::SignedIn => td_string!(locale, history_event.signed_in),
        A::SessionRenewed => td_string!(locale, history_event.session_renewed),
        A::SignInFailed => td_string!(locale, history_event.sign_in_failed),
        A::CurrentPasswordWrong => td_string!(locale, history_event.current_password_wrong),
        A::SsoSignInFailed => td_string!(locale, history_event.sso_sign_in_failed),
        A::SignedOut => td_string!(locale, history_event.signed_out),
        A::SignedOutByIdentityProvider => td_string!(locale, history_event.signed_out_by_identity_provider),
        A::SessionsRevokedByIdentityProvider => {
            td_string!(locale, history_event.sessions_revoked_by_identity_provider)
        }
        A::SharedSignalsVerified => td_string!(locale, history_event.shared_signals_verified),
        A::SessionsEnded => td_string!(locale, history_event.sessions_ended),
        A::MailAskedFor => td_string!(locale, history_event.mail_asked_for),
        A::UsernameAliasConfirmed => td_string!(locale, history_event.username_alias_confirmed),
        A::RecoveryCodeUsed => td_string!(locale, history_event.recovery_code_used),
        A::RecoveryCodeRefused => td_string!(locale, history_event.recovery_code_refused),
        A::RecoveryLinkMade => td_string!(locale, history_event.recovery_link_made),
        A::AccountCreated => td_string!(locale, history_event.account_created),
        A::AccountEnteredCompany => td_string!(locale, history_event.account_entered_company),
        A::AccountsAdopted => td_string!(locale, history_event.accounts_adopted),
        A::AccountHandedOver => td_string!(locale, history_event.account_handed_over),
        A::IdentityConflictFound => td_string!(locale, history_event.identity_conflict_found),
        A::IdentityConflictDecided => td_string!(locale, history_event.identity_conflict_decided),
        A::IdentityConflictUndone => td_string!(locale, history_event.identity_conflict_undone),
        A::SecondAccountAsked => td_string!(locale, history_event.second_account_asked),
        A::SecondAccountAttached => td_string!(locale, history_event.second_account_attached),
        A::SecondAccountDetached => td_string!(locale, history_event.second_account_detached),
        A::AccountLinked => td_string!(locale, history_event.account_linked),
        A::AccountLostAddress => td_string!(locale, history_event.account_lost_address),
        A::AccountTakenOverBySso => td_string!(locale, history_event.account_taken_over_by_sso),
        A::AccountDeactivated => td_string!(locale, history_event.account_deactivated),
        A::AccountReactivated => td_string!(locale, history_event.account_reactivated),
        A::AccountRenamed => td_string!(locale, history_event.account_renamed),
        A::AddressChangeAsked => td_string!(locale, history_event.address_change_asked),
        A::AddressChangeStopped => td_string!(locale, history_event.address_change_stopped),
        A::AddressChanged => td_string!(locale, history_event.address_changed),
        A::PasswordChanged => td_string!(locale, history_event.password_changed),
        A::PasswordReset => td_string!(locale, history_event.password_reset),
        A::PasswordSet => td_string!(locale, history_event.password_set),
        A::CompanyAdminMade => td_string!(locale, history_event.company_admin_made),
        A::CompanyAdminUnmade => td_string!(locale, history_event.company_admin_unmade),
        A::ServiceAccountMarked => td_string!(locale, history_event.service_account_marked),
        A::ServiceAccountUnmarked => td_string!(locale, history_event.service_account_unmarked),
        A::AccessChanged => td_string!(locale, history_event.access_changed),
        A::AccessRevoked => td_string!(locale, history_event.access_revoked),
        A::BulkChangeStarted => td_string!(locale, history_event.bulk_change_started),
        A::BulkChangeStep => td_string!(locale, history_event.bulk_change_step),
        A::BulkChangePaused => td_string!(locale, history_event.bulk_change_paused),
        A::BulkChangeResumed => td_string!(locale, history_event.bulk_change_resumed),
        A::BulkChangeStopped => td_string!(locale, history_event.bulk_change_stopped),
        A::BulkChangeUndone => td_string!(locale, history_event.bulk_change_undone),
        A::AccessRequested => td_string!(locale, history_event.access_requested),
        A::AccessRequestAccepted => td_string!(locale, history_event.access_request_accepted),
        A::AccessRequestDeclined => td_string!(locale, history_event.access_request_declined),
        A::PeopleInvited => td_string!(locale, history_event.people_invited),
        A::InvitationAccepted => td_string!(locale, history_event.invitation_accepted),
        A::InvitationDeclined => td_string!(locale, history_event.invitation_declined),
        A::InvitationWithdrawn => td_string!(locale, history_event.invitation_withdrawn),
        A::GroupCreated => td_string!(locale, history_event.group_created),
        A::GroupRenamed => td_string!(locale, history_event.group_renamed),
        A::GroupDeleted => td_string!(locale, history_event.group_deleted),
        A::GroupMembersAdded => td_string!(locale, history_event.group_members_added),
        A::GroupMemberRemoved => td_string!(locale, history_event.group_member_removed),
        A::GroupMembersExported => td_string!(locale, history_event.group_members_exported),
        A::GroupAccessSet => td_string!(locale, history_event.group_access_set),
        A::GroupAccessRevoked => td_string!(locale, history_event.group_access_revoked),
        A::GroupRulesSet => td_string!(locale, history_event.group_rules_set),
        A::GroupMembershipsFromIdp => td_string!(locale, history_event.group_memberships_from_idp),
        A::GroupClaimsWithheld => td_string!(locale, history_event.group_claims_withheld),
        A::AppAuthorized => td_string!(locale, history_event.app_authorized),
        A::AppSignedIn => td_string!(locale, history_event.app_signed_in),
        A::AppRevoked => td_string!(locale, history_event.app_revoked),
        A::CodeReplayed => td_string!(locale, history_event.code_replayed),
        A::RefreshTokenReplayed => td_string!(locale, history_event.refresh_token_replayed),
        A::AppCreated => td_string!(locale, history_event.app_created),
        A::AppTeamChanged => td_string!(locale, history_event.app_team_changed),
        A::AppTeamMemberRemoved => td_string!(locale, history_event.app_team_member_removed),
        A::AppRenamed => td_string!(locale, history_event.app_renamed),
        A::AppDeleted => td_string!(locale, history_event.app_deleted),
        A::AppRolesPublished => td_string!(locale, history_event.app_roles_published),
        A::EnvironmentCreated => td_string!(locale, history_event.environment_created),
        A::EnvironmentChanged => td_string!(locale, history_event.environment_changed),
        A::EnvironmentArchived => td_string!(locale, history_event.environment_archived),
        A::EnvironmentRestored => td_string!(locale, history_event.environment_restored),
        A::EnvironmentDeleted => td_string!(locale, history_event.environment_deleted),
        A::ClientSecretRotated => td_string!(locale, history_event.client_secret_rotated),
        A::PreviousSecretEnded => td_string!(locale, history_event.previous_secret_ended),
        A::SsoConfigurationCreated => td_string!(locale, history_event.sso_configuration_created),
        A::SsoConfigurationChanged => td_string!(locale, history_event.sso_configuration_changed),
        A::SsoConfigurationDeleted => td_string!(locale, history_event.sso_configuration_deleted),
        A::SsoConfigurationTested => td_string!(locale, history_event.sso_configuration_tested),
        A::SsoConfigurationActivated => td_string!(locale, history_event.sso_configuration_activated),
        A::SsoConfigurationDeactivated => td_string!(locale, history_event.sso_configuration_deactivated),
        A::PasswordLinkMailed => td_string!(locale, history_event.password_link_mailed),
        A::PeopleJobPaused => td_string!(locale, history_event.people_job_paused),
        A::PeopleJobResumed => td_string!(locale, history_event.people_job_resumed),
        A::SsoTestAccessCreated => td_string!(locale, history_event.sso_test_access_created),
        A::SsoSecretExpiryChanged => td_string!(locale, history_event.sso_secret_expiry_changed),
        A::SsoSecretRefused => td_string!(locale, history_event.sso_secret_refused),
        A::SsoSecretEntered => td_string!(locale, history_event.sso_secret_entered),
        A::SsoSecretDiscarded => td_string!(locale, history_event.sso_secret_discarded),
        A::SsoSecretSwapped => td_string!(locale, history_event.sso_secret_swapped),
        A::SsoSecretTakenBack => td_string!(locale, history_event.sso_secret_taken_back),
        A::SsoPilotChanged => td_string!(locale, history_event.sso_pilot_changed),
        A::SsoPilotBegun => td_string!(locale, history_event.sso_pilot_begun),
        A::SsoPilotEnded => td_string!(locale, history_event.sso_pilot_ended),
        A::SsoClientKeyMade => td_string!(locale, history_event.sso_client_key_made),
        A::SsoSetUpLinkCreated => td_string!(locale, history_event.sso_set_up_link_created),
        A::SsoSetUpLinkRevoked => td_string!(locale, history_event.sso_set_up_link_revoked),
        A::SsoSetUpBegun => td_string!(locale, history_event.sso_set_up_begun),
        A::SsoSetUpEnded => td_string!(locale, history_event.sso_set_up_ended),
        A::RecoveryCodesMade => td_string!(locale, history_event.recovery_codes_made),
        A::EmailDomainAdded => td_string!(locale, history_event.email_domain_added),
        A::EmailDomainChecked => td_string!(locale, history_event.email_domain_checked),
        A::EmailDomainProven => td_string!(locale, history_event.email_domain_proven),
        A::EmailDomainRemoved => td_string!(locale, history_event.email_domain_removed),
        A::EmailDomainRecordMissing => td_string!(locale, history_event.email_domain_record_missing),
        A::EmailDomainRecordBack => td_string!(locale, history_event.email_domain_record_back),
        A::SecondStepFailed => td_string!(locale, history_event.second_step_failed),
        A::BrowserRemembered => td_string!(locale, history_event.browser_remembered),
        A::BrowsersForgotten => td_string!(locale, history_event.browsers_forgotten),
        A::AccountRecoveryCodeUsed => td_string!(locale, history_event.account_recovery_code_used),
        A::PasskeyCounterWentBack => td_string!(locale, history_event.passkey_counter_went_back),
        A::SecondFactorAdded => td_string!(locale, history_event.second_factor_added),
        A::SecondFactorRemoved => td_string!(locale, history_event.second_factor_removed),
        A::SecondFactorReset => td_string!(locale, history_event.second_factor_reset),
        A::AccountRecoveryCodesMade => td_string!(locale, history_event.account_recovery_codes_made),
        A::SecondFactorRuleSet => td_string!(locale, history_event.second_factor_rule_set),
        A::SecondFactorRemindersAsked => td_string!(locale, history_event.second_factor_reminders_asked),
        A::SecondFactorReminded => td_string!(locale, history_event.second_factor_reminded),
        A::PersonalTokenMade => td_string!(locale, history_event.personal_token_made),
        A::PersonalTokenRevoked => td_string!(locale, history_event.personal_token_revoked),
        A::CompanyCreated => td_string!(locale, history_event.company_created),
        A::Imported => td_string!(locale, history_event.imported),
        A::Restored => td_string!(locale, history_event.restored),
        A::ClockReset => td_string!(locale, history_event.clock_reset),
        A::JobsPaused => td_string!(locale, history_event.jobs_paused),
        A::JobsResumed => td_string!(locale, history_event.jobs_resumed),
        A::AuditPurged => td_string!(locale, history_event.audit_purged),
        A::AuditChainBegunAnew => td_string!(locale, history_event.audit_chain_begun_anew),
        A::CompanyBrandChanged => td_string!(locale, history_event.company_brand_changed),
        A::SecurityHistoryExported => td_string!(locale, history_event.security_history_exported),
        A::SignInFailuresExported => td_string!(locale, history_event.sign_in_failures_exported),
        A::Other => td_string!(locale, history.other),
    }
}

/// What a fact of an event is called, by its name in the trail; none where there are no words for it.
pub fn fact_words(locale: Locale, action: AuditAction, name: &str) -> Option<&'static str> {
    Some(match name {
        // The session that stays, by which the others were ended.
        "from" if action == AuditAction::SessionsEnded => return None,
        "account" => td_string!(locale, history_fact.account),
        "accounts" => td_string!(locale, history_fact.accounts),
        "act" => td_string!(locale, history_fact.act),
        "address" | "addresses" | "email" => td_string!(locale, history_fact.address),
        "before" | "from" => td_string!(locale, history_fact.before),
        "after" | "to" => td_string!(locale, history_fact.after),
        "app" | "app_name" => td_string!(locale, history_fact.app),
        "auth_time" => td_string!(locale, history_fact.authenticated),
        "browser" | "remembered_browser" => td_string!(locale, history_fact.browser),
        "browsers_forgotten" => td_string!(locale, history_fact.browsers_forgotten),
        "by" => td_string!(locale, history_fact.by),
        "choice" => td_string!(locale, history_fact.choice),
        "client_id" => td_string!(locale, history_fact.client_id),
        "client_secret_replaced" => td_string!(locale, history_fact.secret_replaced),
        "with_secret" => td_string!(locale, history_fact.with_secret),
        // Of codes; of people, who has left.
        "left"
            if matches!(
                action,
                AuditAction::RecoveryCodeUsed | AuditAction::AccountRecoveryCodeUsed
            ) =>
        {
            td_string!(locale, history_fact.codes_left)
        }
        "left" => td_string!(locale, history_fact.removed),
        "conflict" => td_string!(locale, history_fact.conflict),
        "consents" => td_string!(locale, history_fact.consents),
        "duplicate_of" => td_string!(locale, history_fact.copy_of),
        "domain" => td_string!(locale, history_fact.domain),
        "environment" | "environment_id" => td_string!(locale, history_fact.environment),
        "environments" => td_string!(locale, history_fact.environments),
        "expires_at_ms" | "expires_on" => td_string!(locale, history_fact.expires),
        "fields" => td_string!(locale, history_fact.fields),
        "foreign_id" => td_string!(locale, history_fact.foreign_id),
        "groups" => td_string!(locale, history_fact.groups),
        "invited_by" => td_string!(locale, history_fact.invited_by),
        "issuer" => td_string!(locale, history_fact.issuer),
        "joined" | "added" => td_string!(locale, history_fact.joined),
        "removed" => td_string!(locale, history_fact.removed),
        "kept_by" => td_string!(locale, history_fact.kept_by),
        "kind" => td_string!(locale, history_fact.kind),
        "links_ended" | "links_voided" => td_string!(locale, history_fact.links_ended),
        "mail" => td_string!(locale, history_fact.mail),
        "mailed_to" => td_string!(locale, history_fact.mailed_to),
        "made" => td_string!(locale, history_fact.made),
        "voided" | "recovery_codes_voided" | "account_recovery_codes_voided" => {
            td_string!(locale, history_fact.voided)
        }
        "made_by" => td_string!(locale, history_fact.made_by),
        "member" | "members" => td_string!(locale, history_fact.member),
        "name" => td_string!(locale, history_fact.name),
        "notice" => td_string!(locale, history_fact.notice),
        "count" | "counts" | "total" | "events" => td_string!(locale, history_fact.number),
        "object" => td_string!(locale, history_fact.object),
        "outcome" => td_string!(locale, history_fact.outcome),
        "password_removed" => td_string!(locale, history_fact.password_removed),
        "people" => td_string!(locale, history_fact.people),
        "personal_tokens_revoked" => td_string!(locale, history_fact.personal_tokens),
        "previous_ends_at_ms" => td_string!(locale, history_fact.old_secret_ends),
        "reason" | "problem" => td_string!(locale, history_fact.reason),
        "roles" => td_string!(locale, history_fact.roles),
        "scope" | "scopes" => td_string!(locale, history_fact.scopes),
        "search" => td_string!(locale, history_fact.search),
        "second_factor" => td_string!(locale, history_fact.second_factor),
        "sessions" | "sessions_ended" | "logouts_queued" => td_string!(locale, history_fact.sessions_ended),
        "since_ms" => td_string!(locale, history_fact.since),
        "slug" => td_string!(locale, history_fact.slug),
        "step" => td_string!(locale, history_fact.step),
        "tokens_revoked" | "token_families" => td_string!(locale, history_fact.tokens_revoked),
        _ => return None,
    })
}

/// What a topic is called.
pub fn kind_words(locale: Locale, kind: EventKind) -> &'static str {
    match kind {
        EventKind::SignIns => td_string!(locale, history.sign_ins),
        EventKind::Accounts => td_string!(locale, history.accounts),
        EventKind::Access => td_string!(locale, history.access),
        EventKind::Apps => td_string!(locale, history.apps),
        EventKind::SingleSignOn => td_string!(locale, history.single_sign_on),
        EventKind::EmailDomains => td_string!(locale, history.email_domains),
        EventKind::Tokens => td_string!(locale, history.tokens),
        EventKind::Platform => td_string!(locale, history.platform),
    }
}

/// What a period is called.
pub fn period_words(locale: Locale, period: EventPeriod) -> &'static str {
    match period {
        EventPeriod::Hour => td_string!(locale, history.hour),
        EventPeriod::Day => td_string!(locale, history.day),
        EventPeriod::Week => td_string!(locale, history.week),
        EventPeriod::Month => td_string!(locale, history.month),
        EventPeriod::Year => td_string!(locale, history.year),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_have_words_where_there_are_any() {
        let words = |action, name| fact_words(Locale::en, action, name);
        let revoked = AuditAction::AccessRevoked;
        for (name, said) in [
            ("token_families", Some("Sign-ins to apps ended")),
            ("environment_id", Some("Environment")),
            ("left", Some("Removed")),
            ("from", Some("Before")),
            ("flown_away", None),
        ] {
            assert_eq!(words(revoked, name), said, "{name}");
        }
        assert_eq!(words(AuditAction::RecoveryCodeUsed, "left"), Some("Codes left"));
        assert_eq!(words(AuditAction::SessionsEnded, "from"), None);
        for &locale in Locale::ALL {
            let words = fact_words(locale, revoked, "environment_id").expect("words");
            assert!(!words.is_empty() && !words.contains('_'));
        }
    }

    #[test]
    fn each_action_has_words_of_its_own_in_each_language() {
        for &locale in Locale::ALL {
            let mut seen = vec![action_words(locale, AuditAction::Other)];
            for &action in AuditAction::ALL {
                let words = action_words(locale, action);
                assert!(words.len() > 5 && !words.contains('_'), "{words}");
                assert!(!seen.contains(&words), "two actions have the words {words:?}");
                seen.push(words);
            }
        }
        for &action in AuditAction::ALL {
            let [en, de] = [Locale::en, Locale::de].map(|locale| action_words(locale, action));
            assert_ne!(en, de, "left in the other language");
        }
    }
}
