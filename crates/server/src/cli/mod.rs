//! The `latchkey` command: its words, and what each of them does.

pub mod account;
pub mod audit;
pub mod backup;
pub mod clock;
pub mod company;
pub mod import;
pub mod import_file;
pub mod jobs;
pub mod key;
pub mod look_up;
pub mod outbox;
pub mod ready;
pub mod recover_admin;
pub mod restore;
pub mod serve;
pub mod sso;

use clap::{Parser, Subcommand};

use crate::config::{BrandOptions, DatabaseOptions, ServeOptions};

/// Latchkey, the front door of a platform.
#[derive(Debug, Parser)]
#[command(name = "latchkey", version, about, max_term_width = 100)]
pub struct Cli {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
}

/// What `latchkey` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server until it is told to stop (Ctrl-C or SIGTERM).
    Serve(Box<ServeOptions>),
    /// Load companies, accounts, apps and SSO configurations from a TOML file. Creates or updates, never deletes; doing it
    /// twice changes nothing more.
    Import {
        /// The file; `docs/operator-guide.md` describes it.
        file: std::path::PathBuf,
        /// Where to load it into.
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// See companies, and make them besides those of import files.
    Company {
        /// What to do with them.
        #[command(subcommand)]
        command: company::CompanyCommand,
    },
    /// De-activate a company's single sign-on, or give it a new client secret, where nobody of the company gets in any more.
    #[command(subcommand)]
    Sso(sso::SsoCommand),
    /// Let in an admin of a company whose identity provider lets nobody in: mail a link that signs in once, within an hour.
    RecoverAdmin(recover_admin::RecoverAdmin),
    /// See accounts, switch them off and on, take a lost second factor away.
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// What the clocks show, and the way on where a server refuses to start because of them.
    #[command(subcommand)]
    Clock(clock::ClockCommand),
    /// Whether the audit trail is as it was written.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Write a consistent copy of the SQLite database while the server runs. The key is not in it: keep that apart.
    Backup {
        /// The file to write; it must not exist yet.
        file: std::path::PathBuf,
        /// The database to copy.
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Put a copy in the place of the SQLite database; the one of before is kept. Stop the server first. Everybody signs in again:
    /// what was ended since the copy was made does not live again. With PostgreSQL, restore by its own tools into an empty database,
    /// and then give this without a file: at a terminal it says what it will do, and asks.
    Restore {
        /// The copy, as `latchkey backup` made it.
        file: Option<std::path::PathBuf>,
        /// Also where the platform's key does not fit: what it had encrypted is erased or has to be entered again.
        #[arg(long)]
        without_key: bool,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
        /// What to put it in the place of.
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Change the platform's key.
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// See and hold up what goes on by itself: mails, logouts that apps are notified of, takeovers by SSO.
    #[command(subcommand)]
    Jobs(jobs::JobsCommand),
    /// Ask the server on this machine whether it is ready, and end with 0 or 1: for health checks of containers, which have no curl.
    Ready(ready::Ready),
    /// Print the mails that wait, with their links: those that are not sent for want of LATCHKEY_SMTP_URL, and those that
    /// are tried again.
    Outbox {
        /// Go on printing new ones until told to stop.
        #[arg(long)]
        follow: bool,
        /// The database with the mails.
        #[command(flatten)]
        database: DatabaseOptions,
        /// The platform's name, which stands in them.
        #[command(flatten)]
        brand: BrandOptions,
    },
}
