//! One sample of every screen of the front door, in every state that looks different.

use latchkey_contract::{
    ErrorCode, LinkProblem,
    apps::AppScope,
    sign_in::{SignInMethod, SsoFailure},
};
use latchkey_spa::front::entry::{
    AddressChangeScreen, AskForLinkScreen, AskingAccount, CheckMailScreen, ChoosePasswordScreen,
    LinkFailedScreen, LinkPurpose, SecondAccountScreen, SecondAccountStep,
};
use latchkey_spa::front::form_problem::FormProblem;
use latchkey_spa::front::no_access::{AccessAsking, NoAccessScreen, TeamMember, WhomToAsk};
use latchkey_spa::front::page::{
    AccountChoice, AppName, AppProblem, AppProblemScreen, ChooseAccountScreen, ConfirmSignOutScreen,
    ConsentItem, ConsentScreen, CookiesNeededScreen, ErrorScreen, FormPostScreen, FrontPage, GoingOnScreen,
    InvitationProblem, InvitationReader, InvitationScreen, Language, LeavingScreen, MismatchScreen,
    OnboardingScreen, OpenInvitation, Screen, SignInNews, SignInScreen, SsoFailedScreen,
};

#[path = "recovery_samples.rs"]
mod recovery_samples;
#[path = "second_step_samples.rs"]
mod second_step_samples;
#[path = "set_up_samples.rs"]
mod set_up_samples;

