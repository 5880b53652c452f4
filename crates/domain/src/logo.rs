//! The rules for a file that becomes a company's logo, and the size in which it is drawn. Invariant: the kind of a file is told by its first bytes,
//! never by a header or a name.

/// The most bytes of a file.
pub use latchkey_contract::company::MOST_LOGO_BYTES;

/// The most pixels of a side of a picture that is read.
pub const LONGEST_SIDE: u32 = 4096;
/// The most pixels in which a logo is kept: four times what screens show, for displays with fine pixels.
pub const KEPT: (u32, u32) = (512, 160);
/// The most pixels in which screens show it.
const SHOWN: (u32, u32) = (200, 40);

/// What a logo is known by: its address, and how large it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoName {
    /// The SHA-256 of its PNG, in 64 hexadecimal digits.
    pub hash: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl LogoName {
    /// Reads what [`Self::as_text`] wrote; `None` for everything else, so that nothing else comes into a style sheet.
    pub fn parse(text: &str) -> Option<Self> {
        let (hash, size) = text.split_once('-')?;
        let (width, height) = size.split_once('x')?;
        let pixels = |text: &str, most: u32| {
            let is_number = text.len() <= 3 && text.bytes().all(|digit| digit.is_ascii_digit());
            let pixels = text.parse().ok().filter(|_| is_number);
            pixels.filter(|pixels| (1..=most).contains(pixels))
        };
        is_hash(hash).then_some(Self {
            hash: hash.to_owned(),
            width: pixels(width, KEPT.0)?,
            height: pixels(height, KEPT.1)?,
        })
    }

    /// `{hash}-{width}x{height}`
    pub fn as_text(&self) -> String {
        format!("{}-{}x{}", self.hash, self.width, self.height)
    }

    /// How large screens show it, in pixels of a style sheet: at most 200 by 40, and never larger than it is.
    pub fn shown_size(&self) -> (u32, u32) {
        within((self.width, self.height), SHOWN)
    }
}

/// Whether it is a hash of a logo.
pub fn is_hash(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

/// The kinds of files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoKind {
    /// PNG, of an animated one the first picture.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP, of an animated one the first picture.
    WebP,
}

/// Why a file is no logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LogoFault {
    /// It has too many bytes, or too many pixels.
    #[error("the file has too many bytes or pixels")]
    TooLarge,
    /// It is an SVG: a program may be in it, and it may fetch from elsewhere.
    #[error("the file is an SVG")]
    Svg,
    /// It is none of the kinds, or is broken.
    #[error("the file cannot be read as a picture")]
    Unreadable,
}

