//! Renders a page to HTML, on the server.

use leptos::prelude::*;

use super::page::FrontPage;

/// A page as the server puts it into the entry page.
#[derive(Debug, Clone)]
pub struct RenderedPage {
    /// For `<html lang>`.
    pub language: &'static str,
    /// For `<title>`.
    pub title: String,
    /// For `<body>`.
    pub body: String,
}

/// Renders `page`.
pub fn render(page: &FrontPage) -> RenderedPage {
    let owner = Owner::new();
    let body = owner.with(|| view! { <main></main> }.to_html());
    RenderedPage {
        language: page.language.tag(),
        title: page.platform_name.clone(),
        body,
    }
}
