//! Replaces an SQLite database by a copy. Invariant: at every moment the database's name leads to a whole database, the old one or
//! the copy.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection as File, ErrorCode, OpenFlags};

use latchkey_system::private_file;

/// What SQLite puts beside a database, and what may be left there.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// How the name of a copy ends that is not in its place yet.
const DRAFT: &str = ".restoring";

/// Why nothing was put back. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum CannotRestore {
    /// A file cannot be read or made.
    #[error("cannot {what} {path}: {source}")]
    Io {
        /// `read`, `write`, …
        what: &'static str,
        /// Path of the file.
        path: String,
        /// The system's error.
        source: io::Error,
    },
    /// The copy cannot be used.
    #[error("{path} {why}")]
    Copy {
        /// Path of the copy.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// A server, another command, or another program has the database open.
    #[error("{0} is in use: stop the server, and whatever else has it open")]
    InUse(String),
}

/// A checked copy beside the database, under a name of its own. Dropped, it is removed.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    target: PathBuf,
    stamp: String,
}

impl Draft {
    /// Copies `backup` to a file beside `target`, for its owner alone, and checks that it is a whole database of Latchkey.
    /// `stamp` makes names that nobody has.
    pub fn of(backup: &Path, target: &Path, stamp: &str) -> Result<Self, CannotRestore> {
        for beside in ["-wal", "-journal"] {
            let path = with_ending(backup, beside);
            if std::fs::metadata(&path).is_ok_and(|file| file.len() > 0) {
                let why = format!(
                    "has {} beside it, so it was copied while it was in use: make the copy by `latchkey backup`",
                    path.display()
                );
                return Err(copy_fault(backup, why));
            }
        }
        let draft = Self {
            path: with_ending(target, &format!(".{stamp}{DRAFT}")),
            target: target.to_owned(),
            stamp: stamp.to_owned(),
        };
        let mut from = std::fs::File::open(backup).map_err(|source| fault("read", backup, source))?;
        let mut to =
            private_file::create(&draft.path).map_err(|source| fault("write", &draft.path, source))?;
        io::copy(&mut from, &mut to)
            .and_then(|_| to.sync_all())
            .map_err(|source| fault("write", &draft.path, source))?;
        drop(to);
        check(&draft.path).map_err(|why| copy_fault(backup, why))?;
        Ok(draft)
    }

    /// Path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it the database's name. What had that name is kept, under the one that is returned.
    pub fn put_in_place(self) -> Result<Option<PathBuf>, CannotRestore> {
        let whole = File::open_with_flags(&self.path, FLAGS).and_then(|file| one_file(&file));
        whole.map_err(|error| copy_fault(&self.path, error.to_string()))?;
        let aside = with_ending(&self.target, &format!(".{}.before-restore", self.stamp));
        let exists = self.target.exists();
        // Kept until the end: nobody opens the previous database meanwhile.
        let _alone = match exists {
            true => self.alone()?,
            false => None,
        };
        if exists {
            private_file::keep(&self.target, &aside).map_err(|source| fault("write", &aside, source))?;
        }
        // Of a database that is damaged or gone: SQLite would take them for the new one's.
        for beside in BESIDE {
            let (from, to) = (with_ending(&self.target, beside), with_ending(&aside, beside));
            match std::fs::rename(&from, &to) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(fault("rename", &from, error));
                }
                _ => {}
            }
        }
        private_file::take_place(&self.path, &self.target)
            .map_err(|source| fault("write", &self.target, source))?;
        Ok(exists.then_some(aside))
    }

    /// The previous database with nobody else in it, in one file; none where it is damaged.
    fn alone(&self) -> Result<Option<File>, CannotRestore> {
        let alone = || {
            let file = File::open_with_flags(&self.target, FLAGS)?;
            file.busy_timeout(Duration::ZERO)?;
            one_file(&file)?;
            file.execute_batch("BEGIN EXCLUSIVE")?;
            Ok(file)
        };
        match alone() {
            Ok(file) => Ok(Some(file)),
            Err(rusqlite::Error::SqliteFailure(error, _))
                if matches!(error.code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) =>
            {
                Err(CannotRestore::InUse(self.target.display().to_string()))
            }
            Err(error) => {
                tracing::warn!(%error, "the database of before cannot be opened; it is kept as it is");
                Ok(None)
            }
        }
    }
}

/// Copies beside `target` that a restore left that was killed: no database, and not looked at again.
pub fn left_over(target: &Path) -> Vec<PathBuf> {
    let mut begins = target.file_name().unwrap_or_default().to_owned();
    begins.push(".");
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let Ok(entries) = std::fs::read_dir(folder.unwrap_or(Path::new("."))) else {
        return Vec::new();
    };
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        name.starts_with(begins.as_encoded_bytes()) && name.ends_with(DRAFT.as_bytes())
    };
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(is_ours)
        .collect();
    paths.sort();
    paths
}

impl Drop for Draft {
    fn drop(&mut self) {
        for beside in ["", "-wal", "-shm", "-journal"] {
            // In place by now, or worth nothing.
            let _ = std::fs::remove_file(with_ending(&self.path, beside));
        }
    }
}

const FLAGS: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// Carries what stands in the log into the file, and leaves no log. Fails where somebody else has the database open.
fn one_file(file: &File) -> rusqlite::Result<()> {
    let mode: String = file.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    if mode == "wal" {
        let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        return Err(rusqlite::Error::SqliteFailure(busy, None));
    }
    Ok(())
}

/// What is wrong with the copy.
fn check(path: &Path) -> Result<(), String> {
    let file = File::open_with_flags(path, FLAGS).map_err(|error| error.to_string())?;
    let sql = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'
               AND name IN ('_sqlx_migrations', 'companies', 'accounts', 'sessions')";
    let tables = file.query_row(sql, [], |row| row.get::<_, i64>(0));
    match tables {
        Ok(4) => {}
        Ok(_) => return Err("is no database of Latchkey".into()),
        Err(error) => return Err(format!("is no SQLite database that can be read ({error})")),
    }
    let found = file.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0));
    match found {
        Ok(found) if found == "ok" => Ok(()),
        Ok(found) => Err(format!(
            "is damaged ({})",
            found.lines().next().unwrap_or_default()
        )),
        Err(error) => Err(format!("is damaged ({error})")),
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn fault(what: &'static str, path: &Path, source: io::Error) -> CannotRestore {
    CannotRestore::Io {
        what,
        path: path.display().to_string(),
        source,
    }
}

fn copy_fault(path: &Path, why: String) -> CannotRestore {
    CannotRestore::Copy {
        path: path.display().to_string(),
        why,
    }
}
