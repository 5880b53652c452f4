//! The `fake-idp` command: a company's identity provider for the demo.

use std::{
    io::{self, Write},
    net::SocketAddr,
};

use clap::{Parser, ValueEnum};
use latchkey_fake_idp::{DEMO_PASSWORD, FakeIdp, FakeIdpConfig, FaultName, SigningAlgorithm, demo_people};

/// A small OpenID provider with three people, for trying things out. Never use it for anything real.
#[derive(Debug, Parser)]
#[command(name = "fake-idp", version, after_help = people_help())]
struct Arguments {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// What the provider calls itself (default: http:// and the address it listens on)
    #[arg(long)]
    issuer: Option<String>,
    /// The one client
    #[arg(long, default_value = "latchkey")]
    client_id: String,
    /// The client's secret
    #[arg(long, env = "FAKE_IDP_CLIENT_SECRET", hide_env_values = true)]
    client_secret: String,
    /// Where answers may go; may be given several times
    #[arg(long = "redirect-uri", required = true)]
    redirect_uris: Vec<String>,
    /// Where the client's public keys are (plain http), for `private_key_jwt`
    #[arg(long)]
    client_keys_url: Option<String>,
    /// Where the platform has all sessions of a person ended (plain http), for the page /signals
    #[arg(long)]
    universal_logout_url: Option<String>,
    /// Where the platform takes security events (plain http), for the page /signals
    #[arg(long)]
    shared_signals_url: Option<String>,
    /// How ID tokens are signed
    #[arg(long, value_enum, default_value_t = Algorithm::Es256)]
    algorithm: Algorithm,
    /// How to be odd; several with commas between them
    #[arg(long = "fault", value_enum, env = "FAKE_IDP_FAULT", value_delimiter = ',')]
    faults: Vec<FaultName>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Algorithm {
    Es256,
    Rs256,
    Ed25519,
}

fn people_help() -> String {
    let names: Vec<_> = demo_people()
        .iter()
        .map(|person| {
            format!(
                "  {} ({} {})",
                person.email, person.given_name, person.family_name
            )
        })
        .collect();
    format!(
        "People:\n{}\nEverybody's password: {DEMO_PASSWORD}",
        names.join("\n")
    )
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let config = FakeIdpConfig {
        listen: arguments.listen,
        issuer: arguments.issuer,
        client_id: arguments.client_id,
        client_secret: arguments.client_secret,
        redirect_uris: arguments.redirect_uris,
        client_keys_url: arguments.client_keys_url,
        universal_logout_url: arguments.universal_logout_url,
        shared_signals_url: arguments.shared_signals_url,
        algorithm: match arguments.algorithm {
            Algorithm::Es256 => SigningAlgorithm::Es256,
            Algorithm::Rs256 => SigningAlgorithm::Rs256,
            Algorithm::Ed25519 => SigningAlgorithm::Ed25519,
        },
        note: Some(format!("Demo password: {DEMO_PASSWORD}")),
        ..FakeIdpConfig::default()
    };
    let listen = config.listen;
    let mut idp = FakeIdp::start(config)
        .await
        .map_err(|error| io::Error::new(error.kind(), format!("cannot listen on {listen}: {error}")))?;
    for fault in arguments.faults {
        idp.switch(fault, true);
    }
    writeln!(
        io::stdout(),
        "fake-idp: {} (listening on {})",
        idp.issuer(),
        idp.address()
    )?;
    tokio::select! {
        ended = idp.ended() => ended,
        stopped = asked_to_stop() => stopped,
    }
}

/// Ctrl-C, or the signal that ends processes.
async fn asked_to_stop() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
