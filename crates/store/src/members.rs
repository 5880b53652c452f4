//! Lists of a company's accounts.

use super::page::{self, Few, List, Part, Rows, Sparse};
use super::{Connection, Result};
use latchkey_domain::session_lifetime::SignedInBy;

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
    /// 1 for an account that a program uses, and no person.
    pub service_account: i64,
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

const OF_COMPANY: &str = "accounts WHERE company_id = $1";

/// Which people of a company are meant; by default all. All conditions that are given hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MemberFilter {
    /// Whether the account is deactivated.
    pub is_deactivated: Option<bool>,
    /// Whether this is an admin of the company.
    pub is_company_admin: Option<bool>,
    /// Whether nobody has signed in with the account since a time in milliseconds, at which it was there already.
    pub is_absent: Option<(bool, i64)>,
    /// How the person signed in last.
    pub signed_in_by: Option<SignedInBy>,
    /// Whether this is a service account.
    pub is_service_account: Option<bool>,
    /// Whether the account has a second factor.
    pub has_second_factor: Option<bool>,
}

impl MemberFilter {
    /// Those whose account is deactivated, and no other condition.
    const DEACTIVATED: Self = Self {
        is_deactivated: Some(true),
        is_company_admin: None,
        is_absent: None,
        signed_in_by: None,
        is_service_account: None,
        has_second_factor: None,
    };

    /// The conditions; `$2` is [`Self::since`], `$3` is [`Self::way`].
    fn conditions(self) -> Vec<&'static str> {
        let deactivated = self.is_deactivated.map(|is| match is {
            // An expression: the indexes of these few are for where they are read alone, or few ([`Self::few`]).
            true => "(deactivated_at_ms + 0) IS NOT NULL",
            false => "deactivated_at_ms IS NULL",
        });
        let admin = self.is_company_admin.map(|is| match is {
            true => "(company_admin + 0) = 1",
            false => "company_admin = 0",
        });
        let absent = self.is_absent.map(|(is, _)| match is {
            true => {
                "(created_at_ms < CAST($2 AS BIGINT) AND NOT EXISTS (SELECT 1 FROM last_sign_ins l
                  WHERE l.account_id = accounts.id AND l.at_ms >= CAST($2 AS BIGINT)))"
            }
            false => {
                "(created_at_ms >= CAST($2 AS BIGINT) OR EXISTS (SELECT 1 FROM last_sign_ins l
                  WHERE l.account_id = accounts.id AND l.at_ms >= CAST($2 AS BIGINT)))"
            }
        });
        let way = self.signed_in_by.map(|_| {
            "EXISTS (SELECT 1 FROM last_sign_ins l WHERE l.account_id = accounts.id AND l.signed_in_by = $3)"
        });
        let service = self.is_service_account.map(|is| match is {
            true => "(service_account + 0) = 1",
            false => "service_account = 0",
        });
        // Not `EXISTS`, as in `access_routes`: PostgreSQL would read everybody's factors into a hash.
        let factor = self.has_second_factor.map(|is| match is {
            true => {
                "((SELECT 1 FROM totp_factors f WHERE f.account_id = accounts.id LIMIT 1) IS NOT NULL
                OR (SELECT 1 FROM passkeys p WHERE p.account_id = accounts.id LIMIT 1) IS NOT NULL)"
            }
            false => {
                "((SELECT 1 FROM totp_factors f WHERE f.account_id = accounts.id LIMIT 1) IS NULL
                AND (SELECT 1 FROM passkeys p WHERE p.account_id = accounts.id LIMIT 1) IS NULL)"
            }
        });
        [deactivated, admin, absent, way, service, factor]
            .into_iter()
            .flatten()
            .collect()
    }

    /// The rows, or more, as an index finds them where they are few: what is counted, and the condition that finds them among accounts.
    fn few(self) -> Option<(String, &'static str)> {
        let among_accounts = |condition| Some((format!("{OF_COMPANY} AND {condition}"), condition));
        match self {
            Self {
                is_company_admin: Some(true),
                ..
            } => among_accounts("company_admin = 1"),
            Self {
                is_service_account: Some(true),
                ..
            } => among_accounts("service_account = 1"),
            Self {
                is_deactivated: Some(true),
                ..
            } => among_accounts("deactivated_at_ms IS NOT NULL"),
            // Those of all companies: whether they are many is known after a few thousand.
            Self {
                has_second_factor: Some(true),
                ..
            } => Some((
                "(SELECT account_id FROM totp_factors UNION ALL SELECT account_id FROM passkeys) AS holders"
                    .into(),
                "id IN (SELECT account_id FROM totp_factors UNION SELECT account_id FROM passkeys)",
            )),
            Self {
                signed_in_by: Some(_),
                ..
            } => Some((
                "last_sign_ins WHERE signed_in_by = $3".into(),
                "id IN (SELECT account_id FROM last_sign_ins WHERE signed_in_by = $3)",
            )),
            _ => None,
        }
    }

    fn since(self) -> String {
        self.is_absent.map_or(0, |(_, since_ms)| since_ms).to_string()
    }

    fn way(self) -> &'static str {
        self.signed_in_by.map_or("", SignedInBy::as_str)
    }
}

