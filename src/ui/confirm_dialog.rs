//! Whether something shall happen that cannot be undone. The one confirmation there is: the browser's own dialog, with the focus
//! on **Cancel**, so that nobody confirms by Enter what they have not read.

use leptos::{html, prelude::*};

use super::{
    dialog::dialog_parts,
    icon::{self, Icon},
    identifier::fresh_id,
    words,
};

/// Stands in the page all the time, and is open while `open` is true. Whoever is asked for the act sets `open` to false when it is done;
/// the focus then goes back to where it was.
#[component]
pub fn ConfirmDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The question, as a heading: "Delete Test?"
    #[prop(into)]
    title: Signal<String>,
    /// On the button that confirms: a verb.
    #[prop(into)]
    confirm: Signal<String>,
    /// On the button that leaves everything as it is.
    #[prop(into)]
    cancel: String,
    /// Called when the button that confirms is pressed.
    #[prop(into)]
    on_confirm: Callback<()>,
    /// Whether the confirmed action is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether the button that confirms is shown: some dialogs load first what they are about.
    #[prop(default = Signal::stored(true), into)]
    ready: Signal<bool>,
    /// Whether confirming deletes or ends something: the button is red then.
    #[prop(default = true)]
    danger: bool,
    /// A name that has to be typed before the button that confirms works.
    #[prop(optional_no_strip)]
    typed: Option<TypedName>,
    /// Why the confirmed action failed.
    #[prop(optional, into)]
    problem: Signal<Option<String>>,
    /// Called after the dialog was closed, by whichever way. The focus is back where it was before; the callback may move it.
    #[prop(optional, into)]
    closed: Option<Callback<()>>,
    /// The sentence about what will happen.
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let title_id = fresh_id("dialog");
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get().filter(|dialog| !open.get() && dialog.open()) {
            dialog.close();
        }
    });
    let content = {
        let title_id = title_id.clone();
        move || {
            view! {
                <Question
                    id=title_id.clone()
                    dialog
                    open
                    title
                    confirm
                    cancel=cancel.clone()
                    on_confirm
                    busy
                    ready
                    danger
                    typed=typed.clone()
                    problem
                    children=children.clone()
                />
            }
            .into_any()
        }
    };
    let on_close = move |_| {
        // The event comes late: it may have been opened again.
        if dialog.get_untracked().is_some_and(|dialog| dialog.open()) {
            return;
        }
        open.set(false);
        if let Some(closed) = closed {
            closed.run(());
        }
    };
    view! {
        <dialog class="dialog confirm" node_ref=dialog aria-labelledby=title_id on:close=on_close>
            <Show when=move || open.get()>{content.clone()}</Show>
        </dialog>
    }
    .into_any()
}

/// A name to type before the act: that of the thing that ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedName {
    /// The name.
    pub name: String,
    /// Label of the field: "Type Test to confirm".
    pub label: String,
    /// What is said where something else was typed.
    pub mismatch: String,
}

#[component]
#[expect(clippy::too_many_arguments, reason = "the parts of the dialog, once")]
fn Question(
    id: String,
    dialog: NodeRef<html::Dialog>,
    open: RwSignal<bool>,
    title: Signal<String>,
    confirm: Signal<String>,
    cancel: String,
    on_confirm: Callback<()>,
    busy: Signal<bool>,
    ready: Signal<bool>,
    danger: bool,
    typed: Option<TypedName>,
    problem: Signal<Option<String>>,
    children: ChildrenFn,
) -> impl IntoView {
    // When the buttons are in it: the browser looks for the one to focus.
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get().filter(|dialog| !dialog.open()) {
            let _ = dialog.show_modal();
        }
    });
    let input = NodeRef::<html::Input>::new();
    let is_wrong = RwSignal::new(false);
    let expected = typed.as_ref().map(|typed| typed.name.trim().to_owned());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || !ready.get_untracked() {
            return;
        }
        let value = input.get_untracked().map(|input| input.value());
        let fits = expected.is_none() || expected.as_deref() == value.as_deref().map(str::trim);
        is_wrong.set(!fits);
        if fits {
            on_confirm.run(());
        } else if let Some(input) = input.get_untracked() {
            let _ = input.focus();
            input.select();
        }
    };
    let is_busy = move || busy.get().then_some("true");
    let field = typed.map(|typed| name_field(typed, input, is_wrong).into_any());
    let alert = move || {
        let problem = problem.get()?;
        Some(view! { <p class="alert">{problem}</p> })
    };
    let body = view! {
        {children()}
        {field}
        <div role="alert">{alert}</div>
    };
    let foot = view! {
        <button class="button quiet" type="button" autofocus=true on:click=move |_| open.set(false)>
            {cancel}
        </button>
        <Show when=move || ready.get()>
            <button class="button" class:danger=danger type="submit" aria-busy=is_busy aria-disabled=is_busy>
                {danger.then(|| view! { <Icon path=icon::WARN /> })}
                {words(move || confirm.get())}
            </button>
        </Show>
    };
    view! {
        <form class="dialog-parts" novalidate on:submit=submit>
            {dialog_parts(id, words(move || title.get()), body, foot)}
        </form>
    }
    .into_any()
}

fn name_field(typed: TypedName, input: NodeRef<html::Input>, is_wrong: RwSignal<bool>) -> impl IntoView {
    let TypedName { label, mismatch, .. } = typed;
    let (id, error_id) = (fresh_id("typed"), fresh_id("typed-error"));
    let error = move || {
        is_wrong
            .get()
            .then(|| view! { <p class="field-error">{mismatch.clone()}</p> })
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                node_ref=input
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                dir="auto"
                aria-describedby=error_id.clone()
                aria-invalid=move || is_wrong.get().then_some("true")
                on:input=move |_| is_wrong.set(false)
            />
            <div id=error_id role="alert">{error}</div>
        </div>
    }
}
