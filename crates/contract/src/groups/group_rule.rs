//! A rule by which the company's identity provider feeds a group: everyone whose claim contains a value is a member.

use serde::{Deserialize, Serialize};

use crate::claim_sources::TOKEN_CLAIMS;

/// The most rules of a group.
pub const MOST_RULES: usize = 50;
/// The most different claims that the rules of a company read.
pub const MOST_CLAIMS: usize = 10;
/// Longest claim and longest value, in bytes.
pub const MAX_BYTES: usize = 255;
/// Longest name of a value, in characters.
pub const MAX_NAME: usize = 100;

/// A rule. Of several rules of a group, one is enough.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupRule {
    /// Name of a claim of the ID token or of userinfo, as in the claim mapping: one that begins with `/` is a JSON pointer.
    pub claim: String,
    /// What the claim has to be, or to contain where it is a list; compared as it is written.
    pub value: String,
    /// What people call the value, where it is an identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Why something is no rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleFault {
    /// No claim about a person can be called that.
    Claim,
    /// Empty, too long, or with control characters.
    Value,
    /// Too long, or with control characters.
    Name,
}

impl GroupRule {
    /// The rule without white space around its parts.
    ///
    /// # Errors
    /// Where one of them cannot be.
    pub fn checked(&self) -> Result<Self, RuleFault> {
        let is_text = |text: &str| (1..=MAX_BYTES).contains(&text.len()) && !text.contains(char::is_control);
        let claim = self.claim.trim();
        if !is_text(claim) || TOKEN_CLAIMS.contains(&first_part(claim).as_str()) {
            return Err(RuleFault::Claim);
        }
        let value = self.value.trim();
        if !is_text(value) {
            return Err(RuleFault::Value);
        }
        let name = self
            .name
            .as_deref()
            .map(str::trim)
            .filter(|name| !name.is_empty());
        if name.is_some_and(|name| name.chars().count() > MAX_NAME || name.contains(char::is_control)) {
            return Err(RuleFault::Name);
        }
        Ok(Self {
            claim: claim.to_owned(),
            value: value.to_owned(),
            name: name.map(str::to_owned),
        })
    }

    /// Whether both ask for the same, whatever it is called.
    pub fn is_same(&self, other: &Self) -> bool {
        self.claim == other.claim && self.value == other.value
    }
}

/// The claim that a name of a claim, maybe a JSON pointer, leads into.
pub fn first_part(claim: &str) -> String {
    match claim.strip_prefix('/') {
        None => claim.to_owned(),
        Some(pointer) => {
            let first = pointer.split('/').next().unwrap_or_default();
            first.replace("~1", "/").replace("~0", "~")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(claim: &str, value: &str, name: Option<&str>) -> GroupRule {
        GroupRule {
            claim: claim.to_owned(),
            value: value.to_owned(),
            name: name.map(str::to_owned),
        }
    }

    #[test]
    fn a_rule_is_trimmed_and_an_empty_name_is_none() {
        let checked = rule(" groups ", " a b ", Some(" ")).checked();
        assert_eq!(checked, Ok(rule("groups", "a b", None)));
        let named = rule("/realm_access/roles", "7", Some(" Finance "));
        assert_eq!(
            named.checked(),
            Ok(rule("/realm_access/roles", "7", Some("Finance")))
        );
    }

    #[test]
    fn what_speaks_of_the_token_or_says_nothing_is_no_rule() {
        let long = "x".repeat(MAX_BYTES + 1);
        for claim in ["", " ", "aud", "/aud/0", "a\nb", long.as_str()] {
            assert_eq!(
                rule(claim, "x", None).checked(),
                Err(RuleFault::Claim),
                "{claim:?}"
            );
        }
        for value in ["", "\t", "a\u{0}b", long.as_str()] {
            assert_eq!(
                rule("groups", value, None).checked(),
                Err(RuleFault::Value),
                "{value:?}"
            );
        }
        let name = "ü".repeat(MAX_NAME + 1);
        assert_eq!(rule("groups", "x", Some(&name)).checked(), Err(RuleFault::Name));
    }

    #[test]
    fn a_pointer_leads_into_its_first_part() {
        for (claim, first) in [("groups", "groups"), ("/a~1b/~0", "a/b"), ("/", ""), ("/x", "x")] {
            assert_eq!(first_part(claim), first);
        }
    }
}
