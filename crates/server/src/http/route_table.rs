//! Routes of operations. Invariant: the method and the path of an operation are those of its contract, and are written there
//! alone.

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, on};
use latchkey_contract::{Method, Operation};

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

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            router: self.router.merge(other.router),
            served: [self.served, other.served].concat(),
        }
    }

    /// The routes.
    pub(super) fn into_router(self) -> Router<AppState> {
        self.router
    }

    /// What is served, in the order in which it was put together.
    pub fn served(&self) -> &[ServedOperation] {
        &self.served
    }
}
