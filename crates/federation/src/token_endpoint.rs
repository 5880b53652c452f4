//! The call of the token endpoint: through the egress guard, with what the openidconnect crate cannot read made readable. Invariant: a refusal's
//! text goes to an admin who looks for the fault, and decides nothing.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{Mutex, PoisonError},
};

use http::{StatusCode, header};
use latchkey_oidc_checks::object;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use serde_json::{Value, json};

use super::{
    egress::{Egress, EgressError},
    error::shown,
};

/// What an identity provider says is wrong (RFC 6749 §5.2), for an admin who looks for the fault. Nothing is decided by it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdpStatement {
    /// `error`
    pub error: Option<String>,
    /// `error_description`
    pub description: Option<String>,
}

impl IdpStatement {
    /// The same, of bounded length and without characters that could look like something else: it comes from outside.
    #[must_use]
    pub fn harmless(self) -> Self {
        Self {
            error: self.error.as_deref().map(shown),
            description: self.description.as_deref().map(shown),
        }
    }
}

/// The HTTP client for the token call. A type of its own, not a closure: of a closure's future the compiler cannot see for
/// all lifetimes at once that it is `Send`.
pub(super) struct TokenEndpoint<'a> {
    /// The way out.
    pub(super) egress: &'a Egress,
    /// Where it goes what the identity provider says should it refuse.
    pub(super) statement: &'a Mutex<IdpStatement>,
}

impl<'c> AsyncHttpClient<'c> for TokenEndpoint<'_> {
    type Error = EgressError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, EgressError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let response = self.egress.send(request).await?;
            if response.status() != StatusCode::OK {
                *self.statement.lock().unwrap_or_else(PoisonError::into_inner) = statement_in(&response);
            }
            match response.status() {
                // The crate would report the body of such a response as an error that it cannot read.
                status if status.is_server_error() || status.as_u16() == 429 => {
                    Err(EgressError::status(status.as_u16()))
                }
                _ => Ok(as_the_crate_reads_it(response)),
            }
        })
    }
}

fn statement_in(response: &HttpResponse) -> IdpStatement {
    let members = object::read(response.body()).unwrap_or_default();
    let text = |name: &str| members.get(name).and_then(Value::as_str).map(shown);
    IdpStatement {
        error: text("error"),
        description: text("error_description"),
    }
}

/// What the crate is strict about and nothing depends on: the name of JSON's media type, and descriptions beside an error's code.
fn as_the_crate_reads_it(mut response: HttpResponse) -> HttpResponse {
    response.headers_mut().remove(header::CONTENT_TYPE);
    let members = object::read(response.body()).unwrap_or_default();
    let code = members.get("error").and_then(Value::as_str);
    // 401 is about the client, also where no code says so (RFC 6749 §5.2); Keycloak gives it this one.
    let code = match (response.status(), code) {
        (StatusCode::UNAUTHORIZED, None | Some("unauthorized_client")) => Some("invalid_client"),
        (_, code) => code,
    };
    if response.status() == StatusCode::OK {
        let kept = ["access_token", "token_type", "id_token"].map(|name| (name, members.get(name)));
        if !members.is_empty() {
            *response.body_mut() = json!(BTreeMap::from(kept)).to_string().into_bytes();
        }
    } else if let Some(code) = code {
        *response.body_mut() = json!({ "error": code }).to_string().into_bytes();
    }
    response
}
