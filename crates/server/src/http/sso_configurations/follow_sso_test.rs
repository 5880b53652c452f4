//! `GET /api/company/sso-configurations/{configuration}/test-runs/{run}/events`: follows a test run by server-sent events (WHATWG HTML
//! §9.2). Each event is the run as `get_sso_test` answers it, when it has changed; the last one is that of a run that is over. Whoever
//! cannot follow asks `get_sso_test`.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use latchkey_contract::sso_configurations::TestRun;
use latchkey_contract::sso_configurations::get_sso_test::EVENTS_PATH;

use super::current_editor::CurrentEditor;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::sso_configurations::{Editor, test_run};

/// Path of the stream.
pub const PATH: &str = EVENTS_PATH;
/// Pause between two looks at the run.
const LOOK: Duration = Duration::from_millis(500);

/// What has been sent, and of which run.
struct Following {
    app: AppState,
    editor: Editor,
    configuration: String,
    run: String,
    last: Option<TestRun>,
}

/// Follows.
///
/// # Errors
/// As `get_sso_test`.
pub async fn handle(
    State(app): State<AppState>,
    CurrentEditor(editor): CurrentEditor,
    Path((configuration, run)): Path<(String, String)>,
) -> Result<impl IntoResponse, ApiError> {
    // An error is a response of its own, before anything is followed.
    test_run::read(&app, &editor, &configuration, &run).await?;
    let following = Following {
        app,
        editor,
        configuration,
        run,
        last: None,
    };
    let events = stream::unfold(following, |following| following.next());
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

impl Following {
    /// The next event; none when the run is over, or cannot be read any more.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        if self.last.as_ref().is_some_and(|last| last.state.is_over()) {
            return None;
        }
        loop {
            let run = test_run::read(&self.app, &self.editor, &self.configuration, &self.run);
            let run = run.await.ok()?;
            if self.last.as_ref() != Some(&run) {
                let event = Event::default().json_data(&run).ok()?;
                self.last = Some(run);
                return Some((Ok(event), self));
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}
