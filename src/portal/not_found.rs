//! An address of the portal at which there is nothing.

use leptos::prelude::*;

use super::{language::use_locale, page::Page};
use crate::{
    i18n::*,
    paths,
    ui::{Piece, piece},
};

/// See the module.
#[component]
pub fn NotFound() -> Piece {
    let locale = use_locale();
    let content = piece(view! {
        <p>{td_string!(locale, portal.not_found_text)}</p>
        <p>
            <a href=paths::HOME class="button">
                {td_string!(locale, portal.go_home)}
            </a>
        </p>
    });
    let title = td_string!(locale, portal.not_found);
    piece(view! { <Page title heading=title.to_owned() content /> })
}
