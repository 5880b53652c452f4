//! The database together with its key. Invariant: a key that opens nothing of what the database has encrypted is refused before anything is
//! written with it. A node with a key of its own would publish signing keys, and queue mails, that no other node can open.

use crate::config::{ConfigError, DatabaseOptions};
use crate::secrets::SecretKey;
use crate::store::{Connection, Store, StoreError, sealed};

/// Why the database cannot be worked with. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A setting cannot be worked with.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be opened.
    #[error("LATCHKEY_DATABASE_URL: {0}")]
    Store(#[from] StoreError),
    /// The key is another one.
    #[error(
        "what the database has encrypted cannot be opened with {0}: put the key that belongs to this database there. Where that is lost for good, \
         see \"The key is lost\" in the operator guide"
    )]
    OtherKey(String),
}

/// Opens the database, or makes an SQLite file that is absent, and finds its key, or makes one for a database in which nothing is encrypted.
///
/// # Errors
/// [`OpenError::OtherKey`] where the key, or the lack of one, does not fit what is encrypted.
pub async fn open_or_create(database: &DatabaseOptions) -> Result<(Store, SecretKey), OpenError> {
    if database.sqlite_file()?.is_none() {
        // With PostgreSQL none is made: what is missing is said before the database is touched.
        database.secret_key()?;
    }
    let present = database.present_key()?;
    let store = database.open_or_create().await?;
    if !fits(&mut *store.read().await?, present.as_ref()).await? {
        store.close().await;
        return Err(OpenError::OtherKey(database.key_place()));
    }
    Ok((store, database.secret_key()?))
}

/// Whether `key` opens something of what is encrypted, or nothing is. While the key is being changed, it need not open everything.
///
/// # Errors
/// Where the database cannot be read.
pub async fn fits(connection: &mut Connection, key: Option<&SecretKey>) -> Result<bool, StoreError> {
    let sealed = sealed::one_of_each(connection).await?;
    let opens =
        |sealed: &sealed::Sealed| key.is_some_and(|key| key.open(&sealed.purpose, &sealed.value).is_ok());
    Ok(sealed.is_empty() || sealed.iter().any(opens))
}
