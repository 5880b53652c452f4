//! The entry pages that the build made, and the places in them that the server fills. Inline scripts and styles are admitted
//! by their hashes: the Content-Security-Policy is made here, from the page itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_lc_rs::digest;
use axum::http::HeaderValue;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_contract::{Language, Theme};
use latchkey_spa::front::page::Screen;
use latchkey_spa::front::{FrontPage, RenderedPage, render, render_language_choice, render_portal_fallback};

use super::error::AssetsError;
use super::{brand, theme_colour};

const LANGUAGE: &str = "__LATCHKEY_LANG__";
const THEME: &str = "__LATCHKEY_THEME__";
const TITLE: &str = "__LATCHKEY_TITLE__";
const HEAD: &str = "<!--latchkey:head-->";
const BODY: &str = "<!--latchkey:body-->";

/// Sends the form of the page that posts an answer to an app.
const SUBMIT: &str = "addEventListener('load',()=>document.forms[0].submit())";

/// The front door's entry page.
#[derive(Debug, Clone)]
pub struct FrontDoorPage {
    /// With the scripts that wake the page.
    live: String,
    /// Without any script, for pages on which there is nothing to do.
    still: String,
    /// Where the scripts of `public/` are, by their names.
    scripts: BTreeMap<String, String>,
    /// For the header of that name.
    pub content_security_policy: HeaderValue,
}

impl FrontDoorPage {
    /// Reads what the build made.
    pub fn parse(html: &str) -> Result<Self, AssetsError> {
        check_places("front/index.html", html, &[LANGUAGE, THEME, TITLE, HEAD, BODY])?;
        Ok(Self::of(html.to_owned()))
    }

    fn of(live: String) -> Self {
        Self {
            content_security_policy: content_security_policy(&live),
            still: without_scripts(&live),
            scripts: BTreeMap::new(),
            live,
        }
    }

    /// The same with these addresses of scripts.
    #[must_use]
    pub(super) fn with_scripts(self, scripts: &BTreeMap<String, String>) -> Self {
        Self {
            scripts: scripts.clone(),
            ..self
        }
    }

    /// The same with the style of a platform.
    #[must_use]
    pub fn branded(&self, style: &str) -> Self {
        Self::of(brand::branded(&self.live, style)).with_scripts(&self.scripts)
    }

    /// The page as it is sent.
    pub fn page(&self, page: &FrontPage, theme: Theme, place: Option<&str>) -> String {
        let rendered = render(page);
        let languages = place.map(|place| render_language_choice(page.language, place));
        let body = [rendered.body.as_str(), languages.as_deref().unwrap_or_default()].concat();
        let shell = if page.screen.is_live() {
            &self.live
        } else {
            &self.still
        };
        let shell = theme_colour::fitting(shell.clone(), theme);
        // The parts are put in one after the other, each at the first place of its kind, from the end of the page to its
        // beginning: what people typed may contain the names of places.
        let filled = replace_last(&shell, BODY, &body);
        let head = [
            head(&page.screen, rendered.data()),
            self.passkeys(&rendered, page.screen.is_live()),
        ]
        .concat();
        let filled = replace_first(&filled, HEAD, &head);
        let filled = replace_first(&filled, TITLE, &escape(&rendered.title));
        let filled = replace_first(&filled, THEME, theme.as_str());
        replace_first(&filled, LANGUAGE, rendered.language)
    }

    /// The script of passkeys, with its attributes. It is a file of its own, which is loaded when the page is hydrated, or at once if the page is not
    /// hydrated.
    fn passkeys(&self, rendered: &RenderedPage, is_live: bool) -> String {
        let Some(address) = rendered.script.and_then(|name| self.scripts.get(name)) else {
            return String::new();
        };
        let attributes: String = rendered
            .passkeys
            .iter()
            .map(|(name, value)| format!(" data-{name}=\"{}\"", escape(value)))
            .collect();
        match is_live {
            true => format!("<meta id=\"passkeys\" data-script=\"{address}\"{attributes}>"),
            false => {
                format!("<script type=\"module\" src=\"{address}\" id=\"passkeys\"{attributes}></script>")
            }
        }
    }
}

