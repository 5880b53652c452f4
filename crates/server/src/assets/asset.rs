//! One file of the screens, in the forms in which it can be sent.

use bytes::Bytes;

/// A file, in the forms in which it can be sent.
#[derive(Debug, Clone, Default)]
pub struct Asset {
    pub(super) plain: Bytes,
    pub(super) brotli: Option<Bytes>,
    pub(super) gzip: Option<Bytes>,
    /// `Content-Type`
    pub content_type: &'static str,
}

/// `Content-Encoding`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Not compressed.
    Plain,
    /// Brotli, RFC 7932.
    Brotli,
    /// gzip, RFC 1952.
    Gzip,
}

impl Encoding {
    /// The smallest form that there is and that `accept_encoding` admits (RFC 9110 §12.5.3).
    pub fn best(accept_encoding: &str, asset: &Asset) -> Self {
        let admits = |name: &str| {
            accept_encoding.split(',').any(|item| {
                let mut parts = item.split(';').map(str::trim);
                let named = parts
                    .next()
                    .is_some_and(|coding| coding.eq_ignore_ascii_case(name));
                let refused = parts.any(|parameter| {
                    parameter
                        .strip_prefix("q=")
                        .is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0))
                });
                named && !refused
            })
        };
        match asset {
            Asset { brotli: Some(_), .. } if admits("br") => Self::Brotli,
            Asset { gzip: Some(_), .. } if admits("gzip") => Self::Gzip,
            _ => Self::Plain,
        }
    }

    /// The name in `Content-Encoding`, if there is one to name.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
        }
    }
}

impl Asset {
    /// The bytes in this form; as they are where there is no such form.
    pub fn body(&self, encoding: Encoding) -> Bytes {
        let form = match encoding {
            Encoding::Plain => None,
            Encoding::Brotli => self.brotli.clone(),
            Encoding::Gzip => self.gzip.clone(),
        };
        form.unwrap_or_else(|| self.plain.clone())
    }
}
