//! Sets the server's clock at the start, and stores the time for the next start and for other nodes. Invariants: no start lets time go back; a
//! machine's clock that is far from the stored time is not believed until the operator has said so.

use std::sync::atomic::{AtomicBool, Ordering};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::app_state::AppState;
use crate::clock::{Clock, ForwardClock, SystemClock};
use crate::domain::clock_standing::{
    APART_UNNOTICED_MS, BEHIND_AT_MOST_MS, ClockRefusal, Readings, begin, not_before,
};
use crate::store::{Result, Store, StoreError, clock};

/// The longest time between two updates of the stored time, in milliseconds; less than a start allows for
/// ([`crate::domain::clock_standing::UNWRITTEN_AT_MOST_MS`]).
const WRITTEN_EVERY_MS: i64 = 5_000;

/// Why nothing is done at this time of day. The text is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ClockError {
    /// The machine's clock cannot be believed.
    #[error("{0}")]
    Refused(String),
    /// The database cannot be worked with.
    #[error("LATCHKEY_DATABASE_URL: {0}")]
    Store(#[from] StoreError),
}

/// Reads all clocks.
pub async fn readings(store: &Store) -> Result<Readings> {
    let mut connection = store.read().await?;
    Ok(Readings {
        newest_ms: clock::mark(&mut connection).await?.newest_ms,
        database_ms: clock::database_ms(&mut connection).await?,
        machine_ms: SystemClock.now_ms(),
    })
}

/// The clock to go by from now on.
///
/// # Errors
/// [`ClockError::Refused`] where the machine's clock is too far from what was written down.
pub async fn start(store: &Store) -> std::result::Result<ForwardClock<SystemClock>, ClockError> {
    let readings = readings(store).await?;
    let begins = begin(readings).map_err(|refusal| ClockError::Refused(words(refusal, readings)))?;
    if begins > readings.machine_ms {
        tracing::warn!(
            machine = shown(readings.machine_ms),
            server = shown(begins),
            "the machine's clock has gone back; the server's goes on at half speed until it has caught up"
        );
    }
    if let Some(database) = readings.database_ms
        && (database - readings.machine_ms).abs() > APART_UNNOTICED_MS
    {
        tracing::warn!(
            machine = shown(readings.machine_ms),
            database = shown(database),
            "the clocks of this machine and of the database server differ; set them by NTP"
        );
    }
    Ok(ForwardClock::new(SystemClock, Some(begins)))
}

/// The clock for a command that has to work whatever the machine's clock shows.
pub async fn for_command(store: &Store) -> Result<ForwardClock<SystemClock>> {
    let begins = not_before(readings(store).await?);
    Ok(ForwardClock::new(SystemClock, Some(begins)))
}

fn words(refusal: ClockRefusal, readings: Readings) -> String {
    let machine = shown(readings.machine_ms);
    let newest = shown(readings.newest_ms.unwrap_or_default());
    let way_on = "Set the clock right; if it is right, run `latchkey clock reset` (it says what that ends)";
    match refusal {
        ClockRefusal::FarBehind => format!(
            "this machine's clock shows {machine}, more than a day before the newest time in the database, {newest}: \
             what has expired would live again. {way_on}"
        ),
        ClockRefusal::FarAhead => format!(
            "this machine's clock shows {machine}, more than a year after the newest time in the database, {newest}: \
             everything would expire. {way_on}"
        ),
        ClockRefusal::FarFromDatabase => format!(
            "this machine's clock shows {machine}, and the database server's {}: they are more than a day apart. \
             Set the one that is wrong right",
            shown(readings.database_ms.unwrap_or_default())
        ),
    }
}

/// A time for people.
pub fn shown(ms: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp(ms.div_euclid(1000));
    let text = time.ok().and_then(|time| time.format(&Rfc3339).ok());
    text.unwrap_or_else(|| format!("{ms} ms"))
}

/// Keeps what is written down and what the server's clock shows together. Called every few seconds.
#[derive(Debug, Default)]
pub struct Keeper {
    /// How often the operator had reset the clock when this server first looked.
    resets: Option<i64>,
    has_warned: AtomicBool,
}

impl Keeper {
    /// Writes the time down where it has moved on, or goes on from a later one that another node wrote.
    pub async fn keep(&mut self, app: &AppState) -> Result<()> {
        self.write(app, WRITTEN_EVERY_MS).await
    }

    /// Writes the time down as it is: the server ends.
    pub async fn finish(&mut self, app: &AppState) -> Result<()> {
        self.write(app, 1).await
    }

    async fn write(&mut self, app: &AppState, every_ms: i64) -> Result<()> {
        let (newest, resets) = clock::written(&mut *app.store.read().await?).await?;
        let known = *self.resets.get_or_insert(resets);
        if known != resets {
            self.warn(
                "the clock was reset while this server ran: restart it, or it goes on by the time of before",
            );
            return Ok(());
        }
        let now = app.clock.now_ms();
        if newest > now {
            app.clock.catch_up(newest);
        } else if now - newest >= every_ms {
            let mut transaction = app.store.begin().await?;
            clock::advance(&mut transaction, now, known).await?;
            transaction.commit().await?;
        }
        if now - app.wall_clock.now_ms() > BEHIND_AT_MOST_MS {
            self.warn(
                "the machine's clock is more than a day behind the server's; see `latchkey clock show`",
            );
        }
        Ok(())
    }

    /// Logs the warning, once.
    fn warn(&self, reason: &'static str) {
        if !self.has_warned.swap(true, Ordering::Relaxed) {
            tracing::error!(reason, "this server's clock does not go with the database's");
        }
    }
}
