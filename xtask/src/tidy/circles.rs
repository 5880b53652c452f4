//! No circles among modules: what a module names must not lead back to it by way of others.
//!
//! Invariant: two things are no circle. A module may name the one that it lies in, for what all of that room share; and tests may name
//! anything.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Tree, code_lines};

/// Modules from the crate's root on, e.g. `["provider", "tokens"]`.
type Module = Vec<String>;

/// Which modules each module of a crate names.
type Graph = BTreeMap<Module, BTreeSet<Module>>;

/// One line per circle.
pub(super) fn of_modules(tree: &Tree) -> Vec<String> {
    let mut crates: BTreeMap<&str, Vec<(Module, &str)>> = BTreeMap::new();
    for (path, text) in tree.files("", ".rs") {
        let source = path.strip_prefix("src/").map(|rest| ("src/", rest));
        let source = source.or_else(|| {
            let (folder, rest) = path.split_once("/src/")?;
            Some((&path[..folder.len() + "/src/".len()], rest))
        });
        if let Some((root, rest)) = source {
            crates.entry(root).or_default().push((module_of(rest), text));
        }
    }
    let circles = crates.into_iter().filter_map(|(root, modules)| {
        let graph = graph_of(&modules);
        let circle = circle_in(&graph)?;
        let names: Vec<_> = circle.iter().map(|module| module.join("::")).collect();
        Some(format!("{root}: {}", names.join(" -> ")))
    });
    circles.collect()
}

/// The module that a file below `src/` is.
fn module_of(path: &str) -> Module {
    let path = path.trim_end_matches(".rs");
    let path = path.strip_suffix("mod").unwrap_or(path);
    let parts = path.split('/').filter(|part| !part.is_empty());
    match path {
        "lib" | "main" => Module::new(),
        _ => parts.map(str::to_owned).collect(),
    }
}

fn graph_of(modules: &[(Module, &str)]) -> Graph {
    let known: BTreeSet<&Module> = modules.iter().map(|(module, _)| module).collect();
    let mut graph = Graph::new();
    for (module, text) in modules {
        let named = graph.entry(module.clone()).or_default();
        for path in paths_in(text) {
            let mut target = absolute(module, &path);
            while !target.is_empty() && !known.contains(&target) {
                target.pop();
            }
            let lies_in_it = module.starts_with(&target);
            if !lies_in_it {
                named.insert(target);
            }
        }
        named.extend(passed_on(module, text, &known));
    }
    graph
}

/// The modules in `module` whose items it passes on as its own: whoever names those items by it depends on them too.
fn passed_on(module: &Module, text: &str, known: &BTreeSet<&Module>) -> Vec<Module> {
    let uses = code_lines(text).filter_map(|(_, line)| line.trim().strip_prefix("pub"));
    let paths = uses.filter_map(|line| line.split_once("use ").map(|(_, path)| path));
    let inner = paths.filter_map(|path| path.split("::").next()).map(|name| {
        let mut inner = module.clone();
        inner.push(name.to_owned());
        inner
    });
    inner.filter(|inner| known.contains(inner)).collect()
}

/// Where a path leads from the crate's root on; nowhere for one of another crate.
fn absolute(module: &Module, path: &str) -> Module {
    let mut base = module.clone();
    let mut parts = path.split("::").peekable();
    match parts.next() {
        Some("crate") => base.clear(),
        Some("super") => {
            base.pop();
            while parts.next_if_eq(&"super").is_some() {
                base.pop();
            }
        }
        Some("self") => {}
        _ => return Module::new(),
    }
    base.extend(parts.map(str::to_owned));
    base
}

/// The paths of this crate that a file names outside its tests, each in full: `crate::a::{b, c}` is two.
fn paths_in(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines: Vec<_> = code_lines(text).map(|(_, line)| line).collect();
    let code = lines.join("\n");
    let mut paths = Vec::new();
    for start in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            let is_whole = !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':'));
            if is_whole {
                read_tree(&code[at..], "", &mut paths);
            }
        }
    }
    paths
}

