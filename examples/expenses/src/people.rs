//! The app's own users. Invariant: people of the platform are known by issuer and subject, and nothing about them is changed
//! here; local users have a password here and nowhere else.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use latchkey_app::{Identity, LocalUser, Refusal, Users};

/// The role that may see the user overview.
pub(crate) const ADMINISTRATOR: &str = "Administrator";
/// The role that everybody has.
pub(crate) const USER: &str = "User";
/// All that there are: what the platform is told.
pub const ROLES: [&str; 2] = [USER, ADMINISTRATOR];

/// Who can sign in without the platform: username, name, whether an administrator.
pub const LOCAL_USERS: [(&str, &str, bool); 2] = [
    ("petty.cash", "Petty Cash", false),
    ("office", "The Office", true),
];
/// Everybody's local password. Everything here is invented.
pub const LOCAL_PASSWORD: &str = "a drawer full of receipts";

/// The app's record of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employee {
    /// The app's identifier.
    pub id: String,
    /// Something to call them by.
    pub name: String,
    /// An address, or the local username.
    pub email: String,
    /// Whether the password is ours; otherwise the platform's.
    pub is_local_user: bool,
    /// For local users as given here, for others as the platform said at the last sign-in.
    pub roles: Vec<String>,
    /// Issuer and subject of somebody of the platform.
    identity: Option<(String, String)>,
    password_hash: Option<String>,
}

/// Why a change was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotChanged {
    /// There is nobody of this identifier.
    Unknown,
    /// Somebody of the platform: the platform says what they may do.
    NotLocal,
}

/// All of them, in memory. Clones share the records.
#[derive(Debug, Clone, Default)]
pub struct People(Arc<Mutex<Vec<Employee>>>);

impl People {
    /// An app with [`LOCAL_USERS`].
    pub fn with_local_users() -> Self {
        let hash = Argon2::default().hash_password(LOCAL_PASSWORD.as_bytes());
        // A password that cannot be hashed is one that nobody can use.
        let hash = hash.ok().map(|hash| hash.to_string());
        let local = |(username, name, is_administrator): (&str, &str, bool)| Employee {
            id: username.to_owned(),
            name: name.to_owned(),
            email: username.to_owned(),
            is_local_user: true,
            roles: roles(is_administrator),
            identity: None,
            password_hash: hash.clone(),
        };
        Self(Arc::new(Mutex::new(LOCAL_USERS.into_iter().map(local).collect())))
    }

    /// All employees, sorted by name.
    pub(crate) fn all(&self) -> Vec<Employee> {
        let mut all = self.records().clone();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    pub(crate) fn find_by_id(&self, id: &str) -> Option<Employee> {
        self.records().iter().find(|each| each.id == id).cloned()
    }

    /// Gives a local user other roles.
    pub(crate) fn set_administrator(&self, id: &str, is_administrator: bool) -> Result<(), NotChanged> {
        let mut records = self.records();
        let employee = records
            .iter_mut()
            .find(|each| each.id == id)
            .ok_or(NotChanged::Unknown)?;
        if !employee.is_local_user {
            return Err(NotChanged::NotLocal);
        }
        employee.roles = roles(is_administrator);
        Ok(())
    }

    /// The local user with this password. Takes the time of one hash in any case, away from the other requests.
    pub(crate) async fn check_password(&self, username: String, password: String) -> Option<LocalUser> {
        let username = username.trim().to_lowercase();
        let records = self.records().clone();
        let found = records
            .iter()
            .find(|each| each.is_local_user && each.id == username)
            .cloned();
        let any_hash = records.iter().find_map(|each| each.password_hash.clone());
        let hash = found
            .as_ref()
            .and_then(|each| each.password_hash.clone())
            .or(any_hash)?;
        let check = tokio::task::spawn_blocking(move || {
            PasswordHash::new(&hash).is_ok_and(|hash| {
                Argon2::default()
                    .verify_password(password.as_bytes(), &hash)
                    .is_ok()
            })
        });
        let is_right = check.await.unwrap_or(false);
        found.filter(|_| is_right).map(|employee| LocalUser {
            user: employee.id,
            name: employee.name,
            email: None,
            roles: employee.roles,
        })
    }

    fn records(&self) -> MutexGuard<'_, Vec<Employee>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn roles(is_administrator: bool) -> Vec<String> {
    let names: &[&str] = if is_administrator {
        &[USER, ADMINISTRATOR]
    } else {
        &[USER]
    };
    names.iter().map(|&name| name.to_owned()).collect()
}

fn key(identity: &Identity) -> (String, String) {
    (identity.issuer.clone(), identity.subject.clone())
}

impl Users for People {
    async fn find(&self, identity: &Identity) -> Result<Option<String>, Refusal> {
        let key = key(identity);
        let records = self.records();
        Ok(records
            .iter()
            .find(|each| each.identity.as_ref() == Some(&key))
            .map(|each| each.id.clone()))
    }

    async fn on_first_login(&self, identity: &Identity) -> Result<String, Refusal> {
        let mut records = self.records();
        let id = format!("employee-{}", records.len() + 1);
        records.push(Employee {
            id: id.clone(),
            name: identity.name.clone(),
            email: identity.email.clone().unwrap_or_default(),
            is_local_user: identity.is_local_user,
            roles: identity.roles.clone(),
            identity: Some(key(identity)),
            password_hash: None,
        });
        Ok(id)
    }

    async fn on_login(&self, user: &str, identity: &Identity) -> Result<(), Refusal> {
        if let Some(employee) = self.records().iter_mut().find(|each| each.id == user) {
            employee.name.clone_from(&identity.name);
            employee.email = identity.email.clone().unwrap_or_default();
            employee.roles.clone_from(&identity.roles);
        }
        Ok(())
    }
}
