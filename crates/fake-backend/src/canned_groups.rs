//! Acme's groups. What is made, added and removed is remembered.

use std::sync::{Arc, Mutex};

use latchkey_contract::{
    Empty, ErrorCode,
    groups::{
        AddGroupMembers, AddOutcome, AddedMember, CreateGroup, DeleteGroup, FileProblem, GetGroup,
        GetGroupDeletion, Group, GroupAccess, GroupDeletion, GroupEnvironment, GroupMember,
        ImportGroupMembers, ImportedRow, ListGroupMembers, ListGroups, ListedGroup, RemoveGroupMember,
        RenameGroup, RevokeGroupAccess, SetGroupAccess, WithheldClaims, add_group_members, create_group,
        import_group_members, list_group_members, list_groups,
    },
    members::{Member, MemberSort},
};

use crate::{
    FakeBackend, MockResponse,
    canned_group_rules::{answers_rules, finance_rule},
    kept_group::{Kept, change},
    page_of,
};

pub use crate::kept_group::KeptGroup;

/// Identifier of the group that is there in most states.
pub const FINANCE: &str = "finance";

/// From now on these are Acme's groups, and `people` can be added to them.
pub fn kept_groups(backend: &FakeBackend, groups: Vec<KeptGroup>, people: Vec<Member>) {
    let kept: Kept = Arc::new(Mutex::new(groups));
    answers_lists(backend, &kept);
    answers_group(backend, &kept);
    answers_members(backend, &kept, people);
    answers_access(backend, &kept);
    answers_rules(backend, &kept);
}

fn answers_lists(backend: &FakeBackend, kept: &Kept) {
    let listed = kept.clone();
    backend.on::<ListGroups>(move |list_groups::Request { query }| {
        let groups = listed.lock().expect("one thread");
        let groups: Vec<_> = groups.iter().map(listed_group).collect();
        let name = |group: &ListedGroup| group.name.clone();
        page_of(&groups, &query, |group, _| name(group), |group| vec![name(group)])
    });
    let listed = kept.clone();
    backend.on::<ListGroupMembers>(move |list_group_members::Request { group, query }| {
        let groups = listed.lock().expect("one thread");
        let Some(known) = groups.iter().find(|known| known.group.id == group) else {
            return MockResponse::refused(ErrorCode::NotFound);
        };
        let key = |member: &GroupMember, by| match by {
            MemberSort::Name => [member.last_name.as_str(), " ", &member.first_name].concat(),
            MemberSort::Email => member.email.clone(),
        };
        let searched = |member: &GroupMember| {
            vec![
                member.first_name.clone(),
                member.last_name.clone(),
                member.email.clone(),
            ]
        };
        page_of(&known.members, &query, key, searched)
    });
}

fn listed_group(known: &KeptGroup) -> ListedGroup {
    ListedGroup {
        id: known.group.id.clone(),
        name: known.group.name.clone(),
        members: u32::try_from(known.members.len()).unwrap_or(u32::MAX),
        environments: u32::try_from(known.group.access.len()).unwrap_or(u32::MAX),
    }
}

fn answers_group(backend: &FakeBackend, kept: &Kept) {
    let groups = kept.clone();
    backend.on::<CreateGroup>(move |request| {
        let mut groups = groups.lock().expect("one thread");
        let is_taken = |known: &KeptGroup| known.group.name.eq_ignore_ascii_case(&request.name);
        if groups.iter().any(is_taken) {
            return MockResponse::refused_at(ErrorCode::NameTaken, "name");
        }
        let id = ["group-", &groups.len().to_string()].concat();
        groups.push(KeptGroup {
            group: group(&id, &request.name, Vec::new()),
            members: Vec::new(),
        });
        MockResponse::Success(create_group::Response { id })
    });
    let groups = kept.clone();
    backend.on::<GetGroup>(move |request| {
        change(&groups, &request.group, |known| {
            MockResponse::Success(known.group.clone())
        })
    });
    let groups = kept.clone();
    backend.on::<RenameGroup>(move |request| {
        change(&groups, &request.group, |known| {
            known.group.name = request.name;
            MockResponse::Success(Empty {})
        })
    });
    let groups = kept.clone();
    backend.on::<GetGroupDeletion>(move |request| {
        change(&groups, &request.group, |known| {
            MockResponse::Success(GroupDeletion {
                people: u32::try_from(known.members.len()).unwrap_or(u32::MAX),
                environments: known.group.access.clone(),
            })
        })
    });
    let groups = kept.clone();
    backend.on::<DeleteGroup>(move |request| {
        let mut groups = groups.lock().expect("one thread");
        groups.retain(|known| known.group.id != request.group);
        MockResponse::Success(Empty {})
    });
}

fn answers_members(backend: &FakeBackend, kept: &Kept, people: Vec<Member>) {
    let groups = kept.clone();
    backend.on::<AddGroupMembers>(move |request| {
        change(&groups, &request.group, |known| {
            let add = |given: String| AddedMember {
                outcome: add(known, &people, &given),
                given,
            };
            MockResponse::Success(add_group_members::Response {
                outcomes: request.addresses.into_iter().map(add).collect(),
            })
        })
    });
    answers_import(backend);
    let groups = kept.clone();
    backend.on::<RemoveGroupMember>(move |request| {
        change(&groups, &request.group, |known| {
            known.members.retain(|member| member.id != request.member);
            MockResponse::Success(Empty {})
        })
    });
}

