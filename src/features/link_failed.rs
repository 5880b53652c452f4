//! A link that opens nothing (any more): what became of it, and a way to a new one.

use latchkey_contract::LinkProblem;
use leptos::prelude::*;

use crate::{
    front::entry::{LinkFailedScreen, LinkPurpose},
    i18n::*,
    paths,
};

/// The page of a link that opens nothing (any more).
#[component]
pub fn LinkFailed(
    /// Language of the screen.
    locale: Locale,
    /// What became of the link.
    screen: LinkFailedScreen,
) -> impl IntoView {
    let (happened, next) = phrases(locale, screen);
    let (href, label) = way_on(locale, screen);
    // Before the first account there is nothing to sign in to.
    let is_first = screen.purpose == LinkPurpose::SetUp && screen.problem != LinkProblem::Used;
    let back = (href != paths::SIGN_IN).then(|| {
        view! {
            <p class="aside">
                <a href=paths::SIGN_IN>{td_string!(locale, back_to_sign_in)}</a>
            </p>
        }
    });
    view! {
        <h1>{td_string!(locale, link_failed.title)}</h1>
        <p>{happened}</p>
        <p>{next}</p>
        {(!is_first)
            .then(|| {
                view! {
                    <a class="button" href=href>
                        {label}
                    </a>
                }
            })}
        {back}
    }
}

/// What happened, and what to do.
pub fn phrases(locale: Locale, screen: LinkFailedScreen) -> (&'static str, &'static str) {
    let is_set_up = screen.purpose == LinkPurpose::SetUp;
    let is_change = matches!(
        screen.purpose,
        LinkPurpose::ConfirmAddress | LinkPurpose::KeepAddress
    );
    let happened = match screen.problem {
        LinkProblem::Used | LinkProblem::Replaced if is_change => td_string!(locale, link_failed.change_over),
        LinkProblem::Elsewhere if is_set_up => td_string!(locale, link_failed.elsewhere_set_up),
        LinkProblem::Used if is_set_up => td_string!(locale, link_failed.set_up_done),
        LinkProblem::Unknown => td_string!(locale, link_failed.unknown),
        LinkProblem::WrongKind => td_string!(locale, link_failed.wrong_kind),
        LinkProblem::Elsewhere => td_string!(locale, link_failed.elsewhere),
        LinkProblem::Expired => td_string!(locale, link_failed.expired),
        LinkProblem::Used => td_string!(locale, link_failed.used),
        LinkProblem::Replaced => td_string!(locale, link_failed.replaced),
        LinkProblem::AlreadyHasAccount => td_string!(locale, link_failed.already_has_account),
        LinkProblem::SsoRequired => td_string!(locale, link_failed.sso_required),
        LinkProblem::AccountUnavailable => td_string!(locale, link_failed.account_unavailable),
    };
    let next = match (screen.problem, screen.purpose) {
        (LinkProblem::AlreadyHasAccount | LinkProblem::SsoRequired, _)
        | (LinkProblem::Used, LinkPurpose::SetUp) => td_string!(locale, link_failed.next_sign_in),
        (LinkProblem::AccountUnavailable, _) => td_string!(locale, link_failed.next_ask),
        (_, LinkPurpose::SetUp) => td_string!(locale, link_failed.next_restart),
        (LinkProblem::Elsewhere, _) => td_string!(locale, link_failed.next_open_again),
        (_, LinkPurpose::ConfirmAddress | LinkPurpose::KeepAddress) => {
            td_string!(locale, link_failed.next_profile)
        }
        (_, LinkPurpose::SecondAccount) => td_string!(locale, link_failed.next_ask),
        _ => td_string!(locale, link_failed.next_new),
    };
    (happened, next)
}

/// The button: where to, and what it says.
fn way_on(locale: Locale, screen: LinkFailedScreen) -> (&'static str, &'static str) {
    let gone_for_good = matches!(
        screen.problem,
        LinkProblem::AlreadyHasAccount | LinkProblem::SsoRequired | LinkProblem::AccountUnavailable
    );
    if gone_for_good || screen.purpose == LinkPurpose::SetUp {
        (paths::SIGN_IN, td_string!(locale, signed_out.sign_in))
    } else if matches!(
        screen.purpose,
        LinkPurpose::ConfirmAddress | LinkPurpose::KeepAddress | LinkPurpose::SecondAccount
    ) {
        (paths::PROFILE, td_string!(locale, profile.title))
    } else {
        (paths::asking(screen.purpose), td_string!(locale, link_failed.new))
    }
}
