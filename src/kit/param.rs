//! Parameters of the current address.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The parameter `name` of the route, empty where it has none. What is read by it is read again only when it changes, not at every
/// navigation, at which the router sets all parameters.
pub fn use_param(name: &'static str) -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get(name).unwrap_or_default())
}
