//! The icons: one set, drawn by hand on a grid of 20 by 20, one line of 1.75 px in the colour of the text around it.
//!
//! Invariant: an icon never stands alone. It says nothing to screen readers; the word beside it (or a control's label) does.

use leptos::prelude::*;

/// The line of an icon: the `d` of an SVG path. A bundle holds the constants that it uses, and no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IconPath(&'static str);

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $path:literal;)*) => { $($(#[$doc])* pub const $name: IconPath = IconPath($path);)* };
}

icons! {
    /// Done, valid, active.
    CHECK = "M4 10.5l4 4 8-9";
    /// Something wants attention.
    WARN = "M10 3 2 17h16zM10 8v4M10 14.5v.01";
    /// Something failed.
    ERROR = "M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15M7.5 7.5l5 5M12.5 7.5l-5 5";
    /// More to know.
    INFO = "M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15M10 9.5v4M10 6.5v.01";
    /// A step that has not begun.
    CIRCLE = "M10 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13";
    /// The current step.
    CURRENT = "M10 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M10 9a1 1 0 1 0 0 2a1 1 0 1 0 0-2";
    /// Put on the clipboard.
    COPY = "M7.5 7.5h9v9h-9zM12.5 7.5v-4h-9v9h4";
    /// Show what is hidden.
    EYE = "M2 10s3-5.5 8-5.5 8 5.5 8 5.5-3 5.5-8 5.5-8-5.5-8-5.5M10 7.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5";
    /// Leads to another site.
    EXTERNAL = "M8 4H3.5v12.5H16V12M11.5 3.5h5v5M16.5 3.5 9 11";
    /// A menu of further actions.
    MORE = "M4 10v.01M10 10v.01M16 10v.01";
    /// Search.
    SEARCH = "M8.5 3a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M12.5 12.5 17 17";
    /// Leave out some of a list.
    FILTER = "M3 5h14M6 10h8M8.5 15h3";
    /// A column that can be sorted.
    SORT = "M6.5 8 10 4.5 13.5 8M6.5 12l3.5 3.5 3.5-3.5";
    /// Sorted from the lowest to the highest.
    ASCENDING = "M10 15.5v-11M5.5 9 10 4.5 14.5 9";
    /// Sorted from the highest to the lowest.
    DESCENDING = "M10 4.5v11M5.5 11l4.5 4.5 4.5-4.5";
    /// Opens downwards.
    CHEVRON = "M5 7.5l5 5 5-5";
    /// A secret, a token.
    KEY = "M6.5 6.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M10 10h7.5v3M14.5 10v2.5";
    /// A second step.
    PHONE = "M6 2.5h8v15H6zM10 15v.01";
    /// Two ways, one of which is to be chosen.
    FORK = "M10 17.5V12L4 6M10 12l6-6M4 10V6h4M12 6h4v4";
    /// A person.
    USER = "M10 3a3.25 3.25 0 1 0 0 6.5a3.25 3.25 0 1 0 0-6.5M3.5 17c0-3.5 3-5 6.5-5s6.5 1.5 6.5 5";
    /// People together.
    GROUP = "M7.5 4a2.75 2.75 0 1 0 0 5.5a2.75 2.75 0 1 0 0-5.5M2 16c0-3 2.5-4.25 5.5-4.25S13 13 13 16M12.5 4.25a2.75 2.75 0 0 1 0 5M15 12c1.75.5 3 1.75 3 4";
    /// A group, and what belongs to it.
    TREE = "M10 2.5a2.25 2.25 0 1 0 0 4.5a2.25 2.25 0 1 0 0-4.5M4.5 13a2.25 2.25 0 1 0 0 4.5a2.25 2.25 0 1 0 0-4.5M15.5 13a2.25 2.25 0 1 0 0 4.5a2.25 2.25 0 1 0 0-4.5M10 7v3M4.5 13v-3h11v3";
    /// An app.
    APP = "M3 3h5.5v5.5H3zM11.5 3H17v5.5h-5.5zM3 11.5h5.5V17H3zM11.5 11.5H17V17h-5.5z";
    /// An email domain, the web.
    DOMAIN = "M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15M2.5 10h15M10 2.5c4.5 5 4.5 10 0 15M10 2.5c-4.5 5-4.5 10 0 15";
    /// Security.
    SHIELD = "M10 2.5 16.5 5v4.5c0 4-2.75 6.75-6.5 8-3.75-1.25-6.5-4-6.5-8V5z";
    /// Time, history, something that waits.
    CLOCK = "M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15M10 6v4l3 2";
    /// Settings.
    GEAR = "M3 6h7M14 6h3M12 4v4M3 14h3M10 14h7M8 12v4";
    /// Add.
    PLUS = "M10 4v12M4 10h12";
    /// Close, take away.
    CLOSE = "M5 5l10 10M15 5 5 15";
    /// Delete.
    TRASH = "M3.5 5.5h13M8 5.5V3h4v2.5M5 5.5 5.75 17h8.5L15 5.5";
    /// A mail.
    MAIL = "M2.5 4.5h15v11h-15zM2.5 5.5 10 11l7.5-5.5";
    /// Change.
    EDIT = "M3.5 16.5l.75-3.5L13.5 3.75l2.75 2.75L7 15.75z";
    /// The start page.
    HOME = "M3 9.5 10 3l7 6.5M5 8v9h10V8";
    /// A company.
    COMPANY = "M4 17V3h8v14M12 8h4v9M2.5 17h15M7 6.5h2M7 10h2M7 13.5h2";
    /// End the session.
    SIGN_OUT = "M8 3H3.5v14H8M8 10h9M13.5 6.5 17 10l-3.5 3.5";
}

/// Draws one icon.
#[component]
pub fn Icon(
    /// Which one: a constant of this module.
    path: IconPath,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d=path.0></path>
        </svg>
    }
}
