//! `latchkey key`: a new platform key in the place of the present one, while the server runs on both.

use clap::Subcommand;

use crate::config::{ConfigError, DatabaseOptions, KeyFiles};
use crate::key_rotation::{self, RotationError};
use crate::store::StoreError;

/// What can be done with the platform's key.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// With a key file: make a new key, and keep the present one as FILE.previous; restart the server then. With
    /// LATCHKEY_SECRET_KEY and LATCHKEY_PREVIOUS_SECRET_KEY, or where FILE.previous is there: seal anew what is still sealed
    /// with the previous key, and say when that can go. May be interrupted, and given again.
    Rotate {
        /// The database.
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

/// Why the key was not rotated. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A setting cannot be worked with.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be worked with.
    #[error("LATCHKEY_DATABASE_URL: {0}")]
    Store(#[from] StoreError),
    /// It did not come to its end.
    #[error("{0}; give the command again: it goes on where it was")]
    Rotation(#[from] RotationError),
    /// There is nothing to rotate to.
    #[error(
        "LATCHKEY_PREVIOUS_SECRET_KEY is not set: set it to the present key and LATCHKEY_SECRET_KEY to a new one \
         (openssl rand -base64 32), restart the servers, and give the command again"
    )]
    NoPrevious,
}

/// Does it; returns what to say.
pub async fn run(command: &KeyCommand) -> Result<String, KeyError> {
    let KeyCommand::Rotate { database } = command;
    if let Some(files) = database.key_files()?
        && !files.has_previous()
    {
        return Ok(begin(&files)?);
    }
    let key = database.secret_key()?;
    if !key.has_previous() {
        return Err(KeyError::NoPrevious);
    }
    let store = database.open().await?;
    let rotated = key_rotation::run(&store, &key).await;
    store.close().await;
    let rotated = rotated?;
    let unreadable = match rotated.unreadable {
        0 => String::new(),
        count => format!(" {count} values open with neither key and stay as they are."),
    };
    Ok(format!(
        "Sealed anew: {}.{unreadable} The previous key can go 90 days after the new one came, when the last token that it made has \
         run out; earlier, people sign in to their apps again.",
        rotated.sealed_anew
    ))
}

fn begin(files: &KeyFiles) -> Result<String, ConfigError> {
    files.rotate()?;
    Ok(format!(
        "There is a new key in {}; the one of before is in {}. Restart the server: it works with both, and seals anew what the \
         previous key sealed. Delete the previous one after 90 days, when the last token that it made has run out; earlier, \
         people sign in to their apps again.",
        files.present.display(),
        files.previous.display()
    ))
}
