//! Who is signed in, and signing out.

pub mod end_session;
pub mod get_session;

pub use end_session::EndSession;
pub use get_session::{GetSession, SessionAccount};
