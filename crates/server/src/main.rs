//! The `latchkey` command.

use std::borrow::Cow;
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::LazyLock;

use clap::{CommandFactory as _, FromArgMatches as _};
use latchkey_server::build_info::BuildInfo;
use latchkey_server::cli::account::AccountCommand;
use latchkey_server::cli::company::{self, CompanyCommand};
use latchkey_server::cli::{
    Cli, Command, account, audit, backup, clock, import, jobs, key, outbox, ready, recover_admin, restore,
    serve, sso,
};
use latchkey_server::clock::Clock as _;
use latchkey_server::clock_mark;
use latchkey_server::config::{DatabaseOptions, ServeOptions, refuse_on_command_line};
use latchkey_server::database_key;
use latchkey_server::passwords::PasswordHasher;
use latchkey_server::sign_in::canonical_addresses;
use latchkey_telemetry::Traces;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

/// A tenth of what a request costs is memory asked for and given back; the system's allocator takes twice as long.
#[global_allocator]
static ALLOCATOR: latchkey_allocator::Allocator = latchkey_allocator::Allocator;

/// The commit is what `cargo xtask build` says of it, as variables of the compiler's environment: here, so that another commit compiles this file
/// anew and not the library.
const BUILD: BuildInfo = BuildInfo {
    version: env!("CARGO_PKG_VERSION"),
    commit: option_env!("LATCHKEY_BUILD_COMMIT"),
    date: option_env!("LATCHKEY_BUILD_DATE"),
};

/// What `latchkey --version` says.
static VERSION: LazyLock<String> = LazyLock::new(|| BUILD.to_string());

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    if let Err(error) = refuse_on_command_line(std::env::args().skip(1)) {
        eprintln!("latchkey: {error}");
        return ExitCode::FAILURE;
    }
    let matches = Cli::command().version(VERSION.as_str()).get_matches();
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let Ok(runtime) = tokio::runtime::Builder::new_multi_thread().enable_all().build() else {
        eprintln!("latchkey: cannot start the runtime");
        return ExitCode::FAILURE;
    };
    let outcome = runtime.block_on(run(cli.command));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("latchkey: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Outcome {
    match command {
        Command::Serve(options) => serve(*options).await,
        Command::Import { file, database } => import_file(&file, &database).await,
        Command::Company { command } => match command {
            CompanyCommand::Add(company) => add_company(&company).await,
            CompanyCommand::List { database } => {
                writeln!(std::io::stdout(), "{}", company::list(&database).await?)?;
                Ok(())
            }
            CompanyCommand::Show { company, database } => {
                writeln!(std::io::stdout(), "{}", company::show(&company, &database).await?)?;
                Ok(())
            }
        },
        Command::Sso(command) => {
            eprintln!("{}", sso::run(&command).await?);
            Ok(())
        }
        Command::RecoverAdmin(command) => {
            let made = recover_admin::run(&command).await?;
            eprintln!("{}", made.said);
            if let Some(link) = made.printed {
                // Alone on standard output, for scripts.
                writeln!(std::io::stdout(), "{link}")?;
            }
            Ok(())
        }
        Command::Account(AccountCommand::Show { account, database }) => {
            writeln!(std::io::stdout(), "{}", account::show(&account, &database).await?)?;
            Ok(())
        }
        Command::Account(command) => {
            eprintln!("{}", account::run(&command).await?);
            Ok(())
        }
        Command::Clock(command) => {
            writeln!(std::io::stdout(), "{}", clock::run(&command).await?)?;
            Ok(())
        }
        Command::Audit(command) => {
            writeln!(std::io::stdout(), "{}", audit::run(&command).await?)?;
            Ok(())
        }
        Command::Backup { file, database } => Ok(backup::run(&file, &database).await?),
        Command::Restore {
            file,
            without_key,
            yes,
            database,
        } => {
            let restoring = restore::Restoring {
                file: file.as_deref(),
                database: &database,
                without_key,
                is_confirmed: yes,
            };
            eprintln!("{}", restoring.run().await?);
            Ok(())
        }
        Command::Key(command) => {
            eprintln!("{}", key::run(&command).await?);
            Ok(())
        }
        Command::Jobs(command) => {
            writeln!(std::io::stdout(), "{}", jobs::run(&command).await?)?;
            Ok(())
        }
        Command::Ready(command) => {
            writeln!(std::io::stdout(), "{}", ready::run(&command).await?)?;
            Ok(())
        }
        Command::Outbox {
            follow,
            database,
            brand,
        } => Ok(outbox::run(&database, &brand, follow, &mut std::io::stdout()).await?),
    }
}

