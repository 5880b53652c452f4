//! Reading the contract's JSON with the browser's parser: the same values as everywhere, and nothing for misfits.

#![cfg(target_arch = "wasm32")]

use std::fmt::Debug;

use latchkey_contract::{
    Empty, ErrorBody, ErrorCode,
    app_settings::{create_app, list_apps},
    apps::{MyInvitation, list_my_apps},
    session::{get_session, list_sessions},
    sign_in::{SignInMethod, discover_sign_in},
};
use latchkey_fake_backend::canned;
use latchkey_spa::{
    api::json,
    front::{form_problem::FormProblem, page::SignInScreen},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn reads_what_it_writes() {
    let apps = list_my_apps::Response {
        items: canned::expenses(),
        invitations: vec![MyInvitation {
            id: "invitation".to_owned(),
            app: "Company Expenses".to_owned(),
            environment: "Acceptance".to_owned(),
            roles: vec!["User".to_owned()],
            invited_by: "grace@acme.example".to_owned(),
        }],
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

/// Everything that one change away from `text` can be: each value in turn is missing, or something else.
fn variants(value: &Value) -> Vec<Value> {
    let others = || {
        [
            json!(null),
            json!(-1),
            json!(1.5),
            json!(7),
            json!("x"),
            json!(true),
            json!({}),
        ]
    };
    let mut all = Vec::new();
    match value {
        Value::Object(fields) => {
            for name in fields.keys() {
                let mut without = fields.clone();
                without.remove(name);
                all.push(Value::Object(without));
                for inner in others().into_iter().chain(variants(&fields[name])) {
                    let mut changed = fields.clone();
                    changed.insert(name.clone(), inner);
                    all.push(Value::Object(changed));
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                for inner in others().into_iter().chain(variants(item)) {
                    let mut changed = items.clone();
                    changed[index] = inner;
                    all.push(Value::Array(changed));
                }
            }
        }
        _ => {}
    }
    all
}

/// The browser's reader takes what serde_json takes, as the same value, and nothing else.
fn agrees<T: DeserializeOwned + Serialize + PartialEq + Debug>(sample: &T) {
    let value = serde_json::to_value(sample).expect("the contract is JSON");
    for value in variants(&value).into_iter().chain([value]) {
        let text = value.to_string();
        assert_eq!(json::read::<T>(&text), serde_json::from_str(&text).ok(), "{text}");
    }
}

#[wasm_bindgen_test]
fn the_browser_reads_the_contract_as_serde_json_does() {
    agrees(&list_my_apps::Response {
        items: canned::expenses(),
        invitations: Vec::new(),
    });
    agrees(&canned::acceptance());
    agrees(&get_session::Response {
        account: canned::ada(),
        expires_at: "2026-11-20T13:00:00Z".to_owned(),
        is_test: false,
    });
    agrees(&list_sessions::Response {
        items: canned::sessions(),
    });
    agrees(&FormProblem {
        code: ErrorCode::TooManyAttempts,
        field: Some("username".to_owned()),
        request_id: "r".to_owned(),
        retry_after: Some(u32::MAX),
    });
    agrees(&(-1_i64, i32::MIN, 0_u8, -1.5, i64::from(u32::MAX)));
}
