//! What a personal access token looks like: `lkp_`, 40 characters of randomness, 6 characters that check them, all of base62.
//! Invariant: whether a text is a token can be told without the store, so that scanners find tokens that were left in a repository, and
//! a mistyped one is never taken for a password.

use zeroize::Zeroizing;

/// What every token begins with.
pub const PREFIX: &str = "lkp_";
/// Characters of randomness: 238 bits.
const RANDOM_CHARS: usize = 40;
/// Characters that check them: as many as the largest CRC-32 needs.
const CHECK_CHARS: usize = 6;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Bytes from here on are left out: the others give each digit equally often.
const FAIR: u8 = 62 * 4;

/// Random bytes to draw for a token. Some of them cannot be used ([`spell`]); too few are left less than once in 10^20 times.
pub const RANDOM_BYTES: usize = 64;

/// Makes a token of random bytes; `None` where too few of them can be used.
pub fn spell(random: &[u8; RANDOM_BYTES]) -> Option<Zeroizing<String>> {
    let fair = random.iter().filter(|byte| **byte < FAIR);
    let body: Zeroizing<String> = Zeroizing::new(
        fair.map(|byte| digit(u32::from(*byte)))
            .take(RANDOM_CHARS)
            .collect(),
    );
    (body.len() == RANDOM_CHARS).then(|| Zeroizing::new([PREFIX, body.as_str(), &check(&body)].concat()))
}

/// What somebody sent in the place of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeantAs {
    /// A token, as far as its form says.
    Token,
    /// It was meant as a token, and cannot be one: cut off, or mistyped.
    Mistyped,
    /// Anything else.
    Password,
}

/// Tells what it is. Beginning like a token and being of its characters is enough to be meant as one: a script with half a token
/// would else use up its owner's wrong passwords.
pub fn read(text: &str) -> MeantAs {
    let Some(rest) = text.strip_prefix(PREFIX) else {
        return MeantAs::Password;
    };
    if !rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return MeantAs::Password;
    }
    match rest.split_at_checked(RANDOM_CHARS) {
        Some((body, checked)) if checked == check(body) => MeantAs::Token,
        _ => MeantAs::Mistyped,
    }
}

/// The characters that check a body.
fn check(body: &str) -> String {
    let mut rest = crc32(body.as_bytes());
    let mut digits = [b'0'; CHECK_CHARS];
    for place in digits.iter_mut().rev() {
        *place = DIGITS[(rest % 62) as usize];
        rest /= 62;
    }
    digits.iter().copied().map(char::from).collect()
}

fn digit(number: u32) -> char {
    char::from(DIGITS[(number % 62) as usize])
}

/// CRC-32 as Ethernet and zlib have it (ISO-HDLC).
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| match crc & 1 {
        0 => crc >> 1,
        _ => (crc >> 1) ^ 0xedb8_8320,
    };
    let all = bytes
        .iter()
        .fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step));
    !all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn random() -> impl Strategy<Value = [u8; RANDOM_BYTES]> {
        proptest::collection::vec(any::<u8>(), RANDOM_BYTES)
            .prop_map(|bytes| bytes.try_into().unwrap())
            .prop_filter("enough of them are fair", |bytes| spell(bytes).is_some())
    }

    #[test]
    fn the_check_is_the_one_that_others_compute() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
        // The largest one fits.
        assert!(62_u64.pow(CHECK_CHARS as u32) > u64::from(u32::MAX));
    }

    #[test]
    fn the_randomness_is_more_than_anybody_guesses() {
        assert!(62_f64.log2() * RANDOM_CHARS as f64 >= 190.0);
        assert!(spell(&[255; RANDOM_BYTES]).is_none(), "no digit comes more often");
    }

    #[test]
    fn what_is_meant_as_a_token_is_no_password() {
        let token = spell(&[7; RANDOM_BYTES]).unwrap();
        assert_eq!(token.len(), 50);
        assert_eq!(read(&token), MeantAs::Token);
        for text in ["lkp_", &token[..49], &token[..20], &format!("{}A", &*token)] {
            assert_eq!(read(text), MeantAs::Mistyped, "{text}");
        }
        for text in [
            "",
            "lkp",
            "correct horse battery staple",
            "lkp_ horse battery",
            "LKP_aaaa",
            "lkp_é",
        ] {
            assert_eq!(read(text), MeantAs::Password, "{text}");
        }
    }

    proptest! {
        #[test]
        fn each_token_is_told_and_one_wrong_character_too(random in random(), at in 4_usize..50, with in 0_usize..62) {
            let token = spell(&random).unwrap();
            prop_assert_eq!(read(&token), MeantAs::Token);
            let mut bytes = token.as_bytes().to_vec();
            let is_same = bytes[at] == DIGITS[with];
            bytes[at] = DIGITS[with];
            let changed = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(read(&changed) == MeantAs::Token, is_same);
        }

        #[test]
        fn nothing_that_is_sent_breaks_it(text in "\\PC{0,60}") {
            let _ = read(&text);
            let _ = read(&format!("lkp_{text}"));
        }
    }
}
