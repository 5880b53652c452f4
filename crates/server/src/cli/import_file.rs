//! The shape of the import file. Unknown keys are refused: a typo must not pass for a setting. What is left out stays as it is.
//! An empty text takes an optional one of an environment away.

use latchkey_contract::app_settings::EnvironmentSettings;
use latchkey_contract::claim_mapping::ClaimMapping;
use latchkey_contract::groups::GroupRule;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::store::registration::by_name;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportFile {
    /// The companies.
    #[serde(default)]
    pub company: Vec<CompanyEntry>,
}

/// One company.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompanyEntry {
    /// What people call it.
    pub name: String,
    /// Its slug, the short name in addresses: a-z, 0-9 and hyphens.
    pub slug: String,
    /// Its email domains; they count as proven.
    #[serde(default)]
    pub domains: Vec<String>,
    /// What it asks of whoever signs in by password; left out: as it is.
    pub second_factor: Option<SecondFactorEntry>,
    /// Its people.
    #[serde(default)]
    pub account: Vec<AccountEntry>,
    /// Its apps.
    #[serde(default)]
    pub app: Vec<AppEntry>,
    /// Its groups of people, by which they enter apps.
    #[serde(default)]
    pub group: Vec<GroupEntry>,
    /// Its identity providers.
    #[serde(default)]
    pub sso_configuration: Vec<SsoConfigurationEntry>,
}

/// What a company asks of whoever signs in by password.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondFactorEntry {
    /// `off`, `offered` or `required`.
    pub rule: String,
    /// The day (`2027-01-31`, in UTC) on which `required` begins.
    pub required_from: Option<String>,
    /// People may have a browser remembered; left out: not where one is required, and else so.
    pub remembers_browsers: Option<bool>,
}

/// One person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountEntry {
    /// Email address.
    pub email: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Password in clear; ignored for a federated domain.
    pub password: Option<String>,
    /// Admin of the company; left out: as it is.
    pub company_admin: Option<bool>,
}

impl std::fmt::Debug for AccountEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountEntry")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

/// One app.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppEntry {
    /// What people call it.
    pub name: String,
    /// Its slug, the short name in addresses.
    pub slug: String,
    /// Addresses of the people who look after it.
    #[serde(default)]
    pub team: Vec<String>,
    /// Its environments.
    #[serde(default)]
    pub environment: Vec<EnvironmentEntry>,
}

/// One environment of an app. Unknown keys of it are refused by [`SaidSettings`].
#[derive(Deserialize)]
pub struct EnvironmentEntry {
    /// `client_id`
    pub client_id: String,
    /// Left out: a public client.
    pub client_secret: Option<String>,
    /// Its own keys.
    pub jwks_uri: Option<String>,
    /// Who may enter as what.
    #[serde(default)]
    pub access: Vec<Access>,
    /// Everything else.
    #[serde(flatten)]
    pub settings: SaidSettings,
}

/// What a file says of an environment's settings, by the names of the contract's [`EnvironmentSettings`]: each of them is a key of
/// the file, but for `kind`, which follows from the secret. Name and address are always there.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Map<String, Value>")]
pub struct SaidSettings {
    /// Its name.
    pub name: String,
    /// Address at which people open the app.
    pub url: String,
    /// The rest; null takes an optional one away.
    pub rest: Map<String, Value>,
}

impl TryFrom<Map<String, Value>> for SaidSettings {
    type Error = String;

    fn try_from(mut said: Map<String, Value>) -> Result<Self, String> {
        let mut text = |key: &str| match said.remove(key) {
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(format!("an environment: {key} must be a text")),
            None => Err(format!("an environment: missing field `{key}`")),
        };
        let (name, url) = (text("name")?, text("url")?);
        for (key, value) in &mut said {
            check_key(key, value).map_err(|error| format!("the environment {name:?}: {error}"))?;
        }
        Ok(Self {
            name,
            url,
            rest: said,
        })
    }
}

/// Whether there is such a setting, and it can hold such a value. An empty text becomes null.
fn check_key(key: &str, value: &mut Value) -> Result<(), String> {
    let mut settings = by_name(&EnvironmentSettings::default());
    settings.remove("kind");
    let Some(setting) = settings.get_mut(key) else {
        return Err(format!("unknown field `{key}`"));
    };
    if value == "" && !setting.is_array() {
        *value = Value::Null;
        return Ok(());
    }
    *setting = value.clone();
    settings.insert("kind".to_owned(), Value::from("confidential"));
    match serde_json::from_value::<EnvironmentSettings>(Value::Object(settings)) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("{key}: {error}")),
    }
}

impl std::fmt::Debug for EnvironmentEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnvironmentEntry")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// One person's access to an environment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// Email address.
    pub email: String,
    /// Names of roles.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// One group of people.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupEntry {
    /// What people call it.
    pub name: String,
    /// Email addresses of people of the company.
    #[serde(default)]
    pub members: Vec<String>,
    /// What they may enter.
    #[serde(default)]
    pub access: Vec<GroupAccess>,
    /// By which the company's identity provider feeds it.
    #[serde(default)]
    pub rule: Vec<GroupRule>,
}

/// A group's access to an environment of the company's apps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupAccess {
    /// The app's slug.
    pub app: String,
    /// The environment's name.
    pub environment: String,
    /// Names of roles.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// One identity provider.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SsoConfigurationEntry {
    /// What the admin calls it.
    pub name: String,
    /// Issuer or well-known URL.
    pub endpoint_url: String,
    /// `client_id`
    pub client_id: String,
    /// `client_secret`; left out where a key takes its place.
    pub client_secret: Option<String>,
    /// Scopes to ask for; `openid` is always among them.
    pub scopes: Option<Vec<String>>,
    /// `client_secret_post`, `client_secret_basic` or `private_key_jwt`; left out: discovery decides.
    pub client_auth_method: Option<String>,
    /// People of the company's domains sign in with it from now on. Left out: as it was; a new one is a draft.
    pub active: Option<bool>,
    /// What is read from the claims.
    pub claims: ClaimMapping,
}

impl std::fmt::Debug for SsoConfigurationEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SsoConfigurationEntry")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
