//! The JavaScript that fetches chunks, as `wasm_split_cli_support` writes it, changed in two places: chunks have names that change
//! with their content, and the page is asked before a chunk that did not come ends in a panic.
//!
//! Invariant: a text that is not the one known ends the build, for nobody would notice at run time what was not changed.

use anyhow::{Result, ensure};

/// What the loader does about a chunk that did not come.
const GIVE_UP: &str = "console.error(e);\n            success = false;";
/// Whoever cancels the event takes care of it, and the page that waits for the chunk goes on waiting.
const ASK_FIRST: &str = "console.error(e);\n            \
    const failed = new CustomEvent(\"latchkey:chunk-failed\", { cancelable: true, detail: import.meta.url });\n            \
    if (!dispatchEvent(failed)) await new Promise(() => {});\n            success = false;";

/// The loader with `names` (as it was written, as it is now) and with the question.
pub(crate) fn adapted(loader: &str, names: &[(String, String)]) -> Result<String> {
    ensure!(
        loader.matches(GIVE_UP).count() == 1,
        "the loader of chunks is not the one known: it does not say once what it does about a chunk that did not come. \
         Read what this version of wasm_split_cli_support writes, and follow it in crates/splitter"
    );
    let mut adapted = loader.replace(GIVE_UP, ASK_FIRST);
    for (old, new) in names {
        let address = |name: &str| format!("new URL(\"./{name}\", import.meta.url)");
        ensure!(
            adapted.matches(&address(old)).count() == 1,
            "the loader of chunks is not the one known: it does not fetch {old} in one place. \
             Read what this version of wasm_split_cli_support writes, and follow it in crates/splitter"
        );
        adapted = adapted.replace(&address(old), &address(new));
    }
    Ok(adapted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOADER: &str = "        try {\n        } catch (e) {\n            console.error(e);\n            success = false;\n        }\n\
        fetch(new URL(\"./chunk_1.wasm\", import.meta.url));";

    #[test]
    fn chunks_get_their_names_and_the_page_is_asked() {
        let names = [("chunk_1.wasm".to_owned(), "chunk_1-ab.wasm".to_owned())];
        let adapted = adapted(LOADER, &names).unwrap();
        assert!(adapted.contains("new URL(\"./chunk_1-ab.wasm\", import.meta.url)"));
        assert!(!adapted.contains("chunk_1.wasm"));
        let (before, after) = adapted.split_once("dispatchEvent(failed)").unwrap();
        assert!(before.contains("console.error(e)") && after.contains("success = false"));
    }

    #[test]
    fn a_loader_that_is_not_known_ends_the_build() {
        let unknown = LOADER.replace("success = false", "success = null");
        assert!(
            adapted(&unknown, &[])
                .unwrap_err()
                .to_string()
                .contains("not the one known")
        );
        let names = [("chunk_2.wasm".to_owned(), "x".to_owned())];
        assert!(
            adapted(LOADER, &names)
                .unwrap_err()
                .to_string()
                .contains("chunk_2.wasm")
        );
    }
}
