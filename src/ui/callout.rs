//! A notice in the page: something good, worth knowing, to attend to, or wrong; with one way on.

use leptos::prelude::*;

use super::{icon::Icon, tone::Tone};

/// Stands there with the page. What appears later belongs into a region that announces (`role="status"`, `role="alert"`).
#[component]
pub fn Callout(
    /// Its meaning, which sets colour and icon.
    #[prop(default = Tone::Info)]
    tone: Tone,
    /// What it is about, in a few words.
    #[prop(optional, into)]
    title: Option<String>,
    /// A button or link: what to do about it.
    #[prop(optional, into)]
    action: ViewFn,
    /// What there is to say.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="notice" data-tone=tone.name()>
            <Icon path=tone.icon() />
            <div>
                {title.map(|title| view! { <p class="notice-title">{title}</p> })}
                {children()}
            </div>
            <div class="notice-action">{action.run()}</div>
        </div>
    }
}
