//! Has the browser make a passkey (Web Authentication §5.1.3). Invariant: one at a time; what the browser asks is over when its dialog here is.

use latchkey_contract::two_step::{PasskeyName, add_passkey, begin_passkey};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AuthenticatorAttestationResponse, CredentialCreationOptions, DomException,
    PublicKeyCredential,
    js_sys::{Array, Object, Reflect, Uint8Array},
};

/// How long the browser waits for the person, in milliseconds.
const TIMEOUT_MS: f64 = 300_000.0;

/// Why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotMade {
    /// The person said no, or took too long.
    Cancelled,
    /// There is one of this account already.
    Present,
    /// The browser cannot.
    Failed,
}

/// Whether this browser knows passkeys.
pub fn is_supported() -> bool {
    Reflect::get(&window(), &"PublicKeyCredential".into()).is_ok_and(|known| !known.is_undefined())
}

/// What ends it from here.
pub fn ending() -> Option<AbortController> {
    AbortController::new().ok()
}

/// Asks the browser, which asks the person.
pub async fn make(
    name: String,
    asked: begin_passkey::Response,
    ending: Option<AbortController>,
) -> Result<add_passkey::Request, NotMade> {
    let options = object(&[("publicKey", options(&asked).into())]);
    if let Some(ending) = ending {
        set(&options, "signal", &ending.signal());
    }
    let options: CredentialCreationOptions = options.unchecked_into();
    let credentials = window().navigator().credentials();
    let asking = credentials
        .create_with_options(&options)
        .map_err(|error| why(&error))?;
    let made = JsFuture::from(asking).await.map_err(|error| why(&error))?;
    let credential: PublicKeyCredential = made.dyn_into().map_err(|_| NotMade::Failed)?;
    let response: AuthenticatorAttestationResponse =
        credential.response().dyn_into().map_err(|_| NotMade::Failed)?;
    let public_key = response.get_public_key().ok().flatten().ok_or(NotMade::Failed)?;
    let authenticator_data = response.get_authenticator_data().map_err(|_| NotMade::Failed)?;
    Ok(add_passkey::Request {
        name,
        challenge: asked.challenge,
        client_data: written(&response.client_data_json())?,
        authenticator_data: written(&authenticator_data)?,
        public_key: written(&public_key)?,
        algorithm: response
            .get_public_key_algorithm()
            .map_err(|_| NotMade::Failed)?
            .into(),
        transports: response
            .get_transports()
            .iter()
            .filter_map(|way| way.as_string())
            .collect(),
    })
}

fn why(error: &JsValue) -> NotMade {
    let name = error.dyn_ref::<DomException>().map(DomException::name);
    match name.as_deref() {
        Some("NotAllowedError" | "AbortError") => NotMade::Cancelled,
        Some("InvalidStateError") => NotMade::Present,
        _ => NotMade::Failed,
    }
}

fn options(asked: &begin_passkey::Response) -> Object {
    let user = object(&[
        ("id", read(&asked.user_handle)),
        ("name", asked.user_name.as_str().into()),
        ("displayName", asked.display_name.as_str().into()),
    ]);
    let kinds = asked
        .algorithms
        .iter()
        .map(|algorithm| object(&[("type", "public-key".into()), ("alg", (*algorithm as f64).into())]));
    let choice = object(&[
        ("residentKey", "preferred".into()),
        ("userVerification", "preferred".into()),
    ]);
    object(&[
        ("challenge", read(&asked.challenge)),
        (
            "rp",
            object(&[
                ("id", asked.rp_id.as_str().into()),
                ("name", asked.rp_name.as_str().into()),
            ])
            .into(),
        ),
        ("user", user.into()),
        ("pubKeyCredParams", kinds.collect::<Array>().into()),
        (
            "excludeCredentials",
            asked.present.iter().map(known).collect::<Array>().into(),
        ),
        ("authenticatorSelection", choice.into()),
        ("attestation", "none".into()),
        ("timeout", TIMEOUT_MS.into()),
    ])
}

fn known(passkey: &PasskeyName) -> Object {
    let ways = passkey.transports.iter().map(|way| JsValue::from_str(way));
    object(&[
        ("type", "public-key".into()),
        ("id", read(&passkey.id)),
        ("transports", ways.collect::<Array>().into()),
    ])
}

fn object(pairs: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        set(&object, name, value);
    }
    object
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // Fails only for what is no object.
    let _ = Reflect::set(object, &name.into(), value);
}

/// Bytes of base64url; none where it is none.
fn read(text: &str) -> JsValue {
    let base64 = text.replace('-', "+").replace('_', "/");
    let bytes = window().atob(&base64).unwrap_or_default();
    let bytes: Vec<u8> = bytes.chars().map(|byte| byte as u8).collect();
    Uint8Array::from(bytes.as_slice()).into()
}

/// Bytes as base64url without padding.
fn written(buffer: &web_sys::js_sys::ArrayBuffer) -> Result<String, NotMade> {
    let bytes = Uint8Array::new(buffer).to_vec();
    let binary: String = bytes.into_iter().map(char::from).collect();
    let base64 = window().btoa(&binary).map_err(|_| NotMade::Failed)?;
    Ok(base64
        .replace('+', "-")
        .replace('/', "_")
        .trim_end_matches('=')
        .to_owned())
}
