//! Where one is signed in, and ending that: one place, or all others. Invariant: nothing ends before it was said what will.

use latchkey_contract::{
    Empty,
    session::{EndOtherSessions, EndSessionOf, ListSessions, SessionItem, end_session_of},
};
use leptos::{html::H2, prelude::*};

use crate::{
    i18n::*,
    kit::{Form, Loaded, StatusMessage, Submission, format_datetime, use_locale, use_session_client},
    ui::{Alert, Question},
};

/// What is to end.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    One { id: String },
    Others,
}

/// The question whether a session shall end, and what it leads to.
#[derive(Clone, Copy)]
struct Ending {
    locale: Locale,
    /// What the question on the screen is about.
    asked: RwSignal<Option<Target>>,
    form: Form,
    one: Submission<EndSessionOf>,
    others: Submission<EndOtherSessions>,
}

impl Ending {
    /// `ended` runs when something was ended.
    fn new(locale: Locale, ended: impl Fn() + Copy + 'static) -> Self {
        let form = Form::new("sessions");
        let asked = RwSignal::new(None);
        let done = move || {
            asked.set(None);
            let words = td_string!(locale, sessions.done);
            form.message.set(Some(words.to_owned()));
            ended();
        };
        Self {
            locale,
            asked,
            form,
            one: form.submission(move |_, _| done()),
            others: form.submission(move |_, _| done()),
        }
    }

    fn ask(self, target: Target) {
        self.form.clear();
        self.asked.set(Some(target));
    }

    fn end(self) {
        match self.asked.get_untracked() {
            Some(Target::One { id }) => self.one.send(end_session_of::Request { session: id }),
            Some(Target::Others) => self.others.send(Empty {}),
            None => {}
        }
    }
}

/// The section of "My Account".
#[component]
pub fn Sessions() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let heading = NodeRef::<H2>::new();
    let sessions = LocalResource::new(move || {
        let client = client.clone();
        async move { Ok(client.call::<ListSessions>(&Empty {}).await?.items) }
    });
    let ending = Ending::new(locale, move || {
        sessions.refetch();
        // The button that was pressed is gone; the place is kept.
        if let Some(heading) = heading.get_untracked() {
            let _ = heading.focus();
        }
    });
    view! {
        <section aria-labelledby="sessions">
            <h2 id="sessions" tabindex="-1" node_ref=heading>
                {td_string!(locale, sessions.title)}
            </h2>
            <p>{td_string!(locale, sessions.intro)}</p>
            <Alert locale notice=ending.form.notice />
            <StatusMessage message=ending.form.message />
            <Loaded resource=sessions let:items>
                <List ending items />
            </Loaded>
        </section>
    }
}

#[component]
fn List(ending: Ending, items: Vec<SessionItem>) -> impl IntoView {
    let locale = ending.locale;
    let end_others = items.iter().any(|item| !item.is_this).then(|| {
        view! {
            <EndButton
                ending
                target=Target::Others
                question=td_string!(locale, sessions.ask_others)
                yes=td_string!(locale, sessions.yes_others)
            >
                {td_string!(locale, sessions.end_others)}
            </EndButton>
        }
    });
    view! {
        <ul class="entries">
            <For each=move || items.clone() key=|item| item.id.clone() let:item>
                <Row ending item />
            </For>
        </ul>
        {end_others}
    }
}

/// A button, and the question that it leads to.
#[component]
fn EndButton(
    ending: Ending,
    target: Target,
    #[prop(into)] question: String,
    yes: &'static str,
    children: Children,
) -> impl IntoView {
    let locale = ending.locale;
    let about = target.clone();
    let is_asked = move || ending.asked.with(|asked| asked.as_ref() == Some(&about));
    let busy = Signal::derive(move || ending.one.pending().get() || ending.others.pending().get());
    view! {
        <button class="button quiet" type="button" on:click=move |_| ending.ask(target.clone())>
            {children()}
        </button>
        <Show when=is_asked>
            <Question
                id="session-question"
                words=question.clone()
                yes
                no=td_string!(locale, sessions.keep)
                busy
                confirm=Callback::new(move |()| ending.end())
                cancel=Callback::new(move |()| ending.asked.set(None))
            />
        </Show>
    }
}

#[component]
fn Row(ending: Ending, item: SessionItem) -> impl IntoView {
    let locale = ending.locale;
    let device = device(locale, &item);
    let this = item
        .is_this
        .then(|| view! { <span class="badge">{td_string!(locale, sessions.this)}</span> });
    let whose = device.clone();
    let end = (!item.is_this).then(|| {
        view! {
            <EndButton
                ending
                target=Target::One { id: item.id }
                question=td_string!(locale, sessions.ask, device = device.clone())
                yes=td_string!(locale, sessions.yes)
            >
                {td_string!(locale, sessions.end)}
                <span class="unseen">" " {whose}</span>
            </EndButton>
        }
    });
    let signed_in = format_datetime(locale, &item.signed_in_at);
    let last_seen = format_datetime(locale, &item.last_seen_at);
    view! {
        <li class="entry session">
            <div class="entry-facts">
                <p class="entry-name">{device} " " {this}</p>
                <p>{td_string!(locale, sessions.place, address = item.client_address)}</p>
                <p>
                    {td_string!(locale, sessions.signed_in, time = signed_in)} " · "
                    {td_string!(locale, sessions.last_seen, time = last_seen)}
                </p>
            </div>
            {end}
        </li>
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
