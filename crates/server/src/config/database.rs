//! Which database, and the key to its sealed values. Invariant: the key is made once, and is its owner's alone.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use zeroize::Zeroizing;

use super::ConfigError;
use crate::private_file;
use crate::secrets::SecretKey;

/// Which database, and the key to its sealed values.
#[derive(Debug, Clone, Args)]
pub struct DatabaseOptions {
    /// Where data is kept: sqlite://FILE or postgres://…
    #[arg(
        long,
        env = "LATCHKEY_DATABASE_URL",
        default_value = "sqlite://latchkey.db",
        hide_env_values = true
    )]
    pub database_url: String,
    /// Key for secrets at rest, base64 of 32 bytes. Made and kept beside the SQLite file when absent; required with PostgreSQL.
    #[arg(long, env = "LATCHKEY_SECRET_KEY", hide_env_values = true)]
    pub secret_key: Option<String>,
}

impl DatabaseOptions {
    /// Checks the database address and finds the key: the one that is set, or the file beside the SQLite database, which is
    /// made when there is none.
    pub fn secret_key(&self) -> Result<SecretKey, ConfigError> {
        if let Some(text) = &self.secret_key {
            return SecretKey::from_base64(text).ok_or_else(|| {
                ConfigError(
                    "LATCHKEY_SECRET_KEY is not base64 of 32 bytes; make one with: openssl rand -base64 32"
                        .into(),
                )
            });
        }
        match self.sqlite_path()? {
            Some(path) => key_file(&path.with_added_extension("key")),
            None => Err(ConfigError(
                "LATCHKEY_SECRET_KEY is required with PostgreSQL; make one with: openssl rand -base64 32"
                    .into(),
            )),
        }
    }

    fn sqlite_path(&self) -> Result<Option<PathBuf>, ConfigError> {
        let url = &self.database_url;
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(None);
        }
        let path = url
            .strip_prefix("sqlite://")
            .or_else(|| url.strip_prefix("sqlite:"))
            .unwrap_or_default();
        let path = path.split('?').next().unwrap_or_default();
        if path.is_empty() || path.starts_with(":memory:") {
            return Err(ConfigError(
                "LATCHKEY_DATABASE_URL must be sqlite://FILE or postgres://USER@HOST/DATABASE".into(),
            ));
        }
        Ok(Some(PathBuf::from(path)))
    }
}

/// The key in the file, which is made when there is none. Several first starts at once end up with one key.
fn key_file(path: &Path) -> Result<SecretKey, ConfigError> {
    let fault = |what: &str, error: &std::io::Error| {
        ConfigError(format!("cannot {what} the key file {}: {error}", path.display()))
    };
    match read_key(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        read => return read.map_err(|error| fault("read", &error)),
    }
    let key = SecretKey::generate().map_err(|error| ConfigError(error.to_string()))?;
    match private_file::create_with(path, &Zeroizing::new(format!("{}\n", *key.to_base64()))) {
        Ok(()) => Ok(key),
        // Another process was quicker: its key is the key.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            read_key(path).map_err(|error| fault("read", &error))
        }
        Err(error) => Err(fault("write", &error)),
    }
}

fn read_key(path: &Path) -> std::io::Result<SecretKey> {
    let text = Zeroizing::new(std::fs::read_to_string(path)?);
    SecretKey::from_base64(&text)
        .ok_or_else(|| std::io::Error::new(ErrorKind::InvalidData, "it does not hold base64 of 32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_kept_private() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = DatabaseOptions {
            database_url: format!("sqlite://{}/x.db", folder.path().display()),
            secret_key: None,
        };
        let first = options.secret_key().expect("a key");
        assert_eq!(
            options.secret_key().expect("the same").to_base64(),
            first.to_base64()
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(folder.path().join("x.db.key"))
                .expect("the file")
                .permissions()
                .mode();
            assert_eq!(mode & 0o077, 0);
        }
        let postgres = DatabaseOptions {
            database_url: "postgres://db/x".into(),
            secret_key: None,
        };
        assert!(postgres.secret_key().is_err());
        let wrong = DatabaseOptions {
            database_url: "mysql://db".into(),
            secret_key: None,
        };
        assert!(wrong.secret_key().is_err());
    }

    #[test]
    fn first_starts_at_once_find_one_key_and_no_half_of_it() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().expect("a folder");
            let options = DatabaseOptions {
                database_url: format!("sqlite://{}/x.db", folder.path().display()),
                secret_key: None,
            };
            let together = std::sync::Barrier::new(8);
            let keys = std::thread::scope(|scope| {
                let start = || {
                    together.wait();
                    options.secret_key().map(|key| key.to_base64())
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
        let refused = key_file(&path).expect_err("no key").0;
        assert!(
            refused.contains("base64 of 32 bytes") && !refused.contains("c2hvcnQ="),
            "{refused}"
        );
        assert_eq!(std::fs::read_to_string(&path).expect("reads"), "c2hvcnQ=");
    }
}
