//! What became of each person of a change, as a file for spreadsheet programs. Invariant: rows are read and written a part at a time, however
//! many there are.

use super::people;
use crate::app_settings::AppSettingsError;
use crate::app_state::AppState;
use crate::store::bulk_change_people::PersonOfChange;
use crate::store::members::SortedBy;
use crate::store::page::{Part, Position};

/// People that are read at once.
const PART: u32 = 1000;

/// The columns. Names for programs.
pub const COLUMNS: [&str; 6] = [
    "email",
    "first_name",
    "last_name",
    "outcome",
    "roles_before",
    "roles_after",
];

/// The people of a change, a part at a time, by name.
pub struct BulkExport {
    app: AppState,
    account_id: String,
    environment_id: String,
    change_id: String,
    after: Option<Position>,
    is_over: bool,
}

impl BulkExport {
    /// Of a change that is in this environment, for somebody who manages the app: each part asks again who may.
    pub fn new(app: &AppState, account_id: &str, environment_id: String, change_id: String) -> Self {
        Self {
            app: app.clone(),
            account_id: account_id.to_owned(),
            environment_id,
            change_id,
            after: None,
            is_over: false,
        }
    }

    /// The next people; none when all have been read.
    pub async fn next(&mut self) -> Result<Option<Vec<Vec<String>>>, AppSettingsError> {
        if self.is_over {
            return Ok(None);
        }
        let part = Part {
            limit: PART,
            after: self.after.take(),
            ..Part::default()
        };
        let target = (self.environment_id.as_str(), self.change_id.as_str());
        let rows = people(&self.app, &self.account_id, target, None, SortedBy::Name, &part).await?;
        self.is_over = rows.next.is_none();
        self.after = rows.next;
        let cells = rows.items.into_iter().map(cells);
        cells.collect::<Result<_, _>>().map(Some)
    }
}

fn cells(person: PersonOfChange) -> Result<Vec<String>, AppSettingsError> {
    let (before, after) = person.roles()?;
    let words = |roles: Option<Vec<String>>| roles.unwrap_or_default().join("; ");
    Ok(vec![
        person.email,
        person.first_name,
        person.last_name,
        person.outcome,
        words(before),
        words(after),
    ])
}
