//! A response, read to its end.

use axum::http::HeaderMap;
use bytes::Bytes;
use serde_json::Value;

/// A response, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// The body as text.
    ///
    /// # Panics
    ///
    /// It is none.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    /// The body as JSON.
    ///
    /// # Panics
    ///
    /// It is none.
    #[must_use]
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("JSON, not {:?}", self.body))
    }

    /// The header of this name; empty where there is none.
    ///
    /// # Panics
    ///
    /// It is not text.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("text"))
    }

    /// Where a redirect leads; empty where nothing leads anywhere.
    #[must_use]
    pub fn location(&self) -> &str {
        self.header("location")
    }
}
