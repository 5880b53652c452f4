//! An app's request that cannot be worked with and cannot be answered: the person is told here, and never sent on.

use leptos::prelude::*;

use crate::{
    front::page::{AppName, AppProblem as Problem, AppProblemScreen},
    i18n::*,
    ui::{SupportLine, named},
};

/// What happened, what to do, and what support needs.
#[component]
pub fn AppProblem(
    /// Language of the screen.
    locale: Locale,
    /// What the server knows.
    screen: AppProblemScreen,
) -> impl IntoView {
    let (happened, next) = match screen.problem {
        Problem::UnknownApp => (
            td_string!(locale, app_problem.unknown_app),
            td_string!(locale, app_problem.repair),
        ),
        Problem::UnknownAddress => (
            td_string!(locale, app_problem.unknown_address),
            td_string!(locale, app_problem.repair),
        ),
        Problem::State => (
            td_string!(locale, app_problem.state),
            td_string!(locale, app_problem.repair),
        ),
        Problem::Over => (
            td_string!(locale, app_problem.over),
            td_string!(locale, app_problem.over_next),
        ),
    };
    let open = screen.app.zip(screen.start_again).map(|(name, url)| {
        let AppName { app, environment } = name;
        view! {
            <a class="button" href=url>
                {td!(locale, app_problem.open, app = named(app), environment = named(environment))}
            </a>
        }
    });
    view! {
        <h1>{title(locale, screen.problem)}</h1>
        <p>{happened}</p>
        <p>{next}</p>
        {open}
        <SupportLine locale code=screen.problem.as_str() request_id=screen.request_id />
    }
}

/// The heading, by what is wrong.
pub fn title(locale: Locale, problem: Problem) -> &'static str {
    match problem {
        Problem::UnknownApp | Problem::UnknownAddress | Problem::State => {
            td_string!(locale, app_problem.title)
        }
        Problem::Over => td_string!(locale, app_problem.over_title),
    }
}
