//! Lists of a company's accounts.

use super::page::{self, List, Part, Rows};
use super::{Connection, Result};

/// Somebody who belongs to a company.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Member {
    /// Identifier of the account.
    pub id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// 1 for an admin of the company.
    pub company_admin: i64,
    /// Since when the account is switched off, if it is.
    pub deactivated_at_ms: Option<i64>,
}

/// What members are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortedBy {
    /// Last name, then first name.
    Name,
    /// Email address.
    Address,
}

/// Some of the people of a company. A search is for the beginning of a name or of the address; a long statement where many begin
/// that way.
pub async fn of_company(
    connection: &mut Connection,
    company_id: &str,
    sorted_by: SortedBy,
    part: &Part,
) -> Result<Rows<Member>> {
    let list = List {
        columns: "id, email, first_name, last_name, company_admin, deactivated_at_ms",
        from: "accounts WHERE company_id = $1",
        values: &[company_id],
        key: match sorted_by {
            SortedBy::Name => "name_key",
            SortedBy::Address => "email_key",
        },
        id: "id",
        searched: &["name_key", "given_name_key", "email_key"],
    };
    page::read(connection, &list, part).await
}
