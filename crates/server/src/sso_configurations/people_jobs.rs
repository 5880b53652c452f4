//! The long jobs that go through a company's people, as its admins follow, pause and resume them. Invariant: nothing is undone by a pause, and
//! whoever paused a job is in the audit trail.

use latchkey_contract::sso_configurations::list_people_jobs::Response;
use latchkey_contract::sso_configurations::{PeopleJob, PeopleJobKind, PeopleJobState};
use serde_json::json;

use super::{Actor, Editor, Result, SsoConfigurationError, append_audit, company_of, locked_company};
use crate::app_state::AppState;
use crate::domain::people_job::{JobFacts, JobStanding, standing};
use crate::rfc3339::rfc3339;
use crate::store::ended_people_jobs::{self, EndedPeopleJob};
use crate::store::people_jobs::{self as store, PeopleJob as Stored};
use crate::store::{password_jobs, sso_notices};

/// How long a job is shown that has ended, in milliseconds: a day.
const SHOWN_MS: i64 = 24 * 60 * 60 * 1000;

/// Those of the admin's company.
pub async fn list(app: &AppState, editor: &Editor) -> Result<Response> {
    let mut connection = app.store.read().await?;
    let company_id = company_of(&mut connection, editor).await?;
    let going_on = store::of_company(&mut connection, &company_id).await?;
    let since_ms = app.clock.now_ms() - SHOWN_MS;
    let ended = ended_people_jobs::of_company(&mut connection, &company_id, since_ms).await?;
    let jobs = going_on.into_iter().map(shown);
    Ok(Response {
        jobs: jobs.chain(ended.into_iter().map(shown_ended)).collect(),
    })
}

/// Lets a job stand still. One that does, or has ended meanwhile, stays as it is.
pub async fn pause(app: &AppState, actor: Actor<'_>, id: &str) -> Result<()> {
    change(app, actor, id, true).await
}

/// Lets a job go on. One that does, or has ended meanwhile, stays as it is.
pub async fn resume(app: &AppState, actor: Actor<'_>, id: &str) -> Result<()> {
    change(app, actor, id, false).await
}

async fn change(app: &AppState, actor: Actor<'_>, id: &str, pauses: bool) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let company_id = company_of(&mut *app.store.read().await?, actor.editor).await?;
    let mut transaction = app.store.begin().await?;
    let job = (company_id.as_str(), id);
    // Before the admin and the company are locked, as a step of the job does.
    let (action, is_changed) = match pauses {
        true => {
            let account_id = actor.editor.answerable_account();
            let paused = store::pause(&mut transaction, job, account_id, now_ms).await?;
            ("people_job_paused", paused)
        }
        false => ("people_job_resumed", store::resume(&mut transaction, job).await?),
    };
    if locked_company(&mut transaction, actor).await? != company_id {
        return Err(SsoConfigurationError::NotFound);
    }
    let all = store::of_company(&mut transaction, &company_id).await?;
    let found = all.iter().find(|known| known.id == id);
    let Some(found) = found.filter(|_| is_changed) else {
        let ended = ended_people_jobs::of_company(&mut transaction, &company_id, i64::MIN).await?;
        return match found.is_some() || ended.iter().any(|ended| ended.job_id == id) {
            true => Ok(()),
            false => Err(SsoConfigurationError::NotFound),
        };
    };
    let detail =
        json!({ "kind": found.kind, "domain": found.domain, "done": found.done, "total": found.total });
    append_audit(&mut transaction, actor, action, &company_id, id, detail, now_ms).await?;
    Ok(transaction.commit().await?)
}

fn shown(job: Stored) -> PeopleJob {
    let state = standing(JobFacts {
        is_paused: job.paused_at_ms.is_some(),
        is_kind_paused: job.is_kind_paused,
        has_failed: job.has_failed,
        has_begun: job.done > 0,
    });
    PeopleJob {
        kind: kind_of(&job.kind),
        domain: job.domain,
        state: match state {
            JobStanding::Waiting => PeopleJobState::Waiting,
            JobStanding::Running => PeopleJobState::Running,
            JobStanding::Paused => PeopleJobState::Paused,
            JobStanding::Held => PeopleJobState::Held,
            JobStanding::Failing => PeopleJobState::Failing,
        },
        total: job.total.max(0),
        done: job.done.clamp(0, job.total.max(0)),
        seconds_left: job.pace.seconds_left(job.done, job.total),
        began_at: rfc3339(job.began_at_ms).unwrap_or_default(),
        ended_at: None,
        paused_by: job.paused_by,
        id: job.id,
    }
}

fn shown_ended(job: EndedPeopleJob) -> PeopleJob {
    PeopleJob {
        kind: kind_of(&job.kind),
        domain: job.domain,
        state: PeopleJobState::Done,
        total: job.done,
        done: job.done,
        seconds_left: None,
        began_at: rfc3339(job.began_at_ms).unwrap_or_default(),
        ended_at: rfc3339(job.ended_at_ms),
        paused_by: None,
        id: job.job_id,
    }
}

fn kind_of(kind: &str) -> PeopleJobKind {
    match kind {
        password_jobs::KIND => PeopleJobKind::RemovePasswords,
        sso_notices::KIND => PeopleJobKind::MailSsoNotices,
        _ => PeopleJobKind::MailPasswordLinks,
    }
}
