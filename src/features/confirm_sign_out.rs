//! An app asks to sign somebody out, and nothing proves that the person wants it: so the person is asked.

use leptos::prelude::*;

use crate::{
    front::page::{AppName, ConfirmSignOutScreen},
    i18n::*,
    paths,
    ui::named,
};

/// "Sign out?"
#[component]
pub fn ConfirmSignOut(
    /// Language of the screen.
    locale: Locale,
    /// What the server knows: the app that asks to sign out.
    screen: ConfirmSignOutScreen,
) -> impl IntoView {
    let email = screen.email;
    let text = match screen.app {
        Some(AppName { app, environment }) => td!(
            locale,
            confirm_sign_out.text_app,
            app = named(app),
            environment = named(environment),
            email = named(email)
        )
        .into_any(),
        None => td!(locale, confirm_sign_out.text, email = named(email)).into_any(),
    };
    let fields = screen.fields.into_iter().map(|(name, value)| {
        view! { <input type="hidden" name=name value=value /> }
    });
    view! {
        <h1>{td_string!(locale, confirm_sign_out.title)}</h1>
        <p>{text}</p>
        <form method="post" action=paths::CONFIRM_SIGN_OUT>
            {fields.collect_view()}
            <button class="button" type="submit">
                {td_string!(locale, confirm_sign_out.sign_out)}
            </button>
        </form>
        <a class="button quiet" href=paths::HOME>
            {td_string!(locale, confirm_sign_out.stay)}
        </a>
    }
}
