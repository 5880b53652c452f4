//! The people of a group as a file for spreadsheet programs. Invariants: rows are read and written a part at a time, however large the
//! group is; no cell is a formula.

use std::io::Cursor;

use rust_xlsxwriter::Workbook;
use serde_json::json;
use tokio::task::spawn_blocking;

use super::{GroupAdmin, GroupChange, GroupError, Result, append_audit, locked_group};
use crate::app_state::AppState;
use crate::store::Connection;
use crate::store::access_group_members::{GroupMember, of_group};
use crate::store::members::SortedBy;
use crate::store::page::{Part, Position};

/// People that are read at once.
const PART: u32 = 1000;

/// The columns. Names for programs: the file may be read by one, or be imported elsewhere.
pub const COLUMNS: [&str; 5] = ["email", "first_name", "last_name", "added", "deactivated"];

/// A person as the cells of a row.
pub type Cells = [String; COLUMNS.len()];

/// The people of a group, a part at a time, by name.
pub struct Export {
    app: AppState,
    company_id: String,
    group_id: String,
    after: Option<Position>,
    is_over: bool,
}

/// Begins to read the people of a group; that somebody did so is told in the audit trail.
pub async fn begin(app: &AppState, actor: GroupAdmin<'_>, group_id: &str) -> Result<Export> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let (company_id, group) = locked_group(&mut transaction, actor, group_id).await?;
    let change = GroupChange {
        company_id: &company_id,
        group_id: &group.id,
        action: "group_members_exported",
        detail: json!({ "name": group.name }),
    };
    append_audit(&mut transaction, actor, change, now).await?;
    transaction.commit().await?;
    Ok(Export {
        app: app.clone(),
        company_id,
        group_id: group.id,
        after: None,
        is_over: false,
    })
}

impl Export {
    /// The next people; none when all have been read.
    pub async fn next(&mut self) -> Result<Option<Vec<Cells>>> {
        if self.is_over {
            return Ok(None);
        }
        let part = Part {
            limit: PART,
            after: self.after.take(),
            ..Part::default()
        };
        let (company_id, group_id) = (self.company_id.clone(), self.group_id.clone());
        let read = async move |connection: &mut Connection| {
            of_group(connection, &company_id, &group_id, SortedBy::Name, &part).await
        };
        let rows = self.app.store.read_long(read).await.map_err(GroupError::Store)?;
        self.is_over = rows.next.is_none();
        self.after = rows.next;
        Ok(Some(rows.items.into_iter().map(cells).collect()))
    }

    /// All of them as a workbook.
    pub async fn workbook(mut self) -> Result<Vec<u8>> {
        let mut table = WorkbookTable::new(&COLUMNS)?;
        while let Some(people) = self.next().await? {
            for person in people {
                table.push(&person)?;
            }
        }
        table.finish().await
    }
}

/// A table that becomes a workbook. Its rows go to an unnamed file until it is put together, so that the memory that it takes is that of the
/// compressed result.
pub struct WorkbookTable {
    workbook: Workbook,
    next_row: u32,
}

impl WorkbookTable {
    /// With these titles above its columns.
    pub fn new(titles: &[&str]) -> Result<Self> {
        let mut workbook = Workbook::new();
        workbook.add_worksheet_with_constant_memory()?;
        let mut table = Self {
            workbook,
            next_row: 0,
        };
        table.push(titles)?;
        Ok(table)
    }

    /// Adds a row.
    pub fn push(&mut self, cells: &[impl AsRef<str>]) -> Result<()> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (column, cell) in (0..).zip(cells) {
            // As a text: none is read as a formula.
            sheet.write_string(self.next_row, column, cell.as_ref())?;
        }
        self.next_row += 1;
        Ok(())
    }

    /// The workbook.
    pub async fn finish(mut self) -> Result<Vec<u8>> {
        // Compressing is work for a processor: no request waits for it.
        let saved = spawn_blocking(move || {
            let mut file = Cursor::new(Vec::new());
            self.workbook
                .save_to_writer(&mut file)
                .map(|()| file.into_inner())
        });
        let saved = saved
            .await
            .map_err(|error| GroupError::Unwritable(error.to_string()))?;
        Ok(saved?)
    }
}

fn cells(member: GroupMember) -> Cells {
    let added = match (member.by_hand_since_ms, member.by_idp_since_ms) {
        (Some(_), Some(_)) => "hand and idp",
        (None, Some(_)) => "idp",
        _ => "hand",
    };
    let deactivated = if member.deactivated_at_ms.is_some() {
        "yes"
    } else {
        "no"
    };
    [
        member.email,
        member.first_name,
        member.last_name,
        added.to_owned(),
        deactivated.to_owned(),
    ]
}

/// A row of a CSV file (RFC 4180). Spreadsheet programs take a cell that begins with one of these characters for a formula: an
/// apostrophe before it makes it a text.
pub fn csv_row(cells: &[impl AsRef<str>]) -> std::result::Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(cells.iter().map(|cell| defused(cell.as_ref())))?;
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

fn defused(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        true => ["'", cell].concat(),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_each_stays_one_cell() {
        for (cells, expected) in [
            (vec!["ada@acme.example", "Ada"], "ada@acme.example,Ada\r\n"),
            (vec!["=1+1", "+1", "-1", "@x"], "'=1+1,'+1,'-1,'@x\r\n"),
            (vec!["\t=1"], "'\t=1\r\n"),
            (
                vec!["a,b", "say \"x\"", "a\r\nb"],
                "\"a,b\",\"say \"\"x\"\"\",\"a\r\nb\"\r\n",
            ),
            (vec!["", "a-b"], ",a-b\r\n"),
        ] {
            let row = csv_row(&cells).expect("writes");
            assert_eq!(String::from_utf8(row).expect("text"), expected);
        }
    }
}
