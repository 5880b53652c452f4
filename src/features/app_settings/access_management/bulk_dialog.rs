//! Changing the access of everybody who is selected: what shall be, what that would do, and the beginning of it. Invariants: nothing begins
//! before the numbers were seen; whoever takes access from all that match types how many they are.

use latchkey_contract::{
    ErrorCode,
    access_management::{
        BulkAct, BulkSelection, PreviewBulkChange, StartBulkChange, preview_bulk_change, start_bulk_change,
    },
};
use leptos::{html, prelude::*};

use super::{bulk_preview::PreviewList, bulk_roles::RoleActs};
use crate::{
    i18n::*,
    kit::{Form, FormField, ListSelection, Selected, use_locale},
    ui::{Alert, Callout, Dialog, FieldError, SubmitButton, Toast, Tone, use_toasts},
};

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkQuestion {
    /// The people whose access is changed.
    pub selected: Selected,
    /// Whether it is taken; roles are changed otherwise.
    pub is_removal: bool,
}

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

/// As the platform is asked.
fn selection_of(selected: &Selected) -> BulkSelection {
    match selected {
        Selected::Rows(ids) => BulkSelection::People {
            accounts: ids.iter().cloned().collect(),
        },
        Selected::Matching(matching) => BulkSelection::Matching {
            search: Some(matching.search.clone()).filter(|search| !search.is_empty()),
        },
    }
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
    let form = Form::new("bulk-access");
    let acts = RoleActs::none();
    let previewed = RwSignal::new(None::<preview_bulk_change::Response>);
    let empty_choice = RwSignal::new(false);
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let is_removal = question.is_removal;
    let types_count = is_removal && matches!(question.selected, Selected::Matching(_));
    let count = form.field("count", "");
    let request = StoredValue::new((selection_of(&question.selected), place.environment.clone()));
    let act = move || match is_removal {
        true => BulkAct::RemoveAccess,
        false => acts.act(),
    };
    let preview = form.submission::<PreviewBulkChange>(move |_, response| previewed.set(Some(response)));
    let start = form.submission::<StartBulkChange>(move |_, _| {
        toasts.show(Toast::good(td_string!(locale, bulk_access.begun).to_owned()));
        list.clear();
        close();
        begun.run(());
    });
    let ask_preview = move || {
        let (selection, environment) = request.get_value();
        let act = act();
        preview.send(preview_bulk_change::Request {
            environment,
            selection,
            act,
        });
    };
    // Other people than in the preview: it is shown anew, with what the platform said above it.
    Effect::new(move |_| {
        if form.refused.get() == Some(ErrorCode::ChangedMeanwhile) {
            previewed.set(None);
        }
    });
    if is_removal {
        ask_preview();
    }
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(seen) = previewed.get_untracked() else {
            let is_empty = !is_removal && acts.is_empty();
            empty_choice.set(is_empty);
            if !is_empty {
                ask_preview();
            }
            return;
        };
        let is_typed = count.value.get_untracked().trim() == seen.total.to_string();
        if types_count && !is_typed {
            let total = seen.total.to_string();
            count
                .error
                .set(Some(td_string!(locale, bulk_access.type_wrong, count = total)));
            count.focus();
            return;
        }
        let (selection, environment) = request.get_value();
        start.send(start_bulk_change::Request {
            environment,
            selection,
            act: act(),
            total: seen.total,
        });
    };
    let title = match is_removal {
        true => td_string!(locale, bulk_access.remove_title),
        false => td_string!(locale, bulk_access.roles_title),
    };
    let changes =
        move || previewed.with(|seen| seen.as_ref().map(|seen| seen.counts.changed + seen.counts.partly));
    let confirm = Signal::derive(move || match (previewed.with(Option::is_some), is_removal) {
        (false, _) => td_string!(locale, bulk_access.show_preview),
        (true, true) => td_string!(locale, bulk_access.remove_access),
        (true, false) => td_string!(locale, bulk_access.change_roles),
    });
    let busy = Signal::derive(move || preview.pending().get() || start.pending().get());
    let place = StoredValue::new(place);
    let choice = move || {
        (!is_removal && previewed.with(Option::is_none)).then(|| {
            let published = place.with_value(|place| place.published.clone());
            view! {
                <p>{td_string!(locale, bulk_access.roles_hint)}</p>
                {acts.fields(locale, published)}
                <FieldError
                    id="bulk-acts-error"
                    message=Signal::derive(move || {
                        empty_choice.get().then(|| td_string!(locale, bulk_access.nothing_chosen).to_owned())
                    })
                />
            }
        })
    };
    let seen = move || {
        let seen = previewed.get()?;
        let total = seen.total.to_string();
        let ends = is_removal.then(|| {
            let (app, environment) = place.with_value(|place| place.names.clone());
            let text = td_string!(
                locale,
                bulk_access.what_ends,
                app = app,
                environment = environment
            );
            view! { <Callout tone=Tone::Warn><p>{text}</p></Callout> }
        });
        let typed = types_count.then(|| count_field(locale, count, total));
        Some(view! {
            <PreviewList seen />
            {ends}
            <p>{td_string!(locale, bulk_access.undo_hint)}</p>
            {typed}
        })
    };
    view! {
        <Dialog title node_ref=dialog closed=Callback::new(move |()| asked.set(None))>
            <form novalidate on:submit=submit>
                <Alert locale notice=form.notice />
                {choice}
                <div role="status">{seen}</div>
                <div class="dialog-actions">
                    <Show when=move || !is_removal && previewed.with(Option::is_some)>
                        <button class="button quiet" type="button" on:click=move |_| previewed.set(None)>
                            {td_string!(locale, access_management.back)}
                        </button>
                    </Show>
                    <button class="button quiet" type="button" on:click=move |_| close()>
                        {td_string!(locale, portal.cancel)}
                    </button>
                    <Show when=move || changes() != Some(0)>
                        <SubmitButton busy label=confirm class=if is_removal { "button danger" } else { "button" } />
                    </Show>
                </div>
            </form>
        </Dialog>
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
