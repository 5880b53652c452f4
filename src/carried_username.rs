//! The username on its way to the screens that ask for it (again), in a cookie of one minute, which their page takes away: an
//! address in an address bar would stay in histories and logs.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::paths::percent_encoded;

/// Carries it to the next page, if there is anything to carry.
pub fn carry(username: &str) {
    let username = username.trim();
    if username.is_empty() || username.len() > MAX_BYTES {
        return;
    }
    let (prefix, secure) = match window().location().protocol().as_deref() {
        Ok("https:") => ("__Host-", "; Secure"),
        _ => ("", ""),
    };
    let mut cookie = [prefix, "latchkey-username="].concat();
    percent_encoded(&mut cookie, username);
    cookie.push_str("; Path=/; Max-Age=60; SameSite=Lax");
    cookie.push_str(secure);
    // Where cookies are refused, the next screen begins empty.
    let _ = document()
        .unchecked_into::<web_sys::HtmlDocument>()
        .set_cookie(&cookie);
}

/// Longer than any address.
const MAX_BYTES: usize = 320;
