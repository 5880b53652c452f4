//! `latchkey outbox`: shows the mails that wait, to somebody who may read the database and has its key.

use std::io::Write;
use std::time::Duration;

use crate::company_brand::shown::in_mail_to;
use crate::config::{Brand, BrandOptions, ConfigError, DatabaseOptions};
use crate::mail::letter::{MailLook, one_line};
use crate::mail::naming::platform_name_in;
use crate::mail::{self, Mail, words};
use crate::store::mails::{self, WaitingMail};
use crate::store::{Store, StoreError};

/// How many are read at once.
const PAGE: i64 = 100;
/// Pause between two looks for new ones.
const PAUSE: Duration = Duration::from_millis(300);

/// Why the outbox cannot be shown. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// A setting cannot be worked with.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be worked with.
    #[error("LATCHKEY_DATABASE_URL: {0}")]
    Store(#[from] StoreError),
    /// Nobody reads any more.
    #[error("cannot write: {0}")]
    Write(#[from] std::io::Error),
}

/// Writes the mails that wait to `out`, the oldest first; with `follow` goes on with new ones until it is ended.
pub async fn run(
    database: &DatabaseOptions,
    brand: &BrandOptions,
    follow: bool,
    out: &mut impl Write,
) -> Result<(), OutboxError> {
    let brand = Brand::try_from(brand)?;
    let platform = MailLook {
        name: brand.name.clone(),
        platform_name: brand.name,
        colour: brand.colour,
    };
    let key = database.secret_key()?;
    let store = database.open().await?;
    let mut shown = Shown::default();
    loop {
        while let Some(page) = shown.next_page(&store).await? {
            for waiting in page {
                match mail::open(&key, &waiting.id, &waiting.sealed) {
                    Ok(mail) => {
                        let look = in_mail_to(&mut *store.read().await?, &mail.to, &platform).await?;
                        show(&mail, platform_name_in(&look, &mail.message), out)?;
                    }
                    Err(error) => {
                        let kind = &waiting.kind;
                        writeln!(out, "A mail ({kind}) that cannot be shown: {error}\n")?;
                    }
                }
            }
        }
        out.flush()?;
        if !follow {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    if shown.0.is_empty() {
        writeln!(out, "No mail waits.")?;
    }
    store.close().await;
    Ok(())
}

/// Which mails that still wait were shown. Identifiers are in order of time only as far as clocks agree, so that "behind the
/// last one" would miss some.
#[derive(Default)]
struct Shown(std::collections::HashSet<String>);

impl Shown {
    /// Mails that were not shown yet; `None` when there are none.
    async fn next_page(&mut self, store: &Store) -> Result<Option<Vec<WaitingMail>>, StoreError> {
        let mut connection = store.read().await?;
        let mut after = String::new();
        loop {
            let page = mails::all_after(&mut connection, &after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(None) };
            after.clone_from(&last.id);
            let fresh = page.into_iter().filter(|mail| self.0.insert(mail.id.clone()));
            let fresh = fresh.collect::<Vec<_>>();
            if !fresh.is_empty() {
                return Ok(Some(fresh));
            }
        }
    }
}

fn show(mail: &Mail, platform: &str, out: &mut impl Write) -> std::io::Result<()> {
    let letter = words::letter(mail, platform).map_err(std::io::Error::other)?;
    let (to, subject) = (one_line(&mail.to), one_line(&letter.subject));
    writeln!(out, "To: {to}\nSubject: {subject}\n")?;
    // A terminal obeys what it is shown: values are on one line, and free of its commands.
    for line in letter.text().map_err(std::io::Error::other)?.lines() {
        writeln!(out, "  {}", one_line(line))?;
    }
    writeln!(out)
}
