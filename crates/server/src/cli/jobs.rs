//! `latchkey jobs`: what goes on by itself, and how to hold it up. Invariant: nothing of what a job says is shown but its progress.

use std::fmt::Write as _;

use clap::Subcommand;
use serde_json::json;

use crate::clock::Clock as _;
use crate::clock_mark;
use crate::config::DatabaseOptions;
use crate::job_kinds;
use crate::store::audit::{self, Origin};
use crate::store::{self, Store, StoreError};

/// How many jobs are listed by their progress.
const MOST_PROGRESS: i64 = 20;

/// What can be done about jobs.
#[derive(Debug, Subcommand)]
pub enum JobsCommand {
    /// Show how many jobs of each kind wait and run, which kinds are paused, and how far long jobs are.
    List {
        /// The database.
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Let no job of a kind begin, on any node, until it is resumed. A job that runs ends; a long one stops after its next step. What
    /// expires meanwhile, e.g. a mail with its link, is given up.
    Pause {
        /// The kind, as `latchkey jobs list` shows it.
        kind: String,
        /// The database.
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Let jobs of a kind begin again.
    Resume {
        /// The kind, as `latchkey jobs list` shows it.
        kind: String,
        /// The database.
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

/// Why it was not done. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum JobsError {
    /// The database cannot be worked with.
    #[error("LATCHKEY_DATABASE_URL: {0}")]
    Store(#[from] StoreError),
    /// There is no such kind.
    #[error("{0:?} is no kind of jobs; there are {known}", known = kinds().join(", "))]
    UnknownKind(String),
}

fn kinds() -> Vec<&'static str> {
    let mut kinds: Vec<_> = job_kinds::all().iter().map(|known| known.kind).collect();
    kinds.sort_unstable();
    kinds
}

/// Does it; returns what to say.
pub async fn run(command: &JobsCommand) -> Result<String, JobsError> {
    let (JobsCommand::List { database }
    | JobsCommand::Pause { database, .. }
    | JobsCommand::Resume { database, .. }) = command;
    if let JobsCommand::Pause { kind, .. } | JobsCommand::Resume { kind, .. } = command
        && !job_kinds::is_known(kind)
    {
        return Err(JobsError::UnknownKind(kind.clone()));
    }
    let store = database.open().await?;
    let said = match command {
        JobsCommand::List { .. } => list(&store).await,
        JobsCommand::Pause { kind, .. } => set_paused(&store, kind, true).await,
        JobsCommand::Resume { kind, .. } => set_paused(&store, kind, false).await,
    };
    store.close().await;
    said
}

async fn list(store: &Store) -> Result<String, JobsError> {
    let now_ms = clock_mark::for_command(store).await?.now_ms();
    let mut connection = store.read().await?;
    let standings = store::job_kinds::standings(&mut connection, now_ms).await?;
    let paused = store::job_kinds::paused(&mut connection).await?;
    let kinds = kinds();
    let width = kinds.iter().map(|kind| kind.len()).max().unwrap_or_default() + 2;
    let mut text = format!(
        "{:<width$}{:>9}{:>9}{:>9}  last error\n",
        "kind", "waiting", "running", "failed"
    );
    for kind in kinds {
        let standing = standings.iter().find(|standing| standing.kind == kind);
        let numbers = standing.map_or((0, 0, 0), |of| (of.waiting, of.running, of.failed_before));
        let _ = write!(
            text,
            "{kind:<width$}{:>9}{:>9}{:>9}",
            numbers.0, numbers.1, numbers.2
        );
        if paused.iter().any(|known| known == kind) {
            text.push_str("  paused");
        }
        match standing.map(|standing| standing.last_error.as_str()) {
            None | Some("") => {}
            Some(error) => _ = write!(text, "  {error}"),
        }
        text.push('\n');
    }
    for (id, kind, progress) in store::job_kinds::progress(&mut connection, MOST_PROGRESS).await? {
        let _ = writeln!(text, "{kind} {id}: {progress}");
    }
    Ok(text.trim_end().to_owned())
}

async fn set_paused(store: &Store, kind: &str, is_paused: bool) -> Result<String, JobsError> {
    let now_ms = clock_mark::for_command(store).await?.now_ms();
    let mut transaction = store.begin().await?;
    let is_changed = match is_paused {
        true => store::job_kinds::pause(&mut transaction, kind, now_ms).await?,
        false => store::job_kinds::resume(&mut transaction, kind).await?,
    };
    if is_changed {
        let event = audit::Event {
            action: if is_paused { "jobs_paused" } else { "jobs_resumed" },
            company_id: None,
            actor_account_id: None,
            subject: None,
            detail: json!({ "by": "command", "kind": kind }),
        };
        audit::append(&mut transaction, &event, &Origin::default(), now_ms).await?;
    }
    transaction.commit().await?;
    Ok(match (is_paused, is_changed) {
        (true, true) => format!("Paused: no job of the kind {kind} begins."),
        (true, false) => format!("The kind {kind} was paused before."),
        (false, true) => format!("Resumed: jobs of the kind {kind} begin within a second."),
        (false, false) => format!("The kind {kind} was not paused."),
    })
}
