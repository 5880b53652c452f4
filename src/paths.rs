//! Every address of the single-page app. Invariant: no other module of the screens spells a path out.

use latchkey_contract::percent;

use crate::front::entry::LinkPurpose;

/// Those to which mails lead, too.
pub use latchkey_contract::paths::{
    CONFIRM_ADDRESS, EMAIL_DOMAINS, KEEP_ADDRESS, RECOVER, RESET_PASSWORD, SECOND_ACCOUNT, SET_UP, SIGN_IN,
    SIGN_UP, SINGLE_SIGN_ON, SSO_SET_UP, TOKENS, TWO_STEP,
};

/// Where somebody is asked who came back as another person; the form posts to the same address.
pub const MISMATCH: &str = "/sign-in/mismatch";
/// Where somebody whose identity has several accounts chooses one; the form posts to the same address.
pub const CHOOSE_ACCOUNT: &str = "/sign-in/choose-account";
/// Where the language of the screens is chosen before anybody is signed in; its last part is the language's tag.
pub const LANGUAGE: &str = "/language";
/// Where signing out ends.
pub const SIGNED_OUT: &str = "/signed-out";
/// Where somebody without an account gets one; the form posts to the same address.
pub const ONBOARDING: &str = "/onboarding";
/// Where people agree to what an app will know; the form posts to the same address.
pub const CONSENT: &str = "/consent";
/// Where somebody agrees to be signed out, as an app asks.
pub const CONFIRM_SIGN_OUT: &str = "/oauth/end-session/confirm";
/// The portal's home, "My apps".
pub const HOME: &str = "/";
/// "My Account": name and address.
pub const PROFILE: &str = "/profile";
/// "My Account": password and sessions.
pub const PROFILE_SECURITY: &str = "/profile/security";
/// "My Account": the apps that may know something of the person.
pub const PROFILE_APPS: &str = "/profile/apps";
/// "My Account": language and appearance.
pub const PROFILE_PREFERENCES: &str = "/profile/preferences";
/// The Control Center, for whoever administers a company or manages an app.
pub const CONTROL_CENTER: &str = "/control-center";
/// The apps that somebody manages.
pub const MANAGED_APPS: &str = "/control-center/apps";
/// The accounts of the company.
pub const MEMBERS: &str = "/control-center/people/members";
/// Those of the company who have no second factor.
pub const MEMBERS_WITHOUT_SECOND_FACTOR: &str =
    "/control-center/people/members?second_factor=off&status=active";
/// What the company asks of its people who sign in by password.
pub const SECOND_FACTOR_RULE: &str = "/control-center/security/two-step";
/// Accounts that members open with one and the same identity.
pub const SECOND_ACCOUNTS: &str = "/control-center/people/second-accounts";
/// The access tokens of the company's people.
pub const COMPANY_TOKENS: &str = "/control-center/people/tokens";
/// What happened in the company.
pub const SECURITY_HISTORY: &str = "/control-center/security/history";
/// The same as a file, without its kind.
pub const SECURITY_HISTORY_FILE: &str = "/api/company/security-history.";
/// Sign-ins through the company's identity provider that failed.
pub const SIGN_IN_ATTEMPTS: &str = "/control-center/security/sign-in-attempts";
/// The same as a file, without its kind.
pub const SIGN_IN_ATTEMPTS_FILE: &str = "/api/company/sign-in-attempts.";
/// Where the identity provider and the accounts did not agree on who somebody is.
pub const IDENTITY_CONFLICTS: &str = "/control-center/security/conflicts";
/// The groups of the company.
pub const GROUPS: &str = "/control-center/people/groups";
/// How the company presents itself to its people.
pub const BRANDING: &str = "/control-center/company/branding";
/// The recovery codes of the company, on that page.
pub const RECOVERY_CODES: &str = "/control-center/security/single-sign-on#recovery-codes";
/// Where an SSO configuration is made.
pub const NEW_SSO_CONFIGURATION: &str = "/control-center/security/single-sign-on/new";
/// Where an app is made.
pub const NEW_APP: &str = "/apps/new";

