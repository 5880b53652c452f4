//! `latchkey clock`: what the clocks show, and the way back from a start at a wrong time.

use clap::Subcommand;
use serde_json::json;

use crate::clock::{Clock as _, SystemClock};
use crate::clock_mark::{readings, shown};
use crate::config::DatabaseOptions;
use crate::domain::clock_standing::{ClockRefusal, Readings, begin};
use crate::store::audit::{self, Origin};
use crate::store::{Result, Store, clock};

/// What can be done about the clock.
#[derive(Debug, Subcommand)]
pub enum ClockCommand {
    /// Show the machine's clock, the newest time in the database, and whether a server would start.
    Show {
        /// The database.
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Say that this machine's clock is right, and let time go on from what it shows. Stop all servers first. Where time goes
    /// back by that, everything with a time to live ends: everybody signs in again, apps' tokens are void, links in mails
    /// have expired. Passwords, accounts, apps and SSO stay as they are.
    Reset {
        /// The database.
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

/// Does it; returns what to say.
pub async fn run(command: &ClockCommand) -> Result<String> {
    let (ClockCommand::Show { database } | ClockCommand::Reset { database }) = command;
    let store = database.open().await?;
    let said = match command {
        ClockCommand::Show { .. } => readings(&store).await.map(show),
        ClockCommand::Reset { .. } => reset(&store).await,
    };
    store.close().await;
    said
}

fn show(readings: Readings) -> String {
    let optional = |ms: Option<i64>| ms.map_or_else(|| "none".to_owned(), shown);
    let verdict = match begin(readings) {
        Ok(begins) if begins == readings.machine_ms => "A server starts with the machine's time.",
        Ok(_) => {
            "A server starts with the newest time in the database, and goes on at half speed until the machine's has caught up."
        }
        Err(ClockRefusal::FarBehind) => {
            "No server starts: the machine's clock is more than a day behind the database."
        }
        Err(ClockRefusal::FarAhead) => {
            "No server starts: the machine's clock is more than a year ahead of the database."
        }
        Err(ClockRefusal::FarFromDatabase) => {
            "No server starts: the two machines' clocks are more than a day apart."
        }
    };
    format!(
        "This machine's clock:        {}\nThe newest in the database:  {}\nThe database server's clock: {}\n{verdict}",
        shown(readings.machine_ms),
        optional(readings.newest_ms),
        optional(readings.database_ms),
    )
}

async fn reset(store: &Store) -> Result<String> {
    let now = SystemClock.now_ms();
    let mut transaction = store.begin().await?;
    let before = clock::mark(&mut transaction).await?.newest_ms;
    let sessions_ended = clock::reset(&mut transaction, now).await?;
    let event = audit::Event {
        action: "clock_reset",
        company_id: None,
        actor_account_id: None,
        subject: None,
        detail: json!({ "by": "command", "from": before.map(shown), "to": shown(now), "sessions_ended": sessions_ended }),
    };
    audit::append(&mut transaction, &event, &Origin::default(), now).await?;
    transaction.commit().await?;
    let goes_back = before.is_some_and(|before| before > now);
    Ok(if goes_back {
        format!(
            "Time goes on from {}. Sessions ended: {sessions_ended}; apps' tokens and mailed links of before are void. \
             A server that still runs has to be restarted.",
            shown(now)
        )
    } else {
        format!(
            "Time goes on from {}. What has expired by then is gone.",
            shown(now)
        )
    })
}
