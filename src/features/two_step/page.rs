//! The page: whether there is a second step, and the ways to set it up and take it away.

use latchkey_contract::{
    Empty,
    two_step::{
        CreateAccountRecoveryCodes, GetTwoStep, RecoveryCodesLeft, RemoveTotp, TotpApp,
        create_account_recovery_codes, get_two_step::Response,
    },
};
use leptos::prelude::*;

use super::{
    add_dialog::{AddDialog, AddingApp},
    add_passkey::{AddPasskeyDialog, AddingPasskey},
    asking::{Asking, AskingDialog},
    codes_dialog::CodesDialog,
    passkeys::{PasskeyWays, PasskeysRow, RenameDialog, RenamingPasskey},
};
use crate::{
    i18n::*,
    kit::{Loaded, Page, StatusMessage, focus_heading, format_datetime, use_locale, use_session_client},
    paths,
    ui::{Crumb, SettingRow, SettingRows, Shape, Skeleton},
};

/// What can be done.
#[derive(Clone, Copy)]
struct Ways {
    passkeys: PasskeyWays,
    adding: AddingApp,
    removing: Asking<RemoveTotp>,
    making: Asking<CreateAccountRecoveryCodes>,
}

/// The page.
#[component]
pub fn TwoStepPage() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let read = LocalResource::new(move || {
        let client = client.clone();
        async move { client.call::<GetTwoStep>(&Empty {}).await }
    });
    let (codes, message) = (RwSignal::new(None), RwSignal::new(None));
    let said = move |text: &str| {
        message.set(Some(text.to_owned()));
        read.refetch();
        focus_heading();
    };
    // Whoever changes a factor is offered to end what was begun before (OWASP ASVS 5.0, 7.4.3).
    let changed = RwSignal::new(false);
    let passkeys = PasskeyWays {
        adding: AddingPasskey::new(move |made| {
            said(td_string!(locale, two_step.passkey_done));
            changed.set(true);
            codes.set(Some(made).filter(|made| !made.is_empty()));
        }),
        renaming: RenamingPasskey::new(move || said(td_string!(locale, two_step.passkey_renamed))),
        removing: Asking::new("passkey-removal", move |_| {
            said(td_string!(locale, two_step.passkey_removed));
            changed.set(true);
        }),
    };
    let ways = Ways {
        passkeys,
        adding: AddingApp::new(move |made| {
            said(td_string!(locale, two_step.added));
            changed.set(true);
            codes.set(Some(made).filter(|made| !made.is_empty()));
        }),
        removing: Asking::new("two-step-removal", move |_| {
            said(td_string!(locale, two_step.removed));
            changed.set(true);
        }),
        making: Asking::new(
            "two-step-codes",
            move |made: create_account_recovery_codes::Response| {
                codes.set(Some(made.codes));
                read.refetch();
            },
        ),
    };
    let skeleton =
        move || view! { <Skeleton shape=Shape::Rows(2) label=td_string!(locale, portal.loading) /> };
    view! {
        <Page
            heading=td_string!(locale, two_step.title)
            crumbs=vec![Crumb::page(td_string!(locale, profile.title), paths::PROFILE)]
            lead=td_string!(locale, two_step.lead)
        >
            <StatusMessage message />
            <Show when=move || changed.get()>
                <p>
                    {td_string!(locale, two_step.other_sessions)} " "
                    <a href=[paths::PROFILE_SECURITY, "#sessions"].concat()>
                        {td_string!(locale, two_step.other_sessions_link)}
                    </a>
                </p>
            </Show>
            <Dialogs ways />
            <CodesDialog codes />
            <Loaded resource=read fallback=skeleton let:response>
                <Present response ways />
            </Loaded>
        </Page>
    }
}

