//! Asks until when the client secret of a configuration works.

use latchkey_contract::sso_configurations::{ListedSsoConfiguration, SetSecretExpiry, set_secret_expiry};
use leptos::{html, prelude::*};

use crate::{
    i18n::*,
    kit::{Form, TextField, use_locale},
    ui::{Alert, Dialog, SubmitButton, Toast, use_toasts},
};

/// Open while there is a configuration to ask about.
#[component]
pub fn SecretDialog(
    /// The configuration whose client secret it is about.
    of: RwSignal<Option<ListedSsoConfiguration>>,
    /// Runs when the date has changed.
    done: Callback<()>,
) -> impl IntoView {
    move || {
        let configuration = of.get()?;
        Some(view! { <Asked configuration of done /> })
    }
}

#[component]
fn Asked(
    configuration: ListedSsoConfiguration,
    of: RwSignal<Option<ListedSsoConfiguration>>,
    done: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let toasts = use_toasts();
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let form = Form::new("secret-expiry");
    let expires_on = form.field(
        "expires_on",
        configuration.secret.expires_on.clone().unwrap_or_default(),
    );
    let save = form.submission::<SetSecretExpiry>(move |request, _| {
        let words = match request.expires_on {
            Some(_) => td_string!(locale, sso_secret.saved),
            None => td_string!(locale, sso_secret.removed),
        };
        toasts.show(Toast::good(words.to_owned()));
        close();
        done.run(());
    });
    let id = StoredValue::new(configuration.id);
    let send = move |expires_on: Option<String>| {
        save.send(set_secret_expiry::Request {
            configuration: id.get_value(),
            expires_on,
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let day = expires_on.value.get_untracked();
        send((!day.is_empty()).then_some(day));
    };
    let remove = configuration.secret.expires_on.is_some().then(|| {
        view! {
            <button class="button quiet" type="button" on:click=move |_| send(None)>
                {td_string!(locale, sso_secret.remove)}
            </button>
        }
    });
    view! {
        <Dialog
            title=td_string!(locale, sso_secret.dialog_title, name = configuration.name)
            node_ref=dialog
            closed=Callback::new(move |()| of.set(None))
        >
            <form novalidate on:submit=submit>
                <p>{td_string!(locale, sso_secret.dialog_text)}</p>
                <Alert locale notice=form.notice />
                <TextField field=expires_on id="expires-on" kind="date" label=td_string!(locale, sso_secret.last_day) />
                <div class="dialog-actions">
                    {remove}
                    <button class="button quiet" type="button" on:click=move |_| close()>
                        {td_string!(locale, portal.cancel)}
                    </button>
                    <SubmitButton busy=save.pending() label=td_string!(locale, sso_secret.save) />
                </div>
            </form>
        </Dialog>
    }
}
