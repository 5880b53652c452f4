//! What the browser can say of a field before it is sent. The platform judges all of it again (`crates/domain`), and more:
//! characters that are not seen, and names that are taken.
//!
//! Invariant: nothing is refused here that the platform would take.

use latchkey_contract::{ErrorCode, slug};
use web_sys::Url;

/// The longest address, in bytes.
const MAX_ADDRESS_BYTES: usize = 2048;
/// The longest name of an app or an environment, in characters.
const MAX_NAME_CHARS: usize = 100;
/// The longest name of a role, in characters.
const MAX_ROLE_CHARS: usize = 64;

/// What a rule says of a text.
pub type Judged = Result<(), ErrorCode>;

/// The name of an app or an environment.
pub fn name(text: &str) -> Judged {
    let fits = !text.trim().is_empty() && text.chars().count() <= MAX_NAME_CHARS;
    fits.then_some(()).ok_or(ErrorCode::NameInvalid)
}

/// The word for addresses; empty: the platform makes it of the name.
pub fn short_name(text: &str) -> Judged {
    let text = text.trim();
    let fits = text.is_empty() || slug::is_slug(text);
    fits.then_some(()).ok_or(ErrorCode::SlugInvalid)
}

/// The name of a role.
pub fn role(text: &str) -> Judged {
    let fits = text.chars().count() <= MAX_ROLE_CHARS;
    fits.then_some(()).ok_or(ErrorCode::RoleInvalid)
}

/// Where an app opens.
pub fn page_address(text: &str) -> Judged {
    let url = parsed(text.trim())?;
    match url.protocol().as_str() {
        "http:" | "https:" => Ok(()),
        _ => Err(ErrorCode::AddressSchemeRefused),
    }
}

/// Where the platform sends people: https, http on this machine, or a scheme of an app on a device that keeps no secret.
pub fn redirect_uri(text: &str, is_public: bool) -> Judged {
    let url = parsed(text)?;
    let scheme = url.protocol();
    let scheme = scheme.trim_end_matches(':');
    match scheme {
        "https" => {}
        "http" if is_loopback(&url.hostname()) => {}
        "http" => return Err(ErrorCode::AddressNotSecure),
        scheme if !scheme.contains('.') => return Err(ErrorCode::AddressSchemeRefused),
        _ if is_public => {}
        _ => return Err(ErrorCode::AddressSchemeNative),
    }
    if text.contains('#') {
        return Err(ErrorCode::AddressHasFragment);
    }
    if !url.username().is_empty() || !url.password().is_empty() {
        return Err(ErrorCode::AddressHasUser);
    }
    if text.contains('*') {
        return Err(ErrorCode::AddressHasWildcard);
    }
    Ok(())
}

/// Where the platform calls the app; empty: it does not.
pub fn called_address(text: &str) -> Judged {
    match text.trim() {
        "" => Ok(()),
        text => redirect_uri(text, false).map_err(|code| match code {
            ErrorCode::AddressSchemeNative => ErrorCode::AddressSchemeRefused,
            other => other,
        }),
    }
}

/// Whom people can ask: an email address, or a page; empty: nobody.
pub fn contact(text: &str) -> Judged {
    let text = text.trim();
    let fits = match text {
        "" => true,
        page if page.starts_with("https://") => redirect_uri(page, false).is_ok(),
        address => address.contains('@') && !address.contains(char::is_whitespace),
    };
    fits.then_some(()).ok_or(ErrorCode::ContactInvalid)
}

fn parsed(text: &str) -> Result<Url, ErrorCode> {
    let is_plain = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    let url = Url::new(text).map_err(|_| ErrorCode::AddressMalformed)?;
    match is_plain && text.len() <= MAX_ADDRESS_BYTES {
        true => Ok(url),
        false => Err(ErrorCode::AddressMalformed),
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || host.starts_with("127.")
}