#[component]
fn Dialogs(ways: Ways) -> impl IntoView {
    let locale = use_locale();
    view! {
        <AddPasskeyDialog adding=ways.passkeys.adding />
        <RenameDialog renaming=ways.passkeys.renaming />
        <AskingDialog
            asking=ways.passkeys.removing
            title=td_string!(locale, two_step.passkey_remove_title)
            confirm=td_string!(locale, two_step.passkey_remove_yes)
        />
        <AddDialog adding=ways.adding />
        <AskingDialog
            asking=ways.removing
            title=td_string!(locale, two_step.remove_title)
            confirm=td_string!(locale, two_step.remove)
        />
        <AskingDialog
            asking=ways.making
            title=td_string!(locale, two_step.make_title)
            confirm=td_string!(locale, two_step.make)
        />
    }
}

#[component]
fn Present(response: Response, ways: Ways) -> impl IntoView {
    let locale = use_locale();
    let Response {
        managed_by,
        is_offered,
        required_from,
        app,
        passkeys,
        can_have_passkeys,
        recovery_codes,
    } = response;
    if let Some(company) = managed_by {
        let text = td_string!(locale, two_step.managed, company = company);
        return view! { <p>{text}</p> }.into_any();
    }
    let has_any = app.is_some() || !passkeys.is_empty();
    if !is_offered && !has_any {
        return view! { <p>{td_string!(locale, two_step.not_offered)}</p> }.into_any();
    }
    let required = required_from.map(|from| {
        let time = format_datetime(locale, &from);
        view! { <p>{td_string!(locale, two_step.required, time = time)}</p> }
    });
    let alone = (!has_any).then(|| view! { <p>{td_string!(locale, two_step.password_alone)}</p> });
    view! {
        {required}
        {alone}
        <SettingRows>
            <PasskeysRow
                passkeys
                can_add=is_offered
                is_possible=can_have_passkeys
                ways=ways.passkeys
            />
            <AppRow app ways />
            <CodesRow codes=recovery_codes has_any ways />
        </SettingRows>
    }
    .into_any()
}

#[component]
fn AppRow(app: Option<TotpApp>, ways: Ways) -> impl IntoView {
    let locale = use_locale();
    let is_on = app.is_some();
    let action = move || {
        let add = match is_on {
            true => td_string!(locale, two_step.replace),
            false => td_string!(locale, two_step.add),
        };
        let remove = is_on.then(|| {
            view! {
                <button
                    class="button danger quiet dense"
                    type="button"
                    on:click=move |_| {
                        let text = td_string!(locale, two_step.remove_text).to_owned();
                        ways.removing.open(Empty {}, text);
                    }
                >
                    {td_string!(locale, two_step.remove)}
                </button>
            }
        });
        view! {
            <button class="button quiet dense" type="button" on:click=move |_| ways.adding.open()>
                {add}
            </button>
            {remove}
        }
    };
    let value = match app {
        None => view! { <p>{td_string!(locale, two_step.off)}</p> }.into_any(),
        Some(app) => {
            let since = format_datetime(locale, &app.added_at);
            let used = format_datetime(locale, &app.last_used_at);
            view! {
                <p>{td_string!(locale, two_step.on, time = since)}</p>
                <p>{td_string!(locale, two_step.last_used, time = used)}</p>
            }
            .into_any()
        }
    };
    view! {
        <SettingRow
            name=td_string!(locale, two_step.app)
            hint=td_string!(locale, two_step.app_hint)
            action
        >
            {value}
        </SettingRow>
    }
}

#[component]
fn CodesRow(codes: Option<RecoveryCodesLeft>, has_any: bool, ways: Ways) -> impl IntoView {
    let locale = use_locale();
    let action = move || {
        has_any.then(|| {
            let open = move |_| {
                let text = td_string!(locale, two_step.make_text).to_owned();
                ways.making.open(Empty {}, text);
            };
            view! {
                <button class="button quiet dense" type="button" on:click=open>
                    {td_string!(locale, two_step.make)}
                </button>
            }
        })
    };
    let value = match codes {
        None => td_string!(locale, two_step.no_codes).to_owned(),
        Some(codes) => {
            let (left, made) = (codes.left.to_string(), codes.made.to_string());
            td_string!(locale, two_step.codes_left, left = left, made = made)
        }
    };
    view! {
        <SettingRow
            name=td_string!(locale, two_step.codes)
            hint=td_string!(locale, two_step.codes_hint)
            action
        >
            <p>{value}</p>
        </SettingRow>
    }
}
