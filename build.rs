//! Turns `locales/*.json` into checked Rust. Invariant: a phrase that one language lacks ends the build.

use std::{error::Error, fs, path::Path};

use latchkey_phrases::Catalogue;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build.rs");
    // The splitter reads relocations. Only the last link writes them, so no dependency is compiled anew for it.
    let for_wasm = std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm");
    if for_wasm && std::env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    let catalogue = Catalogue::read(Path::new("locales"))?;
    for complaint in catalogue.complaints() {
        println!("cargo::error={complaint}");
    }
    let folder = std::env::var("OUT_DIR")?;
    fs::write(Path::new(&folder).join("keys.rs"), catalogue.keys())?;
    fs::write(Path::new(&folder).join("table.rs"), catalogue.table())?;
    Ok(())
}
