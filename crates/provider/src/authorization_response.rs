//! Authorization responses, which reach the app through the person's browser (OAuth 2.0 Multiple Response Types §2.1, Form Post
//! Response Mode; `iss`: RFC 9207). Invariant: a response is built from a checked redirect URI only.

use latchkey_domain::redirect_uri::with_parameters;

use crate::OAuthError;

/// Where the responses to a request go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnAddress {
    /// A registered address.
    pub redirect_uri: String,
    /// Comes back as it came.
    pub state: Option<String>,
    /// Posted, not put into the query.
    pub form_post: bool,
}

/// A response on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorizationResponse {
    /// The browser is redirected there.
    Redirect(String),
    /// The browser posts these fields there.
    FormPost {
        /// The registered address.
        action: String,
        /// Names and values.
        fields: Vec<(&'static str, String)>,
    },
}

impl ReturnAddress {
    /// The response with a code.
    pub fn with_code(&self, code: &str, issuer: &str) -> AuthorizationResponse {
        self.with(vec![("code", code.to_owned())], issuer)
    }

    /// The response with an error.
    pub fn with_error(&self, error: &OAuthError, issuer: &str) -> AuthorizationResponse {
        let fields = vec![
            ("error", error.code.as_str().to_owned()),
            ("error_description", error.description.to_owned()),
        ];
        self.with(fields, issuer)
    }

    fn with(&self, mut fields: Vec<(&'static str, String)>, issuer: &str) -> AuthorizationResponse {
        if let Some(state) = &self.state {
            fields.push(("state", state.clone()));
        }
        fields.push(("iss", issuer.to_owned()));
        if self.form_post {
            return AuthorizationResponse::FormPost {
                action: self.redirect_uri.clone(),
                fields,
            };
        }
        let parameters = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect::<Vec<_>>();
        AuthorizationResponse::Redirect(with_parameters(&self.redirect_uri, &parameters))
    }
}
