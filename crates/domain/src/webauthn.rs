//! Checks what a browser and an authenticator send in a ceremony of Web Authentication, as a relying party must (Level 3, §7.1 and §7.2;
//! all sections in this file are of that specification). Callers check the signature over it themselves.
//!
//! Invariant: the result holds only what the authenticator signs, nothing that the browser alone says. Nothing here reads CBOR: the
//! platform requests no attestation, so the browser hands the public key over in a simpler form (`getPublicKey`, §5.2.1.1).

use serde::Deserialize;

/// Length of a SHA-256 hash, in bytes.
const HASH_LEN: usize = 32;
/// Length of the authenticator data up to its optional parts, in bytes: hash of the relying party (32), flags (1), counter (4) (§6.1).
const HEADER_LEN: usize = 37;
/// Length of what stands before a new credential's identifier, in bytes: AAGUID (16), length of the identifier (2) (§6.5.1).
const CREDENTIAL_HEADER_LEN: usize = 18;
/// Longest identifier of a credential, in bytes (§7.1, step 25).
pub const MAX_CREDENTIAL_ID: usize = 1023;

// The flags of the authenticator data (§6.1).
const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const CREDENTIAL_INCLUDED: u8 = 1 << 6;

/// What a person does with a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceremony {
    /// The person makes a new passkey (§7.1).
    Registration,
    /// The person signs in with one (§7.2).
    Authentication,
}

impl Ceremony {
    /// `type` of the client data (§5.8.1).
    const fn kind(self) -> &'static str {
        match self {
            Self::Registration => "webauthn.create",
            Self::Authentication => "webauthn.get",
        }
    }
}

/// What the platform expects of the ceremony.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The ceremony that the platform began.
    pub ceremony: Ceremony,
    /// The challenge that the platform issued for it, in base64url without padding, as the browser writes it.
    pub challenge: &'a str,
    /// Origin of the platform's own pages, e.g. `https://id.example`.
    pub origin: &'a str,
    /// SHA-256 of the relying party's identifier, i.e. of the platform's domain (§5.4.2).
    pub rp_id_hash: [u8; HASH_LEN],
    /// Whether the authenticator must have verified the person, by a PIN, a fingerprint or a face.
    pub needs_user_verified: bool,
}

/// Why the platform refuses a ceremony. The log names the reason; the response does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CeremonyRefusal {
    /// The client data are not the JSON of §5.8.1, or the authenticator data are too short.
    #[error("it cannot be read")]
    Malformed,
    /// The browser did the other ceremony.
    #[error("another ceremony")]
    OtherCeremony,
    /// The challenge is not the one that the platform issued.
    #[error("another challenge")]
    OtherChallenge,
    /// The ceremony took place on a page of another site, or in a frame on one.
    #[error("another origin")]
    OtherOrigin,
    /// The passkey belongs to another relying party.
    #[error("another relying party")]
    OtherRelyingParty,
    /// The authenticator does not say that a person was there.
    #[error("nobody touched the authenticator")]
    NotPresent,
    /// The authenticator did not verify the person, though [`Expected::needs_user_verified`] demands it.
    #[error("the user was not verified")]
    NotVerified,
    /// The authenticator says that the passkey is backed up, and also that it cannot be (§6.1.3).
    #[error("the backup flags contradict one another")]
    BackupFlags,
}

/// The client data: what the browser says about the ceremony (§5.8.1).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    #[serde(default)]
    top_origin: Option<String>,
}

/// The part of the authenticator data that the platform uses (§6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthenticatorData {
    /// Whether the authenticator verified the person (flag UV).
    pub user_verified: bool,
    /// Whether the passkey may be copied to other devices (flag BE).
    pub backup_eligible: bool,
    /// Whether the passkey was copied (flag BS).
    pub backed_up: bool,
    /// The authenticator's count of signatures, at this one; 0 where it does not count.
    pub sign_count: u32,
}

