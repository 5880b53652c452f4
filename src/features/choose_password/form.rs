//! The form once it is hydrated: it checks all its fields before it is sent, so that no password is typed in vain.
//!
//! Invariants: the server judges again, and alone where there is no WebAssembly; the form is sent once.

use latchkey_contract::{ErrorCode, username::meant};
use leptos::prelude::*;

use crate::{
    front::{
        entry::{ChoosePasswordScreen, LinkPurpose},
        field::{LiveField, focus_first_wrong},
    },
    hydrated::{Hydrated, use_hydrated},
    i18n::*,
    new_password::Meter,
    phrases::error_phrase,
    ui::{Reveal, idle_again_on_return},
};

/// The fields of the form, those that `purpose` leaves out among them.
#[derive(Clone, Copy)]
pub(super) struct Form {
    locale: Locale,
    purpose: LinkPurpose,
    hydrated: StoredValue<Hydrated>,
    pub(super) company_name: LiveField,
    pub(super) first_name: LiveField,
    pub(super) last_name: LiveField,
    pub(super) username: LiveField,
    pub(super) password: LiveField,
    /// The password that the platform has last called easy to guess.
    pub(super) guessable: StoredValue<String>,
    pub(super) reveal: Reveal,
    /// Whether the form is on its way.
    pub(super) sending: RwSignal<bool>,
}

impl Form {
    /// Begins with what the server rendered. What else is wrong costs the password, which no page carries: the field says so.
    pub(super) fn new(locale: Locale, screen: &ChoosePasswordScreen) -> Self {
        let field = |name, value: &str| LiveField::new(locale, name, value, &screen.problems);
        let password = field("password", "");
        if !screen.problems.is_empty() && !password.is_wrong() {
            let again = td_string!(locale, choose_password.again);
            password.error.set(Some(again.to_owned()));
        }
        let sending = RwSignal::new(false);
        idle_again_on_return(sending);
        Self {
            locale,
            purpose: screen.purpose,
            hydrated: StoredValue::new(use_hydrated()),
            company_name: field("company_name", &screen.company_name),
            first_name: field("first_name", &screen.first_name),
            last_name: field("last_name", &screen.last_name),
            username: field("username", &screen.username),
            password,
            guessable: StoredValue::new(String::new()),
            reveal: Reveal::new(),
            sending,
        }
    }

    /// All fields, in their order on the screen.
    pub(super) fn fields(self) -> [LiveField; 5] {
        [
            self.company_name,
            self.first_name,
            self.last_name,
            self.username,
            self.password,
        ]
    }

    /// The form is to be sent. Where something is wrong, all of it is said, and nothing is sent.
    pub(super) fn submit(self, event: &web_sys::SubmitEvent) {
        if self.sending.get_untracked() {
            event.prevent_default();
            return;
        }
        if self.hydrated.try_with_value(Hydrated::get).unwrap_or_default() {
            self.judge();
            if focus_first_wrong(&self.fields()) {
                event.prevent_default();
                return;
            }
        }
        self.reveal.hide();
        self.sending.set(true);
    }

    fn judge(self) {
        let sets_up = self.purpose == LinkPurpose::SetUp;
        self.company_name
            .blame_if(sets_up && self.company_name.is_blank(), self.locale);
        let is_new = self.purpose != LinkPurpose::ResetPassword;
        let nameless = is_new && self.first_name.is_blank() && self.last_name.is_blank();
        self.first_name.blame_if(nameless, self.locale);
        self.last_name.error.set(None);
        let typed = self.username.value();
        self.username
            .blame_if(sets_up && self.username.is_blank(), self.locale);
        if sets_up && !self.username.is_wrong() && meant(&typed).is_none_or(|meant| !meant.text.contains('@'))
        {
            self.blame_by_code(self.username, ErrorCode::UsernameNotAnAddress);
        }
        let password = self.password.value();
        self.password.error.set(None);
        if password.is_empty() {
            self.blame_by_code(self.password, ErrorCode::PasswordMissing);
        } else if self.guessable.with_value(|guessable| *guessable == password) {
            self.blame_by_code(self.password, ErrorCode::PasswordGuessable);
        } else if let Some(code) = Meter::by_length(&password).and_then(Meter::refusal) {
            self.blame_by_code(self.password, code);
        }
    }

    fn blame_by_code(self, field: LiveField, code: ErrorCode) {
        field.error.set(Some(error_phrase(self.locale, code).to_owned()));
    }
}
