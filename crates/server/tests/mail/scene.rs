//! A platform, mails in its queue, and rounds of its outbox.

use latchkey_contract::Language;
use latchkey_server::config::{MailOptions, MailSettings};
use latchkey_server::job_kinds;
use latchkey_server::jobs::Runner;
use latchkey_server::mail::smtp::Mailer;
use latchkey_server::mail::{self, Message, Recipient};

use crate::support::Platform;

pub(crate) const LINK: &str = "https://login.example/reset-password?token=s3cret-t0ken";
pub(crate) const HOUR: i64 = 3_600_000;

/// A node that sends mails as an operator's `LATCHKEY_SMTP_URL` (and `LATCHKEY_SMTP_CA`) has it.
pub(crate) fn node(platform: &Platform, url: &str, ca: Option<&str>) -> Runner {
    node_named(platform, url, ca, "Latchkey")
}

/// The same on a platform of this name.
pub(crate) fn node_named(platform: &Platform, url: &str, ca: Option<&str>, name: &str) -> Runner {
    let options = MailOptions {
        smtp_url: Some(url.to_owned()),
        smtp_ca: ca.map(crate::sink::certificate),
        mail_from: None,
    };
    let config = &platform.app.config;
    let settings = MailSettings::new(options, &config.public_url).expect("settings");
    let mailer = Mailer::new(&settings).expect("a mailer");
    assert!(mailer.is_some(), "a server is named");
    Runner::new(
        platform.another_node_called(mailer, name),
        job_kinds::all().to_vec(),
    )
}

/// A message with a link that is a secret, good for an hour.
pub(crate) fn reset(platform: &Platform) -> Message {
    Message::ResetPassword {
        link: LINK.into(),
        expires_at_ms: platform.app.clock.now_ms() + HOUR,
    }
}

pub(crate) async fn queue(platform: &Platform, address: &str, language: Language, message: &Message) {
    let app = &platform.app;
    let mut transaction = app.store.begin().await.expect("a transaction");
    let to = Recipient { address, language };
    mail::queue(
        &mut transaction,
        &app.secret_key,
        app.clock.now_ms(),
        &to,
        message,
        None,
    )
    .await
    .expect("queued");
    transaction.commit().await.expect("committed");
}

pub(crate) async fn round(node: &Runner) {
    node.run_due("mail").await.expect("a round");
}

pub(crate) async fn waiting(platform: &Platform) -> i64 {
    platform
        .count("SELECT COUNT(*) FROM jobs WHERE kind = 'mail'")
        .await
}
