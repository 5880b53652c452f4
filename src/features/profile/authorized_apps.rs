//! The apps that may know something of the person, and revoking that. Invariant: nothing is revoked before it was said what that
//! does.

use latchkey_contract::{
    Empty, ErrorCode,
    apps::{AuthorizedApp, ListAuthorizedApps, RevokeAuthorizedApp, revoke_authorized_app},
};
use leptos::{
    html::{self, H2},
    prelude::*,
};

use crate::{
    i18n::*,
    kit::{Loaded, StatusMessage, format_datetime, use_locale, use_session_client},
    phrases::{notice, scope_phrase},
    ui::{Alert, Dialog},
};

/// The section of "My Account".
#[component]
pub fn AuthorizedApps() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let revoking_client = client.clone();
    let apps = LocalResource::new(move || {
        let client = client.clone();
        async move { Ok(client.call::<ListAuthorizedApps>(&Empty {}).await?.items) }
    });
    let (problem, message) = (RwSignal::new(None), RwSignal::new(None));
    let asked = RwSignal::new(None::<AuthorizedApp>);
    let dialog = NodeRef::<html::Dialog>::new();
    let heading = NodeRef::<H2>::new();
    let close = move || {
        if let Some(dialog) = dialog.try_get_untracked().flatten() {
            dialog.close();
        }
    };
    let revoke = Action::new_local(move |environment: &String| {
        let client = revoking_client.clone();
        let environment = environment.clone();
        async move {
            let request = revoke_authorized_app::Request { environment };
            let revoked = client.call::<RevokeAuthorizedApp>(&request).await;
            // First of all: while the dialog is open, nothing else takes the focus.
            close();
            match revoked {
                // Revoked in another tab meanwhile: what was wanted is so.
                Err(error) if error.code() != Some(ErrorCode::NotFound) => {
                    let _ = problem.try_set(Some(notice(locale, &error)));
                }
                _ => {
                    let words = td_string!(locale, authorized_apps.done);
                    let _ = message.try_set(Some(words.to_owned()));
                    apps.refetch();
                    // The button that was pressed is gone; the place is kept.
                    if let Some(heading) = heading.try_get_untracked().flatten() {
                        let _ = heading.focus();
                    }
                }
            }
        }
    });
    let ask = Callback::new(move |app| {
        problem.set(None);
        message.set(None);
        asked.set(Some(app));
    });
    let question = move || {
        let app = asked.get()?;
        let pending = revoke.pending();
        let environment = app.id.clone();
        let confirm = Callback::new(move |()| {
            if !pending.get_untracked() {
                revoke.dispatch_local(environment.clone());
            }
        });
        let closed = Callback::new(move |()| asked.set(None));
        let busy = pending.into();
        Some(view! {
            <Dialog title=td_string!(locale, authorized_apps.ask_title) node_ref=dialog closed>
                <RevokeQuestion app busy confirm cancel=Callback::new(move |()| close()) />
            </Dialog>
        })
    };
    view! {
        <section aria-labelledby="authorized-apps">
            <h2 id="authorized-apps" tabindex="-1" node_ref=heading>
                {td_string!(locale, authorized_apps.title)}
            </h2>
            <Alert locale notice=problem />
            <StatusMessage message />
            <Loaded resource=apps let:items>
                <List items ask />
            </Loaded>
            {question}
        </section>
    }
}

#[component]
fn RevokeQuestion(
    app: AuthorizedApp,
    busy: Signal<bool>,
    confirm: Callback<()>,
    cancel: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let busy = move || busy.get().then_some("true");
    let words = td_string!(
        locale,
        authorized_apps.ask,
        app = app.app,
        environment = app.environment
    );
    view! {
        <p id="revoke-question">{words}</p>
        <div class="dialog-actions">
            <button
                class="button"
                type="button"
                aria-describedby="revoke-question"
                aria-busy=busy
                aria-disabled=busy
                on:click=move |_| confirm.run(())
            >
                {td_string!(locale, authorized_apps.yes)}
            </button>
            <button class="button quiet" type="button" on:click=move |_| cancel.run(())>
                {td_string!(locale, authorized_apps.keep)}
            </button>
        </div>
    }
}

#[component]
fn List(items: Vec<AuthorizedApp>, ask: Callback<AuthorizedApp>) -> impl IntoView {
    let locale = use_locale();
    if items.is_empty() {
        return view! { <p class="empty">{td_string!(locale, authorized_apps.none)}</p> }.into_any();
    }
    view! {
        <p>{td_string!(locale, authorized_apps.intro)}</p>
        <ul class="entries">
            <For each=move || items.clone() key=|app| app.id.clone() let:app>
                <Row app ask />
            </For>
        </ul>
    }
    .into_any()
}

#[component]
fn Row(app: AuthorizedApp, ask: Callback<AuthorizedApp>) -> impl IntoView {
    let locale = use_locale();
    let granted = app.granted.iter();
    let granted = granted
        .map(|&scope| view! { <li>{scope_phrase(locale, scope)}</li> })
        .collect_view();
    let whose = [" ", &app.app, " · ", &app.environment].concat();
    let since = format_datetime(locale, &app.authorized_at);
    let last_used = format_datetime(locale, &app.last_used_at);
    let target = app.clone();
    view! {
        <li class="entry authorized">
            <div class="entry-facts">
                <p class="entry-name" translate="no">
                    {app.app}
                    " "
                    <span class="badge">{app.environment}</span>
                </p>
                <ul class="known">{granted}</ul>
                <p>
                    {td_string!(locale, authorized_apps.since, time = since)} " · "
                    {td_string!(locale, authorized_apps.last_used, time = last_used)}
                </p>
            </div>
            <button class="button quiet" type="button" on:click=move |_| ask.run(target.clone())>
                {td_string!(locale, authorized_apps.revoke)}
                <span class="unseen">{whose}</span>
            </button>
        </li>
    }
}
