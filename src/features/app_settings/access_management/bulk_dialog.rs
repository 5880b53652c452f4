//! Changing the access of everybody who is selected: what shall be, what that would do, and the beginning of it.

use leptos::{html, prelude::*};

use super::{
    bulk_form::{BulkForm, BulkQuestion},
    bulk_preview::PreviewList,
};
use crate::{
    i18n::*,
    kit::{FormField, ListSelection, use_locale},
    ui::{Alert, Callout, Dialog, FieldError, SubmitButton, Toast, Tone, use_toasts},
};

/// Where it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkPlace {
    /// Identifier of the environment.
    pub environment: String,
    /// The roles that it publishes.
    pub published: Vec<String>,
    /// Names of the app and of the environment.
    pub names: (String, String),
}

/// Open while something is asked.
#[component]
pub fn BulkDialog(
    /// The question.
    question: BulkQuestion,
    /// The environment and its list.
    place: BulkPlace,
    /// Emptied when the dialog has gone.
    asked: RwSignal<Option<BulkQuestion>>,
    /// Cleared when it has begun.
    list: ListSelection,
    /// Runs when it has begun.
    begun: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let toasts = use_toasts();
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let BulkPlace {
        environment,
        published,
        names,
    } = place;
    let bulk = BulkForm::new(locale, &question, environment, move || {
        toasts.show(Toast::good(td_string!(locale, bulk_access.begun).to_owned()));
        list.clear();
        close();
        begun.run(());
    });
    if bulk.is_removal {
        bulk.ask_preview();
    }
    let (title, class) = match bulk.is_removal {
        true => (td_string!(locale, bulk_access.remove_title), "button danger"),
        false => (td_string!(locale, bulk_access.roles_title), "button"),
    };
    let confirm = Signal::derive(move || match (bulk.is_seen(), bulk.is_removal) {
        (false, _) => td_string!(locale, bulk_access.show_preview),
        (true, true) => td_string!(locale, bulk_access.remove_access),
        (true, false) => td_string!(locale, bulk_access.change_roles),
    });
    let busy = Signal::derive(move || bulk.is_busy());
    view! {
        <Dialog title node_ref=dialog closed=Callback::new(move |()| asked.set(None))>
            <form novalidate on:submit=move |event| bulk.submit(&event)>
                <Alert locale notice=bulk.form.notice />
                {role_choice(locale, bulk, published)}
                <div role="status">{preview(locale, bulk, names)}</div>
                <div class="dialog-actions">
                    <Show when=move || !bulk.is_removal && bulk.is_seen()>
                        <button class="button quiet" type="button" on:click=move |_| bulk.previewed.set(None)>
                            {td_string!(locale, access_management.back)}
                        </button>
                    </Show>
                    <button class="button quiet" type="button" on:click=move |_| close()>
                        {td_string!(locale, portal.cancel)}
                    </button>
                    <Show when=move || !bulk.is_idle()>
                        <SubmitButton busy label=confirm class />
                    </Show>
                </div>
            </form>
        </Dialog>
    }
}

/// What happens with each role, until the preview is shown.
fn role_choice(locale: Locale, bulk: BulkForm, published: Vec<String>) -> impl Fn() -> Option<AnyView> {
    move || {
        (!bulk.is_removal && !bulk.is_seen()).then(|| {
            let message = Signal::derive(move || {
                let is_empty = bulk.is_choice_empty.get();
                is_empty.then(|| td_string!(locale, bulk_access.nothing_chosen).to_owned())
            });
            view! {
                <p>{td_string!(locale, bulk_access.roles_hint)}</p>
                {bulk.acts.fields(locale, published.clone())}
                <FieldError id="bulk-acts-error" message />
            }
            .into_any()
        })
    }
}

/// What the change would do, and what ends with it. `names`: of the app and of the environment.
fn preview(locale: Locale, bulk: BulkForm, names: (String, String)) -> impl Fn() -> Option<AnyView> {
    move || {
        let seen = bulk.previewed.get()?;
        let total = seen.total.to_string();
        let ends = bulk.is_removal.then(|| {
            let (app, environment) = names.clone();
            let text = td_string!(
                locale,
                bulk_access.what_ends,
                app = app,
                environment = environment
            );
            view! { <Callout tone=Tone::Warn><p>{text}</p></Callout> }
        });
        let typed = bulk.types_count.then(|| count_field(locale, bulk.count, total));
        let view = view! {
            <PreviewList seen />
            {ends}
            <p>{td_string!(locale, bulk_access.undo_hint)}</p>
            {typed}
        };
        Some(view.into_any())
    }
}

/// Where the number of people is typed, so that nobody takes access from more than was meant.
fn count_field(locale: Locale, field: FormField, total: String) -> impl IntoView {
    view! {
        <div class="field">
            <label for="bulk-count">{td_string!(locale, bulk_access.type_count, count = total)}</label>
            <input
                node_ref=field.input
                id="bulk-count"
                type="text"
                inputmode="numeric"
                autocomplete="off"
                aria-describedby="bulk-count-error"
                aria-invalid=move || field.is_invalid()
                prop:value=field.value
                on:input:target=move |event| field.value.set(event.target().value())
            />
            <FieldError id="bulk-count-error" message=field.error />
        </div>
    }
}
