//! The page at `/`: what somebody needs who connects this provider, and who can sign in. Invariant: only the page's own configuration is shown,
//! which is for trying things out.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};

use crate::{
    authorize,
    config::DEMO_PASSWORD,
    pages::{document, escape},
    provider::Provider,
};

/// `GET /`.
pub(crate) async fn page(State(provider): State<Arc<Provider>>) -> Response {
    let config = &provider.config;
    let facts = [
        ("Issuer", provider.issuer.as_str()),
        ("Client ID", config.client_id.as_str()),
        ("Client secret", config.client_secret.as_str()),
    ];
    let facts: String = facts.iter().map(|(name, value)| fact(name, value)).collect();
    let redirect_uris = list(config.redirect_uris.iter().map(String::as_str));
    let people = list(config.people.iter().map(|person| person.email.as_str()));
    let body = format!(
        r#"<h1>A company's identity provider</h1><p>For trying a connection. Nothing here is a secret.</p>
{facts}<h2>Redirect URLs that are registered</h2>{redirect_uris}
<h2>People</h2>{people}<p>Everybody's password: <code>{DEMO_PASSWORD}</code></p>
<h2>More</h2><ul><li><a href="/switches">What goes wrong here</a></li><li><a href="/signals">What it tells the platform by itself</a></li></ul>"#
    );
    authorize::page(&document("Connect", &body)).into_response()
}

fn fact(name: &str, value: &str) -> String {
    format!(
        r#"<h2>{name}</h2><p><code translate="no">{}</code></p>"#,
        escape(value)
    )
}

fn list<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let items: String = items
        .map(|item| format!(r#"<li><code translate="no">{}</code></li>"#, escape(item)))
        .collect();
    format!("<ul>{items}</ul>")
}
