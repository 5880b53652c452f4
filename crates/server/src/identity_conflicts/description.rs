//! Conflicts and their choices as admins read them: identifiers become addresses.

use latchkey_contract::identity_conflicts::{
    ConflictChoice, ConflictEffect, ConflictEffectKind, ConflictKind, ConflictOffer, ConflictParty,
    ConflictState, ConflictUndo, IdentityConflict, IdentityConflictDetail,
};

use crate::domain::identity_conflict::{
    ConflictChance, ConflictSides, Effect, People, UNDO_DAYS, choices, undo, undo_until_ms,
};
use crate::rfc3339::rfc3339;
use crate::secrets::token_hash;
use crate::store::identity_conflicts::ListedConflict;

/// A row of the list.
pub(super) fn conflict(row: &ListedConflict) -> IdentityConflict {
    let party = |email: &Option<String>, first: &Option<String>, last: &Option<String>| {
        email.as_ref().map(|email| {
            let names = [first, last].map(|name| name.as_deref().unwrap_or_default().trim());
            ConflictParty {
                email: email.clone(),
                name: names.join(" ").trim().to_owned(),
            }
        })
    };
    IdentityConflict {
        id: row.id.clone(),
        // A later release may have written what this one does not know.
        kind: ConflictKind::from_text(&row.kind).unwrap_or(ConflictKind::WrongPerson),
        state: ConflictState::from_text(&row.state).unwrap_or(ConflictState::Open),
        account: party(
            &row.account_email,
            &row.account_first_name,
            &row.account_last_name,
        ),
        other: party(&row.other_email, &row.other_first_name, &row.other_last_name),
        address: row.address.clone(),
        foreign_id: row.foreign_id.clone(),
        typed: row.typed.clone(),
        first_seen_at: rfc3339(row.first_seen_at_ms).unwrap_or_default(),
        last_seen_at: rfc3339(row.at_ms).unwrap_or_default(),
        seen: row.seen.unsigned_abs(),
        choice: row.choice.as_deref().and_then(ConflictChoice::from_text),
        decided_by: row.decided_by_email.clone(),
        decided_at: row.decided_at_ms.and_then(rfc3339),
    }
}

/// A conflict with its choices, or with the way back.
pub(super) fn detail(
    row: &ListedConflict,
    sides: &ConflictSides,
    done: Option<&[Effect]>,
    people: &People,
    actor: &str,
    now_ms: i64,
) -> IdentityConflictDetail {
    let conflict = conflict(row);
    let back = done
        .filter(|_| conflict.state == ConflictState::Decided)
        .map(|done| {
            let decided_at_ms = row.decided_at_ms.unwrap_or_default();
            let (effects, refusal) = undo(done, decided_at_ms, people, actor, now_ms);
            ConflictUndo {
                effects: describe_effects(&effects, people),
                refusal,
                until: undo_until_ms(done, decided_at_ms).and_then(rfc3339),
            }
        });
    let offers = match conflict.state {
        ConflictState::Decided => Vec::new(),
        ConflictState::Open | ConflictState::Undone => choices(sides, people, actor)
            .iter()
            .map(|chance| offer(chance, people))
            .collect(),
    };
    IdentityConflictDetail {
        conflict,
        offers,
        undo: back,
    }
}

fn offer(chance: &ConflictChance, people: &People) -> ConflictOffer {
    ConflictOffer {
        choice: chance.choice,
        effects: describe_effects(&chance.effects, people),
        refusal: chance.refusal,
        undo_days: undo_until_ms(&chance.effects, 0).map(|_| UNDO_DAYS),
        version: version(chance),
    }
}

/// Names a choice with all that it does.
pub(super) fn version(chance: &ConflictChance) -> String {
    let effects = serde_json::to_string(&chance.effects).unwrap_or_default();
    token_hash(&format!("{} {effects}", chance.choice.as_str()))
}

fn describe_effects(effects: &[Effect], people: &People) -> Vec<ConflictEffect> {
    use ConflictEffectKind as K;
    let describe = |effect: &Effect| {
        let (kind, value) = match effect {
            Effect::EndLink { identity, .. } => (K::LinkEnds, identity.foreign_id.clone()),
            Effect::MakeLink { identity, .. } => (K::LinkBegins, identity.foreign_id.clone()),
            Effect::EndAccess { .. } => (K::AccessEnds, String::new()),
            Effect::SetAddress { to, .. } => (K::AddressChanges, to.clone()),
            Effect::Deactivate { .. } => (K::Deactivated, String::new()),
            Effect::Reactivate { .. } => (K::Reactivated, String::new()),
            Effect::ForgetUsername { username, .. } => (K::UsernameForgotten, username.clone()),
            Effect::RememberUsername { username, .. } => (K::UsernameRemembered, username.clone()),
        };
        let account = people.account(effect.account_id());
        ConflictEffect {
            effect: kind,
            person: account.map(|account| account.email.clone()).unwrap_or_default(),
            value,
        }
    };
    effects.iter().map(describe).collect()
}
