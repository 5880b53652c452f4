//! The job that changes many people's access, or gives back what was changed. Invariants: a batch, what became of each in it and the job's
//! progress are written in one transaction, so that an interrupted job goes on where it stopped; whoever began it and may no longer
//! manage the app changes nothing more.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{count, outcome_of};
use crate::app_settings::{AppSettingsError, Asker, append_audit, locked_environment};
use crate::app_state::AppState;
use crate::domain::bulk_access::{BulkDecision, Held, Outcome, can_give_back, decide};
use crate::domain::job_schedule::Backoff;
use crate::jobs::{
    Ending, Job, JobContext, JobFailure, JobLimits, JobOutcome, JobReport, PeopleStep, PeopleSteps,
    take_steps,
};
use crate::store::audit::Origin;
use crate::store::bulk_change_people as people;
use crate::store::bulk_change_steps as steps;
use crate::store::bulk_changes::{self, BulkChange, BulkChangeJob, BulkProgress};
use crate::store::environment_people::{direct_access, group_access};
use crate::store::jobs::LeasedJob;
use crate::store::{Connection, Result as StoreResult, Transaction};

/// The most people of one transaction: the history's event names them all.
const MOST: i64 = 250;

/// Changes the access of the people of one change. The target is the environment.
#[derive(Debug)]
pub struct BulkAccessChange;

impl Job for BulkAccessChange {
    type Payload = BulkChangeJob;

    const KIND: &'static str = bulk_changes::KIND;
    const LIMITS: JobLimits = JobLimits {
        targets: 2,
        per_target: 1,
        // People wait for it: where a node was killed, the next one goes on soon.
        lease: Duration::from_secs(6),
        // It goes on where it was.
        longest: Duration::from_secs(60 * 60),
    };
    const BACKOFF: Backoff = Backoff {
        first_ms: 2_000,
        longest_ms: 60_000,
    };

    async fn run(job: BulkChangeJob, context: &JobContext<'_>) -> Result<JobOutcome, JobFailure> {
        let work = Arc::new(Work {
            app: context.app.clone(),
            leased: context.job.clone(),
            job,
            began_at_ms: context.app.clock.now_ms(),
        });
        let progress: BulkProgress = context.progress().unwrap_or_default();
        let steps = PeopleSteps::on(&context.app.store, MOST);
        take_steps(progress, steps, move |progress, steps| {
            let work = work.clone();
            async move { work.step(progress, steps).await }
        })
        .await
    }

    fn report(report: &JobReport<'_>) {
        let job = report.id;
        match report.ending {
            Ending::Done => tracing::info!(job, "access of many people changed"),
            Ending::Refused(reason) | Ending::TriedAgain(reason) | Ending::GivenUp(reason) => {
                tracing::error!(
                    job,
                    reason,
                    "access of many people could not be changed; it is tried again"
                );
            }
        }
    }
}

/// What a step is taken with.
struct Work {
    app: AppState,
    leased: LeasedJob,
    job: BulkChangeJob,
    began_at_ms: i64,
}

impl Work {
    async fn step(
        &self,
        mut progress: BulkProgress,
        steps: PeopleSteps,
    ) -> Result<PeopleStep<BulkProgress>, JobFailure> {
        let (app, job) = (&self.app, &self.job);
        let context = JobContext {
            app,
            job: &self.leased,
        };
        let mut transaction = app.store.begin().await?;
        let began = Instant::now();
        let batch = next_batch(&mut transaction, job, &progress, steps.people()).await?;
        let Some(last) = batch.last() else {
            return Ok(PeopleStep::Over(end(transaction, &context, job).await?));
        };
        progress.done += i64::try_from(batch.len()).unwrap_or(0);
        progress.last_account_id.clone_from(&last.account_id);
        progress.pace = progress.pace.after_step(self.began_at_ms, app.clock.now_ms());
        // Before anything else: whoever has lost the job changes nothing.
        if !context.save_progress(&mut transaction, &progress).await? {
            return Ok(PeopleStep::Over(JobOutcome::Interrupted));
        }
        if !change_access(app, &mut transaction, (&self.leased.target, job), &batch).await? {
            return Ok(PeopleStep::Over(end(transaction, &context, job).await?));
        }
        transaction.commit().await?;
        Ok(PeopleStep::Done(progress, steps.after(began)))
    }
}

/// Somebody whose turn it is, with what the change did, where it is taken back.
type Turn = people::ChangedPerson;

async fn next_batch(
    connection: &mut Connection,
    job: &BulkChangeJob,
    progress: &BulkProgress,
    limit: i64,
) -> StoreResult<Vec<Turn>> {
    let (id, after) = (job.change_id.as_str(), progress.last_account_id.as_str());
    if job.is_undo {
        return people::next_changed(connection, id, after, limit).await;
    }
    let waiting = people::next_waiting(connection, id, after, limit).await?;
    let turn = |account_id| Turn {
        account_id,
        before: None,
        after: None,
    };
    Ok(waiting.into_iter().map(turn).collect())
}

