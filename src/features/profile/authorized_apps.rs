//! The apps that may know something of the person, and taking that back. Invariant: nothing is taken back before it was said
//! what that does.

use latchkey_contract::{
    Empty, ErrorCode,
    apps::{AuthorizedApp, ListAuthorizedApps, RevokeAuthorizedApp, revoke_authorized_app},
};
use leptos::{
    html::{self, H2},
    prelude::*,
    task::spawn_local,
};

use crate::{
    i18n::*,
    phrases::{notice, scope_phrase},
    portal::{
        call::{Caller, use_caller},
        language::use_locale,
        load::{Load, Loaded, show},
        moment::moment,
    },
    ui::{Alert, Dialog, Notice, Piece, live, piece, state, words},
};

/// Taking back what one was asked about.
#[derive(Clone, Copy)]
struct Revoking {
    locale: Locale,
    caller: StoredValue<Caller, LocalStorage>,
    /// What the question is about that is on the screen.
    asked: RwSignal<Option<AuthorizedApp>>,
    busy: RwSignal<bool>,
    problem: RwSignal<Option<Notice>>,
    /// How often something was taken back.
    revoked: RwSignal<u32>,
    /// Whether the last thing that was begun has come to its end.
    done: RwSignal<bool>,
    dialog: NodeRef<html::Dialog>,
    heading: NodeRef<H2>,
}

impl Revoking {
    fn ask(self, app: AuthorizedApp) {
        self.problem.set(None);
        self.done.set(false);
        self.asked.set(Some(app));
    }

    fn close(self) {
        if let Some(dialog) = self.dialog.try_get_untracked().flatten() {
            dialog.close();
        }
    }

    fn confirm(self) {
        let app = self.asked.get_untracked().filter(|_| !self.busy.get_untracked());
        let Some(app) = app else { return };
        self.busy.set(true);
        let caller = self.caller.get_value();
        spawn_local(async move {
            let request = revoke_authorized_app::Request { environment: app.id };
            let revoked = caller.call::<RevokeAuthorizedApp>(&request).await;
            // The page may be gone by now.
            if self.busy.try_set(false).is_some() {
                return;
            }
            // First of all: while it is open, nothing else takes the focus.
            self.close();
            match revoked {
                // Taken back in another tab meanwhile: what was wanted is so.
                Err(error) if error.code() != Some(ErrorCode::NotFound) => {
                    self.problem.set(Some(notice(self.locale, &error)));
                }
                _ => {
                    self.done.set(true);
                    self.revoked.update(|count| *count += 1);
                    // The button that was pressed is gone; the place is kept.
                    if let Some(heading) = self.heading.get_untracked() {
                        let _ = heading.focus();
                    }
                }
            }
        });
    }

    fn question(self, app: AuthorizedApp) -> Piece {
        let locale = self.locale;
        let busy = state(move || self.busy.get());
        let words = td_string!(
            locale,
            authorized_apps.ask,
            app = app.app,
            environment = app.environment
        );
        let content = piece(view! {
            <p id="revoke-question">{words}</p>
            <div class="dialog-actions">
                <button
                    class="button"
                    type="button"
                    aria-describedby="revoke-question"
                    aria-busy=busy
                    aria-disabled=busy
                    on:click=move |_| self.confirm()
                >
                    {td_string!(locale, authorized_apps.yes)}
                </button>
                <button class="button quiet" type="button" on:click=move |_| self.close()>
                    {td_string!(locale, authorized_apps.keep)}
                </button>
            </div>
        });
        let title = td_string!(locale, authorized_apps.ask_title);
        let closed = Callback::new(move |()| self.asked.set(None));
        piece(view! { <Dialog title node_ref=self.dialog closed content /> })
    }
}

/// The section of "My Account".
#[component]
pub fn AuthorizedApps() -> Piece {
    let locale = use_locale();
    let caller = use_caller();
    let revoking = Revoking {
        locale,
        caller: StoredValue::new_local(caller.clone()),
        asked: RwSignal::new(None),
        busy: RwSignal::new(false),
        problem: RwSignal::new(None),
        revoked: RwSignal::new(0),
        done: RwSignal::new(false),
        dialog: NodeRef::new(),
        heading: NodeRef::new(),
    };
    let apps = Load::new(move |_| {
        revoking.revoked.track();
        let caller = caller.clone();
        async move {
            let items = caller.call::<ListAuthorizedApps>(&Empty {}).await?.items;
            Ok(show(move || view! { <List revoking items /> }))
        }
    });
    let done = words(move || {
        let done = revoking.done.get();
        let done = done.then(|| td_string!(locale, authorized_apps.done));
        done.unwrap_or_default().to_owned()
    });
    let question = live(move || revoking.asked.get().map(|app| revoking.question(app)));
    piece(view! {
        <section aria-labelledby="authorized-apps">
            <h2 id="authorized-apps" tabindex="-1" node_ref=revoking.heading>
                {td_string!(locale, authorized_apps.title)}
            </h2>
            <Alert locale notice=revoking.problem />
            <p role="status">{done}</p>
            <Loaded load=apps />
            {question}
        </section>
    })
}

#[component]
fn List(revoking: Revoking, items: Vec<AuthorizedApp>) -> Piece {
    let locale = revoking.locale;
    if items.is_empty() {
        return piece(view! { <p class="empty">{td_string!(locale, authorized_apps.none)}</p> });
    }
    let rows: Vec<Piece> = items
        .into_iter()
        .map(|app| piece(view! { <Row revoking app /> }))
        .collect();
    piece(view! {
        <p>{td_string!(locale, authorized_apps.intro)}</p>
        <ul class="entries">{rows}</ul>
    })
}

#[component]
fn Row(revoking: Revoking, app: AuthorizedApp) -> Piece {
    let locale = revoking.locale;
    let granted: Vec<Piece> = app
        .granted
        .iter()
        .map(|&scope| piece(view! { <li>{scope_phrase(locale, scope)}</li> }))
        .collect();
    let whose = [" ", &app.app, " · ", &app.environment].concat();
    let since = moment(locale, &app.authorized_at);
    let last_used = moment(locale, &app.last_used_at);
    let target = app.clone();
    piece(view! {
        <li class="entry authorized">
            <div class="entry-facts">
                <p class="entry-name" translate="no">{app.app} " " <span class="badge">{app.environment}</span></p>
                <ul class="known">{granted}</ul>
                <p>
                    {td_string!(locale, authorized_apps.since, time = since)} " · "
                    {td_string!(locale, authorized_apps.last_used, time = last_used)}
                </p>
            </div>
            <button class="button quiet" type="button" on:click=move |_| revoking.ask(target.clone())>
                {td_string!(locale, authorized_apps.revoke)} <span class="unseen">{whose}</span>
            </button>
        </li>
    })
}
