//! What the contract promises is there: a handler for each operation, a phrase for each code, in each language.

use std::collections::BTreeSet;

use serde_json::Value;

use super::tree::{Tree, code_lines};

const HANDLERS: &str = "crates/server/src/http/";
const ERROR_CODES: &str = "crates/contract/src/error.rs";
const PORTAL_PAGES: &str = "src/portal/pages.rs";
const PORTAL_ROUTES: &str = "src/portal/routes.rs";
const SERVER_ROUTES: &str = "crates/server/src/http/pages/portal.rs";
const PATHS: &str = "src/paths.rs";
const LOOKED_AT: &str = "tests/e2e/journeys/portal_pages.spec.ts";
const FAILURES: &str = "crates/contract/src/sign_in/sso_failure.rs";

/// Each `const ID` of the contract has a file of that name among the handlers.
pub(super) fn handlers(tree: &Tree) -> Vec<String> {
    let declares = |line: &str| line.trim_start().starts_with("const ID: &'static str =");
    let operations = tree
        .files("crates/contract/src/", ".rs")
        .flat_map(|(path, text)| {
            let ids = code_lines(text).filter(move |(_, line)| declares(line));
            ids.filter_map(move |(_, line)| quoted(line).map(|id| (path, id)))
        });
    operations
        .filter(|(_, id)| !tree.files(HANDLERS, &format!("/{id}.rs")).any(|_| true))
        .map(|(path, id)| format!("{path}: no {HANDLERS}<area>/{id}.rs"))
        .collect()
}

/// Each page of the portal that comes when it is asked for has a route in the portal, is fetched ahead where a link to it has the focus, has a
/// route on the server, which has the browser fetch its code, and is looked at by the journey over all pages.
pub(super) fn pages(tree: &Tree) -> Vec<String> {
    let text = |path| tree.text(path).unwrap_or_default();
    let (routes, server) = (text(PORTAL_ROUTES), text(SERVER_ROUTES));
    let declared = text(PORTAL_PAGES).lines();
    let names = declared.filter_map(|line| line.strip_prefix("lazy_page!(")?.split_once("Route,"));
    let mut broken = Vec::new();
    for (name, _) in names {
        if !routes.contains(&format!("Lazy::<{name}Route>")) {
            broken.push(format!("{PORTAL_ROUTES}: no route for {name}Route"));
        }
        if !text(PORTAL_PAGES).contains(&format!("{name}Route::preload()")) {
            broken.push(format!("{PORTAL_PAGES}: {name}Route is not prefetched"));
        }
        if !server.contains(&format!("\"{}\"", snake_case(name))) {
            broken.push(format!("{SERVER_ROUTES}: no page \"{}\"", snake_case(name)));
        }
    }
    let looked_at = text(LOOKED_AT);
    let unseen = addresses(text(PATHS)).into_iter();
    let unseen = unseen.filter(|address| !looked_at.contains(&format!("\"{address}\"")));
    broken.extend(unseen.map(|address| format!("{LOOKED_AT}: does not look at {address}")));
    broken
}

/// The addresses in `PORTAL_PAGES` that have no open part.
fn addresses(paths: &str) -> Vec<&str> {
    let constant = |name: &str| {
        let begin = format!("pub const {name}: &str =");
        paths.split_once(&begin).and_then(|(_, rest)| quoted(rest))
    };
    let listed = paths.split_once("pub const PORTAL_PAGES").map(|(_, rest)| rest);
    let listed = listed
        .and_then(|rest| rest.split_once("];"))
        .map_or("", |(list, _)| list);
    let entries = listed
        .lines()
        .skip(1)
        .map(|line| line.trim().trim_end_matches(','));
    let addresses = entries.filter_map(|entry| match entry.starts_with('"') {
        true => quoted(entry),
        false => constant(entry),
    });
    addresses.filter(|address| !address.contains('{')).collect()
}

/// Each error code, and each reason for which SSO can fail, has a phrase in each language.
pub(super) fn phrases(tree: &Tree) -> Vec<String> {
    let codes = error_codes(tree.text(ERROR_CODES).unwrap_or_default());
    let failures = failures(tree.text(FAILURES).unwrap_or_default());
    let mut broken = Vec::new();
    if codes.is_empty() || failures.is_empty() {
        broken.push(format!(
            "{ERROR_CODES}, {FAILURES}: no codes found; has their form changed?"
        ));
    }
    for (language, keys) in catalogues(tree) {
        let has = |code: &str| {
            keys.iter()
                .any(|key| key.split('.').any(|part| is_for(part, code)))
        };
        let missing = codes.iter().chain(&failures).filter(|code| !has(code));
        broken.extend(missing.map(|code| format!("{language}: no phrase for {code}")));
    }
    broken
}

