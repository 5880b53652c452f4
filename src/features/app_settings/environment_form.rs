//! The form of an environment, new or not. Invariants: nothing that was typed is lost when the platform says no; a secret goes
//! only after a question.

use latchkey_contract::{
    ErrorCode,
    app_settings::{
        ClientKind, CreateEnvironment, EnvironmentSettings, UpdateEnvironment, create_environment,
        update_environment,
    },
};
use leptos::prelude::*;

use super::{
    environment_page::USUAL_NAMES,
    fields::{Choice, Line, List, words},
    secret_dialog::SecretDialog,
    typed::{Lists, PUBLIC, SCOPES, Typed},
};
use crate::{
    i18n::*,
    paths,
    portal::{
        place::use_place,
        sending::{Blamable, News, Sending},
        told::use_told,
    },
    ui::{Alert, Piece, Question, SubmitButton, live, piece},
};

/// What the form is about.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The app's slug.
    pub app: String,
    /// Identifier and version of an environment that is there.
    pub existing: Option<(String, String)>,
    /// What the form begins with.
    pub settings: EnvironmentSettings,
}

impl Subject {
    /// What the page is called.
    pub fn title(&self, locale: Locale) -> String {
        match self.existing {
            None => td_string!(locale, app_settings.new_title).to_owned(),
            Some(_) => {
                let environment = self.settings.name.clone();
                td_string!(locale, app_settings.edit_title, environment = environment)
            }
        }
    }
}

