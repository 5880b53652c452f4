//! `cargo xtask tidy`: the rules of this house that no compiler knows. Invariant: each rule reads a [`Tree`] and
//! nothing else, so that its own tests can hand it a small one.

mod arrows;
mod circles;
mod completeness;
mod files;
mod links;
mod log_events;
mod names;
mod phrases;
mod snippets;
mod statements;
mod tree;

use anyhow::{Result, bail};

use self::tree::Tree;
use super::project;

/// A rule returns one line per place that breaks it.
type Rule = fn(&Tree) -> Vec<String>;

const RULES: [(&str, Rule); 22] = [
    (
        "features do not import each other; ui imports neither features nor api",
        arrows::screens,
    ),
    ("what is below handlers knows no screens", arrows::server),
    (
        "openidconnect stays in the app module's platform",
        arrows::libraries,
    ),
    (
        "contract depends on serde-class crates only, domain on none that does I/O, store on none for HTTP, federation on none for the web or the store, provider on none for the web or for calling others, the server on none for calling others, the app module on none of ours; fakes are for development only",
        arrows::manifests,
    ),
    ("no module leads back to itself", circles::of_modules),
    (
        "every operation of the contract has a handler of its name",
        completeness::handlers,
    ),
    ("every page of the portal has its routes", completeness::pages),
    (
        "every error code and every reason has a phrase",
        completeness::phrases,
    ),
    (
        "every language says the same, in its own words and with room for them",
        phrases::translations,
    ),
    ("pages are given the phrases that they show", phrases::of_pages),
    ("files are named after what they do", files::names),
    (
        "every Rust file begins with what it is for, and can be read in one go",
        files::modules,
    ),
    ("no two public types of a crate have the same name", names::types),
    ("every item says itself what it is", names::descriptions),
    ("nothing is left for later", files::leftovers),
    ("every test runs", files::ignored_tests),
    (
        "no lock or text names a package registry's host",
        files::registries,
    ),
    (
        "every line of the log is explained to operators",
        log_events::messages,
    ),
    ("every metric is explained to operators", log_events::metrics),
    (
        "what trust in an account rests on is written in the store's account_security",
        statements::account_security,
    ),
    ("links in documents lead somewhere", links::targets),
    ("programs in documents are the files that run", snippets::verbatim),
];

/// Checks every rule, then says all that is wrong.
pub(crate) fn check() -> Result<()> {
    let tree = Tree::read(project::root())?;
    let mut broken = 0;
    for (name, rule) in RULES {
        let places = rule(&tree);
        println!("  {} {name}", if places.is_empty() { "ok " } else { "NO " });
        places.iter().for_each(|place| println!("       {place}"));
        broken += places.len();
    }
    if broken > 0 {
        bail!("{broken} places break the rules of the house (listed above)");
    }
    Ok(())
}
