//! The sign-in form once it is hydrated: it asks about domains, sends the form, and shows the response.
//!
//! Invariants: inputs are read, never written; the password leaves only towards `sign_in_with_password`; after a
//! success the form stays busy until the page is gone.

use std::time::Duration;

use latchkey_contract::{
    ErrorCode,
    sign_in::{self, DiscoverSignIn, SignInMethod, SignInWithPassword, StartSso},
    username::domain_to_discover,
};
use leptos::{html::Input, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::js_sys::Date;

use super::{
    discovery::{Discovery, Event},
    worn_brand::WornBrand,
};
use crate::{
    api::{ApiError, Client, Refusal, use_client},
    carried_username::carry,
    front::page::SignInScreen,
    hydrated::{Hydrated, use_hydrated},
    i18n::Locale,
    navigation::{Navigation, use_navigation},
    phrases::{error_phrase, notice, problem_phrase},
    ui::{Notice, Reveal, idle_again_on_return},
};

/// How long after the last key a domain is asked about.
const DEBOUNCE: Duration = Duration::from_millis(300);
/// How long a form that was sent waits for a check under way.
const PATIENCE: Duration = Duration::from_secs(2);

/// The hydrated sign-in form.
#[derive(Clone, Copy)]
pub(super) struct Form {
    locale: Locale,
    discovery: StoredValue<Discovery, LocalStorage>,
    brand: StoredValue<WornBrand>,
    client: StoredValue<Client, LocalStorage>,
    return_to: StoredValue<Option<String>>,
    leave: Navigation,
    hydrated: StoredValue<Hydrated>,
    /// The present domain, if its people sign in through their company.
    pub(super) federated: RwSignal<Option<String>>,
    /// What is wrong with the form as a whole.
    pub(super) notice: RwSignal<Option<Notice>>,
    /// What is wrong with the username.
    pub(super) username_error: RwSignal<Option<String>>,
    /// What is wrong with the password.
    pub(super) password_error: RwSignal<Option<String>>,
    /// Whether there were too many attempts: another password would be a way out.
    pub(super) throttled: RwSignal<bool>,
    /// Seconds to wait from when the server said so, if it did.
    wait: RwSignal<Option<u32>>,
    /// When that ends, in seconds since the Unix epoch.
    until: StoredValue<f64>,
    /// Seconds that are left of it.
    pub(super) left: RwSignal<Option<u32>>,
    /// Whether the password is shown.
    pub(super) reveal: Reveal,
    /// Whether the form is on its way.
    pub(super) sending: RwSignal<bool>,
    pub(super) username: NodeRef<Input>,
    pub(super) password: NodeRef<Input>,
}

impl Form {
    /// Begins with what the server rendered.
    pub(super) fn new(locale: Locale, screen: &SignInScreen) -> Self {
        let discovery = Discovery::new(&screen.username, screen.method);
        let federated = discovery.federated_domain().map(str::to_owned);
        let form = Self {
            locale,
            discovery: StoredValue::new_local(discovery),
            brand: StoredValue::new(WornBrand::default()),
            client: StoredValue::new_local(use_client()),
            return_to: StoredValue::new(screen.return_to.clone()),
            leave: use_navigation(),
            hydrated: StoredValue::new(use_hydrated()),
            federated: RwSignal::new(federated),
            notice: RwSignal::new(None),
            username_error: RwSignal::new(None),
            password_error: RwSignal::new(None),
            throttled: RwSignal::new(false),
            wait: RwSignal::new(None),
            until: StoredValue::new(0.0),
            left: RwSignal::new(None),
            reveal: Reveal::new(),
            sending: RwSignal::new(false),
            username: NodeRef::new(),
            password: NodeRef::new(),
        };
        for problem in screen.problems.iter().cloned() {
            form.complain(&ApiError::from(problem));
        }
        form
    }

    /// Reads what was typed before the form was hydrated, and again when the browser brings the page back from its cache.
    pub(super) fn wake(self) {
        Effect::new(move |_| {
            if self.username.get().is_some() {
                self.note(Event::Settled(&self.typed_username()));
            }
        });
        idle_again_on_return(self.sending);
        Effect::new(move |_| {
            if let Some(seconds) = self.wait.get() {
                self.until.set_value(Date::now() / 1000.0 + f64::from(seconds));
                self.count_down();
            }
        });
    }

    /// Shows what is left of the wait, now and each second. The clock is asked: timers of pages in the background come late.
    fn count_down(self) {
        let Some(until) = self.until.try_get_value() else {
            return;
        };
        let left = (until - Date::now() / 1000.0).ceil().max(0.0);
        let is_gone = self.left.try_set(Some(left as u32)).is_some();
        if left > 0.0 && !is_gone {
            set_timeout(move || self.count_down(), Duration::from_secs(1));
        }
    }

    /// The username changed: by a key, or all at once.
    pub(super) fn edited(self, event: &web_sys::Event) {
        let username = self.typed_username();
        if is_keystroke(event) {
            self.note(Event::Typed(&username));
        } else {
            self.note(Event::Settled(&username));
        }
    }

    /// Whoever leaves for a screen that asks for the username again does not type it twice.
    pub(super) fn carry_username(self) {
        carry(&self.typed_username());
    }

    /// The form is to be sent; a second time does nothing until the first has come back. Where hydration stopped
    /// half-way the browser sends it, as it would without WebAssembly.
    pub(super) fn submit(self, event: &web_sys::Event) {
        if !self.is_awake() {
            return;
        }
        event.prevent_default();
        if self.sending.get_untracked() {
            return;
        }
        self.sending.set(true);
        self.reveal.hide();
        self.throttled.set(false);
        self.notice.set(None);
        self.username_error.set(None);
        self.password_error.set(None);
        self.note(Event::Submitted(&self.typed_username()));
    }

    fn is_awake(self) -> bool {
        self.hydrated.try_with_value(Hydrated::get).unwrap_or_default()
    }

    fn note(self, event: Event<'_>) {
        if !self.is_awake() {
            return;
        }
        // `None`: the screen is gone, and a late answer has nobody to go to.
        let Some((todo, federated)) = self.discovery.try_update_value(|discovery| {
            let todo = discovery.on(event);
            (todo, discovery.federated_domain().map(str::to_owned))
        }) else {
            return;
        };
        if self.federated.get_untracked() != federated {
            self.brand.update_value(|brand| brand.wear(federated.as_deref()));
            self.federated.set(federated);
        }
        if let Some(domain) = todo.ask {
            spawn_local(self.ask(domain));
        }
        if let Some(ticket) = todo.look_again {
            set_timeout(move || self.note(Event::Quiet(ticket)), DEBOUNCE);
        }
        if let Some(ticket) = todo.give_up {
            set_timeout(move || self.note(Event::OutOfPatience(ticket)), PATIENCE);
        }
        if let Some(method) = todo.send {
            spawn_local(self.send(method));
        }
    }

    async fn ask(self, decides: String) {
        let Some(client) = self.client.try_get_value() else {
            return;
        };
        let asked = decides;
        let request = sign_in::discover_sign_in::Request {
            domain: domain_to_discover(&asked).unwrap_or(&asked).to_owned(),
            address: asked.contains('@').then(|| asked.clone()),
        };
        let answer = client.call::<DiscoverSignIn>(&request).await;
        if let Ok(response) = &answer
            && let Some(brand) = &response.brand
        {
            let domain = asked.rsplit('@').next().unwrap_or_default();
            let _ = self
                .brand
                .try_update_value(|worn| worn.learn(domain, brand.clone()));
        }
        self.note(match answer {
            Ok(response) if response.asks_address => Event::AsksAddress(&asked),
            Ok(response) => Event::Answered(&asked, response.method),
            Err(_) => Event::Failed(&asked),
        });
    }

    async fn send(self, method: SignInMethod) {
        let (Some(client), Some(return_to)) = (self.client.try_get_value(), self.return_to.try_get_value())
        else {
            return;
        };
        let username = self.typed_username();
        let next = match method {
            SignInMethod::Password => {
                let password = read(self.password);
                let request = sign_in::sign_in_with_password::Request {
                    username,
                    password,
                    return_to,
                };
                client
                    .call::<SignInWithPassword>(&request)
                    .await
                    .map(|response| response.next)
            }
            SignInMethod::Sso => {
                let request = sign_in::start_sso::Request { username, return_to };
                client
                    .call::<StartSso>(&request)
                    .await
                    .map(|response| response.redirect_to)
            }
        };
        match next {
            Ok(url) => self.leave.to(&url),
            Err(error) => self.refused(&error),
        }
    }

    fn refused(self, error: &ApiError) {
        let domain = self
            .discovery
            .try_with_value(|discovery| discovery.decides().map(str::to_owned))
            .flatten();
        let correction = match error.code() {
            Some(ErrorCode::SsoRequired) => Some(SignInMethod::Sso),
            Some(ErrorCode::SsoNotConfigured) => Some(SignInMethod::Password),
            _ => None,
        };
        if let (Some(domain), Some(method)) = (domain, correction) {
            self.note(Event::Answered(&domain, method));
        }
        self.complain(error);
        // The server names the first of two empty fields.
        if matches!(field_of(error), Some(ErrorField::Username))
            && self.federated.with_untracked(Option::is_none)
            && read(self.password).is_empty()
        {
            let missing = error_phrase(self.locale, ErrorCode::PasswordMissing);
            self.password_error.set(Some(missing.to_owned()));
        }
        self.sending.set(false);
        let field = match error.code() {
            Some(ErrorCode::WrongCredentials | ErrorCode::SsoNotConfigured) => Some(self.password),
            _ => match field_of(error) {
                Some(ErrorField::Username) => Some(self.username),
                Some(ErrorField::Password) => Some(self.password),
                None => None,
            },
        };
        // The button keeps the focus unless a field is to blame. The password row may have to unfold first.
        if let Some(field) = field {
            request_animation_frame(move || focus_on(field));
        }
    }

    /// Says what is wrong, where it is wrong.
    fn complain(self, error: &ApiError) {
        if error.code() == Some(ErrorCode::TooManyAttempts) {
            self.throttled.set(true);
        }
        if let ApiError::Refused(Refusal { retry_after, .. }) = error {
            self.wait.set(*retry_after);
            self.left.set(*retry_after);
        }
        match field_of(error) {
            Some(ErrorField::Username) => self.username_error.set(Some(problem_phrase(self.locale, error))),
            Some(ErrorField::Password) => self.password_error.set(Some(problem_phrase(self.locale, error))),
            None => self.notice.set(Some(notice(self.locale, error))),
        }
    }

    /// Whoever changes a field has read what was wrong with it. Not when it is left: what stands below would move away under a
    /// click on it.
    pub(super) fn changed(self, error: RwSignal<Option<String>>) {
        if error.with_untracked(Option::is_some) {
            error.set(None);
        }
    }

    fn typed_username(self) -> String {
        read(self.username)
    }
}

/// A field that an error can stand next to.
enum ErrorField {
    Username,
    Password,
}

/// Where an error stands; `None` is above the form.
fn field_of(error: &ApiError) -> Option<ErrorField> {
    match error {
        // One message for the pair, whatever the server blames; and nothing next to a field that has folded away.
        ApiError::Refused(Refusal {
            code: ErrorCode::WrongCredentials | ErrorCode::SsoRequired,
            ..
        }) => None,
        ApiError::Refused(refusal) => match refusal.field.as_deref() {
            Some("username") => Some(ErrorField::Username),
            Some("password") => Some(ErrorField::Password),
            _ => None,
        },
        ApiError::Offline | ApiError::Unreadable => None,
    }
}

fn read(input: NodeRef<Input>) -> String {
    input
        .try_get_untracked()
        .flatten()
        .map(|input| input.value())
        .unwrap_or_default()
}

fn focus_on(input: NodeRef<Input>) {
    if let Some(input) = input.try_get_untracked().flatten() {
        // Focus is a courtesy; where it is refused the message is still announced.
        let _ = input.focus();
        input.select();
    }
}

/// Whether more keys are likely to follow. Pasting, dropping and a password manager's filling say something else, or
/// are no input events at all.
fn is_keystroke(event: &web_sys::Event) -> bool {
    event.dyn_ref::<web_sys::InputEvent>().is_some_and(|event| {
        !matches!(
            event.input_type().as_str(),
            "" | "insertFromPaste" | "insertFromDrop" | "insertReplacementText"
        )
    })
}
