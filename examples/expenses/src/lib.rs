//! Company Expenses: an app as customers build them, small enough to read over a coffee. It shows what an app does with
//! `latchkey-app`, and what it looks like to its people. Invariant: it knows the platform by OpenID Connect alone.

mod app;
mod expenses;
mod money;
mod office;
mod pages;
mod people;
mod words;

pub use app::{Environment, app};
pub use people::{Employee, LOCAL_PASSWORD, LOCAL_USERS, People, ROLES};
