//! The files that hold the platform's key, beside an SQLite database. Invariant: a key is made once; whoever is second takes what
//! the first has made, and never a part of it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::error::ConfigError;
use crate::private_file;
use crate::secrets::SecretKey;

/// How long another process may take to write the file, on file systems where that is not atomic.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between two looks at a file that is being written.
const PAUSE: Duration = Duration::from_millis(20);

/// Where the keys are.
#[derive(Debug, Clone)]
pub struct KeyFiles {
    /// The present key.
    pub present: PathBuf,
    /// The one before, as long as something is sealed with it.
    pub previous: PathBuf,
}

impl KeyFiles {
    /// Those of the database at `path`.
    pub fn beside(path: &Path) -> Self {
        let present = path.with_added_extension("key");
        Self {
            previous: present.with_added_extension("previous"),
            present,
        }
    }

    /// Whether there is a previous key. One that is still the present one comes of a rotation that was interrupted.
    pub fn has_previous(&self) -> bool {
        let [present, previous] = [&self.present, &self.previous].map(|path| read(path).ok().flatten());
        previous.is_some_and(|previous| {
            present.is_none_or(|present| *present.to_base64() != *previous.to_base64())
        })
    }

    /// The key in the files; none where there is none.
    pub fn find(&self) -> Result<Option<SecretKey>, ConfigError> {
        let Some(present) = read(&self.present)? else {
            return Ok(None);
        };
        Ok(Some(match read(&self.previous)? {
            Some(previous) => present.after(&previous),
            None => present,
        }))
    }

    /// The key in the files, which is made when there is none. Several first starts at once end up with one key.
    pub fn find_or_make(&self) -> Result<SecretKey, ConfigError> {
        if let Some(key) = self.find()? {
            return Ok(key);
        }
        match private_file::create_with(&self.present, &text_of(&generate()?)) {
            // Read again in both cases: what lies there is the key.
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(fault("write", &self.present, &error)),
        }
        self.find()?
            .ok_or_else(|| fault("read", &self.present, &ErrorKind::NotFound.into()))
    }

    /// Puts a new key in the place of the present one, which becomes the previous one.
    pub fn rotate(&self) -> Result<(), ConfigError> {
        let present = self.find_or_make()?;
        match private_file::create_with(&self.previous, &text_of(&present)) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists && !self.has_previous() => {}
            Err(error) => return Err(fault("write", &self.previous, &error)),
        }
        let draft = private_file::draft_of(&self.present);
        private_file::create_with(&draft, &text_of(&generate()?))
            .and_then(|()| private_file::take_place(&draft, &self.present))
            .map_err(|error| fault("write", &self.present, &error))
    }
}

fn generate() -> Result<SecretKey, ConfigError> {
    SecretKey::generate().map_err(|error| ConfigError(error.to_string()))
}

fn text_of(key: &SecretKey) -> Zeroizing<String> {
    Zeroizing::new(format!("{}\n", *key.to_base64()))
}

/// The key in a file; none where there is no file. A file that was made just now is waited for until it has its end.
fn read(path: &Path) -> Result<Option<SecretKey>, ConfigError> {
    let until = Instant::now() + PATIENCE;
    loop {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fault("read", path, &error)),
        };
        if let Some(key) = SecretKey::from_base64(&text) {
            private_file::warn_if_open(
                path,
                "chmod 600; where the file system keeps no permissions, mount it with umask=077 or set LATCHKEY_SECRET_KEY",
            );
            return Ok(Some(key));
        }
        if text.ends_with('\n') || !is_new(path) || Instant::now() >= until {
            return Err(no_key(path, text.trim().is_empty()));
        }
        std::thread::sleep(PAUSE);
    }
}

/// Whether somebody may be writing it at this moment.
fn is_new(path: &Path) -> bool {
    let changed = std::fs::metadata(path).and_then(|file| file.modified());
    changed.is_ok_and(|changed| changed.elapsed().is_ok_and(|age| age < PATIENCE))
}

fn no_key(path: &Path, is_empty: bool) -> ConfigError {
    let path = path.display();
    ConfigError(if is_empty {
        format!(
            "the key file {path} is empty: the start that made it was interrupted, or the disk was full. If the database is new, \
             delete the file and start again; else put the key back"
        )
    } else {
        format!("cannot read the key file {path}: it does not hold base64 of 32 bytes")
    })
}

fn fault(what: &str, path: &Path, error: &std::io::Error) -> ConfigError {
    let remedy = match error.kind() {
        ErrorKind::PermissionDenied => "; run this as the user that the server runs as",
        _ => "",
    };
    ConfigError(format!(
        "cannot {what} the key file {}: {error}{remedy}",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_starts_at_once_find_one_key_and_no_half_of_it() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().expect("a folder");
            let files = KeyFiles::beside(&folder.path().join("x.db"));
            let together = std::sync::Barrier::new(8);
            let keys = std::thread::scope(|scope| {
                let start = || {
                    together.wait();
                    files.find_or_make().map(|key| key.to_base64())
                };
                let starts = [(); 8].map(|()| scope.spawn(start));
                starts.map(|start| start.join().expect("ends").expect("a key"))
            });
            assert!(keys.iter().all(|key| *key == keys[0]));
            let files = std::fs::read_dir(folder.path()).expect("a folder").count();
            assert_eq!(files, 1, "nothing is left beside the key");
        }
    }

    #[test]
    fn a_key_file_without_a_key_is_refused_and_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db.key");
        std::fs::write(&path, "c2hvcnQ=").expect("writes");
        let files = KeyFiles::beside(&folder.path().join("x.db"));
        let refused = files.find_or_make().expect_err("no key").0;
        assert!(
            refused.contains("base64 of 32 bytes") && !refused.contains("c2hvcnQ="),
            "{refused}"
        );
        assert_eq!(std::fs::read_to_string(&path).expect("reads"), "c2hvcnQ=");
    }
    #[test]
    fn a_key_file_that_was_left_empty_is_named_with_what_to_do() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("x.db.key"), "").expect("writes");
        let files = KeyFiles::beside(&folder.path().join("x.db"));
        let refused = files.find_or_make().expect_err("no key").0;
        assert!(
            refused.contains("is empty") && refused.contains("x.db.key"),
            "{refused}"
        );
    }

    /// As on a file system without hard links, where the file has its name before it has its end.
    #[test]
    fn a_key_file_that_is_being_written_is_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = KeyFiles::beside(&folder.path().join("x.db"));
        let key = generate().expect("randomness");
        std::fs::write(&files.present, &text_of(&key)[..20]).expect("writes");
        let found = std::thread::scope(|scope| {
            let other = scope.spawn(|| files.find_or_make().map(|key| key.to_base64()));
            std::fs::write(&files.present, text_of(&key).as_bytes()).expect("writes");
            other.join().expect("ends")
        });
        assert_eq!(found.expect("a key"), key.to_base64());
    }

    #[test]
    fn a_rotation_keeps_the_key_of_before_and_is_not_begun_twice() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = KeyFiles::beside(&folder.path().join("x.db"));
        let before = files.find_or_make().expect("a key");
        assert!(!files.has_previous());
        files.rotate().expect("rotates");
        let after = files.find_or_make().expect("a key");
        assert_ne!(*after.to_base64(), *before.to_base64());
        assert!(files.has_previous() && after.has_previous());
        let sealed = before.seal("x", "hush").expect("seals");
        assert_eq!(after.open("x", &sealed).expect("opens").as_str(), "hush");
        assert!(files.rotate().is_err(), "the previous key would be lost");
    }
}
