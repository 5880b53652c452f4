//! `POST /api/profile/two-step/recovery-codes`: makes recovery codes. The response is the only one that ever holds them.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Makes ten codes for the person who is signed in, in the place of the earlier ones. `sign_in_again` where the sign-in is older than ten
/// minutes; `not_found` where there is no second factor.
#[derive(Debug)]
pub enum CreateAccountRecoveryCodes {}

impl Operation for CreateAccountRecoveryCodes {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/profile/two-step/recovery-codes";
    const ID: &'static str = "create_account_recovery_codes";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// The codes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateAccountRecoveryCodesResponse))]
pub struct Response {
    /// Each signs in once, in the place of a code of the app.
    pub codes: Vec<String>,
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response").finish_non_exhaustive()
    }
}
