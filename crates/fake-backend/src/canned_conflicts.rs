//! Identity conflicts of Ada's company, which keep what is decided.

use std::sync::{Arc, Mutex, PoisonError};

use latchkey_contract::{
    Empty, ErrorCode,
    identity_conflicts::{
        ConflictChoice, ConflictEffect, ConflictEffectKind, ConflictKind, ConflictOffer, ConflictParty,
        ConflictRefusal, ConflictStanding, ConflictState, ConflictUndo, DecideIdentityConflict,
        GetIdentityConflict, IdentityConflict, IdentityConflictDetail, ListIdentityConflicts,
        UndoIdentityConflict, list_identity_conflicts,
    },
};

use crate::{FakeBackend, MockResponse, canned_members::ADA, page_of};

/// From now on these conflicts are there, the newest first.
pub fn has_conflicts(backend: &FakeBackend, conflicts: Vec<IdentityConflict>) {
    let kept = Arc::new(Mutex::new(conflicts));
    let known = kept.clone();
    backend.on::<ListIdentityConflicts>(move |list_identity_conflicts::Request { query }| {
        let known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_meant = |conflict: &&IdentityConflict| {
            let is_decided = conflict.state == ConflictState::Decided;
            let wanted = query
                .standing
                .map(|standing| standing == ConflictStanding::Decided);
            wanted.is_none_or(|wanted| wanted == is_decided)
                && query.kind.is_none_or(|kind| conflict.kind == kind)
        };
        let meant: Vec<_> = known.iter().filter(is_meant).cloned().collect();
        let key = |conflict: &IdentityConflict, _| {
            let at = meant.iter().position(|other| other.id == conflict.id);
            format!("{:06}", at.unwrap_or_default())
        };
        page_of(&meant, &query.page(), key, |conflict| {
            vec![conflict.address.clone()]
        })
    });
    let known = kept.clone();
    backend.on::<GetIdentityConflict>(move |request| {
        change(&known, &request.conflict, |conflict| {
            MockResponse::Success(detail(conflict))
        })
    });
    let known = kept.clone();
    backend.on::<DecideIdentityConflict>(move |request| {
        change(&known, &request.conflict, |conflict| {
            conflict.state = ConflictState::Decided;
            conflict.choice = Some(request.choice);
            conflict.decided_by = Some(ADA.to_owned());
            conflict.decided_at = Some("2026-11-28T13:00:00Z".to_owned());
            MockResponse::Success(Empty {})
        })
    });
    backend.on::<UndoIdentityConflict>(move |request| {
        change(&kept, &request.conflict, |conflict| {
            conflict.state = ConflictState::Undone;
            MockResponse::Success(Empty {})
        })
    });
}

fn change<T>(
    known: &Mutex<Vec<IdentityConflict>>,
    id: &str,
    answer: impl FnOnce(&mut IdentityConflict) -> MockResponse<T>,
) -> MockResponse<T> {
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    match known.iter_mut().find(|conflict| conflict.id == id) {
        Some(conflict) => answer(conflict),
        None => MockResponse::refused(ErrorCode::NotFound),
    }
}

/// One of each kind.
pub fn conflicts() -> Vec<IdentityConflict> {
    let party = |email: &str, name: &str| {
        Some(ConflictParty {
            email: email.to_owned(),
            name: name.to_owned(),
        })
    };
    let grace = || party("grace@acme.example", "Grace Hopper");
    let conflict = |kind: ConflictKind, number: usize| IdentityConflict {
        id: format!("conflict-{number}"),
        kind,
        state: ConflictState::Open,
        account: grace(),
        other: None,
        address: "grace@acme.example".to_owned(),
        foreign_id: "248289761001".to_owned(),
        typed: None,
        first_seen_at: "2026-11-20T12:30:00Z".to_owned(),
        last_seen_at: format!("2026-11-{:02}T12:30:00Z", 28 - number % 28),
        seen: 3,
        choice: None,
        decided_by: None,
        decided_at: None,
    };
    vec![
        conflict(ConflictKind::ReusedAddress, 0),
        IdentityConflict {
            address: "grace.hopper@acme.example".to_owned(),
            ..conflict(ConflictKind::ChangedAddress, 1)
        },
        IdentityConflict {
            other: party("alan@acme.example", "Alan Turing"),
            address: "alan@acme.example".to_owned(),
            ..conflict(ConflictKind::DuplicateMatch, 2)
        },
        IdentityConflict {
            other: party("alan@acme.example", "Alan Turing"),
            typed: Some("grace@acme.example".to_owned()),
            ..conflict(ConflictKind::WrongPerson, 3)
        },
        IdentityConflict {
            account: None,
            address: "grace@globex.example".to_owned(),
            ..conflict(ConflictKind::WrongPerson, 4)
        },
        IdentityConflict {
            state: ConflictState::Decided,
            choice: Some(ConflictChoice::Keep),
            decided_by: Some(ADA.to_owned()),
            decided_at: Some("2026-11-27T09:00:00Z".to_owned()),
            address: "hopper@acme.example".to_owned(),
            ..conflict(ConflictKind::ChangedAddress, 5)
        },
    ]
}

fn detail(conflict: &IdentityConflict) -> IdentityConflictDetail {
    let offers = [
        ConflictChoice::Keep,
        ConflictChoice::MoveIdentity,
        ConflictChoice::NewPerson,
    ];
    let is_decided = conflict.state == ConflictState::Decided;
    IdentityConflictDetail {
        conflict: conflict.clone(),
        offers: match is_decided {
            true => Vec::new(),
            false => offers.into_iter().map(offer).collect(),
        },
        undo: is_decided.then(|| {
            let choice = conflict.choice.unwrap_or(ConflictChoice::Keep);
            ConflictUndo {
                effects: effects(choice),
                refusal: None,
                until: (choice != ConflictChoice::Keep).then(|| "2026-12-05T13:00:00Z".to_owned()),
            }
        }),
    }
}

fn offer(choice: ConflictChoice) -> ConflictOffer {
    let effects = effects(choice);
    ConflictOffer {
        choice,
        refusal: (choice == ConflictChoice::NewPerson).then_some(ConflictRefusal::AdminAccount),
        undo_days: (!effects.is_empty()).then_some(7),
        version: choice.as_str().to_owned(),
        effects,
    }
}

fn effects(choice: ConflictChoice) -> Vec<ConflictEffect> {
    let effect = |effect, value: &str| ConflictEffect {
        effect,
        person: "grace@acme.example".to_owned(),
        value: value.to_owned(),
    };
    match choice {
        ConflictChoice::MoveIdentity => vec![
            effect(ConflictEffectKind::LinkEnds, "11"),
            effect(ConflictEffectKind::LinkBegins, "248289761001"),
            effect(ConflictEffectKind::AccessEnds, ""),
        ],
        _ => Vec::new(),
    }
}
