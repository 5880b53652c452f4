//! Onboarding: somebody whom a company vouches for confirms the name and gets an account.

pub mod screen;

pub use screen::Onboarding;
