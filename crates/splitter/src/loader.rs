//! The JavaScript that fetches chunks, as `wasm_split_cli_support` writes it, changed in three places: chunks are joined and have
//! names that change with their content, and the page is asked before a chunk that did not come ends in a panic.
//!
//! Invariant: a text that is not the one known ends the build, for nobody would notice at run time what was not changed.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};

use crate::groups::Group;

const UNKNOWN: &str = "the loader of chunks is not the one known. Read what this version of wasm_split_cli_support writes, and \
    follow it in crates/splitter";
/// Behind the function that fetches a chunk: a chunk waits for no other.
const END_OF_CHUNK: &str = "\n, []);\n";
/// What the loader does about a chunk that did not come.
const GIVE_UP: &str = "console.error(e);\n            success = false;";
/// Whoever cancels the event takes care of it, and the page that waits for the chunk goes on waiting.
const ASK_FIRST: &str = "console.error(e);\n            \
    const failed = new CustomEvent(\"latchkey:chunk-failed\", { cancelable: true, detail: import.meta.url });\n            \
    if (!dispatchEvent(failed)) await new Promise(() => {});\n            success = false;";

/// The loader with the question, for chunks that are joined in `groups` and files with `names` (as it was written, as it is now).
pub(crate) fn adapted(loader: &str, groups: &[Group], names: &[(String, String)]) -> Result<String> {
    once(loader, GIVE_UP)?;
    let mut adapted = loader.replace(GIVE_UP, ASK_FIRST);
    for group in groups {
        for chunk in &group.chunks[1..] {
            adapted = without(&adapted, chunk)?;
        }
    }
    let pages: BTreeSet<&String> = groups.iter().flat_map(|group| &group.pages).collect();
    for page in pages {
        adapted = with_groups_of(&adapted, page, groups)?;
    }
    for (old, new) in names {
        let address = |name: &str| format!("new URL(\"./{name}\", import.meta.url)");
        once(&adapted, &address(old))?;
        adapted = adapted.replace(&address(old), &address(new));
    }
    Ok(adapted)
}

/// The loader without the declaration of this chunk, which has become a part of another, and without the list of its pages.
fn without(loader: &str, chunk: &str) -> Result<String> {
    let begin = format!("const __{chunk} = makeLoad(");
    let at = once(loader, &begin)?;
    let pages = loader[..at]
        .trim_end_matches('\n')
        .rfind('\n')
        .map_or(0, |end| end + 1);
    ensure!(
        loader[pages..].starts_with("/* "),
        "{UNKNOWN} (no list of pages before {begin})"
    );
    let end = loader[at..]
        .find(END_OF_CHUNK)
        .with_context(|| format!("{UNKNOWN} ({begin} has no end)"))?;
    Ok([&loader[..pages], &loader[at + end + END_OF_CHUNK.len()..]].concat())
}

/// The loader with the groups that `page` needs in the place of the chunks that it needed.
fn with_groups_of(loader: &str, page: &str, groups: &[Group]) -> Result<String> {
    let begin = format!("export const __wasm_split_load_{page} = wrapAsyncCb(makeLoad(");
    let at = once(loader, &begin)? + begin.len();
    let list = loader[at..].find(", [").map(|list| at + list + ", [".len());
    let list = list.with_context(|| format!("{UNKNOWN} ({begin} has no list of chunks)"))?;
    let end = loader[list..].find(']').map(|end| list + end);
    let end = end.with_context(|| format!("{UNKNOWN} ({begin} has a list of chunks without an end)"))?;
    let needed = groups.iter().filter(|group| group.pages.contains(page));
    let needed: Vec<_> = needed.map(|group| format!("__{}", group.chunks[0])).collect();
    Ok([&loader[..list], &needed.join(", "), &loader[end..]].concat())
}

/// Where `text` stands in the loader.
fn once(loader: &str, text: &str) -> Result<usize> {
    let mut places = loader.match_indices(text);
    match (places.next(), places.next()) {
        (Some((at, _)), None) => Ok(at),
        _ => bail!("{UNKNOWN} (it should hold this once: {text})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOADER: &str = "        try {\n        } catch (e) {\n            console.error(e);\n            success = false;\n        }\n\
        /* apps, home */\n\
        const __chunk_1 = makeLoad(() => {\n    const src = fetch(new URL(\"./chunk_1.wasm\", import.meta.url));\n}\n, []);\n\
        /* apps, home, profile */\n\
        const __chunk_2 = makeLoad(() => {\n    const src = fetch(new URL(\"./chunk_2.wasm\", import.meta.url));\n}\n, []);\n\
        export const __wasm_split_load_home = wrapAsyncCb(makeLoad(() => {\n    fetch(new URL(\"./split_home.wasm\", import.meta.url));\n}\n, \
        [__chunk_1, __chunk_2]));\n\
        export const __wasm_split_load_profile = wrapAsyncCb(makeLoad(() => async (_imp) => ({}), [__chunk_2]));\n";

    fn group(chunks: &[&str], pages: &[&str]) -> Group {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        Group {
            chunks: names(chunks),
            pages: names(pages).into_iter().collect(),
            size: 1,
        }
    }

    fn apart() -> [Group; 2] {
        [
            group(&["chunk_1"], &["home"]),
            group(&["chunk_2"], &["home", "profile"]),
        ]
    }

    #[test]
    fn chunks_get_their_names_and_the_page_is_asked() {
        let names = [("chunk_1.wasm".to_owned(), "chunk_1-ab.wasm".to_owned())];
        let adapted = adapted(LOADER, &apart(), &names).unwrap();
        assert!(adapted.contains("new URL(\"./chunk_1-ab.wasm\", import.meta.url)"));
        assert!(!adapted.contains("chunk_1.wasm"));
        let (before, after) = adapted.split_once("dispatchEvent(failed)").unwrap();
        assert!(before.contains("console.error(e)") && after.contains("success = false"));
    }

    #[test]
    fn chunks_that_were_joined_are_asked_for_once_and_by_each_page_that_needs_any() {
        let adapted = adapted(
            LOADER,
            &[group(&["chunk_1", "chunk_2"], &["home", "profile"])],
            &[],
        )
        .unwrap();
        assert!(!adapted.contains("chunk_2"), "{adapted}");
        assert!(!adapted.contains("apps, home, profile"), "{adapted}");
        assert_eq!(adapted.matches("chunk_1.wasm").count(), 1);
        assert!(
            adapted.contains("split_home.wasm\", import.meta.url));\n}\n, [__chunk_1]));"),
            "{adapted}"
        );
        assert!(adapted.contains("({}), [__chunk_1]));"), "{adapted}");
    }

    #[test]
    fn a_loader_that_is_not_known_ends_the_build() {
        let error = |loader: &str, groups: &[Group], names: &[(String, String)]| {
            adapted(loader, groups, names).unwrap_err().to_string()
        };
        let unknown = LOADER.replace("success = false", "success = null");
        assert!(error(&unknown, &[], &[]).contains("not the one known"));
        let names = [("chunk_3.wasm".to_owned(), "x".to_owned())];
        assert!(error(LOADER, &[], &names).contains("chunk_3.wasm"));
        assert!(error(LOADER, &[group(&["chunk_1"], &["members"])], &[]).contains("members"));
        assert!(error(LOADER, &[group(&["chunk_1", "chunk_9"], &["home"])], &[]).contains("chunk_9"));
    }
}
