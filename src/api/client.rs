//! Calls operations of the contract over a transport.

use std::{pin::Pin, rc::Rc};

use latchkey_contract::{ErrorBody, Method, Operation, operation::address};
use leptos::prelude::*;

use super::{
    error::{ApiError, Refusal},
    fetch::Fetch,
    json,
    transport::{HttpResponse, Request, Transport},
};

/// Calls operations over a [`Transport`]. Clones share it.
#[derive(Clone)]
pub struct Client(Rc<dyn Transport>);

/// Contexts have to be `Send`; the browser has one thread.
#[derive(Clone, Copy)]
struct Provided(StoredValue<Client, LocalStorage>);

/// Puts `transport` in the place of the browser's `fetch`, for everything below the current owner.
pub fn provide_transport(transport: impl Transport + 'static) {
    provide_context(Provided(StoredValue::new_local(Client(Rc::new(transport)))));
}

/// A client over the transport that was provided, or over the browser's `fetch`.
pub fn use_client() -> Client {
    use_context::<Provided>().map_or_else(|| Client(Rc::new(Fetch)), |provided| provided.0.get_value())
}

impl Client {
    /// Calls the operation `Op`.
    ///
    /// # Errors
    /// [`ApiError`] for everything but a success in the contract's shape.
    pub async fn call<Op: Operation>(&self, request: &Op::Request) -> Result<Op::Response, ApiError> {
        let body = self.send(prepared::<Op>(request)?).await?;
        json::read(&body).ok_or(ApiError::Unreadable)
    }

    /// The part that does not depend on the operation: the body of a success. Boxed, so that no operation carries a copy.
    fn send(&self, request: Request) -> PendingBody {
        let answer = self.0.send(request);
        Box::pin(async move {
            let answer = answer.await.map_err(|_| ApiError::Offline)?;
            if answer.status == 200 {
                Ok(answer.body)
            } else {
                Err(refusal(&answer))
            }
        })
    }
}

/// The body of a success, on its way.
type PendingBody = Pin<Box<dyn Future<Output = Result<String, ApiError>>>>;

/// A request of the operation `Op`, ready to be sent.
fn prepared<Op: Operation>(request: &Op::Request) -> Result<Request, ApiError> {
    let body = match Op::METHOD {
        Method::Post => Some(json::write(request).ok_or(ApiError::Unreadable)?),
        Method::Get | Method::Delete => None,
    };
    Ok(Request {
        method: Op::METHOD,
        path: address::<Op>(request),
        body,
    })
}

fn refusal(answer: &HttpResponse) -> ApiError {
    match json::read::<ErrorBody>(&answer.body) {
        Some(body) => ApiError::Refused(Refusal {
            code: body.code,
            field: body.field,
            fields: body.fields,
            request_id: body.request_id,
            retry_after: answer.retry_after,
        }),
        None => ApiError::Unreadable,
    }
}
