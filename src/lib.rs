//! The screens of Latchkey. The front door (sign-in and what belongs to it) is rendered by the server and hydrated in
//! the browser; the portal is mounted in the browser.

pub mod front;
