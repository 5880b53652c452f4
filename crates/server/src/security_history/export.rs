//! The events of a company as a file. Invariants: what is in it is what the list shows with the same filters; rows are read and written a
//! part at a time, however many there are; no cell is a formula; that somebody exported is an event itself.

use latchkey_contract::security_history::{AuditAction, EventPerson, SecurityEvent};
use serde_json::json;

use super::{company_of_admin, read};
use crate::app_state::AppState;
use crate::store::audit::{self, Origin};
use crate::store::audit_history::HistoryFilter;
use crate::store::page::Part;
use crate::store::{Connection, StoreError};

/// Events that are read at once.
const PART: u32 = 1_000;

/// The columns. Names for programs: the file may be read by one.
pub const COLUMNS: [&str; 11] = [
    "at",
    "action",
    "actor_email",
    "actor_name",
    "by_operator",
    "person_email",
    "person_name",
    "object",
    "details",
    "client_address",
    "request_id",
];

/// The events of a company, a part at a time.
pub struct HistoryExport {
    app: AppState,
    company_id: String,
    filter: HistoryFilter,
    part: Part,
    is_over: bool,
}

/// Begins to read the events of the admin's company; `None` if the account is no admin.
pub async fn begin(
    app: &AppState,
    account_id: &str,
    origin: &Origin,
    filter: HistoryFilter,
    part: Part,
) -> Result<Option<HistoryExport>, StoreError> {
    let mut transaction = app.store.begin().await?;
    let Some(company_id) = company_of_admin(&mut transaction, account_id).await? else {
        return Ok(None);
    };
    let event = audit::Event {
        action: AuditAction::SecurityHistoryExported.as_str(),
        company_id: Some(&company_id),
        actor_account_id: Some(account_id),
        subject: None,
        detail: json!({ "search": part.search, "actions": filter.actions, "since_ms": filter.since_ms }),
    };
    audit::append(&mut transaction, &event, origin, app.clock.now_ms()).await?;
    transaction.commit().await?;
    Ok(Some(HistoryExport {
        app: app.clone(),
        company_id,
        filter,
        part: Part {
            limit: PART,
            after: None,
            ..part
        },
        is_over: false,
    }))
}

impl HistoryExport {
    /// The next events; none when all have been read.
    pub async fn next(&mut self) -> Result<Option<Vec<SecurityEvent>>, StoreError> {
        if self.is_over {
            return Ok(None);
        }
        let (company_id, filter, part) = (self.company_id.clone(), self.filter.clone(), self.part.clone());
        let search =
            async move |connection: &mut Connection| read(connection, &company_id, &filter, &part).await;
        let rows = self.app.store.read_long(search).await?;
        self.is_over = rows.next.is_none();
        self.part.after = rows.next;
        Ok(Some(rows.items))
    }
}

/// An event as the cells of a row.
pub fn cells(event: SecurityEvent) -> [String; COLUMNS.len()] {
    let email = |person: &Option<EventPerson>| person.as_ref().map(|person| person.email.clone());
    let name = |person: &Option<EventPerson>| person.as_ref().map(|person| person.name.clone());
    let details = event
        .details
        .iter()
        .map(|fact| format!("{}={}", fact.name, fact.value));
    let details: Vec<String> = details.collect();
    [
        event.at,
        event.action_name,
        email(&event.actor).unwrap_or_default(),
        name(&event.actor).unwrap_or_default(),
        if event.by_operator { "yes" } else { "no" }.to_owned(),
        email(&event.person).unwrap_or_default(),
        name(&event.person).unwrap_or_default(),
        event.object.unwrap_or_default(),
        details.join("; "),
        event.client_address,
        event.request_id,
    ]
}
