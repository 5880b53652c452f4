//! Migrations of the schema. Invariant: a released migration is never changed; another one follows it.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::engine::Engine;

/// One step: the name of its file without the ending, and what it does on each database.
struct Step {
    file: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

/// A step in words that both databases understand.
macro_rules! both {
    ($file:literal) => {
        Step {
            file: $file,
            sqlite: include_str!(concat!("../migrations/", $file, ".sql")),
            postgres: include_str!(concat!("../migrations/", $file, ".sql")),
        }
    };
}

/// A step that each database has in words of its own.
macro_rules! each {
    ($file:literal) => {
        Step {
            file: $file,
            sqlite: include_str!(concat!("../migrations/", $file, ".sqlite.sql")),
            postgres: include_str!(concat!("../migrations/", $file, ".postgres.sql")),
        }
    };
}

/// The steps in the order in which an empty database takes them. The number of a file tells it apart and says nothing of that
/// order: a new step stands last.
const STEPS: &[Step] = &[
    both!("0001_foundation"),
    each!("0002_audit_append_only"),
    both!("0003_mails"),
    both!("0004_mailed_links"),
    both!("0005_sessions"),
    both!("0007_account_language"),
    both!("0010_provider"),
    both!("0011_backchannel_logouts"),
    both!("0013_way_back"),
    both!("0015_requests_without_code"),
    both!("0014_app_settings"),
    both!("0016_revoked_access_tokens"),
    both!("0017_generations"),
    both!("0018_former_addresses"),
    both!("0019_sso_takes_over"),
    both!("0020_secure_what_was_left"),
    both!("0021_import_memory"),
    both!("0022_memory_of_imports"),
    both!("0023_email_verified"),
    both!("0024_data_steps"),
    both!("0029_signing_algorithm"),
    both!("0035_clock"),
    both!("0036_write_tries"),
    each!("0037_audit_retention"),
    both!("0039_deleted_apps"),
    each!("0040_lists"),
    both!("0041_first_steps"),
    both!("0042_jobs"),
    both!("0043_mails_as_jobs"),
    both!("0044_sso_takeovers_as_jobs"),
    each!("0045_link_requests_as_jobs"),
    both!("0046_email_domain_claims"),
    both!("0047_sso_drafts"),
    both!("0048_test_sign_ins"),
    both!("0049_active_issuers"),
    both!("0050_sso_set_up_links"),
    each!("0051_access_groups"),
    both!("0052_app_invitations"),
    both!("0053_set_up_links_to_people"),
    each!("0057_accounts_everywhere"),
    both!("0058_members"),
    both!("0059_group_rules"),
    both!("0060_access_requests"),
    both!("0061_domain_watch"),
    both!("0062_recovery_codes"),
    each!("0064_personal_tokens"),
    each!("0065_audit_chain"),
    both!("0066_sign_in_failures"),
    both!("0068_sso_secret_watch"),
    both!("0054_people_jobs"),
    both!("0055_kept_client_secrets"),
    both!("0056_client_keys"),
    both!("0076_service_accounts"),
    both!("0026_auth_time"),
    both!("0069_second_factors"),
    both!("0070_second_factor_rules"),
    both!("0071_passkeys"),
    both!("0067_remembered_browsers"),
    both!("0072_second_factor_rule_settings"),
    both!("0063_sso_pilot"),
    both!("0077_identity_conflicts"),
    both!("0073_bulk_changes"),
    both!("0078_second_accounts"),
    both!("0074_app_owners"),
    both!("0079_last_sign_in_ways"),
    both!("0081_invitations_by_address"),
    each!("0080_company_brands"),
    both!("0082_archived_environments"),
    both!("0084_declined_invitations"),
    both!("0085_last_languages"),
    both!("0086_open_conflicts"),
    each!("0087_deactivated_in_order"),
];

impl Step {
    fn migration(&self, engine: Engine) -> Migration {
        let (number, name) = self.file.split_once('_').unwrap_or_default();
        let sql = match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        };
        Migration::new(
            number.parse().unwrap_or_default(),
            name.replace('_', " ").into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    }
}

/// The steps for this database.
pub(super) fn migrator(engine: Engine) -> Migrator {
    Migrator::with_migrations(STEPS.iter().map(|step| step.migration(engine)).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A number that is not read would be zero, and sqlx would take two of them for one.
    #[test]
    fn each_step_has_a_number_of_its_own() {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let migrator = migrator(engine);
            let numbers: BTreeSet<_> = migrator.iter().map(|migration| migration.version).collect();
            assert_eq!(numbers.len(), STEPS.len());
            assert!(!numbers.contains(&0));
        }
    }

    /// A file that stands in no step would never be run.
    #[test]
    fn each_file_stands_in_one_step() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let files = std::fs::read_dir(folder).expect("the folder");
        for file in files {
            let name = file.expect("a file").file_name().into_string().expect("UTF-8");
            let base = name.split('.').next().expect("a name");
            let steps = STEPS.iter().filter(|step| step.file == base).count();
            assert_eq!(steps, 1, "{name}");
        }
    }
}
