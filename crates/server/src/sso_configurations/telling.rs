//! Tells all admins of a company by mail what was done to its way of signing in. Invariant: whoever did it is told, too, and the mail is
//! queued in the transaction of what it tells of.

use latchkey_contract::Language;

use crate::app_state::AppState;
use crate::jobs::JobError;
use crate::mail::{self, Asking, Message, Recipient};
use crate::secrets::SecretKey;
use crate::store::{Connection, accounts};

/// What mails to admins are queued with.
#[derive(Debug, Clone)]
pub struct Telling<'a> {
    /// Seals the mails.
    pub secret_key: &'a SecretKey,
    /// The time.
    pub now_ms: i64,
    /// The language for admins who chose none.
    pub language: Language,
    /// Who caused it in front of a browser.
    pub asking: Option<Asking>,
}

impl<'a> Telling<'a> {
    /// Of what nobody did, but was noticed.
    pub fn of_itself(app: &'a AppState) -> Self {
        Self {
            secret_key: &app.secret_key,
            now_ms: app.clock.now_ms(),
            language: Language::default(),
            asking: None,
        }
    }
}

impl Telling<'_> {
    /// Mails this to each active admin of the company.
    pub async fn admins(
        &self,
        connection: &mut Connection,
        company_id: &str,
        message: &Message,
    ) -> Result<(), JobError> {
        for told in accounts::admins_of_company(connection, company_id).await? {
            let to = Recipient {
                address: &told.email,
                language: told.language().unwrap_or(self.language),
            };
            self.mail(connection, &to, message).await?;
        }
        Ok(())
    }

    /// Mails this to one of them.
    pub async fn mail(
        &self,
        connection: &mut Connection,
        to: &Recipient<'_>,
        message: &Message,
    ) -> Result<(), JobError> {
        let asking = self.asking.clone();
        mail::queue(connection, self.secret_key, self.now_ms, to, message, asking).await
    }
}
