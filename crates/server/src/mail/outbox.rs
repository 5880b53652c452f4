//! Sends the mails that wait. Invariant: a mail that was sent is forgotten; a node that is killed in between sends it again, never
//! not at all.

use std::time::Duration;

use super::Mail;
use super::smtp::{NotSent, SEND_TIMEOUT};
use crate::domain::job_schedule::Backoff;
use crate::domain::mail_delivery::{BACKOFF, Failure};
use crate::jobs::{Context, Ending, Fault, Job, Limits, Outcome, Report, Tools};
use crate::store::mails;

/// Sends one mail. The label is the kind of mail.
#[derive(Debug)]
pub struct SendMail;

impl Job for SendMail {
    type Payload = Mail;

    const KIND: &'static str = mails::KIND;
    /// A mail holds links that open something.
    const IS_SEALED: bool = true;
    const LIMITS: Limits = Limits {
        targets: 1,
        // One slow conversation does not hold up the others.
        per_target: 8,
        lease: Duration::from_secs(2 * SEND_TIMEOUT.as_secs()),
        longest: Duration::from_secs(2 * SEND_TIMEOUT.as_secs()),
    };
    const BACKOFF: Backoff = BACKOFF;
    const WAITING_GAUGE: Option<&'static str> = Some("latchkey_mails_waiting");

    /// Without a mailer mails wait, and expire.
    fn is_possible(tools: &Tools) -> bool {
        tools.mailer.is_some()
    }

    async fn run(mail: Mail, context: &Context<'_>) -> Result<Outcome, Fault> {
        let Some(mailer) = &context.tools.mailer else {
            return Ok(Outcome::Failed("no mail server is named".into()));
        };
        Ok(match mailer.send(&context.job.id, &mail).await {
            Ok(()) => Outcome::Done,
            Err(NotSent { failure, reason }) => match failure {
                Failure::Refused => Outcome::Refused(reason),
                Failure::NotNow => Outcome::Failed(reason),
            },
        })
    }

    fn report(report: &Report<'_>) {
        let (mail, kind) = (report.id, report.label);
        let outcome = match report.ending {
            Ending::Done => {
                tracing::info!(mail, kind, "mail sent");
                "sent"
            }
            Ending::TriedAgain(reason) => {
                tracing::warn!(mail, kind, reason, "mail not sent; it is tried again");
                "failed"
            }
            Ending::Refused(reason) | Ending::GivenUp(reason) => {
                tracing::error!(kind, reason, "mail given up");
                "given_up"
            }
        };
        metrics::counter!("latchkey_mails_total", "outcome" => outcome).increment(1);
    }
}
