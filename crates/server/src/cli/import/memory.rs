//! The memory of earlier import files: a field's value is imported only if the file changes what the file before it said. Invariant: each field
//! that a file contains is remembered, whether its value was imported or not.

use serde_json::{Map, Value};

use crate::domain::import_memory::{Before, is_taken};
use crate::secrets::token_hash;
use crate::store::{Connection, StoreError, import_memory};

/// What earlier files said about one object (a company, an account, an app, …).
#[derive(Debug)]
pub(super) struct Memory {
    kind: &'static str,
    subject_id: String,
    is_unseen: bool,
    is_baseline: bool,
    given: Map<String, Value>,
}

impl Memory {
    /// Reads what is remembered about the object with this identifier.
    pub(super) async fn of(
        connection: &mut Connection,
        kind: &'static str,
        subject_id: &str,
    ) -> Result<Self, StoreError> {
        let remembered = import_memory::of(connection, kind, subject_id).await?;
        Ok(Self {
            kind,
            subject_id: subject_id.to_owned(),
            is_unseen: remembered.is_none(),
            is_baseline: remembered.as_ref().is_some_and(|known| known.is_baseline),
            given: remembered.map(|known| known.given).unwrap_or_default(),
        })
    }

    /// Whether the object is older than the memory of imports, and this is the first file that contains it.
    pub(super) const fn is_baseline(&self) -> bool {
        self.is_baseline
    }

    /// Whether the value of this field differs from that in earlier files, so that it is imported. Remembers the value in any case.
    pub(super) fn takes(&mut self, field: &str, says: Option<Value>) -> bool {
        let says = says.map(|says| Value::from(token_hash(&says.to_string())));
        let before = match (self.is_unseen, self.is_baseline) {
            (true, _) => Before::Unseen,
            (_, true) => Before::Baseline,
            _ => Before::Said(self.given.get(field)),
        };
        let is_taken = is_taken(says.as_ref(), before);
        if let Some(says) = says {
            self.given.insert(field.to_owned(), says);
        }
        is_taken
    }

    /// Forgets what earlier files said about a field.
    pub(super) fn forget(&mut self, field: &str) {
        self.given.remove(field);
    }

    /// Stores what the file says.
    pub(super) async fn save(self, connection: &mut Connection) -> Result<(), StoreError> {
        import_memory::save(connection, self.kind, &self.subject_id, &self.given).await
    }

    /// Stores what the file says under the identifier of a new object.
    pub(super) async fn save_as(
        self,
        connection: &mut Connection,
        subject_id: &str,
    ) -> Result<(), StoreError> {
        import_memory::save(connection, self.kind, subject_id, &self.given).await
    }
}
