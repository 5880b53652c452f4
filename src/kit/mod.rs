//! What the portal's pages are made of: reading and writing through the signed-in session, forms with their drafts and errors, and
//! the frame of a page.
//!
//! Invariant: the kit knows operations and errors of the contract, and no feature.

pub mod confirmation;
pub mod current_guest;
pub mod current_user;
pub mod data_table;
pub mod datetime;
pub mod editable_row;
pub mod export_file;
pub mod export_link;
pub mod failure;
pub mod form;
pub mod form_drafts;
pub mod form_field;
pub mod lazy_part;
pub mod leaving;
pub mod list_address;
pub mod list_field;
pub mod list_page;
pub mod loaded;
pub mod locale;
pub mod page;
pub mod page_trail;
pub mod param;
pub mod permissions;
pub mod read_file;
pub mod recent_sign_in;
pub mod selection;
pub mod session_client;
pub mod sign_in_again;
pub mod status_message;
pub mod text_field;

pub use confirmation::{Confirmation, ConfirmationDialog, Question};
pub use current_guest::{CurrentGuest, use_current_guest};
pub use current_user::{CurrentUser, use_current_user};
pub use data_table::{DataTable, RowSource, revision};
pub use datetime::{RelativeTime, format_datetime, format_day, format_time};
pub use editable_row::{CancelButton, ChangeButton, EditableRow, Editing};
pub use export_file::ExportFile;
pub use export_link::ExportLink;
pub use failure::Failure;
pub use form::{Form, Submission};
pub use form_field::FormField;
pub(crate) use lazy_part::lazy_part;
pub use leaving::{BackAndForward, ask_before_leaving, keep_over_reload};
pub use list_address::{ChosenFilters, ListFilter};
pub use list_field::ListField;
pub use list_page::ListPage;
pub use loaded::Loaded;
pub use locale::{use_locale, use_locale_signal};
pub use page::{Page, focus_heading, platform_name};
pub use param::use_param;
pub use permissions::{Permissions, use_permissions};
pub use read_file::{has_more_than, read_as_base64};
pub use recent_sign_in::RecentSignIn;
pub use selection::{ListSelection, Matching, RowSelection, Selected};
pub use session_client::{SessionClient, use_session_client};
pub use sign_in_again::SignInAgain;
pub use status_message::StatusMessage;
pub use text_field::TextField;