/// All addresses of the portal, as axum writes them. The server serves the portal there; `portal/app.rs` has a route for each.
pub const PORTAL_PAGES: [&str; 38] = [
    HOME,
    PROFILE,
    PROFILE_SECURITY,
    PROFILE_APPS,
    TWO_STEP,
    TOKENS,
    PROFILE_PREFERENCES,
    CONTROL_CENTER,
    MANAGED_APPS,
    MEMBERS,
    COMPANY_TOKENS,
    SECOND_ACCOUNTS,
    GROUPS,
    "/control-center/people/groups/{group}",
    EMAIL_DOMAINS,
    BRANDING,
    SECURITY_HISTORY,
    SIGN_IN_ATTEMPTS,
    IDENTITY_CONFLICTS,
    "/control-center/security/conflicts/{conflict}",
    SINGLE_SIGN_ON,
    NEW_SSO_CONFIGURATION,
    SECOND_FACTOR_RULE,
    "/control-center/security/single-sign-on/{configuration}/edit/connect",
    "/control-center/security/single-sign-on/{configuration}/edit/test",
    "/control-center/security/single-sign-on/{configuration}/edit/map",
    "/control-center/security/single-sign-on/{configuration}/activation",
    "/control-center/security/single-sign-on/{configuration}/tested",
    "/control-center/security/single-sign-on/{configuration}/secret",
    "/control-center/security/single-sign-on/{configuration}/pilot",
    NEW_APP,
    "/apps/{app}/settings/general",
    "/apps/{app}/settings/general/{environment}",
    "/apps/{app}/settings/access-management",
    "/apps/{app}/settings/access-management/{environment}",
    "/apps/{app}/settings/access-management/{environment}/invite",
    "/apps/{app}/settings/access-management/{environment}/invitations",
    "/apps/{app}/settings/access-management/{environment}/changes/{change}",
];

/// Settings > General of an app; `slug` is a slug.
pub fn app_settings(slug: &str) -> String {
    ["/apps/", slug, "/settings/general"].concat()
}

/// A group of the company; `id` is its identifier.
pub fn group(id: &str) -> String {
    [GROUPS, "/", id].concat()
}

/// An identity conflict of the company; `id` is its identifier.
pub fn identity_conflict(id: &str) -> String {
    [IDENTITY_CONFLICTS, "/", id].concat()
}

/// The people of a group as a file of this kind (`csv`, `xlsx`).
pub fn group_members_file(id: &str, kind: &str) -> String {
    ["/api/company/groups/", id, "/members.", kind].concat()
}

/// The first step of the wizard, of a configuration with this identifier.
pub fn sso_connect(id: &str) -> String {
    [SINGLE_SIGN_ON, "/", id, "/edit/connect"].concat()
}

/// The second step of the wizard.
pub fn sso_test(id: &str) -> String {
    [SINGLE_SIGN_ON, "/", id, "/edit/test"].concat()
}

/// The third step of the wizard.
pub fn sso_map(id: &str) -> String {
    [SINGLE_SIGN_ON, "/", id, "/edit/map"].concat()
}

/// Where a configuration is activated, or the active one de-activated.
pub fn sso_activation(id: &str) -> String {
    [SINGLE_SIGN_ON, "/", id, "/activation"].concat()
}

/// Where some people try a configuration before everybody signs in with it.
pub fn sso_pilot(id: &str) -> String {
    [SINGLE_SIGN_ON, "/", id, "/pilot"].concat()
}

/// Where the client secret of the active configuration is replaced.
pub fn sso_secret(id: &str) -> String {
    [SINGLE_SIGN_ON, "/", id, "/secret"].concat()
}

/// Where an environment is made.
pub fn new_environment(slug: &str) -> String {
    environment_settings(slug, NEW)
}

/// Settings of an environment; `id` is its identifier.
pub fn environment_settings(slug: &str, id: &str) -> String {
    [&app_settings(slug), "/", id].concat()
}

/// Settings > Access Management of an app.
pub fn access_management(slug: &str) -> String {
    ["/apps/", slug, "/settings/access-management"].concat()
}

/// Who may enter an environment; `id` is its identifier.
pub fn environment_people(slug: &str, id: &str) -> String {
    [&access_management(slug), "/", id].concat()
}

/// Where people are invited into an environment.
pub fn invite_users(slug: &str, id: &str) -> String {
    [&environment_people(slug, id), "/invite"].concat()
}

/// Who was invited into an environment.
pub fn environment_invitations(slug: &str, id: &str) -> String {
    [&environment_people(slug, id), "/invitations"].concat()
}

/// What became of each person of a change of many people's access.
pub fn bulk_results(slug: &str, id: &str, change: &str) -> String {
    [&environment_people(slug, id), "/changes/", change].concat()
}

