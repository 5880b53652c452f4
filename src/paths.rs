//! Every address of the single-page app. Invariant: no other module spells a path out.

/// The sign-in form; it posts to the same address.
pub const SIGN_IN: &str = "/sign-in";
/// Where signing out ends.
pub const SIGNED_OUT: &str = "/signed-out";
/// Where somebody without an account gets one; the form posts to the same address.
pub const ONBOARDING: &str = "/onboarding";
/// The portal's home, "My apps".
pub const HOME: &str = "/";
/// "My Account".
pub const PROFILE: &str = "/profile";

/// The sign-in form that comes back to `place` (path and query of this platform) afterwards.
pub fn sign_in_and_back_to(place: &str) -> String {
    let mut path = String::from(SIGN_IN);
    path.push_str("?return_to=");
    for byte in place.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                path.push(char::from(byte));
            }
            _ => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                path.push('%');
                path.push(char::from(HEX[usize::from(byte >> 4)]));
                path.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_to_come_back_to_is_one_query_value() {
        assert_eq!(
            sign_in_and_back_to("/profile?tab=a&b=ä#x"),
            "/sign-in?return_to=/profile%3Ftab%3Da%26b%3D%C3%A4%23x"
        );
    }
}
