//! The screens of the way back in.

use latchkey_contract::{ErrorCode, LinkProblem};
use latchkey_spa::front::form_problem::FormProblem;
use latchkey_spa::front::page::Screen;
use latchkey_spa::front::recovery::{RecoveryAskScreen, RecoveryConfirmScreen, RecoveryScreen};

pub(super) fn screens() -> Vec<(&'static str, Screen)> {
    let throttled = RecoveryAskScreen {
        username: "ada@acme.example".to_owned(),
        problem: Some(FormProblem {
            code: ErrorCode::TooManyAttempts,
            field: None,
            request_id: super::REQUEST_ID.to_owned(),
            retry_after: Some(540),
        }),
    };
    let confirm = RecoveryConfirmScreen {
        link: "01939f2e-0000-7000-8000-0000000000cc".to_owned(),
        address: "ada@acme.example".to_owned(),
        company_name: "Acme".to_owned(),
    };
    let screens = [
        ("recover", RecoveryScreen::Ask(RecoveryAskScreen::default())),
        ("recover_throttled", RecoveryScreen::Ask(throttled)),
        ("recover_asked", RecoveryScreen::Asked),
        ("recover_confirm", RecoveryScreen::Confirm(confirm)),
        ("recover_elsewhere", RecoveryScreen::Over(LinkProblem::Elsewhere)),
        ("recover_expired", RecoveryScreen::Over(LinkProblem::Expired)),
        ("recover_replaced", RecoveryScreen::Over(LinkProblem::Replaced)),
    ];
    screens
        .map(|(name, screen)| (name, Screen::Recovery(screen)))
        .into()
}