/// Reads one path, or a tree of them as `use` has it, and returns what comes after it.
fn read_tree<'a>(code: &'a str, prefix: &str, paths: &mut Vec<String>) -> &'a str {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
    let end = code.find(|c| !is_part(c)).unwrap_or(code.len());
    let (path, mut rest) = code.split_at(end);
    let path = [prefix, path].concat();
    if !(path.ends_with("::") && rest.starts_with('{')) {
        paths.push(path.trim_end_matches(':').to_owned());
        return rest;
    }
    rest = &rest[1..];
    loop {
        rest = rest.trim_start_matches([' ', '\n', ',']);
        rest = match rest.chars().next() {
            None => return rest,
            Some('}') => return &rest[1..],
            Some(c) if is_part(c) => read_tree(rest, &path, paths),
            // What follows `as`, and `*`.
            Some(c) => &rest[c.len_utf8()..],
        };
    }
}

/// The shortest circle, from a module back to itself.
fn circle_in(graph: &Graph) -> Option<Vec<&Module>> {
    let circles = graph.keys().filter_map(|start| way_back(graph, start));
    circles.min_by_key(Vec::len)
}

/// The shortest way from what `start` names back to it.
fn way_back<'a>(graph: &'a Graph, start: &'a Module) -> Option<Vec<&'a Module>> {
    let mut came_from: BTreeMap<&Module, &Module> = BTreeMap::new();
    let mut round = vec![start];
    while !round.is_empty() {
        let mut next = Vec::new();
        for module in round {
            for named in graph.get(module).into_iter().flatten() {
                if named == start {
                    let mut way = vec![start, module];
                    while let Some(earlier) = came_from.get(way[way.len() - 1]) {
                        way.push(earlier);
                    }
                    way.reverse();
                    return Some(way);
                }
                if let std::collections::btree_map::Entry::Vacant(entry) = came_from.entry(named) {
                    entry.insert(module);
                    next.push(named);
                }
            }
        }
        round = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circles(files: &[(&str, &str)]) -> Vec<String> {
        of_modules(&Tree::of(files))
    }

    #[test]
    fn what_leads_back_by_way_of_others_is_a_circle() {
        let files = [
            ("crates/a/src/lib.rs", "mod one; mod two; mod three;"),
            ("crates/a/src/one.rs", "use crate::two::Two;"),
            (
                "crates/a/src/two/mod.rs",
                "use super::{\n    Other,\n    three::{Three as T, *},\n};",
            ),
            ("crates/a/src/three.rs", "fn f() -> crate::one::One {}"),
        ];
        assert_eq!(circles(&files), ["crates/a/src/: one -> two -> three -> one"]);
        assert_eq!(circles(&files[..3]), [] as [&str; 0]);
    }

    #[test]
    fn the_room_around_a_module_may_be_named_and_so_may_anything_by_tests() {
        let files = [
            ("src/room/mod.rs", "mod inner;\nuse self::inner::Inner;"),
            (
                "src/room/inner.rs",
                "use super::Shared;\nuse crate::room::More;\n// use crate::other::X;",
            ),
            (
                "src/other.rs",
                "use crate::room::inner::Inner;\n#[cfg(test)]\nmod tests {\n    use super::*;\n}",
            ),
            (
                "src/last.rs",
                "use crate::other::X;\n#[cfg(test)]\nmod tests {\n    use crate::last::Y;\n}",
            ),
        ];
        assert_eq!(circles(&files), [] as [&str; 0]);
    }

    #[test]
    fn what_a_room_passes_on_counts_as_named() {
        let files = [
            ("src/room/mod.rs", "mod inner;\npub(crate) use inner::Inner;"),
            ("src/room/inner.rs", "use crate::other::Other;"),
            ("src/other.rs", "use crate::room::Inner;"),
        ];
        assert_eq!(circles(&files), ["src/: other -> room -> room::inner -> other"]);
    }
}
