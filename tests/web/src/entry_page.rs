//! What an entry page brings along besides its program: style sheets and scripts, put into the page that is shown. Invariant: they are
//! read from the entry pages themselves, so that a screen looks here as it looks there.

use std::cell::Cell;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::Element;

/// An entry page of the screens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryPage {
    /// `index.html`
    Front,
    /// `portal.html`
    Portal,
}

impl EntryPage {
    const fn html(self) -> &'static str {
        match self {
            Self::Front => include_str!("../../../index.html"),
            Self::Portal => include_str!("../../../portal.html"),
        }
    }

    /// Puts them in, and calls `then` once the style sheets are there, so that nothing is seen without them. The portal's scripts are
    /// for a portal that does not come; those of the front door serve its screens.
    ///
    /// # Panics
    /// When the browser makes no elements.
    pub(crate) fn dress(self, then: impl FnOnce() + 'static) {
        let addresses: Vec<_> = self.style_sheets().collect();
        let (waiting, then) = (Cell::new(addresses.len()), Cell::new(Some(then)));
        let one_came = Closure::<dyn Fn()>::new(move || {
            waiting.set(waiting.get() - 1);
            if waiting.get() == 0 {
                then.take().into_iter().for_each(|then| then());
            }
        });
        let one_came = one_came.into_js_value();
        for address in addresses {
            let link = append(
                "link",
                &[("rel", "stylesheet"), ("href", &["/", address].concat())],
                "",
            );
            for event in ["load", "error"] {
                link.add_event_listener_with_callback(event, one_came.unchecked_ref())
                    .expect("elements have listeners");
            }
        }
        if self == Self::Front {
            self.scripts()
                .for_each(|script| drop(append("script", &[], script)));
        }
    }

    fn style_sheets(self) -> impl Iterator<Item = &'static str> {
        let addresses = self.html().split("href=\"").skip(1);
        let addresses = addresses.filter_map(|rest| rest.split('"').next());
        addresses.filter(|address| address.starts_with("style/"))
    }

    fn scripts(self) -> impl Iterator<Item = &'static str> {
        let scripts = self.html().split("<script>").skip(1);
        scripts.filter_map(|rest| rest.split("</script>").next())
    }
}

fn append(name: &str, attributes: &[(&str, &str)], text: &str) -> Element {
    let element = document().create_element(name).expect("elements can be made");
    for (attribute, value) in attributes {
        element
            .set_attribute(attribute, value)
            .expect("the attribute is well-formed");
    }
    element.set_text_content(Some(text));
    let head = document().head().expect("a page has a head");
    head.append_child(&element).expect("the head takes it");
    element
}
