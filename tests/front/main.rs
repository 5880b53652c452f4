//! What the server sends for every screen of the front door, in every language.

use latchkey_contract::{ErrorCode, sign_in::SsoFailure};
use latchkey_spa::{
    api::{ApiError, Refusal},
    features::sso_failed,
    front::{
        page::{FrontPage, Language, OnboardingScreen, Screen, SignInScreen},
        render,
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
        let (screen, platform) = rendered.title.split_once(" · ").expect(name);
        assert_eq!(platform, "Latchkey");
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
        problem: None,
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
    for screen in [
        Screen::SignIn(sign_in),
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
        r#"autocomplete="username""#,
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

/// The browser tests wake these; `UPDATE_FIXTURES=1` writes them anew.
#[test]
fn the_fixtures_of_the_browser_tests_are_what_is_rendered() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/web/fixtures");
    for (name, page) in every_page() {
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
