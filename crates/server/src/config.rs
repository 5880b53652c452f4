//! What the operator sets: flags, each also an environment variable. Invariant: a bad value ends the start with one clear
//! line, and no value that is a secret appears in it.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use ipnet::IpNet;
use url::{Host, Url};
use zeroize::Zeroizing;

use crate::federation::AllowedDestination;
use crate::private_file;
use crate::secrets::SecretKey;

/// A setting that cannot be worked with. The text is one line for the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

/// Which database, and the key to its sealed values.
#[derive(Debug, Clone, Args)]
pub struct DatabaseOptions {
    /// Where data is kept: sqlite://FILE or postgres://…
    #[arg(
        long,
        env = "LATCHKEY_DATABASE_URL",
        default_value = "sqlite://latchkey.db",
        hide_env_values = true
    )]
    pub database_url: String,
    /// Key for secrets at rest, base64 of 32 bytes. Made and kept beside the SQLite file when absent; required with PostgreSQL.
    #[arg(long, env = "LATCHKEY_SECRET_KEY", hide_env_values = true)]
    pub secret_key: Option<String>,
}

/// Everything that `latchkey serve` can be told.
#[derive(Debug, Clone, Args)]
pub struct ServeOptions {
    /// Database and key.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The address at which browsers reach the platform.
    #[arg(long, env = "LATCHKEY_PUBLIC_URL", default_value = "http://localhost:8080")]
    pub public_url: String,
    /// The address to listen on.
    #[arg(long, env = "LATCHKEY_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// Name of the platform, on its screens.
    #[arg(long, env = "LATCHKEY_PLATFORM_NAME", default_value = "Latchkey")]
    pub platform_name: String,
    /// Private destinations that calls to identity providers may reach: CIDRs or host:port, separated by commas.
    #[arg(long, env = "LATCHKEY_EGRESS_ALLOW", value_delimiter = ',')]
    pub egress_allow: Vec<String>,
    /// PEM file with certificates of a company's own authority, trusted in calls to identity providers.
    #[arg(long, env = "LATCHKEY_EGRESS_CA")]
    pub egress_ca: Option<PathBuf>,
    /// Proxies (CIDRs, separated by commas) whose X-Forwarded-For counts.
    #[arg(long, env = "LATCHKEY_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<String>,
    /// How long a session lasts without a new sign-in or, by password, without use.
    #[arg(long, env = "LATCHKEY_SESSION_TTL", default_value = "1h")]
    pub session_ttl: String,
    /// What to log: error, warn, info, debug, trace, or a filter such as latchkey_server=debug.
    #[arg(long, env = "LATCHKEY_LOG", default_value = "info")]
    pub log: String,
}

/// The checked settings of `latchkey serve`.
#[derive(Debug, Clone)]
pub struct Config {
    /// Origin of the platform, no trailing slash.
    pub public_url: PublicUrl,
    /// The address to listen on.
    pub listen: SocketAddr,
    /// Name of the platform.
    pub platform_name: String,
    /// Which private destinations identity provider calls may reach.
    pub egress_allow: Vec<AllowedDestination>,
    /// More trusted authorities, PEM.
    pub egress_ca: Option<Vec<u8>>,
    /// Whose X-Forwarded-For counts.
    pub trusted_proxies: Vec<IpNet>,
    /// See [`crate::domain::session_lifetime`].
    pub session_ttl_ms: i64,
}

/// The platform's own origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    https: bool,
}

impl PublicUrl {
    /// Checks an operator's value: http(s), no path; http only on loopback, because the session cookie would be readable on
    /// the way.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let refuse = |why: &str| ConfigError(format!("LATCHKEY_PUBLIC_URL {text:?} {why}"));
        let url = Url::parse(text).map_err(|_| refuse("is not a URL; example: https://login.example.com"))?;
        let https = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(refuse("must begin with https:// (or http:// on localhost)")),
        };
        if url.path() != "/"
            || url.query().is_some()
            || url.fragment().is_some()
            || !url.username().is_empty()
            || url.password().is_some()
        {
            return Err(refuse(
                "must be an origin alone: scheme, host and port, nothing behind",
            ));
        }
        let loopback = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => return Err(refuse("has no host")),
        };
        if !https && !loopback {
            return Err(refuse("must be https: only localhost may do without"));
        }
        Ok(Self {
            origin: url.origin().ascii_serialization(),
            https,
        })
    }

    /// E.g. `https://login.example.com`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether cookies can be `Secure` and HSTS makes sense.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// The absolute URL of a path.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

