//! Moves accounts into a company that has proven their domain, and ends what came before. Invariant: called under
//! `companies::lock_domains_for_update`, in the transaction that proves the domain.

use serde_json::json;

use crate::domain::email_address::EmailDomain;
use crate::store::account_security::{self, Cause};
use crate::store::audit::{self, Origin};
use crate::store::{Connection, StoreError};

/// Moves the unaffiliated accounts of the domain into the company, and ends their passwords, sessions and links.
pub async fn adopt(
    connection: &mut Connection,
    company_id: &str,
    domain: &EmailDomain,
    now_ms: i64,
) -> Result<(), StoreError> {
    let detail = json!({ "by": "domain", "domain": domain.as_str() });
    let cause = Cause::of_operator("account_entered_company", detail);
    let adopted = account_security::adopt_domain(connection, company_id, domain, &cause, now_ms).await?;
    if adopted == 0 {
        return Ok(());
    }
    let event = audit::Event {
        action: "accounts_adopted",
        company_id: Some(company_id),
        actor_account_id: None,
        subject: None,
        detail: json!({ "domain": domain.as_str(), "accounts": adopted }),
    };
    audit::append(connection, &event, &Origin::default(), now_ms).await
}
