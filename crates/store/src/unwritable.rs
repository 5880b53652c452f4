//! The error message for a database that refuses writes. Invariant: it names the file or the server, what to do, and the database's own
//! message.

use std::path::Path;

use sqlx::migrate::MigrateError;

use super::StoreError;

/// Replaces an error that means that the database refuses writes by one with a message for the operator; returns any other unchanged. `file`:
/// SQLite's file; `None` for PostgreSQL.
pub(super) fn explained(error: StoreError, file: Option<&Path>) -> StoreError {
    let (StoreError::Unavailable(fault)
    | StoreError::Unexpected(fault)
    | StoreError::Migration(MigrateError::Execute(fault) | MigrateError::ExecuteMigration(fault, _))) =
        &error
    else {
        return error;
    };
    let Some(cause) = cause(fault, file.is_some()) else {
        return error;
    };
    StoreError::Setting(match file {
        Some(file) => of_file(file, &cause),
        None => format!(
            "this PostgreSQL server takes no writes: {cause}. It is a standby, or was made read-only: name the primary, or wait until it takes writes"
        ),
    })
}

/// The message for a SQLite file that cannot be written. `cause`: the database's own message.
pub(super) fn of_file(file: &Path, cause: &str) -> String {
    format!(
        "{} cannot be written: {cause}. Latchkey writes this file and the folder that it is in: run it as the user that the server runs as \
         (\"Commands beside the server\" in the operator guide), and see that the folder is there and not mounted read-only",
        file.display()
    )
}

/// Whether SQLite refused a statement because the file is read-only.
pub(super) fn is_read_only(fault: &sqlx::Error) -> bool {
    let code = fault.as_database_error().and_then(|fault| fault.code());
    let code = code.and_then(|code| code.parse::<u32>().ok());
    code.is_some_and(|code| code & 0xff == 8)
}

/// The database's message, if the error means that it refuses writes. An I/O error counts for a file alone: for PostgreSQL it is about the
/// connection.
fn cause(fault: &sqlx::Error, is_file: bool) -> Option<String> {
    match fault {
        sqlx::Error::Database(fault) if takes_no_writes(fault.code().as_deref(), is_file) => {
            Some(fault.message().to_owned())
        }
        sqlx::Error::Io(fault) if is_file => Some(fault.to_string()),
        _ => None,
    }
}

/// Whether an error code means that writes are refused. SQLite (primary codes): 3 permission, 8 read-only, 14 cannot open. PostgreSQL: 25006,
/// a read-only transaction.
fn takes_no_writes(code: Option<&str>, is_file: bool) -> bool {
    match (code, is_file) {
        (Some(code), true) => code
            .parse::<u32>()
            .is_ok_and(|code| matches!(code & 0xff, 3 | 8 | 14)),
        (code, false) => code == Some("25006"),
        (None, true) => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    #[test]
    fn a_file_that_may_not_be_written_is_named_with_what_to_do() {
        let denied = || StoreError::Unavailable(sqlx::Error::Io(ErrorKind::PermissionDenied.into()));
        let file = Path::new("/srv/latchkey.db");
        let said = explained(denied(), Some(file)).to_string();
        for part in [
            "/srv/latchkey.db cannot be written",
            "permission denied",
            "run it as",
        ] {
            assert!(said.contains(part), "{said}");
        }
        // For PostgreSQL, the same I/O error means that the connection was refused.
        let said = explained(denied(), None).to_string();
        assert!(said.starts_with("the database is not available"), "{said}");
    }

    #[test]
    fn codes_that_say_so_are_told_from_others() {
        for code in ["3", "8", "1544", "14"] {
            assert!(takes_no_writes(Some(code), true), "{code}");
            assert!(!takes_no_writes(Some(code), false), "{code}");
        }
        for code in ["5", "13", "25006", "19"] {
            assert!(!takes_no_writes(Some(code), true), "{code}");
        }
        assert!(takes_no_writes(Some("25006"), false));
        assert!(!takes_no_writes(Some("57P03"), false) && !takes_no_writes(None, false));
    }
}
