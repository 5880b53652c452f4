//! An app in Rust that signs people in with Latchkey, by latchkey-app.

use axum::{Router, response::Html, routing::get};
use latchkey_app::{Identity, Latchkey, Refusal, Settings, SignedIn, Users};

/// The app's users. This app keeps none; yours asks its database by issuer and subject.
struct Everybody;

impl Users for Everybody {
    async fn find(&self, identity: &Identity) -> Result<Option<String>, Refusal> {
        Ok(Some(identity.subject.clone()))
    }

    /// Makes the app's own record, with `is_local_user` as the identity says, and answers with its identifier.
    async fn on_first_login(&self, identity: &Identity) -> Result<String, Refusal> {
        Ok(identity.subject.clone())
    }
}

/// Whoever is not signed in is sent to the platform first, and comes back to this page.
async fn home(person: SignedIn) -> Html<String> {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let roles = if person.roles.is_empty() {
        "none".to_owned()
    } else {
        person.roles.join(", ")
    };
    Html(format!(
        "<h1>Hello {}</h1><p>Roles: {}</p><a href=\"/openid/logout\">Sign out</a>",
        escape(&person.name),
        escape(&roles),
    ))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let settings = Settings::from_env()?;
    let port = settings.app_url.port_or_known_default().unwrap_or(8082);

    let latchkey = Latchkey::new(settings, Everybody);
    let app = latchkey.attach(Router::new().route("/", get(home)));

    latchkey.start().await; // the one call after start-up

    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    Ok(axum::serve(listener, app).await?)
}
