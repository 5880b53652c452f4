//! The pages that a set-up link of single sign-on leads to: one has the button to begin, the other says why the link does not work (any more).
//! Neither is hydrated: the server's HTML is all there is.

use leptos::prelude::*;

use crate::{
    front::sso_set_up::{SsoSetUpEnd, SsoSetUpOverScreen, SsoSetUpScreen, WhoMakesLinks},
    i18n::*,
    paths,
    ui::named,
};

/// The page with the button to begin.
#[component]
pub fn SsoSetUp(
    /// Language of the screen.
    locale: Locale,
    /// What the server knows of the link: who made it, for which company, until when it works.
    screen: SsoSetUpScreen,
) -> impl IntoView {
    let SsoSetUpScreen {
        link,
        secret,
        company_name,
        made_by,
        until,
        signed_in_as,
    } = screen;
    let fact = |name: &'static str, value: String| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd translate="no" dir="auto">{value}</dd>
            </div>
        }
    };
    let signed_in = signed_in_as
        .map(|address| view! { <p>{td!(locale, sso_set_up.signed_in, address = named(address))}</p> });
    let text = td!(
        locale,
        sso_set_up.text,
        made_by = named(made_by.clone()),
        company = named(company_name.clone())
    );
    view! {
        <h1>{td_string!(locale, sso_set_up.title)}</h1>
        <p>{text}</p>
        <p>{td_string!(locale, sso_set_up.steps)}</p>
        <dl class="facts">
            {fact(td_string!(locale, sso_set_up.company), company_name)}
            {fact(td_string!(locale, sso_set_up.made_by), made_by)}
            {fact(td_string!(locale, sso_set_up.until), until)}
        </dl>
        {signed_in}
        <form method="post" action=paths::of_set_up_link(&link)>
            <input type="hidden" name="secret" value=secret />
            <button class="button" type="submit">
                {td_string!(locale, sso_set_up.begin)}
            </button>
        </form>
        <p class="fine-print">{td_string!(locale, sso_set_up.one_browser)}</p>
    }
}

/// What the `h1` says.
pub fn over_title(locale: Locale, end: SsoSetUpEnd) -> &'static str {
    match end {
        SsoSetUpEnd::Done => td_string!(locale, sso_set_up.done_title),
        SsoSetUpEnd::Begun => td_string!(locale, sso_set_up.begun_title),
        _ => td_string!(locale, link_failed.title),
    }
}

/// The page of a link that opens nothing (any more).
#[component]
pub fn SsoSetUpOver(
    /// Language of the screen.
    locale: Locale,
    /// What became of the link.
    screen: SsoSetUpOverScreen,
) -> impl IntoView {
    let SsoSetUpOverScreen { end, whom } = screen;
    view! {
        <h1>{over_title(locale, end)}</h1>
        <p>{happened(locale, end)}</p>
        <p>{next(locale, end, whom)}</p>
        <p class="aside">
            <a href=paths::sign_in_and_back_to(paths::SINGLE_SIGN_ON)>{td_string!(locale, sso_set_up.have_account)}</a>
        </p>
    }
}

/// The sentence about what happened to the link.
pub fn happened(locale: Locale, end: SsoSetUpEnd) -> &'static str {
    match end {
        SsoSetUpEnd::Unknown => td_string!(locale, link_failed.unknown),
        SsoSetUpEnd::Elsewhere => td_string!(locale, sso_set_up.elsewhere),
        SsoSetUpEnd::Begun => td_string!(locale, sso_set_up.begun),
        SsoSetUpEnd::Used => td_string!(locale, sso_set_up.used),
        SsoSetUpEnd::Done => td_string!(locale, sso_set_up.done),
        SsoSetUpEnd::Revoked => td_string!(locale, sso_set_up.revoked),
        SsoSetUpEnd::Expired => td_string!(locale, link_failed.expired),
    }
}

/// The sentence about what to do next.
fn next(locale: Locale, end: SsoSetUpEnd, whom: Option<WhoMakesLinks>) -> AnyView {
    let Some(WhoMakesLinks {
        company_name,
        made_by,
    }) = whom
    else {
        return td_string!(locale, sso_set_up.next_sender).into_any();
    };
    let Some(made_by) = made_by.map(named) else {
        return td!(locale, sso_set_up.next_company, company = named(company_name)).into_any();
    };
    match end {
        SsoSetUpEnd::Done => td!(locale, sso_set_up.next_done, made_by).into_any(),
        SsoSetUpEnd::Begun => td!(locale, sso_set_up.next_begun, made_by).into_any(),
        _ => td!(locale, sso_set_up.next_new, made_by).into_any(),
    }
}
