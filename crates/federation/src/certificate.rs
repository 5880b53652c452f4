//! Makes a self-signed X.509 certificate for an RSA key (RFC 5280; all sections in this file are of it). Some identity providers take the
//! public key with which the platform authenticates only in a certificate. Invariant: the certificate proves nothing; the identity provider
//! trusts the key because an admin uploaded it there.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use time::OffsetDateTime;

use super::key_fault::KeyFault;

/// How long the certificate is valid, in milliseconds: 20 years. Some identity providers refuse one without an end, and refuse the key
/// after it.
const VALID_FOR_MS: i64 = 20 * 365 * 24 * 3_600_000;
/// How long before now the certificate becomes valid, in milliseconds: the identity provider's clock may be behind.
const BEGINS_BEFORE_MS: i64 = 24 * 3_600_000;

/// DER of the algorithm identifier `sha256WithRSAEncryption` (1.2.840.113549.1.1.11), with NULL parameters (RFC 4055 §5).
const SHA256_WITH_RSA: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00,
];
/// DER of the algorithm identifier `rsaEncryption` (1.2.840.113549.1.1.1), with NULL parameters (RFC 4055 §1.2).
const RSA_ENCRYPTION: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];
/// DER of the attribute type `commonName` (2.5.4.3).
const COMMON_NAME: [u8; 5] = [0x06, 0x03, 0x55, 0x04, 0x03];
/// DER of `[0] { INTEGER 2 }`, which means version 3 (§4.1.2.1).
const VERSION_3: [u8; 5] = [0xa0, 0x03, 0x02, 0x01, 0x02];

// Tags of DER elements (ITU-T X.690).
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const UTF8_STRING: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;

/// The certificate of `pair`'s public key in DER, signed with its private key. `name` becomes the common name of subject and issuer, cut to
/// 64 characters (appendix A.1, `ub-common-name`). `serial` is 16 random bytes; two bits are set over (§4.1.2.2). `now_ms` is in
/// milliseconds since the Unix epoch.
///
/// # Errors
/// The key cannot sign, or `now_ms` is no date that a certificate can have.
pub(super) fn self_signed(
    pair: &RsaKeyPair,
    name: &str,
    serial: [u8; 16],
    now_ms: i64,
) -> Result<Vec<u8>, KeyFault> {
    let name: String = name.chars().take(64).collect();
    let attribute = element(
        SEQUENCE,
        &[&COMMON_NAME, &element(UTF8_STRING, &[name.as_bytes()])],
    );
    let name = element(SEQUENCE, &[&element(SET, &[&attribute])]);
    let validity = element(
        SEQUENCE,
        &[
            &moment(now_ms - BEGINS_BEFORE_MS)?,
            &moment(now_ms + VALID_FOR_MS)?,
        ],
    );
    let key = element(
        SEQUENCE,
        &[&RSA_ENCRYPTION, &bit_string(pair.public_key().as_ref())],
    );
    let said = element(
        SEQUENCE,
        &[
            &VERSION_3,
            &element(INTEGER, &[&positive(serial)]),
            &SHA256_WITH_RSA,
            &name,
            &validity,
            &name,
            &key,
        ],
    );
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &said, &mut signature)
        .map_err(|_| KeyFault)?;
    Ok(element(
        SEQUENCE,
        &[&said, &SHA256_WITH_RSA, &bit_string(&signature)],
    ))
}

/// The serial number as a positive INTEGER in its shortest form: DER takes a first bit of 1 for a minus sign, and forbids a first byte that
/// adds nothing.
const fn positive(mut bytes: [u8; 16]) -> [u8; 16] {
    bytes[0] = (bytes[0] & 0x7f) | 0x40;
    bytes
}

fn bit_string(bytes: &[u8]) -> Vec<u8> {
    // The first byte of a BIT STRING counts the unused bits of its last byte: none.
    element(BIT_STRING, &[&[0], bytes])
}

/// A time in DER: up to 2049 a UTCTime, whose year has two digits, from 2050 on a GeneralizedTime, whose year has four (§4.1.2.5).
fn moment(at_ms: i64) -> Result<Vec<u8>, KeyFault> {
    let at = OffsetDateTime::from_unix_timestamp(at_ms.div_euclid(1_000)).map_err(|_| KeyFault)?;
    let rest = format!(
        "{:02}{:02}{:02}{:02}{:02}Z",
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    Ok(match at.year() {
        year @ 1950..2050 => element(UTC_TIME, &[format!("{:02}{rest}", year % 100).as_bytes()]),
        year => element(GENERALIZED_TIME, &[format!("{year:04}{rest}").as_bytes()]),
    })
}

/// A DER element: its tag, its length in as few bytes as possible, and `parts` one after the other as its content.
fn element(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut bytes = vec![kind];
    let length = content.len();
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => bytes.push(short),
        _ => {
            let digits = length.to_be_bytes();
            let first = digits.iter().position(|digit| *digit != 0).unwrap_or_default();
            let digits = &digits[first..];
            bytes.push(0x80 | u8::try_from(digits.len()).unwrap_or_default());
            bytes.extend(digits);
        }
    }
    bytes.extend(content);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_as_few_bytes_as_they_can() {
        for (length, head) in [
            (0, &[0x30, 0x00][..]),
            (127, &[0x30, 0x7f]),
            (128, &[0x30, 0x81, 0x80]),
            (256, &[0x30, 0x82, 0x01, 0x00]),
        ] {
            let bytes = element(SEQUENCE, &[&vec![7; length]]);
            assert_eq!((&bytes[..head.len()], bytes.len()), (head, head.len() + length));
        }
    }

    #[test]
    fn a_moment_has_the_form_of_its_century() {
        let utc = moment(1_800_000_000_000).expect("a moment");
        assert_eq!((utc[0], &utc[2..]), (UTC_TIME, &b"270115080000Z"[..]));
        let late = moment(2_600_000_000_000).expect("a moment");
        assert_eq!((late[0], &late[2..]), (GENERALIZED_TIME, &b"20520522141320Z"[..]));
    }

    #[test]
    fn a_serial_is_positive_and_whole() {
        for first in [0x00, 0x7f, 0x80, 0xff] {
            let serial = positive([first; 16]);
            assert!((0x40..0x80).contains(&serial[0]), "{first:x}");
        }
    }
}
