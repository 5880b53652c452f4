//! Fetches the phrases of a language. The server writes where they are into the portal's page.

use std::collections::BTreeMap;

use leptos::prelude::document;

use super::json;
use crate::i18n::{Locale, add_phrases};

/// Makes sure that the program has the phrases of a language; returns whether it does. A program that holds them all has no list of
/// files and needs none.
pub async fn load_phrases(locale: Locale) -> bool {
    if cfg!(feature = "gallery") {
        return true;
    }
    let Some(file) = file_of(locale) else {
        return false;
    };
    match fetch(&file).await {
        Ok(phrases) => add_phrases(locale, &phrases),
        Err(_) => false,
    }
}

fn file_of(locale: Locale) -> Option<String> {
    let list = document().get_element_by_id("phrase-files")?.text_content()?;
    let mut files: BTreeMap<String, String> = json::read(&list)?;
    files.remove(locale.tag())
}

async fn fetch(file: &str) -> Result<String, gloo_net::Error> {
    let response = gloo_net::http::Request::get(file).send().await?;
    if !response.ok() {
        return Err(gloo_net::Error::GlooError(format!(
            "status {}",
            response.status()
        )));
    }
    response.text().await
}
