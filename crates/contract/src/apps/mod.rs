//! The apps that end-users sign in to.

pub mod accept_my_invitation;
pub mod decline_my_invitation;
pub mod list_authorized_apps;
pub mod list_my_apps;
pub mod revoke_authorized_app;
pub mod scope;

pub use accept_my_invitation::AcceptMyInvitation;
pub use decline_my_invitation::DeclineMyInvitation;
pub use list_authorized_apps::{AuthorizedApp, ListAuthorizedApps};
pub use list_my_apps::{ListMyApps, MyApp, MyInvitation};
pub use revoke_authorized_app::RevokeAuthorizedApp;
pub use scope::AppScope;
