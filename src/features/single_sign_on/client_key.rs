//! The key by which the platform proves to the identity provider who it is: its address, and its certificate. Invariant: what is shown is public.

use latchkey_contract::{
    Empty,
    sso_configurations::{ClientKey, MakeClientKey},
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{Loaded, use_locale, use_session_client},
    paths,
    ui::CopyButton,
};

/// The key with which new configurations of the company begin; it is made where there is none.
#[component]
pub fn CompanyKey() -> impl IntoView {
    let client = use_session_client();
    let key = LocalResource::new(move || {
        let client = client.clone();
        async move { client.call::<MakeClientKey>(&Empty {}).await }
    });
    view! {
        <Loaded resource=key let:key>
            <PublicKey key />
        </Loaded>
    }
}

/// What an identity provider is given of a key.
#[component]
pub fn PublicKey(
    /// The key.
    key: ClientKey,
) -> impl IntoView {
    let locale = use_locale();
    let what = td_string!(locale, client_key.address);
    let file = file_of(&key.certificate);
    view! {
        <div class="sso-redirect">
            <dl class="copied">
                <div>
                    <dt>{what}</dt>
                    <dd translate="no">{key.keys_url.clone()}</dd>
                    <dd>
                        <CopyButton locale text=key.keys_url what />
                    </dd>
                </div>
                <div>
                    <dt>{td_string!(locale, client_key.thumbprint)}</dt>
                    <dd translate="no">{key.thumbprint}</dd>
                    <dd>
                        <a class="button quiet dense" href=file download="sign-in-certificate.pem" rel="external">
                            {td_string!(locale, client_key.download)}
                        </a>
                    </dd>
                </div>
            </dl>
            <p class="hint">{td_string!(locale, client_key.text)}</p>
        </div>
    }
}

/// A file as an address: nothing leaves the browser for it.
fn file_of(certificate: &str) -> String {
    let mut address = String::from("data:application/x-pem-file,");
    paths::percent_encoded(&mut address, certificate);
    address
}
