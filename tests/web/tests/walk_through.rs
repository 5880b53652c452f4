//! The column beside the fields of the SSO wizard: what to do at each kind of identity provider.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::sso_configurations::{IdpKind, PlatformAddresses};
use latchkey_spa::{features::single_sign_on::WalkThrough, i18n::Locale, kit::locale::provide_locale};
use latchkey_web_tests::{Stage, eventually};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

// The browser of the tests has no window with focus, and lets nothing onto its clipboard.
#[wasm_bindgen(inline_js = "
let written = '';
export function catch_clipboard() {
  const writeText = (text) => { written = text; return Promise.resolve(); };
  Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
}
export function written_to_clipboard() { return written; }
")]
extern "C" {
    fn catch_clipboard();
    fn written_to_clipboard() -> String;
}

fn addresses() -> PlatformAddresses {
    PlatformAddresses {
        redirect_url: "https://id.example/sso/callback/acme".to_owned(),
        backchannel_logout_url: "https://id.example/sso/backchannel-logout/acme".to_owned(),
        start_url: "https://id.example/sso/start/acme".to_owned(),
        signed_out_url: "https://id.example/signed-out".to_owned(),
        client_keys_url: "https://id.example/sso/keys/acme".to_owned(),
        universal_logout_url: "https://id.example/sso/universal-logout/acme".to_owned(),
        shared_signals_url: "https://id.example/sso/shared-signals/acme".to_owned(),
    }
}

fn shown(locale: Locale, first: IdpKind, addresses: Option<PlatformAddresses>) -> (Stage, RwSignal<IdpKind>) {
    let kind = RwSignal::new(first);
    let stage = Stage::part(move || {
        provide_locale(locale);
        view! { <WalkThrough kind=kind.into() addresses /> }
    });
    (stage, kind)
}

fn text(stage: &Stage) -> String {
    stage.first(".walk-through").text_content().unwrap_or_default()
}

#[wasm_bindgen_test]
async fn each_kind_has_steps_in_both_languages() {
    for locale in [Locale::en, Locale::de] {
        let (stage, kind) = shown(locale, IdpKind::EntraId, Some(addresses()));
        for each in IdpKind::ALL {
            kind.set(each);
            let name = if each == IdpKind::Other {
                "Identity Provider"
            } else {
                each.name()
            };
            eventually("the heading names it", || {
                let heading = stage.first("h2").text_content().unwrap_or_default();
                heading.to_lowercase().contains(&name.to_lowercase())
            })
            .await;
            eventually("its steps are there", || stage.count("ol > li") >= 4).await;
            assert!(
                text(&stage).contains("https://id.example/sso/callback/acme"),
                "{each:?}"
            );
            assert!(!text(&stage).contains("**"), "{}", text(&stage));
            assert!(stage.count("b[translate='no']") > 0, "{each:?}");
        }
    }
}

#[wasm_bindgen_test]
async fn only_secrets_that_expire_are_warned_of() {
    let (stage, kind) = shown(Locale::en, IdpKind::EntraId, Some(addresses()));
    eventually("it is", || text(&stage).contains("expire")).await;
    assert!(text(&stage).contains("Microsoft's documentation in November 2026"));
    kind.set(IdpKind::Google);
    eventually("it is not", || !text(&stage).contains("expire")).await;
    assert!(text(&stage).contains("could not be checked"));
}

#[wasm_bindgen_test]
async fn an_address_is_copied() {
    catch_clipboard();
    let (stage, _) = shown(Locale::en, IdpKind::Keycloak, Some(addresses()));
    eventually("the buttons are there", || stage.count(".code-block button") == 4).await;
    let buttons = stage
        .first(".walk-through")
        .query_selector_all(".code-block button")
        .expect("a list");
    for (index, address) in [
        addresses().redirect_url,
        addresses().signed_out_url,
        addresses().start_url,
        addresses().backchannel_logout_url,
    ]
    .into_iter()
    .enumerate()
    {
        let button = buttons
            .item(u32::try_from(index).expect("few"))
            .expect("a button");
        button.unchecked_ref::<HtmlElement>().click();
        eventually("it is on the clipboard", || written_to_clipboard() == address).await;
        eventually("it says so", || {
            button.text_content().unwrap_or_default().starts_with("Copied")
        })
        .await;
    }
}

#[wasm_bindgen_test]
async fn an_address_that_is_not_known_yet_is_promised() {
    let (stage, _) = shown(Locale::en, IdpKind::Okta, None);
    eventually("the steps are there", || stage.count("ol > li") > 4).await;
    assert_eq!(stage.count(".code-block"), 0);
    assert!(text(&stage).contains("as soon as it is known"));
}
