//! The `expenses` command: one environment of the sample app.

use std::{
    io::{self, Write},
    net::SocketAddr,
};

use clap::Parser;
use latchkey_app::{Latchkey, Settings};
use latchkey_expenses::{Environment, LOCAL_PASSWORD, LOCAL_USERS, People, ROLES, app};
use tokio::net::TcpListener;

/// The sample app "Company Expenses". How it signs people in comes from the variables LATCHKEY_* (see latchkey-app):
/// without LATCHKEY_ISSUER only local credentials count.
#[derive(Debug, Parser)]
#[command(name = "expenses", version, after_help = local_users())]
struct Arguments {
    /// Address to listen on
    #[arg(long, env = "EXPENSES_LISTEN", default_value = "127.0.0.1:8082")]
    listen: SocketAddr,
    /// Which environment of the app this is
    #[arg(long, env = "EXPENSES_ENVIRONMENT", default_value = "Acceptance")]
    environment: String,
}

fn local_users() -> String {
    let names: Vec<_> = LOCAL_USERS
        .iter()
        .map(|(username, ..)| format!("  {username}"))
        .collect();
    format!(
        "Local users:\n{}\nTheir password: {LOCAL_PASSWORD}",
        names.join("\n")
    )
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_writer(io::stderr)
        .init();
    let mut settings = Settings::from_env()?.with_roles(ROLES);
    settings.app_name = "Company Expenses".to_owned();
    settings.stylesheet = Some("/style.css".to_owned());
    if let Some(platform) = &mut settings.platform {
        // For the switcher: which other apps this person may open.
        platform.scopes.push("apps".to_owned());
    }
    let people = People::with_local_users();

    let latchkey = Latchkey::new(settings, people.clone());
    let app = app(&latchkey, people, &Environment(arguments.environment));

    latchkey.start().await;

    let listener = TcpListener::bind(arguments.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", arguments.listen))?;
    writeln!(io::stdout(), "expenses: listening on {}", listener.local_addr()?)?;
    axum::serve(listener, app)
        .with_graceful_shutdown(asked_to_stop())
        .await?;
    Ok(())
}

/// Ctrl-C, or the signal that ends processes. Where neither can be heard, it runs until it is killed.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
