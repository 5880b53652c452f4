//! The field for a new password, with its meter. Without WebAssembly it is a field with the rule below it.
//!
//! Invariants: the input is read, never written; the password leaves only towards `estimate_password` and with its form.

use std::time::Duration;

use latchkey_contract::password::{EstimatePassword, PasswordStrength, estimate_password};
use leptos::{html::Input, prelude::*, task::spawn_local};

use super::meter::{Meter, REFUSED};
use crate::{
    api::{Client, use_client},
    hydrated::{Hydrated, use_hydrated},
    i18n::*,
    ui::{self, FieldError, Reveal, RevealButton},
};

/// How long after the last key the meter speaks: at each key it would only chatter.
const DEBOUNCE: Duration = Duration::from_millis(400);

/// A field for a new password, with **Show** and a meter below. Its name in the form is `password`.
#[component]
pub fn NewPasswordField(
    /// Language of the words.
    locale: Locale,
    /// What it is called.
    label: &'static str,
    /// What is wrong with it.
    error: RwSignal<Option<String>>,
    /// The address of the account, as far as it is fixed.
    #[prop(into)]
    address: String,
    /// Fields of the same form that somebody who knows the person could fill in.
    about: Vec<NodeRef<Input>>,
    /// Whether the cursor begins here.
    autofocus: bool,
    /// The input.
    #[prop(optional)]
    node_ref: NodeRef<Input>,
    /// Whether it is shown, where the form hides it before it is sent.
    #[prop(optional)]
    reveal: Option<Reveal>,
    /// Where the form wants to know which password the platform has last called easy to guess.
    #[prop(optional)]
    guessable: Option<StoredValue<String>>,
) -> impl IntoView {
    let reveal = reveal.unwrap_or_default();
    let watch = Watch {
        input: node_ref,
        error,
        guessable,
        meter: RwSignal::new(Meter::Rule),
        turn: StoredValue::new(0),
        known: StoredValue::new((address, about)),
        client: StoredValue::new_local(use_client()),
        hydrated: StoredValue::new(use_hydrated()),
    };
    view! {
        <div class="field secret">
            <label for="password">{label}</label>
            <div class="cell">
                <input
                    node_ref=node_ref
                    id="password"
                    name="password"
                    type=move || reveal.kind()
                    autocomplete="new-password"
                    autocapitalize="none"
                    spellcheck="false"
                    enterkeyhint="go"
                    autofocus=autofocus
                    aria-describedby="password-error password-meter"
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    on:input=move |_| watch.edited()
                />
            </div>
            <RevealButton locale reveal controls="password" />
            <FieldError id="password-error" message=error />
            <p id="password-meter" class="meter" aria-live="polite" data-level=move || watch.level()>
                {ui::words(move || watch.words(locale))}
            </p>
        </div>
    }
}

/// Watches what is typed.
#[derive(Clone, Copy)]
struct Watch {
    input: NodeRef<Input>,
    /// What the form's answer said.
    error: RwSignal<Option<String>>,
    guessable: Option<StoredValue<String>>,
    meter: RwSignal<Meter>,
    /// Counts the changes: what is late is about another password.
    turn: StoredValue<u32>,
    known: StoredValue<(String, Vec<NodeRef<Input>>)>,
    client: StoredValue<Client, LocalStorage>,
    hydrated: StoredValue<Hydrated>,
}

impl Watch {
    /// What the form refused is refused in the bar, too, whatever the meter made of it.
    fn level(self) -> Option<&'static str> {
        if self.error.with(Option::is_some) {
            return Some(REFUSED);
        }
        self.meter.get().level()
    }

    /// Nothing where the error above says it.
    fn words(self, locale: Locale) -> String {
        if self.error.with(Option::is_some) {
            return String::new();
        }
        words(locale, self.meter.get())
    }

    fn edited(self) {
        if !self.hydrated.try_with_value(Hydrated::get).unwrap_or_default() {
            return;
        }
        // It spoke of another password.
        if self.error.with_untracked(Option::is_some) {
            self.error.set(None);
        }
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        set_timeout(
            move || {
                if self.turn.try_get_value() == Some(turn) {
                    self.speak(turn);
                }
            },
            DEBOUNCE,
        );
    }

    fn speak(self, turn: u32) {
        let password = read(self.input);
        match Meter::by_length(&password) {
            Some(meter) => self.meter.set(meter),
            None => spawn_local(self.ask(password, turn)),
        }
    }

    async fn ask(self, password: String, turn: u32) {
        let (Some(client), Some((address, fields))) =
            (self.client.try_get_value(), self.known.try_get_value())
        else {
            return;
        };
        let mut about = vec![address];
        about.extend(fields.into_iter().map(read));
        about.retain(|text| !text.is_empty());
        let request = estimate_password::Request { password, about };
        let answer = client.call::<EstimatePassword>(&request).await;
        if let (Some(guessable), Ok(response)) = (self.guessable, &answer)
            && response.strength == PasswordStrength::Guessable
        {
            // The screen may be gone.
            let _ = guessable.try_set_value(request.password);
        }
        if self.turn.try_get_value() == Some(turn) {
            // Without an answer the meter is silent; the form's own answer will say what is wrong.
            self.meter
                .set(answer.map_or(Meter::Rule, |response| Meter::Rated(response.strength)));
        }
    }
}

fn read(input: NodeRef<Input>) -> String {
    input
        .try_get_untracked()
        .flatten()
        .map(|input| input.value())
        .unwrap_or_default()
}

fn words(locale: Locale, meter: Meter) -> String {
    match meter {
        Meter::Rule => td_string!(locale, new_password.rule).to_owned(),
        Meter::Missing(1) => td_string!(locale, new_password.missing_one).to_owned(),
        Meter::Missing(count) => td_string!(locale, new_password.missing, count = count),
        Meter::Rated(PasswordStrength::TooShort) => td_string!(locale, errors.password_too_short).to_owned(),
        Meter::Rated(PasswordStrength::TooLong) => td_string!(locale, errors.password_too_long).to_owned(),
        Meter::Rated(PasswordStrength::Guessable) => td_string!(locale, new_password.guessable).to_owned(),
        Meter::Rated(PasswordStrength::Good) => td_string!(locale, new_password.good).to_owned(),
        Meter::Rated(PasswordStrength::Strong) => td_string!(locale, new_password.strong).to_owned(),
    }
}
