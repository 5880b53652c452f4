//! An attempt to sign in by something that was sent in a form. Invariant: it is counted against the limits for guesses even if the client
//! closes the connection while it is checked.

use super::SignInError;
use super::guesses::refund;
use crate::app_state::AppState;
use crate::store::audit::Origin;
use crate::store::new_id;

/// An attempt to sign in with the form `F`.
pub(super) struct Attempt<F> {
    pub(super) app: AppState,
    /// Identifier under which the attempt is counted.
    pub(super) id: String,
    pub(super) form: F,
    pub(super) origin: Origin,
}

impl<F> Attempt<F> {
    pub(super) fn new(app: &AppState, form: F, origin: &Origin) -> Self {
        Self {
            app: app.clone(),
            id: new_id(),
            form,
            origin: origin.clone(),
        }
    }

    /// Takes the attempt out of the count, after an error that is not the person's. Best effort: the store may be failing.
    pub(super) async fn uncount(&self) {
        let _ = refund(&self.app, &self.id).await;
    }
}

/// Runs an attempt in a task of its own, which goes on if the client closes the connection.
pub(super) async fn in_own_task<T: Send + 'static>(
    attempt: impl Future<Output = Result<T, SignInError>> + Send + 'static,
) -> Result<T, SignInError> {
    tokio::spawn(attempt)
        .await
        .unwrap_or(Err(SignInError::Interrupted))
}
