//! A word or two on the state of a thing, and tags for what kind of thing it is.

use leptos::prelude::*;

use super::icon::{Icon, IconPath};
use super::tone::Tone;

/// A state, with its icon: *Active*, *Draft*, *Tested*, *Expired*, *Pending*.
#[component]
pub fn Badge(
    /// What the state means.
    #[prop(optional)]
    tone: Tone,
    /// The word.
    #[prop(into)]
    label: Signal<String>,
    /// An icon in the place of the tone's own.
    #[prop(optional)]
    icon: Option<IconPath>,
) -> impl IntoView {
    view! {
        <span class="badge" data-tone=tone.name()>
            <Icon path=icon.unwrap_or_else(|| tone.icon()) />
            {super::words(move || label.get())}
        </span>
    }
}

/// What kind of thing this is, or of which environment: no state, hence no icon and no colour of one.
#[component]
pub fn Tag(
    /// The word. Names of people's own making are isolated from the direction of the text around them.
    #[prop(into)]
    label: String,
    /// Filled rather than outlined: the one to be careful with, like the production environment.
    #[prop(optional)]
    solid: bool,
) -> impl IntoView {
    view! {
        <span class="tag" class:solid=solid>
            <bdi>{label}</bdi>
        </span>
    }
}
