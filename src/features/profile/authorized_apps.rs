//! The apps that may know something of the person, and taking that back. Invariant: nothing is taken back before it was said
//! what that does.

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
    phrases::{notice, scope_phrase},
    portal::{call::use_caller, failure::Failure, language::use_locale, moment::moment},
    ui::{Alert, Dialog, Loading},
};

/// The section of "My Account".
#[component]
pub fn AuthorizedApps() -> impl IntoView {
    let locale = use_locale();
    let caller = use_caller();
    let listing = caller.clone();
    let apps = LocalResource::new(move || {
        let caller = listing.clone();
        async move {
            caller
                .call::<ListAuthorizedApps>(&Empty {})
                .await
                .map(|list| list.items)
        }
    });
    let asked = RwSignal::new(None::<AuthorizedApp>);
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let problem = RwSignal::new(None);
    let done = RwSignal::new(false);
    let heading = NodeRef::<H2>::new();
    let revoke = Action::new_local(move |app: &AuthorizedApp| {
        let caller = caller.clone();
        let request = revoke_authorized_app::Request {
            environment: app.id.clone(),
        };
        async move {
            let revoked = caller.call::<RevokeAuthorizedApp>(&request).await;
            // First of all: while it is open, nothing else takes the focus.
            close();
            match revoked {
                // Taken back in another tab meanwhile: what was wanted is so.
                Err(error) if error.code() != Some(ErrorCode::NotFound) => {
                    problem.set(Some(notice(locale, &error)));
                }
                _ => {
                    done.set(true);
                    apps.refetch();
                    // The button that was pressed is gone; the place is kept.
                    if let Some(heading) = heading.get_untracked() {
                        let _ = heading.focus();
                    }
                }
            }
        }
    });
    let ask = Callback::new(move |app: AuthorizedApp| {
        problem.set(None);
        done.set(false);
        asked.set(Some(app));
    });
    let busy = Signal::derive(move || revoke.pending().get());
    let confirm = move |_| {
        if let Some(app) = asked.get_untracked().filter(|_| !busy.get_untracked()) {
            revoke.dispatch_local(app);
        }
    };
    let state = move || busy.get().then_some("true");
    let question = move || {
        asked.get().map(|app| {
            view! {
                <Dialog
                    title=td_string!(locale, authorized_apps.ask_title)
                    node_ref=dialog
                    closed=Callback::new(move |()| asked.set(None))
                >
                    <p id="revoke-question">
                        {td_string!(locale, authorized_apps.ask, app = app.app, environment = app.environment)}
                    </p>
                    <div class="dialog-actions">
                        <button
                            class="button"
                            type="button"
                            aria-describedby="revoke-question"
                            aria-busy=state
                            aria-disabled=state
                            on:click=confirm
                        >
                            {td_string!(locale, authorized_apps.yes)}
                        </button>
                        <button class="button quiet" type="button" on:click=move |_| close()>
                            {td_string!(locale, authorized_apps.keep)}
                        </button>
                    </div>
                </Dialog>
            }
        })
    };
    let list = move || {
        apps.get().map(|result| match result {
            Ok(items) if items.is_empty() => {
                view! { <p class="empty">{td_string!(locale, authorized_apps.none)}</p> }.into_any()
            }
            Ok(items) => view! { <List locale items ask /> }.into_any(),
            Err(error) => {
                view! { <Failure locale error retry=Callback::new(move |()| apps.refetch()) /> }.into_any()
            }
        })
    };
    view! {
        <section aria-labelledby="authorized-apps">
            <h2 id="authorized-apps" tabindex="-1" node_ref=heading>
                {td_string!(locale, authorized_apps.title)}
            </h2>
            <Alert locale notice=problem />
            <p role="status">{move || done.get().then(|| td_string!(locale, authorized_apps.done))}</p>
            <Transition fallback=move || view! { <Loading locale /> }>{list}</Transition>
            {question}
        </section>
    }
}

#[component]
fn List(locale: Locale, items: Vec<AuthorizedApp>, ask: Callback<AuthorizedApp>) -> impl IntoView {
    let rows = items
        .into_iter()
        .map(|app| view! { <Row locale app ask /> }.into_any());
    view! {
        <p>{td_string!(locale, authorized_apps.intro)}</p>
        <ul class="entries">{rows.collect_view()}</ul>
    }
}

#[component]
fn Row(locale: Locale, app: AuthorizedApp, ask: Callback<AuthorizedApp>) -> impl IntoView {
    let granted = app
        .granted
        .iter()
        .map(|&scope| view! { <li>{scope_phrase(locale, scope)}</li> })
        .collect_view();
    let whose = format!(" {} · {}", app.app, app.environment);
    let target = app.clone();
    view! {
        <li class="entry authorized">
            <div class="entry-facts">
                <p class="entry-name">{app.app} " " <span class="badge">{app.environment}</span></p>
                <ul class="known">{granted}</ul>
                <p>
                    {td_string!(locale, authorized_apps.since, time = moment(locale, &app.authorized_at))} " · "
                    {td_string!(locale, authorized_apps.last_used, time = moment(locale, &app.last_used_at))}
                </p>
            </div>
            <button class="button quiet" type="button" on:click=move |_| ask.run(target.clone())>
                {td_string!(locale, authorized_apps.revoke)} <span class="unseen">{whose}</span>
            </button>
        </li>
    }
}
