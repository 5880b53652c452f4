//! The brand while it is looked at and changed: what is typed shows in the preview before it is saved.

use latchkey_contract::{colour::Colour, company::CompanyBrand};
use leptos::prelude::*;

use crate::kit::platform_name;

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct ShownBrand {
    /// The name as it is typed.
    pub name: RwSignal<String>,
    /// The colour as it is typed.
    pub colour: RwSignal<String>,
    /// Where the company's logo is.
    pub logo: RwSignal<Option<String>>,
    platform_colour: StoredValue<String>,
    platform_logo: StoredValue<Option<String>>,
    sample_address: StoredValue<String>,
}

impl ShownBrand {
    /// As it is saved; `name` and `colour` are those of the form.
    pub fn new(present: &CompanyBrand, name: RwSignal<String>, colour: RwSignal<String>) -> Self {
        Self {
            name,
            colour,
            logo: RwSignal::new(present.logo.clone()),
            platform_colour: StoredValue::new(present.platform_colour.clone()),
            platform_logo: StoredValue::new(present.platform_logo.clone()),
            sample_address: StoredValue::new(format!(
                "ada@{}",
                present.email_domain.as_deref().unwrap_or("acme.example")
            )),
        }
    }

    /// What the screens would say.
    pub fn shown_name(self) -> String {
        let name = self.name.get().trim().to_owned();
        match name.is_empty() {
            true => platform_name(),
            false => name,
        }
    }

    /// The colour that the screens would have, where what is typed is one.
    pub fn shown_colour(self) -> Option<Colour> {
        let typed = self.colour.get();
        match typed.trim().is_empty() {
            true => self.platform_colour.with_value(|colour| Colour::parse(colour)),
            false => Colour::parse(&typed),
        }
    }

    /// An address as somebody of the company types it.
    pub fn sample_address(self) -> String {
        self.sample_address.get_value()
    }

    /// The logo that the screens would show.
    pub fn shown_logo(self) -> Option<String> {
        self.logo.get().or_else(|| self.platform_logo.get_value())
    }
}