/// Checks the client data (JSON) and the authenticator data (bytes of §6.1) against what the platform expects, and reads the latter. The
/// signature is not checked here.
///
/// # Errors
/// The first reason to refuse them.
pub fn judge(
    expected: &Expected<'_>,
    client_data: &[u8],
    authenticator_data: &[u8],
) -> Result<AuthenticatorData, CeremonyRefusal> {
    let said: ClientData = serde_json::from_slice(client_data).map_err(|_| CeremonyRefusal::Malformed)?;
    if said.r#type != expected.ceremony.kind() {
        return Err(CeremonyRefusal::OtherCeremony);
    }
    if said.challenge != expected.challenge {
        return Err(CeremonyRefusal::OtherChallenge);
    }
    // No page of the platform may stand in another site's frame, so a ceremony in a frame is not the platform's.
    if said.origin != expected.origin || said.cross_origin || said.top_origin.is_some() {
        return Err(CeremonyRefusal::OtherOrigin);
    }
    let header = authenticator_data
        .get(..HEADER_LEN)
        .ok_or(CeremonyRefusal::Malformed)?;
    let (rp_id_hash, rest) = header.split_at(HASH_LEN);
    if rp_id_hash != expected.rp_id_hash {
        return Err(CeremonyRefusal::OtherRelyingParty);
    }
    let [flags, count @ ..] = rest else {
        return Err(CeremonyRefusal::Malformed);
    };
    let has = |flag: u8| flags & flag != 0;
    if !has(USER_PRESENT) {
        return Err(CeremonyRefusal::NotPresent);
    }
    if expected.needs_user_verified && !has(USER_VERIFIED) {
        return Err(CeremonyRefusal::NotVerified);
    }
    if has(BACKED_UP) && !has(BACKUP_ELIGIBLE) {
        return Err(CeremonyRefusal::BackupFlags);
    }
    Ok(AuthenticatorData {
        user_verified: has(USER_VERIFIED),
        backup_eligible: has(BACKUP_ELIGIBLE),
        backed_up: has(BACKED_UP),
        sign_count: u32::from_be_bytes(count.try_into().map_err(|_| CeremonyRefusal::Malformed)?),
    })
}

/// The identifier of the new credential in the authenticator data of a registration (§6.5.1). `None` where they hold no credential, or
/// where its identifier is empty or longer than [`MAX_CREDENTIAL_ID`].
pub fn credential_id(authenticator_data: &[u8]) -> Option<&[u8]> {
    let flags = *authenticator_data.get(HASH_LEN)?;
    let rest = authenticator_data.get(HEADER_LEN..)?;
    if flags & CREDENTIAL_INCLUDED == 0 {
        return None;
    }
    let length = rest.get(CREDENTIAL_HEADER_LEN - 2..CREDENTIAL_HEADER_LEN)?;
    let length = usize::from(u16::from_be_bytes(length.try_into().ok()?));
    let id = rest.get(CREDENTIAL_HEADER_LEN..CREDENTIAL_HEADER_LEN + length)?;
    (1..=MAX_CREDENTIAL_ID).contains(&length).then_some(id)
}

