//! The data that is measured with: many companies with many email domains, and people who sign in by password.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

/// How many email domains there are, about half of them federated.
pub(crate) const DOMAINS: usize = 100_000;
const DOMAINS_PER_COMPANY: usize = 1_000;

/// How many people sign in by turns.
pub(crate) const PEOPLE: usize = 8;
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// What the app's environments have in common. Their `client_id`s are the algorithms of their ID tokens in small letters.
pub(crate) const CLIENT_SECRET: &str = "measured-with";
pub(crate) const REDIRECT_URI: &str = "https://app.example/callback";

/// Who signs in.
pub(crate) fn username(number: usize) -> String {
    format!("person{}@people.example", number % PEOPLE)
}

/// The domain with that number.
pub(crate) fn domain(number: usize) -> String {
    format!(
        "d{}.c{}.example",
        number % DOMAINS,
        (number % DOMAINS) / DOMAINS_PER_COMPANY
    )
}

/// Whether people of the company with that number sign in through an identity provider.
fn is_federated(company: usize) -> bool {
    company % 2 == 1
}

/// Writes the import file and returns where.
pub(crate) fn write(folder: &Path) -> Result<PathBuf> {
    let file = folder.join("import.toml");
    fs::write(&file, import_file()?)?;
    Ok(file)
}

/// The same with those who sign in by password, and nobody else.
pub(crate) fn write_people(folder: &Path) -> Result<PathBuf> {
    let file = folder.join("people.toml");
    fs::write(&file, people()?)?;
    Ok(file)
}

fn import_file() -> Result<String> {
    let mut text = people()?;
    text.push_str(&app()?);
    text.push_str(&companies()?);
    Ok(text)
}

fn people() -> Result<String> {
    let mut text = String::new();
    writeln!(
        text,
        "[[company]]\nname = \"People\"\nslug = \"people\"\ndomains = [\"people.example\"]"
    )?;
    for number in 0..PEOPLE {
        writeln!(
            text,
            "[[company.account]]\nemail = \"{}\"\nfirst_name = \"Person\"",
            username(number)
        )?;
        writeln!(text, "last_name = \"{number}\"\npassword = \"{PASSWORD}\"")?;
        // Sees every page of the portal.
        if number == 0 {
            writeln!(text, "company_admin = true")?;
        }
    }
    Ok(text)
}

/// The companies that the domains belong to.
fn companies() -> Result<String> {
    let mut text = String::new();
    for company in 0..DOMAINS / DOMAINS_PER_COMPANY {
        let first = company * DOMAINS_PER_COMPANY;
        let domains: Vec<_> = (first..first + DOMAINS_PER_COMPANY).map(domain).collect();
        writeln!(
            text,
            "[[company]]\nname = \"Company {company}\"\nslug = \"company-{company}\""
        )?;
        writeln!(text, "domains = {domains:?}")?;
        if is_federated(company) {
            writeln!(
                text,
                "[[company.sso_configuration]]\nname = \"IdP\"\nactive = true\nclient_id = \"latchkey\""
            )?;
            writeln!(
                text,
                "endpoint_url = \"https://idp.c{company}.example\"\nclient_secret = \"measured-with\""
            )?;
            writeln!(
                text,
                "scopes = [\"openid\", \"email\"]\n[company.sso_configuration.claims]\nforeign_id = \"sub\""
            )?;
            writeln!(
                text,
                "username = \"email\"\nfirst_name = \"given_name\"\nlast_name = \"family_name\""
            )?;
        }
    }
    Ok(text)
}

/// An app with an environment for each way to sign ID tokens, and all the people in it.
fn app() -> Result<String> {
    let mut text = String::from("[[company.app]]\nname = \"App\"\nslug = \"app\"\n");
    for algorithm in ["ES256", "RS256"] {
        writeln!(
            text,
            "[[company.app.environment]]\nname = \"{algorithm}\"\nurl = \"https://app.example/\""
        )?;
        writeln!(
            text,
            "client_id = \"{}\"\nclient_secret = \"{CLIENT_SECRET}\"\nredirect_uris = [\"{REDIRECT_URI}\"]",
            algorithm.to_lowercase()
        )?;
        writeln!(
            text,
            "roles = [\"User\"]\nid_token_signed_response_alg = \"{algorithm}\""
        )?;
        for number in 0..PEOPLE {
            let email = username(number);
            writeln!(
                text,
                "[[company.app.environment.access]]\nemail = \"{email}\"\nroles = [\"User\"]"
            )?;
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_domains_as_promised_and_each_once() {
        let text = import_file().unwrap();
        let named: std::collections::BTreeSet<_> =
            text.split('"').filter(|part| part.starts_with('d')).collect();
        assert_eq!(named.len(), DOMAINS);
        assert!(named.contains(domain(0).as_str()) && named.contains(domain(DOMAINS - 1).as_str()));
        assert_eq!(
            text.matches("active = true").count(),
            DOMAINS / DOMAINS_PER_COMPANY / 2
        );
    }
}
