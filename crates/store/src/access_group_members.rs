//! Lists of the people of a group.

use super::members::SortedBy;
use super::page::{self, Few, List, Part, Rows, Sparse};
use super::{Connection, Result};

/// Somebody who is in a group.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct GroupMember {
    /// Identifier of the account.
    pub id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// Since when the account is switched off, if it is.
    pub deactivated_at_ms: Option<i64>,
    /// Since when the person is in the group by hand, if so.
    pub by_hand_since_ms: Option<i64>,
    /// Since when the person is in the group by what the identity provider sends, if so.
    pub by_idp_since_ms: Option<i64>,
}

/// `id` is the account's: a member's row has none. A list may read accounts under another name.
const COLUMNS: &str = "id, email, first_name, last_name, deactivated_at_ms,
    (SELECT m.added_at_ms FROM access_group_members m
     WHERE m.group_id = $1 AND m.account_id = id AND m.source = 'hand') AS by_hand_since_ms,
    (SELECT m.added_at_ms FROM access_group_members m
     WHERE m.group_id = $1 AND m.account_id = id AND m.source = 'idp') AS by_idp_since_ms";

/// Some of the people of a group of this company. A search is for the beginning of a name or of the address; a long statement where
/// many begin that way.
pub async fn of_group(
    connection: &mut Connection,
    company_id: &str,
    group_id: &str,
    sorted_by: SortedBy,
    part: &Part,
) -> Result<Rows<GroupMember>> {
    let list = Sparse {
        many: List {
            columns: COLUMNS,
            from: "accounts WHERE company_id = $2",
            values: &[group_id, company_id],
            key: match sorted_by {
                SortedBy::Name => "name_key",
                SortedBy::Address => "email_key",
            },
            id: "id",
            searched: &["name_key", "given_name_key", "email_key"],
        },
        // Not `EXISTS`: PostgreSQL would join all of the group, and sort it.
        belongs: "(SELECT 1 FROM access_group_members m WHERE m.group_id = $1 AND m.account_id = accounts.id LIMIT 1) IS NOT NULL",
        few: Some(Few {
            counted: "access_group_members WHERE group_id = $1",
            found: "accounts WHERE id IN (SELECT account_id FROM access_group_members WHERE group_id = $1)",
        }),
    };
    page::read_sparse(connection, &list, part).await
}
