//! Who may enter an environment, as what, and why. Invariant: this is the one place that decides it; sign-in, the claim `roles`, My
//! apps and the tables ask here.

use super::app_roles::effective;

/// A way by which somebody may enter: access of the person's own, or a group's. `O` is what the caller knows of where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route<O> {
    /// Where it comes from.
    pub origin: O,
    /// Names of roles that it gives; maybe none.
    pub roles: Vec<String>,
    /// Since when it is there.
    pub since_ms: i64,
}

/// Where access comes from, for the managers of the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It was given to the person.
    Direct,
    /// The person is in a group that has it.
    Group {
        /// Identifier of the group.
        id: String,
        /// Its name.
        name: String,
        /// Why the person is in it.
        source: MemberSource,
    },
}

/// Why somebody is in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberSource {
    /// An admin, or a file, added the person.
    Hand,
    /// The company's identity provider says so at each sign-in.
    Idp,
}

impl MemberSource {
    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Idp => "idp",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Hand, Self::Idp]
            .into_iter()
            .find(|source| source.as_str() == text)
    }
}

/// A role that somebody has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    /// Its name.
    pub role: String,
    /// Which of [`Access::routes`] give it; never empty.
    pub given_by: Vec<usize>,
}

/// What somebody may do in an environment, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access<O> {
    /// The roles, each once; maybe none.
    pub roles: Vec<HeldRole>,
    /// By what the person may enter; never empty.
    pub routes: Vec<Route<O>>,
    /// Since when the first of these routes is there. What an app was given before rests on access that is gone.
    pub since_ms: i64,
}

impl<O> Access<O> {
    /// The names of the roles.
    pub fn role_names(self) -> Vec<String> {
        self.roles.into_iter().map(|held| held.role).collect()
    }
}

/// Decides by these routes. Whoever has one may enter; the roles are those of all routes, as far as the environment publishes them
/// ([`effective`]). `None`: no access.
pub fn decide<O>(routes: Vec<Route<O>>, published: &[String]) -> Option<Access<O>> {
    let since_ms = routes.iter().map(|route| route.since_ms).min()?;
    let mut names: Vec<String> = Vec::new();
    for role in routes.iter().flat_map(|route| &route.roles) {
        if !names.contains(role) {
            names.push(role.clone());
        }
    }
    let held = |role: String| HeldRole {
        given_by: (0..routes.len())
            .filter(|at| routes[*at].roles.contains(&role))
            .collect(),
        role,
    };
    Some(Access {
        roles: effective(names, published).into_iter().map(held).collect(),
        since_ms,
        routes,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use proptest::prelude::*;

    fn route(origin: usize, roles: &[&str], since_ms: i64) -> Route<usize> {
        Route {
            origin,
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            since_ms,
        }
    }

    #[test]
    fn nobody_enters_without_a_route_and_a_route_without_roles_is_one() {
        assert_eq!(decide::<()>(Vec::new(), &[]), None);
        let access = decide(vec![route(0, &[], 5)], &["User".to_owned()]).expect("access");
        assert_eq!((access.roles, access.since_ms), (Vec::new(), 5));
    }

    #[test]
    fn a_role_is_there_once_and_says_all_that_give_it() {
        let published = ["User", "Boss"].map(str::to_owned);
        let routes = vec![route(0, &["User", "Gone"], 9), route(1, &["Boss", "User"], 4)];
        let access = decide(routes, &published).expect("access");
        let said: Vec<_> = access
            .roles
            .iter()
            .map(|held| (held.role.as_str(), held.given_by.as_slice()))
            .collect();
        assert_eq!(said, [("User", &[0, 1][..]), ("Boss", &[1][..])]);
        assert_eq!(access.since_ms, 4);
    }

    #[test]
    fn a_source_reads_as_it_is_written() {
        for source in [MemberSource::Hand, MemberSource::Idp] {
            assert_eq!(MemberSource::from_text(source.as_str()), Some(source));
        }
        assert_eq!(MemberSource::from_text("other"), None);
    }

    fn any_route() -> impl Strategy<Value = Route<usize>> {
        (prop::collection::vec("[a-e]", 0..4), 0i64..9).prop_map(|(roles, since_ms)| Route {
            origin: 0,
            roles,
            since_ms,
        })
    }

    /// The same, said slowly: each role with all who give it, one pair after the other.
    fn model(routes: &[Route<usize>], published: &[String]) -> BTreeMap<String, BTreeSet<usize>> {
        let mut held: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (at, route) in routes.iter().enumerate() {
            for role in &route.roles {
                if published.is_empty() || published.contains(role) {
                    held.entry(role.clone()).or_default().insert(at);
                }
            }
        }
        held
    }

    proptest! {
        #[test]
        fn access_is_what_the_naive_model_says(
            routes in prop::collection::vec(any_route(), 0..5), published in prop::collection::vec("[a-g]", 0..5),
        ) {
            let Some(access) = decide(routes.clone(), &published) else {
                prop_assert!(routes.is_empty());
                return Ok(());
            };
            prop_assert!(!routes.is_empty());
            let since = routes.iter().map(|route| route.since_ms).min();
            prop_assert_eq!(Some(access.since_ms), since);
            let said: BTreeMap<String, BTreeSet<usize>> = access
                .roles
                .iter()
                .map(|held| (held.role.clone(), held.given_by.iter().copied().collect()))
                .collect();
            prop_assert_eq!(said.len(), access.roles.len(), "a role comes once");
            prop_assert_eq!(said, model(&routes, &published));
            prop_assert_eq!(access.routes, routes);
        }

        #[test]
        fn one_more_route_takes_nothing_away(
            routes in prop::collection::vec(any_route(), 1..4), more in any_route(), published in prop::collection::vec("[a-g]", 0..5),
        ) {
            let before = decide(routes.clone(), &published).expect("access");
            let after = decide(routes.into_iter().chain([more]).collect(), &published).expect("access");
            prop_assert!(after.since_ms <= before.since_ms);
            let names = after.role_names();
            for role in before.role_names() {
                prop_assert!(names.contains(&role));
            }
        }
    }
}
