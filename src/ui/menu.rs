//! A button that opens a list of actions: the account menu, the `⋯` of a row. It stands in the browser's top layer (popover), so
//! that no table cuts it off, a click beside it closes it, and so does Escape.
//!
//! Keys as the ARIA Authoring Practices have them (Menu Button): arrows, Home, End and first letters move among the items, Tab leaves.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, js_sys::JsString};

use super::{
    icon::{Icon, IconPath},
    identifier::fresh_id,
};

/// The button and its list.
#[component]
pub fn Menu(
    /// Name of the button, for whom its looks say nothing: "More actions: Test".
    #[prop(into)]
    label: Signal<String>,
    /// What the button shows.
    #[prop(into)]
    button: ViewFn,
    /// Further classes of the button.
    #[prop(default = "button quiet dense")]
    button_class: &'static str,
    /// What stands above the items and is none: who is signed in.
    #[prop(optional, into)]
    head: ViewFn,
    /// [`MenuLink`]s, [`MenuAction`]s and [`MenuSeparator`]s.
    children: Children,
) -> impl IntoView {
    let id = fresh_id("menu");
    let list = NodeRef::<html::Div>::new();
    let toggle = NodeRef::<html::Button>::new();
    let is_open = RwSignal::new(false);
    let toggled = move |_| {
        let Some(list) = list.get_untracked() else { return };
        let opens = list.matches(":popover-open").unwrap_or_default();
        is_open.set(opens);
        if opens && let Some(toggle) = toggle.get_untracked() {
            // The browser tells of the opening in a later task. A key may have chosen an item before that.
            if !list.contains(document().active_element().as_deref()) {
                focus(items(&list).first());
            }
            // Once its head is there, too.
            place(&list, &toggle);
            request_animation_frame(move || place(&list, &toggle));
        }
    };
    let button_keydown = move |event: KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        let key = event.key();
        if list.matches(":popover-open").unwrap_or_default() {
            // Who types fast presses this key before the focus is in the list.
            if let Some(next) = next_item(&items(&list), &key) {
                event.prevent_default();
                focus(Some(&next));
            }
        } else if matches!(key.as_str(), "ArrowDown" | "ArrowUp") {
            event.prevent_default();
            let _ = list.show_popover();
        }
    };
    let close = move || {
        if let Some(list) = list.get_untracked() {
            let _ = list.hide_popover();
        }
    };
    let list_keydown = move |event: KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        match event.key().as_str() {
            // The focus goes on from the button, as if the list were not there.
            "Tab" => {
                focus(toggle.get_untracked().as_deref());
                close();
            }
            "Escape" => {
                event.prevent_default();
                close();
                focus(toggle.get_untracked().as_deref());
            }
            key => {
                if let Some(next) = next_item(&items(&list), key) {
                    event.prevent_default();
                    focus(Some(&next));
                }
            }
        }
    };
    // Before the item hears of it, hence the capturing phase: the button has the focus again when a dialog opens, which gives it back there.
    // After the item it would be too late. What that began may have run by then: browsers let microtasks run between two listeners.
    let chosen = move |event: web_sys::MouseEvent| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let item = target.and_then(|target| target.closest("[role=menuitem]").ok().flatten());
        if item.is_some() {
            close();
        }
    };
    view! {
        <span class="menu">
            <button
                class=format!("menu-toggle {button_class}")
                type="button"
                node_ref=toggle
                popovertarget=id.clone()
                aria-haspopup="menu"
                aria-expanded=move || is_open.get().to_string()
                aria-label=move || label.get()
                on:keydown=button_keydown
            >
                {button.run()}
            </button>
            <div
                class="menu-list"
                id=id
                popover="auto"
                node_ref=list
                on:toggle=toggled
                on:keydown=list_keydown
                on:click:capture=chosen
            >
                {move || is_open.get().then(|| head.run())}
                <div role="menu" aria-label=move || label.get()>
                    {children()}
                </div>
            </div>
        </span>
    }
    .into_any()
}

