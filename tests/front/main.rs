//! What the server sends for every screen of the front door, in every language.

use latchkey_contract::{ErrorCode, LinkProblem, sign_in::SsoFailure};
use latchkey_spa::{
    api::{ApiError, Refusal},
    features::{link_failed, recovery, sso_failed, sso_set_up},
    front::{
        entry::{
            AddressChangeScreen, AskingAccount, CheckMailScreen, ChoosePasswordScreen, LinkFailedScreen,
            LinkPurpose,
        },
        page::{FrontPage, Language, OnboardingScreen, Screen, SignInScreen},
        render,
        sso_set_up::SsoSetUpEnd,
    },
    i18n::Locale,
    phrases::{error_phrase, problem_phrase},
};

mod samples;

const MARKUP: &str = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>";

fn every_page() -> impl Iterator<Item = (&'static str, FrontPage)> {
    Language::ALL
        .iter()
        .flat_map(|&language| samples::pages(language))
}

fn page(screen: Screen) -> FrontPage {
    FrontPage {
        language: Language::En,
        platform_name: "Latchkey".to_owned(),
        screen,
    }
}

#[test]
fn every_screen_has_one_heading_and_nothing_that_the_policy_forbids() {
    for (name, page) in every_page() {
        let html = render(&page).body;
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<main").count(), 1, "{name}");
        for forbidden in [" style=", "<style", "<script", " onclick", "javascript:"] {
            assert!(!html.contains(forbidden), "{name} contains {forbidden:?}");
        }
    }
}

#[test]
fn the_title_says_the_screen_and_the_platform_in_the_page_s_language() {
    for (name, page) in every_page() {
        let rendered = render(&page);
        assert_eq!(rendered.language, page.language.tag(), "{name}");
        let (screen, rest) = rendered.title.split_once(" · ").expect(name);
        match &page.screen {
            Screen::Consent(consent) => assert_eq!(rest, format!("{} · Latchkey", consent.app.app)),
            _ => assert_eq!(rest, "Latchkey"),
        }
        assert!(
            rendered.body.contains(&format!("<h1>{screen}</h1>")),
            "{name}: {screen}"
        );
    }
}

#[test]
fn only_live_screens_carry_data_and_it_reads_back_as_the_same_page() {
    for (name, page) in every_page() {
        match render(&page).state {
            None => assert!(!page.screen.is_live(), "{name}"),
            Some(json) => {
                assert!(page.screen.is_live(), "{name}");
                assert_eq!(serde_json::from_str::<FrontPage>(&json).expect(name), page);
            }
        }
    }
}

#[test]
fn markup_in_names_is_inert() {
    let onboarding = OnboardingScreen {
        attempt: MARKUP.to_owned(),
        company_name: MARKUP.to_owned(),
        email: MARKUP.to_owned(),
        first_name: MARKUP.to_owned(),
        last_name: MARKUP.to_owned(),
        problems: Vec::new(),
    };
    let sign_in = SignInScreen {
        username: MARKUP.to_owned(),
        return_to: Some(MARKUP.to_owned()),
        ..SignInScreen::default()
    };
    let Screen::SsoFailed(mut failed) = samples::sso_failed(SsoFailure::Expired) else {
        unreachable!()
    };
    failed.company_name = Some(MARKUP.to_owned());
    failed.username = MARKUP.to_owned();
    failed.request_id = MARKUP.to_owned();
    let choose_password = ChoosePasswordScreen {
        purpose: LinkPurpose::SetUp,
        link: MARKUP.to_owned(),
        username: MARKUP.to_owned(),
        first_name: MARKUP.to_owned(),
        last_name: MARKUP.to_owned(),
        company_name: MARKUP.to_owned(),
        problems: Vec::new(),
    };
    let check_mail = CheckMailScreen {
        purpose: LinkPurpose::SignUp,
        address: MARKUP.to_owned(),
        return_to: Some(MARKUP.to_owned()),
    };
    for screen in [
        Screen::SignIn(sign_in),
        Screen::ChoosePassword(choose_password),
        Screen::CheckMail(check_mail),
        Screen::Onboarding(onboarding),
        Screen::SsoFailed(failed),
    ] {
        let mut page = page(screen);
        page.platform_name = MARKUP.to_owned();
        let rendered = render(&page);
        assert!(!rendered.body.contains("<script"), "{}", rendered.body);
        assert!(!rendered.body.contains("<img"), "{}", rendered.body);
        assert!(rendered.body.contains("&lt;script&gt;"), "{}", rendered.body);
        assert!(rendered.state.is_none_or(|json| !json.contains('<')));
    }
}

