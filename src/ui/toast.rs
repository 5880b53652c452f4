//! News of something that has no place of its own on the page: it was deleted, sent, moved; with a way to take it back.
//!
//! Invariant: a toast goes by itself, unless somebody is at it: the clock stands while the pointer or the focus is on one. What has to
//! be read or answered is no toast.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

use super::{
    icon::{self, Icon},
    tone::Tone,
};
use crate::i18n::*;

/// How long one stays.
const STAY: Duration = Duration::from_secs(6);

/// A message that disappears by itself.
#[derive(Clone)]
pub struct Toast {
    /// Its meaning, which sets colour and icon.
    pub tone: Tone,
    /// The sentence about what happened.
    pub text: String,
    /// Takes it back, or leads on: the words on the button, and what it does.
    pub action: Option<(String, Callback<()>)>,
}

impl Toast {
    /// Good news without a button.
    pub fn good(text: String) -> Self {
        Self {
            tone: Tone::Good,
            text,
            action: None,
        }
    }
}

/// The toasts of the page. A context.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<(u32, Toast)>>,
    last: StoredValue<u32>,
}

impl Toasts {
    /// Lets everything below the current owner say things.
    pub fn provide() -> Self {
        let toasts = Self::new();
        provide_context(toasts);
        toasts
    }

    fn new() -> Self {
        Self {
            shown: RwSignal::new(Vec::new()),
            last: StoredValue::new(0),
        }
    }

    /// Shows a toast.
    pub fn show(self, toast: Toast) {
        self.last.update_value(|last| *last += 1);
        let key = self.last.get_value();
        self.shown.update(|shown| shown.push((key, toast)));
    }

    fn dismiss(self, key: u32) {
        // The page may be gone by now.
        let _ = self
            .shown
            .try_update(|shown| shown.retain(|(other, _)| *other != key));
    }
}

/// What was provided above. Outside the portal nobody sees what is said.
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(Toasts::new)
}

/// The place where they appear. It is in the page from the start: a region that comes with its words is not announced everywhere.
#[component]
pub fn ToastRegion(
    /// Language of the words around them.
    locale: Locale,
    /// The toasts.
    toasts: Toasts,
    /// How long one stays.
    #[prop(default = STAY)]
    stay: Duration,
) -> impl IntoView {
    view! {
        <div class="toasts" role="region" aria-label=td_string!(locale, ui.messages)>
            <ul role="list" aria-live="polite" aria-relevant="additions">
                <For each=move || toasts.shown.get() key=|(key, _)| *key let:entry>
                    {one_toast(locale, toasts, entry, stay)}
                </For>
            </ul>
        </div>
    }
}

fn one_toast(locale: Locale, toasts: Toasts, (key, toast): (u32, Toast), stay: Duration) -> AnyView {
    let clock = StoredValue::new_local(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(handle)) = clock.try_update_value(Option::take) {
            handle.clear();
        }
    };
    let start = move || {
        stop();
        let handle = set_timeout_with_handle(move || toasts.dismiss(key), stay).ok();
        clock.set_value(handle);
    };
    start();
    on_cleanup(stop);
    let keydown = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            toasts.dismiss(key);
        }
    };
    let Toast { tone, text, action } = toast;
    let action = action.map(|(label, act)| {
        let take = move |_| {
            act.run(());
            toasts.dismiss(key);
        };
        view! { <button type="button" class="button quiet dense" on:click=take>{label}</button> }
    });
    view! {
        <li
            class="toast"
            data-tone=tone.name()
            on:mouseenter=move |_| stop()
            on:mouseleave=move |_| start()
            on:focusin=move |_| stop()
            on:focusout=move |_| start()
            on:keydown=keydown
        >
            <Icon path=tone.icon() />
            <p>{text}</p>
            {action}
            <button
                type="button"
                class="button plain dense icon-only"
                aria-label=td_string!(locale, ui.dismiss)
                on:click=move |_| toasts.dismiss(key)
            >
                <Icon path=icon::CLOSE />
            </button>
        </li>
    }
    .into_any()
}
