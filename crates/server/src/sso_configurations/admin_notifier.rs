//! Mails all admins of a company about a change of its way of signing in. Invariant: the admin who made the change gets the mail, too, and the
//! mail is queued in the transaction of the change.

use latchkey_contract::Language;

use crate::app_state::AppState;
use crate::jobs::JobError;
use crate::mail::{self, Asking, Message, Recipient};
use crate::secrets::SecretKey;
use crate::store::{Connection, accounts};

/// Queues mails to the admins of a company.
#[derive(Debug, Clone)]
pub struct AdminNotifier<'a> {
    /// The key that seals the mails.
    pub secret_key: &'a SecretKey,
    /// The time.
    pub now_ms: i64,
    /// The language for admins who chose none.
    pub language: Language,
    /// The browser request that caused the mail, if one did.
    pub asking: Option<Asking>,
}

impl<'a> AdminNotifier<'a> {
    /// For mails about something that the platform noticed by itself.
    pub fn without_request(app: &'a AppState) -> Self {
        Self {
            secret_key: &app.secret_key,
            now_ms: app.clock.now_ms(),
            language: Language::default(),
            asking: None,
        }
    }
}

impl AdminNotifier<'_> {
    /// Queues a mail to each active admin of the company.
    pub async fn admins(
        &self,
        connection: &mut Connection,
        company_id: &str,
        message: &Message,
    ) -> Result<(), JobError> {
        for admin in accounts::admins_of_company(connection, company_id).await? {
            let to = Recipient {
                address: &admin.email,
                language: admin.language_of_news(self.language),
            };
            self.mail(connection, &to, message).await?;
        }
        Ok(())
    }

    /// Queues a mail to one of them.
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
