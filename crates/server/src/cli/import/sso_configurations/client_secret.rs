//! The client secret, or the key in its place, of an imported SSO configuration.

use crate::cli::import::Importer;
use crate::cli::import::memory::Memory;
use crate::cli::import::outcome::ImportError;
use crate::cli::import_file;
use crate::federation::ClientKey;
use crate::sso_configurations::client_keys::sealed_for;
use crate::store::companies::Company;
use crate::store::{Connection, client_keys, sso_configurations};

/// The client secret of a file, sealed.
#[derive(Default)]
pub(super) struct NewSecret {
    /// Set if the configuration gets this secret.
    pub(super) taken: Option<String>,
    /// Set if it is stored as the secret that files said last.
    pub(super) remembered: Option<String>,
}

impl Importer<'_> {
    /// Seals the client secret of the file, unless it is the one that the file before had.
    pub(super) async fn new_secret(
        &self,
        connection: &mut Connection,
        id: &str,
        file: &import_file::SsoConfigurationEntry,
        memory: &Memory,
    ) -> Result<NewSecret, ImportError> {
        let Some(secret) = &file.client_secret else {
            return Ok(NewSecret::default());
        };
        let purpose = sso_configurations::client_secret_purpose(id);
        let said = sso_configurations::imported_secret(connection, id).await?;
        let said = said.and_then(|sealed| self.secret_key.open(&purpose, &sealed).ok());
        if said.is_some_and(|said| *said == *secret) {
            return Ok(NewSecret::default());
        }
        let sealed = self.secret_key.seal(&purpose, secret);
        let sealed = sealed.map_err(|error| ImportError::Value(error.to_string()))?;
        Ok(NewSecret {
            taken: (!memory.is_baseline()).then(|| sealed.clone()),
            remembered: Some(sealed),
        })
    }

    /// The company's key for client assertions (`private_key_jwt`), sealed for a configuration. Generates the key if the company has none.
    pub(super) async fn key_of_company(
        &self,
        connection: &mut Connection,
        company: &Company,
        configuration_id: &str,
    ) -> Result<String, ImportError> {
        let purpose = client_keys::purpose(&company.id);
        let refused = |error: &dyn std::fmt::Display| ImportError::Value(error.to_string());
        if client_keys::of_company(connection, &company.id).await?.is_none() {
            let now_ms = self.clock.now_ms();
            let text = ClientKey::generate(&company.slug, now_ms).map_err(|error| refused(&error))?;
            let sealed = self
                .secret_key
                .seal(&purpose, &text)
                .map_err(|error| refused(&error))?;
            client_keys::insert(connection, &company.id, &sealed, now_ms).await?;
        }
        sealed_for(self.secret_key, connection, &company.id, configuration_id)
            .await
            .map_err(|error| refused(&error))
    }
}
