//! Where one is signed in, and ending that: one place, or all others. Invariant: nothing ends before it was said what will.

use latchkey_contract::{
    Empty,
    session::{EndOtherSessions, EndSessionOf, ListSessions, SessionItem, end_session_of},
};
use leptos::{html::H2, prelude::*};

use crate::{
    api::ApiError,
    i18n::*,
    phrases::notice,
    portal::{call::use_caller, failure::Failure, language::use_locale, moment::moment},
    ui::{Alert, Loading},
};

/// What is to end.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    One { id: String, device: String },
    Others,
}

/// The section of "My Account".
#[component]
pub fn Sessions() -> impl IntoView {
    let locale = use_locale();
    let caller = use_caller();
    let listing = caller.clone();
    let sessions = LocalResource::new(move || {
        let caller = listing.clone();
        async move {
            caller
                .call::<ListSessions>(&Empty {})
                .await
                .map(|list| list.items)
        }
    });
    let asked = RwSignal::new(None::<Target>);
    let problem = RwSignal::new(None);
    let done = RwSignal::new(false);
    let heading = NodeRef::<H2>::new();
    let end = Action::new_local(move |target: &Target| {
        let (caller, target) = (caller.clone(), target.clone());
        async move {
            let ended: Result<(), ApiError> = match target {
                Target::One { id, .. } => {
                    let request = end_session_of::Request { session: id };
                    caller.call::<EndSessionOf>(&request).await.map(drop)
                }
                Target::Others => caller.call::<EndOtherSessions>(&Empty {}).await.map(drop),
            };
            match ended {
                Ok(()) => {
                    asked.set(None);
                    done.set(true);
                    sessions.refetch();
                    // The button that was pressed is gone; the place is kept.
                    if let Some(heading) = heading.get_untracked() {
                        let _ = heading.focus();
                    }
                }
                Err(error) => problem.set(Some(notice(locale, &error))),
            }
        }
    });
    let ask = Callback::new(move |target: Target| {
        problem.set(None);
        done.set(false);
        asked.set(Some(target));
    });
    let confirm = Callback::new(move |()| {
        problem.set(None);
        if let Some(target) = asked.get_untracked().filter(|_| !end.pending().get_untracked()) {
            end.dispatch_local(target);
        }
    });
    let busy = Signal::derive(move || end.pending().get());
    let list = move || {
        sessions.get().map(|result| match result {
            Ok(items) => view! { <List locale items asked ask confirm busy /> }.into_any(),
            Err(error) => {
                view! { <Failure locale error retry=Callback::new(move |()| sessions.refetch()) /> }
                    .into_any()
            }
        })
    };
    view! {
        <section aria-labelledby="sessions">
            <h2 id="sessions" tabindex="-1" node_ref=heading>
                {td_string!(locale, sessions.title)}
            </h2>
            <p>{td_string!(locale, sessions.intro)}</p>
            <Alert locale notice=problem />
            <p role="status">{move || done.get().then(|| td_string!(locale, sessions.done))}</p>
            <Transition fallback=move || view! { <Loading locale /> }>{list}</Transition>
        </section>
    }
}

#[component]
fn List(
    locale: Locale,
    items: Vec<SessionItem>,
    asked: RwSignal<Option<Target>>,
    ask: Callback<Target>,
    confirm: Callback<()>,
    busy: Signal<bool>,
) -> impl IntoView {
    let others = items.iter().filter(|item| !item.is_this).count();
    let rows = items
        .into_iter()
        .map(|item| view! { <Row locale item asked ask confirm busy /> }.into_any());
    let end_others = (others > 0).then(|| {
        let question = move || {
            (asked.get() == Some(Target::Others)).then(|| {
            let words = td_string!(locale, sessions.ask_others).to_owned();
            view! { <Question locale words yes=td_string!(locale, sessions.yes_others) asked confirm busy /> }.into_any()
        })
        };
        view! {
            <button class="button quiet" type="button" on:click=move |_| ask.run(Target::Others)>
                {td_string!(locale, sessions.end_others)}
            </button>
            {question}
        }
    });
    view! {
        <ul class="entries">{rows.collect_view()}</ul>
        {end_others}
    }
}

#[component]
fn Row(
    locale: Locale,
    item: SessionItem,
    asked: RwSignal<Option<Target>>,
    ask: Callback<Target>,
    confirm: Callback<()>,
    busy: Signal<bool>,
) -> impl IntoView {
    let device = device(locale, &item);
    let mine = item
        .is_this
        .then(|| view! { <span class="badge">{td_string!(locale, sessions.this)}</span> });
    let target = Target::One {
        id: item.id,
        device: device.clone(),
    };
    let end = (!item.is_this).then(|| {
        let is_asked = {
            let target = target.clone();
            move || asked.get().as_ref() == Some(&target)
        };
        let whose = device.clone();
        let words = td_string!(locale, sessions.ask, device = device.clone());
        let question = move || {
            is_asked().then(|| {
                let words = words.clone();
                view! { <Question locale words yes=td_string!(locale, sessions.yes) asked confirm busy /> }
                    .into_any()
            })
        };
        view! {
            <button class="button quiet" type="button" on:click=move |_| ask.run(target.clone())>
                {td_string!(locale, sessions.end)} <span class="unseen">" " {whose}</span>
            </button>
            {question}
        }
    });
    view! {
        <li class="entry session">
            <div class="entry-facts">
                <p class="entry-name">{device} " " {mine}</p>
                <p>{td_string!(locale, sessions.place, address = item.client_address)}</p>
                <p>
                    {td_string!(locale, sessions.signed_in, time = moment(locale, &item.signed_in_at))} " · "
                    {td_string!(locale, sessions.last_seen, time = moment(locale, &item.last_seen_at))}
                </p>
            </div>
            {end}
        </li>
    }
}

/// What will happen, and whether it shall. The focus goes to it.
#[component]
fn Question(
    locale: Locale,
    words: String,
    yes: &'static str,
    asked: RwSignal<Option<Target>>,
    confirm: Callback<()>,
    busy: Signal<bool>,
) -> impl IntoView {
    let button = NodeRef::<leptos::html::Button>::new();
    Effect::new(move |_| {
        if let Some(button) = button.get() {
            let _ = button.focus();
        }
    });
    let state = move || busy.get().then_some("true");
    view! {
        <div class="question">
            <p id="session-question">{words}</p>
            <button
                class="button"
                type="button"
                node_ref=button
                aria-describedby="session-question"
                aria-busy=state
                aria-disabled=state
                on:click=move |_| confirm.run(())
            >
                {yes}
            </button>
            <button class="button quiet" type="button" on:click=move |_| asked.set(None)>
                {td_string!(locale, sessions.keep)}
            </button>
        </div>
    }
}

/// The device in words.
fn device(locale: Locale, item: &SessionItem) -> String {
    match (&item.browser, &item.system) {
        (Some(browser), Some(system)) => {
            td_string!(
                locale,
                sessions.browser_on,
                browser = browser.clone(),
                system = system.clone()
            )
        }
        (Some(name), None) | (None, Some(name)) => name.clone(),
        (None, None) => td_string!(locale, sessions.unknown).to_owned(),
    }
}
