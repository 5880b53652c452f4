//! The pages. Invariant: whatever comes from outside is escaped, and no page needs a script.

use crate::config::{FakeIdpConfig, Person};

const STYLE: &str = "
:root { color-scheme: light dark; --line: #c9ced8; --ink: #1b2330; --soft: #5c6675; --card: #fff; --ground: #eef1f5; --go: #0b6b58; --bad: #b3261e }
@media (prefers-color-scheme: dark) { :root { --line: #3a4250; --ink: #e8ecf2; --soft: #a3adbb; --card: #1c222c; --ground: #11151b; --go: #4cc2a6; --bad: #ff8a80 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; padding: 12vh 16px 40px; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 400px; margin: 0 auto; padding: 32px; background: var(--card); border: 1px solid var(--line); border-radius: 12px }
h1 { margin: 0 0 4px; font-size: 22px } p { margin: 0 0 20px; color: var(--soft) }
label { display: block; margin: 0 0 4px; font-weight: 600; font-size: 14px }
input { width: 100%; height: 44px; margin: 0 0 16px; padding: 0 12px; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 8px }
button { width: 100%; height: 44px; margin: 0 0 12px; font: inherit; font-weight: 600; color: var(--go); background: transparent; border: 1px solid var(--go); border-radius: 8px; cursor: pointer }
button.main { color: var(--card); background: var(--go) } button.quiet { border-color: transparent; margin: 0 }
:is(input, button):focus-visible { outline: 2px solid var(--go); outline-offset: 2px }
.problem { color: var(--bad) } .note { margin: 16px 0 0; padding-top: 16px; border-top: 1px solid var(--line); font-size: 14px }
h2 { margin: 24px 0 8px; font-size: 16px } ul { margin: 0 0 20px; padding-left: 20px } code { overflow-wrap: anywhere } a { color: var(--go) } .switch { display: grid; gap: 4px; margin: 0 0 12px } .switch button { text-align: start; height: auto; min-height: 44px; padding: 8px 12px; margin: 0 }
.switch p { margin: 0; font-size: 14px } code { font-size: 13px }
hr { margin: 4px 0 16px; border: 0; border-top: 1px solid var(--line) }
";

/// The sign-in page.
pub(crate) struct SignIn<'a> {
    /// The query of the authorization request, which the form carries along.
    pub(crate) request: &'a str,
    pub(crate) username: &'a str,
    /// Whose session there is, where going on with it is offered.
    pub(crate) known: Option<&'a Person>,
    pub(crate) is_wrong: bool,
}

impl SignIn<'_> {
    pub(crate) fn render(&self, config: &FakeIdpConfig) -> String {
        let request = escape(self.request);
        let username = escape(self.username);
        let problem = if self.is_wrong {
            r#"<p class="problem" role="alert">Username and password do not match.</p>"#
        } else {
            ""
        };
        let known = self.known.map_or_else(String::new, |person| {
            let name = escape(&format!("{} {}", person.given_name, person.family_name));
            format!(
                r#"<form method="post" action="/login"><input type="hidden" name="request" value="{request}">
<button class="main" name="action" value="go_on">Go on as {name}</button></form><hr>"#
            )
        });
        let note = config.note.as_deref().map_or_else(String::new, |note| {
            format!(r#"<p class="note">{}</p>"#, escape(note))
        });
        let focus = |is_here: bool| if is_here { " autofocus" } else { "" };
        let (on_username, on_password) = (focus(username.is_empty()), focus(!username.is_empty()));
        let body = format!(
            r#"<h1>Company account</h1><p>Sign in to continue to <bdi translate="no">{client}</bdi>.</p>{problem}{known}
<form method="post" action="/login">
<input type="hidden" name="request" value="{request}">
<label for="username">Username</label>
<input id="username" name="username" value="{username}" autocomplete="username" autocapitalize="none" spellcheck="false"{on_username}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password"{on_password}>
<button class="main" name="action" value="sign_in">Sign in</button>
<button class="quiet" name="action" value="cancel">Cancel</button>
</form>{note}"#,
            client = escape(&config.client_id),
        );
        document("Sign in", &body)
    }
}

/// Something is wrong with the request.
pub(crate) fn fault(reason: &str) -> String {
    document(
        "Not possible",
        &format!("<h1>This does not work</h1><p>{}</p>", escape(reason)),
    )
}

/// After signing out.
pub(crate) fn signed_out() -> String {
    document(
        "Signed out",
        "<h1>You are signed out</h1><p>of your company account.</p>",
    )
}

pub(crate) fn document(title: &str, body: &str) -> String {
    format!(
        r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title} · Company account</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>"#
    )
}

pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_text() {
        let nasty = r#""><script>alert('1')</script>"#;
        let form = SignIn {
            request: nasty,
            username: nasty,
            known: None,
            is_wrong: true,
        };
        let html = form.render(&FakeIdpConfig {
            note: Some(nasty.to_owned()),
            ..FakeIdpConfig::default()
        });
        assert!(!html.contains("<script"));
        assert_eq!(
            html.matches("&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)").count(),
            3
        );
    }
}