/// The beginning of a file's hash, for its address.
pub(super) fn content_hash(content: &[u8]) -> String {
    let hash = digest::digest(&digest::SHA256, content);
    hash.as_ref()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The policy of the page that posts an answer to an app: its script, and that place.
pub fn form_post_policy(usual: &HeaderValue, form_action: &str) -> HeaderValue {
    let policy = usual.to_str().unwrap_or("default-src 'none'");
    let policy = policy
        .replace(
            "script-src 'self'",
            &format!("script-src 'self' {}", hash_source(SUBMIT)),
        )
        .replace("form-action 'self'", &format!("form-action {form_action}"));
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// The portal's entry page.
#[derive(Debug, Clone)]
pub struct PortalPage {
    html: String,
    /// Files that a page needs on top, by the page's name.
    chunks: HashMap<String, Vec<String>>,
    /// The file of each language's phrases, by its tag.
    phrases: BTreeMap<String, String>,
    /// For the header of that name.
    pub content_security_policy: HeaderValue,
}

impl PortalPage {
    /// Reads what the build made.
    pub fn parse(html: String) -> Result<Self, AssetsError> {
        check_places("portal/index.html", &html, &[LANGUAGE, THEME, TITLE])?;
        Ok(Self::of(html))
    }

    fn of(html: String) -> Self {
        Self {
            content_security_policy: content_security_policy(&html),
            html,
            chunks: HashMap::new(),
            phrases: BTreeMap::new(),
        }
    }

    /// The same with the style of a platform.
    #[must_use]
    pub fn branded(&self, style: &str) -> Self {
        Self::of(brand::branded(&self.html, style))
            .with_chunks(self.chunks.clone())
            .with_phrases(self.phrases.clone())
    }

    /// The same with these files for its pages.
    #[must_use]
    pub(super) fn with_chunks(self, chunks: HashMap<String, Vec<String>>) -> Self {
        Self { chunks, ..self }
    }

    /// The same with these files of phrases.
    #[must_use]
    pub(super) fn with_phrases(self, phrases: BTreeMap<String, String>) -> Self {
        Self { phrases, ..self }
    }

    /// The page as it is sent, with what `landing` needs (a page, and the area that it is in) asked for together with the portal itself.
    pub fn page(&self, language: Language, theme: Theme, platform_name: &str, landing: &[&str]) -> String {
        let files = landing.iter().filter_map(|name| self.chunks.get(*name)).flatten();
        // A page and its area share some.
        let files: BTreeSet<_> = files.collect();
        let preload = |address: &str, media_type: &str| {
            format!(
                "<link rel=\"preload\" href=\"{address}\" crossorigin=\"anonymous\" as=\"fetch\" type=\"{media_type}\">"
            )
        };
        let chunks = files
            .into_iter()
            .map(|file| preload(&format!("/assets/portal/{file}"), "application/wasm"));
        let phrases = self.phrases.get(language.tag());
        let phrases = phrases.map(|file| preload(file, "application/json"));
        let preloads: String = phrases
            .into_iter()
            .chain(chunks)
            .chain(self.phrase_files())
            .collect();
        theme_colour::fitting(self.html.clone(), theme)
            .replacen("</head>", &[&preloads, "</head>"].concat(), 1)
            .replace(LANGUAGE, language.tag())
            .replace(THEME, theme.as_str())
            .replace(TITLE, &escape(platform_name))
            .replace(BODY, &render_portal_fallback(language, platform_name))
    }
}

impl PortalPage {
    /// Where the phrases of each language are, for the portal.
    fn phrase_files(&self) -> Option<String> {
        if self.phrases.is_empty() {
            return None;
        }
        let list = serde_json::to_string(&self.phrases).ok()?;
        Some(format!(
            "<script type=\"application/json\" id=\"phrase-files\">{list}</script>"
        ))
    }
}

fn check_places(name: &str, html: &str, places: &[&str]) -> Result<(), AssetsError> {
    match places.iter().find(|place| !html.contains(**place)) {
        Some(missing) => Err(AssetsError::Incomplete(format!("{name} has no {missing}"))),
        None => Ok(()),
    }
}

/// What the browser needs to hydrate, or where it goes on to.
fn head(screen: &Screen, data: Option<(&str, &str)>) -> String {
    match (screen, data) {
        (Screen::Leaving(leaving), _) => refresh(&leaving.redirect_to),
        (Screen::GoingOn(going_on), _) => refresh(&going_on.redirect_to),
        (Screen::FormPost(_), _) => format!("<script>{SUBMIT}</script>"),
        (_, Some((page, phrases))) => [("front-page", page), ("phrases", phrases)]
            .map(|(id, json)| format!("<script type=\"application/json\" id=\"{id}\">{json}</script>"))
            .concat(),
        (_, None) => String::new(),
    }
}

fn refresh(address: &str) -> String {
    format!(
        "<meta http-equiv=\"refresh\" content=\"0;url={}\">",
        escape(address)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

fn replace_first(text: &str, place: &str, with: &str) -> String {
    text.replacen(place, with, 1)
}

fn replace_last(text: &str, place: &str, with: &str) -> String {
    match text.rfind(place) {
        Some(at) => [&text[..at], with, &text[at + place.len()..]].concat(),
        None => text.to_owned(),
    }
}

/// Everything is refused that the page itself does not need.
fn content_security_policy(html: &str) -> HeaderValue {
    let hashes = |tag: &str| {
        inline_contents(html, tag)
            .iter()
            .map(|content| format!(" {}", hash_source(content)))
            .collect::<String>()
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{}; style-src 'self'{}; img-src 'self' data:; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        hashes("script"),
        hashes("style"),
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

fn hash_source(content: &str) -> String {
    let hash = digest::digest(&digest::SHA256, content.as_bytes());
    format!("'sha256-{}'", STANDARD.encode(hash.as_ref()))
}

/// Contents of the elements of this name that have any. The input is our own build's output, not foreign HTML.
fn inline_contents<'a>(html: &'a str, tag: &str) -> Vec<&'a str> {
    let elements = elements(html, tag);
    elements
        .into_iter()
        .filter_map(|element| {
            let begin = element.find('>')? + 1;
            let end = element.rfind("</")?;
            (begin < end).then(|| &element[begin..end])
        })
        .collect()
}

/// Elements of this name, from `<tag` to `</tag>`.
fn elements<'a>(html: &'a str, tag: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(begin) = rest.find(&open) {
        let Some(length) = rest[begin..].find(&close) else {
            break;
        };
        let end = begin + length + close.len();
        found.push(&rest[begin..end]);
        rest = &rest[end..];
    }
    found
}

/// The page without its scripts and without what is loaded ahead for them.
fn without_scripts(html: &str) -> String {
    let mut still = html.to_owned();
    for script in elements(html, "script") {
        still = still.replace(script, "");
    }
    let mut begin = 0;
    while let Some(at) = still[begin..].find("<link") {
        let at = begin + at;
        let Some(length) = still[at..].find('>') else {
            break;
        };
        let link = &still[at..=at + length];
        if link.contains("preload") {
            still.replace_range(at..=at + length, "");
        } else {
            begin = at + length;
        }
    }
    still
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_spa::front::page::{LeavingScreen, SignInScreen};

    const SHELL: &str = "<!DOCTYPE html><html lang=\"__LATCHKEY_LANG__\" data-theme=\"__LATCHKEY_THEME__\"><head><title>__LATCHKEY_TITLE__</title>\
        <link rel=\"icon\" href=\"data:,\"><link rel=\"modulepreload\" href=\"/assets/front/a.js\"><style>a{}</style>\
        <script type=\"module\">import './a.js'</script><!--latchkey:head--></head><body><!--latchkey:body--></body></html>";

    fn page(screen: Screen) -> String {
        let page = FrontPage {
            language: Language::De,
            platform_name: "<P> __LATCHKEY_LANG__".into(),
            screen,
        };
        FrontDoorPage::parse(SHELL)
            .expect("complete")
            .page(&page, Theme::Dark, None)
    }

    #[test]
    fn the_policy_names_the_inline_parts() {
        let policy = FrontDoorPage::parse(SHELL)
            .expect("complete")
            .content_security_policy;
        let policy = policy.to_str().expect("text");
        assert!(
            policy.contains(&format!("'wasm-unsafe-eval' {}", hash_source("import './a.js'"))),
            "{policy}"
        );
        assert!(
            policy.contains(&format!("style-src 'self' {}", hash_source("a{}"))),
            "{policy}"
        );
        assert!(!policy.contains("unsafe-inline"), "{policy}");
    }

    #[test]
    fn what_people_typed_stays_text() {
        let evil = "</script><script>alert(1)</script><!--latchkey:body-->";
        let html = page(Screen::SignIn(SignInScreen {
            username: evil.into(),
            ..SignInScreen::default()
        }));
        assert!(
            html.starts_with("<!DOCTYPE html><html lang=\"de\" data-theme=\"dark\">"),
            "{html}"
        );
        assert!(!html.contains("<script>alert"), "{html}");
        assert_eq!(html.matches("<script").count(), 3, "{html}");
        assert!(html.contains("&lt;P&gt; __LATCHKEY_LANG__"), "{html}");
    }

    #[test]
    fn pages_with_nothing_to_do_carry_no_script() {
        let html = page(Screen::SignedOut);
        assert!(
            !html.contains("<script") && !html.contains("modulepreload") && html.contains("rel=\"icon\""),
            "{html}"
        );
        let html = page(Screen::Leaving(LeavingScreen {
            redirect_to: "https://idp.example/a?x=1&y=\"2".into(),
            host: "idp.example".into(),
        }));
        assert!(
            html.contains("content=\"0;url=https://idp.example/a?x=1&amp;y=&quot;2\""),
            "{html}"
        );
    }

    #[test]
    fn the_portal_bears_the_platforms_name() {
        let html = "<html lang=\"__LATCHKEY_LANG__\" data-theme=\"__LATCHKEY_THEME__\"><title>__LATCHKEY_TITLE__</title>";
        let page = PortalPage::parse(html.into()).expect("complete").page(
            Language::De,
            Theme::System,
            "<Acme>",
            &["my_apps"],
        );
        assert_eq!(
            page,
            "<html lang=\"de\" data-theme=\"system\"><title>&lt;Acme&gt;</title>"
        );
        assert!(PortalPage::parse("<html></html>".into()).is_err());
    }

    /// What the page shows where the portal does not come is there without any file, and the script that shows it is admitted.
    #[test]
    fn the_portal_s_entry_page_can_stand_alone() {
        let page = PortalPage::parse(include_str!("../../../../portal.html").into()).expect("complete");
        let html = page.page(Language::De, Theme::System, "Acme", &["my_apps"]);
        for part in [
            "Das Portal wurde nicht geladen",
            "id=\"fallback-reload\"",
            "action=\"/oauth/end-session/confirm\"",
            "<noscript>",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains(BODY));
        let policy = page.content_security_policy.to_str().expect("text");
        let scripts = inline_contents(&html, "script");
        assert_eq!(scripts.len(), 1);
        assert!(policy.contains(&hash_source(scripts[0])), "{policy}");
        for shown in [
            "fallback",
            "fallback-failed",
            "fallback-forbidden",
            "fallback-reload",
        ] {
            assert!(
                scripts[0].contains(shown) && html.contains(&format!("id=\"{shown}\"")),
                "{shown}"
            );
        }
    }

    #[test]
    fn the_chunks_of_the_page_that_is_asked_for_are_preloaded_and_no_others() {
        let html = "<html lang=\"__LATCHKEY_LANG__\" data-theme=\"__LATCHKEY_THEME__\"><head><title>__LATCHKEY_TITLE__</title></head>";
        let chunks = [
            ("my_apps", vec!["a-1.wasm"]),
            ("profile", vec!["b-2.wasm", "shared-4.wasm"]),
            ("my_account", vec!["c-3.wasm", "shared-4.wasm"]),
        ]
        .map(|(page, files)| (page.to_owned(), files.into_iter().map(str::to_owned).collect()));
        let page = PortalPage::parse(html.into())
            .expect("complete")
            .with_chunks(chunks.into())
            .branded(":root{}");
        let html = |landing: &[&str]| page.page(Language::De, Theme::System, "Acme", landing);
        let profile = html(&["my_account", "profile"]);
        assert!(
            profile.contains("<link rel=\"preload\" href=\"/assets/portal/b-2.wasm\" crossorigin=\"anonymous\" as=\"fetch\""),
            "{profile}"
        );
        assert!(!profile.contains("a-1.wasm"), "{profile}");
        for once in ["c-3.wasm", "shared-4.wasm"] {
            assert_eq!(profile.matches(once).count(), 1, "{profile}");
        }
        assert!(!html(&["no_such_page"]).contains("preload"));
    }

    #[test]
    fn an_entry_page_without_its_places_is_refused() {
        assert!(FrontDoorPage::parse("<html></html>").is_err());
    }
}
