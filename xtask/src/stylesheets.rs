//! Joins the style sheets of an entry page into one, in their order: each file is a request, and a small file compresses badly.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use anyhow::{Context, Result, ensure};

/// How Trunk links a style sheet.
const LINK: &str = "<link rel=\"stylesheet\" href=\"";

/// Puts one file in the place of all that `index.html` in `folder` links. `public_url` is where the folder is served.
pub(crate) fn join(folder: &Path, public_url: &str) -> Result<()> {
    let page = folder.join("index.html");
    let html = fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let names = linked(&html, public_url)?;
    let mut joined = String::new();
    for name in &names {
        joined += &fs::read_to_string(folder.join(name)).with_context(|| format!("cannot read {name}"))?;
        joined.push('\n');
        fs::remove_file(folder.join(name))?;
    }
    let name = format!("style-{:016x}.css", hash(&joined));
    fs::write(folder.join(&name), joined)?;
    fs::write(page, with_one_link(&html, &format!("{public_url}{name}")))?;
    Ok(())
}

/// The files that `html` links as style sheets, in their order.
fn linked(html: &str, public_url: &str) -> Result<Vec<String>> {
    let hrefs = html.split(LINK).skip(1).filter_map(|rest| rest.split('"').next());
    let names: Option<Vec<String>> = hrefs
        .map(|href| Some(href.strip_prefix(public_url)?.to_owned()))
        .collect();
    let names = names.with_context(|| format!("a style sheet lies elsewhere than at {public_url}"))?;
    ensure!(
        !names.is_empty(),
        "the page links no style sheet: does Trunk write links otherwise now?"
    );
    Ok(names)
}

/// `html` with a link to `href` in the place of the first style sheet, and none of the others.
fn with_one_link(html: &str, href: &str) -> String {
    let mut parts = html.split(LINK);
    let mut page = parts.next().unwrap_or_default().to_owned();
    page += &format!("{LINK}{href}\">");
    for rest in parts {
        page += rest.split_once('>').map_or("", |(_, behind)| behind);
    }
    page
}

/// Another content has another name: browsers keep the file for good.
fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head><link rel=\"icon\" href=\"/i\">\
        <link rel=\"stylesheet\" href=\"/a/one-1.css\" data-integrity=\"none\"/>\n\
        <link rel=\"stylesheet\" href=\"/a/two-2.css\"/><script></script></head>";

    #[test]
    fn one_file_takes_the_place_of_all_in_their_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("writes");
        write("index.html", PAGE);
        write("one-1.css", "a{}");
        write("two-2.css", "b{}");
        join(folder.path(), "/a/").expect("joins");
        let html = fs::read_to_string(folder.path().join("index.html")).expect("a page");
        let names = linked(&html, "/a/").expect("a link");
        assert_eq!(names.len(), 1, "{html}");
        let style = fs::read_to_string(folder.path().join(&names[0])).expect("a style sheet");
        assert_eq!(style, "a{}\nb{}\n");
        assert!(
            html.contains("<link rel=\"icon\" href=\"/i\">") && html.ends_with("<script></script></head>")
        );
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
    }

    #[test]
    fn a_page_without_a_style_sheet_is_an_error() {
        assert!(linked("<head></head>", "/a/").is_err());
        assert!(linked(PAGE, "/b/").is_err());
    }
}
