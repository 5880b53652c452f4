//! Parameters of protocol requests. Unknown parameters are ignored, a repeated one makes the request invalid (RFC 6749 §3.1, §3.2),
//! and an empty one counts as omitted.

use crate::{OAuthCode, OAuthError};

/// Longest `state`, in bytes: some frameworks store all of a request's context in it.
const MAX_STATE_BYTES: usize = 8192;

/// The parameters of a request, decoded, in the order in which they were sent.
#[derive(Clone, Default)]
pub struct Parameters(Vec<(String, String)>);

impl std::fmt::Debug for Parameters {
    /// Writes the names alone: values are codes, tokens and secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

impl Parameters {
    /// Parses a query or a form.
    pub fn parse(text: &[u8]) -> Self {
        let pairs = url::form_urlencoded::parse(text);
        Self(
            pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// Parameters that were not sent as a query or a form.
    pub fn of(pairs: impl Iterator<Item = (&'static str, String)>) -> Self {
        Self(pairs.map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// The value of a parameter; `None` if it is missing or empty.
    ///
    /// # Errors
    /// `invalid_request` if it is repeated.
    pub fn get(&self, name: &str) -> Result<Option<&str>, OAuthError> {
        Ok(self.exact(name)?.filter(|value| !value.is_empty()))
    }

    /// The value of a parameter, also an empty one; for parameters that are returned unchanged.
    ///
    /// # Errors
    /// `invalid_request` if it is repeated.
    pub fn exact(&self, name: &str) -> Result<Option<&str>, OAuthError> {
        let mut values = self.0.iter().filter(|(known, _)| known == name);
        let first = values.next();
        if values.next().is_some() {
            return Err(OAuthError::new(
                OAuthCode::InvalidRequest,
                "A parameter comes more than once.",
            ));
        }
        Ok(first.map(|(_, value)| value.as_str()))
    }

    /// `state`, which the authorization response returns unchanged.
    ///
    /// # Errors
    /// If it cannot be returned: it is repeated, too long, or not UTF-8. Then nothing may be sent to the app, since a response without this
    /// `state` is not the response to this request (RFC 6749 §4.1.2.1).
    pub fn state(&self) -> Result<Option<&str>, OAuthError> {
        let state = self.exact("state")?;
        // Decoding has replaced bytes that are not UTF-8 by U+FFFD.
        let fits = state.is_none_or(|state| state.len() <= MAX_STATE_BYTES && !state.contains('\u{fffd}'));
        fits.then_some(state).ok_or(OAuthError::new(
            OAuthCode::InvalidRequest,
            "state cannot be given back.",
        ))
    }

    /// The value of a required parameter.
    ///
    /// # Errors
    /// `invalid_request`, with `missing` as its description if the parameter is missing.
    pub fn require(&self, name: &str, missing: &'static str) -> Result<&str, OAuthError> {
        self.get(name)?
            .ok_or(OAuthError::new(OAuthCode::InvalidRequest, missing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_parameters_spoil_the_request_and_empty_ones_are_absent() {
        let parameters = Parameters::parse(b"a=1&a=1&b=&c=x+%26&x[]=1");
        assert_eq!(
            parameters.get("a").map_err(|error| error.code),
            Err(OAuthCode::InvalidRequest)
        );
        assert_eq!(parameters.get("b"), Ok(None));
        assert_eq!(parameters.exact("b"), Ok(Some("")));
        assert_eq!(parameters.exact("d"), Ok(None));
        assert!(parameters.exact("a").is_err());
        assert_eq!(parameters.get("c"), Ok(Some("x &")));
        assert_eq!(parameters.get("d"), Ok(None));
        assert!(parameters.require("d", "d is missing").is_err());
        let state = |text: &str| {
            let parameters = Parameters::parse(format!("state={text}").as_bytes());
            parameters
                .state()
                .map(|state| state.map(str::to_owned))
                .ok()
                .flatten()
        };
        assert_eq!(state("%00%0a+%26"), Some("\0\n &".to_owned()));
        assert_eq!(state(""), Some(String::new()));
        assert_eq!(state(&"%7C".repeat(8192)), Some("|".repeat(8192)));
        assert_eq!(state(&"x".repeat(8193)), None);
        assert_eq!(state("%ff"), None);
        assert_eq!(state("x&state=x"), None);
        assert!(!format!("{parameters:?}").contains('&'), "values are not printed");
    }
}
