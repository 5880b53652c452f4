//! The sample app in the demo: Company Expenses, in two environments. Invariant: what is told to the app here stands in
//! `demo/demo.toml` as what the platform knows of it.

use std::{path::Path, process::Command};

use anyhow::Result;

use super::process::Running;

/// One environment of the app.
pub(crate) struct Environment {
    name: &'static str,
    pub(crate) port: u16,
    client_id: &'static str,
    client_secret: &'static str,
    /// Where people without a session go: both variants are to be seen.
    sign_on: &'static str,
}

/// Acceptance has a sign-on screen; Production starts to sign in by itself.
pub(crate) const ENVIRONMENTS: [Environment; 2] = [
    Environment {
        name: "Acceptance",
        port: 8082,
        client_id: "expenses-acceptance",
        client_secret: "expenses-acceptance-known-to-everybody",
        sign_on: "/sign-on",
    },
    Environment {
        name: "Production",
        port: 8083,
        client_id: "expenses-production",
        client_secret: "expenses-production-known-to-everybody",
        sign_on: "platform",
    },
];

/// Starts one environment of the platform at this port. It waits for the platform by itself.
pub(crate) fn start(program: &Path, environment: &Environment, platform_port: u16) -> Result<Running> {
    let port = environment.port;
    let mut command = Command::new(program);
    command
        .env("LATCHKEY_ISSUER", format!("http://localhost:{platform_port}"))
        .env("LATCHKEY_CLIENT_ID", environment.client_id)
        .env("LATCHKEY_CLIENT_SECRET", environment.client_secret)
        .env("LATCHKEY_APP_URL", format!("http://localhost:{port}"))
        .env("LATCHKEY_SIGN_ON", environment.sign_on)
        .env("EXPENSES_LISTEN", format!("127.0.0.1:{port}"))
        .env("EXPENSES_ENVIRONMENT", environment.name);
    Running::start(&format!("Company Expenses ({})", environment.name), &mut command)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::project;

    #[test]
    fn the_platform_knows_the_app_as_it_is() {
        let data = fs::read_to_string(project::root().join("demo/demo.toml")).unwrap();
        for environment in &ENVIRONMENTS {
            let url = format!("http://localhost:{}", environment.port);
            for part in [
                format!("name = \"{}\"", environment.name),
                format!("url = \"{url}/\""),
                format!("client_id = \"{}\"", environment.client_id),
                format!("client_secret = \"{}\"", environment.client_secret),
                format!("redirect_uris = [\"{url}/openid/callback\"]"),
                format!("post_logout_redirect_uris = [\"{url}/\"]"),
                format!("backchannel_logout_uri = \"{url}/openid/backchannel-logout\""),
            ] {
                assert!(data.contains(&part), "{part}");
            }
        }
    }
}
