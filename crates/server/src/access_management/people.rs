//! The people of an environment, each with where the access comes from.

use crate::app_settings::{AppSettingsError, administers, managed_environment};
use crate::app_state::AppState;
use crate::domain::access::{Access, Route, decide};
use crate::store::Connection;
use crate::store::environment_people::{self as store, GroupAccess, Person};
use crate::store::members::SortedBy;
use crate::store::page::{Part, Rows};

/// Somebody who may enter an environment, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonWithAccess {
    /// The person.
    pub person: Person,
    /// The roles that the app receives: those given directly and those of groups.
    pub roles: Vec<String>,
    /// The roles given directly; none where groups alone give access.
    pub direct_roles: Option<Vec<String>>,
    /// The groups that give access.
    pub groups: Vec<GroupAccess>,
    /// When this person last went in, if it is known.
    pub last_sign_in_at_ms: Option<i64>,
}

/// Some of the people of an environment.
#[derive(Debug)]
pub struct People {
    /// The people.
    pub rows: Rows<PersonWithAccess>,
    /// Whether whoever asks may change the groups of the app's company.
    pub may_change_groups: bool,
}

/// Some of the people of an environment, for somebody who manages its app.
pub async fn list(
    platform: &AppState,
    account_id: &str,
    environment_id: &str,
    sorted_by: SortedBy,
    part: &Part,
) -> Result<People, AppSettingsError> {
    let mut connection = platform.store.read().await?;
    let (app, environment) = managed_environment(&mut connection, account_id, environment_id).await?;
    let may_change_groups = administers(&mut connection, account_id, &app).await?;
    drop(connection);
    let published = environment.registration.settings.roles;
    let (id, part) = (environment.id, part.clone());
    let read = async move |connection: &mut Connection| {
        let people = store::of_environment(connection, &id, sorted_by, &part).await?;
        with_access(connection, &id, &published, people).await
    };
    let rows = platform.store.read_long(read).await?;
    Ok(People {
        rows,
        may_change_groups,
    })
}

/// What lets these people in.
async fn with_access(
    connection: &mut Connection,
    environment_id: &str,
    published: &[String],
    people: Rows<Person>,
) -> crate::store::Result<Rows<PersonWithAccess>> {
    let ids: Vec<&str> = people.items.iter().map(|person| person.id.as_str()).collect();
    let direct = store::direct_access(connection, environment_id, &ids).await?;
    let groups = store::group_access(connection, environment_id, &ids).await?;
    let sign_ins = store::last_sign_ins(connection, environment_id, &ids).await?;
    let shown = |person: Person| {
        let direct = direct.iter().find(|access| access.account_id == person.id);
        let groups: Vec<_> = groups
            .iter()
            .filter(|access| access.account_id == person.id)
            .collect();
        let given = direct.iter().map(|access| route(&access.roles));
        let routes = given.chain(groups.iter().map(|access| route(&access.roles)));
        let roles = decide(routes.collect(), published).map(Access::role_names);
        let last = sign_ins.iter().find(|(account_id, _)| *account_id == person.id);
        PersonWithAccess {
            roles: roles.unwrap_or_default(),
            direct_roles: direct.map(|access| access.roles.clone()),
            groups: groups.into_iter().cloned().collect(),
            last_sign_in_at_ms: last.map(|(_, at_ms)| *at_ms),
            person,
        }
    };
    Ok(Rows {
        items: people.items.into_iter().map(shown).collect(),
        next: people.next,
    })
}

/// A way in, of which only the roles are asked for.
fn route(roles: &[String]) -> Route<()> {
    Route {
        origin: (),
        roles: roles.to_vec(),
        since_ms: 0,
    }
}
