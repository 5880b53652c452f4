//! Reads JSON objects that others made. Invariant: a member that cannot be read takes no other member along: what is not needed
//! refuses nobody (OpenID Connect Core §2: claims that are not understood are ignored).

use std::collections::HashMap;

use serde_json::{Map, Value, value::RawValue};

/// Some servers begin their files with it; RFC 8259 §8.1 lets readers ignore it.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The members of an object; of a name that comes twice the last one (RFC 7519 §4). `None` where it is no JSON object.
///
/// What JSON can write and nobody here can read (a number beyond every double, half a surrogate pair, a thousand brackets) becomes
/// an empty array: a value that is there and means nothing.
pub fn read(bytes: &[u8]) -> Option<Map<String, Value>> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let members: HashMap<String, &RawValue> = serde_json::from_slice(bytes).ok()?;
    let readable = |raw: &RawValue| serde_json::from_str(raw.get()).unwrap_or(Value::Array(Vec::new()));
    Some(
        members
            .into_iter()
            .map(|(name, raw)| (name, readable(raw)))
            .collect(),
    )
}

/// A member that is a text: `Ok(None)` where it is missing or null.
///
/// # Errors
/// [`NotReadable`] where it is of another type.
pub fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, NotReadable> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(NotReadable),
    }
}

/// A NumericDate (RFC 7519 §2), also in the form of a float, in milliseconds: `Ok(None)` where it is missing or null. A text is
/// no number.
///
/// # Errors
/// [`NotReadable`] where it is of another type.
pub fn moment_ms(object: &Map<String, Value>, name: &str) -> Result<Option<i64>, NotReadable> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => seconds_as_ms(value).map(Some).ok_or(NotReadable),
    }
}

/// The member is there, and is of another type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the member is of another type")]
pub struct NotReadable;

/// A NumericDate in milliseconds.
pub fn seconds_as_ms(value: &Value) -> Option<i64> {
    let whole = value.as_i64().map(|seconds| seconds.saturating_mul(1_000));
    // The cast saturates, and a claim that far away is as good as never.
    #[allow(clippy::cast_possible_truncation)]
    whole.or_else(|| value.as_f64().map(|seconds| (seconds * 1_000.0) as i64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_cannot_be_read_takes_nothing_else_along() {
        let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
        for odd in ["1e999", "\"\\ud800\"", &deep, "-1e999"] {
            let text = format!("{{\"sub\":\"ada\",\"odd\":{odd},\"exp\":1.5e3}}");
            let object = read(text.as_bytes()).unwrap();
            assert_eq!(object["odd"], json!([]), "{odd}");
            assert_eq!(object["sub"], "ada");
            assert_eq!(moment_ms(&object, "exp"), Ok(Some(1_500_000)));
        }
    }

    #[test]
    fn the_last_of_two_counts_and_a_byte_order_mark_does_not() {
        assert_eq!(read(b"{\"a\":1,\"a\":2}").unwrap()["a"], 2);
        assert_eq!(read("\u{feff}{\"a\":1}".as_bytes()).unwrap()["a"], 1);
        for none in ["", "[]", "7", "{", "{\"a\":}", "{} {}", "\u{feff}\u{feff}{}"] {
            assert_eq!(read(none.as_bytes()), None, "{none}");
        }
        assert_eq!(read(b"{\"a\":\"\xff\"}"), None, "not UTF-8");
    }

    #[test]
    fn a_text_is_no_number_and_null_is_nothing() {
        let object = read(b"{\"t\":\"7\",\"n\":null,\"l\":[7]}").unwrap();
        assert_eq!(moment_ms(&object, "t"), Err(NotReadable));
        assert_eq!(moment_ms(&object, "n"), Ok(None));
        assert_eq!(text(&object, "t"), Ok(Some("7")));
        assert_eq!(text(&object, "l"), Err(NotReadable));
        assert_eq!(text(&object, "x"), Ok(None));
    }
}
