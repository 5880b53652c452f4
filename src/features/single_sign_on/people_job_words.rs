//! The words of a long job: what it does, how it stands, and how long it will take.

use latchkey_contract::sso_configurations::{PeopleJob, PeopleJobKind, PeopleJobState};

use crate::i18n::*;

/// What a job does.
pub fn job_title(locale: Locale, job: &PeopleJob) -> String {
    match (job.kind, job.domain.clone()) {
        (PeopleJobKind::RemovePasswords, _) => td_string!(locale, people_jobs.remove_passwords).to_owned(),
        (PeopleJobKind::MailSsoNotices, _) => td_string!(locale, people_jobs.mail_notices).to_owned(),
        (PeopleJobKind::MailPasswordLinks, None) => td_string!(locale, people_jobs.mail_links).to_owned(),
        (PeopleJobKind::MailPasswordLinks, Some(domain)) => {
            td_string!(locale, people_jobs.mail_links_of, domain = domain)
        }
    }
}

/// Name of a job's state.
pub fn job_state(locale: Locale, state: PeopleJobState) -> &'static str {
    match state {
        PeopleJobState::Waiting => td_string!(locale, people_jobs.waiting),
        PeopleJobState::Running => td_string!(locale, people_jobs.running),
        PeopleJobState::Paused => td_string!(locale, people_jobs.paused),
        PeopleJobState::Held => td_string!(locale, people_jobs.held),
        PeopleJobState::Failing => td_string!(locale, people_jobs.failing),
        PeopleJobState::Done => td_string!(locale, people_jobs.done),
    }
}

/// How long it will take, while it works and that can be guessed.
pub fn left(locale: Locale, job: &PeopleJob) -> Option<String> {
    let seconds = job
        .seconds_left
        .filter(|_| job.state == PeopleJobState::Running)?;
    Some(match seconds {
        ..60 => td_string!(locale, people_jobs.left_seconds).to_owned(),
        60..7_200 => {
            let minutes = (seconds + 59) / 60;
            td_string!(locale, people_jobs.left_minutes, minutes = minutes.to_string())
        }
        _ => {
            let hours = (seconds + 3_599) / 3_600;
            td_string!(locale, people_jobs.left_hours, hours = hours.to_string())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(seconds_left: Option<i64>, state: PeopleJobState) -> PeopleJob {
        PeopleJob {
            id: "job".into(),
            kind: PeopleJobKind::RemovePasswords,
            domain: None,
            state,
            total: 100,
            done: 10,
            seconds_left,
            began_at: String::new(),
            ended_at: None,
            paused_by: None,
        }
    }

    #[test]
    fn the_time_left_is_rounded_up_and_said_only_while_it_works() {
        let said = |seconds, state| left(Locale::en, &job(seconds, state));
        let running = PeopleJobState::Running;
        assert_eq!(
            said(Some(59), running).as_deref(),
            Some("Less than a minute left.")
        );
        assert_eq!(said(Some(61), running).as_deref(), Some("About 2 minutes left."));
        assert_eq!(said(Some(7_200), running).as_deref(), Some("About 2 hours left."));
        assert_eq!(said(None, running), None);
        assert_eq!(said(Some(61), PeopleJobState::Paused), None);
    }
}
