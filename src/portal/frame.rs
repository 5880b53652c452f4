//! The frame around every page: skip link, the bar with brand, areas and account menu, and the page below.

use latchkey_contract::session::SessionAccount;
use leptos::prelude::*;
use leptos_router::components::A;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    area::CONTENT,
    notices::{guest_notice_part, test_notice_part},
    sign_out::use_sign_out,
};
use crate::{
    i18n::*,
    kit::{CurrentGuest, page::platform_name, use_locale, use_locale_signal, use_permissions},
    paths,
    ui::{Icon, Menu, MenuAction, MenuLink, MenuSeparator, icon},
};

/// The frame, with what stands below the bar as its children. In another language there is another bar, and the same page.
#[component]
pub fn Frame(
    /// Who is signed in, once that is known.
    account: RwSignal<Option<SessionAccount>>,
    /// Who came by a set-up link, once that is known.
    guest: CurrentGuest,
    /// When the session ends (RFC 3339), where it is one of a test.
    test_until: RwSignal<Option<String>>,
    /// The page, or an area with its pages.
    children: Children,
) -> impl IntoView {
    let locale = use_locale_signal();
    view! {
        {move || view! { <Bar locale=locale.get() account guest test_until /> }}
        {children()}
    }
}

#[component]
fn Bar(
    locale: Locale,
    account: RwSignal<Option<SessionAccount>>,
    guest: CurrentGuest,
    test_until: RwSignal<Option<String>>,
) -> impl IntoView {
    // The focus moves, the address stays what it was.
    let skip = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let content = document().get_element_by_id(CONTENT);
        if let Some(content) = content.and_then(|content| content.dyn_into::<HtmlElement>().ok()) {
            let _ = content.focus();
        }
    };
    let problem = RwSignal::new(None::<String>);
    view! {
        <a class="skip" href="#content" rel="external" on:click=skip>
            {td_string!(locale, portal.skip)}
        </a>
        <header class="bar">
            {move || match guest.is_there() {
                // No other area is there for a guest.
                true => view! { <span class="brand" translate="no">{platform_name()}</span> }.into_any(),
                false => view! { <Areas /> }.into_any(),
            }}
            {move || account.get().map(|account| view! { <AccountMenu account problem /> })}
            {move || {
                let (account, until) = (account.get()?, test_until.get()?);
                Some(Suspend::new(test_notice_part(account, until, problem)))
            }}
            {move || guest.0.get().map(|set_up| Suspend::new(guest_notice_part(set_up)))}
            <div class="bar-alert" role="alert">
                {move || {
                    let phrase = problem.get()?;
                    Some(view! { <p class="alert">{td_string!(locale, portal.sign_out_failed)} " " {phrase}</p> })
                }}
            </div>
        </header>
    }
}

/// The brand, and the areas that are offered to whoever is signed in. Until it is known whose brand it is, their place is there and nothing in it: a name
/// that another one takes the place of would be taken for a mistake, and would push the areas aside.
#[component]
fn Areas() -> impl IntoView {
    let locale = use_locale();
    let permissions = use_permissions();
    let brand = Memo::new(move |_| permissions.known().map(|known| known.brand.unwrap_or_default()));
    let stylesheet = move || brand.with(|brand| brand.as_ref().and_then(|brand| brand.stylesheet.clone()));
    // The sheet has come, or will not come.
    let is_worn = RwSignal::new(false);
    let pending = move || {
        let is_shown = brand.with(Option::is_some) && (is_worn.get() || stylesheet().is_none());
        (!is_shown).then_some("")
    };
    let name = move || brand.get().map(|brand| brand.name.unwrap_or_else(platform_name));
    view! {
        // The company's colour and logo.
        {move || {
            stylesheet()
                .map(|address| {
                    view! {
                        <link
                            rel="stylesheet"
                            href=address
                            on:load=move |_| is_worn.set(true)
                            on:error=move |_| is_worn.set(true)
                        />
                    }
                })
        }}
        <A href=paths::HOME exact=true attr:class="brand" attr:translate="no" attr:data-pending=pending>
            {name}
        </A>
        <nav aria-label=td_string!(locale, portal.navigation) data-pending=pending>
            <A href=paths::HOME exact=true>
                {td_string!(locale, portal.home)}
            </A>
            // Suspended, it would hold back the frame.
            {move || {
                permissions
                    .may_enter_control_center()
                    .then(|| {
                        view! { <A href=paths::CONTROL_CENTER>{td_string!(locale, portal.control_center)}</A> }
                    })
            }}
        </nav>
    }
}

/// Who is signed in, and what that person can do about it.
#[component]
fn AccountMenu(account: SessionAccount, problem: RwSignal<Option<String>>) -> impl IntoView {
    let locale = use_locale();
    let permissions = use_permissions();
    let leave = use_sign_out(problem);
    let name = account.display_name();
    let label = td_string!(locale, portal.account_of, name = name.clone());
    let initials = initials(&account);
    let button = move || {
        view! {
            // Shown by the style: not a part of the button's name.
            <span class="initials" data-initials=initials.clone()></span>
            <bdi class="person-name" translate="no">{name.clone()}</bdi>
            <Icon path=icon::CHEVRON />
        }
    };
    let address = account.email.clone();
    let full_name = account.display_name();
    let head = move || {
        let company = move || permissions.get().company;
        view! {
            <div class="menu-head" translate="no">
                <bdi>{full_name.clone()}</bdi>
                <bdi class="fine-print">{address.clone()}</bdi>
                {move || company().map(|company| view! { <bdi class="fine-print">{company}</bdi> })}
            </div>
        }
    };
    view! {
        <div class="person">
            <Menu label button button_class="button quiet person-menu" head>
                <MenuLink label=td_string!(locale, profile.title) href=paths::PROFILE icon=icon::USER />
                <MenuLink
                    label=td_string!(locale, profile.nav_preferences)
                    href=paths::PROFILE_PREFERENCES
                    icon=icon::GEAR
                />
                <MenuSeparator />
                <MenuAction label=td_string!(locale, portal.sign_out) on_select=leave />
            </Menu>
        </div>
    }
}

/// First letters of the names, or of the address where there are none. The style sheet makes capitals of them.
fn initials(account: &SessionAccount) -> String {
    let letters: String = [&account.first_name, &account.last_name]
        .iter()
        .filter_map(|name| name.chars().next())
        .collect();
    match letters.is_empty() {
        true => account.email.chars().take(1).collect(),
        false => letters,
    }
}
