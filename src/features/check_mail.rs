//! The answer to every request for a link. Invariant: says the same whoever has the address, and whether anybody has; that it signs in
//! through its company the sign-in screen says as well.

use leptos::prelude::*;

use crate::{
    front::entry::{CheckMailScreen, LinkPurpose},
    i18n::*,
    paths,
    ui::named,
};

/// What the `h1` says.
pub fn title(locale: Locale, screen: &CheckMailScreen) -> &'static str {
    match screen.signs_in_by_sso {
        true => td_string!(locale, sign_in.submit_sso),
        false => td_string!(locale, check_mail.title),
    }
}

/// "Check your mail", or where to sign in instead.
#[component]
pub fn CheckMail(
    /// Language of the screen.
    locale: Locale,
    /// What was asked for.
    screen: CheckMailScreen,
) -> impl IntoView {
    let return_to = screen.return_to.as_deref();
    let again = paths::and_back_to(paths::asking(screen.purpose), return_to);
    let back = paths::and_back_to(paths::SIGN_IN, return_to);
    let heading = title(locale, &screen);
    let address = named(screen.address);
    let rest = match screen.signs_in_by_sso {
        true => view! {
            <p>{td!(locale, check_mail.sso, address = address)}</p>
            <a class="button" href=back>
                {heading}
            </a>
            {(screen.purpose == LinkPurpose::ResetPassword)
                .then(|| {
                    view! {
                        <p class="aside">
                            <a href=paths::RECOVER>{td_string!(locale, sso_failed.recover)}</a>
                        </p>
                    }
                })}
        }
        .into_any(),
        false => view! {
            <p>{td!(locale, check_mail.text, address = address)}</p>
            <p>{td_string!(locale, check_mail.nothing)}</p>
            <a class="button quiet" href=again>
                {td_string!(locale, check_mail.again)}
            </a>
            <p class="aside">
                <a href=back>{td_string!(locale, back_to_sign_in)}</a>
            </p>
        }
        .into_any(),
    };
    view! {
        <h1>{heading}</h1>
        {rest}
    }
}
