//! The passkeys that there are: their names, when they were used last, and the ways to another name and out. Invariant: a browser that knows no
//! passkeys shows those that there are, and makes none.

use latchkey_contract::two_step::{Passkey, RemovePasskey, RenamePasskey, remove_passkey, rename_passkey};
use leptos::{html, prelude::*};

use super::{add_passkey::AddingPasskey, asking::Asking, ceremony};
use crate::{
    i18n::*,
    kit::{Form, FormField, RelativeTime, StatusMessage, Submission, TextField, use_locale},
    ui::{Alert, Badge, Dialog, SettingRow, SubmitButton, Tone, act_name},
};

/// The acts of the page that concern passkeys.
#[derive(Clone, Copy)]
pub struct PasskeyWays {
    /// Adds a passkey.
    pub adding: AddingPasskey,
    /// Gives a passkey another name.
    pub renaming: RenamingPasskey,
    /// Removes a passkey, after a question.
    pub removing: Asking<RemovePasskey>,
}

/// The row.
#[component]
pub fn PasskeysRow(
    /// Those that there are.
    passkeys: Vec<Passkey>,
    /// Whether one more may be added, as far as the company and the platform are concerned.
    can_add: bool,
    /// Whether the platform's address allows passkeys.
    is_possible: bool,
    /// What can be done.
    ways: PasskeyWays,
) -> impl IntoView {
    let locale = use_locale();
    let is_supported = ceremony::is_supported();
    let action = move || {
        (can_add && is_possible && is_supported).then(|| {
            view! {
                <button class="button quiet dense" type="button" on:click=move |_| ways.adding.open(locale)>
                    {td_string!(locale, two_step.passkey_add)}
                </button>
            }
        })
    };
    let hindrance = match (is_possible, is_supported) {
        (false, _) => Some(td_string!(locale, two_step.no_passkeys_at_address)),
        (true, false) => Some(td_string!(locale, two_step.no_passkeys_here)),
        (true, true) => None,
    };
    let none = passkeys
        .is_empty()
        .then(|| td_string!(locale, two_step.no_passkeys));
    let rows = passkeys
        .into_iter()
        .map(move |passkey| view! { <Row passkey ways /> });
    view! {
        <SettingRow
            name=td_string!(locale, two_step.passkeys)
            hint=td_string!(locale, two_step.passkeys_hint)
            action
        >
            {none.map(|words| view! { <p>{words}</p> })}
            <ul class="passkeys">{rows.collect_view()}</ul>
            {hindrance.map(|words| view! { <p>{words}</p> })}
        </SettingRow>
    }
}

#[component]
fn Row(passkey: Passkey, ways: PasskeyWays) -> impl IntoView {
    let locale = use_locale();
    let Passkey {
        id,
        name,
        added_at,
        last_used_at,
        is_backed_up,
        opens_alone,
    } = passkey;
    let used = match last_used_at {
        Some(at) => view! { {td_string!(locale, two_step.passkey_used)} " " <RelativeTime at /> }.into_any(),
        None => td_string!(locale, two_step.passkey_unused).into_any(),
    };
    let synced = is_backed_up
        .then(|| view! { <Badge tone=Tone::Neutral label=td_string!(locale, two_step.passkey_synced) /> });
    let behind = (!opens_alone)
        .then(|| view! { <Badge tone=Tone::Neutral label=td_string!(locale, two_step.passkey_behind) /> });
    let (renamed, removed) = ((id.clone(), name.clone()), (id, name.clone()));
    let rename = move |_| ways.renaming.open(renamed.0.clone(), renamed.1.clone());
    let remove = move |_| {
        let (passkey, name) = removed.clone();
        let text = td_string!(locale, two_step.passkey_remove_text, name = name);
        ways.removing.open(remove_passkey::Request { passkey }, text);
    };
    let (rename_label, remove_label) = (
        td_string!(locale, two_step.passkey_rename),
        td_string!(locale, two_step.passkey_remove),
    );
    let (rename_name, remove_name) = (act_name(rename_label, &name), act_name(remove_label, &name));
    view! {
        <li>
            <p class="passkey-name">{name} " " {synced} " " {behind}</p>
            <p class="fine-print">
                {td_string!(locale, two_step.passkey_added)} " " <RelativeTime at=added_at /> " · " {used}
            </p>
            <div class="buttons">
                <button class="button quiet dense" type="button" aria-label=rename_name on:click=rename>
                    {rename_label}
                </button>
                <button class="button danger quiet dense" type="button" aria-label=remove_name on:click=remove>
                    {remove_label}
                </button>
            </div>
        </li>
    }
}

/// Another name, while it is typed.
#[derive(Clone, Copy)]
pub struct RenamingPasskey {
    passkey: RwSignal<Option<String>>,
    form: Form,
    name: FormField,
    rename: Submission<RenamePasskey>,
    dialog: NodeRef<html::Dialog>,
}

impl RenamingPasskey {
    /// `done` runs when the dialog has gone.
    pub fn new(done: impl Fn() + 'static) -> Self {
        let form = Form::new("passkey-name");
        let name = form.field("name", "");
        let dialog = NodeRef::<html::Dialog>::new();
        let rename = form.submission::<RenamePasskey>(move |_, _| {
            name.reset(String::new());
            if let Some(dialog) = dialog.get_untracked() {
                dialog.close();
            }
            done();
        });
        Self {
            passkey: RwSignal::new(None),
            form,
            name,
            rename,
            dialog,
        }
    }

    fn open(self, passkey: String, name: String) {
        self.form.clear();
        self.name.reset(name);
        self.passkey.set(Some(passkey));
    }
}

/// The dialog, while it is open.
#[component]
pub fn RenameDialog(
    /// Its state.
    renaming: RenamingPasskey,
) -> impl IntoView {
    let locale = use_locale();
    let RenamingPasskey {
        passkey,
        form,
        name,
        rename,
        dialog,
    } = renaming;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(passkey) = passkey.get_untracked() {
            let name = name.value.get_untracked();
            rename.send(rename_passkey::Request { passkey, name });
        }
    };
    let cancel = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    move || {
        passkey.get().map(|_| {
            view! {
                <Dialog
                    title=td_string!(locale, two_step.passkey_rename_title)
                    node_ref=dialog
                    closed=Callback::new(move |()| passkey.set(None))
                >
                    <form novalidate on:submit=submit>
                        <StatusMessage message=form.message />
                        <Alert locale notice=form.notice />
                        <TextField
                            field=name
                            id="passkey-new-name"
                            label=td_string!(locale, two_step.passkey_name)
                        />
                        <div class="dialog-actions">
                            <button class="button quiet" type="button" on:click=cancel>
                                {td_string!(locale, portal.cancel)}
                            </button>
                            <SubmitButton
                                busy=rename.pending()
                                label=td_string!(locale, two_step.passkey_rename_save)
                            />
                        </div>
                    </form>
                </Dialog>
            }
        })
    }
}
