//! Settings > General of an app.

pub mod archive_environment;
pub mod change_app_team;
pub mod create_app;
pub mod create_environment;
pub mod delete_app;
pub mod delete_environment;
pub mod end_previous_secret;
pub mod get_app_deletion;
pub mod get_app_settings;
pub mod get_app_team;
pub mod get_environment_deletion;
pub mod list_apps;
pub mod rename_app;
pub mod restore_environment;
pub mod rotate_client_secret;
pub mod update_environment;

use latchkey_contract::app_settings::{
    ArchiveEnvironment, ChangeAppTeam, CreateApp, CreateEnvironment, DeleteApp, DeleteEnvironment,
    DeletedEnvironment, Deletion, EndPreviousSecret, GetAppDeletion, GetAppSettings, GetAppTeam,
    GetEnvironmentDeletion, ListApps, RenameApp, RestoreEnvironment, RotateClientSecret, UpdateEnvironment,
};

use super::route_table::Operations;
use crate::app_settings::delete::Impact;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<ListApps, _>(list_apps::handle)
        .with::<CreateApp, _>(create_app::handle)
        .with::<GetAppSettings, _>(get_app_settings::handle)
        .with::<DeleteApp, _>(delete_app::handle)
        .with::<GetAppDeletion, _>(get_app_deletion::handle)
        .with::<CreateEnvironment, _>(create_environment::handle)
        .with::<GetAppTeam, _>(get_app_team::handle)
        .with::<ChangeAppTeam, _>(change_app_team::handle)
        .with::<RenameApp, _>(rename_app::handle)
        .with::<UpdateEnvironment, _>(update_environment::handle)
        .with::<ArchiveEnvironment, _>(archive_environment::handle)
        .with::<RestoreEnvironment, _>(restore_environment::handle)
        .with::<DeleteEnvironment, _>(delete_environment::handle)
        .with::<GetEnvironmentDeletion, _>(get_environment_deletion::handle)
        .with::<EndPreviousSecret, _>(end_previous_secret::handle)
        .with::<RotateClientSecret, _>(rotate_client_secret::handle)
}

/// What deleting something ends, as people are told before.
fn shown_deletion(impact: Impact) -> Deletion {
    let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let environments = impact
        .environments
        .into_iter()
        .map(|environment| DeletedEnvironment {
            name: environment.name,
            url: environment.url,
        });
    Deletion {
        environments: environments.collect(),
        people: count(impact.ends.people),
        consents: count(impact.ends.consents),
        sessions: count(impact.ends.sessions),
    }
}
