//! Reading the contract's JSON with the browser's parser: the same values as everywhere, and nothing for misfits.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    Empty, ErrorBody, ErrorCode,
    app_settings::{create_app, list_apps},
    apps::list_my_apps,
    sign_in::{SignInMethod, discover_sign_in},
};
use latchkey_fake_backend::canned;
use latchkey_spa::{
    api::json,
    front::page::{FormProblem, SignInScreen},
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn reads_what_it_writes() {
    let apps = list_my_apps::Response {
        items: canned::expenses(),
    };
    assert_eq!(json::write(&apps).and_then(|text| json::read(&text)), Some(apps));
    let screen = SignInScreen {
        username: "ada@acme.example \u{2028} \"<ä>\" \\ 🗝".to_owned(),
        method: SignInMethod::Sso,
        return_to: None,
        problems: vec![FormProblem {
            code: ErrorCode::TooManyAttempts,
            field: Some("username".to_owned()),
            request_id: String::new(),
            retry_after: Some(u32::MAX),
        }],
        ..SignInScreen::default()
    };
    assert_eq!(
        json::write(&screen).and_then(|text| json::read(&text)),
        Some(screen)
    );
}

#[wasm_bindgen_test]
fn what_may_be_missing_may_be_missing_and_what_is_new_is_passed_over() {
    let body =
        json::read::<ErrorBody>(r#"{"code":"busy","detail":"","request_id":"r","new":[1.5,{"a":null}]}"#);
    let body = body.expect("it is the contract's shape");
    assert_eq!(
        (body.code, body.field, body.request_id.as_str()),
        (ErrorCode::Busy, None, "r")
    );
    assert_eq!(json::read::<Empty>("{}"), Some(Empty {}));
}

#[wasm_bindgen_test]
fn misfits_are_nothing() {
    for text in [
        "",
        "<html>",
        "null",
        "[]",
        "{}",
        r#""sso""#,
        r#"{"method":1}"#,
        r#"{"method":"magic"}"#,
        r#"{"method":{}}"#,
    ] {
        assert!(json::read::<discover_sign_in::Response>(text).is_none(), "{text}");
    }
    for text in ["null", "[]", "[1]", r#""""#, "1", "true"] {
        assert_eq!(json::read::<Empty>(text), None, "{text} is no object");
    }
    for text in [r#"{"slug":1}"#, r#"{"slug":["x"]}"#, r#"{"slug":null}"#] {
        assert!(json::read::<create_app::Response>(text).is_none(), "{text}");
    }
    for text in [
        r#"{"items":[],"may_create":"yes"}"#,
        r#"{"items":{},"may_create":true}"#,
        r#"{"items":[["x","y"]],"may_create":true}"#,
    ] {
        assert!(json::read::<list_apps::Response>(text).is_none(), "{text}");
    }
    for number in ["-1", "1.5", "4294967296", "\"1\""] {
        let text = format!(r#"{{"code":"busy","field":null,"request_id":"r","retry_after":{number}}}"#);
        assert!(json::read::<FormProblem>(&text).is_none(), "{number}");
    }
}
