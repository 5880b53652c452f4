//! Which database, and the key to its sealed values. Invariant: the key is made once, and is its owner's alone.

use std::path::PathBuf;

use clap::Args;
use zeroize::Zeroizing;

use super::error::ConfigError;
use super::key_file::KeyFiles;
use super::secret;
use crate::secrets::SecretKey;
use crate::store::{Store, StoreError};

const USUAL_URL: &str = "sqlite://latchkey.db";

/// Which database, and the key to its sealed values.
#[derive(Clone, Args)]
pub struct DatabaseOptions {
    /// Where data is kept: sqlite://FILE or postgres://USER@HOST/DATABASE (with a password only by LATCHKEY_DATABASE_URL or
    /// LATCHKEY_DATABASE_URL_FILE). The key for secrets at rest, base64 of 32 bytes, is in LATCHKEY_SECRET_KEY, or in the file
    /// that LATCHKEY_SECRET_KEY_FILE names; with SQLite it is made and kept beside the database when absent. While the key is being
    /// changed, the previous one is in LATCHKEY_PREVIOUS_SECRET_KEY.
    #[arg(
        long,
        env = "LATCHKEY_DATABASE_URL",
        default_value = USUAL_URL,
        hide_env_values = true
    )]
    pub database_url: String,
    /// Base64 of 32 bytes, by which client secrets, waiting mails and apps' tokens are encrypted. Required with PostgreSQL: openssl
    /// rand -base64 32. With SQLite it is made and kept beside the database when absent.
    #[arg(long, env = "LATCHKEY_SECRET_KEY", hide = true, hide_env_values = true)]
    pub secret_key: Option<String>,
}

impl std::fmt::Debug for DatabaseOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseOptions(…)")
    }
}

impl DatabaseOptions {
    /// The database's address: the one that is set, or what the file holds that `LATCHKEY_DATABASE_URL_FILE` names.
    pub fn url(&self) -> Result<Zeroizing<String>, ConfigError> {
        let given = Some(self.database_url.as_str()).filter(|url| *url != USUAL_URL);
        let set = secret::from_environment("LATCHKEY_DATABASE_URL", given)?;
        Ok(set.unwrap_or_else(|| Zeroizing::new(self.database_url.clone())))
    }

    /// Opens the database. An SQLite file that is absent is made: for the commands with which a platform begins.
    pub async fn open_or_create(&self) -> Result<Store, StoreError> {
        let url = self
            .url()
            .map_err(|error| StoreError::Setting(error.to_string()))?;
        Store::open(&url).await
    }

    /// Opens the database, which exists.
    ///
    /// # Errors
    /// Also where there is no such SQLite file. A command that were to make one would answer for an empty platform, where the operator
    /// forgot to say which database.
    pub async fn open(&self) -> Result<Store, StoreError> {
        let file = self
            .sqlite_file()
            .map_err(|error| StoreError::Setting(error.to_string()))?;
        let shown = file.as_ref().map(|file| file.display());
        match (&shown, file.as_ref().map(|file| file.try_exists())) {
            (Some(file), Some(Ok(false))) => Err(StoreError::Setting(format!(
                "there is no file {file}; say where the server keeps its database, or run this in the server's folder"
            ))),
            (Some(file), Some(Err(error))) => Err(StoreError::Setting(format!(
                "cannot look for {file}: {error}; run this as the user that the server runs as"
            ))),
            _ => self.open_or_create().await,
        }
    }

    /// Checks the database address and finds the key: the one that is set, or the file beside the SQLite database, which is
    /// made when there is none. With the previous key, where there is one.
    pub fn secret_key(&self) -> Result<SecretKey, ConfigError> {
        if let Some(key) = self.set_key()? {
            return Ok(key);
        }
        match self.key_files()? {
            Some(files) => files.find_or_make(),
            None => Err(ConfigError(
                "LATCHKEY_SECRET_KEY is required with PostgreSQL; make one with: openssl rand -base64 32"
                    .into(),
            )),
        }
    }

    /// The key, where there is one; none is made.
    pub fn present_key(&self) -> Result<Option<SecretKey>, ConfigError> {
        match (self.set_key()?, self.key_files()?) {
            (Some(key), _) => Ok(Some(key)),
            (None, Some(files)) => files.find(),
            (None, None) => Ok(None),
        }
    }

    /// Where the key is looked for, in words.
    pub fn key_place(&self) -> String {
        match self.key_files() {
            Ok(Some(files)) => files.present.display().to_string(),
            _ => "LATCHKEY_SECRET_KEY".to_owned(),
        }
    }

    /// The key's files, where it is in files: with SQLite, and not set.
    pub fn key_files(&self) -> Result<Option<KeyFiles>, ConfigError> {
        if secret::from_environment("LATCHKEY_SECRET_KEY", self.secret_key.as_deref())?.is_some() {
            return Ok(None);
        }
        Ok(self.sqlite_path()?.map(|path| KeyFiles::beside(&path)))
    }

    fn set_key(&self) -> Result<Option<SecretKey>, ConfigError> {
        let Some(key) = parse("LATCHKEY_SECRET_KEY", self.secret_key.as_deref())? else {
            return Ok(None);
        };
        let previous = std::env::var("LATCHKEY_PREVIOUS_SECRET_KEY").ok();
        Ok(Some(
            match parse("LATCHKEY_PREVIOUS_SECRET_KEY", previous.as_deref())? {
                Some(previous) => key.after(&previous),
                None => key,
            },
        ))
    }

    /// The file of an SQLite database, as it is opened; none with PostgreSQL.
    pub fn sqlite_file(&self) -> Result<Option<PathBuf>, ConfigError> {
        match self.sqlite_path()? {
            Some(_) => Ok(Store::file_of(&self.url()?)),
            None => Ok(None),
        }
    }

    fn sqlite_path(&self) -> Result<Option<PathBuf>, ConfigError> {
        let url = self.url()?;
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

fn parse(name: &str, given: Option<&str>) -> Result<Option<SecretKey>, ConfigError> {
    let Some(text) = secret::from_environment(name, given)? else {
        return Ok(None);
    };
    let key = SecretKey::from_base64(&text).ok_or_else(|| {
        ConfigError(format!(
            "{name} is not base64 of 32 bytes; make one with: openssl rand -base64 32"
        ))
    })?;
    Ok(Some(key))
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
}