/// People for whom the same is done: what becomes of them, what they have now, and what they have then.
type Alike = BTreeMap<(&'static str, Option<Vec<String>>, Option<Vec<String>>), (Outcome, Vec<String>)>;

/// Does a batch. `false`: whoever began it may not any more, or the environment is gone.
async fn change_access(
    app: &AppState,
    transaction: &mut Transaction,
    (environment_id, job): (&str, &BulkChangeJob),
    batch: &[Turn],
) -> Result<bool, JobFailure> {
    let now = app.clock.now_ms();
    let Some(change) = bulk_changes::find(transaction, environment_id, &job.change_id).await? else {
        return Ok(false);
    };
    let origin = Origin::default();
    let asker = Asker {
        account_id: &change.account_id,
        origin: &origin,
    };
    let (of_app, environment) = match locked_environment(transaction, asker, environment_id).await {
        Ok(found) => found,
        Err(AppSettingsError::NotFound) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let held = held_by(transaction, environment_id, batch).await?;
    let alike = sorted_out(&change, job.is_undo, batch, held);
    let mut counts = change.counts;
    let mut changes = Vec::new();
    for ((_, before, after), (outcome, accounts)) in &alike {
        count(&mut counts, *outcome, i64::try_from(accounts.len()).unwrap_or(0));
        let detail = apply(transaction, &change, (*outcome, accounts), (before, after), now).await?;
        changes.extend(detail);
    }
    steps::set_counts(transaction, &change.id, &counts).await?;
    if !changes.is_empty() {
        let detail = json!({
            "app": of_app.slug, "environment": environment.name, "environment_id": environment.id,
            "undo": job.is_undo, "changes": changes,
        });
        append_audit(
            transaction,
            asker,
            "bulk_change_step",
            &of_app,
            &change.id,
            detail,
            now,
        )
        .await?;
    }
    Ok(true)
}

async fn held_by(
    connection: &mut Connection,
    environment_id: &str,
    batch: &[Turn],
) -> StoreResult<BTreeMap<String, Held>> {
    let ids: Vec<&str> = batch.iter().map(|turn| turn.account_id.as_str()).collect();
    let mut held: BTreeMap<String, Held> = BTreeMap::new();
    for access in direct_access(connection, environment_id, &ids).await? {
        held.entry(access.account_id).or_default().direct = Some(access.roles);
    }
    for access in group_access(connection, environment_id, &ids).await? {
        held.entry(access.account_id)
            .or_default()
            .by_groups
            .push(access.roles);
    }
    Ok(held)
}

fn sorted_out(change: &BulkChange, is_undo: bool, batch: &[Turn], mut held: BTreeMap<String, Held>) -> Alike {
    let mut alike = Alike::new();
    for turn in batch {
        let held = held.remove(&turn.account_id).unwrap_or_default();
        let (outcome, after) = match is_undo {
            true if can_give_back(turn.after.as_deref(), held.direct.as_deref()) => {
                (Outcome::Restored, turn.before.clone())
            }
            true => (Outcome::Kept, held.direct.clone()),
            false => {
                let decision = decide(&change.act, &held);
                let outcome = outcome_of(&decision);
                match decision {
                    BulkDecision::Change { after, .. } => (outcome, after),
                    _ => (outcome, held.direct.clone()),
                }
            }
        };
        let same = alike
            .entry((outcome.as_str(), held.direct, after))
            .or_insert_with(|| (outcome, Vec::new()));
        same.1.push(turn.account_id.clone());
    }
    alike
}

/// Does to these people what was decided. Returns the detail for the audit event, if anything was changed.
async fn apply(
    connection: &mut Connection,
    change: &BulkChange,
    (outcome, accounts): (Outcome, &[String]),
    (before, after): (&Option<Vec<String>>, &Option<Vec<String>>),
    now_ms: i64,
) -> StoreResult<Option<Value>> {
    let mut detail = json!({ "from": before, "to": after, "accounts": accounts });
    let is_changed = matches!(outcome, Outcome::Changed | Outcome::Partly | Outcome::Restored);
    if is_changed && before != after {
        let of = (change.id.as_str(), change.environment_id.as_str());
        let held = before.as_deref().unwrap_or_default();
        let ended = match after {
            Some(roles) => people::give_access(connection, of, accounts, (held, roles), now_ms).await?,
            None => people::take_access(connection, of, accounts, held, now_ms).await?,
        };
        detail["token_families"] = ended.token_families.into();
        detail["sessions"] = ended.sessions.into();
    }
    match outcome {
        // What the change did stays written.
        Outcome::Restored | Outcome::Kept => {
            people::set_outcome(connection, &change.id, accounts, outcome).await?;
        }
        _ => {
            let roles = (before.as_deref(), after.as_deref());
            people::set_changed(connection, &change.id, accounts, outcome, roles).await?;
        }
    }
    Ok(is_changed.then_some(detail))
}

/// Nothing is left to do, or may be done any more.
async fn end(
    mut transaction: Transaction,
    context: &JobContext<'_>,
    job: &BulkChangeJob,
) -> Result<JobOutcome, JobFailure> {
    let now = context.app.clock.now_ms();
    if !context.finish(&mut transaction).await? {
        return Ok(JobOutcome::Interrupted);
    }
    steps::end(&mut transaction, &job.change_id, now).await?;
    transaction.commit().await?;
    Ok(JobOutcome::Finished)
}
