//! Takes out of style sheets and scripts what browsers do not read: comments and indentation. The front door's page carries both inside it
//! and goes over the wire with each sign-in, compressed more quickly than well.
//!
//! This is no minifier. A comment of a script is taken out where it fills whole lines, so that nothing here has to understand strings. No
//! style sheet of this project has a string with `/*` in it, and no script a template of several lines.

use std::{ffi::OsStr, fs, path::Path};

use anyhow::{Context, Result, bail};

/// Compacts the page of `folder`, its scripts and its style sheets. Their names, which Trunk made of what they held before, stay.
pub(crate) fn folder(folder: &Path) -> Result<()> {
    for file in fs::read_dir(folder)? {
        let file = file?.path();
        match file.extension().and_then(OsStr::to_str) {
            Some("html") => rewrite(&file, page)?,
            Some("js") => rewrite(&file, script)?,
            Some("css") => rewrite(&file, |css| Ok(style_sheet(css)))?,
            _ => (),
        }
    }
    Ok(())
}

fn rewrite(file: &Path, change: impl Fn(&str) -> Result<String>) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let changed = change(&text).with_context(|| format!("cannot compact {}", file.display()))?;
    fs::write(file, changed)?;
    Ok(())
}

/// Compacts the inline style sheets and scripts of a page. Style sheets that follow each other become one: each is named by its hash in the
/// Content-Security-Policy, which no compression makes smaller.
fn page(html: &str) -> Result<String> {
    let html = within(html, "<style>", "</style>", |css| Ok(style_sheet(css)))?;
    let html = within(&html, "<script>", "</script>", script)?;
    let html = within(&html, "<script type=\"module\">", "</script>", script)?;
    let mut joined = String::with_capacity(html.len());
    let mut parts = html.split("</style>").peekable();
    while let Some(part) = parts.next() {
        joined += part;
        let Some(next) = parts.peek_mut() else { break };
        match next.trim_start().strip_prefix("<style>") {
            Some(rest) => *next = rest.trim_start(),
            None => joined += "</style>",
        }
    }
    Ok(joined)
}

/// `html` with what stands between each `open` and the next `close` changed.
fn within(html: &str, open: &str, close: &str, change: impl Fn(&str) -> Result<String>) -> Result<String> {
    let mut parts = html.split(open);
    let mut changed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inside, behind) = part
            .split_once(close)
            .with_context(|| format!("a {open} has no end"))?;
        changed += &format!("{open}{}{close}{behind}", change(inside)?);
    }
    Ok(changed)
}

/// A style sheet without comments, indentation and empty lines.
fn style_sheet(css: &str) -> String {
    let mut without = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        without += before;
        // An open comment hides all that follows it from browsers too.
        rest = comment.split_once("*/").map_or("", |(_, behind)| behind);
    }
    without += rest;
    lines(&without, |_| true)
}

/// A script without the lines that are comments, indentation and empty lines.
///
/// # Errors
/// A template goes over several lines: its indentation is a part of it.
fn script(js: &str) -> Result<String> {
    let is_open = |line: &str| line.matches('`').count() % 2 == 1;
    if let Some(line) = js.lines().find(|line| is_open(line)) {
        bail!("a template goes over several lines, from: {line}");
    }
    let mut in_comment = false;
    Ok(lines(js, |line| {
        let begins = line.starts_with("/*");
        let is_comment = in_comment || begins || line.starts_with("//");
        in_comment = (in_comment || begins) && !line.ends_with("*/");
        !is_comment
    }))
}

fn lines(text: &str, mut keep: impl FnMut(&str) -> bool) -> String {
    let mut kept = String::with_capacity(text.len());
    for line in text.lines().map(str::trim) {
        if !line.is_empty() && keep(line) {
            kept += line;
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go_and_all_else_stays() {
        assert_eq!(
            style_sheet(
                "/* One. */\n@layer ui {\n  .a { /* why */ width: calc(-1 * var(--b)); }\n\n  .c::before { content: \"✓ \" / \"\"; }\n}\n"
            ),
            "@layer ui {\n.a {  width: calc(-1 * var(--b)); }\n.c::before { content: \"✓ \" / \"\"; }\n}\n"
        );
        assert_eq!(
            script("// Says what it does.\nconst a = 'http://b';\n  /** Doc. */\n/**\n * More,\n */\n  go(a); // at once\n").expect("a script"),
            "const a = 'http://b';\ngo(a); // at once\n"
        );
    }

    #[test]
    fn style_sheets_that_follow_each_other_become_one() {
        let html = "<head>\n<style>a {}\n</style>\n<style>\n  /* b */ b {}</style><link><style>c {}</style>\n<script>\n// d\nd();</script>\n\
            <script type=\"module\">\n  e();\n</script><!--latchkey:head--></head>";
        assert_eq!(
            page(html).expect("a page"),
            "<head>\n<style>a {}\nb {}\n</style><link><style>c {}\n</style>\n<script>d();\n</script>\n\
            <script type=\"module\">e();\n</script><!--latchkey:head--></head>"
        );
        assert!(page("<style>a {}").is_err());
    }

    #[test]
    fn a_template_over_several_lines_is_not_touched() {
        assert!(script("a(`one\n  two`);").is_err());
        assert_eq!(script("  a(`one`);").expect("a script"), "a(`one`);\n");
    }
}
