//! Which platform, which client. Invariant: settings that could send a secret in clear over a network are refused.

use std::{fmt, time::Duration};

use url::{Host, Url};

/// How the module is set up. [`Settings::from_env`] reads them; every field can be set afterwards.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the app is: scheme, host and port; what people type.
    pub app_url: Url,
    /// What the app calls itself on the module's pages.
    pub app_name: String,
    /// The platform; `None`: switched off, the app's own credentials alone count (a local run, another cloud).
    pub platform: Option<PlatformSettings>,
    /// Where people without a session go.
    pub sign_on: SignOn,
    /// How long a session lasts; one hour, as on the platform. Roles are as old as the session.
    pub session_ttl: Duration,
    /// A stylesheet of the app's for the module's pages, as a path; `None`: the module's own.
    pub stylesheet: Option<String>,
    /// The roles that the app has, for a platform that wants to know them; none: they are not published.
    pub roles: Vec<String>,
}

/// The platform, or any OpenID provider.
#[derive(Clone)]
pub struct PlatformSettings {
    /// Its issuer URL, exactly as its discovery document says it.
    pub issuer: String,
    /// What it calls this app (this environment of it).
    pub client_id: String,
    /// The secret; `None`: a public client, which has PKCE alone.
    pub client_secret: Option<String>,
    /// What to call it on screen.
    pub name: String,
    /// What to ask for; `openid` is always asked for.
    pub scopes: Vec<String>,
    /// Which claim holds the roles.
    pub roles_claim: String,
    /// Where the platform sends people who signed out there; it must be registered there. Ours is the app's URL.
    pub post_logout_redirect_uri: String,
}

impl fmt::Debug for PlatformSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlatformSettings")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// Where people without a session go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignOn {
    /// To the platform by itself.
    Platform,
    /// To a page of the app (a path), which gets `?return_to=`: with local credentials, and a button to `/openid/login`.
    Page(String),
}

/// What is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// A variable is missing.
    #[error("{0} is not set")]
    Missing(&'static str),
    /// A variable cannot be what it should be.
    #[error("{variable} {reason}")]
    Bad {
        /// Its name.
        variable: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
}

impl Settings {
    /// Switched off, for an app at this address.
    pub fn new(app_url: Url) -> Self {
        Self {
            app_name: app_url.host_str().unwrap_or_default().to_owned(),
            app_url,
            platform: None,
            sign_on: SignOn::Platform,
            session_ttl: Duration::from_secs(60 * 60),
            stylesheet: None,
            roles: Vec::new(),
        }
    }

    /// With the roles that the app has: at most 100, of 1 to 64 characters each.
    #[must_use]
    pub fn with_roles<R: Into<String>>(mut self, roles: impl IntoIterator<Item = R>) -> Self {
        self.roles = roles.into_iter().map(Into::into).collect();
        self
    }

    /// From the environment:
    ///
    /// | variable | |
    /// |---|---|
    /// | `LATCHKEY_APP_URL` | where the app is, e.g. `http://localhost:8082/` |
    /// | `LATCHKEY_ISSUER` | the platform's address; not set or empty: switched off |
    /// | `LATCHKEY_CLIENT_ID`, `LATCHKEY_CLIENT_SECRET` | of this environment of the app; without a secret: a public client |
    /// | `LATCHKEY_APP_NAME`, `LATCHKEY_PLATFORM_NAME` | what to call them |
    /// | `LATCHKEY_ROLES` | the app's roles, with commas between them |
    /// | `LATCHKEY_SIGN_ON` | `platform` (by itself; so also when not set), or the path of the app's own page |
    pub fn from_env() -> Result<Self, SettingsError> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// As [`Settings::from_env`], from somewhere else.
    pub fn from_variables(read: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let variable = |name: &str| read(name).filter(|value| !value.trim().is_empty());
        let required = |name: &'static str| variable(name).ok_or(SettingsError::Missing(name));
        let mut settings = Self::new(secure_url("LATCHKEY_APP_URL", &required("LATCHKEY_APP_URL")?)?);
        if let Some(name) = variable("LATCHKEY_APP_NAME") {
            settings.app_name = name;
        }
        if let Some(roles) = variable("LATCHKEY_ROLES") {
            let roles = roles.split(',').map(str::trim).filter(|role| !role.is_empty());
            settings.roles = roles.map(str::to_owned).collect();
        }
        if let Some(page) = variable("LATCHKEY_SIGN_ON").filter(|value| value != "platform") {
            let is_path = page.starts_with('/') && !page.starts_with("//") && !page.starts_with("/openid/");
            if !is_path {
                let reason = "is neither `platform` nor a path of the app's";
                return Err(SettingsError::Bad {
                    variable: "LATCHKEY_SIGN_ON",
                    reason,
                });
            }
            settings.sign_on = SignOn::Page(page);
        }
        let Some(issuer) = variable("LATCHKEY_ISSUER") else {
            return Ok(settings);
        };
        secure_url("LATCHKEY_ISSUER", &issuer)?;
        let mut platform = PlatformSettings::new(&settings.app_url, issuer, required("LATCHKEY_CLIENT_ID")?);
        platform.client_secret = variable("LATCHKEY_CLIENT_SECRET");
        if let Some(name) = variable("LATCHKEY_PLATFORM_NAME") {
            platform.name = name;
        }
        settings.platform = Some(platform);
        Ok(settings)
    }

    /// The redirect URI, to be registered at the platform.
    pub fn redirect_uri(&self) -> String {
        self.address_of("/openid/callback")
    }

    pub(crate) fn address_of(&self, path: &str) -> String {
        format!("{}{path}", self.app_url.origin().ascii_serialization())
    }
}

impl PlatformSettings {
    /// For an app at `app_url`: a public client that asks for name and address.
    pub fn new(app_url: &Url, issuer: impl Into<String>, client_id: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            client_id: client_id.into(),
            client_secret: None,
            name: "Latchkey".to_owned(),
            scopes: ["profile", "email"].map(str::to_owned).to_vec(),
            roles_claim: "roles".to_owned(),
            post_logout_redirect_uri: format!("{}/", app_url.origin().ascii_serialization()),
        }
    }
}

