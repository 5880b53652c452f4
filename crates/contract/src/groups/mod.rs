//! Groups of a company's people, by which they enter apps, as its admins see them.

pub mod add_group_members;
pub mod create_group;
pub mod delete_group;
pub mod get_group;
pub mod get_group_deletion;
pub mod group;
pub mod group_rule;
pub mod import_group_members;
pub mod list_group_members;
pub mod list_groups;
pub mod preview_group_rules;
pub mod remove_group_member;
pub mod rename_group;
pub mod revoke_group_access;
pub mod set_group_access;
pub mod set_group_rules;

pub use add_group_members::{AddGroupMembers, AddOutcome, AddedMember};
pub use create_group::CreateGroup;
pub use delete_group::DeleteGroup;
pub use get_group::GetGroup;
pub use get_group_deletion::{GetGroupDeletion, GroupDeletion};
pub use group::{Group, GroupAccess, GroupEnvironment, WithheldClaims};
pub use group_rule::{GroupRule, RuleFault};
pub use import_group_members::{FileProblem, ImportGroupMembers, ImportedRow, MOST_FILE_BYTES};
pub use list_group_members::{GroupMember, ListGroupMembers};
pub use list_groups::{GroupSort, ListGroups, ListedGroup};
pub use preview_group_rules::{PreviewGroupRules, PreviewedPeople, RuleVerdict, TestedPerson};
pub use remove_group_member::RemoveGroupMember;
pub use rename_group::RenameGroup;
pub use revoke_group_access::RevokeGroupAccess;
pub use set_group_access::SetGroupAccess;
pub use set_group_rules::SetGroupRules;
