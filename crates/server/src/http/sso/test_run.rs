//! The tab of a test run: `GET /sso/test/{run}` leaves for the identity provider, and what comes back to the callback ends on a page of
//! the portal that says that the tab can be closed. Invariant: only the session in which the run was begun gets any further.

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use latchkey_contract::ErrorCode;

use crate::app_state::AppState;
use crate::federation::IdpStatement;
use crate::http::api_error::ApiError;
use crate::http::path_text::PathText;
use crate::http::sso_configurations::current_editor::CurrentEditor;
use crate::sso_configurations::test_run::{self, TestCallback, TestTab};

/// Longest parameter that is read, in bytes. What an admin sees of one is shorter still.
const MAX_PARAMETER_BYTES: usize = 8192;

/// Leaves.
pub async fn leave(
    State(app): State<AppState>,
    CurrentEditor(editor): CurrentEditor,
    PathText(run): PathText,
) -> Result<Response, ApiError> {
    let tab = test_run::leave(&app, &editor, &run).await?;
    Ok(go_on(tab.ok_or(ErrorCode::NotFound)?))
}

/// Where the tab goes on.
pub(super) fn go_on(tab: TestTab) -> Response {
    match tab {
        TestTab::Leave(address) => Redirect::to(&address).into_response(),
        TestTab::Done(configuration) => Redirect::to(&format!(
            "/control-center/security/single-sign-on/{configuration}/tested"
        ))
        .into_response(),
    }
}

/// What came back, as a test run reads it. None where it belongs to nothing: it has no `state`, or a parameter comes twice.
pub(super) fn callback(query: &str) -> Option<TestCallback> {
    let (mut state, mut code, mut iss) = (None, None, None);
    let mut statement = IdpStatement::default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let slot = match name.as_ref() {
            "state" => &mut state,
            "code" => &mut code,
            "iss" => &mut iss,
            "error" => &mut statement.error,
            "error_description" => &mut statement.description,
            _ => continue,
        };
        let mut value = value.into_owned();
        value.truncate(value.floor_char_boundary(MAX_PARAMETER_BYTES));
        if slot.replace(value).is_some() {
            return None;
        }
    }
    Some(TestCallback {
        state: state?,
        code,
        iss,
        statement: statement.harmless(),
    })
}
