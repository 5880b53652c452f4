//! What an app's developer copies: variables and pieces of programs with the values of one environment filled in.
//!
//! Invariant: a secret is in none of them but in the lines that are shown once, in the dialog that shows it.

use latchkey_contract::app_settings::{ClientKind, EnvironmentSettings};

use crate::{i18n::*, ui::CodeTab};

/// What of an environment a program has to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The platform's `issuer`.
    pub issuer: String,
    /// `client_id`
    pub client_id: String,
    /// The rest.
    pub settings: EnvironmentSettings,
}

impl Connection {
    /// Where the platform says everything else.
    pub fn discovery_url(&self) -> String {
        [&self.issuer, "/.well-known/openid-configuration"].concat()
    }

    /// The first redirect URI, or what one usually looks like.
    fn redirect_uri(&self) -> String {
        match self.settings.redirect_uris.first() {
            Some(uri) => uri.clone(),
            None => [self.settings.url.trim_end_matches('/'), "/openid/callback"].concat(),
        }
    }

    /// Lines for a `.env` file. Without `secret`, its line is left to be filled in.
    pub fn variables(&self, secret: Option<&str>) -> String {
        let mut lines = vec![
            ["LATCHKEY_ISSUER=", &self.issuer].concat(),
            ["LATCHKEY_CLIENT_ID=", &self.client_id].concat(),
        ];
        if self.settings.kind == ClientKind::Confidential {
            lines.push(["LATCHKEY_CLIENT_SECRET=", secret.unwrap_or_default()].concat());
        }
        lines.push(["LATCHKEY_APP_URL=", &self.settings.url].concat());
        lines.join("\n")
    }

    /// The guide in the languages that apps are mostly written in.
    pub fn guide(&self, locale: Locale) -> Vec<CodeTab> {
        let tab = |label, code| CodeTab { label, code };
        vec![
            tab("Rust", RUST.to_owned()),
            tab("Node.js", self.filled(NODE)),
            tab("Python", self.filled(PYTHON)),
            tab(td_string!(locale, app_settings.guide_other), self.other(locale)),
        ]
    }

    fn filled(&self, template: &str) -> String {
        let has_secret = self.settings.kind == ClientKind::Confidential;
        let (node_secret, python_secret, node_method, python_method) = match has_secret {
            true => (
                "process.env.LATCHKEY_CLIENT_SECRET",
                "os.environ[\"LATCHKEY_CLIENT_SECRET\"]",
                "undefined",
                "client_secret_post",
            ),
            false => ("undefined", "None", "openid.None()", "none"),
        };
        template
            .replace("{issuer}", &self.issuer)
            .replace("{discovery}", &self.discovery_url())
            .replace("{client_id}", &self.client_id)
            .replace("{redirect_uri}", &self.redirect_uri())
            .replace("{node_secret}", node_secret)
            .replace("{node_method}", node_method)
            .replace("{python_secret}", python_secret)
            .replace("{python_method}", python_method)
    }

    fn other(&self, locale: Locale) -> String {
        let lines = [
            td_string!(locale, app_settings.other_sign_in).to_owned(),
            ["discovery: ", &self.discovery_url()].concat(),
            ["client_id: ", &self.client_id].concat(),
            ["redirect_uri: ", &self.redirect_uri()].concat(),
            "scope: openid profile email".to_owned(),
        ];
        lines.join("\n")
    }
}

const RUST: &str = "\
// cargo add latchkey-app; Settings::from_env() reads the variables above.
let latchkey = Latchkey::new(Settings::from_env()?, users);
let app = latchkey.attach(router);

latchkey.start().await; // the one call after start-up";

const NODE: &str = "\
// npm install openid-client
import * as openid from \"openid-client\";

const platform = await openid.discovery(
  new URL(\"{issuer}\"), \"{client_id}\", {node_secret}, {node_method},
);
const verifier = openid.randomPKCECodeVerifier();
const url = openid.buildAuthorizationUrl(platform, {
  redirect_uri: \"{redirect_uri}\",
  scope: \"openid profile email\",
  state: openid.randomState(),
  nonce: openid.randomNonce(),
  code_challenge: await openid.calculatePKCECodeChallenge(verifier),
  code_challenge_method: \"S256\",
});";

const PYTHON: &str = "\
# pip install authlib flask requests
platform = OAuth(app).register(
    \"latchkey\",
    server_metadata_url=\"{discovery}\",
    client_id=\"{client_id}\",
    client_secret={python_secret},
    client_kwargs={
        \"scope\": \"openid profile email\",
        \"code_challenge_method\": \"S256\",
        \"token_endpoint_auth_method\": \"{python_method}\",
    },
)
platform.authorize_redirect(\"{redirect_uri}\")";
