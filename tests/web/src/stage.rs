//! A screen in the page, with a fake backend behind it and a watch over where it wants to go.

use std::{
    any::Any,
    sync::{Arc, Mutex},
};

use gloo_timers::future::TimeoutFuture;
use latchkey_fake_backend::{FakeBackend, State};
use latchkey_spa::{
    api::{HttpResponse, Offline, PendingResponse, Request, Transport, provide_transport},
    front::{FrontDoor, FrontPage, read_page},
    hydrated::Hydrated,
    i18n::Locale,
    kit::form_drafts::FormDrafts,
    navigation::provide_navigation,
    portal::Portal,
};
use leptos::{
    mount::{hydrate_from, mount_to},
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlButtonElement, HtmlElement, HtmlInputElement};

/// A screen mounted in the page. The screen goes away with the stage.
pub struct Stage {
    root: HtmlElement,
    /// What answers the screen.
    pub backend: FakeBackend,
    left: Arc<Mutex<Vec<String>>>,
    _mounted: Box<dyn Any>,
    /// What the screen made. The router's redirect hook, a static, keeps it for good, and with it the screen's listeners.
    owner: Arc<Mutex<Option<Owner>>>,
}

/// The fake backend in the place of `fetch`.
pub(crate) struct Wire {
    pub(crate) backend: FakeBackend,
    /// Says how long an answer takes.
    pub(crate) state: State,
}

impl Transport for Wire {
    fn send(&self, request: Request) -> PendingResponse {
        let delay = self.state.delay(&request.path);
        let reply = self
            .backend
            .respond(request.method.as_str(), &request.path, request.body.as_deref());
        Box::pin(async move {
            if delay > 0 {
                TimeoutFuture::new(delay).await;
            }
            let reply = reply.await.map_err(|_| Offline)?;
            Ok(HttpResponse {
                status: reply.status,
                retry_after: reply.retry_after,
                body: reply.body,
            })
        })
    }
}

impl Stage {
    /// Shows a page of the front door, made in the browser.
    pub fn front(backend: FakeBackend, page: FrontPage) -> Self {
        Self::set_up(backend, "", |root, provide| {
            Box::new(mount_to(root, move || {
                provide();
                view! { <FrontDoor page /> }
            }))
        })
    }

    /// Puts what the server rendered into the page, lets `before` happen to it, and wakes it.
    ///
    /// # Panics
    /// When `state` is not the data of a live page.
    pub fn hydrated(
        backend: FakeBackend,
        html: &str,
        state: &str,
        before: impl FnOnce(&HtmlElement),
    ) -> Self {
        let hydrated = Hydrated::default();
        let stage = Self::half_hydrated(backend, html, state, before, &hydrated);
        hydrated.set();
        stage
    }

    /// The same, with hydration stopping before its end; `hydrated` says so to the screen.
    ///
    /// # Panics
    /// When `state` is not the data of a live page.
    pub fn half_hydrated(
        backend: FakeBackend,
        html: &str,
        state: &str,
        before: impl FnOnce(&HtmlElement),
        hydrated: &Hydrated,
    ) -> Self {
        let page = read_page(state).expect("the fixture is a live page");
        let hydrated = hydrated.clone();
        Self::set_up(backend, html, |root, provide| {
            before(&root);
            Box::new(hydrate_from(root, move || {
                provide();
                hydrated.provide();
                view! { <FrontDoor page /> }
            }))
        })
    }

    /// Shows the portal at `path`, in English.
    ///
    /// # Panics
    /// When the browser refuses to show `path`.
    pub fn portal(backend: FakeBackend, path: &str) -> Self {
        Self::portal_with(State::Usual, backend, path)
    }

    /// Shows the portal at `path` of a platform in this state.
    ///
    /// # Panics
    /// When the browser refuses to show `path`.
    pub fn portal_in(state: State, path: &str) -> Self {
        Self::portal_with(state, state.backend(), path)
    }

