//! What conflicts, choices and their effects are called. Invariant: each of the contract has its words; the matches are exhaustive, so a new one does not
//! compile without.

use latchkey_contract::identity_conflicts::{
    ConflictChoice, ConflictEffect, ConflictEffectKind, ConflictKind, ConflictParty, ConflictRefusal,
    ConflictState, IdentityConflict,
};

use crate::i18n::*;

/// What happened, in a few words. Whoever came with an address from outside was nobody who was asked for.
pub fn kind_name(locale: Locale, kind: ConflictKind, has_account: bool) -> &'static str {
    match kind {
        ConflictKind::ChangedAddress => td_string!(locale, conflicts.changed_address),
        ConflictKind::ReusedAddress => td_string!(locale, conflicts.reused_address),
        ConflictKind::DuplicateMatch => td_string!(locale, conflicts.duplicate_match),
        ConflictKind::WrongPerson if has_account => td_string!(locale, conflicts.wrong_person),
        ConflictKind::WrongPerson => td_string!(locale, conflicts.foreign_address),
    }
}

/// What happened, in a sentence or two.
pub fn story(locale: Locale, conflict: &IdentityConflict) -> String {
    let address = conflict.address.clone();
    let person = conflict.account.as_ref().map(called);
    let other = conflict
        .other
        .as_ref()
        .map(called)
        .unwrap_or_else(|| address.clone());
    let Some(person) = person else {
        return td_string!(locale, conflicts.foreign_address_text, address = address);
    };
    match conflict.kind {
        ConflictKind::ChangedAddress => {
            td_string!(
                locale,
                conflicts.changed_address_text,
                address = address,
                person = person
            )
        }
        ConflictKind::ReusedAddress => td_string!(locale, conflicts.reused_address_text, person = person),
        ConflictKind::DuplicateMatch => {
            td_string!(
                locale,
                conflicts.duplicate_match_text,
                person = person,
                other = other
            )
        }
        ConflictKind::WrongPerson => {
            td_string!(
                locale,
                conflicts.wrong_person_text,
                person = person,
                other = other
            )
        }
    }
}

/// Whom an account belongs to: the address, which is what two people of one name differ in.
pub fn called(party: &ConflictParty) -> String {
    party.email.clone()
}

/// Name of a conflict's state.
pub fn state_name(locale: Locale, state: ConflictState) -> &'static str {
    match state {
        ConflictState::Open => td_string!(locale, conflicts.open),
        ConflictState::Decided => td_string!(locale, conflicts.decided),
        ConflictState::Undone => td_string!(locale, conflicts.undone),
    }
}

/// A choice.
pub fn choice_name(locale: Locale, choice: ConflictChoice) -> &'static str {
    match choice {
        ConflictChoice::Keep => td_string!(locale, conflicts.keep),
        ConflictChoice::TakeAddress => td_string!(locale, conflicts.take_address),
        ConflictChoice::MoveIdentity => td_string!(locale, conflicts.move_identity),
        ConflictChoice::NewPerson => td_string!(locale, conflicts.new_person),
        ConflictChoice::ForgetUsername => td_string!(locale, conflicts.forget_username),
    }
}

/// When to choose it.
pub fn choice_hint(locale: Locale, choice: ConflictChoice) -> &'static str {
    match choice {
        ConflictChoice::Keep => td_string!(locale, conflicts.keep_when),
        ConflictChoice::TakeAddress => td_string!(locale, conflicts.take_address_when),
        ConflictChoice::MoveIdentity => td_string!(locale, conflicts.move_identity_when),
        ConflictChoice::NewPerson => td_string!(locale, conflicts.new_person_when),
        ConflictChoice::ForgetUsername => td_string!(locale, conflicts.forget_username_when),
    }
}

/// What a choice would do, a sentence for each step.
pub fn effects_words(locale: Locale, effects: &[ConflictEffect]) -> Vec<String> {
    match effects {
        [] => vec![td_string!(locale, conflicts.nothing).to_owned()],
        effects => effects
            .iter()
            .map(|effect| effect_words(locale, effect))
            .collect(),
    }
}

fn effect_words(locale: Locale, effect: &ConflictEffect) -> String {
    use ConflictEffectKind as K;
    let (person, value) = (effect.person.clone(), effect.value.clone());
    match effect.effect {
        K::LinkEnds => td_string!(locale, conflicts.link_ends, person = person, value = value),
        K::LinkBegins => td_string!(locale, conflicts.link_begins, person = person, value = value),
        K::AccessEnds => td_string!(locale, conflicts.access_ends, person = person),
        K::AddressChanges => td_string!(locale, conflicts.address_changes, person = person, value = value),
        K::Deactivated => td_string!(locale, conflicts.is_deactivated, person = person),
        K::Reactivated => td_string!(locale, conflicts.is_reactivated, person = person),
        K::UsernameForgotten => {
            td_string!(
                locale,
                conflicts.username_forgotten,
                person = person,
                value = value
            )
        }
        K::UsernameRemembered => {
            td_string!(
                locale,
                conflicts.username_remembered,
                person = person,
                value = value
            )
        }
    }
}

/// For how long it can be taken back.
pub fn undo_words(locale: Locale, days: Option<u32>) -> String {
    match days {
        Some(days) => td_string!(locale, conflicts.undo_days, days = days),
        None => td_string!(locale, conflicts.undo_always).to_owned(),
    }
}

/// Why it is not possible.
pub fn refusal_words(locale: Locale, refusal: ConflictRefusal) -> &'static str {
    match refusal {
        ConflictRefusal::OwnConfirmation => td_string!(locale, conflicts.own_confirmation),
        ConflictRefusal::AdminAccount => td_string!(locale, conflicts.admin_account),
        ConflictRefusal::AddressOutside => td_string!(locale, conflicts.address_outside),
        ConflictRefusal::AddressDenied => td_string!(locale, conflicts.address_denied),
        ConflictRefusal::AddressTaken => td_string!(locale, conflicts.address_taken),
        ConflictRefusal::Deactivated => td_string!(locale, conflicts.account_deactivated),
        ConflictRefusal::OtherIdentity => td_string!(locale, conflicts.other_identity),
        ConflictRefusal::SecondAccounts => td_string!(locale, conflicts.second_accounts),
        ConflictRefusal::Changed => td_string!(locale, conflicts.changed),
        ConflictRefusal::TooLate => td_string!(locale, conflicts.too_late),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_effect_and_refusal_has_words_of_its_own_in_each_language() {
        for &locale in Locale::ALL {
            let mut seen: Vec<String> = Vec::new();
            let mut add = |words: String| {
                assert!(!words.is_empty() && !seen.contains(&words), "{words}");
                seen.push(words);
            };
            for &choice in ConflictChoice::ALL {
                add(choice_name(locale, choice).to_owned());
                add(choice_hint(locale, choice).to_owned());
            }
            for &refusal in ConflictRefusal::ALL {
                let words = refusal_words(locale, refusal);
                assert!(words.ends_with(['.', '。']), "{words}");
                add(words.to_owned());
            }
            for &effect in ConflictEffectKind::ALL {
                let (person, value) = ("ada@acme.example".to_owned(), "17".to_owned());
                let effect = ConflictEffect {
                    effect,
                    person,
                    value,
                };
                let words = effect_words(locale, &effect);
                assert!(
                    words.contains("ada@acme.example") && words.ends_with(['.', '。']),
                    "{words}"
                );
                add(words);
            }
        }
    }
}
