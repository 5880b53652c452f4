//! The shape that every operation has: a method, a path, what goes in, what comes out.

use std::borrow::Cow;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::percent;

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
    /// Path of the request, e.g. `/api/sign-in/discover`. Any of its parts may be open: `/api/profile/sessions/{session}`. The
    /// request has a field of the same name for each of them.
    const PATH: &'static str;
    /// `<verb>_<resource>`: the OpenAPI operation id, and the name of the handler's file.
    const ID: &'static str;
    /// Body of the request, with what its path is filled with; [`Empty`] where there is neither.
    type Request: Serialize + DeserializeOwned;
    /// What stands behind the `?`: a struct of texts, numbers and truth values. [`Empty`] where nothing does. The request has it in
    /// its field `query`.
    type Query: Serialize + DeserializeOwned;
    /// Body of a 200 answer; [`Empty`] (an empty object) where there is nothing to say.
    type Response: Serialize + DeserializeOwned;

    /// The path of this request: [`Self::PATH`], with [`fill`] where it has open parts.
    fn path(_request: &Self::Request) -> Cow<'static, str> {
        Cow::Borrowed(Self::PATH)
    }

    /// The query of this request; `None` where the operation has none.
    fn query(_request: &Self::Request) -> Option<&Self::Query> {
        None
    }
}

/// Where a request goes: its path, and its query behind a `?` where it says anything.
pub fn address<Op: Operation>(request: &Op::Request) -> Cow<'static, str> {
    let path = Op::path(request);
    let query = Op::query(request).map(query_string).unwrap_or_default();
    match query.is_empty() {
        true => path,
        false => Cow::Owned([&path, "?", &query].concat()),
    }
}

/// `path` with `values` in the places of its open parts, in their order. Whatever a value is, it stays one part of the path.
pub fn fill(path: &'static str, values: &[&str]) -> Cow<'static, str> {
    let mut values = values.iter();
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, behind)) = rest.split_once('{')
        && let Some((_, after)) = behind.split_once('}')
    {
        filled.push_str(before);
        // Without `.`: `..` would lead elsewhere.
        percent::encode(&mut filled, values.next().unwrap_or(&""), b"-_");
        rest = after;
    }
    filled.push_str(rest);
    Cow::Owned(filled)
}

/// `a=1&b=2`, as HTML forms write it; fields that say nothing are left out.
fn query_string<Q: Serialize>(query: &Q) -> String {
    let Ok(Value::Object(fields)) = serde_json::to_value(query) else {
        return String::new();
    };
    let mut text = String::new();
    for (name, value) in fields {
        let value = match value {
            Value::Null => continue,
            Value::String(value) => value,
            other => other.to_string(),
        };
        if !text.is_empty() {
            text.push('&');
        }
        percent::encode(&mut text, &name, percent::UNRESERVED);
        text.push('=');
        percent::encode(&mut text, &value, percent::UNRESERVED);
    }
    text
}

/// No content. Serialises as `{}`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Empty {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fills_an_open_part_stays_one_part() {
        assert_eq!(fill("/api/x/{id}", &["0193-a_b"]), "/api/x/0193-a_b");
        assert_eq!(fill("/api/x/{id}/y", &["../é?"]), "/api/x/%2E%2E%2F%C3%A9%3F/y");
        assert_eq!(fill("/api/x", &["y"]), "/api/x");
        assert_eq!(
            fill("/api/x/{x}/y/{y}", &["a/{y}", "b"]),
            "/api/x/a%2F%7By%7D/y/b"
        );
    }

    enum FindThings {}

    #[derive(Serialize, Deserialize)]
    struct Find {
        shelf: String,
        query: Wanted,
    }

    #[derive(Default, Serialize, Deserialize)]
    struct Wanted {
        at_most: Option<u32>,
        called: Option<String>,
    }

    impl Operation for FindThings {
        const METHOD: Method = Method::Get;
        const PATH: &'static str = "/api/shelves/{shelf}/things";
        const ID: &'static str = Self::PATH;
        type Request = Find;
        type Query = Wanted;
        type Response = Empty;

        fn path(request: &Find) -> Cow<'static, str> {
            fill(Self::PATH, &[&request.shelf])
        }

        fn query(request: &Find) -> Option<&Wanted> {
            Some(&request.query)
        }
    }

    #[test]
    fn the_address_has_a_query_where_it_says_anything() {
        let (at_most, called) = (Some(3), Some("a&b=ü +".to_owned()));
        let request = |query| Find {
            shelf: "top".to_owned(),
            query,
        };
        assert_eq!(
            address::<FindThings>(&request(Wanted { at_most, called })),
            "/api/shelves/top/things?at_most=3&called=a%26b%3D%C3%BC%20%2B"
        );
        let nothing = address::<FindThings>(&request(Wanted::default()));
        assert_eq!(nothing, "/api/shelves/top/things");
    }
}
