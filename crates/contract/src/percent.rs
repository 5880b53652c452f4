//! Percent-encoding (RFC 3986, section 2.1), for paths, queries and cookies. Invariant: what is encoded decodes to the same text.

/// The characters that mean nothing in any part of an address, beside letters and digits (RFC 3986, section 2.3).
pub const UNRESERVED: &[u8] = b"-._~";

/// Appends `text` to `to`: ASCII letters, digits and the bytes in `kept` as they are, every other byte as `%XX`.
pub fn encode(to: &mut String, text: &str, kept: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            to.push(char::from(byte));
        } else {
            to.push('%');
            to.push(char::from(HEX[usize::from(byte >> 4)]));
            to.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str, kept: &[u8]) -> String {
        let mut to = String::new();
        encode(&mut to, text, kept);
        to
    }

    #[test]
    fn what_is_not_kept_is_encoded_byte_by_byte() {
        assert_eq!(encoded("a/b c.ä", b"/"), "a/b%20c%2E%C3%A4");
        assert_eq!(encoded("a-._~/%", UNRESERVED), "a-._~%2F%25");
    }
}