fn invitation(reader: InvitationReader) -> Screen {
    Screen::Invitation(InvitationScreen::Open(OpenInvitation {
        invitation: "01939f2e-0000-7000-8000-000000000009".to_owned(),
        app: AppName {
            app: "Company Expenses".to_owned(),
            environment: "Acceptance".to_owned(),
        },
        invited_by: "lin@acme.example".to_owned(),
        email: "ada@acme.example".to_owned(),
        roles: vec!["User".to_owned(), "Administrator".to_owned()],
        reader,
    }))
}

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
                problems: vec![
                    problem(ErrorCode::UsernameMissing, Some("username")),
                    problem(ErrorCode::PasswordMissing, Some("password")),
                ],
                ..SignInScreen::default()
            }),
        ),
        (
            "sign_in_password_missing",
            refused(ErrorCode::PasswordMissing, Some("password")),
        ),
        ("sign_in_throttled", refused(ErrorCode::TooManyAttempts, None)),
        ("sign_in_unavailable", refused(ErrorCode::Unavailable, None)),
        ("not_set_up", Screen::NotSetUp),
        ("signed_out", Screen::SignedOut),
        (
            "cookies_needed",
            Screen::CookiesNeeded(CookiesNeededScreen {
                try_again: Some("/sign-in".to_owned()),
            }),
        ),
        (
            "cookies_needed_link",
            Screen::CookiesNeeded(CookiesNeededScreen { try_again: None }),
        ),
        (
            "leaving",
            Screen::Leaving(LeavingScreen {
                redirect_to: "https://idp.acme.example/authorize?client_id=latchkey&state=x".to_owned(),
                host: "idp.acme.example".to_owned(),
            }),
        ),
        (
            "mismatch",
            Screen::Mismatch(MismatchScreen {
                attempt: "2f7c".to_owned(),
                company_name: "Acme".to_owned(),
                typed: "ada@acme.example".to_owned(),
                came_back: "alan@acme.example".to_owned(),
            }),
        ),
        ("choose_account", Screen::ChooseAccount(choose_account())),
        (
            "second_account_sign_in",
            second_account(SecondAccountStep::SignIn),
        ),
        ("second_account_agree", second_account(SecondAccountStep::Agree)),
        ("second_account_done", second_account(SecondAccountStep::Done)),
        ("onboarding", Screen::Onboarding(onboarding(None))),
        (
            "onboarding_refused",
            Screen::Onboarding(OnboardingScreen {
                first_name: String::new(),
                last_name: String::new(),
                ..onboarding(Some(problem(ErrorCode::NameInvalid, Some("first_name"))))
            }),
        ),
        (
            "sign_in_for_app",
            Screen::SignIn(SignInScreen {
                app: Some(app()),
                return_to: Some("/oauth/authorize/continue?request=2f7c".to_owned()),
                ..SignInScreen::default()
            }),
        ),
        ("consent", Screen::Consent(consent())),
        ("consent_again", Screen::Consent(consent_again())),
        ("consent_changed", Screen::Consent(consent_changed())),
        ("consent_required", Screen::Consent(consent_required())),
        ("consent_no_values", Screen::Consent(consent_no_values())),
        ("consent_long", Screen::Consent(consent_long())),
        ("consent_native", Screen::Consent(consent_native())),
        ("invitation", invitation(InvitationReader::Nobody)),
        (
            "invitation_invitee",
            invitation(InvitationReader::Invitee {
                email: "ada@acme.example".to_owned(),
            }),
        ),
        (
            "invitation_another",
            invitation(InvitationReader::Another {
                email: "grace@globex.example".to_owned(),
            }),
        ),
        (
            "invitation_unknown",
            Screen::Invitation(InvitationScreen::Closed(InvitationProblem::Unknown)),
        ),
        (
            "invitation_elsewhere",
            Screen::Invitation(InvitationScreen::Closed(InvitationProblem::Elsewhere)),
        ),
        (
            "invitation_accepted",
            Screen::Invitation(InvitationScreen::Closed(InvitationProblem::Accepted)),
        ),
        (
            "invitation_declined",
            Screen::Invitation(InvitationScreen::Closed(InvitationProblem::Declined)),
        ),
        (
            "invitation_expired",
            Screen::Invitation(InvitationScreen::Closed(InvitationProblem::Expired)),
        ),
        (
            "invitation_withdrawn",
            Screen::Invitation(InvitationScreen::Closed(InvitationProblem::Withdrawn)),
        ),
        (
            "no_access",
            Screen::NoAccess(no_access(WhomToAsk::Team(vec![TeamMember {
                name: "Grace Hopper".to_owned(),
                email: "grace@acme.example".to_owned(),
            }]))),
        ),
        (
            "no_access_no_team",
            Screen::NoAccess(NoAccessScreen {
                asking: AccessAsking::Impossible,
                ..no_access(WhomToAsk::Company)
            }),
        ),
        (
            "no_access_asked",
            Screen::NoAccess(NoAccessScreen {
                asking: AccessAsking::Asked,
                ..no_access(WhomToAsk::Nobody)
            }),
        ),
        (
            "no_access_declined",
            Screen::NoAccess(NoAccessScreen {
                asking: AccessAsking::Declined { hours: 5 },
                ..no_access(WhomToAsk::Nobody)
            }),
        ),
        (
            "no_access_archived",
            Screen::NoAccess(NoAccessScreen {
                asking: AccessAsking::Archived,
                ..no_access(WhomToAsk::Nobody)
            }),
        ),
        (
            "no_access_invited",
            Screen::NoAccess(NoAccessScreen {
                asking: AccessAsking::Invited {
                    by: "grace@acme.example".to_owned(),
                    roles: vec!["User".to_owned()],
                },
                ..no_access(WhomToAsk::Nobody)
            }),
        ),
        (
            "no_access_stranger",
            Screen::NoAccess(no_access(WhomToAsk::Nobody)),
        ),
        (
            "no_access_contact",
            Screen::NoAccess(no_access(WhomToAsk::Contact(
                "https://help.acme.example/access".to_owned(),
            ))),
        ),
        ("unknown_app", app_problem(AppProblem::UnknownApp)),
        ("unknown_address", app_problem(AppProblem::UnknownAddress)),
        ("state_not_returnable", app_problem(AppProblem::State)),
        ("authorization_over", app_problem(AppProblem::Over)),
        (
            "going_on",
            Screen::GoingOn(GoingOnScreen {
                redirect_to: "https://expenses.acme.example/openid/callback?code=x&state=y".to_owned(),
                place: "expenses.acme.example".to_owned(),
            }),
        ),
        (
            "confirm_sign_out",
            Screen::ConfirmSignOut(ConfirmSignOutScreen {
                app: Some(app()),
                email: "ada@acme.example".to_owned(),
                fields: vec![("state".to_owned(), "x".to_owned())],
            }),
        ),
        (
            "form_post",
            Screen::FormPost(FormPostScreen {
                action: "https://expenses.acme.example/openid/callback".to_owned(),
                fields: vec![("code".to_owned(), "x".to_owned())],
                place: "expenses.acme.example".to_owned(),
            }),
        ),
        (
            "sign_in_password_set",
            Screen::SignIn(SignInScreen {
                news: Some(SignInNews::PasswordSet),
                ..typed("grace@hopper.example")
            }),
        ),
        ("sign_up", ask_for_link(LinkPurpose::SignUp, None)),
        ("reset_password", ask_for_link(LinkPurpose::ResetPassword, None)),
        (
            "sign_up_not_an_address",
            ask_for_link(
                LinkPurpose::SignUp,
                Some(problem(ErrorCode::UsernameNotAnAddress, Some("username"))),
            ),
        ),
        (
            "reset_password_throttled",
            ask_for_link(
                LinkPurpose::ResetPassword,
                Some(problem(ErrorCode::TooManyAttempts, None)),
            ),
        ),
        (
            "check_mail",
            Screen::CheckMail(CheckMailScreen {
                purpose: LinkPurpose::SignUp,
                address: "grace@hopper.example".to_owned(),
                return_to: None,
            }),
        ),
        (
            "choose_password_sign_up",
            choose_password(LinkPurpose::SignUp, &[]),
        ),
        (
            "choose_password_reset",
            choose_password(LinkPurpose::ResetPassword, &[]),
        ),
        ("choose_password_set_up", choose_password(LinkPurpose::SetUp, &[])),
        (
            "choose_password_guessable",
            choose_password(
                LinkPurpose::SignUp,
                &[problem(ErrorCode::PasswordGuessable, Some("password"))],
            ),
        ),
        (
            "choose_password_refused",
            Screen::ChoosePassword(refused_set_up()),
        ),
        (
            "confirm_address",
            address_change(LinkPurpose::ConfirmAddress, false),
        ),
        (
            "confirm_address_done",
            address_change(LinkPurpose::ConfirmAddress, true),
        ),
        ("keep_address", address_change(LinkPurpose::KeepAddress, false)),
        (
            "keep_address_done",
            address_change(LinkPurpose::KeepAddress, true),
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
    screens.extend(recovery_samples::screens());
    screens.extend(second_step_samples::screens());
    screens.extend(set_up_samples::screens());
    screens.extend(LinkProblem::ALL.iter().map(|&problem| {
        let screen = LinkFailedScreen {
            purpose: LinkPurpose::ResetPassword,
            problem,
        };
        (link_problem_name(problem), Screen::LinkFailed(screen))
    }));
    screens
}

