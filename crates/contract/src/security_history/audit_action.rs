//! Everything that the audit trail tells of. Invariant: an action that is appended stands here (the store checks it in development), and
//! each one has its words on the screens, so that none is shown as a bare word.

use serde::{Deserialize, Serialize};

macro_rules! actions {
    ($($kind:ident { $($(#[$doc:meta])* $variant:ident = $name:literal;)+ })+) => {
        /// The action of an audit event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum AuditAction {
            $($($(#[$doc])* $variant,)+)+
            /// An action of another release.
            #[serde(other)]
            Other,
        }

        impl AuditAction {
            /// Every action that is appended, for tests that each one has its words.
            pub const ALL: &[Self] = &[$($(Self::$variant),+),+];

            /// As it stands in the trail.
            pub const fn as_str(self) -> &'static str {
                match self { $($(Self::$variant => $name,)+)+ Self::Other => "other" }
            }

            /// What it is about.
            pub const fn kind(self) -> Option<EventKind> {
                match self { $($(Self::$variant => Some(EventKind::$kind),)+)+ Self::Other => None }
            }
        }
    };
}

actions! {
    SignIns {
        /// Somebody signed in.
        SignedIn = "signed_in";
        /// A session was renewed at the identity provider.
        SessionRenewed = "session_renewed";
        /// A password or a code was wrong.
        SignInFailed = "sign_in_failed";
        /// Somebody who is signed in gave a wrong password.
        CurrentPasswordWrong = "current_password_wrong";
        /// A sign-in through the identity provider came to nothing.
        SsoSignInFailed = "sso_sign_in_failed";
        /// The identity provider and the accounts did not agree on who somebody is.
        IdentityConflictFound = "identity_conflict_found";
        /// An admin decided such a conflict.
        IdentityConflictDecided = "identity_conflict_decided";
        /// An admin took such a decision back.
        IdentityConflictUndone = "identity_conflict_undone";
        /// A passkey counted fewer signatures than before: it was copied, or an old answer came again.
        PasskeyCounterWentBack = "passkey_counter_went_back";
        /// Somebody signed out.
        SignedOut = "signed_out";
        /// The identity provider ended a session.
        SignedOutByIdentityProvider = "signed_out_by_identity_provider";
        /// The identity provider ended all sessions of a person.
        SessionsRevokedByIdentityProvider = "sessions_revoked_by_identity_provider";
        /// The identity provider's stream of security events was verified.
        SharedSignalsVerified = "shared_signals_verified";
        /// Somebody ended other sessions of the own.
        SessionsEnded = "sessions_ended";
        /// A link was mailed to somebody who asked for one.
        MailAskedFor = "mail_asked_for";
        /// Another address was confirmed as a username.
        UsernameAliasConfirmed = "username_alias_confirmed";
        /// A recovery code let an admin in.
        RecoveryCodeUsed = "recovery_code_used";
        /// A recovery code was wrong.
        RecoveryCodeRefused = "recovery_code_refused";
        /// An operator let an admin in past the identity provider.
        RecoveryLinkMade = "recovery_link_made";
        /// The password was right, and the code of the second step was not.
        SecondStepFailed = "second_step_failed";
        /// Somebody had a browser remembered, in which the second step is not asked for.
        BrowserRemembered = "browser_remembered";
        /// Somebody had own browsers forgotten.
        BrowsersForgotten = "browsers_forgotten";
        /// A recovery code took the place of a code of the app.
        AccountRecoveryCodeUsed = "account_recovery_code_used";
    }
    Accounts {
        /// An account was made.
        AccountCreated = "account_created";
        /// An account came into the company.
        AccountEnteredCompany = "account_entered_company";
        /// Accounts came into the company with their domain.
        AccountsAdopted = "accounts_adopted";
        /// An identity of the identity provider was linked to an account.
        AccountLinked = "account_linked";
        /// An account lost its address to another one that has the same.
        AccountLostAddress = "account_lost_address";
        /// An account was given to another identity, or taken from one.
        AccountHandedOver = "account_handed_over";
        /// An admin asked the owner of an account to let another identity open it.
        SecondAccountAsked = "second_account_asked";
        /// The owner agreed.
        SecondAccountAttached = "second_account_attached";
        /// An account was taken from the identity that opened it.
        SecondAccountDetached = "second_account_detached";
        /// SSO took an account over.
        AccountTakenOverBySso = "account_taken_over_by_sso";
        /// An account was switched off.
        AccountDeactivated = "account_deactivated";
        /// An account was switched on.
        AccountReactivated = "account_reactivated";
        /// Somebody added a second factor.
        SecondFactorAdded = "second_factor_added";
        /// Somebody removed a second factor.
        SecondFactorRemoved = "second_factor_removed";
        /// An admin or the operator took a lost second factor away.
        SecondFactorReset = "second_factor_reset";
        /// Somebody made recovery codes for the own account.
        AccountRecoveryCodesMade = "account_recovery_codes_made";
        /// The company asks something else of people who sign in by password.
        SecondFactorRuleSet = "second_factor_rule_set";
        /// People without a second step are reminded of it.
        SecondFactorRemindersAsked = "second_factor_reminders_asked";
        /// Somebody without a second step was reminded of it.
        SecondFactorReminded = "second_factor_reminded";
        /// Somebody changed the own name.
        AccountRenamed = "account_renamed";
        /// Somebody asked for another address.
        AddressChangeAsked = "address_change_asked";
        /// The change of an address was stopped.
        AddressChangeStopped = "address_change_stopped";
        /// An address was changed.
        AddressChanged = "address_changed";
        /// Somebody changed the own password.
        PasswordChanged = "password_changed";
        /// A password was set by a mailed link.
        PasswordReset = "password_reset";
        /// An import set a password.
        PasswordSet = "password_set";
        /// Somebody became an admin.
        CompanyAdminMade = "company_admin_made";
        /// Somebody is an admin no longer.
        CompanyAdminUnmade = "company_admin_unmade";
        /// An account was marked as one that a program uses.
        ServiceAccountMarked = "service_account_marked";
        /// An account was marked as a person's again.
        ServiceAccountUnmarked = "service_account_unmarked";
    }
    Access {
        /// Access was given or changed.
        AccessChanged = "access_changed";
        /// Access was taken.
        AccessRevoked = "access_revoked";
        /// A change of many people's access began.
        BulkChangeStarted = "bulk_change_started";
        /// Access of many people was given, changed or taken at once.
        BulkChangeStep = "bulk_change_step";
        /// A change of many people's access was paused.
        BulkChangePaused = "bulk_change_paused";
        /// A change of many people's access went on.
        BulkChangeResumed = "bulk_change_resumed";
        /// A change of many people's access was stopped before its end.
        BulkChangeStopped = "bulk_change_stopped";
        /// It began that a change of many people's access is taken back.
        BulkChangeUndone = "bulk_change_undone";
        /// Somebody asked for access.
        AccessRequested = "access_requested";
        /// A request for access was accepted.
        AccessRequestAccepted = "access_request_accepted";
        /// A request for access was declined.
        AccessRequestDeclined = "access_request_declined";
        /// People were invited.
        PeopleInvited = "people_invited";
        /// An invitation was accepted.
        InvitationAccepted = "invitation_accepted";
        /// Whoever was invited declined.
        InvitationDeclined = "invitation_declined";
        /// An invitation was withdrawn.
        InvitationWithdrawn = "invitation_withdrawn";
        /// A group was made.
        GroupCreated = "group_created";
        /// A group was renamed.
        GroupRenamed = "group_renamed";
        /// A group was deleted.
        GroupDeleted = "group_deleted";
        /// People were added to a group.
        GroupMembersAdded = "group_members_added";
        /// Somebody was taken out of a group.
        GroupMemberRemoved = "group_member_removed";
        /// The people of a group were exported.
        GroupMembersExported = "group_members_exported";
        /// A group was given an environment.
        GroupAccessSet = "group_access_set";
        /// An environment was taken from a group.
        GroupAccessRevoked = "group_access_revoked";
        /// The rules of a group were set.
        GroupRulesSet = "group_rules_set";
        /// The identity provider's claims changed memberships.
        GroupMembershipsFromIdp = "group_memberships_from_idp";
        /// The identity provider withheld claims that rules read.
        GroupClaimsWithheld = "group_claims_withheld";
        /// An app was authorized to know something.
        AppAuthorized = "app_authorized";
        /// Somebody signed in to an app.
        AppSignedIn = "app_signed_in";
        /// What an app may know was taken back.
        AppRevoked = "app_revoked";
        /// A code was used twice.
        CodeReplayed = "code_replayed";
        /// A refresh token was used twice.
        RefreshTokenReplayed = "refresh_token_replayed";
    }
    Apps {
        /// An app was made.
        AppCreated = "app_created";
        /// Somebody came into an app's team, or became an owner or a member of it.
        AppTeamChanged = "app_team_changed";
        /// Somebody left an app's team.
        AppTeamMemberRemoved = "app_team_member_removed";
        /// An app was renamed.
        AppRenamed = "app_renamed";
        /// An app was deleted.
        AppDeleted = "app_deleted";
        /// An app published its roles.
        AppRolesPublished = "app_roles_published";
        /// An environment was made.
        EnvironmentCreated = "environment_created";
        /// An environment was changed.
        EnvironmentChanged = "environment_changed";
        /// An environment was archived.
        EnvironmentArchived = "environment_archived";
        /// An environment was brought back.
        EnvironmentRestored = "environment_restored";
        /// An environment was deleted.
        EnvironmentDeleted = "environment_deleted";
        /// A client secret was replaced.
        ClientSecretRotated = "client_secret_rotated";
        /// The previous client secret was ended.
        PreviousSecretEnded = "previous_secret_ended";
    }
    SingleSignOn {
        /// A configuration was made.
        SsoConfigurationCreated = "sso_configuration_created";
        /// A configuration was changed.
        SsoConfigurationChanged = "sso_configuration_changed";
        /// A configuration was deleted.
        SsoConfigurationDeleted = "sso_configuration_deleted";
        /// A configuration was tested.
        SsoConfigurationTested = "sso_configuration_tested";
        /// A configuration was activated.
        SsoConfigurationActivated = "sso_configuration_activated";
        /// A configuration was de-activated.
        SsoConfigurationDeactivated = "sso_configuration_deactivated";
        /// Somebody whom SSO let go was mailed a link to set a password.
        PasswordLinkMailed = "password_link_mailed";
        /// A job about the company's people was paused.
        PeopleJobPaused = "people_job_paused";
        /// A job for people was resumed.
        PeopleJobResumed = "people_job_resumed";
        /// A Test Link was made.
        SsoTestAccessCreated = "sso_test_access_created";
        /// The date at which a client secret expires was noted.
        SsoSecretExpiryChanged = "sso_secret_expiry_changed";
        /// The identity provider refused the client secret.
        SsoSecretRefused = "sso_secret_refused";
        /// Another client secret was entered beside the present one.
        SsoSecretEntered = "sso_secret_entered";
        /// The pending client secret was discarded.
        SsoSecretDiscarded = "sso_secret_discarded";
        /// It took the place of the present one.
        SsoSecretSwapped = "sso_secret_swapped";
        /// The previous one was taken back.
        SsoSecretTakenBack = "sso_secret_taken_back";
        /// People were added to a pilot, or taken out of it.
        SsoPilotChanged = "sso_pilot_changed";
        /// A pilot began.
        SsoPilotBegun = "sso_pilot_begun";
        /// A pilot ended.
        SsoPilotEnded = "sso_pilot_ended";
        /// The company's key for identity providers was made.
        SsoClientKeyMade = "sso_client_key_made";
        /// A set-up link was made.
        SsoSetUpLinkCreated = "sso_set_up_link_created";
        /// A set-up link was revoked.
        SsoSetUpLinkRevoked = "sso_set_up_link_revoked";
        /// Somebody began with a set-up link.
        SsoSetUpBegun = "sso_set_up_begun";
        /// Whoever came by a set-up link has finished.
        SsoSetUpEnded = "sso_set_up_ended";
        /// Recovery codes were made.
        RecoveryCodesMade = "recovery_codes_made";
    }
    EmailDomains {
        /// A domain was added.
        EmailDomainAdded = "email_domain_added";
        /// A domain was looked for in DNS.
        EmailDomainChecked = "email_domain_checked";
        /// A domain was proven.
        EmailDomainProven = "email_domain_proven";
        /// A domain was removed.
        EmailDomainRemoved = "email_domain_removed";
        /// The record of a proven domain has gone.
        EmailDomainRecordMissing = "email_domain_record_missing";
        /// The record of a proven domain is back.
        EmailDomainRecordBack = "email_domain_record_back";
    }
    Tokens {
        /// An access token was made.
        PersonalTokenMade = "personal_token_made";
        /// An access token was revoked.
        PersonalTokenRevoked = "personal_token_revoked";
    }
    Platform {
        /// A company was made.
        CompanyCreated = "company_created";
        /// The company changed its name, its colour or its logo on the platform's screens.
        CompanyBrandChanged = "company_brand_changed";
        /// An import file changed something.
        Imported = "imported";
        /// A backup was put back.
        Restored = "restored";
        /// The clock was reset.
        ClockReset = "clock_reset";
        /// Kinds of jobs were paused.
        JobsPaused = "jobs_paused";
        /// Kinds of jobs go on.
        JobsResumed = "jobs_resumed";
        /// Old events were erased, as the retention says.
        AuditPurged = "audit_purged";
        /// The chain of the trail was begun anew.
        AuditChainBegunAnew = "audit_chain_begun_anew";
        /// The security history was exported.
        SecurityHistoryExported = "security_history_exported";
        /// The failed sign-ins were exported.
        SignInFailuresExported = "sign_in_failures_exported";
    }
}

impl AuditAction {
    /// The action with this name; [`Self::Other`] where there is none.
    pub fn from_name(name: &str) -> Self {
        let known = Self::ALL.iter().find(|action| action.as_str() == name);
        known.copied().unwrap_or(Self::Other)
    }
}

/// What events are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EventKind {
    /// Signing in and out.
    SignIns,
    /// Accounts and their rights.
    Accounts,
    /// Who may enter which app.
    Access,
    /// Apps and their environments.
    Apps,
    /// SSO configurations.
    SingleSignOn,
    /// Email domains.
    EmailDomains,
    /// Access tokens.
    Tokens,
    /// The company, imports, and the trail itself.
    Platform,
}

impl EventKind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::SignIns,
        Self::Accounts,
        Self::Access,
        Self::Apps,
        Self::SingleSignOn,
        Self::EmailDomains,
        Self::Tokens,
        Self::Platform,
    ];

    /// As it stands in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIns => "sign_ins",
            Self::Accounts => "accounts",
            Self::Access => "access",
            Self::Apps => "apps",
            Self::SingleSignOn => "single_sign_on",
            Self::EmailDomains => "email_domains",
            Self::Tokens => "tokens",
            Self::Platform => "platform",
        }
    }

    /// The actions that are of it.
    pub fn actions(self) -> Vec<&'static str> {
        let all = AuditAction::ALL.iter();
        all.filter(|action| action.kind() == Some(self))
            .map(|action| action.as_str())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_read_as_it_is_written_and_a_foreign_one_is_another() {
        for &action in AuditAction::ALL {
            assert_eq!(AuditAction::from_name(action.as_str()), action);
            let json = serde_json::to_string(&action).unwrap();
            assert_eq!(json, format!("\"{}\"", action.as_str()));
            assert_eq!(serde_json::from_str::<AuditAction>(&json).unwrap(), action);
        }
        assert_eq!(AuditAction::from_name("flown_away"), AuditAction::Other);
        let foreign = serde_json::from_str::<AuditAction>("\"flown_away\"").unwrap();
        assert_eq!(foreign, AuditAction::Other);
    }

    #[test]
    fn each_action_is_of_one_kind_and_no_kind_is_empty() {
        let of_kinds: Vec<_> = EventKind::ALL.iter().flat_map(|kind| kind.actions()).collect();
        assert_eq!(of_kinds.len(), AuditAction::ALL.len());
        for kind in EventKind::ALL {
            assert!(!kind.actions().is_empty());
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}
