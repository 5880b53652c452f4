//! Shown in the place of content that is not there: why, and what to do about it.

use leptos::prelude::*;

use super::icon::{self, Icon, IconPath};

/// Why there is nothing to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptyKind {
    /// Nobody has made anything yet.
    NothingYet,
    /// Nothing matches the search.
    NoMatch,
    /// The person may not see it.
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
    /// Why there is nothing to show.
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