#[test]
fn the_sign_in_form_posts_without_a_script() {
    let html = render(&page(Screen::SignIn(samples::typed("ada@acme.example")))).body;
    for part in [
        r#"method="post""#,
        r#"action="/sign-in""#,
        r#"name="return_to" value="/profile""#,
        r#"name="username""#,
        r#"value="ada@acme.example""#,
        r#"autocomplete="username webauthn""#,
        r#"name="password""#,
        r#"autocomplete="current-password""#,
    ] {
        assert!(html.contains(part), "{part} is missing from {html}");
    }
    assert!(!html.contains(" required"));
}

#[test]
fn a_federated_domain_folds_the_password_away_and_keeps_it_out_of_the_form() {
    let pages = samples::pages(Language::En);
    let (_, page) = pages
        .iter()
        .find(|(name, _)| *name == "sign_in_sso")
        .expect("there is a sample");
    let html = render(page).body;
    assert!(
        html.contains(r#"type="password""#) && html.contains(" inert"),
        "{html}"
    );
    assert!(!html.contains(r#"name="password""#), "{html}");
    assert!(
        html.contains("Sign in with SSO") && html.contains("acme.example signs in with"),
        "{html}"
    );
}

#[test]
fn errors_stand_next_to_their_field() {
    let html = |name| {
        let pages = samples::pages(Language::En);
        let (_, page) = pages
            .into_iter()
            .find(|(sample, _)| *sample == name)
            .expect("there is a sample");
        render(&page).body
    };
    let missing = html("sign_in_password_missing");
    assert!(
        missing.contains(r#"<div id="password-error"><p class="field-error">Enter your password."#),
        "{missing}"
    );
    assert!(missing.contains(r#"aria-invalid="true""#) && missing.contains("grace@hopper.example"));
    let wrong = html("sign_in_wrong");
    assert!(
        wrong.contains(r#"role="alert"><div class="alert"><p>Username and password do not match."#),
        "{wrong}"
    );
    assert!(!wrong.contains(samples::REQUEST_ID));
    assert!(html("sign_in_unavailable").contains(samples::REQUEST_ID));
    assert!(html("sign_in_throttled").contains("in 9 minutes"));
}

#[test]
fn trying_again_is_offered_where_it_can_help() {
    for &failure in SsoFailure::ALL {
        let html = render(&page(samples::sso_failed(failure))).body;
        assert_eq!(
            html.contains("Try again</button>"),
            failure.is_worth_retrying(),
            "{failure:?}"
        );
        assert!(html.contains("Back to sign in"), "{failure:?}");
        assert!(html.contains(samples::REQUEST_ID), "{failure:?}");
    }
}

#[test]
fn every_code_has_a_phrase_of_its_own_language() {
    for &code in ErrorCode::ALL {
        let (en, de) = (error_phrase(Locale::en, code), error_phrase(Locale::de, code));
        assert!(en.ends_with('.') && de.ends_with('.'), "{code}");
        assert_ne!(en, de, "{code}");
    }
    for &failure in SsoFailure::ALL {
        let (en, en_next) = sso_failed::phrases(Locale::en, failure, "Acme");
        let (de, de_next) = sso_failed::phrases(Locale::de, failure, "Acme");
        assert!(en != de && en_next != de_next, "{failure:?}");
        assert!(
            [en, en_next, de, de_next]
                .iter()
                .all(|phrase| phrase.ends_with('.')),
            "{failure:?}"
        );
    }
}

#[test]
fn waiting_is_told_in_minutes_rounded_up() {
    let phrase = |seconds| {
        let refusal = Refusal {
            code: ErrorCode::TooManyAttempts,
            field: None,
            fields: Vec::new(),
            request_id: String::new(),
            retry_after: Some(seconds),
        };
        problem_phrase(Locale::en, &ApiError::Refused(refusal))
    };
    assert!(phrase(1).contains("in a minute"));
    assert!(phrase(60).contains("in a minute"));
    assert!(phrase(61).contains("in 2 minutes"));
    assert!(phrase(900).contains("in 15 minutes"));
}

#[test]
fn what_a_link_leads_to_posts_without_a_script_and_asks_for_what_is_needed() {
    let html = |purpose| render(&page(samples::choose_password(purpose, &[]))).body;
    for (purpose, action, there, absent) in [
        (
            LinkPurpose::SignUp,
            "/sign-up/",
            &["first_name", "last_name"][..],
            &["company_name"][..],
        ),
        (
            LinkPurpose::ResetPassword,
            "/reset-password/",
            &[],
            &["first_name", "company_name"],
        ),
        (
            LinkPurpose::SetUp,
            "/set-up/",
            &["company_name", "first_name", "last_name"],
            &[],
        ),
    ] {
        let html = html(purpose);
        let action = format!(r#"method="post" action="{action}01939f2e-0000-7000-8000-0000000000aa""#);
        assert!(html.contains(&action), "{html}");
        assert!(html.contains(r#"autocomplete="new-password""#) && !html.contains(" required"));
        assert!(
            html.contains(r#"name="username""#),
            "password managers want to know for whom: {html}"
        );
        assert_eq!(html.contains(" readonly"), purpose != LinkPurpose::SetUp);
        assert!(
            there
                .iter()
                .all(|name| html.contains(&format!(r#"name="{name}""#))),
            "{html}"
        );
        assert!(
            absent
                .iter()
                .all(|name| !html.contains(&format!(r#"name="{name}""#))),
            "{html}"
        );
        assert!(html.contains("At least 15 characters"), "{html}");
    }
}

#[test]
fn a_link_that_does_not_work_says_why_and_what_to_do() {
    let mut said = Vec::new();
    for purpose in [
        LinkPurpose::SignUp,
        LinkPurpose::ResetPassword,
        LinkPurpose::SetUp,
        LinkPurpose::ConfirmAddress,
        LinkPurpose::KeepAddress,
        LinkPurpose::SecondAccount,
    ] {
        for &problem in LinkProblem::ALL {
            let screen = LinkFailedScreen { purpose, problem };
            let (en, en_next) = link_failed::phrases(Locale::en, screen);
            let (de, de_next) = link_failed::phrases(Locale::de, screen);
            assert!(en != de && en_next != de_next, "{problem:?}");
            assert!(
                [en, en_next, de, de_next]
                    .iter()
                    .all(|phrase| phrase.ends_with('.'))
            );
            let html = render(&page(Screen::LinkFailed(screen))).body;
            let offers_new = html.contains("Get a new link</a>");
            let is_over = matches!(
                problem,
                LinkProblem::AlreadyHasAccount | LinkProblem::SsoRequired | LinkProblem::AccountUnavailable
            );
            assert_eq!(
                offers_new,
                !is_over && matches!(purpose, LinkPurpose::SignUp | LinkPurpose::ResetPassword),
                "{problem:?} {html}"
            );
            if purpose == LinkPurpose::ResetPassword {
                said.push(en);
            }
        }
    }
    said.sort_unstable();
    said.dedup();
    assert_eq!(
        said.len(),
        LinkProblem::ALL.len(),
        "each problem has words of its own"
    );
}

#[test]
fn a_link_of_the_way_back_that_does_not_work_says_why_and_what_to_do() {
    for &problem in LinkProblem::ALL {
        let (en, en_next) = recovery::phrases(Locale::en, problem);
        let (de, de_next) = recovery::phrases(Locale::de, problem);
        assert!(en != de && en_next != de_next, "{problem:?}");
        assert!(
            [en, en_next, de, de_next]
                .iter()
                .all(|phrase| phrase.ends_with('.'))
        );
    }
}

#[test]
fn the_way_back_in_is_found_where_sign_in_failed_and_not_where_it_begins() {
    let html = |screen| render(&page(screen)).body;
    let leads_there = |html: String| html.contains("href=\"/recover\"");
    assert!(!leads_there(html(Screen::SignIn(SignInScreen::default()))));
    assert!(leads_there(html(samples::sso_failed(SsoFailure::Misconfigured))));
    assert!(!leads_there(html(samples::sso_failed(
        SsoFailure::AccountDeactivated
    ))));
}

#[test]
fn the_sign_in_screen_leads_to_sign_up_and_to_help() {
    let html = render(&page(Screen::SignIn(SignInScreen::default()))).body;
    for link in [
        r#"<a href="/sign-up">Create an account</a>"#,
        r#"<a href="/reset-password">Need help signing in?</a>"#,
    ] {
        assert!(html.contains(link), "{html}");
    }
}

/// The browser tests wake these; `UPDATE_FIXTURES=1` writes them anew.
#[test]
fn the_fixtures_of_the_browser_tests_are_what_is_rendered() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/web/fixtures");
    // Another language has other words in the same elements.
    let woken = |page: &FrontPage| matches!(page.language, Language::En | Language::De);
    for (name, page) in every_page().filter(|(_, page)| woken(page)) {
        let rendered = render(&page);
        let Some(state) = rendered.state else { continue };
        for (kind, content) in [("html", rendered.body), ("json", state)] {
            let path = format!("{folder}/{name}.{}.{kind}", rendered.language);
            if std::env::var_os("UPDATE_FIXTURES").is_some() {
                std::fs::write(&path, &content).expect("the fixture can be written");
            }
            let fixture = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(
                fixture == content,
                "{path} is not what is rendered; UPDATE_FIXTURES=1 writes it anew"
            );
        }
    }
}

#[test]
fn a_change_of_address_is_a_button_before_and_a_sentence_after() {
    for (purpose, path, button) in [
        (
            LinkPurpose::ConfirmAddress,
            "/confirm-address/l1",
            "Confirm address",
        ),
        (LinkPurpose::KeepAddress, "/keep-address/l1", "Keep my address"),
    ] {
        let html = |done: bool| {
            let screen = AddressChangeScreen {
                purpose,
                link: "l1".to_owned(),
                address: "<i>@grace.example".to_owned(),
                asked_by: (!done).then(|| AskingAccount {
                    name: "<b>Grace".to_owned(),
                    address: "grace@globex.example".to_owned(),
                }),
                requested: (!done).then(|| "eve@evil.example".to_owned()),
                done,
            };
            render(&page(Screen::AddressChange(screen))).body
        };
        let (asks, says) = (html(false), html(true));
        assert!(
            asks.contains(&format!("method=\"post\" action=\"{path}\"")),
            "{asks}"
        );
        assert!(
            asks.contains(button) && asks.contains("&lt;i&gt;@grace.example"),
            "{asks}"
        );
        assert!(
            asks.contains("&lt;b&gt;Grace") && asks.contains("grace@globex.example"),
            "whose account it is: {asks}"
        );
        assert!(
            !says.contains("<form") && says.contains("href=\"/profile\""),
            "{says}"
        );
    }
}

/// The platform is called as its operator says, on every screen, and by no other name.
#[test]
fn no_other_name_than_the_platforms_own_is_on_any_screen() {
    for (name, mut page) in every_page() {
        page.platform_name = "Acme Cloud".to_owned();
        let rendered = render(&page);
        assert!(
            rendered.title.ends_with(" · Acme Cloud"),
            "{name}: {}",
            rendered.title
        );
        assert!(rendered.body.contains("Acme Cloud"), "{name}");
        // An identity provider's address may name the client that we are to it.
        let shown = rendered.body.replace("client_id=latchkey", "");
        assert!(!shown.to_lowercase().contains("latchkey"), "{name}: {shown}");
    }
    for words in [
        include_str!("../../locales/en.json"),
        include_str!("../../locales/de.json"),
    ] {
        assert!(
            !words.to_lowercase().contains("latchkey"),
            "the portal's words, too"
        );
    }
}

/// A consent that comes too late, twice or from another browser ends here.
#[test]
fn a_request_that_is_over_says_how_to_start_again() {
    for (language, heading, next, open) in [
        (
            Language::En,
            "Start again from the app",
            "Open the app and sign in from there.",
            "Open Company Expenses\u{a0}· Acceptance",
        ),
        (
            Language::De,
            "Beginnen Sie noch einmal in der App",
            "Öffnen Sie die App und melden Sie sich dort an.",
            "Company Expenses\u{a0}· Acceptance öffnen",
        ),
    ] {
        let pages = samples::pages(language);
        let found = pages.iter().find(|(name, _)| *name == "authorization_over");
        let html = render(&found.expect("there is a sample").1).body;
        let html = html.replace("<bdi translate=\"no\">", "").replace("</bdi>", "");
        for part in [heading, next, open, r#"href="https://expenses.acme.example/""#] {
            assert!(html.contains(part), "{part:?} in {html}");
        }
    }
}

#[test]
fn a_set_up_link_says_what_became_of_it_and_whom_to_ask() {
    let mut said = Vec::new();
    for &end in SsoSetUpEnd::ALL {
        let (en, de) = (
            sso_set_up::happened(Locale::en, end),
            sso_set_up::happened(Locale::de, end),
        );
        assert!(en != de && en.ends_with('.') && de.ends_with('.'), "{end:?}");
        said.push(en);
    }
    said.sort_unstable();
    said.dedup();
    assert_eq!(
        said.len(),
        SsoSetUpEnd::ALL.len(),
        "each end has words of its own"
    );
    let pages = samples::pages(Language::En);
    let html = |name| {
        let (_, page) = pages
            .iter()
            .find(|(sample, _)| *sample == name)
            .expect("a sample");
        render(page).body
    };
    for name in [
        "sso_set_up_begun",
        "sso_set_up_used",
        "sso_set_up_done",
        "sso_set_up_expired",
    ] {
        assert!(html(name).contains("ada@acme.example"), "{name}");
    }
    assert!(html("sso_set_up_revoked").contains("Ask an admin of"));
    let asks = html("sso_set_up");
    for part in [
        r#"method="post" action="/sso/set-up/01939f2e-0000-7000-8000-0000000000aa""#,
        r#"type="hidden" name="secret""#,
        "09:00 UTC on 9 March 2026",
    ] {
        assert!(asks.contains(part), "{part} is not in {asks}");
    }
    assert!(!asks.contains("signed in as") && html("sso_set_up_signed_in").contains("signed in as"));
}
