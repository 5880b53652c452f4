//! The brand of the company whose people are about to sign in, in the place of the platform's. Invariant: as soon as the username is of another domain, the
//! page looks as it was born.

use latchkey_contract::brand::Brand;
use leptos::prelude::*;
use web_sys::Element;

/// The brands that the platform has told, by domain; in front of them the platform's own, once another one was shown.
#[derive(Default)]
pub(super) struct WornBrand(Vec<(String, Brand)>);

impl WornBrand {
    /// Takes note of what people of a domain see.
    pub(super) fn learn(&mut self, domain: &str, brand: Brand) {
        if self.0.is_empty() {
            let name = element(".brand").and_then(|header| header.text_content());
            let born = Brand {
                name,
                stylesheet: None,
            };
            self.0.push((String::new(), born));
        }
        self.0.push((domain.to_owned(), brand));
    }

    /// Shows the brand of this domain; without one, the platform's.
    pub(super) fn wear(&self, domain: Option<&str>) {
        let Some((_, born)) = self.0.first() else {
            return;
        };
        let known = self.0.iter().find(|(known, _)| Some(known.as_str()) == domain);
        let brand = known.map_or(born, |(_, brand)| brand);
        if let Some(header) = element(".brand") {
            header.set_text_content(brand.name.as_ref().or(born.name.as_ref()).map(String::as_str));
        }
        let sheet = element("#brand").or_else(|| {
            let link = document().create_element("link").ok()?;
            let _ = element("head")?.append_child(&link);
            set(&link, "id", "brand");
            set(&link, "rel", "stylesheet");
            Some(link)
        });
        if let Some(sheet) = sheet {
            // Without an address it is none.
            set(&sheet, "href", brand.stylesheet.as_deref().unwrap_or_default());
        }
    }
}

fn element(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// The names are well-formed; nothing can refuse them.
fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}
