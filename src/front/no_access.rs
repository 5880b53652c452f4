//! What the page of somebody says who may not enter an environment. Invariant: people of other companies learn nobody's address but the one
//! that the app's team has set.

use serde::{Deserialize, Serialize};

use super::app_name::AppName;

/// No access, and whom to ask. Posts `request` and `decision` as the consent screen does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoAccessScreen {
    /// The request that waits.
    pub request: String,
    /// The address of the account without access.
    pub email: String,
    /// The app that the person has no access to.
    pub app: AppName,
    /// Whom to ask for access.
    pub whom: WhomToAsk,
    /// Whether the person can ask for it here.
    pub asking: AccessAsking,
}

/// Whether somebody can ask for access by a button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessAsking {
    /// Nobody enters, with access or without: the environment is archived.
    Archived,
    /// The person is invited, and need not ask.
    Invited {
        /// Address of who invites.
        by: String,
        /// The roles that the invitation gives.
        roles: Vec<String>,
    },
    /// The person can ask now.
    Possible,
    /// The person asked within a day, and waits for the answer.
    Asked,
    /// A request of this day was declined.
    Declined {
        /// In how many hours the person can ask again, the one that has begun counted.
        hours: u32,
    },
    /// Nobody would answer.
    Impossible,
}

/// Whom somebody without access can ask. People of other companies learn nobody's address but the one that the app's team has set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhomToAsk {
    /// The app's team, by address; for people of its company.
    Team(Vec<TeamMember>),
    /// An email address, or one that begins with https.
    Contact(String),
    /// Their company, which the app belongs to and which knows who runs it.
    Company,
    /// Whoever told them of the app.
    Nobody,
}

/// Somebody of an app's team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamMember {
    /// First and last name, maybe empty.
    pub name: String,
    /// Email address.
    pub email: String,
}
