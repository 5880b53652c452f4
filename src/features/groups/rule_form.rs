//! The fields of a rule.

use latchkey_contract::{
    ErrorCode,
    groups::{GroupRule, RuleFault},
};
use leptos::prelude::*;

use super::{open_group::OpenGroup, rule_target::RuleTarget};
use crate::{
    i18n::*,
    kit::{Form, FormField, TextField},
    phrases::error_phrase,
};

/// What a rule is made of.
#[derive(Clone, Copy)]
pub struct RuleFields {
    claim: FormField,
    value: FormField,
    name: FormField,
}

impl RuleFields {
    /// For a rule of this group.
    pub fn new(form: Form, group: OpenGroup, asked: RuleTarget) -> Self {
        let mut others = group.rules.get_untracked();
        let known = match asked {
            RuleTarget::Edited(at) if at < others.len() => Some(others.remove(at)),
            _ => None,
        };
        // Most identity providers call it so.
        let (claim, value, name) = known.map_or_else(
            || ("groups".to_owned(), String::new(), String::new()),
            |rule| (rule.claim, rule.value, rule.name.unwrap_or_default()),
        );
        let claim = form
            .field("claim", claim)
            .judged_by(judge_claim)
            .phrased_by(phrase_claim);
        let is_taken = move |value: &str| {
            let typed = rule(&claim.value.get_untracked(), value, "");
            others.iter().any(|other| other.is_same(&typed))
        };
        let judge_value = move |value: &str| match rule("groups", value, "").checked() {
            Err(_) => Err(ErrorCode::ValueInvalid),
            Ok(_) if is_taken(value) => Err(ErrorCode::NameTaken),
            Ok(_) => Ok(()),
        };
        Self {
            claim,
            value: form
                .field("value", value)
                .judged_by(judge_value)
                .phrased_by(phrase_value),
            name: form
                .field("name", name)
                .judged_by(judge_name)
                .phrased_by(phrase_name),
        }
    }

    /// The rule that was typed.
    pub fn rule(self) -> GroupRule {
        let typed = |field: FormField| field.value.get_untracked();
        rule(&typed(self.claim), &typed(self.value), &typed(self.name))
    }

    /// The fields.
    pub fn view(self, locale: Locale) -> impl IntoView {
        view! {
            <TextField field=self.claim id="rule-claim" label=td_string!(locale, group_rules.claim) />
            <p class="hint">{td_string!(locale, group_rules.claim_hint)}</p>
            <TextField field=self.value id="rule-value" label=td_string!(locale, group_rules.value) />
            <p class="hint">{td_string!(locale, group_rules.value_hint)}</p>
            <TextField field=self.name id="rule-name" label=td_string!(locale, group_rules.name) />
            <p class="hint">{td_string!(locale, group_rules.name_hint)}</p>
        }
    }
}

fn rule(claim: &str, value: &str, name: &str) -> GroupRule {
    let name = name.trim();
    GroupRule {
        claim: claim.trim().to_owned(),
        value: value.trim().to_owned(),
        name: (!name.is_empty()).then(|| name.to_owned()),
    }
}

fn judge_claim(claim: &str) -> Result<(), ErrorCode> {
    match rule(claim, "value", "").checked() {
        Err(RuleFault::Claim) if claim.trim().is_empty() => Err(ErrorCode::ValueMissing),
        Err(_) => Err(ErrorCode::ValueInvalid),
        Ok(_) => Ok(()),
    }
}

fn judge_name(name: &str) -> Result<(), ErrorCode> {
    match rule("groups", "value", name).checked() {
        Err(_) => Err(ErrorCode::NameInvalid),
        Ok(_) => Ok(()),
    }
}

fn phrase_claim(locale: Locale, code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::ValueMissing => td_string!(locale, group_rules.claim_missing),
        ErrorCode::ValueInvalid => td_string!(locale, group_rules.claim_invalid),
        code => error_phrase(locale, code),
    }
}

fn phrase_value(locale: Locale, code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::ValueInvalid => td_string!(locale, group_rules.value_invalid),
        ErrorCode::NameTaken => td_string!(locale, group_rules.rule_present),
        code => error_phrase(locale, code),
    }
}

fn phrase_name(locale: Locale, code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::NameInvalid => td_string!(locale, group_rules.name_invalid),
        code => error_phrase(locale, code),
    }
}