/// A zip file (`UEsD` in Base64) has macros in it; every other file has the same four rows.
fn answers_import(backend: &FakeBackend) {
    backend.on::<ImportGroupMembers>(|request| {
        if request.content.starts_with("UEsD") {
            return MockResponse::Success(import_group_members::Response {
                problem: Some(FileProblem::HasMacros),
                rows: Vec::new(),
            });
        }
        let row = |number: u32, given: &str, outcome: AddOutcome| ImportedRow {
            number,
            given: given.to_owned(),
            outcome,
        };
        MockResponse::Success(import_group_members::Response {
            problem: None,
            rows: vec![
                row(2, "person20@acme.example", AddOutcome::Added),
                row(3, "person21@acme.example", AddOutcome::Added),
                row(4, "nobody", AddOutcome::Malformed),
                row(6, "", AddOutcome::Malformed),
            ],
        })
    });
}

fn add(known: &mut KeptGroup, people: &[Member], given: &str) -> AddOutcome {
    let address = given
        .rsplit('<')
        .next()
        .unwrap_or_default()
        .trim_end_matches('>')
        .trim();
    if !address.contains('@') {
        return AddOutcome::Malformed;
    }
    let Some(person) = people.iter().find(|person| person.email == address) else {
        return AddOutcome::Unknown;
    };
    if known.members.iter().any(|member| member.id == person.id) {
        return AddOutcome::Present;
    }
    known.members.push(in_group(person));
    AddOutcome::Added
}

fn answers_access(backend: &FakeBackend, kept: &Kept) {
    let groups = kept.clone();
    backend.on::<SetGroupAccess>(move |request| {
        change(&groups, &request.group, |known| {
            let Group { access, others, .. } = &mut known.group;
            if let Some(held) = access
                .iter_mut()
                .find(|held| held.environment.id == request.environment)
            {
                held.roles = request.roles;
                return MockResponse::Success(Empty {});
            }
            let Some(at) = others.iter().position(|other| other.id == request.environment) else {
                return MockResponse::refused_at(ErrorCode::ValueInvalid, "environment");
            };
            access.push(GroupAccess {
                environment: others.remove(at),
                roles: request.roles,
            });
            MockResponse::Success(Empty {})
        })
    });
    let groups = kept.clone();
    backend.on::<RevokeGroupAccess>(move |request| {
        change(&groups, &request.group, |known| {
            let Group { access, others, .. } = &mut known.group;
            if let Some(at) = access
                .iter()
                .position(|held| held.environment.id == request.environment)
            {
                others.push(access.remove(at).environment);
            }
            MockResponse::Success(Empty {})
        })
    });
}

/// Finance, with twelve of these people, who may enter an environment with two roles, one of which it has no more; and a group without anything.
pub fn groups(people: &[Member]) -> Vec<KeptGroup> {
    let mut members: Vec<_> = people.iter().take(12).map(in_group).collect();
    members[1].by_hand = false;
    members[1].by_idp = true;
    members[2].by_idp = true;
    let access = GroupAccess {
        environment: environment("acceptance", "Acceptance", &["User", "Administrator"]),
        roles: vec!["User".to_owned(), "Auditor".to_owned()],
    };
    vec![
        KeptGroup {
            group: Group {
                rules: vec![finance_rule()],
                withheld: WithheldClaims {
                    too_many: 2,
                    not_read: 0,
                },
                ..group(FINANCE, "Finance", vec![access])
            },
            members,
        },
        KeptGroup {
            group: group("legal", "Legal", Vec::new()),
            members: Vec::new(),
        },
    ]
}

/// `count` groups, among them Finance with all of these people and many apps.
pub fn many_groups(count: usize, people: &[Member]) -> Vec<KeptGroup> {
    let access = |number: usize| GroupAccess {
        environment: environment(
            &format!("environment-{number}"),
            &format!("Stage {number}"),
            &["User"],
        ),
        roles: vec!["User".to_owned()],
    };
    let mut groups = vec![KeptGroup {
        group: group(FINANCE, "Finance", (1..=40).map(access).collect()),
        members: people.iter().map(in_group).collect(),
    }];
    groups.extend((1..=count).map(|number| KeptGroup {
        group: group(
            &format!("group-{number}"),
            &format!("Group {number:03}"),
            Vec::new(),
        ),
        members: Vec::new(),
    }));
    groups
}

/// Finance as it was made, without anybody and anything.
pub fn bare_group() -> KeptGroup {
    KeptGroup {
        group: Group {
            others: Vec::new(),
            ..group(FINANCE, "Finance", Vec::new())
        },
        members: Vec::new(),
    }
}

fn group(id: &str, name: &str, access: Vec<GroupAccess>) -> Group {
    Group {
        id: id.to_owned(),
        name: name.to_owned(),
        access,
        others: vec![
            environment("production", "Production", &["User", "Administrator"]),
            environment("sandbox", "Sandbox", &[]),
        ],
        rules: Vec::new(),
        withheld: WithheldClaims::default(),
    }
}

fn environment(id: &str, name: &str, roles: &[&str]) -> GroupEnvironment {
    GroupEnvironment {
        id: id.to_owned(),
        name: name.to_owned(),
        app: "Company Expenses".to_owned(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
    }
}

fn in_group(person: &Member) -> GroupMember {
    GroupMember {
        id: person.id.clone(),
        email: person.email.clone(),
        first_name: person.first_name.clone(),
        last_name: person.last_name.clone(),
        deactivated: person.deactivated,
        by_hand: true,
        by_idp: false,
    }
}
