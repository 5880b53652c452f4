//! Changes of many people's access to an environment.

use std::sync::{Arc, Mutex};

use latchkey_contract::ErrorCode;
use latchkey_contract::access_management::{
    BulkAct, BulkChange, BulkCounts, BulkExample, BulkOutcome, BulkPerson, BulkSelection, BulkState,
    BulkStep, GetBulkChange, ListBulkChangePeople, ListBulkChanges, PersonSort, PreviewBulkChange,
    RoleChange, StartBulkChange, SteerBulkChange, list_bulk_change_people, list_bulk_changes,
    preview_bulk_change, start_bulk_change,
};

use crate::{FakeBackend, MockResponse, canned_members::members, page_of};

/// A change that has ended, and can be taken back.
pub fn ended() -> BulkChange {
    BulkChange {
        id: "change".to_owned(),
        act: BulkAct::ChangeRoles {
            give: vec!["User".to_owned()],
            take: vec!["Administrator".to_owned()],
        },
        state: BulkState::Done,
        is_undo: false,
        total: 30,
        done: 30,
        counts: BulkCounts {
            changed: 20,
            partly: 2,
            unchanged: 5,
            from_group: 3,
            ..BulkCounts::default()
        },
        seconds_left: None,
        began_at: "2026-11-25T06:00:00Z".to_owned(),
        began_by: "ada@acme.example".to_owned(),
        ended_at: Some("2026-11-25T06:01:00Z".to_owned()),
        paused_by: None,
        undo_until: Some("2026-11-26T06:01:00Z".to_owned()),
    }
}

/// One that works.
pub fn running() -> BulkChange {
    BulkChange {
        id: "running".to_owned(),
        act: BulkAct::RemoveAccess,
        state: BulkState::Running,
        done: 12,
        counts: BulkCounts {
            changed: 12,
            ..BulkCounts::default()
        },
        ended_at: None,
        undo_until: None,
        ..ended()
    }
}

/// From now on these changes are there, whatever the environment. Others can be begun, and all be steered.
pub fn has_bulk_changes(backend: &FakeBackend, changes: Vec<BulkChange>) {
    let kept = Arc::new(Mutex::new(changes));
    let listed = |kept: &Arc<Mutex<Vec<BulkChange>>>| list_bulk_changes::Response {
        changes: kept.lock().map(|changes| changes.clone()).unwrap_or_default(),
    };
    let all = kept.clone();
    backend.on::<ListBulkChanges>(move |_| MockResponse::Success(listed(&all)));
    let all = kept.clone();
    backend.on::<GetBulkChange>(move |request| {
        let known = all.lock().map(|changes| changes.clone()).unwrap_or_default();
        let found = known.into_iter().find(|change| change.id == request.change);
        found.map_or_else(
            || MockResponse::refused(ErrorCode::NotFound),
            MockResponse::Success,
        )
    });
    backend.on::<PreviewBulkChange>(|request| MockResponse::Success(preview(&request)));
    let all = kept.clone();
    backend.on::<StartBulkChange>(move |request| {
        let begun = BulkChange {
            id: "begun".to_owned(),
            act: request.act,
            total: request.total,
            ..running()
        };
        if let Ok(mut changes) = all.lock() {
            changes.insert(0, begun);
        }
        MockResponse::Success(start_bulk_change::Response {
            id: "begun".to_owned(),
        })
    });
    backend.on::<SteerBulkChange>(move |request| {
        if let Ok(mut changes) = kept.lock() {
            for change in changes.iter_mut().filter(|change| change.id == request.change) {
                steer(change, request.step);
            }
        }
        MockResponse::Success(listed(&kept))
    });
    backend.on::<ListBulkChangePeople>(|list_bulk_change_people::Request { query, .. }| {
        let page = query.page();
        let people: Vec<_> = people()
            .into_iter()
            .filter(|person| query.outcome.is_none_or(|outcome| outcome == person.outcome))
            .collect();
        let key = |person: &BulkPerson, by| match by {
            PersonSort::Name => [person.last_name.as_str(), &person.first_name].join(" "),
            PersonSort::Email => person.email.clone(),
        };
        let searched = |person: &BulkPerson| vec![person.email.clone(), person.last_name.clone()];
        page_of(&people, &page, key, searched)
    });
}

fn steer(change: &mut BulkChange, step: BulkStep) {
    change.paused_by = None;
    match step {
        BulkStep::Pause => {
            change.state = BulkState::Paused;
            change.paused_by = Some("ada@acme.example".to_owned());
        }
        BulkStep::Resume => change.state = BulkState::Running,
        BulkStep::Stop => change.state = BulkState::Stopped,
        BulkStep::Undo => {
            change.state = BulkState::Running;
            change.is_undo = true;
            change.undo_until = None;
            change.ended_at = None;
        }
    }
}

/// What is said before it begins: of single people all are changed, of all that match not everybody.
fn preview(request: &preview_bulk_change::Request) -> preview_bulk_change::Response {
    let (total, from_group) = match &request.selection {
        BulkSelection::People { accounts } => (accounts.len(), 0),
        BulkSelection::Matching { .. } => (12_340, 40),
    };
    let total = i64::try_from(total).unwrap_or(0);
    let role = |role: &String, gained: i64, lost: i64| RoleChange {
        role: role.clone(),
        gained,
        lost,
        gained_beside_group: 0,
        kept_by_group: if lost > 0 { from_group } else { 0 },
    };
    let roles = match &request.act {
        BulkAct::ChangeRoles { give, take } => {
            let given = give.iter().map(|name| role(name, total - from_group, 0));
            let taken = take.iter().map(|name| role(name, 0, total - from_group));
            given.chain(taken).collect()
        }
        BulkAct::RemoveAccess => Vec::new(),
    };
    preview_bulk_change::Response {
        total,
        counts: BulkCounts {
            changed: total - from_group,
            from_group,
            ..BulkCounts::default()
        },
        roles,
        examples: vec![BulkExample {
            name: "Ada Lovelace".to_owned(),
            email: "ada@acme.example".to_owned(),
            outcome: BulkOutcome::Changed,
            before: Some(vec!["Administrator".to_owned()]),
            after: match &request.act {
                BulkAct::ChangeRoles { give, .. } => Some(give.clone()),
                BulkAct::RemoveAccess => None,
            },
        }],
    }
}

/// Thirty people, of whom most were changed.
fn people() -> Vec<BulkPerson> {
    let outcome = |at: usize| match at % 10 {
        0 => BulkOutcome::FromGroup,
        1 => BulkOutcome::Unchanged,
        _ => BulkOutcome::Changed,
    };
    let people = members(30).into_iter().enumerate();
    let person = |(at, member): (usize, latchkey_contract::members::Member)| BulkPerson {
        id: member.id,
        email: member.email,
        first_name: member.first_name,
        last_name: member.last_name,
        outcome: outcome(at),
        before: (at % 10 != 0).then(|| vec!["Administrator".to_owned()]),
        after: (at % 10 != 0).then(|| vec!["User".to_owned()]),
    };
    people.map(person).collect()
}
