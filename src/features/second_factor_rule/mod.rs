//! What a company asks of its people who sign in by password.

pub mod page;

pub use page::SecondFactorRulePage;
