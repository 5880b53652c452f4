//! `POST /sign-up` and `POST /reset-password`: the same answer to everybody, down to the byte.

use axum::http::{StatusCode, header};
use axum::response::Response;
use latchkey_spa::front::entry::{AskForLinkScreen, CheckMailScreen, LinkPurpose};
use latchkey_spa::front::page::Screen;

use super::answer;
use crate::app::App;
use crate::domain::link_request::Asked;
use crate::http::context::RequestContext;
use crate::http::fault::Fault;
use crate::sign_in::link_request::{Ask, ask};

/// The form.
pub(super) fn form(app: &App, context: &RequestContext, purpose: LinkPurpose) -> Response {
    let screen = AskForLinkScreen {
        purpose,
        username: String::new(),
        problem: None,
    };
    answer(app, context, StatusCode::OK, Screen::AskForLink(screen))
}

/// Takes the form.
pub(super) async fn take(
    app: &App,
    context: &RequestContext,
    purpose: LinkPurpose,
    username: String,
) -> Response {
    let asked = match purpose {
        LinkPurpose::ResetPassword => Asked::ResetPassword,
        LinkPurpose::SignUp | LinkPurpose::SetUp | LinkPurpose::ConfirmAddress | LinkPurpose::KeepAddress => {
            Asked::SignUp
        }
    };
    let wanted = Ask {
        asked,
        username: &username,
        language: context.language,
        address_key: &context.address_key,
    };
    match ask(app, wanted, &context.origin).await {
        Ok(address) => {
            let screen = CheckMailScreen {
                purpose,
                address: address.to_string(),
            };
            answer(app, context, StatusCode::OK, Screen::CheckMail(screen))
        }
        Err(error) => {
            let fault = Fault::from(error);
            let screen = AskForLinkScreen {
                purpose,
                username,
                problem: Some(fault.as_form_problem(&context.request_id)),
            };
            let mut response = answer(app, context, fault.status(), Screen::AskForLink(screen));
            if let Some(seconds) = fault.retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            }
            response
        }
    }
}
