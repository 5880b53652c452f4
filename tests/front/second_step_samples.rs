//! The screens of the second step.

use latchkey_contract::ErrorCode;
use latchkey_spa::front::form_problem::FormProblem;
use latchkey_spa::front::page::{AppName, Screen};
use latchkey_spa::front::second_step::{SecondStepAskScreen, SecondStepScreen};

pub(super) fn screens() -> Vec<(&'static str, Screen)> {
    let ask = SecondStepAskScreen {
        step: "01939f2e-0000-7000-8000-0000000000dd".to_owned(),
        address: "ada@acme.example".to_owned(),
        app: Some(AppName {
            app: "Company Expenses".to_owned(),
            environment: "Acceptance".to_owned(),
        }),
        sign_in: "/sign-in".to_owned(),
        problem: None,
    };
    let again = |code, retry_after| SecondStepAskScreen {
        problem: Some(FormProblem {
            code,
            field: None,
            request_id: super::REQUEST_ID.to_owned(),
            retry_after,
        }),
        app: None,
        ..ask.clone()
    };
    let wrong = again(ErrorCode::CodeWrong, None);
    let throttled = again(ErrorCode::TooManyAttempts, Some(540));
    [
        ("second_step", SecondStepScreen::Ask(ask)),
        ("second_step_wrong", SecondStepScreen::Ask(wrong)),
        ("second_step_throttled", SecondStepScreen::Ask(throttled)),
        ("second_step_over", SecondStepScreen::Over),
    ]
    .map(|(name, screen)| (name, Screen::SecondStep(screen)))
    .into()
}