/// The languages with the paths of their phrases, e.g. `error.wrong_credentials`.
fn catalogues(tree: &Tree) -> impl Iterator<Item = (&str, BTreeSet<String>)> {
    tree.files("locales/", ".json").map(|(path, text)| {
        let mut keys = BTreeSet::new();
        if let Ok(phrases) = serde_json::from_str(text) {
            collect_keys("", &phrases, &mut keys);
        }
        (path, keys)
    })
}

fn collect_keys(prefix: &str, phrases: &Value, keys: &mut BTreeSet<String>) {
    match phrases {
        Value::Object(entries) => {
            for (name, inner) in entries {
                let separator = if prefix.is_empty() { "" } else { "." };
                collect_keys(&format!("{prefix}{separator}{name}"), inner, keys);
            }
        }
        _ => drop(keys.insert(prefix.to_owned())),
    }
}

/// Whether a part of a key is named after `code`: `wrong_credentials`, `error_wrong_credentials`, and with a suffix
/// where one code has several phrases (`cancelled_title`).
fn is_for(part: &str, code: &str) -> bool {
    part.match_indices(code).any(|(at, _)| {
        let before = part[..at].chars().next_back();
        let after = part[at + code.len()..].chars().next();
        before.is_none_or(|c| c == '_') && after.is_none_or(|c| c == '_')
    })
}

/// The names in the lines `Variant = "name", 400;`.
fn error_codes(text: &str) -> Vec<String> {
    let entries =
        code_lines(text).filter(|(_, line)| line.contains(" = \"") && line.trim_end().ends_with(';'));
    entries
        .filter_map(|(_, line)| quoted(line))
        .map(str::to_owned)
        .collect()
}

/// The variants in the lines `    Self::Variant,`, in the spelling of JSON.
fn failures(text: &str) -> Vec<String> {
    let variants =
        code_lines(text).filter_map(|(_, line)| line.trim().strip_prefix("Self::")?.strip_suffix(','));
    variants.map(snake_case).collect()
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

fn quoted(line: &str) -> Option<&str> {
    line.split('"').nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATION: &str = "impl Operation for X {\n    const ID: &'static str = \"get_session\";\n}";
    const CODES: &str = "error_codes! {\n    /// Doc.\n    WrongCredentials = \"wrong_credentials\", 401;\n}";
    const REASONS: &str = "const ALL: &[Self] = &[\n    Self::Cancelled,\n    Self::SwitchedOff,\n];";

    #[test]
    fn a_page_without_a_route_is_found() {
        let tree = Tree::of(&[
            (
                PORTAL_PAGES,
                "lazy_page!(MyAppsRoute, MyAppsPage);\nlazy_page!(GroupRoute, GroupPage);\n[] => spawn_local(MyAppsRoute::preload()),",
            ),
            (
                PORTAL_ROUTES,
                "use super::pages::GroupRoute;\n<Route path=path!(\"\") view=Lazy::<MyAppsRoute>::new() />",
            ),
            (
                PATHS,
                "pub const HOME: &str = \"/\";\npub const PORTAL_PAGES: [&str; 3] = [\n    HOME,\n    \"/groups\",\n    \"/groups/{group}\",\n];",
            ),
            (LOOKED_AT, "home: \"/\","),
            (SERVER_ROUTES, "\"/\" => \"my_apps\","),
        ]);
        let broken = pages(&tree);
        assert_eq!(broken.len(), 4, "{broken:?}");
        let missing = [
            "no route for GroupRoute",
            "not prefetched",
            "\"group\"",
            "look at /groups",
        ];
        for (found, missing) in broken.iter().zip(missing) {
            assert!(found.contains(missing), "{missing}: {found}");
        }
    }

    #[test]
    fn every_operation_has_its_handler() {
        let contract = ("crates/contract/src/session/get_session.rs", OPERATION);
        let handler = ("crates/server/src/http/session/get_session.rs", "//! Here.");
        assert!(handlers(&Tree::of(&[contract, handler])).is_empty());
        assert_eq!(handlers(&Tree::of(&[contract])).len(), 1);
    }

    #[test]
    fn every_code_and_reason_has_its_phrase() {
        let contract = [(ERROR_CODES, CODES), (FAILURES, REASONS)];
        let english = r#"{"error": {"wrong_credentials": "x"}, "failed": {"cancelled_title": "x", "switched_off": "x"}}"#;
        let tree = Tree::of(&[contract[0], contract[1], ("locales/en.json", english)]);
        assert!(phrases(&tree).is_empty(), "{:?}", phrases(&tree));
        let tree = Tree::of(&[
            contract[0],
            contract[1],
            ("locales/en.json", r#"{"wrong": "x", "cancelled": "x"}"#),
        ]);
        let expected = [
            "locales/en.json: no phrase for wrong_credentials",
            "locales/en.json: no phrase for switched_off",
        ];
        assert_eq!(phrases(&tree), expected);
        assert!(
            !phrases(&Tree::of(&[])).is_empty(),
            "finding no codes at all is a fault of the rule"
        );
    }
}
