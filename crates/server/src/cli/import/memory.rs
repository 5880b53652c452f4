//! What a file says beside what files said before. Invariant: each field that a file names is remembered, whether it was taken or
//! not.

use serde_json::{Map, Value};

use crate::domain::import_memory::{Before, is_taken};
use crate::secrets::token_hash;
use crate::store::{Connection, StoreError, import_memory};

/// One thing that a file names, with what earlier files said of it.
#[derive(Debug)]
pub(super) struct Memory {
    kind: &'static str,
    subject_id: String,
    is_unseen: bool,
    is_baseline: bool,
    given: Map<String, Value>,
}

impl Memory {
    /// What is remembered of the thing with this identifier.
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

    /// Whether the thing is older than the memory, and this is the first file that names it.
    pub(super) const fn is_baseline(&self) -> bool {
        self.is_baseline
    }

    /// Whether what the file says of a field is the file's own change. Remembers it in any case.
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

    /// Forgets what files said of a field: another file has decided otherwise.
    pub(super) fn forget(&mut self, field: &str) {
        self.given.remove(field);
    }

    /// Remembers what the file says.
    pub(super) async fn save(self, connection: &mut Connection) -> Result<(), StoreError> {
        import_memory::save(connection, self.kind, &self.subject_id, &self.given).await
    }

    /// Remembers what the file says of the thing with this identifier: it may be new.
    pub(super) async fn save_as(
        self,
        connection: &mut Connection,
        subject_id: &str,
    ) -> Result<(), StoreError> {
        import_memory::save(connection, self.kind, subject_id, &self.given).await
    }
}
