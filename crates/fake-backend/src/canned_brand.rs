//! The branding of Ada's company.

use latchkey_contract::{
    Empty, ErrorCode,
    company::{
        CompanyBrand, GetCompanyBrand, RemoveCompanyLogo, SetCompanyBrand, SetCompanyLogo, set_company_logo,
    },
};

use crate::{FakeBackend, MockResponse};

/// A picture of one pixel: what any logo becomes here.
pub const LOGO: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNgYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==";

/// From now on this is how the company presents itself. An SVG (`PHN2` in Base64) is refused, and so is every file that begins with `AAAA`.
pub fn has_brand(backend: &FakeBackend, brand: CompanyBrand) {
    backend.on::<GetCompanyBrand>(move |Empty {}| MockResponse::Success(brand.clone()));
    backend.on::<SetCompanyBrand>(|_| MockResponse::Success(Empty {}));
    backend.on::<SetCompanyLogo>(|file| match file.content.get(..4) {
        Some("PHN2") => MockResponse::refused_at(ErrorCode::LogoIsSvg, "content"),
        Some("AAAA") => MockResponse::refused_at(ErrorCode::LogoUnreadable, "content"),
        _ => MockResponse::Success(set_company_logo::Response {
            logo: LOGO.to_owned(),
        }),
    });
    backend.on::<RemoveCompanyLogo>(|Empty {}| MockResponse::Success(Empty {}));
}

/// A company that has chosen everything.
pub fn chosen() -> CompanyBrand {
    CompanyBrand {
        name: Some("Acme".to_owned()),
        colour: Some("#006b3c".to_owned()),
        email_domain: Some("globex.example".to_owned()),
        logo: Some(LOGO.to_owned()),
        ..unchosen()
    }
}

/// A company that has chosen nothing.
pub fn unchosen() -> CompanyBrand {
    CompanyBrand {
        platform_colour: "#4740c8".to_owned(),
        ..CompanyBrand::default()
    }
}
