//! Which rule of a group the dialog is about.

use latchkey_contract::groups::GroupRule;

/// What the dialog is open for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleTarget {
    /// A rule that there is not yet.
    New,
    /// The rule at this place is changed.
    Edited(usize),
    /// The rule at this place is removed.
    Removed(usize),
}

/// What a rule is called: the name of its value, or the value.
pub fn rule_name(rule: &GroupRule) -> String {
    rule.name.clone().unwrap_or_else(|| rule.value.clone())
}