    fn portal_with(state: State, backend: FakeBackend, path: &str) -> Self {
        name_the_platform("Acme Cloud");
        go_to(path);
        Self::set_up_in(state, backend, "", |root, provide| {
            Box::new(mount_to(root, move || {
                provide();
                view! { <Portal locale=Locale::en /> }
            }))
        })
    }

    /// Shows a piece of a portal page at `path`, for whoever has this account.
    ///
    /// # Panics
    /// When the browser refuses to show `path`.
    pub fn piece<V: IntoView + 'static>(
        backend: FakeBackend,
        path: &str,
        account_id: &str,
        piece: impl FnOnce() -> V + 'static,
    ) -> Self {
        go_to(path);
        let account_id = account_id.to_owned();
        Self::set_up(backend, "", |root, provide| {
            Box::new(mount_to(root, move || {
                provide();
                FormDrafts::provide(&account_id);
                piece()
            }))
        })
    }

    /// Shows a part that knows no backend: one of `ui`.
    pub fn part<V: IntoView + 'static>(part: impl FnOnce() -> V + 'static) -> Self {
        Self::set_up(FakeBackend::new(), "", |root, provide| {
            Box::new(mount_to(root, move || {
                provide();
                part()
            }))
        })
    }

    fn set_up(
        backend: FakeBackend,
        html: &str,
        mount: impl FnOnce(HtmlElement, Box<dyn FnOnce()>) -> Box<dyn Any>,
    ) -> Self {
        Self::set_up_in(State::Usual, backend, html, mount)
    }

    fn set_up_in(
        state: State,
        backend: FakeBackend,
        html: &str,
        mount: impl FnOnce(HtmlElement, Box<dyn FnOnce()>) -> Box<dyn Any>,
    ) -> Self {
        let root: HtmlElement = document()
            .create_element("div")
            .expect("divs can be made")
            .unchecked_into();
        root.set_inner_html(html);
        document()
            .body()
            .expect("the page has a body")
            .append_child(&root)
            .expect("the body takes children");
        let left = Arc::new(Mutex::new(Vec::new()));
        let wire = Wire {
            backend: backend.clone(),
            state,
        };
        let owner = Arc::new(Mutex::new(None));
        let provide = {
            let (left, owner) = (Arc::clone(&left), Arc::clone(&owner));
            move || {
                *owner.lock().expect("one thread") = Owner::current();
                provide_transport(wire);
                provide_navigation(move |url| left.lock().expect("one thread").push(url));
            }
        };
        let mounted = mount(root.clone(), Box::new(provide));
        Self {
            root,
            backend,
            left,
            _mounted: mounted,
            owner,
        }
    }

    /// Where the screen wanted to go, oldest first.
    pub fn left_for(&self) -> Vec<String> {
        self.left.lock().expect("one thread").clone()
    }

    /// The input with the label `label`.
    pub fn field(&self, label: &str) -> HtmlInputElement {
        let labels = self.all("label");
        let label = labels.iter().find(|element| words(element) == label);
        let label = label.unwrap_or_else(|| panic!("no label {label:?} in {}", self.html()));
        let id = label.get_attribute("for").expect("labels name their input");
        self.one(&format!("[id='{id}']")).unchecked_into()
    }

    /// The element with this identifier.
    pub fn by_id(&self, id: &str) -> Element {
        self.one(&format!("[id='{id}']"))
    }

    /// The button of this name: its `aria-label`, or else its words.
    pub fn button(&self, name: &str) -> HtmlButtonElement {
        self.find_button(name)
            .unwrap_or_else(|| panic!("no button {name:?} in {}", self.html()))
    }

    /// The button of this name, if there is one.
    pub fn find_button(&self, name: &str) -> Option<HtmlButtonElement> {
        self.all("button")
            .into_iter()
            .find(|button| name_of(button) == name)
            .map(JsCast::unchecked_into)
    }

    /// The link with these words.
    pub fn link(&self, name: &str) -> HtmlElement {
        let link = self.all("a[href]").into_iter().find(|link| words(link) == name);
        link.unwrap_or_else(|| panic!("no link {name:?} in {}", self.html()))
            .unchecked_into()
    }

    /// The words of the page's heading; empty while there is none.
    pub fn heading(&self) -> String {
        self.all("h1").first().map(words).unwrap_or_default()
    }

    /// The words of everything that interrupts (`role="alert"`).
    pub fn alert(&self) -> String {
        self.all("[role='alert']")
            .iter()
            .map(words)
            .collect::<Vec<_>>()
            .join(" ")
            .trim()
            .to_owned()
    }

    /// The words that describe `field` (`aria-describedby`).
    pub fn description(&self, field: &Element) -> String {
        let ids = field.get_attribute("aria-describedby").unwrap_or_default();
        let parts = ids
            .split_whitespace()
            .map(|id| words(&self.one(&format!("[id='{id}']"))));
        parts
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The first element that matches a selector: for what has no words.
    pub fn first(&self, selector: &str) -> Element {
        self.one(selector)
    }

    /// All the words on the screen.
    pub fn text(&self) -> String {
        words(&self.root)
    }

    /// How many elements match a selector: for what has no words.
    pub fn count(&self, selector: &str) -> usize {
        self.all(selector).len()
    }

    /// The markup, for messages.
    pub fn html(&self) -> String {
        self.root.inner_html()
    }

    fn one(&self, selector: &str) -> Element {
        let found = self
            .root
            .query_selector(selector)
            .expect("the selector is well-formed");
        found.unwrap_or_else(|| panic!("no {selector} in {}", self.html()))
    }

    /// The elements that match a selector, in the order of the page: for what has no words.
    pub fn all(&self, selector: &str) -> Vec<Element> {
        let list = self
            .root
            .query_selector_all(selector)
            .expect("the selector is well-formed");
        (0..list.length())
            .filter_map(|index| list.get(index))
            .map(JsCast::unchecked_into)
            .collect()
    }
}

