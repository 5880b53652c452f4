//! Adds the module's routes and layers to the app's router. In a file of its own, so that the module itself knows neither.

use axum::{Extension, Router, middleware};

use crate::{latchkey::Latchkey, routes, same_origin};

impl Latchkey {
    /// Adds the addresses under `/openid/`, and what [`SignedIn`](crate::SignedIn) needs in the app's own handlers.
    pub fn attach<S: Clone + Send + Sync + 'static>(&self, app: Router<S>) -> Router<S> {
        app.merge(routes::router()).layer(Extension(self.clone()))
    }

    /// Turns away what changes something and does not come from a page of the app. For the app's own routes; those under
    /// `/openid/` see to themselves.
    pub fn same_origin_only<S: Clone + Send + Sync + 'static>(&self, app: Router<S>) -> Router<S> {
        app.layer(middleware::from_fn_with_state(self.clone(), same_origin::check))
    }
}
