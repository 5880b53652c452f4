//! Lists bulk changes of access and their outcome for each person, for the managers of the app.

use latchkey_contract::access_management::{BulkChange, BulkState};

use super::steer::undo_until;
use super::{shown_act, shown_counts};
use crate::app_settings::{AppSettingsError, managed_environment};
use crate::app_state::AppState;
use crate::domain::bulk_access::Outcome;
use crate::domain::people_job::{JobFacts, JobStanding, standing};
use crate::rfc3339::rfc3339;
use crate::store::Connection;
use crate::store::bulk_change_people::{PersonOfChange, of_change};
use crate::store::bulk_changes::{self as store, BulkChange as Stored};
use crate::store::members::SortedBy;
use crate::store::page::{Part, Rows};

/// Number of bulk changes that are shown.
const SHOWN: i64 = 10;

type Result<T> = std::result::Result<T, AppSettingsError>;

/// The last changes of an environment.
pub async fn changes(platform: &AppState, account_id: &str, environment_id: &str) -> Result<Vec<BulkChange>> {
    let mut connection = platform.store.read().await?;
    let (_, environment) = managed_environment(&mut connection, account_id, environment_id).await?;
    let found = store::of_environment(&mut connection, &environment.id, SHOWN).await?;
    let now = platform.clock.now_ms();
    Ok(found.into_iter().map(|change| shown(change, now)).collect())
}

/// One change of an environment.
pub async fn change(
    platform: &AppState,
    account_id: &str,
    (environment_id, id): (&str, &str),
) -> Result<BulkChange> {
    let mut connection = platform.store.read().await?;
    let (_, environment) = managed_environment(&mut connection, account_id, environment_id).await?;
    let found = store::find(&mut connection, &environment.id, id).await?;
    let now = platform.clock.now_ms();
    found
        .map(|change| shown(change, now))
        .ok_or(AppSettingsError::NotFound)
}

/// Some of the people of a change, all or those of whom this became.
pub async fn people(
    platform: &AppState,
    account_id: &str,
    (environment_id, id): (&str, &str),
    outcome: Option<Outcome>,
    sorted_by: SortedBy,
    part: &Part,
) -> Result<Rows<PersonOfChange>> {
    let mut connection = platform.store.read().await?;
    let (_, environment) = managed_environment(&mut connection, account_id, environment_id).await?;
    let change = store::find(&mut connection, &environment.id, id).await?;
    let id = change.ok_or(AppSettingsError::NotFound)?.id;
    drop(connection);
    let part = part.clone();
    let read =
        async move |connection: &mut Connection| of_change(connection, &id, outcome, sorted_by, &part).await;
    Ok(platform.store.read_long(read).await?)
}

fn shown(change: Stored, now_ms: i64) -> BulkChange {
    let counts = change.counts;
    let is_undo = change.undo_began_at_ms.is_some();
    let changed = counts.changed + counts.partly;
    let (total, done) = match is_undo {
        true => (changed, counts.restored + counts.kept),
        false => (
            change.total,
            changed + counts.unchanged + counts.from_group + counts.gone,
        ),
    };
    let job = change.job.as_ref().filter(|_| change.ended_at_ms.is_none());
    BulkChange {
        state: state(&change, total, done),
        is_undo,
        total,
        done,
        counts: shown_counts(&counts),
        seconds_left: job.and_then(|job| job.progress.pace.seconds_left(done, total)),
        began_at: rfc3339(change.undo_began_at_ms.unwrap_or(change.began_at_ms)).unwrap_or_default(),
        ended_at: change.ended_at_ms.and_then(rfc3339),
        paused_by: job.and_then(|job| job.paused_by.clone()),
        undo_until: undo_until(&change)
            .filter(|until| *until > now_ms)
            .and_then(rfc3339),
        id: change.id,
        act: shown_act(change.act),
        began_by: change.began_by,
    }
}

fn state(change: &Stored, total: i64, done: i64) -> BulkState {
    match (&change.job, change.ended_at_ms) {
        (_, Some(_)) if done < total => BulkState::Stopped,
        (_, Some(_)) => BulkState::Done,
        (None, None) => BulkState::Waiting,
        (Some(job), None) => {
            let state = standing(JobFacts {
                is_paused: job.paused_at_ms.is_some(),
                is_kind_paused: job.is_kind_paused,
                has_failed: job.has_failed,
                has_begun: done > 0,
            });
            match state {
                JobStanding::Waiting => BulkState::Waiting,
                JobStanding::Running => BulkState::Running,
                JobStanding::Paused => BulkState::Paused,
                JobStanding::Held => BulkState::Held,
                JobStanding::Failing => BulkState::Failing,
            }
        }
    }
}