/// Puts `path` into the address bar, unless it is there.
fn go_to(path: &str) {
    if address() == path {
        return;
    }
    let history = window().history().expect("browsers have a history");
    history
        .push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(path))
        .expect("the path is ours");
}

/// The same, until the browser has taken it: Chromium takes 200 changes of the address in ten seconds, and ignores all others.
pub async fn address_taken(path: &str) {
    go_to(path);
    while address() != path {
        TimeoutFuture::new(200).await;
        go_to(path);
    }
}

/// Path and query that the browser shows.
fn address() -> String {
    let location = window().location();
    location.pathname().expect("a path") + &location.search().expect("a query")
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.root.remove();
        if let Some(owner) = self.owner.lock().expect("one thread").take() {
            owner.cleanup();
        }
        self.backend.assert_all_handled();
    }
}

/// What a button is called: what it is labelled by, or its words.
fn name_of(button: &Element) -> String {
    button
        .get_attribute("aria-label")
        .unwrap_or_else(|| words(button))
}

/// The words of `element` as a screen reader has them: without what is decoration.
fn words(element: &Element) -> String {
    let copy: Element = element
        .clone_node_with_deep(true)
        .expect("elements can be copied")
        .unchecked_into();
    let decoration = copy
        .query_selector_all("[aria-hidden='true']")
        .expect("the selector is well-formed");
    for index in 0..decoration.length() {
        if let Some(element) = decoration.get(index) {
            element.unchecked_into::<Element>().remove();
        }
    }
    copy.text_content()
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Writes the platform's name into the page, as the server does.
fn name_the_platform(name: &str) {
    let head = document().head().expect("a page has a head");
    let meta = match head.query_selector("meta[name=application-name]") {
        Ok(Some(meta)) => meta,
        _ => document().create_element("meta").expect("metas can be made"),
    };
    let written = meta
        .set_attribute("name", "application-name")
        .and(meta.set_attribute("content", name));
    written
        .and(head.append_child(&meta).map(drop))
        .expect("the head takes a meta");
}