/// Some of the people of a company. A search is for the beginning of a name or of the address; a long statement where many begin
/// that way, or where few of many are meant.
pub async fn of_company(
    connection: &mut Connection,
    company_id: &str,
    filter: MemberFilter,
    sorted_by: SortedBy,
    part: &Part,
) -> Result<Rows<Member>> {
    let (since, conditions) = (filter.since(), filter.conditions());
    let values = [company_id, since.as_str(), filter.way()];
    let list = List {
        columns: "id, email, first_name, last_name, company_admin, service_account, deactivated_at_ms",
        from: OF_COMPANY,
        values: if conditions.is_empty() {
            &values[..1]
        } else {
            &values
        },
        key: match sorted_by {
            SortedBy::Name => "name_key",
            SortedBy::Address => "email_key",
        },
        id: "id",
        searched: &["name_key", "given_name_key", "email_key"],
    };
    if conditions.is_empty() {
        return page::read(connection, &list, part).await;
    }
    if filter == MemberFilter::DEACTIVATED && part.search.is_none() {
        // Indexes have them in both orders.
        let from = format!("{OF_COMPANY} AND deactivated_at_ms IS NOT NULL");
        let deactivated = List {
            from: &from,
            values: &values[..1],
            ..list
        };
        return page::read(connection, &deactivated, part).await;
    }
    let belongs = conditions.join(" AND ");
    let few = filter.few();
    let few = few.map(|(counted, found)| (counted, format!("{OF_COMPANY} AND {found} AND {belongs}")));
    let sparse = Sparse {
        belongs: &belongs,
        few: few.as_ref().map(|(counted, found)| Few { counted, found }),
        many: list,
    };
    page::read_sparse(connection, &sparse, part).await
}

/// Whether the company has another active admin than this account.
pub async fn has_other_admin(
    connection: &mut Connection,
    company_id: &str,
    account_id: &str,
) -> Result<bool> {
    let sql = "SELECT id FROM accounts WHERE company_id = $1 AND company_admin = 1 AND deactivated_at_ms IS NULL AND id <> $2
               LIMIT 1";
    let found: Option<String> = sqlx::query_scalar(sql)
        .bind(company_id)
        .bind(account_id)
        .fetch_optional(connection)
        .await?;
    Ok(found.is_some())
}

/// Somebody of the company, as in its list.
pub async fn by_id(
    connection: &mut Connection,
    company_id: &str,
    account_id: &str,
) -> Result<Option<Member>> {
    let sql = "SELECT id, email, first_name, last_name, company_admin, service_account, deactivated_at_ms FROM accounts
               WHERE company_id = $1 AND id = $2";
    Ok(sqlx::query_as(sql)
        .bind(company_id)
        .bind(account_id)
        .fetch_optional(connection)
        .await?)
}

/// Says whether a program uses the account, and no person.
pub async fn set_service_account(connection: &mut Connection, account_id: &str, is: bool) -> Result<()> {
    let sql = "UPDATE accounts SET service_account = $2 WHERE id = $1";
    sqlx::query(sql)
        .bind(account_id)
        .bind(i64::from(is))
        .execute(connection)
        .await?;
    Ok(())
}