/// What stands in the place of an identifier for what there is none yet.
pub const NEW: &str = "new";

/// Where a link of this kind is asked for; for those that are not asked for, where they lead.
pub const fn asking(purpose: LinkPurpose) -> &'static str {
    match purpose {
        LinkPurpose::SignUp => SIGN_UP,
        LinkPurpose::ResetPassword => RESET_PASSWORD,
        LinkPurpose::SetUp => SET_UP,
        LinkPurpose::ConfirmAddress => CONFIRM_ADDRESS,
        LinkPurpose::KeepAddress => KEEP_ADDRESS,
        LinkPurpose::SecondAccount => SECOND_ACCOUNT,
    }
}

/// What a link leads to; `id` is its identifier.
pub fn of_link(purpose: LinkPurpose, id: &str) -> String {
    [asking(purpose), "/", id].concat()
}

/// What a set-up link of single sign-on leads to; `id` is its identifier.
pub fn of_set_up_link(id: &str) -> String {
    [SSO_SET_UP, "/", id].concat()
}

/// What a link of the way back in leads to; `id` is its identifier.
pub fn of_recovery(id: &str) -> String {
    [RECOVER, "/", id].concat()
}

/// Where somebody whose password was right shows the second factor; `id` is the step's identifier.
pub fn of_second_step(id: &str) -> String {
    [SIGN_IN, "/second-step/", id].concat()
}

/// Whether whoever came by a set-up link finds the page at this path: the wizard, and nothing else.
pub fn is_of_set_up(path: &str) -> bool {
    let below = path.strip_prefix(SINGLE_SIGN_ON);
    below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

/// Chooses the language with this tag and comes back to `place` (path and query of this platform).
pub fn in_language(tag: &str, place: &str) -> String {
    and_back_to(&[LANGUAGE, "/", tag].concat(), Some(place))
}

/// The sign-in form that comes back to `place` (path and query of this platform) afterwards.
pub fn sign_in_and_back_to(place: &str) -> String {
    and_back_to(SIGN_IN, Some(place))
}

/// A screen that comes back to `place` (path and query of this platform) in the end, where there is one.
pub fn and_back_to(screen: &str, place: Option<&str>) -> String {
    let mut path = String::from(screen);
    let Some(place) = place else { return path };
    path.push_str("?return_to=");
    percent_encoded(&mut path, place);
    path
}

/// A text file of a heading and lines as an address: nothing leaves the browser for it.
pub fn text_file(heading: &str, lines: &str) -> String {
    let mut address = String::from("data:text/plain;charset=utf-8,");
    percent_encoded(&mut address, &[heading, "\n\n", lines, "\n"].concat());
    address
}

/// What a file of recovery codes is called: of which platform they are, and whose, where it is one account's.
pub fn codes_file_name(platform: &str, account: &str) -> String {
    let mut name = [&platform.to_lowercase(), "-recovery-codes-", account].concat();
    // What may not stand in the name of a file, on whichever system.
    name = name.replace(
        |letter: char| !letter.is_alphanumeric() && !"@._-+".contains(letter),
        "-",
    );
    [name.trim_matches(['-', '.']), ".txt"].concat()
}

/// Appends `text` so that it is one value of a query or a cookie. Slashes stay, for those who read the address.
pub(crate) fn percent_encoded(path: &mut String, text: &str) {
    percent::encode(path, text, b"-._~/");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_codes_is_called_by_platform_and_account() {
        for (platform, account, name) in [
            (
                "Latchkey",
                "ada@acme.example",
                "latchkey-recovery-codes-ada@acme.example.txt",
            ),
            ("Acme / ID", "a\"b/c@x", "acme---id-recovery-codes-a-b-c@x.txt"),
            ("Latchkey", "", "latchkey-recovery-codes.txt"),
        ] {
            assert_eq!(codes_file_name(platform, account), name);
        }
    }

    #[test]
    fn the_place_to_come_back_to_is_one_query_value() {
        assert_eq!(
            sign_in_and_back_to("/profile?tab=a&b=ä#x"),
            "/sign-in?return_to=/profile%3Ftab%3Da%26b%3D%C3%A4%23x"
        );
        assert_eq!(and_back_to(SIGN_UP, None), SIGN_UP);
        assert_eq!(in_language("de", "/sign-up"), "/language/de?return_to=/sign-up");
    }
}
