//! What the operator sets: flags, each also an environment variable. Invariant: a bad value ends the start with one clear
//! line, and no value that is a secret appears in it.

mod brand;
mod database;
mod error;
mod key_file;
mod mail;
mod public_url;
mod secret;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use ipnet::IpNet;

pub use self::brand::{Brand, BrandOptions, DEFAULT_COLOUR};
pub use self::database::DatabaseOptions;
pub use self::error::ConfigError;
use self::error::read;
pub use self::key_file::KeyFiles;
pub use self::mail::{Encryption, MailOptions, MailSettings, SmtpServer};
pub use self::public_url::PublicUrl;
pub use self::secret::refuse_on_command_line;
use crate::company_brand::logo::Logo;
use crate::domain::colour::Colour;
use crate::domain::security_txt;
use crate::federation::AllowedDestination;

/// Everything that `latchkey serve` can be told.
#[derive(Debug, Clone, Args)]
pub struct ServeOptions {
    /// Database and key.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// Origin at which browsers reach the platform: scheme, host, port, nothing behind. https, or this machine.
    #[arg(long, env = "LATCHKEY_PUBLIC_URL", default_value = "http://localhost:8080")]
    pub public_url: String,
    /// Address and port to listen on.
    #[arg(long, env = "LATCHKEY_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// Name and colour.
    #[command(flatten)]
    pub brand: BrandOptions,
    /// Mail.
    #[command(flatten)]
    pub mail: MailOptions,
    /// Private destinations (CIDR or host:port, separated by commas) that calls to identity providers, and to apps when somebody is
    /// signed out, may reach.
    #[arg(long, env = "LATCHKEY_EGRESS_ALLOW", value_delimiter = ',')]
    pub egress_allow: Vec<String>,
    /// PEM file with certificates of an authority of your own, trusted in those calls.
    #[arg(long, env = "LATCHKEY_EGRESS_CA")]
    pub egress_ca: Option<PathBuf>,
    /// The name server (IP:PORT) that is asked for the TXT records which prove email domains; those of the machine where absent.
    #[arg(long, env = "LATCHKEY_DNS_RESOLVER")]
    pub dns_resolver: Option<String>,
    /// Proxies (CIDRs, separated by commas) whose X-Forwarded-For counts. Set it behind a proxy, or all people share one throttle and
    /// half of the connections.
    #[arg(long, env = "LATCHKEY_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<String>,
    /// Whom to tell of a vulnerability: an email address, or a mailto:, tel: or https: address. It stands in /.well-known/security.txt,
    /// which is 404 without it.
    #[arg(long, env = "LATCHKEY_SECURITY_CONTACT")]
    pub security_contact: Option<String>,
    /// How long a session lasts without a new sign-in or, by password, without use.
    #[arg(long, env = "LATCHKEY_SESSION_TTL", default_value = "1h")]
    pub session_ttl: String,
    /// How long somebody who tests an SSO configuration has to come back from the identity provider (at most 10m); on the screen there
    /// is one more minute for whoever asks.
    #[arg(long, env = "LATCHKEY_TEST_RUN_TTL", default_value = "30s")]
    pub test_run_ttl: String,
    /// How long the audit trail keeps an event, such as 400d (at least 30d), or `forever`.
    #[arg(long, env = "LATCHKEY_AUDIT_RETENTION", default_value = "forever")]
    pub audit_retention: String,
    /// Collector of OpenTelemetry traces, by OTLP over HTTP, such as http://collector:4318; none where absent. Headers that it wants
    /// are read from OTEL_EXPORTER_OTLP_HEADERS. Traces name routes, jobs and hosts that were called, and nobody.
    #[arg(long, env = "LATCHKEY_OTLP_ENDPOINT")]
    pub otlp_endpoint: Option<String>,
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
    /// Colour of the platform.
    pub platform_colour: Colour,
    /// The platform's logo, drawn anew.
    pub platform_logo: Option<Logo>,
    /// How mail is sent.
    pub mail: MailSettings,
    /// Which private destinations identity provider calls may reach.
    pub egress_allow: Vec<AllowedDestination>,
    /// More trusted authorities, PEM.
    pub egress_ca: Option<Vec<u8>>,
    /// Which name server is asked for the records that prove email domains; none: those of the machine.
    pub dns_resolver: Option<SocketAddr>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whom to tell of a vulnerability: a URI.
    pub security_contact: Option<String>,
    /// See [`crate::domain::session_lifetime`].
    pub session_ttl_ms: i64,
    /// How long a test run of an SSO configuration waits for somebody to come back, in milliseconds.
    pub test_run_ttl_ms: i64,
    /// How long the audit trail keeps an event; none: for ever.
    pub audit_retention_ms: Option<i64>,
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
        let test_run_ttl = parse_duration(&options.test_run_ttl)
            .filter(|ttl| (1..=600).contains(&ttl.as_secs()))
            .ok_or_else(|| {
                ConfigError(format!(
                    "LATCHKEY_TEST_RUN_TTL {:?} is not a duration such as 30s or 1m (at most 10m)",
                    options.test_run_ttl
                ))
            })?;
        let dns_resolver = parse_name_server(options.dns_resolver.as_deref())?;
        let audit_retention_ms = parse_retention(&options.audit_retention)?;
        let public_url = PublicUrl::parse(&options.public_url)?;
        let security_contact = options
            .security_contact
            .as_deref()
            .filter(|text| !text.trim().is_empty())
            .map(parse_contact)
            .transpose()?;
        let brand = Brand::try_from(&options.brand)?;
        Ok(Self {
            platform_name: brand.name,
            platform_colour: brand.colour,
            platform_logo: brand.logo,
            mail: MailSettings::new(options.mail, &public_url)?,
            public_url,
            listen: parse_listen(&options.listen)?,
            egress_allow,
            egress_ca,
            dns_resolver,
            trusted_proxies,
            security_contact,
            session_ttl_ms: i64::try_from(session_ttl.as_millis()).unwrap_or(i64::MAX),
            test_run_ttl_ms: i64::try_from(test_run_ttl.as_millis()).unwrap_or(i64::MAX),
            audit_retention_ms,
        })
    }
}

