//! The screens behind a set-up link of single sign-on.

use latchkey_spa::front::page::Screen;
use latchkey_spa::front::sso_set_up::{SsoSetUpEnd, SsoSetUpOverScreen, SsoSetUpScreen, WhoMakesLinks};

pub(super) fn screens() -> Vec<(&'static str, Screen)> {
    let asks = |name, signed_in_as: Option<&str>| {
        let screen = SsoSetUpScreen {
            link: "01939f2e-0000-7000-8000-0000000000aa".to_owned(),
            secret: "a-secret-of-the-browser".to_owned(),
            company_name: "Acme".to_owned(),
            made_by: "ada@acme.example".to_owned(),
            until: "09:00 UTC on 9 March 2026".to_owned(),
            signed_in_as: signed_in_as.map(str::to_owned),
        };
        (name, Screen::SsoSetUp(screen))
    };
    let mut screens = vec![
        asks("sso_set_up", None),
        asks("sso_set_up_signed_in", Some("grace@hopper.example")),
    ];
    screens.extend(SsoSetUpEnd::ALL.iter().map(|&end| {
        let whom = (!matches!(end, SsoSetUpEnd::Unknown | SsoSetUpEnd::Elsewhere)).then(|| WhoMakesLinks {
            company_name: "Acme".to_owned(),
            made_by: (end != SsoSetUpEnd::Revoked).then(|| "ada@acme.example".to_owned()),
        });
        (name(end), Screen::SsoSetUpOver(SsoSetUpOverScreen { end, whom }))
    }));
    screens
}

const fn name(end: SsoSetUpEnd) -> &'static str {
    match end {
        SsoSetUpEnd::Unknown => "sso_set_up_unknown",
        SsoSetUpEnd::Elsewhere => "sso_set_up_elsewhere",
        SsoSetUpEnd::Begun => "sso_set_up_begun",
        SsoSetUpEnd::Used => "sso_set_up_used",
        SsoSetUpEnd::Done => "sso_set_up_done",
        SsoSetUpEnd::Revoked => "sso_set_up_revoked",
        SsoSetUpEnd::Expired => "sso_set_up_expired",
    }
}
