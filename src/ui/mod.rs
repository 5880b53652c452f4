//! Building blocks that know no feature. Invariant: they take words and values, never operations or error codes.

#[cfg(any(feature = "csr", test))]
pub mod act_name;
pub mod alert;
#[cfg(feature = "csr")]
pub mod badge;
#[cfg(feature = "csr")]
pub mod breadcrumb;
#[cfg(feature = "csr")]
pub mod callout;
#[cfg(feature = "csr")]
pub mod code_block;
#[cfg(feature = "csr")]
pub mod confirm_dialog;
#[cfg(feature = "csr")]
pub mod copy_button;
#[cfg(feature = "csr")]
pub mod data_table;
#[cfg(feature = "csr")]
pub mod dialog;
#[cfg(feature = "csr")]
pub mod empty_state;
#[cfg(feature = "csr")]
pub mod failure;
pub mod field_error;
pub mod icon;
#[cfg(feature = "csr")]
pub mod identifier;
#[cfg(any(feature = "csr", test))]
pub mod list_query;
#[cfg(feature = "csr")]
pub mod loading;
#[cfg(feature = "csr")]
pub mod menu;
#[cfg(feature = "csr")]
pub mod multi_value;
pub mod named;
#[cfg(any(feature = "csr", test))]
pub mod navigation_group;
#[cfg(feature = "csr")]
pub mod page_header;
#[cfg(any(feature = "csr", test))]
pub mod person_name;
pub mod reveal;
#[cfg(feature = "csr")]
pub mod service_account_ways;
#[cfg(feature = "csr")]
pub mod setting_row;
#[cfg(feature = "csr")]
pub mod side_navigation;
#[cfg(feature = "csr")]
pub mod skeleton;
#[cfg(feature = "csr")]
pub mod stepper;
pub mod submit_button;
#[cfg(any(feature = "ssr", feature = "csr"))]
pub mod support_line;
#[cfg(feature = "csr")]
pub mod table_footer;
#[cfg(any(feature = "csr", test))]
pub mod time_passed;
#[cfg(feature = "csr")]
pub mod toast;
#[cfg(feature = "csr")]
pub mod tone;
pub mod words;

#[cfg(any(feature = "csr", test))]
pub use act_name::act_name;
pub use alert::{Alert, Notice};
#[cfg(feature = "csr")]
pub use badge::{Badge, Tag};
#[cfg(feature = "csr")]
pub use breadcrumb::{Breadcrumb, Crumb};
#[cfg(feature = "csr")]
pub use callout::Callout;
#[cfg(feature = "csr")]
pub use code_block::{CodeBlock, CodeTab, CodeTabs};
#[cfg(feature = "csr")]
pub use confirm_dialog::{ConfirmDialog, TypedName};
#[cfg(feature = "csr")]
pub use copy_button::CopyButton;
#[cfg(feature = "csr")]
pub use data_table::{Column, DataTable, SelectAll, Selection, Sort, TableRow, TableState};
#[cfg(feature = "csr")]
pub use dialog::Dialog;
#[cfg(feature = "csr")]
pub use empty_state::{EmptyKind, EmptyState};
#[cfg(feature = "csr")]
pub use failure::FailureNotice;
pub use field_error::FieldError;
pub use icon::{Icon, IconPath};
#[cfg(feature = "csr")]
pub use loading::Loading;
#[cfg(feature = "csr")]
pub use menu::{Menu, MenuAction, MenuLink, MenuSeparator};
#[cfg(feature = "csr")]
pub use multi_value::MultiValueField;
#[cfg(feature = "csr")]
pub use named::address;
pub use named::named;
#[cfg(any(feature = "csr", test))]
pub use navigation_group::{NavigationGroup, NavigationLink};
#[cfg(feature = "csr")]
pub use page_header::PageHeader;
#[cfg(any(feature = "csr", test))]
pub use person_name::{listed_name, person_name};
pub use reveal::{Reveal, RevealButton};
#[cfg(feature = "csr")]
pub use service_account_ways::ServiceAccountWays;
#[cfg(feature = "csr")]
pub use setting_row::{SettingRow, SettingRows};
#[cfg(feature = "csr")]
pub use side_navigation::SideNavigation;
#[cfg(feature = "csr")]
pub use skeleton::{Shape, Skeleton};
#[cfg(feature = "csr")]
pub use stepper::{Step, StepState, Stepper};
pub use submit_button::{SubmitButton, idle_again_on_return};
#[cfg(any(feature = "ssr", feature = "csr"))]
pub use support_line::SupportLine;
#[cfg(feature = "csr")]
pub use table_footer::TableFooter;
#[cfg(feature = "csr")]
pub use toast::{Toast, ToastRegion, Toasts, use_toasts};
#[cfg(feature = "csr")]
pub use tone::Tone;
pub use words::words;
