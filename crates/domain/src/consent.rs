//! What a person has consented to, and what has to be asked.

use super::scopes::{Scope, Scopes};

/// What was answered so far, per account and environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Agreement {
    /// Agreed to.
    pub granted: Scopes,
    /// Offered and left out.
    pub declined: Scopes,
}

/// What a request asks for, and which of it may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestedScopes {
    /// What the app asked for.
    pub requested: Scopes,
    /// What the environment lets people leave out.
    pub optional: Scopes,
}

impl RequestedScopes {
    /// A request's wish; that it is this person can never be left out.
    pub fn new(requested: Scopes, optional: Scopes) -> Self {
        let optional = optional.without([Scope::OpenId].into_iter().collect());
        Self {
            requested,
            optional: optional.and(requested),
        }
    }

    /// What nobody may leave out.
    pub const fn required(self) -> Scopes {
        self.requested.without(self.optional)
    }

    /// What can be left out no longer, or by now, since a page was shown on which `locked` could not.
    pub const fn changed_since(self, locked: Scopes) -> Scopes {
        let required = self.required();
        let changed = required.without(locked).or(locked.without(required));
        changed.and(self.requested)
    }

    /// What is asked for the first time. What was left out is not asked again, unless it has become required.
    pub const fn news(self, agreement: Agreement) -> Scopes {
        let answered = agreement.granted.or(agreement.declined.and(self.optional));
        self.requested.without(answered)
    }

    /// What the app gets without asking anybody; `None` where somebody must be asked.
    pub fn granted_by(self, agreement: Option<Agreement>) -> Option<Scopes> {
        let agreement = agreement?;
        self.news(agreement)
            .is_empty()
            .then(|| self.requested.and(agreement.granted))
    }

    /// The agreement after somebody has answered a page on which `locked` could not be left out; `None` where that is no
    /// longer what is required: nobody has agreed to this. Ticks count for optional scopes of this very request alone; what
    /// was agreed to earlier and is not asked about now stays.
    #[must_use]
    pub fn answered(self, before: Agreement, locked: Scopes, ticked: Scopes) -> Option<Agreement> {
        if locked != self.required() {
            return None;
        }
        let granted = self.required().or(self.optional.and(ticked));
        let declined = self.requested.without(granted);
        Some(Agreement {
            granted: before.granted.without(declined).or(granted),
            declined: before.declined.without(granted).or(declined),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scopes() -> impl Strategy<Value = Scopes> {
        prop::collection::vec(prop::sample::select(Scope::ALL.to_vec()), 0..6)
            .prop_map(|scopes| scopes.into_iter().collect())
    }

    fn agreement() -> impl Strategy<Value = Agreement> {
        (scopes(), scopes()).prop_map(|(granted, declined)| Agreement {
            granted,
            declined: declined.without(granted),
        })
    }

    #[test]
    fn asked_again_only_when_more_is_wanted_and_then_about_that() {
        let optional = Scopes::parse("email");
        let wish = RequestedScopes::new(Scopes::parse("openid profile email"), optional);
        assert_eq!(wish.granted_by(None), None);
        let agreement = wish
            .answered(Agreement::default(), wish.required(), Scopes::default())
            .expect("it is what was shown");
        assert_eq!(
            wish.granted_by(Some(agreement)),
            Some(Scopes::parse("openid profile")),
            "what was left out is remembered as left out"
        );
        let more = RequestedScopes::new(Scopes::parse("openid profile email apps"), optional);
        assert_eq!(more.granted_by(Some(agreement)), None);
        assert_eq!(more.news(agreement), Scopes::parse("apps"));
        let required_now = RequestedScopes::new(Scopes::parse("openid email"), Scopes::default());
        assert_eq!(required_now.news(agreement), Scopes::parse("email"));
    }

    proptest! {
        #[test]
        fn nobody_gives_more_than_was_asked_and_ticked(
            requested in scopes(), optional in scopes(), before in agreement(), ticked in scopes(),
        ) {
            let wish = RequestedScopes::new(requested, optional);
            let after = wish.answered(before, wish.required(), ticked).expect("it is what was shown");
            let given = wish.granted_by(Some(after));
            prop_assert_eq!(given, Some(wish.required().or(wish.optional.and(ticked))), "an answer settles the request");
            prop_assert!(after.granted.are_within(before.granted.or(requested)));
            prop_assert!(after.granted.and(after.declined).is_empty());
        }

        #[test]
        fn whatever_a_page_says_it_showed_nobody_gives_more_than_that_and_the_ticks(
            requested in scopes(), optional in scopes(), before in agreement(), locked in scopes(), ticked in scopes(),
        ) {
            let wish = RequestedScopes::new(requested, optional);
            let after = wish.answered(before, locked, ticked);
            prop_assert_eq!(after.is_some(), locked == wish.required(), "asked again where anything has changed");
            if let Some(after) = after {
                prop_assert!(after.granted.are_within(before.granted.or(locked).or(ticked)));
            }
        }

        #[test]
        fn without_an_answer_nothing_new_is_given(requested in scopes(), optional in scopes(), before in agreement()) {
            let wish = RequestedScopes::new(requested, optional);
            if let Some(given) = wish.granted_by(Some(before)) {
                prop_assert!(given.are_within(before.granted.and(requested)));
                prop_assert!(wish.required().are_within(given));
            }
        }
    }
}
