//! Sends the mails that wait. Invariant: a mail that was sent is forgotten; a node that is killed in between sends it again, never
//! not at all.

use std::time::Duration;

use super::letter::MailLook;
use super::message::{Mail, Message};
use super::smtp::{NotSent, SEND_TIMEOUT};
use crate::app_state::AppState;
use crate::company_brand::shown::in_mail_to;
use crate::domain::job_schedule::Backoff;
use crate::domain::mail_delivery::{BACKOFF, Failure};
use crate::jobs::{Ending, Job, JobContext, JobFailure, JobLimits, JobOutcome, JobReport};
use crate::store::{app_invitations, mails};

/// Sends one mail. The label is the kind of mail.
#[derive(Debug)]
pub struct SendMail;

/// Writes down that a mail will not arrive, where somebody waits for an answer to it.
async fn note_refusal(mail: &Mail, app: &AppState) -> Result<(), JobFailure> {
    if let Message::Invitation { token_hash, .. } = &mail.message {
        let mut transaction = app.store.begin().await?;
        app_invitations::bounced(&mut transaction, token_hash, app.clock.now_ms()).await?;
        transaction.commit().await?;
    }
    Ok(())
}

impl Job for SendMail {
    type Payload = Mail;

    const KIND: &'static str = mails::KIND;
    /// A mail holds links that open something.
    const IS_SEALED: bool = true;
    const LIMITS: JobLimits = JobLimits {
        targets: 1,
        // One slow conversation does not hold up the others.
        per_target: 8,
        lease: Duration::from_secs(2 * SEND_TIMEOUT.as_secs()),
        longest: Duration::from_secs(2 * SEND_TIMEOUT.as_secs()),
    };
    const BACKOFF: Backoff = BACKOFF;
    const WAITING_GAUGE: Option<&'static str> = Some("latchkey_mails_waiting");

    /// Without a mailer mails wait, and expire.
    fn is_possible(app: &AppState) -> bool {
        app.mailer.is_some()
    }

    async fn run(mail: Mail, context: &JobContext<'_>) -> Result<JobOutcome, JobFailure> {
        let Some(mailer) = &context.app.mailer else {
            return Ok(JobOutcome::Failed("no mail server is named".into()));
        };
        let app = context.app;
        let platform = MailLook {
            name: app.config.platform_name.clone(),
            platform_name: app.config.platform_name.clone(),
            colour: app.config.platform_colour,
        };
        let look = in_mail_to(&mut *app.store.read().await?, &mail.to, &platform).await?;
        Ok(match mailer.send(&context.job.id, &mail, &look).await {
            Ok(()) => JobOutcome::Done,
            Err(NotSent { failure, reason }) => match failure {
                Failure::Refused => {
                    note_refusal(&mail, context.app).await?;
                    JobOutcome::Refused(reason)
                }
                Failure::NotNow => JobOutcome::Failed(reason),
            },
        })
    }

    fn report(report: &JobReport<'_>) {
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
