//! Whether a personal access token opens something, and until when it may live. Invariant: a token opens nothing more than its owner
//! could open, and nothing for longer than the owner's company knows of the owner.

use latchkey_contract::personal_tokens::{TokenLifetime, TokenScope, TokenState};
use time::{Date, Duration, OffsetDateTime, Time, UtcOffset};

use super::sign_in_way::Way;

/// A day, in milliseconds.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// The greatest number of valid tokens of a person.
pub const MOST_PER_PERSON: i64 = 50;
/// How long after the last sign-in through the identity provider a person's tokens fall asleep, in milliseconds.
pub const SLEEPS_AFTER_MS: i64 = 30 * DAY_MS;
/// The shortest time between two updates of a token's last use, in milliseconds.
pub const USES_WRITTEN_EVERY_MS: i64 = 60 * 60 * 1000;
/// How long a token that has ended is stored, in milliseconds: its owner sees why a script stopped.
pub const KEPT_MS: i64 = 30 * DAY_MS;
/// The furthest day on which a token may end, from now.
const MOST_DAYS: i64 = 366;

/// What is known of a token's owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnerFacts {
    /// Whether the account works.
    pub is_active: bool,
    /// How its person signs in.
    pub way: Way,
    /// When the person last came through the identity provider, if that is known.
    pub came_by_sso_at_ms: Option<i64>,
    /// Since when the person signs in there: nobody could come before.
    pub sso_since_ms: Option<i64>,
}

/// What is known of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenFacts {
    /// When it expires.
    pub expires_at_ms: i64,
    /// Whether somebody has ended it.
    pub is_revoked: bool,
    /// What it is for.
    pub scopes: Vec<TokenScope>,
}

/// What somebody does in a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepositoryAction {
    /// Clones or fetches.
    Read,
    /// Pushes.
    Write,
}

/// Why a token does not open something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRefusal {
    /// It does not work at all, or not now.
    State(TokenState),
    /// It works, and is for something else.
    ScopeMissing,
}

/// When an owner was last known to be the company's: at the last sign-in through its identity provider, and when that began to be the
/// way in, because nobody could have come before.
fn vouched_at_ms(owner: OwnerFacts) -> i64 {
    owner
        .came_by_sso_at_ms
        .max(owner.sso_since_ms)
        .unwrap_or(i64::MIN)
}

/// Whether the owner's tokens sleep.
pub fn is_asleep(owner: OwnerFacts, now_ms: i64) -> bool {
    owner.way == Way::Sso && now_ms.saturating_sub(vouched_at_ms(owner)) > SLEEPS_AFTER_MS
}

/// How a token stands. What ends it for good comes before what ends it for now.
pub fn state(owner: OwnerFacts, token: &TokenFacts, now_ms: i64) -> TokenState {
    if token.is_revoked {
        TokenState::Revoked
    } else if !owner.is_active {
        TokenState::OwnerDeactivated
    } else if token.expires_at_ms <= now_ms {
        TokenState::Expired
    } else if is_asleep(owner, now_ms) {
        TokenState::Asleep
    } else {
        TokenState::Active
    }
}

/// Decides whether the token opens a repository for this.
///
/// # Errors
/// Why it does not.
pub fn opens(
    owner: OwnerFacts,
    token: &TokenFacts,
    action: RepositoryAction,
    now_ms: i64,
) -> Result<(), TokenRefusal> {
    match state(owner, token, now_ms) {
        TokenState::Active => {}
        other => return Err(TokenRefusal::State(other)),
    }
    // Nobody pushes who may not fetch.
    let scopes = match action {
        RepositoryAction::Read => &[TokenScope::RepositoryRead, TokenScope::RepositoryWrite][..],
        RepositoryAction::Write => &[TokenScope::RepositoryWrite],
    };
    match scopes.iter().any(|scope| token.scopes.contains(scope)) {
        true => Ok(()),
        false => Err(TokenRefusal::ScopeMissing),
    }
}

/// Why a token may not end then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpiryFault {
    /// It is no date.
    Malformed,
    /// The time has passed.
    Past,
    /// It is too far ahead.
    TooFar,
}

/// When a token ends that is made now. One that is good until a day is good on that day, wherever its owner is: it ends with the day
/// in UTC.
///
/// # Errors
/// Where that is no time for a token to end.
pub fn expires_at_ms(lifetime: &TokenLifetime, now_ms: i64) -> Result<i64, ExpiryFault> {
    let at_ms = match lifetime {
        TokenLifetime::Days(0) => return Err(ExpiryFault::Past),
        TokenLifetime::Days(days) => now_ms.saturating_add(i64::from(*days).saturating_mul(DAY_MS)),
        TokenLifetime::Until(date) => end_of_day_ms(date).ok_or(ExpiryFault::Malformed)?,
    };
    // The whole of the last day.
    let last = end_of(now_ms).ok_or(ExpiryFault::TooFar)? + MOST_DAYS * DAY_MS;
    match at_ms {
        _ if at_ms <= now_ms => Err(ExpiryFault::Past),
        _ if at_ms > last => Err(ExpiryFault::TooFar),
        _ => Ok(at_ms),
    }
}

/// The end of a day that is written `2027-01-31`.
fn end_of_day_ms(date: &str) -> Option<i64> {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    let date = Date::parse(date, format).ok()?;
    midnight_after(date)
}

fn end_of(at_ms: i64) -> Option<i64> {
    let at = OffsetDateTime::from_unix_timestamp(at_ms.div_euclid(1000)).ok()?;
    midnight_after(at.date())
}

fn midnight_after(date: Date) -> Option<i64> {
    let next = date.checked_add(Duration::DAY)?;
    let midnight = next.with_time(Time::MIDNIGHT).assume_offset(UtcOffset::UTC);
    midnight.unix_timestamp().checked_mul(1000)
}

#[cfg(test)]
mod tests;
