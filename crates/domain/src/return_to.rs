//! Where a person goes after signing in. Invariant: a path of this platform or nothing, never another origin.

/// Longest path that is carried along, in bytes.
const MAX_BYTES: usize = 2048;

/// `target` if it is a path of this platform (with query), else `None`. Browsers read `\` as `/` and drop tabs and
/// line breaks, so these are refused and not repaired.
pub fn checked(target: &str) -> Option<&str> {
    let is_path = target.starts_with('/') && !target.starts_with("//") && target.len() <= MAX_BYTES;
    let plain = !target.contains(|c: char| c == '\\' || c.is_control() || c.is_whitespace());
    // The screens that one is sent back from would lead in a circle.
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let dotted = path.split('/').any(|segment| {
        matches!(
            segment.to_ascii_lowercase().as_str(),
            "." | ".." | "%2e" | "%2e%2e" | ".%2e" | "%2e."
        )
    });
    let circular = ["/sign-in", "/signed-out", "/onboarding", "/sso/", "/api/"]
        .iter()
        .any(|screen| path.starts_with(screen));
    (is_path && plain && !dotted && !circular).then_some(target)
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
            if let Some(path) = checked(&target) {
                let base = url::Url::parse("https://platform.example/").expect("a URL");
                let resolved = base.join(path).expect("joins");
                prop_assert_eq!(resolved.origin(), base.origin());
            }
        }
    }
}
