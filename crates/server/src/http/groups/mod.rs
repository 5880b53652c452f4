//! The groups of a company, for its admins.

pub mod add_group_members;
pub mod create_group;
pub mod delete_group;
pub mod export_members;
pub mod get_group;
pub mod get_group_deletion;
pub mod import_group_members;
pub mod list_group_members;
pub mod list_groups;
pub mod preview_group_rules;
pub mod remove_group_member;
pub mod rename_group;
pub mod revoke_group_access;
pub mod set_group_access;
pub mod set_group_rules;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler as _;
use latchkey_contract::groups::{
    AddGroupMembers, CreateGroup, DeleteGroup, GetGroup, GetGroupDeletion, GroupAccess, GroupEnvironment,
    ImportGroupMembers, ListGroupMembers, ListGroups, PreviewGroupRules, RemoveGroupMember, RenameGroup,
    RevokeGroupAccess, SetGroupAccess, SetGroupRules,
};

use super::route_table::Operations;
use crate::store::access_groups::GroupGrant;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<ListGroups, _>(list_groups::handle)
        .with::<CreateGroup, _>(create_group::handle)
        .with::<GetGroup, _>(get_group::handle)
        .with::<RenameGroup, _>(rename_group::handle)
        .with::<GetGroupDeletion, _>(get_group_deletion::handle)
        .with::<DeleteGroup, _>(delete_group::handle)
        .with::<ListGroupMembers, _>(list_group_members::handle)
        .with::<AddGroupMembers, _>(add_group_members::handle)
        .with::<ImportGroupMembers, _>(
            import_group_members::handle.layer(DefaultBodyLimit::max(import_group_members::MAX_BODY_BYTES)),
        )
        .with::<RemoveGroupMember, _>(remove_group_member::handle)
        .with::<SetGroupAccess, _>(set_group_access::handle)
        .with::<RevokeGroupAccess, _>(revoke_group_access::handle)
        .with::<SetGroupRules, _>(set_group_rules::handle)
        .with::<PreviewGroupRules, _>(preview_group_rules::handle)
}

/// What a group was given, as its admins see it.
fn access(grant: GroupGrant) -> GroupAccess {
    GroupAccess {
        environment: GroupEnvironment {
            id: grant.environment_id,
            name: grant.environment,
            app: grant.app,
            roles: grant.published,
        },
        roles: grant.roles,
    }
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