fn choose_account() -> ChooseAccountScreen {
    let account = |id: &str, address: &str| AccountChoice {
        id: id.to_owned(),
        address: address.to_owned(),
        selected: id == "a2",
    };
    ChooseAccountScreen {
        attempt: "2f7c".to_owned(),
        company_name: "Acme".to_owned(),
        accounts: vec![
            account("a1", "ada@acme.example"),
            account("a2", "ada.admin@acme.example"),
        ],
    }
}

fn second_account(step: SecondAccountStep) -> Screen {
    Screen::SecondAccount(SecondAccountScreen {
        link: "01939f2e-0000-7000-8000-0000000000bb".to_owned(),
        account: "ada.admin@acme.example".to_owned(),
        member: "ada@acme.example".to_owned(),
        attached_by: "alan@acme.example".to_owned(),
        step,
    })
}

fn address_change(purpose: LinkPurpose, done: bool) -> Screen {
    Screen::AddressChange(AddressChangeScreen {
        purpose,
        link: "01939f2e-0000-7000-8000-0000000000bb".to_owned(),
        address: "amazing@grace.example".to_owned(),
        asked_by: (purpose == LinkPurpose::ConfirmAddress && !done).then(|| AskingAccount {
            name: "Grace Hopper".to_owned(),
            address: "grace@globex.example".to_owned(),
        }),
        requested: (purpose == LinkPurpose::KeepAddress && !done).then(|| "eve@evil.example".to_owned()),
        done,
    })
}

fn ask_for_link(purpose: LinkPurpose, problem: Option<FormProblem>) -> Screen {
    Screen::AskForLink(AskForLinkScreen {
        purpose,
        username: problem.as_ref().map(|_| "grace".to_owned()).unwrap_or_default(),
        return_to: None,
        problem,
    })
}

/// What a link leads to.
pub(crate) fn choose_password(purpose: LinkPurpose, problems: &[FormProblem]) -> Screen {
    let filled = |text: &str| {
        if problems.is_empty() {
            String::new()
        } else {
            text.to_owned()
        }
    };
    Screen::ChoosePassword(ChoosePasswordScreen {
        purpose,
        link: "01939f2e-0000-7000-8000-0000000000aa".to_owned(),
        username: if purpose == LinkPurpose::SetUp {
            String::new()
        } else {
            "grace@hopper.example".to_owned()
        },
        first_name: filled("Grace"),
        last_name: filled("Hopper"),
        company_name: String::new(),
        problems: problems.to_vec(),
    })
}

/// Everything that is asked for when setting up is wrong.
fn refused_set_up() -> ChoosePasswordScreen {
    let on = |code, field| problem(code, Some(field));
    ChoosePasswordScreen {
        purpose: LinkPurpose::SetUp,
        link: "01939f2e-0000-7000-8000-0000000000aa".to_owned(),
        username: "olive".to_owned(),
        first_name: String::new(),
        last_name: String::new(),
        company_name: String::new(),
        problems: vec![
            on(ErrorCode::CompanyNameInvalid, "company_name"),
            on(ErrorCode::NameInvalid, "first_name"),
            on(ErrorCode::UsernameNotAnAddress, "username"),
            on(ErrorCode::PasswordTooShort, "password"),
        ],
    }
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
        problems: vec![problem(code, field)],
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
        problems: problem.into_iter().collect(),
    }
}

