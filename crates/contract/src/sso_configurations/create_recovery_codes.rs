//! `POST /api/company/recovery-codes`: new recovery codes.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Makes recovery codes, with each of which an admin gets in once when the identity provider lets nobody in; earlier ones stop working. Needs
/// a sign-in of the last ten minutes.
#[derive(Debug)]
pub enum CreateRecoveryCodes {}

impl Operation for CreateRecoveryCodes {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/recovery-codes";
    const ID: &'static str = "create_recovery_codes";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// The codes. They are not shown again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateRecoveryCodesResponse))]
pub struct Response {
    /// Ten, as they are to be typed; capitals, spaces and hyphens do not matter.
    pub codes: Vec<String>,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({} codes)", self.codes.len())
    }
}
