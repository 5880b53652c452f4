//! `POST /api/profile/two-step/app`: begins to add an authenticator app. The response is the only one that ever holds its secret.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Makes a secret for an app of the person who is signed in. It opens nothing until [`super::ConfirmTotp`]. `sign_in_again` where the sign-in
/// is older than ten minutes.
#[derive(Debug)]
pub enum BeginTotp {}

impl Operation for BeginTotp {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/profile/two-step/app";
    const ID: &'static str = "begin_totp";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// The secret, in the forms in which apps take it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = BeginTotpResponse))]
pub struct Response {
    /// To be typed into an app: base32.
    pub secret: String,
    /// For an app on this device (`otpauth://`).
    pub uri: String,
    /// The same for an app with a camera; absent where a name is too long for a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr_code: Option<QrCode>,
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response").finish_non_exhaustive()
    }
}

/// A QR code as an SVG shows it: `<svg viewBox="0 0 size size"><path d=path></svg>`, dark on white, with its empty margin.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QrCode {
    /// Width and height, in modules.
    pub size: u16,
    /// The dark modules.
    pub path: String,
}

impl std::fmt::Debug for QrCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QrCode")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
