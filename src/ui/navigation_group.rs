//! The pages of an area in groups, and which of them a path belongs to.

use super::icon::IconPath;

/// Pages that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavigationGroup {
    /// What they have in common; the first group needs no name.
    pub label: Option<String>,
    /// The pages.
    pub links: Vec<NavigationLink>,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavigationLink {
    /// What it is called here.
    pub label: String,
    /// Its path.
    pub href: String,
    /// An icon before its name.
    pub icon: Option<IconPath>,
    /// What waits there, such as "3 open".
    pub waiting: Option<String>,
}

/// The entry that `path` belongs to: the longest `href` that is `path` or one above it.
pub fn current_link<'a>(groups: &'a [NavigationGroup], path: &str) -> Option<&'a NavigationLink> {
    let links = groups.iter().flat_map(|group| &group.links);
    let is_above = |link: &&NavigationLink| {
        let below = path.strip_prefix(link.href.trim_end_matches('/'));
        below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
    };
    links.filter(is_above).max_by_key(|link| link.href.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups() -> Vec<NavigationGroup> {
        let link = |href: &str| NavigationLink {
            label: href.to_owned(),
            href: href.to_owned(),
            icon: None,
            waiting: None,
        };
        let links = ["/apps/a/settings", "/apps/a/settings/environments", "/profile/"].map(link);
        vec![NavigationGroup {
            label: None,
            links: links.to_vec(),
        }]
    }

    #[test]
    fn a_page_belongs_to_the_longest_address_that_it_begins_with() {
        let groups = groups();
        let at = |path| current_link(&groups, path).map(|link| link.href.as_str());
        assert_eq!(at("/apps/a/settings"), Some("/apps/a/settings"));
        assert_eq!(at("/apps/a/settings/general"), Some("/apps/a/settings"));
        let environments = Some("/apps/a/settings/environments");
        assert_eq!(at("/apps/a/settings/environments/production"), environments);
        assert_eq!(at("/profile"), Some("/profile/"));
        assert_eq!(at("/profiles"), None, "parts of a path are whole");
        assert_eq!(at("/"), None);
    }
}
