//! The scopes of the provider: what an app may ask to know. Unknown ones are ignored (OpenID Connect Core §3.1.2.1).

/// One scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// That it is this person, and the roles in the app. Always asked for.
    OpenId,
    /// Names and company.
    Profile,
    /// The email address.
    Email,
    /// The apps and environments that this person may open, the one that asks among them.
    Apps,
    /// Tokens that outlive the session.
    OfflineAccess,
}

impl Scope {
    /// Every scope, in the order in which people are asked.
    pub const ALL: [Self; 5] = [
        Self::OpenId,
        Self::Profile,
        Self::Email,
        Self::Apps,
        Self::OfflineAccess,
    ];

    /// As it stands in requests.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenId => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::Apps => "apps",
            Self::OfflineAccess => "offline_access",
        }
    }
}

/// A set of scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scopes(u8);

impl Scopes {
    /// Reads a list that is separated by spaces; unknown scopes are left out.
    pub fn parse(text: &str) -> Self {
        text.split(' ')
            .filter_map(|word| Scope::ALL.into_iter().find(|scope| scope.as_str() == word))
            .collect()
    }

    /// Whether a scope is among them.
    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & (1 << scope as u8) != 0
    }

    /// The scopes that are in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The scopes that are in one of the sets or both.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all of them are in `other`.
    pub const fn are_within(self, other: Self) -> bool {
        self.without(other).is_empty()
    }

    /// Each of them, in the order in which people are asked.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.contains(*scope))
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | 1 << scope as u8))
    }
}

impl std::fmt::Display for Scopes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words = self.iter().map(Scope::as_str).collect::<Vec<_>>();
        f.write_str(&words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn unknown_and_repeated_scopes_do_no_harm() {
        let scopes = Scopes::parse("email openid  email root OPENID openid\t");
        assert_eq!(scopes.to_string(), "openid email");
        assert!(Scopes::parse("").is_empty());
    }

    proptest! {
        #[test]
        fn sets_survive_their_text_form(bits in 0u8..32, other in 0u8..32) {
            let (scopes, other) = (Scopes(bits), Scopes(other));
            prop_assert_eq!(Scopes::parse(&scopes.to_string()), scopes);
            prop_assert!(scopes.and(other).are_within(scopes));
            prop_assert!(scopes.are_within(scopes.or(other)));
            prop_assert!(scopes.without(other).and(other).is_empty());
        }
    }
}
