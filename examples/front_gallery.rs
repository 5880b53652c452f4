//! Writes every screen of the front door, in every language, as HTML with its styles inside: to look at without a
//! server. `cargo run -p latchkey-spa --example front_gallery --features ssr -- FOLDER`

use std::{env, error::Error, fs, path::PathBuf};

use latchkey_spa::front::{page::Language, render};

#[path = "../tests/front/samples.rs"]
#[allow(dead_code)]
mod samples;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("say which folder to write to")?);
    fs::create_dir_all(&folder)?;
    let styles = inlined_styles(&fs::read_to_string("index.html")?)?;
    for &language in Language::ALL {
        for (name, page) in samples::pages(language) {
            let rendered = render(&page);
            let html = format!(
                "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title>\
                 <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
                 <style>{styles}</style></head><body>{}</body></html>",
                rendered.language, rendered.title, rendered.body
            );
            fs::write(folder.join(format!("{name}.{}.html", rendered.language)), html)?;
        }
    }
    Ok(())
}

/// The style sheets that the entry page has Trunk inline, in their order.
fn inlined_styles(entry_page: &str) -> Result<String, Box<dyn Error>> {
    let mut styles = String::new();
    for link in entry_page.split("rel=\"inline\" href=\"").skip(1) {
        let path = link.split('"').next().unwrap_or_default();
        styles.push_str(&fs::read_to_string(path)?);
    }
    Ok(styles)
}
