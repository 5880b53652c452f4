//! "My Account" > Preferences: language and appearance, which save by themselves. Invariant: its words follow the language, so that
//! a new one changes them in place and leaves the focus where it is.

use leptos::prelude::*;

use super::{
    appearance_row::AppearanceRow,
    language_row::LanguageRow,
    page::{RowsSkeleton, crumbs, read_profile},
};
use crate::{
    i18n::*,
    kit::{Loaded, Page, use_locale_signal},
    ui::SettingRows,
};

/// The page.
#[component]
pub fn PreferencesPage() -> impl IntoView {
    let locale = use_locale_signal();
    let profile = read_profile();
    let heading = Signal::derive(move || td_string!(locale.get(), profile.nav_preferences).to_owned());
    let lead = Signal::derive(move || td_string!(locale.get(), profile.preferences_intro).to_owned());
    view! {
        <Page heading lead crumbs=Signal::derive(move || crumbs(locale.get()))>
            <Loaded resource=profile fallback=|| view! { <RowsSkeleton count=2 /> } let:profile>
                <SettingRows>
                    <LanguageRow chosen=profile.language />
                    <AppearanceRow />
                </SettingRows>
            </Loaded>
        </Page>
    }
}
