//! Access Management of an app: its environments, and who may enter each of them as what.

pub mod acceptance_dialog;
pub mod bulk_card;
pub mod bulk_dialog;
pub mod bulk_facts;
pub mod bulk_follower;
pub mod bulk_form;
pub mod bulk_preview;
pub mod bulk_results_page;
pub mod bulk_roles;
pub mod bulk_section;
pub mod bulk_words;
pub mod edit_dialog;
pub mod invitations_page;
pub mod invite_page;
pub mod invitee_list;
pub mod overview;
pub mod people_page;
pub mod person;
pub mod person_row;
pub mod requests_section;
pub mod revocation;
pub mod role_choices;

pub use bulk_results_page::BulkResultsPage;
pub use invitations_page::InvitationsPage;
pub use invite_page::InviteUsersPage;
pub use overview::AccessManagementPage;
pub use people_page::EnvironmentPeoplePage;
