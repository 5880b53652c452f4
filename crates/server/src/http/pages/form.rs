//! A form's fields, as browsers post them without a script.

use axum::extract::rejection::BytesRejection;
use bytes::Bytes;
use zeroize::Zeroizing;

use crate::http::api_error::ApiError;
use crate::http::json::body_error;

/// The body of a form.
pub(super) struct Form(Bytes);

impl Form {
    pub(super) fn read(body: Result<Bytes, BytesRejection>) -> Result<Self, ApiError> {
        Ok(Self(body.map_err(|rejection| body_error(&rejection))?))
    }

    /// The first field of this name; empty where there is none.
    pub(super) fn text(&self, name: &str) -> String {
        url::form_urlencoded::parse(&self.0)
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    }

    /// The same, for what must not stay in memory.
    pub(super) fn secret(&self, name: &str) -> Zeroizing<String> {
        Zeroizing::new(self.text(name))
    }
}