/// An https URL, or http on this very machine.
fn secure_url(variable: &'static str, text: &str) -> Result<Url, SettingsError> {
    let bad = |reason| SettingsError::Bad { variable, reason };
    let url = Url::parse(text).map_err(|_| bad("is not a URL"))?;
    if url.host().is_none() {
        return Err(bad("has no host"));
    }
    match url.scheme() {
        _ if is_secure(&url) => Ok(url),
        "http" => Err(bad("is http, which is for this machine alone: use https")),
        _ => Err(bad("is not an https URL")),
    }
}

/// Whether a secret may be sent there: https, or http on this very machine.
pub(crate) fn is_secure(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && is_here)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        Settings::from_variables(|name| {
            let found = variables.iter().find(|(each, _)| *each == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn without_an_issuer_it_is_off() {
        let settings = read(&[
            ("LATCHKEY_APP_URL", "http://localhost:8082"),
            ("LATCHKEY_ISSUER", " "),
        ])
        .unwrap();
        assert!(settings.platform.is_none());
        assert_eq!(settings.redirect_uri(), "http://localhost:8082/openid/callback");
    }

    #[test]
    fn with_one_it_knows_its_client() {
        let settings = read(&[
            ("LATCHKEY_APP_URL", "https://expenses.example/"),
            ("LATCHKEY_ISSUER", "https://platform.example"),
            ("LATCHKEY_CLIENT_ID", "expenses"),
            ("LATCHKEY_CLIENT_SECRET", "s3cret"),
            ("LATCHKEY_SIGN_ON", "/sign-on"),
            ("LATCHKEY_ROLES", "User, Administrator,"),
        ])
        .unwrap();
        assert_eq!(settings.roles, ["User", "Administrator"]);
        assert_eq!(settings.clone().with_roles(["Clerk"]).roles, ["Clerk"]);
        assert_eq!(settings.sign_on, SignOn::Page("/sign-on".into()));
        let platform = settings.platform.unwrap();
        assert_eq!(platform.post_logout_redirect_uri, "https://expenses.example/");
        assert!(!format!("{platform:?}").contains("s3cret"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let url = ("LATCHKEY_APP_URL", "http://localhost:8082");
        for (variables, expected) in [
            (vec![], "LATCHKEY_APP_URL is not set"),
            (
                vec![("LATCHKEY_APP_URL", "localhost:8082")],
                "LATCHKEY_APP_URL has no host",
            ),
            (
                vec![url, ("LATCHKEY_ISSUER", "http://localhost:8080")],
                "LATCHKEY_CLIENT_ID is not set",
            ),
            (
                vec![url, ("LATCHKEY_ISSUER", "http://platform.example")],
                "LATCHKEY_ISSUER is http, which is for this machine alone: use https",
            ),
            (
                vec![url, ("LATCHKEY_SIGN_ON", "//evil.example")],
                "LATCHKEY_SIGN_ON is neither `platform` nor a path of the app's",
            ),
        ] {
            assert_eq!(read(&variables).unwrap_err().to_string(), expected);
        }
    }
}
