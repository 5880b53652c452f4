//! The shape that every operation has: a method, a path, what goes in, what comes out.

use std::borrow::Cow;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The HTTP methods that the API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads; changes nothing.
    Get,
    /// Makes or does something.
    Post,
    /// Ends or removes something.
    Delete,
}

impl Method {
    /// The method as it stands in a request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

/// One operation of the JSON API under `/api/`. The implementing type is a name only and is never made.
pub trait Operation {
    /// Method of the request.
    const METHOD: Method;
    /// Path of the request, e.g. `/api/sign-in/discover`. One part may be open: `/api/profile/sessions/{session}`.
    const PATH: &'static str;
    /// `<verb>_<resource>`: the OpenAPI operation id, and the name of the handler's file.
    const ID: &'static str;
    /// Body of the request; [`Empty`] where there is none.
    type Request: Serialize + DeserializeOwned;
    /// Body of a 200 answer; [`Empty`] (an empty object) where there is nothing to say.
    type Response: Serialize + DeserializeOwned;

    /// The path of this request: [`Self::PATH`], with [`fill`] where it has an open part.
    fn path(_request: &Self::Request) -> Cow<'static, str> {
        Cow::Borrowed(Self::PATH)
    }
}

/// `path` with `value` in the place of its open part. Whatever the value is, it stays one part of the path.
pub fn fill(path: &'static str, value: &str) -> Cow<'static, str> {
    let (Some(begin), Some(end)) = (path.find('{'), path.find('}')) else {
        return Cow::Borrowed(path);
    };
    let mut filled = String::from(&path[..begin]);
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            filled.push(char::from(byte));
        } else {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            filled.push('%');
            filled.push(char::from(HEX[usize::from(byte >> 4)]));
            filled.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    filled.push_str(&path[end + 1..]);
    Cow::Owned(filled)
}

/// No content. Serialises as `{}`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Empty {}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn what_fills_the_open_part_stays_one_part() {
        assert_eq!(fill("/api/x/{id}", "0193-a_b"), "/api/x/0193-a_b");
        assert_eq!(fill("/api/x/{id}/y", "../é?"), "/api/x/%2E%2E%2F%C3%A9%3F/y");
        assert_eq!(fill("/api/x", "y"), "/api/x");
    }
}
