//! The recovery codes of the company: whether there are any, and making new ones; and what is said to whoever came in by one. Invariant: codes
//! leave the page with the dialog that shows them.

use latchkey_contract::{
    Empty, ErrorCode,
    sso_configurations::{
        CreateRecoveryCodes, GetRecoveryCodes, RecoveryCodes, create_recovery_codes, get_recovery_codes,
    },
};
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, js_sys::Date};

use crate::{
    api::ApiError,
    i18n::*,
    kit::{
        Form, Loaded, RelativeTime, SignInAgain, StatusMessage, Submission, format_datetime, platform_name,
        use_locale, use_session_client,
    },
    paths,
    ui::{Alert, Callout, CopyButton, Dialog, Shape, Skeleton, SubmitButton, Tone},
};

/// Whether there are codes, as the platform said it.
pub type ReadCodes = LocalResource<Result<get_recovery_codes::Response, ApiError>>;

/// Reads whether there are codes.
pub fn read_codes() -> ReadCodes {
    let client = use_session_client();
    LocalResource::new(move || {
        let client = client.clone();
        async move { client.call::<GetRecoveryCodes>(&Empty {}).await }
    })
}

/// Says to whoever came in by a recovery code, or by the operator, what to do now.
#[component]
pub fn RecoveringNotice(
    /// Whether they did.
    codes: ReadCodes,
    /// The active configuration.
    active: Option<String>,
) -> impl IntoView {
    let locale = use_locale();
    let is_recovering = move || matches!(codes.get(), Some(Ok(read)) if read.is_recovering);
    move || {
        let deactivate = active.clone().map(|id| {
            view! {
                <a class="button quiet dense" href=paths::sso_activation(&id)>
                    {td_string!(locale, sso_activation.deactivate_link)}
                </a>
            }
        });
        let words = match active {
            Some(_) => view! {
                <p>{td_string!(locale, recovery_codes.recovering_secret)}</p>
                <p>{td_string!(locale, recovery_codes.recovering_deactivate)}</p>
            }
            .into_any(),
            None => view! { <p>{td_string!(locale, recovery_codes.recovering_over)}</p> }.into_any(),
        };
        is_recovering().then(|| {
            view! {
                <Callout
                    tone=Tone::Warn
                    title=td_string!(locale, recovery_codes.recovering)
                    action=move || deactivate.clone()
                >
                    {words}
                </Callout>
            }
        })
    }
}

/// The form, whether it is open, and the codes that were made.
#[derive(Clone, Copy)]
struct Making {
    is_open: RwSignal<bool>,
    form: Form,
    create: Submission<CreateRecoveryCodes>,
    dialog: NodeRef<html::Dialog>,
    made: RwSignal<Option<create_recovery_codes::Response>>,
}

impl Making {
    fn new(codes: ReadCodes) -> Self {
        let form = Form::new("recovery-codes");
        let dialog = NodeRef::<html::Dialog>::new();
        let made = RwSignal::new(None);
        let create = form.submission::<CreateRecoveryCodes>(move |_, response| {
            // First: the other dialog gives the focus back to where it is then.
            if let Some(dialog) = dialog.get_untracked() {
                dialog.close();
            }
            made.set(Some(response));
            codes.refetch();
        });
        Self {
            is_open: RwSignal::new(false),
            form,
            create,
            dialog,
            made,
        }
    }

    fn open(self) {
        self.form.clear();
        self.is_open.set(true);
    }
}

/// The section of the overview.
#[component]
pub fn RecoveryCodesSection(
    /// The recovery codes.
    codes: ReadCodes,
) -> impl IntoView {
    let locale = use_locale();
    let making = Making::new(codes);
    let skeleton =
        move || view! { <Skeleton shape=Shape::Rows(1) label=td_string!(locale, portal.loading) /> };
    let asked = move || making.is_open.get().then(|| view! { <Asked making /> });
    // The section comes after the page: the browser has looked for it already.
    Effect::new(|_| {
        if window().location().hash().as_deref() == Ok("#recovery-codes") {
            request_animation_frame(|| {
                let heading = document().get_element_by_id("recovery-codes");
                if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
                    let _ = heading.focus();
                }
            });
        }
    });
    let shown = move || {
        let response = making.made.get()?;
        Some(view! { <Shown codes=response.codes made=making.made /> })
    };
    view! {
        <section class="page-section" aria-labelledby="recovery-codes">
            <h2 id="recovery-codes" tabindex="-1">
                {td_string!(locale, recovery_codes.title)}
            </h2>
            <p>{td_string!(locale, recovery_codes.text)}</p>
            <Loaded resource=codes fallback=skeleton let:read>
                <Present codes=read.codes making />
            </Loaded>
            {asked}
            {shown}
        </section>
    }
}

