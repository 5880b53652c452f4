//! The change from one platform key to the next: what is sealed at rest is sealed anew. Invariant: at every moment each value
//! opens with the present key or the previous one, so it may be interrupted anywhere and by anything, and goes on.

use crate::secrets::{NoRandomness, SecretKey};
use crate::store::sealed::{SEALED_COLUMNS, Sealed, SealedColumn};
use crate::store::{Store, StoreError};

/// Why it did not come to its end. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There was no nonce to seal with.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// What a key rotation has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeyRotation {
    /// Values sealed anew.
    pub sealed_anew: usize,
    /// Values that neither key opens.
    pub unreadable: usize,
}

/// Seals with the present key what is still sealed with the previous one, a hundred values to a transaction.
pub async fn run(store: &Store, key: &SecretKey) -> Result<KeyRotation, RotationError> {
    let mut rotated = KeyRotation::default();
    for column in SEALED_COLUMNS {
        let mut after = String::new();
        loop {
            let page = column.page(&mut *store.read().await?, &after).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.id);
            seal_anew(store, key, &column, &page, &mut rotated).await?;
        }
    }
    Ok(rotated)
}

async fn seal_anew(
    store: &Store,
    key: &SecretKey,
    column: &SealedColumn,
    page: &[Sealed],
    rotated: &mut KeyRotation,
) -> Result<(), RotationError> {
    let old = page
        .iter()
        .filter(|sealed| !key.is_sealed_with_present(&sealed.purpose, &sealed.value));
    let old = old.collect::<Vec<_>>();
    if old.is_empty() {
        return Ok(());
    }
    let mut transaction = store.begin().await?;
    for sealed in old {
        match key.open(&sealed.purpose, &sealed.value) {
            Ok(plain) => {
                let value = key.seal(&sealed.purpose, &plain)?;
                let is_done = column.replace(&mut transaction, sealed, &value).await?;
                rotated.sealed_anew += usize::from(is_done);
            }
            Err(_) => rotated.unreadable += 1,
        }
    }
    transaction.commit().await?;
    Ok(())
}
