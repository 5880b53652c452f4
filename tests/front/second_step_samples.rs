//! The screens of the second step.

use latchkey_contract::ErrorCode;
use latchkey_spa::front::form_problem::FormProblem;
use latchkey_spa::front::page::{AppName, Screen};
use latchkey_spa::front::second_step::{
    SecondStepAskScreen, SecondStepCodeUsedScreen, SecondStepCodesScreen, SecondStepEnrolScreen,
    SecondStepScreen,
};

pub(super) fn screens() -> Vec<(&'static str, Screen)> {
    let ask = SecondStepAskScreen {
        step: "01939f2e-0000-7000-8000-0000000000dd".to_owned(),
        address: "ada@acme.example".to_owned(),
        app: Some(AppName {
            app: "Company Expenses".to_owned(),
            environment: "Acceptance".to_owned(),
        }),
        sign_in: "/sign-in".to_owned(),
        has_app: true,
        has_passkey: false,
        may_remember: true,
        problem: None,
        by_recovery_code: false,
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
    let with_passkey = |has_app| SecondStepAskScreen {
        has_app,
        has_passkey: true,
        ..ask.clone()
    };
    let wrong = again(ErrorCode::CodeWrong, None);
    let wrong_recovery = SecondStepAskScreen {
        by_recovery_code: true,
        ..wrong.clone()
    };
    let throttled = again(ErrorCode::TooManyAttempts, Some(540));
    let enrol = SecondStepEnrolScreen {
        ask: ask.clone(),
        secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned(),
        uri: "otpauth://totp/Acme%20Cloud:ada@acme.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
            .to_owned(),
        qr_code: Some((12, "M4 4h3v1h-3zM4 6h4v1h-4z".to_owned())),
        new_passkey: None,
    };
    let enrol_both = SecondStepEnrolScreen {
        new_passkey: Some("{\"challenge\":\"\"}".to_owned()),
        ..enrol.clone()
    };
    let codes = SecondStepCodesScreen {
        codes: vec!["ABCD-EFGH-JKLM-NPQ2".to_owned(), "ABCD-EFGH-JKLM-NPQ3".to_owned()],
        address: "ada@acme.example".to_owned(),
        platform: "Acme Cloud".to_owned(),
        next: "/".to_owned(),
    };
    [
        ("second_step_enrol", SecondStepScreen::Enrol(enrol)),
        ("second_step_enrol_both", SecondStepScreen::Enrol(enrol_both)),
        ("second_step_codes", SecondStepScreen::Codes(codes)),
        (
            "second_step_code_used",
            SecondStepScreen::CodeUsed(SecondStepCodeUsedScreen {
                left: 9,
                next: "/".to_owned(),
            }),
        ),
        ("second_step_passkey", SecondStepScreen::Ask(with_passkey(false))),
        ("second_step_both", SecondStepScreen::Ask(with_passkey(true))),
        ("second_step", SecondStepScreen::Ask(ask.clone())),
        ("second_step_wrong", SecondStepScreen::Ask(wrong)),
        (
            "second_step_wrong_recovery_code",
            SecondStepScreen::Ask(wrong_recovery),
        ),
        ("second_step_throttled", SecondStepScreen::Ask(throttled)),
        ("second_step_over", SecondStepScreen::Over),
    ]
    .map(|(name, screen)| (name, Screen::SecondStep(screen)))
    .into()
}
