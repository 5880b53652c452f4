//! Migrations of the schema. Invariant: a released migration is never changed; another one follows it.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::engine::Engine;

/// The steps for this database.
pub(super) fn migrator(engine: Engine) -> Migrator {
    let foundation = include_str!("../migrations/0001_foundation.sql");
    let append_only = match engine {
        Engine::Sqlite => include_str!("../migrations/0002_audit_append_only.sqlite.sql"),
        Engine::Postgres => include_str!("../migrations/0002_audit_append_only.postgres.sql"),
    };
    let audit_retention = match engine {
        Engine::Sqlite => include_str!("../migrations/0037_audit_retention.sqlite.sql"),
        Engine::Postgres => include_str!("../migrations/0037_audit_retention.postgres.sql"),
    };
    let lists = match engine {
        Engine::Sqlite => include_str!("../migrations/0040_lists.sqlite.sql"),
        Engine::Postgres => include_str!("../migrations/0040_lists.postgres.sql"),
    };
    let link_requests = match engine {
        Engine::Sqlite => include_str!("../migrations/0045_link_requests_as_jobs.sqlite.sql"),
        Engine::Postgres => include_str!("../migrations/0045_link_requests_as_jobs.postgres.sql"),
    };
    let access_groups = match engine {
        Engine::Sqlite => include_str!("../migrations/0051_access_groups.sqlite.sql"),
        Engine::Postgres => include_str!("../migrations/0051_access_groups.postgres.sql"),
    };
    let accounts_everywhere = match engine {
        Engine::Sqlite => include_str!("../migrations/0057_accounts_everywhere.sqlite.sql"),
        Engine::Postgres => include_str!("../migrations/0057_accounts_everywhere.postgres.sql"),
    };
    let personal_tokens = match engine {
        Engine::Sqlite => include_str!("../migrations/0064_personal_tokens.sqlite.sql"),
        Engine::Postgres => include_str!("../migrations/0064_personal_tokens.postgres.sql"),
    };
    let audit_chain = match engine {
        Engine::Sqlite => include_str!("../migrations/0065_audit_chain.sqlite.sql"),
        Engine::Postgres => include_str!("../migrations/0065_audit_chain.postgres.sql"),
    };

    let migration = |version, name: &'static str, sql: &'static str| {
        Migration::new(
            version,
            name.into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    };
    Migrator::with_migrations(vec![
        migration(1, "foundation", foundation),
        migration(2, "audit append only", append_only),
        migration(3, "mails", include_str!("../migrations/0003_mails.sql")),
        migration(
            4,
            "mailed links",
            include_str!("../migrations/0004_mailed_links.sql"),
        ),
        migration(5, "sessions", include_str!("../migrations/0005_sessions.sql")),
        migration(
            7,
            "account language",
            include_str!("../migrations/0007_account_language.sql"),
        ),
        migration(10, "provider", include_str!("../migrations/0010_provider.sql")),
        migration(
            11,
            "back-channel logouts",
            include_str!("../migrations/0011_backchannel_logouts.sql"),
        ),
        migration(13, "way back", include_str!("../migrations/0013_way_back.sql")),
        migration(
            15,
            "requests without code",
            include_str!("../migrations/0015_requests_without_code.sql"),
        ),
        migration(
            14,
            "app settings",
            include_str!("../migrations/0014_app_settings.sql"),
        ),
        migration(
            16,
            "revoked access tokens",
            include_str!("../migrations/0016_revoked_access_tokens.sql"),
        ),
        migration(
            17,
            "generations",
            include_str!("../migrations/0017_generations.sql"),
        ),
        migration(
            18,
            "former addresses",
            include_str!("../migrations/0018_former_addresses.sql"),
        ),
        migration(
            19,
            "SSO takes over",
            include_str!("../migrations/0019_sso_takes_over.sql"),
        ),
        migration(
            20,
            "secure what was left",
            include_str!("../migrations/0020_secure_what_was_left.sql"),
        ),
        migration(
            21,
            "import memory",
            include_str!("../migrations/0021_import_memory.sql"),
        ),
        migration(
            22,
            "memory of imports",
            include_str!("../migrations/0022_memory_of_imports.sql"),
        ),
        migration(
            23,
            "email verified",
            include_str!("../migrations/0023_email_verified.sql"),
        ),
        migration(
            24,
            "data steps",
            include_str!("../migrations/0024_data_steps.sql"),
        ),
        migration(
            29,
            "signing algorithm",
            include_str!("../migrations/0029_signing_algorithm.sql"),
        ),
        migration(35, "clock", include_str!("../migrations/0035_clock.sql")),
        migration(
            36,
            "write tries",
            include_str!("../migrations/0036_write_tries.sql"),
        ),
        migration(37, "audit retention", audit_retention),
        migration(
            39,
            "deleted apps",
            include_str!("../migrations/0039_deleted_apps.sql"),
        ),
        migration(40, "lists", lists),
        migration(
            41,
            "first steps",
            include_str!("../migrations/0041_first_steps.sql"),
        ),
        migration(42, "jobs", include_str!("../migrations/0042_jobs.sql")),
        migration(
            43,
            "mails as jobs",
            include_str!("../migrations/0043_mails_as_jobs.sql"),
        ),
        migration(
            44,
            "SSO takeovers as jobs",
            include_str!("../migrations/0044_sso_takeovers_as_jobs.sql"),
        ),
        migration(45, "link requests as jobs", link_requests),
        migration(
            46,
            "email domain claims",
            include_str!("../migrations/0046_email_domain_claims.sql"),
        ),
        migration(
            47,
            "SSO drafts",
            include_str!("../migrations/0047_sso_drafts.sql"),
        ),
        migration(
            48,
            "test sign-ins",
            include_str!("../migrations/0048_test_sign_ins.sql"),
        ),
        migration(
            49,
            "active issuers",
            include_str!("../migrations/0049_active_issuers.sql"),
        ),
        migration(
            50,
            "SSO set-up links",
            include_str!("../migrations/0050_sso_set_up_links.sql"),
        ),
        migration(51, "access groups", access_groups),
        migration(
            52,
            "app invitations",
            include_str!("../migrations/0052_app_invitations.sql"),
        ),
        migration(
            53,
            "set-up links to people",
            include_str!("../migrations/0053_set_up_links_to_people.sql"),
        ),
        migration(57, "accounts everywhere", accounts_everywhere),
        migration(58, "members", include_str!("../migrations/0058_members.sql")),
        migration(
            59,
            "group rules",
            include_str!("../migrations/0059_group_rules.sql"),
        ),
        migration(
            60,
            "access requests",
            include_str!("../migrations/0060_access_requests.sql"),
        ),
        migration(
            61,
            "watch of proven domains",
            include_str!("../migrations/0061_domain_watch.sql"),
        ),
        migration(
            62,
            "recovery codes",
            include_str!("../migrations/0062_recovery_codes.sql"),
        ),
        migration(64, "personal tokens", personal_tokens),
        migration(65, "audit chain", audit_chain),
        migration(
            66,
            "sign-in failures",
            include_str!("../migrations/0066_sign_in_failures.sql"),
        ),
        migration(
            68,
            "watch of client secrets",
            include_str!("../migrations/0068_sso_secret_watch.sql"),
        ),
        migration(
            54,
            "jobs of people",
            include_str!("../migrations/0054_people_jobs.sql"),
        ),
        migration(
            55,
            "kept client secrets",
            include_str!("../migrations/0055_kept_client_secrets.sql"),
        ),
        migration(
            56,
            "client keys",
            include_str!("../migrations/0056_client_keys.sql"),
        ),
        migration(
            76,
            "service accounts",
            include_str!("../migrations/0076_service_accounts.sql"),
        ),
        migration(26, "auth time", include_str!("../migrations/0026_auth_time.sql")),
        migration(
            69,
            "second factors",
            include_str!("../migrations/0069_second_factors.sql"),
        ),
        migration(
            70,
            "second factor rules",
            include_str!("../migrations/0070_second_factor_rules.sql"),
        ),
        migration(71, "passkeys", include_str!("../migrations/0071_passkeys.sql")),
    ])
}
