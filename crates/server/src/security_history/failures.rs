//! Failed sign-ins through the company's identity provider, for its admins. Invariant: everybody else sees none.

use latchkey_contract::security_history::list_sign_in_failures::SignInFailure;
use latchkey_contract::security_history::{AuditAction, KEPT_DAYS};
use latchkey_contract::sign_in::SsoFailure;
use latchkey_contract::sso_configurations::{EvidenceName, IdpKind, TraceStep};
use serde_json::json;

use super::company_of_admin;
use crate::app_state::AppState;
use crate::domain::failure_rise::{HOURS_BEFORE, RECENT_MS, is_rising};
use crate::domain::sign_in_attempt::failure_text;
use crate::rfc3339::rfc3339;
use crate::store::audit::{self, Origin};
use crate::store::page::{Part, Rows};
use crate::store::sso_sign_in_failures::{self as store, Failure, FailureFilter};
use crate::store::{Connection, StoreError};

/// How long failures are kept, in milliseconds.
pub const KEPT_MS: i64 = KEPT_DAYS as i64 * 24 * 60 * 60 * 1000;
/// Failures that are read at once for a file.
const PART: u32 = 1_000;

/// The columns of a file. Names for programs: it may be read by one.
pub const COLUMNS: [&str; 10] = [
    "at",
    "person",
    "reason",
    "step",
    "problem",
    "idp_problem",
    "idp_words",
    "configuration",
    "client_address",
    "request_id",
];

/// A page of the failures of the admin's company; `None` if the account is no admin.
pub async fn list(
    app: &AppState,
    account_id: &str,
    filter: FailureFilter,
    part: Part,
) -> Result<Option<Rows<SignInFailure>>, StoreError> {
    let company_id = company_of_admin(&mut *app.store.read().await?, account_id).await?;
    let Some(company_id) = company_id else {
        return Ok(None);
    };
    read(app, company_id, filter, part).await.map(Some)
}

async fn read(
    app: &AppState,
    company_id: String,
    filter: FailureFilter,
    part: Part,
) -> Result<Rows<SignInFailure>, StoreError> {
    let search = async move |connection: &mut Connection| {
        store::of_company(connection, &company_id, &filter, &part).await
    };
    let rows = app.store.read_long(search).await?;
    Ok(Rows {
        items: rows.items.into_iter().map(describe).collect(),
        next: rows.next,
    })
}

fn describe(failure: Failure) -> SignInFailure {
    let mut known = SsoFailure::ALL.iter().copied();
    let reason = known.find(|known| failure_text(*known) == failure.reason);
    SignInFailure {
        id: failure.id,
        at: rfc3339(failure.at_ms).unwrap_or_default(),
        // A later release may have written what this one does not know.
        reason: reason.unwrap_or(SsoFailure::Misconfigured),
        step: failure.step.and_then(|step| serde_json::from_str(&step).ok()),
        person: failure.person,
        configuration: failure.configuration,
        idp: failure.idp.as_deref().map_or(IdpKind::Other, IdpKind::from_text),
        client_address: failure.client_address,
        request_id: failure.request_id,
    }
}

/// The failures of a company as a file, a part at a time.
pub struct FailureExport {
    app: AppState,
    company_id: String,
    filter: FailureFilter,
    part: Part,
    is_over: bool,
}

/// Begins to read the failures of the admin's company, and appends that to the audit trail; `None` if the account is no admin.
pub async fn begin_export(
    app: &AppState,
    account_id: &str,
    origin: &Origin,
    filter: FailureFilter,
    part: Part,
) -> Result<Option<FailureExport>, StoreError> {
    let mut transaction = app.store.begin().await?;
    let Some(company_id) = company_of_admin(&mut transaction, account_id).await? else {
        return Ok(None);
    };
    let event = audit::Event {
        action: AuditAction::SignInFailuresExported.as_str(),
        company_id: Some(&company_id),
        actor_account_id: Some(account_id),
        subject: None,
        detail: json!({ "search": part.search, "reason": filter.reason, "since_ms": filter.since_ms }),
    };
    audit::append(&mut transaction, &event, origin, app.clock.now_ms()).await?;
    transaction.commit().await?;
    Ok(Some(FailureExport {
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

impl FailureExport {
    /// The next failures; none when all have been read.
    pub async fn next(&mut self) -> Result<Option<Vec<SignInFailure>>, StoreError> {
        if self.is_over {
            return Ok(None);
        }
        let (company_id, filter, part) = (self.company_id.clone(), self.filter.clone(), self.part.clone());
        let rows = read(&self.app, company_id, filter, part).await?;
        self.is_over = rows.next.is_none();
        self.part.after = rows.next;
        Ok(Some(rows.items))
    }
}

/// A failure as the cells of a row.
pub fn cells(failure: SignInFailure) -> [String; COLUMNS.len()] {
    let step = failure.step.as_ref();
    let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let word_of = |of: fn(&TraceStep) -> serde_json::Value| step.map(of).map(word).unwrap_or_default();
    let said = |name: EvidenceName| {
        let evidence = step.into_iter().flat_map(|step| &step.evidence);
        evidence
            .filter(move |piece| piece.name == name)
            .map(|piece| piece.value.clone())
    };
    let words: Vec<String> = said(EvidenceName::Error)
        .chain(said(EvidenceName::ErrorDescription))
        .collect();
    [
        failure.at,
        failure.person,
        failure_text(failure.reason),
        word_of(|step| json!(step.step)),
        word_of(|step| json!(step.problem)),
        word_of(|step| json!(step.idp_problem)),
        words.join(": "),
        failure.configuration.unwrap_or_default(),
        failure.client_address,
        failure.request_id,
    ]
}

/// How many sign-ins of the last hour failed, where that is more than usual.
pub async fn rising(
    connection: &mut Connection,
    company_id: &str,
    now_ms: i64,
) -> Result<Option<u32>, StoreError> {
    let an_hour_ago = now_ms - RECENT_MS;
    let recent = store::count_repairable(connection, company_id, an_hour_ago, i64::MAX).await?;
    if !is_rising(recent, 0) {
        return Ok(None);
    }
    let hours_before = i64::try_from(HOURS_BEFORE).unwrap_or_default();
    let begin = an_hour_ago - hours_before * RECENT_MS;
    let before = store::count_repairable(connection, company_id, begin, an_hour_ago).await?;
    Ok(is_rising(recent, before).then(|| u32::try_from(recent).unwrap_or(u32::MAX)))
}