impl TryFrom<ServeOptions> for Config {
    type Error = ConfigError;

    fn try_from(options: ServeOptions) -> Result<Self, ConfigError> {
        let egress_allow = parse_list("LATCHKEY_EGRESS_ALLOW", &options.egress_allow)?;
        let trusted_proxies = parse_networks(&options.trusted_proxies)?;
        let egress_ca = options
            .egress_ca
            .map(|path| read("LATCHKEY_EGRESS_CA", &path))
            .transpose()?;
        let session_ttl = parse_duration(&options.session_ttl)
            .filter(|ttl| (1..=86_400 * 30).contains(&ttl.as_secs()))
            .ok_or_else(|| {
                ConfigError(format!(
                    "LATCHKEY_SESSION_TTL {:?} is not a duration such as 1h, 30m or 90s (at most 30d)",
                    options.session_ttl
                ))
            })?;
        let platform_name = options.platform_name.trim().to_owned();
        if platform_name.is_empty() || platform_name.chars().count() > 60 {
            return Err(ConfigError(
                "LATCHKEY_PLATFORM_NAME must have between 1 and 60 characters".into(),
            ));
        }
        Ok(Self {
            public_url: PublicUrl::parse(&options.public_url)?,
            listen: parse_listen(&options.listen)?,
            platform_name,
            egress_allow,
            egress_ca,
            trusted_proxies,
            session_ttl_ms: i64::try_from(session_ttl.as_millis()).unwrap_or(i64::MAX),
        })
    }
}

fn parse_listen(text: &str) -> Result<SocketAddr, ConfigError> {
    let expected = "is not an address with a port, such as 127.0.0.1:8080 or [::]:8080";
    text.trim()
        .parse()
        .map_err(|_| ConfigError(format!("LATCHKEY_LISTEN {text:?} {expected}")))
}

fn parse_list<T: std::str::FromStr<Err: std::fmt::Display>>(
    name: &str,
    items: &[String],
) -> Result<Vec<T>, ConfigError> {
    let items = items
        .iter()
        .map(|item| item.trim())
        .filter(|item| !item.is_empty());
    items
        .map(|item| {
            item.parse()
                .map_err(|error| ConfigError(format!("{name}: {item:?}: {error}")))
        })
        .collect()
}

/// Networks; an address alone is a network of one.
fn parse_networks(items: &[String]) -> Result<Vec<IpNet>, ConfigError> {
    let with_length = items.iter().map(|item| {
        item.trim()
            .parse::<std::net::IpAddr>()
            .map_or_else(|_| item.clone(), |address| IpNet::from(address).to_string())
    });
    parse_list("LATCHKEY_TRUSTED_PROXIES", &with_length.collect::<Vec<_>>())
}

fn read(name: &str, path: &Path) -> Result<Vec<u8>, ConfigError> {
    std::fs::read(path)
        .map_err(|error| ConfigError(format!("{name}: cannot read {}: {error}", path.display())))
}

/// Reads `90s`, `30m`, `1h`, `7d`.
fn parse_duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    digits
        .parse::<u64>()
        .ok()?
        .checked_mul(unit)
        .map(Duration::from_secs)
}

impl DatabaseOptions {
    /// Checks the database address and finds the key: the one that is set, or the file beside the SQLite database, which is
    /// made when there is none.
    pub fn secret_key(&self) -> Result<SecretKey, ConfigError> {
        if let Some(text) = &self.secret_key {
            return SecretKey::from_base64(text).ok_or_else(|| {
                ConfigError(
                    "LATCHKEY_SECRET_KEY is not base64 of 32 bytes; make one with: openssl rand -base64 32"
                        .into(),
                )
            });
        }
        match self.sqlite_path()? {
            Some(path) => key_file(&path.with_added_extension("key")),
            None => Err(ConfigError(
                "LATCHKEY_SECRET_KEY is required with PostgreSQL; make one with: openssl rand -base64 32"
                    .into(),
            )),
        }
    }

    fn sqlite_path(&self) -> Result<Option<PathBuf>, ConfigError> {
        let url = &self.database_url;
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(None);
        }
        let path = url
            .strip_prefix("sqlite://")
            .or_else(|| url.strip_prefix("sqlite:"))
            .unwrap_or_default();
        let path = path.split('?').next().unwrap_or_default();
        if path.is_empty() || path.starts_with(":memory:") {
            return Err(ConfigError(
                "LATCHKEY_DATABASE_URL must be sqlite://FILE or postgres://USER@HOST/DATABASE".into(),
            ));
        }
        Ok(Some(PathBuf::from(path)))
    }
}

