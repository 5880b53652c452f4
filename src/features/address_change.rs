//! An account gets a new address, or keeps its own: asks before, and says it after. A plain form with nothing to wake.

use leptos::prelude::*;

use crate::{
    front::entry::{AddressChangeScreen, LinkPurpose},
    i18n::*,
    paths,
};

/// What the `h1` says.
pub fn title(locale: Locale, screen: &AddressChangeScreen) -> &'static str {
    match (screen.purpose, screen.done) {
        (LinkPurpose::ConfirmAddress, false) => td_string!(locale, address_change.confirm_title),
        (LinkPurpose::ConfirmAddress, true) => td_string!(locale, address_change.confirmed_title),
        (_, false) => td_string!(locale, address_change.keep_title),
        (_, true) => td_string!(locale, address_change.kept_title),
    }
}

/// See the module.
#[component]
pub fn AddressChange(
    /// Language of the screen.
    locale: Locale,
    /// What the link is about.
    screen: AddressChangeScreen,
) -> impl IntoView {
    let heading = title(locale, &screen);
    let AddressChangeScreen {
        purpose,
        link,
        address,
        asked_by,
        done,
    } = screen;
    let confirms = purpose == LinkPurpose::ConfirmAddress;
    let text = match (confirms, done) {
        (true, false) => td_string!(locale, address_change.confirm_text, address = address),
        (true, true) => td_string!(locale, address_change.confirmed_text, address = address),
        (false, false) => td_string!(locale, address_change.keep_text, address = address),
        (false, true) => td_string!(locale, address_change.kept_text, address = address),
    };
    let submit = if confirms {
        td_string!(locale, address_change.confirm_submit)
    } else {
        td_string!(locale, address_change.keep_submit)
    };
    let whose = asked_by.map(|account| {
        let (name, address) = (account.name, account.address);
        view! {
            <p>{td_string!(locale, address_change.confirm_whose, name = name, address = address)}</p>
            <p>{td_string!(locale, address_change.confirm_only_if)}</p>
        }
    });
    let form = (!done).then(|| {
        view! {
            <form method="post" action=paths::of_link(purpose, &link)>
                <button class="button" type="submit">
                    {submit}
                </button>
            </form>
        }
    });
    let way_on = done.then(|| {
        view! {
            <a class="button" href=paths::PROFILE>
                {td_string!(locale, profile.title)}
            </a>
        }
    });
    view! {
        <h1>{heading}</h1>
        <p>{text}</p>
        {whose}
        {form}
        {way_on}
    }
}
