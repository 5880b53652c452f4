//! Where a person goes after signing in. Invariant: a path of this platform or nothing, never another origin.

/// Longest path that is carried along, in bytes.
const MAX_BYTES: usize = 2048;

/// `target` if it is a path of this platform (with query), else `None`. Browsers read `\` as `/` and drop tabs and
/// line breaks, so these are refused and not repaired.
pub fn checked(target: &str) -> Option<&str> {
    // The screens that one is sent back from would lead in a circle.
    let circular = ["/sign-in", "/signed-out", "/onboarding", "/sso/", "/api/"]
        .iter()
        .any(|screen| path_of(target).starts_with(screen));
    page(target).filter(|_| !circular)
}

/// `target` if it is the path of anything on this platform (with query), screens of signing in included.
pub fn page(target: &str) -> Option<&str> {
    let is_path = target.starts_with('/') && !target.starts_with("//") && target.len() <= MAX_BYTES;
    let plain = !target.contains(|c: char| c == '\\' || c.is_control() || c.is_whitespace());
    let dotted = path_of(target).split('/').any(|segment| {
        matches!(
            segment.to_ascii_lowercase().as_str(),
            "." | ".." | "%2e" | "%2e%2e" | ".%2e" | "%2e."
        )
    });
    (is_path && plain && !dotted).then_some(target)
}

fn path_of(target: &str) -> &str {
    target.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paths_pass_and_everything_else_does_not() {
        for good in [
            "/",
            "/profile",
            "/apps/x/settings/general?tab=1#top",
            "/?next=//evil",
        ] {
            assert_eq!(checked(good), Some(good));
        }
        for bad in [
            "",
            "profile",
            "//evil",
            "/\\evil",
            "\\/evil",
            "https://evil",
            "javascript:alert(1)",
            "/\t/evil",
            "/\n/evil",
            " /x",
            "/x y",
            "/.//evil",
            "/..//evil",
            "/%2e%2e//evil",
            "/sign-in",
            "/sign-in?return_to=/x",
            "/signed-out",
            "/sso/callback/acme",
            "/api/session",
        ] {
            assert_eq!(checked(bad), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn what_passes_stays_on_this_origin(target in "[/\\\\.a-z:@?#%\\t 0-9]{0,24}") {
            prop_assert!(checked(&target).is_none_or(|path| page(path) == Some(path)));
            if let Some(path) = page(&target) {
                let base = url::Url::parse("https://platform.example/").expect("a URL");
                let resolved = base.join(path).expect("joins");
                prop_assert_eq!(resolved.origin(), base.origin());
            }
        }
    }
}
