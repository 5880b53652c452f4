//! How mail is sent. Invariant: links and passwords leave this machine encrypted, unless the operator says otherwise.

use std::path::{Path, PathBuf};

use clap::Args;
use percent_encoding::percent_decode_str;
use url::{Host, Url};
use zeroize::Zeroizing;

use super::error::{ConfigError, read};
use super::public_url::PublicUrl;
use super::secret;
use crate::domain::email_address::EmailAddress;

/// What the operator says about mail.
#[derive(Clone, Args)]
pub struct MailOptions {
    /// The mail server: smtps://USER:PASSWORD@HOST (TLS) or smtp://HOST (STARTTLS, plain on this machine; ?tls=none for
    /// plain elsewhere); with a password only by LATCHKEY_SMTP_URL or LATCHKEY_SMTP_URL_FILE. Without it, mails wait for
    /// `latchkey outbox`.
    #[arg(long, env = "LATCHKEY_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// PEM file with certificates of an authority of your own, trusted in calls to the mail server.
    #[arg(long, env = "LATCHKEY_SMTP_CA")]
    pub smtp_ca: Option<PathBuf>,
    /// Address that mails come from; no-reply at the host of the public URL where absent.
    #[arg(long, env = "LATCHKEY_MAIL_FROM")]
    pub mail_from: Option<String>,
}

impl std::fmt::Debug for MailOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MailOptions(…)")
    }
}

/// The checked form of [`MailOptions`].
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The mail server; without one, mails wait.
    pub server: Option<SmtpServer>,
    /// Address that mails come from.
    pub from: String,
}

/// How the way to the mail server is kept from others' eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// TLS from the first byte (`smtps:`, RFC 8314).
    Tls,
    /// STARTTLS, or nothing is sent.
    StartTls,
    /// None.
    None,
}

/// A mail server.
#[derive(Clone)]
pub struct SmtpServer {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the way there is encrypted.
    pub encryption: Encryption,
    /// User and password, where it asks for them.
    pub credentials: Option<(String, Zeroizing<String>)>,
    /// More trusted authorities, PEM.
    pub ca: Option<Vec<u8>>,
}

impl std::fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmtpServer({}:{})", self.host, self.port)
    }
}

impl MailSettings {
    /// Checks an operator's words.
    pub fn new(options: MailOptions, public_url: &PublicUrl) -> Result<Self, ConfigError> {
        let ca = options
            .smtp_ca
            .as_deref()
            .map(|path: &Path| read("LATCHKEY_SMTP_CA", path))
            .transpose()?;
        let server = match secret::from_environment("LATCHKEY_SMTP_URL", options.smtp_url.as_deref())? {
            None => None,
            Some(text) => Some(SmtpServer {
                ca,
                ..SmtpServer::parse(text.trim())?
            }),
        };
        let from = match options.mail_from {
            None => format!("no-reply@{}", bracketed(public_url.host())),
            Some(text) => EmailAddress::parse(&text)
                .ok_or_else(|| {
                    ConfigError(format!(
                        "LATCHKEY_MAIL_FROM {text:?} is not an email address, such as no-reply@example.com"
                    ))
                })?
                .to_string(),
        };
        Ok(Self { server, from })
    }
}

/// The host as it stands behind an `@` (RFC 5321 §4.1.3).
fn bracketed(host: &str) -> String {
    if let Some(address) = host.strip_prefix('[') {
        format!("[IPv6:{address}")
    } else if host.parse::<std::net::Ipv4Addr>().is_ok() {
        format!("[{host}]")
    } else {
        host.to_owned()
    }
}

impl SmtpServer {
    /// Reads the URL. It holds a password: no error repeats it.
    fn parse(text: &str) -> Result<Self, ConfigError> {
        let refuse = |why: &str| ConfigError(format!("LATCHKEY_SMTP_URL {why}"));
        let url = Url::parse(text)
            .map_err(|_| refuse("is not a URL; example: smtps://user:password@mail.example.com"))?;
        let (scheme_port, tls) = match url.scheme() {
            "smtps" => (465, true),
            "smtp" => (587, false),
            _ => return Err(refuse("must begin with smtps:// or smtp://")),
        };
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(refuse("must end after the host and the port"));
        }
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or_else(|| refuse("has no host"))?.to_owned();
        let local = is_local(&host);
        let encryption = match url.query() {
            None if tls => Encryption::Tls,
            None if local => Encryption::None,
            None | Some("tls=required") if !tls => Encryption::StartTls,
            Some("tls=none") if !tls => Encryption::None,
            _ => {
                return Err(refuse(
                    "may end in ?tls=required or ?tls=none with smtp://, and in nothing else",
                ));
            }
        };
        let decoded = |text: &str| {
            percent_decode_str(text)
                .decode_utf8()
                .map(|text| text.into_owned())
                .map_err(|_| refuse("has a user or a password that is not UTF-8"))
        };
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            ("", Some(_)) => return Err(refuse("has a password without a user")),
            (user, password) => Some((
                decoded(user)?,
                Zeroizing::new(decoded(password.unwrap_or_default())?),
            )),
        };
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(scheme_port),
            encryption,
            credentials,
            ca: None,
        })
    }
}

