//! Turns `locales/*.json` into checked Rust. Invariant: a phrase that one language lacks ends the build.

use std::{error::Error, fs, path::Path};

use leptos_i18n_parser::parse_locales::{
    options::{Config, ParseOptions},
    parse_locales,
};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build.rs");
    // The splitter reads relocations. Only the last link writes them, so no dependency is compiled anew for it.
    let for_wasm = std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm");
    if for_wasm && std::env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    let options = ParseOptions::default().interpolate_display(true);
    let config = Config::new("en")?.add_locale("de")?.parse_options(options);
    let locales = parse_locales(None, config)?;
    for complaint in locales.diag.warnings().iter() {
        println!("cargo::error={complaint}");
    }
    for complaint in locales.diag.errors().iter() {
        println!("cargo::error={complaint}");
    }
    let module = leptos_i18n_codegen::gen_code(&locales, None, false, None, false)?;
    fs::write(
        Path::new(&std::env::var("OUT_DIR")?).join("i18n.rs"),
        module.to_string(),
    )?;
    Ok(())
}
