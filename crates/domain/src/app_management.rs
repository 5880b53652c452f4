//! Who may manage an app. Invariant: to anybody else an app does not exist (404).

/// Somebody, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership<'a> {
    /// The company that the account belongs to; none where no company has proven its domain.
    pub company_id: Option<&'a str>,
    /// Whether the account is an admin of that company.
    pub is_admin: bool,
}

/// Whether this person may make apps for the own company.
pub fn may_create(person: Membership<'_>) -> bool {
    person.is_admin && person.company_id.is_some()
}

/// Whether this person may see and change the settings of an app: an admin of the app's company, or one of its team, wherever
/// from.
pub fn may_manage(person: Membership<'_>, company_of_app: &str, is_in_team: bool) -> bool {
    is_in_team || person.is_admin && person.company_id == Some(company_of_app)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ACME: &str = "acme";

    fn person(company_id: Option<&str>, is_admin: bool) -> Membership<'_> {
        Membership { company_id, is_admin }
    }

    #[test]
    fn each_person_has_a_place() {
        for (who, in_team, manages, creates) in [
            (person(Some(ACME), true), false, true, true),
            (person(Some(ACME), false), true, true, false),
            (person(Some(ACME), false), false, false, false),
            (person(Some("globex"), true), false, false, true),
            (person(Some("globex"), true), true, true, true),
            (person(Some("globex"), false), true, true, false),
            (person(None, true), false, false, false),
            (person(None, false), true, true, false),
        ] {
            assert_eq!(may_manage(who, ACME, in_team), manages, "{who:?} {in_team}");
            assert_eq!(may_create(who), creates, "{who:?}");
        }
    }

    proptest! {
        #[test]
        fn outside_team_and_company_there_is_nothing(company in "[a-c]{0,2}", app in "[a-c]{0,2}", is_admin: bool) {
            let who = person(Some(&company), is_admin);
            prop_assert_eq!(may_manage(who, &app, false), is_admin && company == app);
        }
    }
}
