//! Where to go after signing in. Invariant: a page of this app, never another site, and never the sign-in itself.

use url::{Url, form_urlencoded};

/// Longer ones come home instead: they travel in a cookie.
const LONGEST: usize = 2_000;

/// The path (with query) to go to, or `/` where `wanted` is not a page of the app at `app_url`.
pub(crate) fn own_path(wanted: Option<&str>, app_url: &Url) -> String {
    wanted
        .and_then(|wanted| checked(wanted, app_url))
        .unwrap_or_else(|| "/".to_owned())
}

/// `path` with `?return_to=`.
pub(crate) fn with_return_to(path: &str, return_to: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("{path}?{}", query.append_pair("return_to", return_to).finish())
}

fn checked(wanted: &str, app_url: &Url) -> Option<String> {
    let begins_well = wanted.starts_with('/') && !wanted.starts_with("//");
    // Browsers drop tabs and newlines, and read a backslash as a slash.
    let is_odd = |c: char| c.is_control() || c == '\\';
    if !begins_well || wanted.len() > LONGEST || wanted.contains(is_odd) {
        return None;
    }
    let url = app_url.join(wanted).ok()?;
    let is_own = url.origin() == app_url.origin() && !url.path().starts_with("//");
    if !is_own || url.path() == "/openid" || url.path().starts_with("/openid/") {
        return None;
    }
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{}{query}", url.path()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn app() -> Url {
        Url::parse("http://localhost:8082/").unwrap()
    }

    #[test]
    fn deep_links_are_kept() {
        for path in ["/", "/expenses/7", "/expenses?from=2026-01-01&q=a%20b"] {
            assert_eq!(own_path(Some(path), &app()), path);
        }
        assert_eq!(own_path(Some("/ä b"), &app()), "/%C3%A4%20b");
    }

    #[test]
    fn everything_else_comes_home() {
        let long = format!("/{}", "a".repeat(LONGEST));
        for wanted in [
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "expenses",
            "",
            "/..//evil.example",
            "/x/..//evil.example",
            "/openid/login?return_to=/",
            "/openid/logout",
            "/openid",
            "/x/../openid/logout",
            &long,
        ] {
            assert_eq!(own_path(Some(wanted), &app()), "/", "{wanted:?}");
        }
        assert_eq!(own_path(None, &app()), "/");
    }

    proptest! {
        #[test]
        fn a_browser_never_leaves_the_app(wanted in "[/\\\\.:@#?a-z\t\n %2fF]{0,24}") {
            let path = own_path(Some(&wanted), &app());
            let followed = app().join(&path).unwrap();
            prop_assert_eq!(followed.origin(), app().origin());
            prop_assert_eq!(own_path(Some(&path), &app()), path);
        }
    }
}