#[component]
fn Present(codes: Option<RecoveryCodes>, making: Making) -> impl IntoView {
    let locale = use_locale();
    let label = match &codes {
        None => td_string!(locale, recovery_codes.make),
        Some(_) => td_string!(locale, recovery_codes.make_new),
    };
    let present = match codes {
        None => view! { <p>{td_string!(locale, recovery_codes.none)}</p> }.into_any(),
        Some(codes) => {
            let left = td_string!(
                locale,
                recovery_codes.left,
                left = codes.left.to_string(),
                made = codes.made.to_string()
            );
            let by = td_string!(locale, set_up_links.made_by, person = codes.made_by);
            view! {
                <p>
                    {left} " " <bdi>{by}</bdi> " " <RelativeTime at=codes.made_at />
                </p>
            }
            .into_any()
        }
    };
    view! {
        {present}
        <div class="buttons">
            <button class="button quiet" type="button" on:click=move |_| making.open()>
                {label}
            </button>
        </div>
    }
}

#[component]
fn Asked(making: Making) -> impl IntoView {
    let locale = use_locale();
    let Making {
        is_open,
        form,
        create,
        dialog,
        ..
    } = making;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        create.send(Empty {});
    };
    let cancel = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <Dialog
            title=td_string!(locale, recovery_codes.make_title)
            node_ref=dialog
            closed=Callback::new(move |()| is_open.set(false))
        >
            <form novalidate on:submit=submit>
                <p>{td_string!(locale, recovery_codes.make_text)}</p>
                <StatusMessage message=form.message />
                <Alert locale notice=form.notice />
                <Show when=move || form.refused.get() == Some(ErrorCode::SignInAgain)>
                    <SignInAgain />
                </Show>
                <div class="dialog-actions">
                    <button class="button quiet" type="button" on:click=cancel>
                        {td_string!(locale, portal.cancel)}
                    </button>
                    <SubmitButton busy=create.pending() label=td_string!(locale, recovery_codes.make) />
                </div>
            </form>
        </Dialog>
    }
}

#[component]
fn Shown(codes: Vec<String>, made: RwSignal<Option<create_recovery_codes::Response>>) -> impl IntoView {
    let locale = use_locale();
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let lines = codes.join("\n");
    let made_at = String::from(Date::new_0().to_iso_string());
    let heading = td_string!(
        locale,
        recovery_codes.file_heading,
        platform = platform_name(),
        address = [&window().location().origin().unwrap_or_default(), paths::RECOVER].concat(),
        time = format_datetime(locale, &made_at)
    );
    let name = paths::codes_file_name(&platform_name(), "");
    let file = paths::text_file(&heading, &lines);
    let rows = codes
        .into_iter()
        .map(|code| view! { <li translate="no">{code}</li> });
    let rows = rows.collect_view();
    let foot = move || {
        view! {
            <button class="button quiet" type="button" on:click=close>
                {td_string!(locale, recovery_codes.kept)}
            </button>
            <a class="button quiet" href=file.clone() download=name.clone() rel="external">
                {td_string!(locale, recovery_codes.download)}
            </a>
            <CopyButton locale text=lines.clone() what=td_string!(locale, recovery_codes.title) class="button" />
        }
    };
    view! {
        // The key that closes dialogs would take the codes away for good.
        <Dialog
            title=td_string!(locale, recovery_codes.made_title)
            node_ref=dialog
            closed=Callback::new(move |()| made.set(None))
            escape=false
            foot
        >
            <p>{td_string!(locale, recovery_codes.made_text)}</p>
            <ol class="sso-codes" tabindex="-1" autofocus>{rows}</ol>
        </Dialog>
    }
}
