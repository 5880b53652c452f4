//! The shape that every operation has: a method, a path, what goes in, what comes out.

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
    /// Path of the request, e.g. `/api/sign-in/discover`.
    const PATH: &'static str;
    /// `<verb>_<resource>`: the OpenAPI operation id, and the name of the handler's file.
    const ID: &'static str;
    /// Body of the request; [`Empty`] where there is none.
    type Request: Serialize + DeserializeOwned;
    /// Body of a 200 answer; [`Empty`] (an empty object) where there is nothing to say.
    type Response: Serialize + DeserializeOwned;
}

/// No content. Serialises as `{}`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Empty {}
