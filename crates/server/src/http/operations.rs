//! Routes of the JSON API. Invariant: the method and the path of an operation are those of its contract, and are written there
//! alone.

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, on};
use latchkey_contract::{Method, Operation};

use super::{app_settings, apps, company, members, password, profile, session, sign_in};
use crate::app_state::AppState;

/// Where an operation is served: what its contract says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServedOperation {
    /// `Operation::METHOD`
    pub method: Method,
    /// `Operation::PATH`; axum writes open parts in the same way.
    pub path: &'static str,
    /// `Operation::ID`
    pub id: &'static str,
}

/// Operations with their handlers.
#[derive(Debug, Default)]
pub struct Operations {
    router: Router<AppState>,
    served: Vec<ServedOperation>,
}

impl Operations {
    /// Serves `Op` by `handler`. `T` is the handler's type of parameters, which axum infers.
    pub(super) fn with<Op: Operation, T: 'static>(self, handler: impl Handler<T, AppState>) -> Self {
        let filter = match Op::METHOD {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Delete => MethodFilter::DELETE,
        };
        let router = self.router.route(Op::PATH, on(filter, handler));
        let mut served = self.served;
        served.push(ServedOperation {
            method: Op::METHOD,
            path: Op::PATH,
            id: Op::ID,
        });
        Self { router, served }
    }

    fn and(self, other: Self) -> Self {
        Self {
            router: self.router.merge(other.router),
            served: [self.served, other.served].concat(),
        }
    }

    /// The routes.
    pub(super) fn into_router(self) -> Router<AppState> {
        self.router
    }

    /// What is served, in the order of [`all`].
    pub fn served(&self) -> &[ServedOperation] {
        &self.served
    }
}

/// Every operation of the API.
pub fn all() -> Operations {
    let areas = [
        sign_in::operations(),
        session::operations(),
        password::operations(),
        profile::operations(),
        apps::operations(),
        company::operations(),
        members::operations(),
        app_settings::operations(),
    ];
    areas.into_iter().fold(Operations::default(), Operations::and)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::openapi;

    /// The attribute of a handler says the method once more, and `openapi.rs` lists the handlers once more.
    #[test]
    fn what_is_served_is_what_is_described() {
        let description = serde_json::to_value(openapi::document()).expect("JSON");
        let mut described = Vec::new();
        for (path, methods) in description["paths"].as_object().expect("paths") {
            for (method, operation) in methods.as_object().expect("methods") {
                let id = operation["operationId"].as_str().expect("an identifier");
                described.push((id.to_owned(), method.to_uppercase(), path.to_owned()));
            }
        }
        let mut served: Vec<_> = all()
            .served()
            .iter()
            .map(|served| {
                let method = served.method.as_str().to_owned();
                (served.id.to_owned(), method, served.path.to_owned())
            })
            .collect();
        described.sort();
        served.sort();
        assert_eq!(served, described);
    }
}
