//! The form for the names.

use latchkey_contract::profile::{UpdateProfile, update_profile};
use leptos::prelude::*;

use crate::{
    i18n::*,
    portal::{
        drafts::use_draft,
        renamed::use_renamed,
        sending::{Blamable, News, Sending},
        text_field::TextField,
    },
    ui::{Alert, Piece, SubmitButton, piece},
};

/// See the module.
#[component]
pub fn NameForm(
    /// Language of the words.
    locale: Locale,
    /// The account's.
    first_name: String,
    /// The account's.
    last_name: String,
) -> Piece {
    let fields = [Blamable::new("first_name"), Blamable::new("last_name")];
    let (first_name, last_name) = (RwSignal::new(first_name), RwSignal::new(last_name));
    let sending = Sending::new(locale, &fields);
    let renamed = use_renamed();
    if use_draft("name", &[("first_name", first_name), ("last_name", last_name)]) {
        sending
            .news
            .set(Some(td_string!(locale, profile.restored).to_owned()));
    }
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = update_profile::Request {
            first_name: first_name.get_untracked(),
            last_name: last_name.get_untracked(),
        };
        sending.send::<UpdateProfile>(&request.clone(), move || {
            sending
                .news
                .set(Some(td_string!(locale, profile.name_saved).to_owned()));
            renamed.set(request.first_name.trim(), request.last_name.trim());
        });
    };
    piece(view! {
        <form aria-labelledby="profile-name" novalidate on:submit=submit>
            <h2 id="profile-name">{td_string!(locale, profile.name)}</h2>
            <Alert locale notice=sending.notice />
            <TextField
                field=fields[0]
                id="first_name"
                error_id="first_name-error"
                label=td_string!(locale, profile.first_name)
                value=first_name
                kind="text"
                autocomplete="given-name"
            />
            <TextField
                field=fields[1]
                id="last_name"
                error_id="last_name-error"
                label=td_string!(locale, profile.last_name)
                value=last_name
                kind="text"
                autocomplete="family-name"
            />
            <SubmitButton busy=sending.busy label=td_string!(locale, profile.save_name) />
            <News news=sending.news />
        </form>
    })
}
