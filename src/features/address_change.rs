//! An account gets a new address, or keeps its own: asks before, and says it after. A plain form with nothing to wake.

use leptos::prelude::*;

use crate::{
    front::entry::{AddressChangeScreen, LinkPurpose},
    i18n::*,
    paths,
    ui::named,
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

/// The pages behind the links of a change of address.
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
        requested,
        done,
    } = screen;
    let confirms = purpose == LinkPurpose::ConfirmAddress;
    let shown = named(address.clone());
    let text = match (confirms, done) {
        (true, false) => td!(locale, address_change.confirm_text, address = shown).into_any(),
        (true, true) => td!(locale, address_change.confirmed_text, address = shown).into_any(),
        (false, false) => td_string!(locale, address_change.keep_text).into_any(),
        (false, true) => td!(locale, address_change.kept_text, address = shown).into_any(),
    };
    let both = (!confirms && !done).then(|| {
        let requested = requested.map(|requested| {
            view! {
                <div>
                    <dt>{td_string!(locale, address_change.keep_requested)}</dt>
                    <dd translate="no" dir="auto">{requested}</dd>
                </div>
            }
        });
        view! {
            <dl class="facts">
                <div>
                    <dt>{td_string!(locale, address_change.keep_current)}</dt>
                    <dd translate="no" dir="auto">{address}</dd>
                </div>
                {requested}
            </dl>
        }
    });
    let submit = if confirms {
        td_string!(locale, address_change.confirm_submit)
    } else {
        td_string!(locale, address_change.keep_submit)
    };
    let whose = asked_by.map(|account| {
        let (name, address) = (account.name, account.address);
        view! {
            <p>{td!(locale, address_change.confirm_whose, name = named(name), address = named(address))}</p>
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
        {both}
        {whose}
        {form}
        {way_on}
    }
}
