//! The store's conformance suite: the same promises on SQLite and on PostgreSQL. The latter where
//! `LATCHKEY_TEST_POSTGRES_URL` names a server on which databases may be made; `cargo xtask test` starts one.

mod conformance;
mod database;
mod long_read;
mod opening;
#[cfg(unix)]
mod pgbouncer;
mod restart;
#[cfg(unix)]
mod sqlite_file;
mod turns;

use database::Database;

/// Makes one test per promise and engine.
macro_rules! promises {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                let database = super::Database::sqlite().await;
                super::conformance::$name(&database.store).await;
                database.drop().await;
            })+
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                let database = super::Database::postgres().await;
                super::conformance::$name(&database.store).await;
                database.drop().await;
            })+
        }
    };
}

promises!(
    accounts_are_found_in_any_spelling_and_are_unique,
    a_domain_has_one_owner_and_federates_when_proven_and_active,
    at_most_one_configuration_is_active_whatever_the_race,
    links_are_unique_and_void_for_other_issuers_and_claims,
    links_of_other_issuers_and_claims_are_taken_away,
    an_attempt_advances_once_whatever_the_race,
    sessions_are_found_by_hash_and_end,
    an_sso_session_is_kept_for_renewal_and_then_goes,
    usernames_stand_for_those_who_said_so,
    the_throttle_is_exact_under_parallel_load,
    places_that_were_given_back_are_free,
    purging_takes_what_has_expired_and_nothing_else,
    the_audit_trail_is_append_only,
    what_is_not_committed_never_happened,
    an_upgrade_secures_what_was_left_open,
    what_waited_in_an_earlier_release_waits_among_the_jobs,
    whoever_had_an_address_is_found_by_it,
    people_are_taken_over_at_once_as_one_by_one,
    many_events_are_appended_as_one_by_one,
    a_password_job_is_queued_where_none_will_come_to_a_password,
    a_sign_in_by_password_and_a_link_do_not_pass_each_other,
    a_sign_in_by_sso_and_a_deactivation_do_not_pass_each_other,
    an_activation_waits_for_whoever_decides_by_what_is_active,
    an_exchange_and_a_sign_out_do_not_pass_each_other,
    a_session_goes_on_once_whatever_the_race,
    a_late_look_does_not_touch_what_the_session_went_on_as,
    what_no_identifier_can_be_finds_nothing,
    a_person_asks_once_a_day_and_is_answered_once,
    rules_are_a_groups_own_and_go_with_it,
    what_was_sent_is_kept_once_for_each_person_and_not_for_ever,
    memberships_by_the_idp_end_with_what_rested_on_them_alone,
    apps_are_updated_in_place_and_open_for_those_with_access,
    opening_twice_migrates_once,
    the_newest_time_is_kept_whatever_the_order,
    nothing_of_before_lives_on_where_time_is_set_back,
    a_link_works_once_whatever_the_race,
    a_link_keeps_what_it_is_about_and_works_until_its_time,
    a_newer_link_ends_those_of_its_kind_alone,
    links_are_forgotten_a_while_after_their_end,
    nobodys_company_is_hidden,
    a_request_is_its_browser_s_and_advances_once_whatever_the_race,
    a_code_is_issued_once_is_unique_and_is_exchanged_once_whatever_the_race,
    whoever_was_asked_stays_asked_until_the_answer_is_written,
    requests_are_forgotten_by_their_age,
    an_agreement_keeps_its_age_until_it_is_taken_back,
    clients_are_known_by_their_name_and_say_whom_to_ask,
    a_group_lets_its_members_in_and_says_why,
    tokens_rest_on_the_routes_of_groups_as_on_a_persons_own,
    whoever_loses_the_last_route_loses_what_apps_hold,
    whoever_has_a_role_less_is_signed_out_of_the_app,
    a_role_that_is_not_published_is_lost_unnoticed,
    a_group_is_its_companys_and_its_name_is_there_once,
    groups_and_their_people_come_in_pages,
    everybody_who_may_enter_is_listed_once_whatever_lets_them_in,
    very_many_people_are_listed_whole_and_in_order_however_they_are_spread,
    people_are_found_in_order_however_frequent_what_is_searched_for,
    filters_find_what_a_look_at_everybody_finds,
    another_admin_is_an_active_one_of_the_same_company,
    what_lets_people_in_is_said_of_those_who_are_asked_for,
    an_address_is_invited_once_and_anew_in_the_place_of_that,
    invitations_are_forgotten_long_after_their_end,
    a_family_says_whom_it_is_about_as_long_as_it_lives,
    a_family_dies_with_session_account_access_and_consent,
    access_or_consent_given_anew_brings_no_family_back,
    families_are_revoked_one_or_all,
    a_refresh_token_is_used_once_whatever_the_race,
    whoever_holds_a_family_is_alone_with_it,
    an_access_token_that_was_taken_back_is_remembered_until_its_end,
    a_used_refresh_token_is_remembered_as_long_as_its_family,
    a_job_is_queued_with_its_transaction_and_once_per_key,
    a_job_is_one_node_s_until_its_lease_ends_whatever_the_race,
    who_has_lost_a_lease_writes_nothing_about_the_job,
    jobs_tried_least_come_first_and_targets_by_who_waits_longest,
    a_job_whose_time_is_over_is_given_up_unless_somebody_runs_it,
    of_a_paused_kind_no_job_begins_and_none_goes_further,
    the_kinds_that_are_there_are_known_whatever_their_number,
    a_mail_is_queued_with_its_transaction_and_sealed,
    a_generation_has_one_key_whatever_the_race,
    of_two_uses_of_a_passkey_that_read_one_counter_one_is_written,
    two_nodes_that_start_at_once_sign_with_the_same_keys,
    pages_follow_each_other_in_one_order_whatever_their_limit,
    a_page_says_whether_there_are_more,
    rows_that_come_or_go_between_pages_repeat_and_hide_nothing,
    a_search_is_for_the_beginning_of_a_name_or_of_the_address,
    a_search_finds_the_same_where_very_many_are_found,
    a_changed_name_is_found_and_the_old_one_is_not,
    rows_of_an_earlier_release_are_listed_like_new_ones,
    apps_are_listed_for_those_who_look_after_them,
    a_claim_is_checked_by_one_job_until_it_is_proven_or_removed,
    what_was_found_counts_for_the_claim_that_was_looked_for,
    of_companies_that_claim_a_domain_at_once_one_has_it,
    domains_and_the_people_in_them_are_those_of_their_company,
);

/// Lists are sorted by bytes, whatever the database does with other texts.
#[tokio::test(flavor = "multi_thread")]
async fn lists_have_one_order_in_a_database_that_sorts_as_a_language_does() {
    let database = Database::postgres_in_english().await;
    conformance::pages_follow_each_other_in_one_order_whatever_their_limit(&database.store).await;
    database.drop().await;
    let database = Database::postgres_in_english().await;
    conformance::a_search_is_for_the_beginning_of_a_name_or_of_the_address(&database.store).await;
    database.drop().await;
}
