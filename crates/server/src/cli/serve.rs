//! `latchkey serve`: puts the parts together, listens, and ends in order.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app_state::{AppState, Parts};
use crate::assets::{Assets, AssetsError};
use crate::build_info::BuildInfo;
use crate::clock::{Clock as _, SystemClock};
use crate::clock_mark::{self, ClockError};
use crate::config::{Config, ConfigError, ServeOptions};
use crate::database_key::OpenError;
use crate::email_domains::dns::DnsResolver;
use crate::federation::{Egress, EgressPolicy, EgressSetupError, Federation};
use crate::http::listener::{Limits, serve};
use crate::jobs::Runner;
use crate::mail::smtp::{MailSetupError, Mailer};
use crate::passwords::PasswordHasher;
use crate::sign_in::account_locks::AccountLocks;
use crate::sign_in::{SignInError, canonical_addresses, set_up};
use crate::store::StoreError;
use crate::{database_key, housekeeping, http, job_kinds, upgrade};

/// Why the server did not start or had to end.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A setting cannot be worked with.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be worked with.
    #[error("LATCHKEY_DATABASE_URL: {0}")]
    Store(#[from] StoreError),
    /// It cannot be opened, or was encrypted with another key.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The machine's clock cannot be believed.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// The link of the first start could not be made.
    #[error("cannot make the set-up link: {0}")]
    SetUp(#[from] SignInError),
    /// The screens are missing.
    #[error(transparent)]
    Assets(#[from] AssetsError),
    /// The settings of the egress guard cannot be worked with.
    #[error("LATCHKEY_EGRESS_CA: {0}")]
    Egress(#[from] EgressSetupError),
    /// The settings of mail cannot be worked with.
    #[error(transparent)]
    Mail(#[from] MailSetupError),
    /// The address to listen on is taken or not ours.
    #[error("LATCHKEY_LISTEN: cannot listen on {address}: {source}")]
    Listen {
        /// The address to listen on.
        address: SocketAddr,
        /// The system's error.
        source: std::io::Error,
    },
}

/// Runs until the process is told to stop.
pub async fn run(options: ServeOptions, build: BuildInfo) -> Result<(), ServeError> {
    let recorder = http::health::recorder();
    build.report();
    let database = options.database.clone();
    let config = Config::try_from(options)?;
    let address = config.listen;
    let public_url = config.public_url.origin().to_owned();
    let mailer = Mailer::new(&config.mail)?;
    let (store, secret_key) = database_key::open_or_create(&database).await?;
    let clock = clock_mark::start(&store).await?;
    canonical_addresses::bring_up_to_date(&store, clock.now_ms()).await?;
    upgrade::finish(&store).await?;
    upgrade::fill_list_keys(&store).await?;
    let egress = egress(&config)?;
    let dns = DnsResolver::new(config.dns_resolver);
    let app = AppState::new(Parts {
        dns,
        // The machine's own clock: identity providers' times are compared with what the clock says now.
        federation: Federation::new(egress.clone(), Arc::new(SystemClock)),
        egress,
        assets: assets()?,
        clock: Arc::new(clock),
        // Apps compare tokens with their own clocks, which did not jump with ours.
        wall_clock: Arc::new(SystemClock),
        secret_key,
        passwords: PasswordHasher::new(),
        mailer,
        account_locks: AccountLocks::default(),
        store,
        config,
    });
    let stopping = stop_signal();
    let listener = TcpListener::bind(address)
        .await
        .map_err(|source| ServeError::Listen { address, source })?;
    let (stop, stopped) = watch::channel(false);
    let jobs = Runner::new(app.clone(), job_kinds::all().to_vec()).spawn(stopped.clone());
    let housekeeping = housekeeping::spawn(app.clone(), stopped, || recorder.run_upkeep());
    tracing::info!(%address, public_url, version = %build, "listening");
    show_first_link(&app).await?;
    serve(
        listener,
        http::router(app.clone()),
        Limits::of_this_process(),
        app.config.trusted_proxies.clone(),
        stopping,
    )
    .await;
    tracing::info!("stopping");
    let _ = stop.send(true);
    let _ = housekeeping.await;
    let _ = jobs.await;
    app.store.close().await;
    Ok(())
}

/// Prints the link of the first start, where there is no company yet: on standard error, apart from the log, which others may
/// collect and read.
async fn show_first_link(app: &AppState) -> Result<(), SignInError> {
    use std::io::Write as _;
    if let Some(link) = set_up::first_link(app).await? {
        let text = format!(
            "\nThere is no company yet. Set the platform up here (works once, for 24 hours):\n\n  {link}\n\n"
        );
        // Where nobody reads, there is nobody to tell.
        let _ = std::io::stderr().write_all(text.as_bytes());
    }
    Ok(())
}

fn egress(config: &Config) -> Result<Egress, EgressSetupError> {
    Egress::new(EgressPolicy {
        allow: config.egress_allow.clone(),
        extra_ca: config.egress_ca.clone(),
    })
}

#[cfg(feature = "embed-screens")]
fn assets() -> Result<Assets, AssetsError> {
    Assets::embedded()
}

#[cfg(not(feature = "embed-screens"))]
fn assets() -> Result<Assets, AssetsError> {
    Assets::from_folder(std::path::Path::new("dist/embedded"))
}

/// Done when the process is told to stop; that is heard from the call on, not only from when it is waited for.
#[cfg(unix)]
fn stop_signal() -> impl Future<Output = ()> {
    use tokio::signal::unix::{Signal, SignalKind, signal};
    let mut signals = [SignalKind::interrupt(), SignalKind::terminate()].map(|kind| signal(kind).ok());
    async fn received(signal: &mut Option<Signal>) {
        match signal {
            Some(signal) => {
                signal.recv().await;
            }
            None => std::future::pending().await,
        }
    }
    async move {
        let [interrupted, terminated] = &mut signals;
        tokio::select! {
            () = received(interrupted) => {}
            () = received(terminated) => {}
        }
    }
}

#[cfg(not(unix))]
async fn stop_signal() {
    let _ = tokio::signal::ctrl_c().await;
}