/// What kind of file it is.
///
/// # Errors
/// [`LogoFault`] where it is none that is read.
pub fn kind(bytes: &[u8]) -> Result<LogoKind, LogoFault> {
    match bytes {
        _ if bytes.len() > MOST_LOGO_BYTES => Err(LogoFault::TooLarge),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(LogoKind::Png),
        [0xff, 0xd8, 0xff, ..] => Ok(LogoKind::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(LogoKind::WebP),
        _ if is_svg(bytes) => Err(LogoFault::Svg),
        _ => Err(LogoFault::Unreadable),
    }
}

/// Whether a picture of this size is read.
///
/// # Errors
/// [`LogoFault`] where it is not.
pub fn may_be_read(width: u32, height: u32) -> Result<(), LogoFault> {
    match (width, height) {
        (0, _) | (_, 0) => Err(LogoFault::Unreadable),
        _ if width > LONGEST_SIDE || height > LONGEST_SIDE => Err(LogoFault::TooLarge),
        _ => Ok(()),
    }
}

/// The size in which a picture of this size is kept: as it is where it fits into [`KEPT`], and else the largest of the same shape that does.
pub fn kept_size(width: u32, height: u32) -> (u32, u32) {
    within((width, height), KEPT)
}

/// The largest size of the same shape that fits, and none that is larger than it was.
fn within((width, height): (u32, u32), (most_width, most_height): (u32, u32)) -> (u32, u32) {
    let (width, height) = (u64::from(width.max(1)), u64::from(height.max(1)));
    let (most_width, most_height) = (u64::from(most_width), u64::from(most_height));
    if width <= most_width && height <= most_height {
        return (narrow(width), narrow(height));
    }
    // Which of the two sides is reached first, without fractions.
    match width * most_height >= height * most_width {
        true => (narrow(most_width), narrow((height * most_width / width).max(1))),
        false => (narrow((width * most_height / height).max(1)), narrow(most_height)),
    }
}

fn narrow(pixels: u64) -> u32 {
    u32::try_from(pixels).unwrap_or(u32::MAX)
}

/// Whether it reads like an SVG: for its words alone, since everything else is refused, too.
fn is_svg(bytes: &[u8]) -> bool {
    let begin = &bytes[..bytes.len().min(4096)];
    let begin = String::from_utf8_lossy(begin).to_lowercase();
    begin.contains("<svg")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_bytes_say_what_a_file_is() {
        let riff = b"RIFF\x10\0\0\0WEBPVP8 ";
        for (bytes, expected) in [
            (&b"\x89PNG\r\n\x1a\nrest"[..], Ok(LogoKind::Png)),
            (&b"\xff\xd8\xff\xe0"[..], Ok(LogoKind::Jpeg)),
            (&riff[..], Ok(LogoKind::WebP)),
            (
                &b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..],
                Err(LogoFault::Svg),
            ),
            (
                &b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a --><SVG>"[..],
                Err(LogoFault::Svg),
            ),
            (&b"GIF89a"[..], Err(LogoFault::Unreadable)),
            (&b"RIFF\x10\0\0\0WAVE"[..], Err(LogoFault::Unreadable)),
            (&b"<!doctype html><script>"[..], Err(LogoFault::Unreadable)),
            (&b"%PDF-1.7"[..], Err(LogoFault::Unreadable)),
            (&b""[..], Err(LogoFault::Unreadable)),
        ] {
            assert_eq!(kind(bytes), expected, "{bytes:?}");
        }
        let mut long = vec![0; MOST_LOGO_BYTES + 1];
        long[..8].copy_from_slice(b"\x89PNG\r\n\x1a\n");
        assert_eq!(kind(&long), Err(LogoFault::TooLarge));
        assert_eq!(kind(&long[1..]), Err(LogoFault::Unreadable));
        assert_eq!(kind(&long[..MOST_LOGO_BYTES]), Ok(LogoKind::Png));
    }

    #[test]
    fn a_side_has_its_limit() {
        assert_eq!(may_be_read(4096, 4096), Ok(()));
        assert_eq!(may_be_read(4097, 1), Err(LogoFault::TooLarge));
        assert_eq!(may_be_read(1, u32::MAX), Err(LogoFault::TooLarge));
        assert_eq!(may_be_read(0, 1), Err(LogoFault::Unreadable));
    }

    #[test]
    fn a_logo_keeps_its_shape() {
        for (size, kept) in [
            ((512, 160), (512, 160)),
            ((1, 1), (1, 1)),
            ((1024, 320), (512, 160)),
            ((1024, 10), (512, 5)),
            ((400, 400), (160, 160)),
            ((4096, 1), (512, 1)),
            ((1, 4096), (1, 160)),
        ] {
            assert_eq!(kept_size(size.0, size.1), kept, "{size:?}");
        }
    }

    #[test]
    fn nothing_but_a_name_is_read_as_one() {
        let hash = "0a".repeat(32);
        let name = LogoName {
            hash: hash.clone(),
            width: 512,
            height: 160,
        };
        assert_eq!(LogoName::parse(&name.as_text()), Some(name.clone()));
        assert_eq!(name.shown_size(), (128, 40));
        for bad in [
            hash.clone(),
            format!("{hash}-512"),
            format!("{hash}-513x160"),
            format!("{hash}-0x1"),
            format!("{hash}-+1x1"),
            format!("{hash}-1x1;}}"),
            format!("{}-1x1", hash.to_uppercase()),
            format!("{}-1x1", &hash[1..]),
        ] {
            assert_eq!(LogoName::parse(&bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_logo_fits_and_none_grows(width in 1u32..=LONGEST_SIDE, height in 1u32..=LONGEST_SIDE) {
            let (kept_width, kept_height) = kept_size(width, height);
            prop_assert!((1..=KEPT.0.min(width)).contains(&kept_width));
            prop_assert!((1..=KEPT.1.min(height)).contains(&kept_height));
        }

        #[test]
        fn no_bytes_are_read_by_mistake(bytes: Vec<u8>) {
            if kind(&bytes).is_ok() {
                prop_assert!(bytes.len() >= 3);
            }
        }
    }
}
