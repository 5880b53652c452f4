//! Another identity is to open an account: asks before, and says it after. A plain form with nothing to wake.

use leptos::prelude::*;

use crate::{
    front::entry::{LinkPurpose, SecondAccountScreen, SecondAccountStep},
    i18n::*,
    paths,
    ui::named,
};

/// What the `h1` says.
pub fn title(locale: Locale, step: SecondAccountStep) -> &'static str {
    match step {
        SecondAccountStep::Done => td_string!(locale, second_account.done_title),
        SecondAccountStep::SignIn | SecondAccountStep::Agree => td_string!(locale, second_account.title),
    }
}

/// The page behind the mailed link.
#[component]
pub fn SecondAccount(
    /// Language of the screen.
    locale: Locale,
    /// What the link is about.
    screen: SecondAccountScreen,
) -> impl IntoView {
    let SecondAccountScreen {
        link,
        account,
        member,
        attached_by,
        step,
    } = screen;
    let text = match step {
        SecondAccountStep::Done => td!(
            locale,
            second_account.done_text,
            member = named(member.clone()),
            account = named(account.clone())
        )
        .into_any(),
        SecondAccountStep::SignIn | SecondAccountStep::Agree => td!(
            locale,
            second_account.text,
            admin = named(attached_by),
            member = named(member.clone()),
            account = named(account.clone())
        )
        .into_any(),
    };
    let (answer, button, hint) = match step {
        SecondAccountStep::SignIn => (
            "sign_in",
            td_string!(locale, second_account.sign_in),
            td_string!(locale, second_account.sign_in_hint, member = member),
        ),
        SecondAccountStep::Agree | SecondAccountStep::Done => (
            "agree",
            td_string!(locale, second_account.agree),
            td_string!(locale, second_account.agree_hint, account = account),
        ),
    };
    let form = (step != SecondAccountStep::Done).then(|| {
        view! {
            <p>{hint}</p>
            <p>{td_string!(locale, second_account.only_if)}</p>
            <form method="post" action=paths::of_link(LinkPurpose::SecondAccount, &link)>
                <button class="button" type="submit" name="answer" value=answer>
                    {button}
                </button>
            </form>
        }
    });
    let way_on = (step == SecondAccountStep::Done).then(|| {
        view! {
            <a class="button" href=paths::HOME>
                {td_string!(locale, second_account.go_on)}
            </a>
        }
    });
    view! {
        <h1>{title(locale, step)}</h1>
        <p>{text}</p>
        {form}
        {way_on}
    }
}
