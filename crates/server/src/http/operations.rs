//! Every operation of the JSON API, by area.

pub use super::route_table::{Operations, ServedOperation};
use super::{
    access_management, app_settings, apps, company, email_domains, groups, identity_conflicts, members,
    password, personal_tokens, profile, second_accounts, security_history, session, sign_in,
    sso_configurations, two_step,
};

/// Every operation of the API.
pub fn all() -> Operations {
    let areas = [
        sign_in::operations(),
        session::operations(),
        password::operations(),
        profile::operations(),
        two_step::operations(),
        personal_tokens::operations(),
        apps::operations(),
        company::operations(),
        email_domains::operations(),
        members::operations(),
        groups::operations(),
        app_settings::operations(),
        access_management::operations(),
        sso_configurations::operations(),
        security_history::operations(),
        identity_conflicts::operations(),
        second_accounts::operations(),
    ];
    areas.into_iter().fold(Operations::default(), Operations::and)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::openapi;

    /// The attribute of a handler says the method once more, and `openapi.rs` lists the handlers once more.
    #[test]
    fn what_is_served_is_what_is_described() {
        let description = serde_json::to_value(openapi::document()).expect("JSON");
        let mut described = Vec::new();
        for (path, methods) in description["paths"].as_object().expect("paths") {
            for (method, operation) in methods.as_object().expect("methods") {
                let id = operation["operationId"].as_str().expect("an identifier");
                described.push((id.to_owned(), method.to_uppercase(), path.to_owned()));
            }
        }
        let mut served: Vec<_> = all()
            .served()
            .iter()
            .map(|served| {
                let method = served.method.as_str().to_owned();
                (served.id.to_owned(), method, served.path.to_owned())
            })
            .collect();
        described.sort();
        served.sort();
        assert_eq!(served, described);
    }
}
