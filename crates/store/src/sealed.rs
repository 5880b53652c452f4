//! Every column with values that are encrypted with the platform's key. Invariant: all of them are in [`SEALED_COLUMNS`]; a
//! rotation of the key re-encrypts what is listed there and nothing else.

use super::{
    Connection, Result, audit_chain, client_keys, second_factors, signing_keys, sso_configurations,
    sso_test_runs,
};

/// A kind of sealed values.
#[derive(Debug, Clone, Copy)]
pub struct SealedColumn {
    /// Answers the row's identifier, the value, and what [`Self::purpose`] is made of.
    select: &'static str,
    update: &'static str,
    purpose: fn(&str) -> String,
    /// Erases the row, of kinds that are worth nothing once their value cannot be opened any more and are made anew. None of what admins enter
    /// again in its place.
    forget: Option<&'static str>,
}

/// All kinds.
pub const SEALED_COLUMNS: [SealedColumn; 10] = [
    SealedColumn {
        select: "SELECT kid, private_key_sealed, kid FROM signing_keys WHERE kid > $1 ORDER BY kid LIMIT 100",
        update: "UPDATE signing_keys SET private_key_sealed = $3 WHERE kid = $1 AND private_key_sealed = $2",
        purpose: signing_keys::purpose,
        forget: Some("DELETE FROM signing_keys WHERE kid = $1 AND private_key_sealed = $2"),
    },
    SealedColumn {
        select: "SELECT id, client_secret_sealed, id FROM sso_configurations WHERE id > $1 ORDER BY id LIMIT 100",
        update: "UPDATE sso_configurations SET client_secret_sealed = $3 WHERE id = $1 AND client_secret_sealed = $2",
        purpose: sso_configurations::client_secret_purpose,
        forget: None,
    },
    SealedColumn {
        select: "SELECT id, imported_secret_sealed, id FROM sso_configurations
                 WHERE id > $1 AND imported_secret_sealed IS NOT NULL ORDER BY id LIMIT 100",
        update: "UPDATE sso_configurations SET imported_secret_sealed = $3 WHERE id = $1 AND imported_secret_sealed = $2",
        purpose: sso_configurations::client_secret_purpose,
        forget: None,
    },
    SealedColumn {
        select: "SELECT id, secret_sealed, sso_configuration_id FROM kept_client_secrets WHERE id > $1 ORDER BY id LIMIT 100",
        update: "UPDATE kept_client_secrets SET secret_sealed = $3 WHERE id = $1 AND secret_sealed = $2",
        purpose: sso_configurations::client_secret_purpose,
        forget: Some("DELETE FROM kept_client_secrets WHERE id = $1 AND secret_sealed = $2"),
    },
    SealedColumn {
        select: "SELECT company_id, key_sealed, company_id FROM client_keys WHERE company_id > $1 ORDER BY company_id LIMIT 100",
        update: "UPDATE client_keys SET key_sealed = $3 WHERE company_id = $1 AND key_sealed = $2",
        purpose: client_keys::purpose,
        forget: Some("DELETE FROM client_keys WHERE company_id = $1 AND key_sealed = $2"),
    },
    SealedColumn {
        select: "SELECT id, result_sealed, id FROM sso_test_runs
                 WHERE id > $1 AND result_sealed IS NOT NULL ORDER BY id LIMIT 100",
        update: "UPDATE sso_test_runs SET result_sealed = $3 WHERE id = $1 AND result_sealed = $2",
        purpose: sso_test_runs::result_purpose,
        forget: None,
    },
    SealedColumn {
        // One row, whose number is 1.
        select: "SELECT '1', ends_sealed, '1' FROM audit_chain WHERE $1 < '1' AND ends_sealed IS NOT NULL",
        update: "UPDATE audit_chain SET ends_sealed = $3 WHERE CAST(id AS TEXT) = $1 AND ends_sealed = $2",
        purpose: audit_chain::ends_purpose,
        forget: None,
    },
    SealedColumn {
        select: "SELECT account_id, secret_sealed, account_id FROM totp_factors WHERE account_id > $1 ORDER BY account_id LIMIT 100",
        update: "UPDATE totp_factors SET secret_sealed = $3 WHERE account_id = $1 AND secret_sealed = $2",
        purpose: second_factors::totp_purpose,
        forget: Some("DELETE FROM totp_factors WHERE account_id = $1 AND secret_sealed = $2"),
    },
    SealedColumn {
        select: "SELECT account_id, secret_sealed, account_id FROM totp_enrolments WHERE account_id > $1 ORDER BY account_id LIMIT 100",
        update: "UPDATE totp_enrolments SET secret_sealed = $3 WHERE account_id = $1 AND secret_sealed = $2",
        purpose: second_factors::totp_purpose,
        forget: Some("DELETE FROM totp_enrolments WHERE account_id = $1 AND secret_sealed = $2"),
    },
    SealedColumn {
        // Of all kinds: `jobs::purpose`.
        select: "SELECT id, payload, kind || ':' || id FROM jobs WHERE id > $1 AND is_sealed = 1 ORDER BY id LIMIT 100",
        update: "UPDATE jobs SET payload = $3 WHERE id = $1 AND payload = $2",
        purpose: str::to_owned,
        forget: Some("DELETE FROM jobs WHERE id = $1 AND payload = $2"),
    },
];

/// A sealed value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Its row.
    pub id: String,
    /// What it was sealed for.
    pub purpose: String,
    /// The value.
    pub value: String,
}

impl SealedColumn {
    /// Up to 100 values behind the row `after`, in the order of their rows.
    pub async fn page(&self, connection: &mut Connection, after: &str) -> Result<Vec<Sealed>> {
        let rows: Vec<(String, String, String)> = sqlx::query_as(self.select)
            .bind(after)
            .fetch_all(connection)
            .await?;
        let sealed = rows.into_iter().map(|(id, value, of)| Sealed {
            purpose: (self.purpose)(&of),
            id,
            value,
        });
        Ok(sealed.collect())
    }

    /// Puts `value` in place of `sealed`. `false` where that has changed meanwhile.
    pub async fn replace(&self, connection: &mut Connection, sealed: &Sealed, value: &str) -> Result<bool> {
        let done = sqlx::query(self.update)
            .bind(&sealed.id)
            .bind(&sealed.value)
            .bind(value)
            .execute(connection)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}

/// One value of each kind of which there are any.
pub async fn one_of_each(connection: &mut Connection) -> Result<Vec<Sealed>> {
    let mut found = Vec::new();
    for column in SEALED_COLUMNS {
        let page = column.page(connection, "").await?;
        // An empty text is nothing that was encrypted.
        found.extend(page.into_iter().find(|sealed| !sealed.value.is_empty()));
    }
    Ok(found)
}

/// Erases the values that cannot be opened any more and are made anew by themselves or by the people whose they are: keys that sign, mails
/// that wait, authenticator apps. Returns how many.
pub async fn forget_unless(connection: &mut Connection, opens: impl Fn(&Sealed) -> bool) -> Result<u64> {
    let mut forgotten = 0;
    for column in SEALED_COLUMNS {
        let Some(forget) = column.forget else {
            continue;
        };
        let mut after = String::new();
        loop {
            let page = column.page(connection, &after).await?;
            let Some(last) = page.last() else {
                break;
            };
            after.clone_from(&last.id);
            for sealed in page.iter().filter(|sealed| !opens(sealed)) {
                let erased = sqlx::query(forget)
                    .bind(&sealed.id)
                    .bind(&sealed.value)
                    .execute(&mut *connection)
                    .await?;
                forgotten += erased.rows_affected();
            }
        }
    }
    Ok(forgotten)
}