/// Whether an authenticator's counter is plausible after the stored one (§7.2, step 22): one that counts has counted further each time.
/// A counter that stands still or goes back means that somebody copied the authenticator, or sends an old answer again.
pub const fn counter_goes_on(before: u32, now: u32) -> bool {
    (before == 0 && now == 0) || now > before
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HASH: [u8; HASH_LEN] = [7; HASH_LEN];

    fn expected() -> Expected<'static> {
        Expected {
            ceremony: Ceremony::Authentication,
            challenge: "abc",
            origin: "https://id.example",
            rp_id_hash: HASH,
            needs_user_verified: true,
        }
    }

    fn said(kind: &str, challenge: &str, origin: &str, more: &str) -> Vec<u8> {
        format!("{{\"type\":\"{kind}\",\"challenge\":\"{challenge}\",\"origin\":\"{origin}\"{more}}}").into()
    }

    fn right() -> Vec<u8> {
        said(
            "webauthn.get",
            "abc",
            "https://id.example",
            ",\"crossOrigin\":false,\"other\":1",
        )
    }

    fn data(hash: [u8; HASH_LEN], flags: u8, count: u32) -> Vec<u8> {
        [&hash[..], &[flags], &count.to_be_bytes()].concat()
    }

    #[test]
    fn what_is_right_is_taken_and_read() {
        let judged = judge(&expected(), &right(), &data(HASH, 0b1_1101, 258));
        let there = AuthenticatorData {
            user_verified: true,
            backup_eligible: true,
            backed_up: true,
            sign_count: 258,
        };
        assert_eq!(judged, Ok(there));
    }

    #[test]
    fn each_thing_that_is_wrong_is_refused() {
        let origin = "https://id.example";
        let good = data(HASH, 0b101, 1);
        for (client_data, refusal) in [
            (
                said("webauthn.create", "abc", origin, ""),
                CeremonyRefusal::OtherCeremony,
            ),
            (
                said("webauthn.get", "abd", origin, ""),
                CeremonyRefusal::OtherChallenge,
            ),
            (
                said("webauthn.get", "abc", "https://evil.example", ""),
                CeremonyRefusal::OtherOrigin,
            ),
            (
                said("webauthn.get", "abc", "https://id.example.evil.example", ""),
                CeremonyRefusal::OtherOrigin,
            ),
            (
                said("webauthn.get", "abc", origin, ",\"crossOrigin\":true"),
                CeremonyRefusal::OtherOrigin,
            ),
            (
                said(
                    "webauthn.get",
                    "abc",
                    origin,
                    ",\"topOrigin\":\"https://a.example\"",
                ),
                CeremonyRefusal::OtherOrigin,
            ),
            (b"{}".to_vec(), CeremonyRefusal::Malformed),
            (Vec::new(), CeremonyRefusal::Malformed),
        ] {
            assert_eq!(judge(&expected(), &client_data, &good), Err(refusal));
        }
        for (authenticator_data, refusal) in [
            (data([8; HASH_LEN], 0b101, 1), CeremonyRefusal::OtherRelyingParty),
            (data(HASH, 0b100, 1), CeremonyRefusal::NotPresent),
            (data(HASH, 0b001, 1), CeremonyRefusal::NotVerified),
            (data(HASH, 0b1_0101, 1), CeremonyRefusal::BackupFlags),
            (data(HASH, 0b101, 1)[..36].to_vec(), CeremonyRefusal::Malformed),
        ] {
            assert_eq!(judge(&expected(), &right(), &authenticator_data), Err(refusal));
        }
    }

    #[test]
    fn where_it_is_not_needed_nobody_has_to_be_verified() {
        let expected = Expected {
            needs_user_verified: false,
            ..expected()
        };
        let judged = judge(&expected, &right(), &data(HASH, 0b001, 1)).expect("taken");
        assert!(!judged.user_verified);
    }

    #[test]
    fn an_identifier_is_read_where_there_is_one() {
        let made = |flags, length: u16, id: &[u8]| {
            [&data(HASH, flags, 0)[..], &[0; 16], &length.to_be_bytes(), id].concat()
        };
        assert_eq!(credential_id(&made(0b100_0001, 3, b"abcKEY")), Some(&b"abc"[..]));
        assert_eq!(credential_id(&made(0b000_0001, 3, b"abc")), None);
        assert_eq!(credential_id(&made(0b100_0001, 4, b"abc")), None);
        assert_eq!(credential_id(&made(0b100_0001, 0, b"abc")), None);
        assert_eq!(credential_id(&made(0b100_0001, 1024, &[1; 2000])), None);
        assert_eq!(credential_id(&[]), None);
    }

    #[test]
    fn a_counter_that_stands_still_or_goes_back_does_not_go_on() {
        for (before, now, goes_on) in [
            (0, 0, true),
            (0, 1, true),
            (5, 6, true),
            (5, 5, false),
            (5, 0, false),
        ] {
            assert_eq!(counter_goes_on(before, now), goes_on, "{before} {now}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fall(
            client_data in prop::collection::vec(any::<u8>(), 0..200),
            authenticator_data in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let _ = judge(&expected(), &client_data, &authenticator_data);
            let _ = judge(&expected(), &right(), &authenticator_data);
            let _ = credential_id(&authenticator_data);
        }
    }
}
