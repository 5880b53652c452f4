//! Taking somebody's direct access. Invariants: nothing is taken before the dialog has named the app and the person and said what ends;
//! where a group still gives access, it says so.

use latchkey_contract::{
    ErrorCode,
    access_management::{PersonWithAccess, RevokeAccess, revoke_access},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    person::{group_words, name_of},
    person_row::button_id,
};
use crate::{
    i18n::*,
    kit::{Form, RowSource, focus_heading, use_locale},
    ui::{Alert, ConfirmDialog, Toast, use_toasts},
};

/// Open while there is a person.
#[component]
pub fn RevocationDialog(
    /// The person whose access is removed.
    person: PersonWithAccess,
    /// Identifier of the environment.
    environment: String,
    /// Names of the app and of the environment.
    names: (String, String),
    /// Emptied when the dialog has gone.
    asked: RwSignal<Option<PersonWithAccess>>,
    /// Reads the list again.
    source: RowSource,
) -> impl IntoView {
    let locale = use_locale();
    let toasts = use_toasts();
    let form = Form::new("revoke-access");
    let (open, is_done) = (RwSignal::new(true), StoredValue::new(false));
    let done = move || {
        is_done.set_value(true);
        open.set(false);
    };
    let revoke = form.submission::<RevokeAccess>(move |_, _| done());
    Effect::new(move |_| {
        // Taken in another tab meanwhile: what was wanted is so.
        if form.refused.get() == Some(ErrorCode::NotFound) {
            done();
        }
    });
    let (app, place) = names;
    let name = name_of(&person);
    let stays = !person.groups.is_empty();
    let next_focus = StoredValue::new_local(match stays {
        true => button(&button_id("edit", &person.id)),
        false => neighbour_of(&person.id),
    });
    let closed = {
        let (name, place) = (name.clone(), place.clone());
        // The focus moves only once the dialog is closed: while it is open, the browser lets nothing behind it take the focus.
        Callback::new(move |()| {
            asked.set(None);
            if !is_done.get_value() {
                return;
            }
            let (person, environment) = (name.clone(), place.clone());
            let text = match stays {
                true => td_string!(locale, access_management.direct_removed, person = person),
                false => td_string!(
                    locale,
                    access_management.removed,
                    person = person,
                    environment = environment
                ),
            };
            toasts.show(Toast::good(text));
            focus(next_focus.get_value());
            source.read_again();
        })
    };
    let request = revoke_access::Request {
        environment,
        account: person.id.clone(),
    };
    let text = StoredValue::new(what_ends(locale, &person, (&name, &app, &place)));
    view! {
        <ConfirmDialog
            open
            title=td_string!(locale, access_management.remove_title, person = name, app = app)
            confirm=td_string!(locale, access_management.remove_yes)
            cancel=td_string!(locale, portal.cancel)
            on_confirm=move |()| revoke.send(request.clone())
            busy=revoke.pending()
            closed
        >
            {text.get_value().into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
            <Alert locale notice=form.notice />
        </ConfirmDialog>
    }
}

/// What the dialog says, in paragraphs.
fn what_ends(
    locale: Locale,
    person: &PersonWithAccess,
    (name, app, environment): (&str, &str, &str),
) -> Vec<String> {
    if person.groups.is_empty() {
        let text = td_string!(
            locale,
            access_management.remove_text,
            person = name.to_owned(),
            app = app.to_owned(),
            environment = environment.to_owned()
        );
        return vec![text];
    }
    let text = td_string!(
        locale,
        access_management.remove_direct,
        person = name.to_owned(),
        app = app.to_owned(),
        environment = environment.to_owned()
    );
    let groups = person.groups.iter().map(|group| group_words(locale, group));
    let by_admin = td_string!(locale, access_management.group_by_admin).to_owned();
    [text].into_iter().chain(groups).chain([by_admin]).collect()
}

/// The button to which the focus goes when the row of this account has gone: in the row below, else in the one above.
fn neighbour_of(account_id: &str) -> Option<HtmlElement> {
    let row = button(&button_id("remove", account_id))?.closest("tr").ok()??;
    let beside = row
        .next_element_sibling()
        .or_else(|| row.previous_element_sibling())?;
    beside.query_selector("button").ok()??.dyn_into().ok()
}

fn button(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

fn focus(element: Option<HtmlElement>) {
    match element {
        // Where the focus is refused, the toast says what has happened.
        Some(element) => drop(element.focus()),
        None => focus_heading(),
    }
}