/// See the module.
#[component]
pub fn EnvironmentForm(
    /// Language of the words.
    locale: Locale,
    /// What it is about.
    subject: Subject,
    /// Loads what is there, in the place of what was typed.
    reload: Callback<()>,
) -> Piece {
    let typed = Typed::of(&subject.settings);
    let blamables = Blamables::of(typed);
    let sending = Sending::new(locale, &blamables.all());
    if typed.restore() {
        let news = td_string!(locale, app_settings.restored).to_owned();
        sending.news.set(Some(news));
    }
    let is_new = subject.existing.is_none();
    let had_secret = !is_new && subject.settings.kind == ClientKind::Confidential;
    let back = paths::app_settings(&subject.app);
    let (made, asked) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let finish = finish(locale, &subject, typed);
    let done = move |secret: Option<String>| match secret {
        Some(secret) => made.set(Some(secret)),
        None => finish.run(()),
    };
    let send = Callback::new(move |()| {
        asked.set(false);
        let (app, settings) = (subject.app.clone(), typed.settings(blamables.lists));
        match subject.existing.clone() {
            None => {
                let request = create_environment::Request { app, settings };
                sending.send_and::<CreateEnvironment>(&request, move |answer| done(answer.client_secret));
            }
            Some((environment, version)) => {
                let request = update_environment::Request {
                    environment,
                    version,
                    settings,
                };
                sending.send_and::<UpdateEnvironment>(&request, move |answer| done(answer.client_secret));
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if had_secret && untrack(|| typed.is_public()) {
            asked.set(true);
        } else {
            send.run(());
        }
    };
    let question = live(move || {
        asked.get().then(|| {
            let words = td_string!(locale, app_settings.to_public_ask);
            let yes = td_string!(locale, app_settings.to_public_yes);
            let no = td_string!(locale, app_settings.cancel);
            let cancel = Callback::new(move |()| asked.set(false));
            let busy = sending.busy;
            piece(view! { <Question id="kind-question" words yes no busy confirm=send cancel /> })
        })
    });
    let conflict = live(move || {
        (sending.refused.get() == Some(ErrorCode::ChangedMeanwhile)).then(|| {
            piece(view! {
                <button class="button quiet" type="button" on:click=move |_| reload.run(())>
                    {td_string!(locale, app_settings.load_present)}
                </button>
            })
        })
    });
    let label = match is_new {
        true => td_string!(locale, app_settings.create),
        false => td_string!(locale, app_settings.save),
    };
    piece(view! {
        <form aria-label=label novalidate on:submit=submit>
            <Fields locale typed blamables is_new />
            {question}
            <Alert locale notice=sending.notice />
            {conflict}
            <div class="buttons">
                <SubmitButton busy=sending.busy label />
                <a class="button quiet" href=back>
                    {td_string!(locale, app_settings.cancel)}
                </a>
            </div>
            <News news=sending.news />
            <SecretDialog locale secret=made kept=finish />
        </form>
    })
}

/// The fields that the platform may blame.
#[derive(Clone, Copy)]
struct Blamables {
    name: Blamable,
    url: Blamable,
    redirects: Blamable,
    sign_outs: Blamable,
    backchannel: Blamable,
    roles: Blamable,
    contact: Blamable,
    lists: Lists,
}

impl Blamables {
    fn of(typed: Typed) -> Self {
        let (redirects, redirect_uris) = Blamable::of_lines("redirect_uris", typed.redirect_uris);
        let (sign_outs, post_logout_redirect_uris) =
            Blamable::of_lines("post_logout_redirect_uris", typed.post_logout_redirect_uris);
        let (roles, role_names) = Blamable::of_lines("roles", typed.roles);
        Self {
            name: Blamable::new("name"),
            url: Blamable::new("url"),
            redirects,
            sign_outs,
            backchannel: Blamable::new("backchannel_logout_uri"),
            roles,
            contact: Blamable::new("support_contact"),
            lists: Lists {
                redirect_uris,
                post_logout_redirect_uris,
                roles: role_names,
            },
        }
    }

    fn all(&self) -> [Blamable; 7] {
        [
            self.name,
            self.url,
            self.redirects,
            self.sign_outs,
            self.backchannel,
            self.roles,
            self.contact,
        ]
    }
}

#[component]
fn Fields(locale: Locale, typed: Typed, blamables: Blamables, is_new: bool) -> Piece {
    let redirect_hint = Signal::derive(move || match typed.is_public() {
        true => td_string!(locale, app_settings.redirect_hint_native),
        false => td_string!(locale, app_settings.redirect_hint),
    });
    let first_person = is_new
        .then(|| piece(view! { <p class="fine-print">{td_string!(locale, app_settings.first_person)}</p> }));
    let usual_names = USUAL_NAMES.map(|name| piece(view! { <option value=name></option> }));
    piece(view! {
        <Line
            field=blamables.name
            words=words!("environment-name", td_string!(locale, app_settings.environment_name))
            hint=td_string!(locale, app_settings.environment_name_hint)
            value=typed.name
            is_address=false
            proposals="usual-names"
        />
        <datalist id="usual-names">{Vec::from(usual_names)}</datalist>
        <Line
            field=blamables.url
            words=words!("environment-url", td_string!(locale, app_settings.url))
            hint=td_string!(locale, app_settings.url_hint)
            value=typed.url
            is_address=true
            proposals=""
        />
        <Kind locale typed />
        <List
            field=blamables.redirects
            lines=blamables.lists.redirect_uris
            words=words!("redirect-uris", td_string!(locale, app_settings.redirect_uris))
            hint=redirect_hint
        />
        <List
            field=blamables.sign_outs
            lines=blamables.lists.post_logout_redirect_uris
            words=words!("sign-out-uris", td_string!(locale, app_settings.sign_out))
            hint=td_string!(locale, app_settings.sign_out_hint)
        />
        <List
            field=blamables.roles
            lines=blamables.lists.roles
            words=words!("roles", td_string!(locale, app_settings.roles))
            hint=td_string!(locale, app_settings.roles_hint)
        />
        {first_person}
        <Scopes locale typed />
        <Line
            field=blamables.contact
            words=words!("contact", td_string!(locale, app_settings.contact))
            hint=td_string!(locale, app_settings.contact_hint)
            value=typed.support_contact
            is_address=true
            proposals=""
        />
        <Line
            field=blamables.backchannel
            words=words!("backchannel", td_string!(locale, app_settings.backchannel))
            hint=td_string!(locale, app_settings.backchannel_hint)
            value=typed.backchannel_logout_uri
            is_address=true
            proposals=""
        />
        <Protocol locale typed />
    })
}

/// Back to the environments, which say that it is saved.
fn finish(locale: Locale, subject: &Subject, typed: Typed) -> Callback<()> {
    let (place, general) = (use_place(), paths::app_settings(&subject.app));
    let told = use_told();
    Callback::new(move |()| {
        let environment = typed.name.get_untracked().trim().to_owned();
        told.leave(td_string!(locale, app_settings.saved, environment = environment));
        place.go(&general);
    })
}

/// Whether it keeps a secret.
#[component]
fn Kind(locale: Locale, typed: Typed) -> Piece {
    let choice = |word: &'static str| Callback::new(move |()| typed.kind.set(word.to_owned()));
    let is_public = Signal::derive(move || typed.is_public());
    piece(view! {
        <fieldset>
            <legend>{td_string!(locale, app_settings.kind)}</legend>
            <Choice
                kind="radio"
                id="kind-confidential"
                group="kind"
                label=td_string!(locale, app_settings.confidential)
                hint=td_string!(locale, app_settings.confidential_hint)
                chosen=Signal::derive(move || !is_public.get())
                choose=choice("confidential")
            />
            <Choice
                kind="radio"
                id="kind-public"
                group="kind"
                label=td_string!(locale, app_settings.public)
                hint=td_string!(locale, app_settings.public_hint)
                chosen=is_public
                choose=choice(PUBLIC)
            />
        </fieldset>
    })
}

/// What people may leave out when they agree.
#[component]
fn Scopes(locale: Locale, typed: Typed) -> Piece {
    let choices = SCOPES.map(|(_, name)| {
        let (id, label) = match name {
            "profile" => ("scope-profile", td_string!(locale, app_settings.scope_profile)),
            "email" => ("scope-email", td_string!(locale, app_settings.scope_email)),
            "apps" => ("scope-apps", td_string!(locale, app_settings.scope_apps)),
            _ => ("scope-offline", td_string!(locale, app_settings.scope_offline)),
        };
        let chosen = Signal::derive(move || typed.has_scope(name));
        let choose = Callback::new(move |()| typed.toggle_scope(name));
        piece(view! { <Choice kind="checkbox" id group="optional_scopes" label hint="" chosen choose /> })
    });
    piece(view! {
        <fieldset>
            <legend>{td_string!(locale, app_settings.optional_scopes)}</legend>
            <p class="hint">{td_string!(locale, app_settings.optional_hint)}</p>
            {Vec::from(choices)}
        </fieldset>
    })
}

/// What only few have to change.
#[component]
fn Protocol(locale: Locale, typed: Typed) -> Piece {
    let algorithm = move |event| typed.algorithm.set(event_target_value(&event));
    let is_required = Signal::derive(move || typed.require_pkce.get() != "no");
    let toggle = Callback::new(move |()| {
        let now = untrack(|| is_required.get());
        typed.require_pkce.set(if now { "no" } else { "yes" }.to_owned());
    });
    let reuse = live(move || (!typed.is_public()).then(|| piece(view! { <Reuse locale typed /> })));
    let pkce = live(move || {
        (!typed.is_public()).then(|| {
            piece(view! {
                <Choice
                    kind="checkbox"
                    id="require-pkce"
                    group="require_pkce"
                    label=td_string!(locale, app_settings.pkce)
                    hint=td_string!(locale, app_settings.pkce_hint)
                    chosen=is_required
                    choose=toggle
                />
            })
        })
    });
    piece(view! {
        <details>
            <summary>{td_string!(locale, app_settings.advanced)}</summary>
            <div class="field">
                <label for="algorithm">{td_string!(locale, app_settings.algorithm)}</label>
                <select
                    id="algorithm"
                    name="algorithm"
                    aria-describedby="algorithm-hint"
                    prop:value=typed.algorithm
                    on:change=algorithm
                >
                    <option value="RS256">{td_string!(locale, app_settings.algorithm_usual)}</option>
                    <option value="ES256">{td_string!(locale, app_settings.algorithm_short)}</option>
                </select>
                <p id="algorithm-hint" class="hint">
                    {td_string!(locale, app_settings.algorithm_hint)}
                </p>
            </div>
            {reuse}
            {pkce}
        </details>
    })
}

/// For how long a used refresh token yields its successor again. A choice, so that nothing else can be typed; what an import file has
/// set beside it is one more.
#[component]
fn Reuse(locale: Locale, typed: Typed) -> Piece {
    let change = move |event| typed.reuse_seconds.set(event_target_value(&event));
    let mut choices = ["0", "10", "30", "60"].map(str::to_owned).to_vec();
    let present = typed.reuse_seconds.get_untracked();
    if !choices.contains(&present) {
        choices.push(present);
    }
    let choices = choices
        .into_iter()
        .map(|seconds| piece(view! { <option value=seconds>{seconds.clone()}</option> }));
    let choices = choices.collect::<Vec<_>>();
    piece(view! {
        <div class="field">
            <label for="reuse-seconds">{td_string!(locale, app_settings.reuse)}</label>
            <select
                id="reuse-seconds"
                name="reuse_seconds"
                aria-describedby="reuse-seconds-hint"
                prop:value=typed.reuse_seconds
                on:change=change
            >
                {choices}
            </select>
            <p id="reuse-seconds-hint" class="hint">
                {td_string!(locale, app_settings.reuse_hint)}
            </p>
        </div>
    })
}