/// The log: one JSON object a line. Beside it traces, where there is somebody who collects them.
fn log_to_stdout(filter: &str, traces: Option<&Traces>) -> Outcome {
    let filter = match filter.contains("sqlx") {
        true => Cow::Borrowed(filter),
        // PostgreSQL says at each start that the table of migrations is there already.
        false => format!("{filter},sqlx::postgres::notice=warn").into(),
    };
    let filter = EnvFilter::builder()
        .parse(&filter)
        .map_err(|_| format!("LATCHKEY_LOG {filter:?} is not a level or a filter"))?;
    let log = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false);
    let subscriber = tracing_subscriber::registry();
    match traces {
        // A filter for all is cheaper than one for each.
        None => subscriber.with(log).with(filter).try_init()?,
        Some(traces) => subscriber
            .with(log.with_filter(filter))
            .with(traces.layer())
            .try_init()?,
    }
    Ok(())
}

/// Serves until the process is told to stop; then sends the last traces.
async fn serve(options: ServeOptions) -> Outcome {
    let endpoint = options.otlp_endpoint.as_deref();
    let traces = endpoint
        .map(|endpoint| Traces::to(endpoint, BUILD.version))
        .transpose()?;
    log_to_stdout(&options.log, traces.as_ref())?;
    let served = serve::run(options, BUILD).await;
    if let Some(traces) = traces {
        // Waits, which the runtime must not: it carries the sending.
        tokio::task::spawn_blocking(|| traces.finish()).await?;
    }
    Ok(served?)
}

async fn import_file(file: &std::path::Path, database: &DatabaseOptions) -> Outcome {
    let name = file.display().to_string();
    let import_file = import::read(file).map_err(|error| format!("{name}: {error}; nothing was imported"))?;
    let (store, secret_key) = database_key::open_or_create(database).await?;
    let clock = clock_mark::start(&store).await?;
    canonical_addresses::bring_up_to_date(&store, clock.now_ms()).await?;
    let importer = import::Importer {
        store: &store,
        secret_key: &secret_key,
        passwords: &PasswordHasher::new(),
        clock: &clock,
    };
    let done = importer
        .run(import_file)
        .await
        .map_err(|error| format!("{name}: {error}; nothing was imported"))?;
    store.close().await;
    eprintln!("{}", done.summary(&name));
    for line in &done.skipped {
        eprintln!("Skipped: {line}.");
    }
    if done.baselines > 0 {
        eprintln!(
            "{} entries of the file are older than what imports remember: they stay as they stand, and what the file changes from now on is taken.",
            done.baselines
        );
    }
    if done.outside_with_password > 0 {
        eprintln!(
            "SSO is active. {} accounts outside the company's domains keep a password: people from elsewhere who never came from the identity provider.",
            done.outside_with_password
        );
    }
    Ok(())
}

async fn add_company(company: &company::AddCompany) -> Outcome {
    let (store, secret_key) = database_key::open_or_create(&company.database).await?;
    let clock = clock_mark::start(&store).await?;
    canonical_addresses::bring_up_to_date(&store, clock.now_ms()).await?;
    let maker = company::Maker {
        store: &store,
        secret_key: &secret_key,
        clock: &clock,
    };
    let added = maker.add(company).await?;
    store.close().await;
    eprintln!(
        "Made the company {:?}. With this link, {} sets a password within seven days:",
        added.slug, added.admin
    );
    // Alone on standard output, for scripts.
    writeln!(std::io::stdout(), "{}", added.link)?;
    Ok(())
}
