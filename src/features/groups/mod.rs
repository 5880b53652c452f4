//! Control Center > People > **Groups**: people of the company who enter apps together.

pub mod access_dialog;
pub mod access_section;
pub mod add_members;
pub mod deletion;
pub mod group_page;
pub mod groups_page;
pub mod import_dialog;
pub mod members_section;
pub mod name_row;
pub mod new_group;
pub mod open_group;
pub mod rule_dialog;
pub mod rule_form;
pub mod rule_preview;
pub mod rule_target;
pub mod rules_section;

pub use group_page::GroupPage;
pub use groups_page::GroupsPage;
