//! A mail as it arrived, read the way a mail program does. Enough of MIME (RFC 2045) for what lettre writes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// Names in lower case, unfolded values, in order.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) html: String,
    pub(crate) raw: String,
}

impl Received {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let raw = String::from_utf8(bytes.to_vec())
            .expect("ASCII or UTF-8")
            .replace("\r\n", "\n");
        let (headers, body) = split(&raw);
        let kind = find(&headers, "content-type");
        let boundary = kind
            .split_once("boundary=\"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .expect("a boundary")
            .0;
        let parts = body
            .split(&format!("--{boundary}"))
            .filter(|part| part.contains("ontent-"))
            .map(|part| split(part.trim_start()))
            .collect::<Vec<_>>();
        let part = |kind: &str| {
            let (headers, body) = parts
                .iter()
                .find(|(headers, _)| find(headers, "content-type").starts_with(kind))
                .unwrap_or_else(|| panic!("no {kind} in {raw}"));
            decode(&find(headers, "content-transfer-encoding"), body)
        };
        let (text, html) = (part("text/plain"), part("text/html"));
        Self {
            headers,
            text,
            html,
            raw,
        }
    }

    /// All values of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(other, _)| other == name);
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// The one value of a header.
    pub(crate) fn header(&self, name: &str) -> &str {
        match self.all(name)[..] {
            [value] => value,
            _ => panic!("{name} in {:?}", self.headers),
        }
    }
}

fn split(text: &str) -> (Vec<(String, String)>, String) {
    let (head, body) = text.split_once("\n\n").expect("headers and a body");
    let unfolded = head.replace("\n ", " ").replace("\n\t", " ");
    let headers = unfolded.lines().map(|line| {
        let (name, value) = line
            .split_once(':')
            .unwrap_or_else(|| panic!("a header, not {line:?}"));
        (name.to_ascii_lowercase(), value.trim().to_owned())
    });
    (headers.collect(), body.to_owned())
}

fn find(headers: &[(String, String)], name: &str) -> String {
    let found = headers.iter().find(|(other, _)| other == name);
    found.map_or_else(String::new, |(_, value)| value.clone())
}

fn decode(encoding: &str, body: &str) -> String {
    match encoding {
        "quoted-printable" => quoted_printable(body),
        "base64" => {
            let bytes = STANDARD
                .decode(body.split_whitespace().collect::<String>())
                .expect("base64");
            String::from_utf8(bytes).expect("UTF-8")
        }
        _ => body.to_owned(),
    }
}

fn quoted_printable(body: &str) -> String {
    let mut bytes = Vec::new();
    let joined = body.replace("=\n", "");
    let mut rest = joined.as_bytes();
    while let [first, tail @ ..] = rest {
        if let (b'=', Some(hex)) = (first, tail.get(..2)) {
            let hex = std::str::from_utf8(hex).expect("digits");
            bytes.push(u8::from_str_radix(hex, 16).expect("digits"));
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}
