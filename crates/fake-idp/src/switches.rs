//! The page of switches: one click turns a fault on or off, so that everybody can see what each looks like.

use std::sync::Arc;

use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use clap::ValueEnum;
use serde::Deserialize;

use crate::{authorize, fault_name::FaultName, pages, provider::Provider};

/// What a switch sends.
#[derive(Deserialize)]
pub(crate) struct Turn {
    /// A name of [`FaultName`]; anything else turns all off.
    #[serde(default)]
    name: String,
}

/// `GET /switches`
pub(crate) async fn page(State(provider): State<Arc<Provider>>) -> Response {
    let mut body = String::from(
        r#"<h1>Switches</h1><p>What goes wrong at this identity provider. One click turns it on or off.</p>
<form method="post"><button class="main">Turn all off</button></form>"#,
    );
    let mut place = "";
    for name in FaultName::value_variants() {
        if place != name.place() {
            place = name.place();
            body.push_str(&format!("<h2>{place}</h2>"));
        }
        let is_on = provider.inner().switched_on.contains(name);
        body.push_str(&switch(*name, is_on));
    }
    authorize::page(&pages::document("Switches", &body)).into_response()
}

/// `POST /switches`
pub(crate) async fn turn(State(provider): State<Arc<Provider>>, Form(turn): Form<Turn>) -> Response {
    match FaultName::from_str(&turn.name, false) {
        Ok(name) => {
            let is_on = provider.inner().switched_on.contains(&name);
            provider.switch(name, !is_on);
        }
        Err(_) => provider.inner().switched_on.clear(),
    }
    Redirect::to("/switches").into_response()
}

fn switch(name: FaultName, is_on: bool) -> String {
    let possible = name.to_possible_value();
    let shown = possible.as_ref().map_or("", |value| value.get_name());
    let help = possible
        .as_ref()
        .and_then(|value| value.get_help())
        .map(ToString::to_string);
    let help = pages::escape(&help.unwrap_or_default());
    let (class, state) = if is_on {
        (" class=\"main\"", "on")
    } else {
        ("", "off")
    };
    format!(
        r#"<form class="switch" method="post"><input type="hidden" name="name" value="{shown}">
<button{class} aria-pressed="{is_on}"><code>{shown}</code>: {state}</button><p>{help}.</p></form>"#
    )
}