/// The key in the file, which is made when there is none. Several first starts at once end up with one key.
fn key_file(path: &Path) -> Result<SecretKey, ConfigError> {
    let fault = |what: &str, error: &std::io::Error| {
        ConfigError(format!("cannot {what} the key file {}: {error}", path.display()))
    };
    match read_key(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        read => return read.map_err(|error| fault("read", &error)),
    }
    let key = SecretKey::generate().map_err(|error| ConfigError(error.to_string()))?;
    match private_file::create_with(path, &Zeroizing::new(format!("{}\n", *key.to_base64()))) {
        Ok(()) => Ok(key),
        // Another process was quicker: its key is the key.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            read_key(path).map_err(|error| fault("read", &error))
        }
        Err(error) => Err(fault("write", &error)),
    }
}

fn read_key(path: &Path) -> std::io::Result<SecretKey> {
    let text = Zeroizing::new(std::fs::read_to_string(path)?);
    SecretKey::from_base64(&text)
        .ok_or_else(|| std::io::Error::new(ErrorKind::InvalidData, "it does not hold base64 of 32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_urls_are_origins_and_https_off_loopback() {
        for good in [
            "http://localhost:8080",
            "http://127.0.0.1",
            "http://[::1]:8080/",
            "https://login.example.com",
            "https://LOGIN.example.com:443/",
        ] {
            assert!(PublicUrl::parse(good).is_ok(), "{good}");
        }
        assert_eq!(
            PublicUrl::parse("https://LOGIN.example.com:443/")
                .expect("a URL")
                .origin(),
            "https://login.example.com"
        );
        for bad in [
            "",
            "login.example.com",
            "http://login.example.com",
            "http://localhost.evil.example",
            "https://x.example/path",
            "ftp://x.example",
            "https://u:p@x.example",
            "https://x.example/?q",
        ] {
            assert!(PublicUrl::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn durations() {
        for (text, seconds) in [
            ("90s", Some(90)),
            ("30m", Some(1_800)),
            ("1h", Some(3_600)),
            ("7d", Some(604_800)),
            ("1", None),
            ("h", None),
            ("", None),
            ("-1h", None),
            ("1 h", None),
        ] {
            assert_eq!(
                parse_duration(text).map(|duration| duration.as_secs()),
                seconds,
                "{text:?}"
            );
        }
    }

    #[test]
    fn the_key_is_made_once_and_kept_private() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = DatabaseOptions {
            database_url: format!("sqlite://{}/x.db", folder.path().display()),
            secret_key: None,
        };
        let first = options.secret_key().expect("a key");
        assert_eq!(
            options.secret_key().expect("the same").to_base64(),
            first.to_base64()
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(folder.path().join("x.db.key"))
                .expect("the file")
                .permissions()
                .mode();
            assert_eq!(mode & 0o077, 0);
        }
        let postgres = DatabaseOptions {
            database_url: "postgres://db/x".into(),
            secret_key: None,
        };
        assert!(postgres.secret_key().is_err());
        let wrong = DatabaseOptions {
            database_url: "mysql://db".into(),
            secret_key: None,
        };
        assert!(wrong.secret_key().is_err());
    }

    #[test]
    fn first_starts_at_once_find_one_key_and_no_half_of_it() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().expect("a folder");
            let options = DatabaseOptions {
                database_url: format!("sqlite://{}/x.db", folder.path().display()),
                secret_key: None,
            };
            let together = std::sync::Barrier::new(8);
            let keys = std::thread::scope(|scope| {
                let start = || {
                    together.wait();
                    options.secret_key().map(|key| key.to_base64())
                };
                let starts = [(); 8].map(|()| scope.spawn(start));
                starts.map(|start| start.join().expect("ends").expect("a key"))
            });
            assert!(keys.iter().all(|key| *key == keys[0]));
            let files = std::fs::read_dir(folder.path()).expect("a folder").count();
            assert_eq!(files, 1, "nothing is left beside the key");
        }
    }

    #[test]
    fn a_key_file_without_a_key_is_refused_and_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db.key");
        std::fs::write(&path, "c2hvcnQ=").expect("writes");
        let refused = key_file(&path).expect_err("no key").0;
        assert!(
            refused.contains("base64 of 32 bytes") && !refused.contains("c2hvcnQ="),
            "{refused}"
        );
        assert_eq!(std::fs::read_to_string(&path).expect("reads"), "c2hvcnQ=");
    }
}
