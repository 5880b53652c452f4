//! What an authorization request needs next: a sign-in, access, consent, or nothing more (OpenID Connect Core §3.1.2).

use super::authorization_request::LIFETIME_MS;

/// What the app said about asking the person (`prompt`, §3.1.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prompt {
    /// Whether nobody may be asked anything.
    pub none: bool,
    /// Whether somebody must sign in now. `select_account` is the same here: the sign-in screen is where one account is chosen.
    pub login: bool,
    /// Consent must be asked for.
    pub consent: bool,
}

impl Prompt {
    /// Reads `prompt`; `None` where `none` does not stand alone. Unknown values are ignored.
    pub fn parse(text: &str) -> Option<Self> {
        let mut prompt = Self::default();
        let words = text.split(' ').filter(|word| !word.is_empty());
        let mut count = 0;
        for word in words {
            count += 1;
            match word {
                "none" => prompt.none = true,
                "login" | "select_account" => prompt.login = true,
                "consent" => prompt.consent = true,
                _ => {}
            }
        }
        (!prompt.none || count == 1).then_some(prompt)
    }
}

/// What the app asked for, as far as it decides who is asked what.
#[derive(Debug, Clone, Copy)]
pub struct Demand<'a> {
    /// See [`Prompt`].
    pub prompt: Prompt,
    /// How long ago the sign-in may be, in seconds.
    pub max_age: Option<i64>,
    /// The account that the app expects (`id_token_hint`).
    pub expected_account: Option<&'a str>,
    /// When the request came.
    pub made_at_ms: i64,
    /// Whether the person comes back from their identity provider, where they were sent for this request.
    pub is_back: bool,
    /// Whether the app wants more than the sign-in is worth, and the person could show more (`acr_values`).
    pub wants_second_factor: bool,
}

/// Who is signed in.
#[derive(Debug, Clone, Copy)]
pub struct CurrentAccount<'a> {
    /// The account.
    pub account_id: &'a str,
    /// When it signed in.
    pub signed_in_at_ms: i64,
    /// That is known. Where it is not, no demand for a sign-in of some moment is met.
    pub auth_time_known: bool,
}

/// The next step of an authorization request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorizationStep {
    /// Somebody has to sign in (again).
    SignIn,
    /// The person shows the second factor, too.
    SecondFactor,
    /// The account may not enter the environment.
    NoAccess,
    /// The account has to be asked.
    Consent,
    /// The app gets its code.
    IssueCode,
    /// The app gets this error.
    Refuse(AuthorizationRefusal),
}

/// Errors of `prompt=none` (§3.1.2.6), and of a sign-in that could not be had (§3.1.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorizationRefusal {
    /// `login_required`
    LoginRequired,
    /// `interaction_required`
    InteractionRequired,
    /// `consent_required`
    ConsentRequired,
    /// `access_denied`
    AccessDenied,
}

/// Whether the sign-in is recent enough, and the expected person's.
pub fn is_good_enough(demand: &Demand<'_>, person: &CurrentAccount<'_>, now_ms: i64) -> bool {
    let expected = demand
        .expected_account
        .is_none_or(|account| account == person.account_id);
    is_fresh(demand, person, now_ms) && expected
}

fn is_fresh(demand: &Demand<'_>, person: &CurrentAccount<'_>, now_ms: i64) -> bool {
    let since_request = person.auth_time_known && person.signed_in_at_ms >= demand.made_at_ms;
    let is_young = |seconds: i64| {
        person.auth_time_known && now_ms - person.signed_in_at_ms <= seconds.saturating_mul(1000)
    };
    // What was asked for anew by this request is fresh for it, however long consent takes.
    since_request || (!demand.prompt.login && demand.max_age.is_none_or(is_young))
}