/// Reads `LATCHKEY_LISTEN`.
///
/// # Errors
/// Where the text is no address with a port.
pub fn parse_listen(text: &str) -> Result<SocketAddr, ConfigError> {
    let expected = "is not an address with a port, such as 127.0.0.1:8080 or [::]:8080";
    text.trim()
        .parse()
        .map_err(|_| ConfigError(format!("LATCHKEY_LISTEN {text:?} {expected}")))
}

fn parse_name_server(text: Option<&str>) -> Result<Option<SocketAddr>, ConfigError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let expected = "is not an address with a port, such as 192.0.2.53:53 or [2001:db8::53]:53";
    let address = text.parse();
    address
        .map(Some)
        .map_err(|_| ConfigError(format!("LATCHKEY_DNS_RESOLVER {text:?} {expected}")))
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

fn parse_contact(text: &str) -> Result<String, ConfigError> {
    let expected = "is not a contact such as security@example.com or https://example.com/security";
    security_txt::contact(text)
        .ok_or_else(|| ConfigError(format!("LATCHKEY_SECURITY_CONTACT {text:?} {expected}")))
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

fn parse_retention(text: &str) -> Result<Option<i64>, ConfigError> {
    if text.trim() == "forever" {
        return Ok(None);
    }
    let days = parse_duration(text).filter(|kept| kept.as_secs() >= 86_400 * 30);
    let kept = days.and_then(|kept| i64::try_from(kept.as_millis()).ok());
    kept.map(Some).ok_or_else(|| {
        ConfigError(format!(
            "LATCHKEY_AUDIT_RETENTION {text:?} is neither `forever` nor a duration of at least 30d, such as 400d"
        ))
    })
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
        for (url, host) in [
            ("http://localhost:8080", "localhost"),
            ("https://login.example.com", "login.example.com"),
            ("http://[::1]:8080", "[::1]"),
            ("http://[::1]", "[::1]"),
        ] {
            assert_eq!(PublicUrl::parse(url).expect("a URL").host(), host);
        }
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
}
