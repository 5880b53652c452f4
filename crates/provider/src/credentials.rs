//! Reads a client's credentials: `client_secret_basic`, `client_secret_post`, or `none` for public clients (RFC 6749 §2.3).
//! Invariant: a request that uses two methods is refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use crate::parameters::Parameters;
use crate::{OAuthCode, OAuthError};

const MALFORMED: OAuthError = OAuthError::new(
    OAuthCode::InvalidRequest,
    "The client must authenticate in one way only, and as itself.",
);

/// What a client says of itself.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Credentials {
    /// Which client it says it is.
    pub(crate) client_id: CredentialSpellings,
    /// What shall prove it.
    pub(crate) secret: Option<CredentialSpellings>,
}

/// Half of a pair of credentials. In a header each should be form-encoded (§2.3.1); many clients leave that out, which only
/// trying can tell.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct CredentialSpellings {
    /// Decoded, as it should be read.
    decoded: String,
    /// As it stands, where that is something else.
    literal: Option<String>,
}

impl CredentialSpellings {
    /// What came without an encoding of its own.
    pub(crate) fn plain(text: &str) -> Self {
        Self {
            decoded: text.to_owned(),
            literal: None,
        }
    }

    fn form_encoded(text: &str) -> Self {
        let spaced = text.replace('+', " ");
        let decoded = percent_decode_str(&spaced).decode_utf8_lossy().into_owned();
        Self {
            literal: (decoded != text).then(|| text.to_owned()),
            decoded,
        }
    }

    /// As it should be read, and then as it stands.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        [Some(&self.decoded), self.literal.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
    }
}

/// What a request says of its client.
///
/// # Errors
/// `invalid_client` where it says nothing that can be read, `invalid_request` where it says two things at once.
pub(crate) fn credentials(
    authorization: Option<&str>,
    parameters: &Parameters,
) -> Result<Credentials, OAuthError> {
    let (client_id, secret) = (parameters.get("client_id")?, parameters.get("client_secret")?);
    let Some(header) = authorization else {
        return Ok(Credentials {
            client_id: CredentialSpellings::plain(client_id.ok_or(OAuthError::INVALID_CLIENT)?),
            secret: secret.map(CredentialSpellings::plain),
        });
    };
    let basic = from_basic(header).ok_or(OAuthError::INVALID_CLIENT)?;
    match client_id {
        _ if secret.is_some() => Err(MALFORMED),
        None => Ok(basic),
        // It says which reading is meant.
        Some(client_id) if basic.client_id.all().any(|reading| reading == client_id) => Ok(Credentials {
            client_id: CredentialSpellings::plain(client_id),
            ..basic
        }),
        Some(_) => Err(MALFORMED),
    }
}

pub(crate) fn from_basic(header: &str) -> Option<Credentials> {
    let (scheme, text) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()?;
    let (client_id, secret) = text.split_once(':')?;
    Some(Credentials {
        client_id: CredentialSpellings::form_encoded(client_id),
        // Without a secret, as some libraries send public clients.
        secret: (!secret.is_empty()).then(|| CredentialSpellings::form_encoded(secret)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    type Readings = Vec<String>;

    fn readings(reading: &CredentialSpellings) -> Readings {
        reading.all().map(str::to_owned).collect()
    }

    fn read(header: Option<&str>, form: &str) -> Result<(Readings, Readings), OAuthCode> {
        credentials(header, &Parameters::parse(form.as_bytes()))
            .map(|credentials| {
                let secret = credentials.secret.as_ref().map(readings);
                (readings(&credentials.client_id), secret.unwrap_or_default())
            })
            .map_err(|error| error.code)
    }

    fn basic(text: &str) -> String {
        format!("Basic {}", STANDARD.encode(text))
    }

    #[test]
    fn each_way_to_say_who_one_is() {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let pair = |id: &[&str], secret: &[&str]| Ok((owned(id), owned(secret)));
        assert_eq!(
            read(None, "client_id=a%2B&client_secret=s%2B"),
            pair(&["a+"], &["s+"])
        );
        assert_eq!(read(None, "client_id=a"), pair(&["a"], &[]));
        assert_eq!(read(Some(&basic("a:s")), ""), pair(&["a"], &["s"]));
        assert_eq!(read(Some(&basic("a:")), ""), pair(&["a"], &[]));
        assert_eq!(
            read(Some(&basic("a%3Ab:s+%2B%26:=")), ""),
            pair(&["a:b", "a%3Ab"], &["s +&:=", "s+%2B%26:="])
        );
        assert_eq!(
            read(Some(&basic("a:100%")), "client_id=a"),
            pair(&["a"], &["100%"])
        );
        for meant in ["a+b", "a b"] {
            let form = Parameters::of([("client_id", meant.to_owned())].into_iter());
            let read = credentials(Some(&basic("a+b:s")), &form).map(|read| readings(&read.client_id));
            assert_eq!(read.map_err(|error| error.code), Ok(owned(&[meant])));
        }
    }

    #[test]
    fn two_ways_at_once_are_none() {
        assert_eq!(read(None, ""), Err(OAuthCode::InvalidClient));
        assert_eq!(
            read(Some("Bearer x"), "client_id=a"),
            Err(OAuthCode::InvalidClient)
        );
        assert_eq!(
            read(Some("Basic !"), "client_id=a"),
            Err(OAuthCode::InvalidClient)
        );
        assert_eq!(
            read(Some(&basic("a:s")), "client_secret=s"),
            Err(OAuthCode::InvalidRequest)
        );
        assert_eq!(
            read(Some(&basic("a:s")), "client_id=b"),
            Err(OAuthCode::InvalidRequest)
        );
        assert_eq!(
            read(None, "client_id=a&client_id=a"),
            Err(OAuthCode::InvalidRequest)
        );
    }
}