/// What comes next. `has_access` and `has_consented` are about `person`.
pub fn next(
    demand: &Demand<'_>,
    person: Option<&CurrentAccount<'_>>,
    has_access: bool,
    has_consented: bool,
    now_ms: i64,
) -> AuthorizationStep {
    let Some(person) = person else {
        return ask(
            demand,
            AuthorizationStep::SignIn,
            AuthorizationRefusal::LoginRequired,
        );
    };
    // Whoever does not ask when told to would not ask the next time.
    if demand.is_back && !is_fresh(demand, person, now_ms) {
        return AuthorizationStep::Refuse(AuthorizationRefusal::LoginRequired);
    }
    if !is_good_enough(demand, person, now_ms) {
        return ask(
            demand,
            AuthorizationStep::SignIn,
            AuthorizationRefusal::LoginRequired,
        );
    }
    if demand.wants_second_factor {
        return ask(
            demand,
            AuthorizationStep::SecondFactor,
            AuthorizationRefusal::InteractionRequired,
        );
    }
    if !has_access {
        return ask(
            demand,
            AuthorizationStep::NoAccess,
            AuthorizationRefusal::AccessDenied,
        );
    }
    if !has_consented || demand.prompt.consent {
        return ask(
            demand,
            AuthorizationStep::Consent,
            AuthorizationRefusal::ConsentRequired,
        );
    }
    AuthorizationStep::IssueCode
}

const fn ask(
    demand: &Demand<'_>,
    step: AuthorizationStep,
    refusal: AuthorizationRefusal,
) -> AuthorizationStep {
    if demand.prompt.none {
        AuthorizationStep::Refuse(refusal)
    } else {
        step
    }
}

