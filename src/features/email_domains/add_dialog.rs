//! Adding a domain: its name is asked for, and then its record is shown. Invariant: what was typed is kept by every refusal.

use latchkey_contract::{
    ErrorCode,
    email_domains::{CreateEmailDomain, EmailDomain, create_email_domain},
};
use leptos::{html, prelude::*};

use crate::{
    i18n::*,
    kit::{Form, FormField, RowSource, StatusMessage, Submission, use_locale},
    phrases::error_phrase,
    ui::{Alert, Dialog, FieldError, SubmitButton},
};

/// The form, and whether it is open.
#[derive(Clone, Copy)]
pub struct Adding {
    is_open: RwSignal<bool>,
    form: Form,
    domain: FormField,
    create: Submission<CreateEmailDomain>,
    dialog: NodeRef<html::Dialog>,
    /// Whether the last domain was taken out of an email address.
    pub is_from_address: RwSignal<bool>,
}

impl Adding {
    /// A form that shows the record of what it has added in `record`. It is open from the beginning where what was typed before the
    /// session ended is in it again.
    pub fn new(record: RwSignal<Option<EmailDomain>>, source: RowSource) -> Self {
        let form = Form::new("add-email-domain");
        let domain = form.field("domain", "").judged_by(not_empty).phrased_by(phrase);
        let dialog = NodeRef::<html::Dialog>::new();
        let is_from_address = RwSignal::new(false);
        let create = form.submission::<CreateEmailDomain>(move |_, made| {
            domain.reset(String::new());
            // First: the other dialog gives the focus back to where it is then.
            if let Some(dialog) = dialog.get_untracked() {
                dialog.close();
            }
            is_from_address.set(made.is_from_address);
            record.set(Some(made.domain));
            source.read_again();
        });
        Self {
            is_open: RwSignal::new(form.is_restored()),
            form,
            domain,
            create,
            dialog,
            is_from_address,
        }
    }

    /// Asks for a domain.
    pub fn open(self) {
        self.form.clear();
        self.is_open.set(true);
    }
}

/// The platform judges the rest: it knows public suffixes and what belongs to others.
fn not_empty(typed: &str) -> Result<(), ErrorCode> {
    match typed.trim() {
        "" => Err(ErrorCode::EmailDomainMalformed),
        _ => Ok(()),
    }
}

fn phrase(locale: Locale, code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::TooManyEntries => td_string!(locale, email_domains.too_many),
        code => error_phrase(locale, code),
    }
}

/// Open while somebody adds a domain.
#[component]
pub fn AddDialog(
    /// The form.
    adding: Adding,
) -> impl IntoView {
    let locale = use_locale();
    let Adding {
        is_open,
        form,
        domain,
        create,
        dialog,
        ..
    } = adding;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        create.send(create_email_domain::Request {
            domain: domain.value.get_untracked().trim().to_owned(),
        });
    };
    let cancel = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    move || {
        is_open.get().then(|| {
            view! {
                <Dialog
                    title=td_string!(locale, email_domains.add_title)
                    node_ref=dialog
                    closed=Callback::new(move |()| is_open.set(false))
                >
                    <form novalidate on:submit=submit>
                        <StatusMessage message=form.message />
                        <Alert locale notice=form.notice />
                        <DomainField domain />
                        <div class="dialog-actions">
                            <button class="button quiet" type="button" on:click=cancel>
                                {td_string!(locale, portal.cancel)}
                            </button>
                            <SubmitButton busy=create.pending() label=td_string!(locale, email_domains.add) />
                        </div>
                    </form>
                </Dialog>
            }
        })
    }
}

#[component]
fn DomainField(domain: FormField) -> impl IntoView {
    let locale = use_locale();
    let value = domain.value;
    view! {
        <div class="field">
            <label for="new-domain">{td_string!(locale, email_domains.new_domain)}</label>
            <input
                node_ref=domain.input
                id="new-domain"
                name=domain.name
                type="text"
                inputmode="email"
                autocapitalize="none"
                autocomplete="off"
                spellcheck="false"
                maxlength="320"
                aria-describedby="new-domain-error new-domain-hint"
                aria-invalid=move || domain.is_invalid()
                prop:value=value
                on:input:target=move |event| value.set(event.target().value())
                on:blur=move |event| domain.leave(&event)
            />
            <FieldError id="new-domain-error" message=domain.error />
            <p id="new-domain-hint" class="hint">
                {td_string!(locale, email_domains.new_domain_hint)}
            </p>
        </div>
    }
}
