//! People who come into a group from a file. Invariant: what is said before is decided as what is then done, in a transaction that is not
//! committed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_contract::groups::import_group_members::{FileProblem, ImportedRow, Response};
use tokio::task::spawn_blocking;

use super::members::add_found;
use super::{GroupAdmin, Result, administered_by, found, locked_group, table_file};
use crate::app_state::AppState;
use crate::domain::people_table::{AddressRow, address_rows};

/// Reads the file, says of each row what adding it does, and adds them if `write` says so.
pub async fn import(
    app: &AppState,
    actor: GroupAdmin<'_>,
    group_id: &str,
    content: String,
    write: bool,
) -> Result<Response> {
    let mut connection = app.store.read().await?;
    let company_id = administered_by(&mut connection, actor.account_id).await?;
    found(&mut connection, &company_id, group_id).await?;
    drop(connection);
    // Unpacking is work for a processor: no request waits for it.
    let rows = spawn_blocking(move || read(&content)).await;
    let rows = match rows.unwrap_or(Err(FileProblem::Unreadable)) {
        Ok(rows) => rows,
        Err(problem) => {
            return Ok(Response {
                problem: Some(problem),
                rows: Vec::new(),
            });
        }
    };
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let (company_id, group) = locked_group(&mut transaction, actor, group_id).await?;
    let cells: Vec<String> = rows.iter().map(|row| row.cell.clone()).collect();
    let outcomes = add_found(&mut transaction, actor, (&company_id, &group), &cells, now).await?;
    if write {
        transaction.commit().await?;
    }
    let shown = rows.iter().zip(outcomes).map(|(row, one)| ImportedRow {
        number: u32::try_from(row.number).unwrap_or(u32::MAX),
        given: one.given,
        outcome: one.outcome,
    });
    Ok(Response {
        problem: None,
        rows: shown.collect(),
    })
}

fn read(content: &str) -> std::result::Result<Vec<AddressRow>, FileProblem> {
    let content = STANDARD.decode(content).map_err(|_| FileProblem::Unreadable)?;
    let rows = table_file::rows(&content)?;
    address_rows(&rows).ok_or(FileProblem::NoAddress)
}