/// Reads `max_age`: seconds. What is longer than a request can live apart from its sign-in needs no exactness.
pub fn parse_max_age(text: &str) -> Option<i64> {
    let seconds: i64 = text.parse().ok()?;
    (0..=i64::MAX / LIFETIME_MS).contains(&seconds).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ADA: CurrentAccount<'_> = CurrentAccount {
        account_id: "ada",
        signed_in_at_ms: 0,
        auth_time_known: true,
    };

    fn demand(prompt: &str, max_age: Option<i64>) -> Demand<'static> {
        Demand {
            prompt: Prompt::parse(prompt).expect("a prompt"),
            max_age,
            expected_account: None,
            made_at_ms: 60_000,
            is_back: false,
            wants_second_factor: false,
        }
    }

    #[test]
    fn more_is_asked_for_behind_a_sign_in_that_will_do() {
        let more = |prompt| Demand {
            wants_second_factor: true,
            ..demand(prompt, None)
        };
        let step = |demand: &Demand<'_>| next(demand, Some(&ADA), false, false, 60_000);
        assert_eq!(step(&more("")), AuthorizationStep::SecondFactor);
        assert_eq!(step(&more("login")), AuthorizationStep::SignIn);
        assert_eq!(
            step(&more("none")),
            AuthorizationStep::Refuse(AuthorizationRefusal::InteractionRequired)
        );
        assert_eq!(
            next(&more(""), None, true, true, 60_000),
            AuthorizationStep::SignIn
        );
    }

    #[test]
    fn none_stands_alone() {
        assert_eq!(Prompt::parse("none login"), None);
        assert!(Prompt::parse("login consent").is_some_and(|prompt| prompt.login && prompt.consent));
        assert!(Prompt::parse("select_account").is_some_and(|prompt| prompt.login));
        assert_eq!(Prompt::parse("create"), Some(Prompt::default()));
    }

    #[test]
    fn each_demand_asks_for_its_own() {
        let step = |demand: &Demand<'_>, access, consent| next(demand, Some(&ADA), access, consent, 60_000);
        assert_eq!(step(&demand("", None), true, true), AuthorizationStep::IssueCode);
        assert_eq!(step(&demand("", None), true, false), AuthorizationStep::Consent);
        assert_eq!(step(&demand("", None), false, false), AuthorizationStep::NoAccess);
        assert_eq!(
            step(&demand("consent", None), true, true),
            AuthorizationStep::Consent
        );
        assert_eq!(
            step(&demand("login", None), true, true),
            AuthorizationStep::SignIn
        );
        assert_eq!(
            step(&demand("", Some(60)), true, true),
            AuthorizationStep::IssueCode
        );
        assert_eq!(step(&demand("", Some(59)), true, true), AuthorizationStep::SignIn);
        assert_eq!(
            step(&demand("none", Some(0)), true, true),
            AuthorizationStep::Refuse(AuthorizationRefusal::LoginRequired)
        );
        assert_eq!(
            step(&demand("none", None), true, false),
            AuthorizationStep::Refuse(AuthorizationRefusal::ConsentRequired)
        );
        assert_eq!(
            step(&demand("none", None), false, true),
            AuthorizationStep::Refuse(AuthorizationRefusal::AccessDenied)
        );
        let somebody_else = Demand {
            expected_account: Some("bob"),
            ..demand("", None)
        };
        assert_eq!(step(&somebody_else, true, true), AuthorizationStep::SignIn);
    }

    #[test]
    fn a_sign_in_for_the_request_is_fresh_however_long_consent_takes() {
        let again = CurrentAccount {
            signed_in_at_ms: 60_000,
            ..ADA
        };
        for demand in [demand("login", None), demand("", Some(0))] {
            assert_eq!(
                next(&demand, Some(&again), true, true, 1_000_000),
                AuthorizationStep::IssueCode
            );
        }
    }

    /// An identity provider that never says when, and was not asked to ask.
    #[test]
    fn a_sign_in_of_no_known_time_is_never_fresh() {
        let undated = CurrentAccount {
            signed_in_at_ms: 60_000,
            auth_time_known: false,
            ..ADA
        };
        for demand in [demand("login", None), demand("", Some(0)), demand("", Some(3600))] {
            assert_eq!(
                next(&demand, Some(&undated), true, true, 60_000),
                AuthorizationStep::SignIn
            );
        }
        assert_eq!(
            next(&demand("", None), Some(&undated), true, true, 60_000),
            AuthorizationStep::IssueCode
        );
    }

    #[test]
    fn who_comes_back_without_having_been_asked_is_not_sent_there_again() {
        let back = |demand| Demand {
            is_back: true,
            ..demand
        };
        let refused = AuthorizationStep::Refuse(AuthorizationRefusal::LoginRequired);
        for demand in [demand("login", None), demand("", Some(59))] {
            assert_eq!(next(&back(demand), Some(&ADA), true, true, 60_000), refused);
        }
        assert_eq!(
            next(&back(demand("", Some(60))), Some(&ADA), true, true, 60_000),
            AuthorizationStep::IssueCode
        );
        assert_eq!(
            next(&back(demand("login", None)), None, true, true, 60_000),
            AuthorizationStep::SignIn
        );
        let somebody_else = Demand {
            expected_account: Some("bob"),
            ..back(demand("", None))
        };
        assert_eq!(
            next(&somebody_else, Some(&ADA), true, true, 60_000),
            AuthorizationStep::SignIn
        );
    }

    #[test]
    fn ages_are_whole_seconds() {
        assert_eq!(parse_max_age("0"), Some(0));
        assert_eq!(parse_max_age("3600"), Some(3600));
        for bad in ["", "-1", "1.5", "x", "99999999999999999999"] {
            assert_eq!(parse_max_age(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn whom_nobody_may_ask_is_never_asked_and_nobody_passes_unasked(
            none in any::<bool>(), login in any::<bool>(), consent in any::<bool>(), max_age in prop::option::of(0i64..100),
            signed_in_at_ms in prop::option::of(0i64..200_000), has_access in any::<bool>(), has_consented in any::<bool>(),
            later in 0i64..200_000,
        ) {
            let demand = Demand { prompt: Prompt { none, login, consent }, ..demand("", max_age) };
            let person = signed_in_at_ms.map(|at| CurrentAccount { account_id: "ada", signed_in_at_ms: at, auth_time_known: true });
            let step = next(&demand, person.as_ref(), has_access, has_consented, 60_000 + later);
            if none {
                prop_assert!(matches!(step, AuthorizationStep::Refuse(_) | AuthorizationStep::IssueCode));
            } else {
                prop_assert!(!matches!(step, AuthorizationStep::Refuse(_)));
            }
            if step == AuthorizationStep::IssueCode {
                prop_assert!(has_access && has_consented && !consent && person.is_some());
            }
        }
    }
}
