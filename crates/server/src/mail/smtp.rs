//! Sends mails by SMTP. Invariant: lettre's types stay here, and what a server says goes no further: it may repeat the
//! address.

use std::time::Duration;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message as Envelope, Tokio1Executor};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::letter::{MailLook, one_line};
use super::message::Mail;
use super::naming::platform_name_in;
use super::templates::TemplateError;
use super::words;
use crate::config::{Encryption, MailSettings, SmtpServer};
use crate::domain::mail_delivery::{Failure, failure_of_reply};

/// How long the server may take for one answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);
/// How long the whole conversation may take.
pub const SEND_TIMEOUT: Duration = Duration::from_secs(60);

/// The settings cannot be worked with; for the operator.
#[derive(Debug, thiserror::Error)]
pub enum MailSetupError {
    /// The certificates are none.
    #[error("LATCHKEY_SMTP_CA: the file holds no certificates in PEM")]
    Ca,
    /// No TLS to this host.
    #[error("LATCHKEY_SMTP_URL: its host cannot be used with TLS")]
    Tls,
    /// The sender is no address.
    #[error("LATCHKEY_MAIL_FROM: mails cannot come from this address; set another one")]
    From,
}

/// A try that came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSent {
    /// Whether and when to try again.
    pub failure: Failure,
    /// Why, in words of ours that hold nothing of the mail.
    pub reason: String,
}

/// Sends mails.
#[derive(Debug)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
}

impl Mailer {
    /// A mailer; `None` where the operator named no server.
    pub fn new(settings: &MailSettings) -> Result<Option<Self>, MailSetupError> {
        let Some(server) = &settings.server else {
            return Ok(None);
        };
        let from = settings
            .from
            .parse::<Address>()
            .map_err(|_| MailSetupError::From)?;
        Ok(Some(Self {
            transport: transport(server, from.domain())?,
            from,
        }))
    }

    /// Sends one mail in this look. `id` makes its Message-ID, so that a mail that is sent twice (its server answered too late) can be
    /// recognised.
    pub async fn send(&self, id: &str, mail: &Mail, look: &MailLook) -> Result<(), NotSent> {
        let envelope = self.envelope(id, mail, look)?;
        match tokio::time::timeout(SEND_TIMEOUT, self.transport.send(envelope)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(not_sent(&error)),
            Err(_) => Err(NotSent {
                failure: Failure::NotNow,
                reason: "the server took too long".into(),
            }),
        }
    }

    fn envelope(&self, id: &str, mail: &Mail, look: &MailLook) -> Result<Envelope, NotSent> {
        let refused = |reason: &str| NotSent {
            failure: Failure::Refused,
            reason: reason.into(),
        };
        let to = mail
            .to
            .parse::<Address>()
            .map_err(|_| refused("the address cannot be mailed to"))?;
        let unreadable = |_: TemplateError| refused("the mail cannot be put into words");
        let letter = words::letter(mail, platform_name_in(look, &mail.message)).map_err(unreadable)?;
        let part = |kind, body: String| SinglePart::builder().header(kind).body(body);
        let body = MultiPart::alternative()
            .singlepart(part(ContentType::TEXT_PLAIN, letter.text().map_err(unreadable)?))
            .singlepart(part(
                ContentType::TEXT_HTML,
                letter.html(&look.name, look.colour).map_err(unreadable)?,
            ));
        Envelope::builder()
            // lettre panics at control characters there.
            .from(Mailbox::new(Some(one_line(&look.name)), self.from.clone()))
            .to(Mailbox::new(None, to))
            .subject(letter.subject)
            .message_id(Some(format!("<{id}@{}>", self.from.domain())))
            .date_now()
            .raw_header(automatic())
            .multipart(body)
            .map_err(|_| refused("the mail cannot be written"))
    }
}

/// RFC 3834 §5: no out-of-office answers, please.
fn automatic() -> HeaderValue {
    HeaderValue::new(
        HeaderName::new_from_ascii_str("Auto-Submitted"),
        "auto-generated".into(),
    )
}

/// `name` is how we introduce ourselves.
fn transport(server: &SmtpServer, name: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailSetupError> {
    let tls = match server.encryption {
        Encryption::None => Tls::None,
        Encryption::StartTls => Tls::Required(tls_parameters(server)?),
        Encryption::Tls => Tls::Wrapper(tls_parameters(server)?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host.clone())
        .port(server.port)
        .tls(tls)
        .hello_name(ClientId::Domain(name.to_owned()))
        .timeout(Some(ANSWER_TIMEOUT));
    if let Some((user, password)) = &server.credentials {
        builder = builder.credentials(Credentials::new(user.clone(), password.as_str().to_owned()));
    }
    Ok(builder.build())
}

fn tls_parameters(server: &SmtpServer) -> Result<TlsParameters, MailSetupError> {
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(pem) = &server.ca {
        let authorities = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
        // lettre takes a file without certificates for one that adds none.
        if authorities.map_or(true, |authorities| authorities.is_empty()) {
            return Err(MailSetupError::Ca);
        }
        let certificate = Certificate::from_pem(pem).map_err(|_| MailSetupError::Ca)?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build_rustls().map_err(|_| MailSetupError::Tls)
}

fn not_sent(error: &lettre::transport::smtp::Error) -> NotSent {
    let (failure, reason) = match error.status() {
        Some(code) => {
            let code = u16::from(code);
            (failure_of_reply(code), format!("the server answered {code}"))
        }
        None if error.is_timeout() => (Failure::NotNow, "the server took too long".into()),
        None if error.is_tls() => (Failure::NotNow, "no encrypted connection to the server".into()),
        None if error.is_client() => (
            Failure::NotNow,
            "the server offers no way that the settings admit (encryption, authentication, address)".into(),
        ),
        None => (Failure::NotNow, "no connection to the server".into()),
    };
    NotSent { failure, reason }
}
