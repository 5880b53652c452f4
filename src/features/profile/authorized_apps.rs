//! "My Account" > Apps with access: the apps that may know something of the person, and revoking that.

use latchkey_contract::{
    Empty, ErrorCode,
    apps::{AuthorizedApp, ListAuthorizedApps, RevokeAuthorizedApp, revoke_authorized_app},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::page::{RowsSkeleton, crumbs};
use crate::{
    i18n::*,
    kit::{
        Confirmation, ConfirmationDialog, Loaded, Page, Question, RelativeTime, use_locale,
        use_session_client,
    },
    phrases::scope_phrase,
    ui::{EmptyKind, EmptyState, Tag, icon},
};

/// The page.
#[component]
pub fn AuthorizedAppsPage() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let reading = client.clone();
    let apps = LocalResource::new(move || {
        let client = reading.clone();
        async move { Ok(client.call::<ListAuthorizedApps>(&Empty {}).await?.items) }
    });
    let revoking = Confirmation::new(
        move || td_string!(locale, authorized_apps.done).to_owned(),
        move |app: AuthorizedApp| {
            let client = client.clone();
            async move {
                let request = revoke_authorized_app::Request { environment: app.id };
                match client.call::<RevokeAuthorizedApp>(&request).await {
                    // Revoked in another tab meanwhile: what was wanted is so.
                    Err(error) if error.code() != Some(ErrorCode::NotFound) => return Err(error),
                    _ => apps.refetch(),
                }
                Ok(())
            }
        },
    );
    view! {
        <Page
            heading=td_string!(locale, authorized_apps.title)
            crumbs=crumbs(locale)
            lead=td_string!(locale, authorized_apps.intro)
        >
            <ConfirmationDialog
                confirmation=revoking
                question=Callback::new(move |app| question(locale, app))
                on_done=|()| focus_heading()
            />
            <Loaded resource=apps fallback=|| view! { <RowsSkeleton count=3 /> } let:items>
                <List items revoking />
            </Loaded>
        </Page>
    }
}

/// The button that was pressed is gone; the page is where one is.
fn focus_heading() {
    let heading = document().query_selector("main h1").ok().flatten();
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        let _ = heading.focus();
    }
}

fn question(locale: Locale, app: AuthorizedApp) -> Question {
    Question {
        title: td_string!(locale, authorized_apps.ask_title).to_owned(),
        text: td_string!(
            locale,
            authorized_apps.ask,
            app = app.app,
            environment = app.environment
        ),
        confirm: td_string!(locale, authorized_apps.yes).to_owned(),
    }
}

#[component]
fn List(items: Vec<AuthorizedApp>, revoking: Confirmation<AuthorizedApp>) -> impl IntoView {
    let locale = use_locale();
    if items.is_empty() {
        let text = td_string!(locale, authorized_apps.none);
        return view! { <EmptyState kind=EmptyKind::NothingYet icon=icon::APP text /> }.into_any();
    }
    let rows = items.into_iter().map(|app| view! { <Row app revoking /> });
    view! { <ul class="account-rows">{rows.collect_view()}</ul> }.into_any()
}

#[component]
fn Row(app: AuthorizedApp, revoking: Confirmation<AuthorizedApp>) -> impl IntoView {
    let locale = use_locale();
    let granted = app.granted.iter();
    let granted = granted
        .map(|&scope| view! { <li>{scope_phrase(locale, scope)}</li> })
        .collect_view();
    let whose = [" ", &app.app, " · ", &app.environment].concat();
    let target = app.clone();
    view! {
        <li class="account-row authorized">
            <div class="account-facts">
                <p class="account-name" translate="no">
                    <bdi>{app.app}</bdi>
                    " "
                    <Tag label=app.environment />
                </p>
                <ul class="known">{granted}</ul>
                <p>
                    {td_string!(locale, authorized_apps.since)} " " <RelativeTime at=app.authorized_at /> " · "
                    {td_string!(locale, authorized_apps.last_used)} " " <RelativeTime at=app.last_used_at />
                </p>
            </div>
            <button class="button danger quiet dense" type="button" on:click=move |_| revoking.ask(target.clone())>
                {td_string!(locale, authorized_apps.revoke)}
                <span class="unseen">{whose}</span>
            </button>
        </li>
    }
}
