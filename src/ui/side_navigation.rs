//! The second column: the pages of an area in groups, fed by a list. On phones it is a disclosure under the page's name.
//!
//! Invariant: at most one link is `aria-current`; a page that is not in the list belongs to the entry whose address it begins with.

use leptos::{html::Button, prelude::*};

use super::{
    badge::Tag,
    icon::{self, Icon},
    identifier::fresh_id,
    navigation_group::{NavigationGroup, NavigationLink, current_link},
    words,
};

/// Shows `groups`; the one at `path` is current.
#[component]
pub fn SideNavigation(
    /// Name of the landmark: the area.
    #[prop(into)]
    label: Signal<String>,
    /// The list.
    #[prop(into)]
    groups: Signal<Vec<NavigationGroup>>,
    /// The path of the page that is shown.
    #[prop(into)]
    path: Signal<String>,
    /// What heads the column: the app and the way to another one.
    #[prop(optional, into)]
    head: ViewFn,
) -> impl IntoView {
    let id = fresh_id("side");
    let is_open = RwSignal::new(false);
    let toggle = NodeRef::<Button>::new();
    let current =
        Memo::new(move |_| groups.with(|groups| path.with(|path| current_link(groups, path).cloned())));
    // Another page was chosen: the list has served.
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            is_open.set(false);
        }
        now
    });
    let keydown = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && is_open.get_untracked() {
            is_open.set(false);
            if let Some(toggle) = toggle.get_untracked() {
                let _ = toggle.focus();
            }
        }
    };
    // A page that belongs to no entry is named by its heading alone: the area's name would stand here twice.
    let is_elsewhere = move || current.with(Option::is_none);
    let page_name = move || current.get().map(|link| link.label).unwrap_or_default();
    view! {
        <nav
            class="side-navigation"
            aria-label=move || label.get()
            data-open=move || is_open.get().then_some("")
            on:keydown=keydown
        >
            <button
                class="side-toggle"
                type="button"
                node_ref=toggle
                aria-expanded=move || is_open.get().to_string()
                aria-controls=id.clone()
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                <span>
                    {words(move || label.get())} " "
                    <span class="side-page" hidden=is_elsewhere>
                        {words(page_name)}
                    </span>
                </span>
                <Icon path=icon::CHEVRON />
            </button>
            <div class="side-groups" id=id>
                {head.run()}
                {move || groups.get().into_iter().map(|group| one_group(group, current)).collect_view()}
            </div>
        </nav>
    }
    .into_any()
}

fn one_group(group: NavigationGroup, current: Memo<Option<NavigationLink>>) -> AnyView {
    let links = group.links.into_iter().map(|link| {
        let NavigationLink {
            label,
            href,
            icon,
            waiting,
        } = link.clone();
        let is_current = move || current.with(|current| current.as_ref() == Some(&link));
        view! {
            <li>
                <a href=href aria-current=move || is_current().then_some("page")>
                    {icon.map(|path| view! { <Icon path /> })}
                    <span>{label}</span>
                    // Apart for whoever hears it, too.
                    {waiting.map(|label| view! { " " <Tag label /> })}
                </a>
            </li>
        }
    });
    let links = links.collect_view();
    match group.label {
        Some(label) => {
            let id = fresh_id("group");
            view! {
                <p class="side-group" id=id.clone()>{label}</p>
                <ul aria-labelledby=id>{links}</ul>
            }
            .into_any()
        }
        None => view! { <ul>{links}</ul> }.into_any(),
    }
}