/// An item that leads to a page.
#[component]
pub fn MenuLink(
    /// What the page is called.
    #[prop(into)]
    label: Signal<String>,
    /// Address of the link.
    #[prop(into)]
    href: String,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<IconPath>,
) -> impl IntoView {
    view! {
        <a class="menu-item" role="menuitem" tabindex="-1" href=href>
            {icon.map(|path| view! { <Icon path /> })}
            {super::words(move || label.get())}
        </a>
    }
}

/// An item that does something.
#[component]
pub fn MenuAction(
    /// The words of the item.
    #[prop(into)]
    label: Signal<String>,
    /// Called when the item is chosen.
    #[prop(into)]
    on_select: Callback<()>,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<IconPath>,
    /// Whether the item deletes or ends something: its words are red then.
    #[prop(optional)]
    danger: bool,
) -> impl IntoView {
    view! {
        <button
            class="menu-item"
            class:danger=danger
            role="menuitem"
            tabindex="-1"
            type="button"
            on:click=move |_| on_select.run(())
        >
            {icon.map(|path| view! { <Icon path /> })}
            {super::words(move || label.get())}
        </button>
    }
}

/// A line between items that have nothing to do with each other.
#[component]
pub fn MenuSeparator() -> impl IntoView {
    view! { <div class="menu-separator" role="separator"></div> }
}

fn items(list: &Element) -> Vec<HtmlElement> {
    let Ok(found) = list.query_selector_all("[role=menuitem]") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into().ok())
        .collect()
}

/// Where `key` leads from the item that has the focus; `None`: it is no key of menus.
fn next_item(items: &[HtmlElement], key: &str) -> Option<HtmlElement> {
    let focused = document().active_element();
    let at = items
        .iter()
        .position(|item| focused.as_ref() == Some(item.unchecked_ref()));
    let count = items.len();
    let next = match (key, at) {
        ("ArrowDown", Some(at)) => (at + 1) % count,
        ("ArrowUp", Some(at)) => (at + count - 1) % count,
        ("Home" | "ArrowDown", _) => 0,
        ("End" | "ArrowUp", _) => count.checked_sub(1)?,
        (letter, at) if letter.chars().count() == 1 && letter != " " => {
            let letter = lowercase(letter);
            let begins = |item: &HtmlElement| {
                let words = item.text_content().unwrap_or_default();
                lowercase(words.trim()).starts_with(&letter)
            };
            let from = at.map_or(0, |at| at + 1);
            (0..count)
                .map(|step| (from + step) % count)
                .find(|at| begins(&items[*at]))?
        }
        _ => return None,
    };
    items.get(next).cloned()
}

/// By the browser's tables of letters: Rust's own would come along with every page.
fn lowercase(words: &str) -> String {
    JsString::from(words).to_lower_case().into()
}

fn focus(element: Option<&HtmlElement>) {
    if let Some(element) = element {
        let _ = element.focus();
    }
}

/// Below the button, flush with the edge of it that is nearer to the window's; above it where there is no room below.
fn place(list: &HtmlElement, toggle: &HtmlElement) {
    let button = toggle.get_bounding_client_rect();
    let size = list.get_bounding_client_rect();
    let inner =
        |side: Result<wasm_bindgen::JsValue, _>| side.ok().and_then(|side| side.as_f64()).unwrap_or_default();
    let (width, height) = (inner(window().inner_width()), inner(window().inner_height()));
    let left = if button.left() + size.width() > width - MARGIN {
        (button.right() - size.width()).max(MARGIN)
    } else {
        button.left()
    };
    let below = button.bottom() + GAP;
    let top = if below + size.height() > height - MARGIN && button.top() - GAP > size.height() {
        button.top() - GAP - size.height()
    } else {
        below
    };
    let style = HtmlElement::style(list);
    // Whole pixels: what writes fractions would come along with every page.
    let _ = style.set_property("left", &format!("{}px", left.round() as i32));
    let _ = style.set_property("top", &format!("{}px", top.round() as i32));
}

/// Pixels between the button and its list.
const GAP: f64 = 4.0;
/// Pixels that stay free at the window's edges.
const MARGIN: f64 = 8.0;
