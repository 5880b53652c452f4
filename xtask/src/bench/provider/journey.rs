//! The way to a first refresh token of the platform, as a browser and an app go it: sign-in, authorization, consent, code.

use anyhow::{Context, Result, bail, ensure};

use super::{
    super::{
        connection::{Answer, Connection, FORM},
        database::{CLIENT_SECRET, PASSWORD, REDIRECT_URI},
    },
    text_in,
};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Goes it for `client`, as the person with this username.
pub(super) fn first_refresh_token(
    connection: &mut Connection,
    client: &str,
    username: &str,
) -> Result<String> {
    let json = format!(r#"{{"username":"{username}","password":"{PASSWORD}"}}"#);
    let session = connection.sign_in("/api/sign-in/password", &json)?;
    let mut browser = Browser {
        connection,
        cookies: vec![session],
    };
    let code = browser.code(client)?;
    let form = format!(
        "grant_type=authorization_code&code={code}&redirect_uri={REDIRECT_URI}&code_verifier={VERIFIER}\
         &client_id={client}&client_secret={CLIENT_SECRET}"
    );
    let answer = connection.post_form("/oauth/token", &form)?;
    ensure!(answer.status == 200, "a code answered {}", answer.status);
    text_in(&answer.json()?, "refresh_token")
}

struct Browser<'a> {
    connection: &'a mut Connection,
    cookies: Vec<String>,
}

impl Browser<'_> {
    /// The code that the app is given; where consent is asked for, it is given.
    fn code(&mut self, client: &str) -> Result<String> {
        let mut next = format!(
            "/oauth/authorize?client_id={client}&redirect_uri={REDIRECT_URI}&response_type=code\
             &scope=openid%20profile%20email&code_challenge={CHALLENGE}&code_challenge_method=S256"
        );
        // An answer to the app, a page, or another step.
        for _ in 0..6 {
            let answer = self.send("GET", &next, "")?;
            next = match answer.status {
                303 => answer.location,
                200 => self.agree(answer.text()?)?,
                status => bail!("an authorization answered {status}"),
            };
            if let Some(query) = next.strip_prefix(REDIRECT_URI) {
                return between(query, "code=", "&");
            }
        }
        bail!("an authorization comes to no end")
    }

    /// Agrees on a consent page; where that leads to.
    fn agree(&mut self, page: &str) -> Result<String> {
        let hidden = |name: &str| between(page, &format!("name=\"{name}\" value=\""), "\"");
        let form = format!(
            "request={}&account={}&required={}&decision=authorize&scope=email",
            hidden("request")?,
            hidden("account")?,
            hidden("required")?.replace(' ', "+")
        );
        let answer = self.send("POST", "/consent", &form)?;
        ensure!(answer.status == 200, "a consent answered {}", answer.status);
        Ok(between(answer.text()?, "0;url=", "\"")?.replace("&amp;", "&"))
    }

    fn send(&mut self, method: &str, path: &str, form: &str) -> Result<Answer> {
        let cookies = self.cookies.join("; ");
        let headers = [
            ("Cookie", cookies.as_str()),
            ("Sec-Fetch-Site", "same-origin"),
            FORM,
        ];
        let answer = self.connection.send(method, path, &headers, form)?;
        for cookie in &answer.cookies {
            let name = cookie.split('=').next().unwrap_or_default();
            self.cookies.retain(|known| known.split('=').next() != Some(name));
            self.cookies.push(cookie.clone());
        }
        Ok(answer)
    }
}

/// What stands behind `before`, up to `after` or the end.
fn between(text: &str, before: &str, after: &str) -> Result<String> {
    let (_, rest) = text
        .split_once(before)
        .with_context(|| format!("no {before:?} in an answer"))?;
    Ok(rest.split(after).next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_is_found() {
        assert_eq!(between("?state=1&code=ab&iss=x", "code=", "&").unwrap(), "ab");
        assert_eq!(between("?code=ab", "code=", "&").unwrap(), "ab");
        assert!(between("?error=x", "code=", "&").is_err());
    }
}
