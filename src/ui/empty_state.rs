//! What stands in the place of something that is not there: why, and what to do about it.

use leptos::prelude::*;

use super::icon::{self, Icon, IconPath};

/// Why there is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptyKind {
    /// Nobody has made anything yet.
    NothingYet,
    /// There is something, but nothing that was searched for.
    NoMatch,
    /// Whoever looks has no right to see it.
    Forbidden,
}

impl EmptyKind {
    fn icon(self) -> IconPath {
        match self {
            Self::NothingYet => icon::PLUS,
            Self::NoMatch => icon::SEARCH,
            Self::Forbidden => icon::SHIELD,
        }
    }
}

/// An icon, one sentence why, and one button what to do.
#[component]
pub fn EmptyState(
    /// Why there is nothing.
    kind: EmptyKind,
    /// The sentence.
    #[prop(into)]
    text: Signal<String>,
    /// An icon in the place of the kind's own: of what would be here.
    #[prop(optional)]
    icon: Option<IconPath>,
    /// The button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <span class="empty-icon">
                <Icon path=icon.unwrap_or_else(|| kind.icon()) />
            </span>
            <p>{super::words(move || text.get())}</p>
            {children.map(|children| children())}
        </div>
    }
}
