//! The error type of the store.

use sqlx::migrate::MigrateError;

/// A fault of the database. Callers treat all of them as "not done": a transaction that did not commit changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The row exists already (a unique key refused it).
    #[error("the row exists already")]
    AlreadyExists,
    /// The database cannot be reached, is locked for too long, full, or restarting.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// Too many are waiting to write.
    #[error("the database's writer was not free in time")]
    Busy,
    /// A statement was ended because it took longer than it may.
    #[error("a statement took longer than it may")]
    TooLong,
    /// The database cannot be worked with as it is set up.
    #[error("{0}")]
    Setting(String),
    /// A statement or a stored value is not as expected: a bug, or a foreign hand in the database.
    #[error("the database answered unexpectedly: {0}")]
    Unexpected(#[source] sqlx::Error),
    /// A stored value has no meaning to this version.
    #[error("stored value not understood: {0}")]
    Corrupt(&'static str),
    /// The schema could not be brought up to date.
    #[error("{}", words(.0))]
    Migration(#[from] MigrateError),
}

impl StoreError {
    /// Whether the schema has steps that this version does not know.
    pub const fn is_of_newer_version(&self) -> bool {
        matches!(self, Self::Migration(MigrateError::VersionMissing(_)))
    }

    /// Whether it passes by itself or with an operator's help, so that the same may be tried again later.
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Busy | Self::TooLong)
    }

    /// A copy of this error for another caller that waited for the same work: `sqlx::Error` is not `Clone`.
    pub(super) fn copy_for_waiter(&self) -> Self {
        let copy = sqlx::Error::Protocol(format!("of several that were written together: {self}"));
        match self {
            Self::Unavailable(_) | Self::Busy | Self::TooLong => Self::Unavailable(copy),
            _ => Self::Unexpected(copy),
        }
    }
}

/// Describes to the operator why the schema was not brought up to date.
fn words(error: &MigrateError) -> String {
    match error {
        MigrateError::VersionMissing(step) => format!(
            "a newer release of latchkey has brought this database up to date (step {step}), and this program is older. Start that release: the \
             line \"listening\" in the log of the server says which it was. To go back to this one, restore the backup of before the upgrade \
             (\"Back to the release of before\" in the operator guide)"
        ),
        other => format!("migration failed: {other}"),
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(fault) if fault.is_unique_violation() => Self::AlreadyExists,
            sqlx::Error::Database(fault) if is_too_long(fault.code().as_deref()) => Self::TooLong,
            sqlx::Error::Database(fault) if is_passing(fault.code().as_deref()) => Self::Unavailable(error),
            // `Protocol`: the other end hung up in the middle of a greeting.
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::BeginFailed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            _ => Self::Unexpected(error),
        }
    }
}

/// Codes of statements that were ended at their deadline: PostgreSQL's 57014 (query_canceled), SQLite's 9 (interrupted).
fn is_too_long(code: Option<&str>) -> bool {
    matches!(code, Some("57014" | "9"))
}

/// Codes of faults that pass by themselves or with an operator's help. PostgreSQL: classes 08 (connection), 25006 (a standby, or
/// a database that was made read-only), 25P (a transaction that waited too long), 40 (rollback: deadlock, serialization), 53
/// (resources), 55P03 (a lock that did not come), 57 (operator intervention), 58 (the system under it). SQLite (primary
/// codes): 3 permission, 5 busy, 6 locked, 7 no memory, 8 read-only, 10 I/O, 13 full, 14 cannot open, 15 a log that changes
/// under it.
fn is_passing(code: Option<&str>) -> bool {
    let Some(code) = code else { return false };
    match code.parse::<u32>() {
        Ok(sqlite) if code.len() < 5 => matches!(sqlite & 0xff, 3 | 5..=8 | 10 | 13..=15),
        _ => ["08", "25006", "25P", "40", "53", "55P03", "57", "58"]
            .iter()
            .any(|class| code.starts_with(class)),
    }
}

#[cfg(test)]
mod tests {
    use super::is_passing;

    #[test]
    fn passing_faults_are_told_from_bugs() {
        for code in [
            "5", "517", "8", "1544", "13", "10", "4874", "14", "08006", "08P01", "25006", "25P03", "40P01",
            "53100", "53300", "57P01", "57P03",
        ] {
            assert!(is_passing(Some(code)), "{code}");
        }
        for code in ["1", "19", "2067", "42601", "22001", "25001", "23505"] {
            assert!(!is_passing(Some(code)), "{code}");
        }
    }
}
