//! Where one is signed in, and ending that: one place, or all others. Invariant: nothing ends before it was said what will.

use latchkey_contract::{
    Empty,
    session::{EndOtherSessions, EndSessionOf, ListSessions, SessionItem, end_session_of},
};
use leptos::{html::H2, prelude::*};

use crate::{
    i18n::*,
    portal::{
        call::use_caller,
        language::use_locale,
        load::{Load, Loaded, show},
        moment::moment,
        sending::Sending,
    },
    ui::{Alert, Piece, Question, live, piece, words},
};

/// What is to end.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    One { id: String },
    Others,
}

/// Ending what one was asked about.
#[derive(Clone, Copy)]
struct Ending {
    locale: Locale,
    sending: Sending,
    /// What the question is about that is on the screen.
    asked: RwSignal<Option<Target>>,
    /// How often something was ended.
    ended: RwSignal<u32>,
    /// Whether the last thing that was begun has come to its end.
    done: RwSignal<bool>,
    heading: NodeRef<H2>,
}

impl Ending {
    fn ask(self, target: Target) {
        self.sending.notice.set(None);
        self.done.set(false);
        self.asked.set(Some(target));
    }

    fn end(self) {
        let done = move || {
            self.asked.set(None);
            self.done.set(true);
            self.ended.update(|count| *count += 1);
            // The button that was pressed is gone; the place is kept.
            if let Some(heading) = self.heading.get_untracked() {
                let _ = heading.focus();
            }
        };
        match self.asked.get_untracked() {
            Some(Target::One { id }) => {
                let request = end_session_of::Request { session: id };
                self.sending.send::<EndSessionOf>(&request, done);
            }
            Some(Target::Others) => self.sending.send::<EndOtherSessions>(&Empty {}, done),
            None => {}
        }
    }

    /// The button `words`, and the question that it leads to.
    fn button(self, target: Target, words: Piece, question: String, yes: &'static str) -> Piece {
        let Self { locale, asked, .. } = self;
        let about = target.clone();
        let question = live(move || {
            (asked.get().as_ref() == Some(&about)).then(|| {
                let (words, busy) = (question.clone(), self.sending.busy);
                let no = td_string!(locale, sessions.keep);
                let confirm = Callback::new(move |()| self.end());
                let cancel = Callback::new(move |()| asked.set(None));
                piece(view! { <Question id="session-question" words yes no busy confirm cancel /> })
            })
        });
        piece(view! {
            <button class="button quiet" type="button" on:click=move |_| self.ask(target.clone())>
                {words}
            </button>
            {question}
        })
    }
}

/// The section of "My Account".
#[component]
pub fn Sessions() -> Piece {
    let locale = use_locale();
    let caller = use_caller();
    let ending = Ending {
        locale,
        sending: Sending::new(locale, &[]),
        asked: RwSignal::new(None),
        ended: RwSignal::new(0),
        done: RwSignal::new(false),
        heading: NodeRef::new(),
    };
    let sessions = Load::new(move |_| {
        ending.ended.track();
        let caller = caller.clone();
        async move {
            let items = caller.call::<ListSessions>(&Empty {}).await?.items;
            Ok(show(move || view! { <List ending items /> }))
        }
    });
    let done = words(move || {
        let done = ending.done.get();
        let done = done.then(|| td_string!(locale, sessions.done));
        done.unwrap_or_default().to_owned()
    });
    piece(view! {
        <section aria-labelledby="sessions">
            <h2 id="sessions" tabindex="-1" node_ref=ending.heading>
                {td_string!(locale, sessions.title)}
            </h2>
            <p>{td_string!(locale, sessions.intro)}</p>
            <Alert locale notice=ending.sending.notice />
            <p role="status">{done}</p>
            <Loaded load=sessions />
        </section>
    })
}

#[component]
fn List(ending: Ending, items: Vec<SessionItem>) -> Piece {
    let locale = ending.locale;
    let others = items.iter().any(|item| !item.is_this);
    let rows: Vec<Piece> = items
        .into_iter()
        .map(|item| piece(view! { <Row ending item /> }))
        .collect();
    let end_others = others.then(|| {
        let words = piece(td_string!(locale, sessions.end_others));
        let question = td_string!(locale, sessions.ask_others).to_owned();
        ending.button(
            Target::Others,
            words,
            question,
            td_string!(locale, sessions.yes_others),
        )
    });
    piece(view! {
        <ul class="entries">{rows}</ul>
        {end_others}
    })
}

#[component]
fn Row(ending: Ending, item: SessionItem) -> Piece {
    let locale = ending.locale;
    let device = device(locale, &item);
    let mine = item
        .is_this
        .then(|| piece(view! { <span class="badge">{td_string!(locale, sessions.this)}</span> }));
    let end = (!item.is_this).then(|| {
        let question = td_string!(locale, sessions.ask, device = device.clone());
        let whose = device.clone();
        let words =
            piece(view! { {td_string!(locale, sessions.end)} <span class="unseen">" " {whose}</span> });
        ending.button(
            Target::One { id: item.id },
            words,
            question,
            td_string!(locale, sessions.yes),
        )
    });
    let signed_in = moment(locale, &item.signed_in_at);
    let last_seen = moment(locale, &item.last_seen_at);
    piece(view! {
        <li class="entry session">
            <div class="entry-facts">
                <p class="entry-name">{device} " " {mine}</p>
                <p>{td_string!(locale, sessions.place, address = item.client_address)}</p>
                <p>
                    {td_string!(locale, sessions.signed_in, time = signed_in)} " · "
                    {td_string!(locale, sessions.last_seen, time = last_seen)}
                </p>
            </div>
            {end}
        </li>
    })
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