/// Whether it is this machine. `smtp` is no special scheme to the URL standard, so hosts arrive as they were written.
fn is_local(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(text: &str) -> SmtpServer {
        SmtpServer::parse(text).expect("a server")
    }

    #[test]
    fn the_way_off_this_machine_is_encrypted_unless_somebody_says_otherwise() {
        for (text, encryption, port) in [
            ("smtps://mail.example.com", Encryption::Tls, 465),
            ("smtp://mail.example.com", Encryption::StartTls, 587),
            (
                "smtp://mail.example.com:25?tls=required",
                Encryption::StartTls,
                25,
            ),
            ("smtp://mail.example.com:25?tls=none", Encryption::None, 25),
            ("smtp://localhost:1025", Encryption::None, 1025),
            ("smtp://127.0.0.1:1025/", Encryption::None, 1025),
            ("smtp://[::1]:1025", Encryption::None, 1025),
            ("smtp://localhost:1025?tls=required", Encryption::StartTls, 1025),
            ("smtp://localhost.evil.example", Encryption::StartTls, 587),
            ("smtp://10.0.0.1", Encryption::StartTls, 587),
        ] {
            let server = server(text);
            assert_eq!((server.encryption, server.port), (encryption, port), "{text}");
        }
        assert_eq!(server("smtp://[::1]:1025").host, "::1");
    }

    #[test]
    fn credentials_are_decoded_and_do_not_print() {
        let server = server("smtps://us%40er:p%3Ass%2Fw@mail.example.com");
        let (user, password) = server.credentials.clone().expect("credentials");
        assert_eq!((user.as_str(), password.as_str()), ("us@er", "p:ss/w"));
        assert!(!format!("{server:?}").contains("ss/w"));
    }

    #[test]
    fn what_cannot_be_worked_with_is_refused_without_repeating_it() {
        for bad in [
            "hush",
            "https://u:hush@mail.example.com",
            "smtp://",
            "smtp://u:hush@",
            "smtp://:hush@mail.example.com",
            "smtps://u:hush@mail.example.com/path",
            "smtps://u:hush@mail.example.com?tls=none",
            "smtp://u:hush@mail.example.com?tls=maybe",
            "smtp://u:hush@mail.example.com:99999",
            "smtp://u:hush%ff@mail.example.com",
        ] {
            let error = SmtpServer::parse(bad).expect_err(bad).to_string();
            assert!(
                error.starts_with("LATCHKEY_SMTP_URL ") && !error.contains("hush"),
                "{error}"
            );
        }
    }

    #[test]
    fn mails_come_from_the_platforms_host() {
        let settings = |url: &str, from: Option<&str>| {
            let options = MailOptions {
                smtp_url: None,
                smtp_ca: None,
                mail_from: from.map(str::to_owned),
            };
            MailSettings::new(options, &PublicUrl::parse(url).expect("a URL"))
        };
        for (url, from) in [
            ("https://login.example.com", "no-reply@login.example.com"),
            ("http://localhost:8080", "no-reply@localhost"),
            ("http://127.0.0.1:8080", "no-reply@[127.0.0.1]"),
            ("http://[::1]:8080", "no-reply@[IPv6:::1]"),
        ] {
            assert_eq!(settings(url, None).expect("settings").from, from);
        }
        let set = settings("http://localhost", Some("door@example.com"));
        assert_eq!(set.expect("settings").from, "door@example.com");
        for bad in ["", "door", "a@b.example\r\nBcc: x@y.example", "a b@c.example"] {
            assert!(settings("http://localhost", Some(bad)).is_err(), "{bad:?}");
        }
    }
}
