//! Which way the arrows point: who may name whom. See "Which way the arrows point" in `docs/ARCHITECTURE.md`.

use super::tree::{Tree, code_lines, names_path};

const SERVER: &str = "crates/server/src/";

/// What the contract may depend on: the browser pays for all of it.
const CONTRACT_MAY_USE: [&str; 3] = ["serde", "serde_json", "utoipa"];

/// What crates of the server's layers must not depend on; that they depend on no layer above, cargo sees to.
const LAYERS: [(&str, &[&str]); 5] = [
    (
        "crates/domain/Cargo.toml",
        &[
            "axum",
            "http",
            "latchkey-spa",
            "latchkey-system",
            "openidconnect",
            "reqwest",
            "rusqlite",
            "sqlx",
            "tokio",
        ],
    ),
    (
        "crates/store/Cargo.toml",
        &["axum", "http", "latchkey-spa", "openidconnect", "reqwest"],
    ),
    (
        "crates/federation/Cargo.toml",
        &[
            "axum",
            "latchkey-domain",
            "latchkey-spa",
            "latchkey-store",
            "sqlx",
        ],
    ),
    (
        "crates/provider/Cargo.toml",
        &[
            "axum",
            "http",
            "latchkey-federation",
            "latchkey-spa",
            "openidconnect",
            "reqwest",
            "sqlx",
        ],
    ),
    // Whom it asks, it asks through `latchkey-federation`, whose checks and whose egress guard nothing can then go round.
    (
        "crates/server/Cargo.toml",
        &["openidconnect", "reqwest", "rusqlite", "sqlx"],
    ),
];

/// Crates for whoever builds apps, and which of ours they may depend on: those that do not know the platform either.
const KNOW_NO_PLATFORM: [(&str, &[&str]); 2] = [
    ("crates/app-module/Cargo.toml", &["latchkey-oidc-checks"]),
    ("crates/oidc-checks/Cargo.toml", &[]),
];

/// Features stand alone; primitives know no feature and talk to no backend.
pub(super) fn screens(tree: &Tree) -> Vec<String> {
    let mut broken = forbidden(tree, "src/ui/", &["crate::features", "crate::api", "crate::kit"]);
    broken.extend(forbidden(tree, "src/kit/", &["crate::features", "crate::portal"]));
    for (path, text) in tree.files("src/features/", ".rs") {
        let Some((own, _)) = path["src/features/".len()..].split_once('/') else {
            continue;
        };
        for (number, line) in code_lines(text) {
            for (at, _) in line.match_indices("features::") {
                let other = identifier(&line[at + "features::".len()..]);
                if !other.is_empty() && other != own {
                    broken.push(format!("{path}:{number}: {own} imports {other}"));
                }
            }
        }
    }
    broken
}

/// What is below handlers knows no screens. The compiler sees to the rest: decisions can do no I/O, the store knows no HTTP, nobody else
/// knows SQL, and nobody but federation calls other servers; traces go to the operator's collector.
pub(super) fn server(tree: &Tree) -> Vec<String> {
    let in_server = |folder: &str| format!("{SERVER}{folder}/");
    let screens = &["latchkey_spa"][..];
    [
        ("mail", screens),
        ("profile", screens),
        ("sign_in", screens),
        ("cli", screens),
    ]
    .into_iter()
    .flat_map(|(folder, names)| forbidden(tree, &in_server(folder), names))
    .collect()
}

/// Libraries whose types must not spread.
pub(super) fn libraries(tree: &Tree) -> Vec<String> {
    let in_app_module = tree.files("crates/app-module/src/", ".rs");
    in_app_module
        .filter(|(path, _)| !path.starts_with("crates/app-module/src/platform/"))
        .flat_map(|(path, text)| lines_naming(path, text, &["openidconnect"]))
        .collect()
}

/// What the manifests may ask for.
pub(super) fn manifests(tree: &Tree) -> Vec<String> {
    let contract = tree.text("crates/contract/Cargo.toml").unwrap_or_default();
    let mut broken: Vec<_> = dependencies(contract, "[dependencies]")
        .filter(|name| !CONTRACT_MAY_USE.contains(name))
        .map(|name| format!("crates/contract/Cargo.toml: depends on {name}"))
        .collect();
    for manifest in ["Cargo.toml", "crates/server/Cargo.toml"] {
        let text = tree.text(manifest).unwrap_or_default();
        let asked = dependencies(text, "[dependencies]");
        let fakes = asked.filter(|name| name.starts_with("latchkey-fake"));
        broken.extend(fakes.map(|name| format!("{manifest}: {name} is for development only")));
    }
    for (manifest, refused) in LAYERS {
        let text = tree.text(manifest).unwrap_or_default();
        let asked = dependencies(text, "[dependencies]").filter(|name| refused.contains(name));
        broken.extend(asked.map(|name| format!("{manifest}: depends on {name}")));
    }
    for (manifest, allowed) in KNOW_NO_PLATFORM {
        let text = tree.text(manifest).unwrap_or_default();
        let ours = dependencies(text, "[dependencies]").filter(|name| name.starts_with("latchkey"));
        let others = ours.filter(|name| !allowed.contains(name));
        broken.extend(others.map(|name| format!("{manifest}: depends on {name}")));
    }
    for (manifest, text) in tree.files("crates/", "Cargo.toml") {
        let asks = dependencies(text, "[dependencies]").any(|name| name == "sqlx-core");
        if asks && manifest != "crates/sqlite/Cargo.toml" {
            broken.push(format!(
                "{manifest}: depends on sqlx-core, of which no release promises anything"
            ));
        }
    }
    let screens = tree.text("Cargo.toml").unwrap_or_default();
    if dependencies(screens, "[dependencies]").any(|name| name == "latchkey-server") {
        broken.push("Cargo.toml: the screens and the server meet in the contract only".into());
    }
    broken
}