fn app() -> AppName {
    AppName {
        app: "Company Expenses".to_owned(),
        environment: "Acceptance".to_owned(),
    }
}

fn consent_item(scope: AppScope, value: &str, required: bool) -> ConsentItem {
    ConsentItem {
        scope,
        value: value.to_owned(),
        required,
        ticked: false,
        is_new: false,
    }
}

/// The consent page, the first time that every scope is asked for.
pub(crate) fn consent() -> ConsentScreen {
    ConsentScreen {
        request: "2f7c".to_owned(),
        account: "7c2f".to_owned(),
        email: "ada@acme.example".to_owned(),
        app: app(),
        returns_to: "expenses.acme.example".to_owned(),
        items: vec![
            consent_item(AppScope::Identity, "Administrator", true),
            consent_item(AppScope::Profile, "Ada Lovelace, Acme", true),
            consent_item(AppScope::Email, "ada@acme.example", false),
            consent_item(AppScope::Apps, "Company Expenses (Acceptance, Production)", false),
            consent_item(AppScope::Offline, "", false),
        ],
        required: "openid profile".to_owned(),
        is_again: false,
        has_changed: false,
        is_asked_each_time: false,
    }
}

/// The same when all but the last two were agreed to before.
fn consent_again() -> ConsentScreen {
    let mut screen = consent();
    screen.is_again = true;
    for (item, is_new) in screen.items.iter_mut().zip([false, false, false, true, true]) {
        item.is_new = is_new;
        item.ticked = !is_new;
    }
    screen
}

/// The same once more: the address has become required meanwhile, and the other apps were ticked.
fn consent_changed() -> ConsentScreen {
    let mut screen = consent();
    screen.has_changed = true;
    screen.required = "openid profile email".to_owned();
    screen.items[2].required = true;
    screen.items[2].is_new = true;
    screen.items[3].ticked = true;
    screen
}

/// Nothing of it can be left out.
fn consent_required() -> ConsentScreen {
    let mut screen = consent();
    screen.items.truncate(3);
    screen.required = "openid profile email".to_owned();
    for item in &mut screen.items {
        item.required = true;
    }
    screen
}

/// Nothing is known of the person but the address.
fn consent_no_values() -> ConsentScreen {
    ConsentScreen {
        items: vec![
            consent_item(AppScope::Identity, "", true),
            consent_item(AppScope::Profile, "", true),
            consent_item(AppScope::Apps, "", false),
        ],
        ..consent()
    }
}

/// Names as long as they can be.
fn consent_long() -> ConsentScreen {
    let long = |words: &str| words.repeat(100 / words.len());
    let mut screen = consent();
    screen.app.app = long("Reisekostenabrechnung");
    screen.app.environment = long("Pre-Production ");
    screen.email = format!("{}@{}.example", long("ada"), "acme".repeat(14));
    screen.returns_to = format!("{}example:8443", "expenses-acceptance.".repeat(8));
    for item in &mut screen.items {
        item.value = long("Donaudampfschifffahrt");
    }
    screen
}

/// An app on the person's own machine.
fn consent_native() -> ConsentScreen {
    ConsentScreen {
        returns_to: "127.0.0.1:51004".to_owned(),
        is_asked_each_time: true,
        ..consent_required()
    }
}

fn no_access(whom: WhomToAsk) -> NoAccessScreen {
    NoAccessScreen {
        request: "2f7c".to_owned(),
        email: "bob@acme.example".to_owned(),
        app: app(),
        whom,
        asking: AccessAsking::Possible,
    }
}

fn app_problem(problem: AppProblem) -> Screen {
    let is_known = problem != AppProblem::UnknownApp;
    Screen::AppProblem(AppProblemScreen {
        problem,
        app: is_known.then(app),
        start_again: (problem == AppProblem::Over).then(|| "https://expenses.acme.example/".to_owned()),
        request_id: REQUEST_ID.to_owned(),
    })
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
    Screen::Error(ErrorScreen {
        code,
        request_id: REQUEST_ID.to_owned(),
    })
}

fn link_problem_name(problem: LinkProblem) -> &'static str {
    match problem {
        LinkProblem::Unknown => "link_unknown",
        LinkProblem::WrongKind => "link_wrong_kind",
        LinkProblem::Elsewhere => "link_elsewhere",
        LinkProblem::Expired => "link_expired",
        LinkProblem::Used => "link_used",
        LinkProblem::Replaced => "link_replaced",
        LinkProblem::AlreadyHasAccount => "link_already_has_account",
        LinkProblem::SsoRequired => "link_sso_required",
        LinkProblem::AccountUnavailable => "link_account_unavailable",
    }
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
        SsoFailure::AnotherPerson => "sso_another_person",
        SsoFailure::NoAccountToTest => "sso_no_account_to_test",
    }
}
