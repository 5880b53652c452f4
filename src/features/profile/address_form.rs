//! The form for another address, and what waits of one that was asked for.

use latchkey_contract::{
    Empty,
    profile::{ChangeAddress, KeepAddress, change_address},
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    portal::{
        drafts::use_draft,
        sending::{Blamable, News, Sending},
        text_field::TextField,
    },
    ui::{Alert, Piece, SubmitButton, live, piece},
};

/// See the module.
#[component]
pub fn AddressForm(
    /// Language of the words.
    locale: Locale,
    /// The address of the account.
    present: String,
    /// The one that waits to be confirmed.
    pending: Option<String>,
) -> Piece {
    let fields = [Blamable::new("email"), Blamable::new("current_password")];
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let pending = RwSignal::new(pending);
    let sending = Sending::new(locale, &fields);
    if use_draft("address", &[("email", email)]) {
        sending
            .news
            .set(Some(td_string!(locale, profile.restored).to_owned()));
    }
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = change_address::Request {
            email: email.get_untracked(),
            current_password: password.get_untracked(),
        };
        let asked = request.email.trim().to_owned();
        sending.send::<ChangeAddress>(&request, move || {
            let news = td_string!(locale, profile.address_asked, address = asked.clone());
            sending.news.set(Some(news));
            pending.set(Some(asked));
            email.set(String::new());
            password.set(String::new());
        });
    };
    let keep = move |_| {
        sending.send::<KeepAddress>(&Empty {}, move || {
            pending.set(None);
            sending
                .news
                .set(Some(td_string!(locale, profile.address_kept).to_owned()));
        });
    };
    let waiting = live(move || {
        let address = pending.get()?;
        Some(piece(view! {
            <p>{td_string!(locale, profile.pending, address = address)}</p>
            <button class="button quiet" type="button" on:click=keep>
                {td_string!(locale, profile.keep_address)}
            </button>
        }))
    });
    piece(view! {
        <form aria-labelledby="profile-address" novalidate on:submit=submit>
            <h2 id="profile-address">{td_string!(locale, profile.address)}</h2>
            <p>{td_string!(locale, profile.address_intro)}</p>
            <dl class="facts">
                <div>
                    <dt>{td_string!(locale, profile.present_address)}</dt>
                    <dd>{present}</dd>
                </div>
            </dl>
            {waiting}
            <Alert locale notice=sending.notice />
            <TextField
                field=fields[0]
                id="email"
                error_id="email-error"
                label=td_string!(locale, profile.new_address)
                value=email
                kind="text"
                autocomplete="email"
            />
            <TextField
                field=fields[1]
                id="address-password"
                error_id="address-password-error"
                label=td_string!(locale, profile.your_password)
                value=password
                kind="password"
                autocomplete="current-password"
            />
            <SubmitButton busy=sending.busy label=td_string!(locale, profile.change_address) />
            <News news=sending.news />
        </form>
    })
}
