//! What an app adds to let people sign in with the platform, or with any OpenID provider: two lines and one call.
//! Invariant: the browser holds a cookie that says nothing; tokens stay on the app's server.
//!
//! ```no_run
//! # use axum::{Router, routing::get};
//! # use latchkey_app::{Identity, Latchkey, Refusal, Settings, SignedIn, Users};
//! # struct Employees;
//! # impl Users for Employees {
//! #     async fn find(&self, _: &Identity) -> Result<Option<String>, Refusal> { Ok(None) }
//! #     async fn on_first_login(&self, _: &Identity) -> Result<String, Refusal> { Ok("1".into()) }
//! # }
//! # async fn home(person: SignedIn) -> String { person.name.clone() }
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let latchkey = Latchkey::new(Settings::from_env()?, Employees);
//! let app = latchkey.attach(Router::new().route("/", get(home)));
//!
//! latchkey.start().await; // the one call after start-up
//! # axum::serve(tokio::net::TcpListener::bind("127.0.0.1:8082").await?, app).await?; Ok(()) }
//! ```
//!
//! | what | for |
//! |---|---|
//! | [`Settings`] | which platform, which client, which roles; leave the platform out and only the app's own credentials count |
//! | [`Latchkey`] | the module: [`attach`](Latchkey::attach), [`start`](Latchkey::start) |
//! | [`Users`] | the app's side of a sign-in: find its user, make it at the first one |
//! | [`SignedIn`] | in a handler's parameters: only for people who are signed in. `Option<SignedIn>` for both |
//! | [`Identity`], [`Session`] | who it is: name, address, roles |
//! | [`LocalUser`] | signs in somebody whose password the app has checked itself |
//! | [`Sessions`] | where sessions are kept, if not in memory |
//!
//! The addresses: `/openid/login` (with `?return_to=` a path of the app), `/openid/callback`, `/openid/logout`,
//! `/openid/signed-out`, `/openid/backchannel-logout`.

mod attach;
mod attempts;
mod clock;
mod cookies;
mod extract;
mod identity;
mod in_memory_sessions;
mod latchkey;
mod pages;
mod platform;
mod recent_logouts;
mod responses;
mod return_to;
mod routes;
mod same_origin;
mod secrets;
mod session;
mod settings;
mod users;

pub use extract::SignedIn;
pub use identity::{Identity, OtherApp};
pub use in_memory_sessions::InMemorySessions;
pub use latchkey::Latchkey;
pub use session::{Ending, PlatformSession, Session, Sessions, StoreError};
pub use settings::{PlatformSettings, Settings, SettingsError, SignOn};
pub use users::{LocalUser, Refusal, Users};
