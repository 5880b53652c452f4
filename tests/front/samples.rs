//! One sample of every screen of the front door, in every state that looks different.

use latchkey_contract::{
    ErrorCode,
    sign_in::{SignInMethod, SsoFailure},
};
use latchkey_spa::front::page::{
    FaultScreen, FormProblem, FrontPage, Language, LeavingScreen, OnboardingScreen, Screen, SignInScreen,
    SsoFailedScreen,
};

/// A request id as the server makes them.
pub(crate) const REQUEST_ID: &str = "01939f2e-7c1a-7b6e-9a55-3d1f0c2b4a68";

/// Every sample in `language`, each with a name.
pub(crate) fn pages(language: Language) -> Vec<(&'static str, FrontPage)> {
    screens()
        .into_iter()
        .map(|(name, screen)| {
            (
                name,
                FrontPage {
                    language,
                    platform_name: "Latchkey".to_owned(),
                    screen,
                },
            )
        })
        .collect()
}

fn screens() -> Vec<(&'static str, Screen)> {
    let mut screens = vec![
        ("sign_in", Screen::SignIn(SignInScreen::default())),
        (
            "sign_in_sso",
            Screen::SignIn(SignInScreen {
                method: SignInMethod::Sso,
                ..typed("ada@acme.example")
            }),
        ),
        ("sign_in_wrong", refused(ErrorCode::WrongCredentials, None)),
        (
            "sign_in_username_missing",
            Screen::SignIn(SignInScreen {
                problem: Some(problem(ErrorCode::UsernameMissing, Some("username"))),
                ..SignInScreen::default()
            }),
        ),
        (
            "sign_in_password_missing",
            refused(ErrorCode::PasswordMissing, Some("password")),
        ),
        ("sign_in_throttled", refused(ErrorCode::TooManyAttempts, None)),
        ("sign_in_unavailable", refused(ErrorCode::Unavailable, None)),
        ("signed_out", Screen::SignedOut),
        (
            "leaving",
            Screen::Leaving(LeavingScreen {
                redirect_to: "https://idp.acme.example/authorize?client_id=latchkey&state=x".to_owned(),
                host: "idp.acme.example".to_owned(),
            }),
        ),
        ("onboarding", Screen::Onboarding(onboarding(None))),
        (
            "onboarding_refused",
            Screen::Onboarding(OnboardingScreen {
                first_name: String::new(),
                ..onboarding(Some(problem(ErrorCode::NameInvalid, Some("first_name"))))
            }),
        ),
        ("fault_not_found", fault(ErrorCode::NotFound)),
        ("fault_forbidden", fault(ErrorCode::CrossSiteRequest)),
        ("fault_broken", fault(ErrorCode::Internal)),
        ("fault_busy", fault(ErrorCode::Unavailable)),
    ];
    screens.extend(
        SsoFailure::ALL
            .iter()
            .map(|&failure| (failure_name(failure), sso_failed(failure))),
    );
    screens
}

/// A form with a username in it.
pub(crate) fn typed(username: &str) -> SignInScreen {
    SignInScreen {
        username: username.to_owned(),
        return_to: Some("/profile".to_owned()),
        ..SignInScreen::default()
    }
}

/// Why a form is shown again.
pub(crate) fn problem(code: ErrorCode, field: Option<&str>) -> FormProblem {
    FormProblem {
        code,
        field: field.map(str::to_owned),
        request_id: REQUEST_ID.to_owned(),
        retry_after: (code == ErrorCode::TooManyAttempts).then_some(540),
    }
}

fn refused(code: ErrorCode, field: Option<&str>) -> Screen {
    Screen::SignIn(SignInScreen {
        problem: Some(problem(code, field)),
        ..typed("grace@hopper.example")
    })
}

fn onboarding(problem: Option<FormProblem>) -> OnboardingScreen {
    OnboardingScreen {
        attempt: "2f7c".to_owned(),
        company_name: "Acme".to_owned(),
        email: "ada@acme.example".to_owned(),
        first_name: "Ada".to_owned(),
        last_name: "Lovelace".to_owned(),
        problem,
    }
}

/// A sign-in that did not end in a session.
pub(crate) fn sso_failed(failure: SsoFailure) -> Screen {
    Screen::SsoFailed(SsoFailedScreen {
        failure,
        company_name: (failure != SsoFailure::UnknownAttempt).then(|| "Acme".to_owned()),
        username: "ada@acme.example".to_owned(),
        return_to: Some("/profile".to_owned()),
        back: "/sign-in?username=ada%40acme.example".to_owned(),
        request_id: REQUEST_ID.to_owned(),
    })
}

fn fault(code: ErrorCode) -> Screen {
    Screen::Fault(FaultScreen {
        code,
        request_id: REQUEST_ID.to_owned(),
    })
}

fn failure_name(failure: SsoFailure) -> &'static str {
    match failure {
        SsoFailure::Cancelled => "sso_cancelled",
        SsoFailure::Unavailable => "sso_unavailable",
        SsoFailure::Misconfigured => "sso_misconfigured",
        SsoFailure::AnswerRefused => "sso_answer_refused",
        SsoFailure::Expired => "sso_expired",
        SsoFailure::UnknownAttempt => "sso_unknown_attempt",
        SsoFailure::SwitchedOff => "sso_switched_off",
        SsoFailure::ClaimsMissing => "sso_claims_missing",
        SsoFailure::AddressNotVerified => "sso_address_not_verified",
        SsoFailure::ForeignDomain => "sso_foreign_domain",
        SsoFailure::AccountConflict => "sso_account_conflict",
        SsoFailure::AccountDeactivated => "sso_account_deactivated",
    }
}
