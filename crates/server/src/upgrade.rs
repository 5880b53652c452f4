//! Work that a migration cannot do in SQL after a database of an earlier release was brought up to date: the migration secures the data, and the
//! next start logs once what that ended. Invariant: doing it twice is doing it once.

use serde_json::Value;

use crate::domain::email_address::EmailAddress;
use crate::store::{Connection, Store, StoreError, audit, former_addresses, list_keys, upgrade_notices};

/// Finishes what the migrations have begun, and says what they ended. Before jobs begin and anybody is served.
pub async fn finish(store: &Store) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    let notices = upgrade_notices::take(&mut transaction).await?;
    if notices.is_empty() {
        return Ok(());
    }
    let former = remember_former_addresses(&mut transaction).await?;
    transaction.commit().await?;
    let affected = |kind: &str| {
        let notice = notices.iter().find(|(known, _)| known == kind);
        notice.map_or(0, |(_, affected)| *affected)
    };
    let (companies, adopted) = (affected("companies_with_sso"), affected("adopted_accounts"));
    if companies + adopted + former > 0 {
        tracing::warn!(
            companies_with_sso = companies,
            adopted_accounts = adopted,
            former_addresses = former,
            "this release ends what earlier ones left open: in companies with SSO, sessions, links and apps' tokens that came of a \
             password (a job is doing that now); and the passwords of accounts that were there before their company adopted them, \
             whose people set a new one by \"Need help signing in?\""
        );
    }
    Ok(())
}

/// Gives rows that an earlier release wrote the keys that lists are sorted by. A batch at a time: others may be served meanwhile.
pub async fn fill_list_keys(store: &Store) -> Result<(), StoreError> {
    loop {
        let mut transaction = store.begin().await?;
        let filled = list_keys::fill_accounts(&mut transaction).await?
            + list_keys::fill_apps(&mut transaction).await?;
        transaction.commit().await?;
        if filled == 0 {
            return Ok(());
        }
    }
}

/// Remembers the addresses that accounts had before addresses were remembered, from the trail. Returns how many.
async fn remember_former_addresses(connection: &mut Connection) -> Result<i64, StoreError> {
    let mut remembered = 0;
    for change in audit::of_action(connection, "address_changed").await? {
        let detail: Value = serde_json::from_str(&change.detail).unwrap_or_default();
        let from = detail["from"].as_str().and_then(EmailAddress::parse);
        if let (Some(account_id), Some(from)) = (&change.subject, from) {
            former_addresses::add(connection, account_id, &from, change.at_ms).await?;
            remembered += 1;
        }
    }
    Ok(remembered)
}
