//! `GET /api/repository-access`: answers HTTP Basic (RFC 7617) for a server of repositories that asks, as nginx does by `auth_request`.
//! No operation of the screens: it reads no cookie, and says yes or no by its status. Invariant: every refusal has the same bytes.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_contract::ErrorCode;
use zeroize::Zeroizing;

use crate::app_state::AppState;
use crate::domain::token_access::RepositoryAction;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::personal_tokens::repository_access::{Admitted, Asked, admit};

/// Its route.
pub const ROUTE: &str = "/api/repository-access";
/// Says what is done, beside the query.
const ACTION: HeaderName = HeaderName::from_static("x-repository-action");
const SUBJECT: HeaderName = HeaderName::from_static("x-latchkey-subject");
const EMAIL: HeaderName = HeaderName::from_static("x-latchkey-email");

/// Answers.
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let action = action(query.as_deref().unwrap_or_default(), &headers)?;
    let Some((username, secret)) = basic(&headers) else {
        return Ok(refusal());
    };
    let asked = Asked {
        username,
        secret,
        action,
        address_key: context.address_key,
    };
    let admitted = admit(&app, asked, &context.origin).await?;
    Ok(admitted.and_then(admission).unwrap_or_else(refusal))
}

/// What is done. The query is the operator's; a header may be the client's, who cannot make it less than the query says.
fn action(query: &str, headers: &HeaderMap) -> Result<RepositoryAction, ApiError> {
    let in_query = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name == "action")
        .map(|(_, value)| value.into_owned());
    let in_headers = headers
        .get_all(ACTION)
        .iter()
        .map(|value| value.to_str().unwrap_or("?").to_owned());
    let mut action = RepositoryAction::Read;
    for said in in_query.chain(in_headers) {
        match said.as_str() {
            "read" => {}
            "write" => action = RepositoryAction::Write,
            _ => {
                return Err(ApiError {
                    field: Some("action"),
                    ..ErrorCode::MalformedRequest.into()
                });
            }
        }
    }
    Ok(action)
}

/// The username and the password of the header.
fn basic(headers: &HeaderMap) -> Option<(String, Zeroizing<String>)> {
    let header = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, text) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let bytes = Zeroizing::new(STANDARD.decode(text.trim()).ok()?);
    let (username, secret) = std::str::from_utf8(&bytes).ok()?.split_once(':')?;
    Some((username.to_owned(), Zeroizing::new(secret.to_owned())))
}

fn refusal() -> Response {
    let challenge = HeaderValue::from_static("Basic realm=\"Repositories\", charset=\"UTF-8\"");
    (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, challenge)]).into_response()
}

/// With who it is, for the server to hand on. An address is sent in percent-encoding where it has letters that no header carries.
fn admission(admitted: Admitted) -> Option<Response> {
    let subject = HeaderValue::from_str(&admitted.account_id).ok()?;
    let email = match admitted.email.is_ascii() {
        true => admitted.email,
        false => {
            percent_encoding::utf8_percent_encode(&admitted.email, percent_encoding::CONTROLS).to_string()
        }
    };
    let email = HeaderValue::from_str(&email).ok()?;
    Some([(SUBJECT, subject), (EMAIL, email)].into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &HeaderName, values: &[&str]) -> HeaderMap {
        let values = values.iter().map(|value| value.parse().expect("a header"));
        values.map(|value| (name.clone(), value)).collect()
    }

    #[test]
    fn a_client_cannot_make_less_of_what_it_does() {
        let action = |query, said: &[&str]| action(query, &headers(&ACTION, said)).ok();
        let (read, write) = (Some(RepositoryAction::Read), Some(RepositoryAction::Write));
        assert_eq!(action("", &[]), read);
        assert_eq!(action("action=write", &["read"]), write);
        assert_eq!(action("action=read", &["write"]), write);
        assert_eq!(action("", &["read", "write"]), write);
        assert_eq!(action("action=push", &[]), None);
        assert_eq!(action("", &["Write"]), None);
    }

    #[test]
    fn credentials_are_read_as_basic_has_them() {
        let read = |header: &str| {
            let found = basic(&headers(&header::AUTHORIZATION, &[header]))?;
            Some((found.0, found.1.to_string()))
        };
        let encoded = |text: &str| STANDARD.encode(text);
        let pair = |name: &str, secret: &str| Some((name.to_owned(), secret.to_owned()));
        assert_eq!(
            read(&format!("basic {}", encoded("a@b.example:c:d+%2B"))),
            pair("a@b.example", "c:d+%2B")
        );
        assert_eq!(read(&format!("Basic {}", encoded(":x"))), pair("", "x"));
        for wrong in [
            "Basic",
            "Basic !",
            "Bearer YTpi",
            &format!("Basic {}", encoded("nothing")),
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
