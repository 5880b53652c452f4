//! `/confirm-address` and `/keep-address`: where the two mailed links about an account's address lead. They ask before they do
//! anything, because mail scanners open every link.

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use latchkey_contract::LinkProblem;
use latchkey_spa::front::entry::{AddressChangeScreen, AskingAccount, LinkPurpose};
use latchkey_spa::front::page::Screen;
use latchkey_spa::paths;

use super::answer;
use super::link::{LinkQuery, failed, not_opened, opened, pass_through};
use crate::app_state::AppState;
use crate::domain::mailed_link::Kind;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::path_text::PathText;
use crate::profile::address_link::finish;
use crate::sign_in::SignInError;
use crate::store::{accounts, mailed_links};

/// One of the two pages.
#[derive(Debug, Clone, Copy)]
pub struct Page(pub LinkPurpose);

/// The routes of both.
pub fn routes() -> Router<AppState> {
    [LinkPurpose::ConfirmAddress, LinkPurpose::KeepAddress]
        .into_iter()
        .fold(Router::new(), |router, purpose| {
            let page = Page(purpose);
            let link = paths::asking(purpose);
            let pass = move |state, context, headers, query| page.pass(state, context, headers, query);
            let show = move |state, context, id, headers| page.show(state, context, id, headers);
            let submit = move |state, context, id, headers| page.submit(state, context, id, headers);
            router
                .route(link, get(pass))
                .route(&format!("{link}/{{link}}"), get(show).post(submit))
        })
}

impl Page {
    /// `GET` of the link itself.
    pub async fn pass(
        self,
        State(app): State<AppState>,
        context: RequestContext,
        headers: HeaderMap,
        query: Result<Query<LinkQuery>, QueryRejection>,
    ) -> Result<Response, ApiError> {
        match query.unwrap_or_default().0.token {
            Some(token) => pass_through(&app, &context, &headers, self.0, &token).await,
            None => Ok(failed(&app, &context, self.0, LinkProblem::Unknown)),
        }
    }

    /// `GET` of its page: asks.
    pub async fn show(
        self,
        State(app): State<AppState>,
        context: RequestContext,
        PathText(id): PathText,
        headers: HeaderMap,
    ) -> Result<Response, ApiError> {
        let opened = opened(&app, &headers, self.0, &id);
        let link = opened
            .open(&mut *app.store.read().await?, app.clock.now_ms())
            .await;
        match link {
            Ok(link) => {
                let asked_by = self.asked_by(&app, link.account_id.as_deref()).await?;
                let requested = self.requested(&app, link.account_id.as_deref()).await?;
                let screen = AddressChangeScreen {
                    purpose: self.0,
                    link: id,
                    address: link.address,
                    asked_by,
                    requested,
                    done: false,
                };
                Ok(shown(&app, &context, screen))
            }
            Err(error) => self.refused(&app, &context, error),
        }
    }

    /// `POST` of its page: does it.
    pub async fn submit(
        self,
        State(app): State<AppState>,
        context: RequestContext,
        PathText(id): PathText,
        headers: HeaderMap,
    ) -> Result<Response, ApiError> {
        let opened = opened(&app, &headers, self.0, &id);
        match finish(&app, &opened, context.language, &context.origin).await {
            Ok(address) => {
                let screen = AddressChangeScreen {
                    purpose: self.0,
                    link: id,
                    address,
                    asked_by: None,
                    requested: None,
                    done: true,
                };
                Ok(shown(&app, &context, screen))
            }
            Err(error) => self.refused(&app, &context, error),
        }
    }

    /// Whose account wants the address: whoever has the mailbox may not be who asked.
    async fn asked_by(
        self,
        app: &AppState,
        account_id: Option<&str>,
    ) -> Result<Option<AskingAccount>, ApiError> {
        let (LinkPurpose::ConfirmAddress, Some(account_id)) = (self.0, account_id) else {
            return Ok(None);
        };
        let account = accounts::by_id(&mut *app.store.read().await?, account_id).await?;
        Ok(account.map(|account| AskingAccount {
            name: account.name(),
            address: account.email,
        }))
    }

    /// Which address was asked for, for whoever may stop that.
    async fn requested(self, app: &AppState, account_id: Option<&str>) -> Result<Option<String>, ApiError> {
        let (LinkPurpose::KeepAddress, Some(account_id)) = (self.0, account_id) else {
            return Ok(None);
        };
        let now = app.clock.now_ms();
        let mut connection = app.store.read().await?;
        let pending =
            mailed_links::newest_open_of(&mut connection, account_id, Kind::ConfirmAddress, now).await?;
        Ok(pending.map(|link| link.address))
    }

    fn refused(
        self,
        app: &AppState,
        context: &RequestContext,
        error: SignInError,
    ) -> Result<Response, ApiError> {
        match error {
            SignInError::Link(problem) => Ok(not_opened(app, context, self.0, problem)),
            error => Err(error.into()),
        }
    }
}

fn shown(app: &AppState, context: &RequestContext, screen: AddressChangeScreen) -> Response {
    answer(app, context, StatusCode::OK, Screen::AddressChange(screen))
}
