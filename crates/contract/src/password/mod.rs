//! New passwords: how long they have to be, and how hard one is to guess.

pub mod estimate_password;

pub use estimate_password::{EstimatePassword, PasswordStrength};

/// Fewest characters of a new password (OWASP ASVS 5.0, 6.2.1: without a second factor).
pub const MIN_PASSWORD_CHARS: usize = 15;
/// Most characters of a new password. Longer ones are refused, never cut.
pub const MAX_PASSWORD_CHARS: usize = 256;
