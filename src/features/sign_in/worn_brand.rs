//! The brand of the company whose people are about to sign in, in the place of the platform's. Invariant: as soon as the username is of another domain, the
//! page looks as it was born.

use latchkey_contract::brand::Brand;
use leptos::prelude::*;
use web_sys::Element;

/// The brands that the platform has told, by domain.
#[derive(Debug, Default)]
pub(super) struct WornBrand {
    known: Vec<(String, Brand)>,
    platform_name: Option<String>,
}

impl WornBrand {
    /// Takes note of what people of a domain see.
    pub(super) fn learn(&mut self, domain: &str, brand: Brand) {
        self.known.push((domain.to_owned(), brand));
    }

    /// Shows the brand of this domain; without one, the platform's.
    pub(super) fn wear(&mut self, domain: Option<&str>) {
        let brand = self
            .known
            .iter()
            .find(|(known, _)| Some(known.as_str()) == domain);
        let brand = brand.map(|(_, brand)| brand);
        if brand.is_none() && self.platform_name.is_none() {
            return;
        }
        if let Some(name) = element(".brand").and_then(|header| header.first_child()) {
            let born = self
                .platform_name
                .get_or_insert_with(|| name.node_value().unwrap_or_default());
            let own = brand.and_then(|brand| brand.name.as_deref());
            name.set_node_value(Some(own.unwrap_or(born)));
        }
        if let Some(sheet) = element("#brand") {
            sheet.remove();
        }
        if let Some(address) = brand.and_then(|brand| brand.stylesheet.as_deref()) {
            add_stylesheet(address);
        }
    }
}

fn element(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

fn add_stylesheet(address: &str) {
    let (Some(head), Ok(link)) = (element("head"), document().create_element("link")) else {
        return;
    };
    for (name, value) in [("id", "brand"), ("rel", "stylesheet"), ("href", address)] {
        // The names are well-formed; nothing can refuse them.
        let _ = link.set_attribute(name, value);
    }
    let _ = head.append_child(&link);
}
