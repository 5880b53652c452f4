//! Ada's second factor, which she adds and takes away.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use latchkey_contract::{
    Empty, ErrorCode,
    company::{
        GetSecondFactorRule, RemindOfSecondFactor, SecondFactorDemand, SecondFactorRule, SetSecondFactorRule,
    },
    session::{ListRememberedBrowsers, RememberedBrowserItem, list_remembered_browsers},
    two_step::{
        AddPasskey, BeginPasskey, BeginTotp, ConfirmTotp, CreateAccountRecoveryCodes, GetTwoStep, Passkey,
        QrCode, RecoveryCodesLeft, RemovePasskey, RemoveTotp, RenamePasskey, TotpApp, add_passkey,
        begin_passkey, begin_totp, confirm_totp, create_account_recovery_codes, get_two_step, rename_passkey,
    },
};

use crate::{FakeBackend, MockResponse};

/// From now on this is what the company asks of its people.
pub fn has_rule(backend: &FakeBackend, rule: SecondFactorRule) {
    backend.on::<GetSecondFactorRule>(move |Empty {}| MockResponse::Success(rule.clone()));
    backend.on::<SetSecondFactorRule>(|rule| match rule.required_from.as_deref() {
        Some("") => MockResponse::refused_at(ErrorCode::DateOutOfRange, "required_from"),
        _ => MockResponse::Success(Empty {}),
    });
    backend.on::<RemindOfSecondFactor>(|Empty {}| MockResponse::Success(Empty {}));
}

/// From now on these browsers are remembered for the second step.
pub fn has_remembered_browsers(backend: &FakeBackend, items: Vec<RememberedBrowserItem>) {
    backend.on::<ListRememberedBrowsers>(move |Empty {}| {
        let items = items.clone();
        MockResponse::Success(list_remembered_browsers::Response { items })
    });
}

/// Two of Ada's, one of them this one.
pub fn remembered_browsers() -> Vec<RememberedBrowserItem> {
    let browser = |id: &str, browser: Option<&str>, is_this: bool| RememberedBrowserItem {
        id: id.to_owned(),
        browser: browser.map(str::to_owned),
        system: browser.map(|_| "Linux".to_owned()),
        client_address: "192.0.2.7".to_owned(),
        remembered_at: "2026-07-19T09:00:00Z".to_owned(),
        last_used_at: is_this.then(|| "2026-07-20T08:00:00Z".to_owned()),
        expires_at: "2026-08-18T09:00:00Z".to_owned(),
        is_this,
    };
    vec![
        browser("here", Some("Firefox"), true),
        browser("there", None, false),
    ]
}

/// The code that adds an app.
pub const RIGHT_CODE: &str = "287082";

/// The secret that is shown.
pub const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// From now on Ada has a second factor, or none.
pub fn has_second_factor(backend: &FakeBackend, is_on: bool) {
    has_passkeys(backend);
    let is_on = Arc::new(AtomicBool::new(is_on));
    let (read, added) = (is_on.clone(), is_on.clone());
    backend.on::<GetTwoStep>(move |Empty {}| MockResponse::Success(present(read.load(Ordering::Relaxed))));
    backend.on::<BeginTotp>(|Empty {}| {
        MockResponse::Success(begin_totp::Response {
            secret: SECRET.to_owned(),
            uri: ["otpauth://totp/Latchkey:ada@acme.example?secret=", SECRET].concat(),
            qr_code: Some(QrCode {
                size: 12,
                path: "M4 4h3v1h-3zM4 6h4v1h-4zM5 7h1v1h-1z".to_owned(),
            }),
        })
    });
    backend.on::<ConfirmTotp>(move |confirm_totp::Request { code }| {
        if code.replace(' ', "") != RIGHT_CODE {
            return MockResponse::refused_at(ErrorCode::CodeWrong, "code");
        }
        added.store(true, Ordering::Relaxed);
        MockResponse::Success(confirm_totp::Response {
            recovery_codes: codes(),
        })
    });
    backend.on::<RemoveTotp>(move |Empty {}| {
        is_on.store(false, Ordering::Relaxed);
        MockResponse::Success(Empty {})
    });
    backend.on::<CreateAccountRecoveryCodes>(|Empty {}| {
        MockResponse::Success(create_account_recovery_codes::Response { codes: codes() })
    });
}

/// What the page reads.
pub fn present(is_on: bool) -> get_two_step::Response {
    get_two_step::Response {
        managed_by: None,
        is_offered: true,
        required_from: None,
        passkeys: if is_on { vec![passkey()] } else { Vec::new() },
        can_have_passkeys: true,
        app: is_on.then(|| TotpApp {
            added_at: "2026-10-01T08:00:00Z".to_owned(),
            last_used_at: "2026-11-20T09:30:00Z".to_owned(),
        }),
        recovery_codes: is_on.then(|| RecoveryCodesLeft {
            made_at: "2026-10-01T08:00:00Z".to_owned(),
            made: 10,
            left: 9,
        }),
    }
}

/// A passkey of Ada's.
pub fn passkey() -> Passkey {
    Passkey {
        id: "01939f2e-0000-7000-8000-0000000000e1".to_owned(),
        name: "Blue key".to_owned(),
        added_at: "2026-10-02T08:00:00Z".to_owned(),
        last_used_at: Some("2026-11-21T09:30:00Z".to_owned()),
        is_backed_up: true,
        opens_alone: true,
    }
}

fn has_passkeys(backend: &FakeBackend) {
    backend.on::<BeginPasskey>(|Empty {}| {
        MockResponse::Success(begin_passkey::Response {
            challenge: "Y2hhbGxlbmdl".to_owned(),
            rp_id: "localhost".to_owned(),
            rp_name: "Latchkey".to_owned(),
            user_handle: "aGFuZGxl".to_owned(),
            user_name: "ada@acme.example".to_owned(),
            display_name: "ada@acme.example".to_owned(),
            algorithms: vec![-7, -8, -257],
            present: Vec::new(),
        })
    });
    backend.on::<AddPasskey>(|_| {
        MockResponse::Success(add_passkey::Response {
            recovery_codes: codes(),
        })
    });
    backend.on::<RenamePasskey>(|rename_passkey::Request { name, .. }| match name.trim() {
        "" => MockResponse::refused_at(ErrorCode::NameInvalid, "name"),
        _ => MockResponse::Success(Empty {}),
    });
    backend.on::<RemovePasskey>(|_| MockResponse::Success(Empty {}));
}

fn codes() -> Vec<String> {
    (2..=9)
        .map(|number| format!("ABCD-EFGH-JKLM-NPQ{number}"))
        .collect()
}

/// Whoever wants a second factor adds one.
pub const fn offered() -> SecondFactorRule {
    SecondFactorRule {
        rule: SecondFactorDemand::Offered,
        required_from: None,
        remembers_browsers: Some(true),
    }
}