fn forbidden(tree: &Tree, folder: &str, names: &[&str]) -> Vec<String> {
    tree.files(folder, ".rs")
        .flat_map(|(path, text)| lines_naming(path, text, names))
        .collect()
}

fn lines_naming(path: &str, text: &str, names: &[&str]) -> Vec<String> {
    let lines = code_lines(text).flat_map(|(number, line)| {
        let named = names.iter().filter(move |name| names_path(line, name));
        named.map(move |name| format!("{path}:{number}: names {name}"))
    });
    lines.collect()
}

/// The names in one section of a manifest.
fn dependencies<'a>(manifest: &'a str, section: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = manifest
        .lines()
        .skip_while(move |line| line.trim() != section)
        .skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    lines.map(identifier).filter(|name| !name.is_empty())
}

/// The identifier (with `-` for manifests) that `text` begins with.
fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'));
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_stand_alone() {
        let tree = Tree::of(&[
            (
                "src/features/sign_in/page.rs",
                "use crate::features::sign_in::form;\nuse crate::features::consent::X;",
            ),
            (
                "src/ui/button.rs",
                "use crate::api::client;\nuse crate::ui::icon;",
            ),
        ]);
        let broken = screens(&tree);
        assert_eq!(broken.len(), 2, "{broken:?}");
        assert!(broken.contains(&"src/features/sign_in/page.rs:2: sign_in imports consent".into()));
        assert!(broken.contains(&"src/ui/button.rs:1: names crate::api".into()));
    }

    #[test]
    fn layers_keep_to_themselves() {
        let tree = Tree::of(&[
            (
                "crates/server/src/mail/message.rs",
                "use latchkey_spa::paths;\nuse latchkey_contract::paths;",
            ),
            (
                "crates/server/src/http/session/get_session.rs",
                "use axum::Json;\nuse latchkey_spa::paths;",
            ),
        ]);
        let broken = server(&tree);
        assert_eq!(
            broken,
            ["crates/server/src/mail/message.rs:1: names latchkey_spa"]
        );
    }

    #[test]
    fn some_libraries_do_not_spread() {
        let tree = Tree::of(&[
            (
                "crates/app-module/src/platform/redeem.rs",
                "use openidconnect::Nonce;",
            ),
            ("crates/app-module/src/session.rs", "use openidconnect::Nonce;"),
        ]);
        assert_eq!(
            libraries(&tree),
            ["crates/app-module/src/session.rs:1: names openidconnect"]
        );
    }

    #[test]
    fn manifests_ask_for_little() {
        let tree = Tree::of(&[
            (
                "crates/contract/Cargo.toml",
                "[dependencies]\nserde.workspace = true\nregex = \"1\"\n[dev-dependencies]\nproptest = \"1\"",
            ),
            (
                "crates/server/Cargo.toml",
                "[dependencies]\nlatchkey-fake-idp.workspace = true\n[dev-dependencies]\nlatchkey-fake-backend.workspace = true",
            ),
            (
                "crates/domain/Cargo.toml",
                "[dependencies]\nthiserror.workspace = true\nsqlx.workspace = true",
            ),
            (
                "crates/bench/Cargo.toml",
                "[dependencies]\nsqlx.workspace = true\nsqlx-core = \"1\"",
            ),
            (
                "crates/sqlite/Cargo.toml",
                "[dependencies]\nsqlx-core.workspace = true",
            ),
            (
                "crates/app-module/Cargo.toml",
                "[dependencies]\nlatchkey-contract.workspace = true\nlatchkey-oidc-checks.workspace = true\n[dev-dependencies]\nlatchkey-fake-idp.workspace = true",
            ),
            (
                "crates/oidc-checks/Cargo.toml",
                "[dependencies]\nlatchkey-app.workspace = true",
            ),
        ]);
        let broken = manifests(&tree);
        assert_eq!(broken.len(), 6, "{broken:?}");
        assert!(broken[0].contains("regex") && broken[1].contains("latchkey-fake-idp"));
        assert!(broken[2].contains("sqlx") && broken[3].contains("latchkey-contract"));
        assert!(broken[4].contains("latchkey-app") && broken[5].starts_with("crates/bench/"));
    }
}
